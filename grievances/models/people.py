"""Workers: persons, how a channel knows them, conversations, messages, drafts, attachments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grievances.models.base import Base, id_column, new_id


class Person(Base):
    """Somebody we keep personal data of. `wrapped_key` is null once erased."""

    __tablename__ = "person"
    id: Mapped[str] = id_column()
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: sealed {name, phone, ...}
    details: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class ChannelIdentity(Base):
    """A person as a channel knows them. The address itself is sealed; `address_index` is its blind index."""

    __tablename__ = "channel_identity"
    __table_args__ = (UniqueConstraint("channel", "address_index"),)
    id: Mapped[str] = id_column()
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    address_index: Mapped[str] = mapped_column(String(64))
    address: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    person: Mapped[Person] = relationship()


class Conversation(Base):
    """One thread with one person on one channel; what a turn needs to know stands here, never in a tracker."""

    __tablename__ = "conversation"
    id: Mapped[str] = id_column()
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    identity_id: Mapped[str] = mapped_column(ForeignKey("channel_identity.id"), unique=True)
    channel: Mapped[str] = mapped_column(String(16))
    language: Mapped[str | None] = mapped_column(String(2))
    chosen_language: Mapped[str | None] = mapped_column(String(2))
    jurisdiction: Mapped[str | None] = mapped_column(String(8))
    #: only | page | assumed | chosen
    jurisdiction_from: Mapped[str | None] = mapped_column(String(8))
    #: {"kind": ..., ids}: what we asked last; codes and ids only
    open_question: Mapped[dict[str, Any] | None]
    notice_shown_at: Mapped[datetime | None]
    consent_at: Mapped[datetime | None]
    consent_version: Mapped[str | None] = mapped_column(String(32))
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    #: id of the newest message that a later read has acknowledged
    read_cursor: Mapped[int] = mapped_column(default=0)
    #: the phone is shared: a notice says only that there is something, its content comes on a tap
    discreet: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: why nothing can be brought here: blocked | gone
    unreachable: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    person: Mapped[Person] = relationship()
    identity: Mapped[ChannelIdentity] = relationship()


class Message(Base):
    """One message, in or out, sealed. `id` orders a conversation and is the read cursor; `uid` is what others see."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "channel_message_id"),
        Index("ix_message_unanswered", "state", "at"),
        Index("ix_message_thread", "conversation_id", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    #: worker | bot | officer
    author: Mapped[str] = mapped_column(String(8))
    #: the channel's own id of an incoming message; null on ours
    channel_message_id: Mapped[str | None] = mapped_column(String(128))
    #: keyed digest of an incoming content: the same id with another content is a conflict
    digest: Mapped[str | None] = mapped_column(String(64))
    #: sealed {text, choice, buttons, custom, attachments}
    body: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str | None] = mapped_column(String(8))
    #: in: received | answered | set_aside (for people); out: sent | delivered
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    #: the incoming message that this answers
    reply_to: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    leg_id: Mapped[str | None] = mapped_column(ForeignKey("leg.id"), index=True)
    at: Mapped[datetime]
    conversation: Mapped[Conversation] = relationship()


class Button(Base):
    """What an opaque token offered in a conversation stands for."""

    __tablename__ = "button"
    token: Mapped[str] = mapped_column(String(24), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    choice: Mapped[str] = mapped_column(String(512))
    title: Mapped[str] = mapped_column(String(128))
    offered_at: Mapped[datetime]


class TurnResult(Base):
    """The first result of an action for a message: asking again gives it again. Sealed with the person's key."""

    __tablename__ = "turn_result"
    message_uid: Mapped[str] = mapped_column(String(36), primary_key=True)
    action: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    result: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(index=True)


class Draft(Base):
    """What a worker has told so far. `answered` lists question ids; the answers themselves are sealed."""

    __tablename__ = "draft"
    id: Mapped[str] = id_column()
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    jurisdiction: Mapped[str] = mapped_column(String(8))
    #: the first topic leads; more topics become more legs
    topics: Mapped[list[str]]
    answered: Mapped[list[str]]
    skipped: Mapped[list[str]]
    answers: Mapped[bytes] = mapped_column(LargeBinary)
    #: open | filed | dropped
    state: Mapped[str] = mapped_column(String(8), default="open")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Attachment(Base):
    """A file a worker or officer sent: encrypted under var/attachments, type found by content."""

    __tablename__ = "attachment"
    id: Mapped[str] = id_column()
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    grievance_id: Mapped[str | None] = mapped_column(ForeignKey("grievance.id"), index=True)
    type: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    #: sealed file name as the person's device gave it
    name: Mapped[bytes] = mapped_column(LargeBinary)
    #: no picture or voice could be found in it: kept, but opened by nobody unawares
    damaged: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]


class WebSession(Base):
    """A widget's bearer token, stored hashed; sliding 30 days."""

    __tablename__ = "web_session"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    expires_at: Mapped[datetime]
    conversation: Mapped[Conversation] = relationship()
