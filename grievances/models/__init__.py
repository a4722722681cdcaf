"""The tables, by subject: people, cases, staff, learning, delivery."""

from grievances.models.base import Base, new_id
from grievances.models.cases import CaseKey, CaseText, Event, Exclusion, Grievance, Leg, Notice
from grievances.models.delivery import ChannelDuty, Delivery, Errand
from grievances.models.learning import ReviewItem
from grievances.models.people import (
    Attachment,
    Button,
    ChannelIdentity,
    Conversation,
    Draft,
    Message,
    Person,
    TurnResult,
    WebSession,
)
from grievances.models.staff import DeskSession, DeskToken, Officer, RateWindow

__all__ = [
    "Attachment", "Base", "Button", "CaseKey", "CaseText", "ChannelDuty", "ChannelIdentity", "Conversation",
    "Delivery", "DeskSession", "DeskToken", "Draft", "Errand", "Event", "Exclusion", "Grievance", "Leg", "Message",
    "Notice", "Officer", "Person", "RateWindow", "ReviewItem", "TurnResult", "WebSession", "new_id",
]  # fmt: skip
