"""Channels that are brought to: what is still to be delivered, what is still to be done there, who does it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grievances.models.base import Base
from grievances.models.people import Conversation, Message


class Delivery(Base):
    """One message of ours on its way to a chat; it ends delivered or failed with its reason."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_due", "state", "due_at"),
        Index("ix_delivery_channel_id", "conversation_id", "channel_id"),
    )
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    #: pending | announced (only that there is something; its content waits for a tap) | delivered | failed
    state: Mapped[str] = mapped_column(String(10), default="pending")
    #: an answer, which goes before notices
    urgent: Mapped[bool]
    #: the button's token that shows the content, when the worker wants notices without it
    veil: Mapped[str | None] = mapped_column(String(24))
    #: parts that have arrived: a long message is several
    parts: Mapped[int] = mapped_column(default=0)
    #: the channel's id of the last part, which has the buttons
    channel_id: Mapped[str | None] = mapped_column(String(64))
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(String(64))
    delivered_at: Mapped[datetime | None]
    message: Mapped[Message] = relationship()
    conversation: Mapped[Conversation] = relationship()


class Errand(Base):
    """Something owed to a channel beside messages: fetch a file, take a keyboard away, delete, leave a group.

    The details are sealed with a key of the row's own, because there may be no person (a group, somebody erased). A
    row that is done is deleted, and its key with it; one that failed stays with its reason and without its details.
    """

    __tablename__ = "errand"
    __table_args__ = (Index("ix_errand_due", "channel", "state", "due_at"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    channel: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    #: what must not be owed twice
    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    details: Mapped[bytes] = mapped_column(LargeBinary)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    #: pending | failed
    state: Mapped[str] = mapped_column(String(8), default="pending")
    reason: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]


class ChannelDuty(Base):
    """Which process does a channel's work, and until when it keeps still because the channel said so."""

    __tablename__ = "channel_duty"
    channel: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner: Mapped[str | None] = mapped_column(String(64))
    until: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
