"""Cases: grievances, legs, exclusions, events, the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grievances.models.base import Base, id_column
from grievances.models.people import Conversation, Person


class Grievance(Base):
    """One story, one number. Its state is derived from its legs."""

    __tablename__ = "grievance"
    id: Mapped[str] = id_column()
    number: Mapped[str] = mapped_column(String(16), unique=True)
    code_hash: Mapped[str] = mapped_column(String(128))
    code_failures: Mapped[int] = mapped_column(default=0)
    code_locked_until: Mapped[datetime | None]
    filer_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    concerned_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("draft.id"), unique=True)
    jurisdiction: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(2))
    #: hidden (named to the office, hidden from the employer) | named | anonymous
    known_as: Mapped[str] = mapped_column(String(12))
    filed_at: Mapped[datetime]
    filer: Mapped[Person] = relationship(foreign_keys=[filer_id])
    concerned: Mapped[Person] = relationship(foreign_keys=[concerned_id])
    conversation: Mapped[Conversation] = relationship()
    legs: Mapped[list[Leg]] = relationship(back_populates="grievance", order_by="Leg.ordinal")
    exclusions: Mapped[list[Exclusion]] = relationship(back_populates="grievance")


class Leg(Base):
    """One trouble at one office: carries only its own facts."""

    __tablename__ = "leg"
    __table_args__ = (
        Index("ix_leg_queue", "office_id", "state", "filed_at"),
        Index("ix_leg_state", "state", "filed_at"),  # a nodal officer's queue, and what is due to be closed
    )
    id: Mapped[str] = id_column()
    grievance_id: Mapped[str] = mapped_column(ForeignKey("grievance.id"), index=True)
    ordinal: Mapped[int]
    topic: Mapped[str] = mapped_column(String(40))
    vertical: Mapped[str] = mapped_column(String(40))
    office_id: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bool] = mapped_column(default=False)
    #: for a sealed leg, the one officer who may read it besides the committee's office
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"), index=True)
    #: {"place": ..., "sector": ..., "vertical": ...}: the reason's words come from the routing data
    route: Mapped[dict[str, Any]]
    #: sealed {question id: answer} of this leg alone
    facts: Mapped[bytes] = mapped_column(LargeBinary)
    filed_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    #: when the worker was asked whether it is solved, set by delivery; silence closes from here
    asked_at: Mapped[datetime | None]
    #: a reviewer who must not be the one that resolved it before
    not_officer_id: Mapped[str | None] = mapped_column(String(36))
    version: Mapped[int] = mapped_column(default=1)
    grievance: Mapped[Grievance] = relationship(back_populates="legs")
    __mapper_args__ = {"version_id_col": version}


class Exclusion(Base):
    """An office or officer that must never see a grievance: the accused."""

    __tablename__ = "exclusion"
    __table_args__ = (CheckConstraint("(office_id IS NULL) <> (officer_id IS NULL)", name="one"),)
    id: Mapped[str] = id_column()
    grievance_id: Mapped[str] = mapped_column(ForeignKey("grievance.id"), index=True)
    office_id: Mapped[str | None] = mapped_column(String(64))
    officer_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    grievance: Mapped[Grievance] = relationship(back_populates="exclusions")


class Event(Base):
    """What happened, append-only (a trigger refuses changes). `data` holds ids and codes only."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_grievance", "grievance_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    grievance_id: Mapped[str | None] = mapped_column(ForeignKey("grievance.id"))
    leg_id: Mapped[str | None] = mapped_column(ForeignKey("leg.id"))
    kind: Mapped[str] = mapped_column(String(32))
    #: worker | officer | system
    actor: Mapped[str] = mapped_column(String(8))
    officer_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class CaseText(Base):
    """Words that belong to a leg: the worker's story and later words, officers' replies. Sealed with the
    concerned person's key; `message_id` ties it to the conversation where it was said or delivered."""

    __tablename__ = "case_text"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    leg_id: Mapped[str] = mapped_column(ForeignKey("leg.id"), index=True)
    #: worker | officer
    author: Mapped[str] = mapped_column(String(8))
    officer_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    #: story | words | reply | question | order
    kind: Mapped[str] = mapped_column(String(12))
    #: sealed {"text": free text} or {"catalogue": id, "values": {...}}
    body: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str | None] = mapped_column(String(8))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    at: Mapped[datetime]


class Notice(Base):
    """The outbox: a notice to a worker, written in the transaction of what it tells of."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_due", "state", "due_at"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    leg_id: Mapped[str | None] = mapped_column(ForeignKey("leg.id"))
    #: reply | question | taken | transferred | resolved | ended | reopened | closed
    kind: Mapped[str] = mapped_column(String(16))
    case_text_id: Mapped[int | None] = mapped_column(ForeignKey("case_text.id"))
    #: pending | sent (stands in the conversation) | delivered | failed
    state: Mapped[str] = mapped_column(String(10), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(String(64))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]


class CaseKey(Base):
    """A conversation that opened a case with number and code."""

    __tablename__ = "case_key"
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    grievance_id: Mapped[str] = mapped_column(ForeignKey("grievance.id"), primary_key=True)
    at: Mapped[datetime]
