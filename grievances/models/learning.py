"""Learning from use: messages on the review list."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grievances.models.base import Base
from grievances.models.people import Message


class ReviewItem(Base):
    """A message that the model was unsure of or an officer re-routed, without personal data, for a person to label.

    The text is sealed with a data key of the item's own; whoever deletes the row deletes the key. `person_id` is there
    so that erasing the person finds it, and is never shown.
    """

    __tablename__ = "review_item"
    __table_args__ = (Index("ix_review_item_list", "jurisdiction", "state", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), unique=True)
    #: null once rejected: then the text is gone too
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: sealed cleaned text
    body: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(2))
    jurisdiction: Mapped[str] = mapped_column(String(8))
    #: unsure | rerouted
    reason: Mapped[str] = mapped_column(String(10))
    #: the model's likeliest three, [[intent, confidence], ...]
    ranking: Mapped[list[Any]]
    #: the topic that the worker tapped, or that the officer named on transfer: a hint, not the label
    chosen: Mapped[str] = mapped_column(String(40))
    #: open | labelled | rejected
    state: Mapped[str] = mapped_column(String(10), default="open")
    label: Mapped[str | None] = mapped_column(String(40))
    reviewer_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    reviewed_at: Mapped[datetime | None]
    exported_at: Mapped[datetime | None]
    #: a day, not a time: less to tell whose message it was
    created_on: Mapped[date] = mapped_column(Date, index=True)
    message: Mapped[Message] = relationship()
