"""Officers, their sessions at the desk, and rate limits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grievances.models.base import Base, id_column


class Officer(Base):
    """Somebody who works cases of one office. `role`: officer | nodal | admin."""

    __tablename__ = "officer"
    id: Mapped[str] = id_column()
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(128))
    password_hash: Mapped[str] = mapped_column(String(256))
    role: Mapped[str] = mapped_column(String(8), default="officer")
    jurisdiction: Mapped[str] = mapped_column(String(8))
    office_id: Mapped[str | None] = mapped_column(String(64), index=True)
    language: Mapped[str] = mapped_column(String(2), default="en")
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class DeskSession(Base):
    """A signed-in browser; the cookie's token is stored hashed."""

    __tablename__ = "desk_session"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    officer: Mapped[Officer] = relationship()


class DeskToken(Base):
    """What another program shows at the desk API to act as an officer; stored hashed."""

    __tablename__ = "desk_token"
    id: Mapped[str] = id_column()
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), index=True)
    #: what it is for, in the administrator's words
    name: Mapped[str] = mapped_column(String(128))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    #: the day it was used last, at most a day old
    used_at: Mapped[datetime | None]
    officer: Mapped[Officer] = relationship()


class RateWindow(Base):
    """How often a key (session or address, blinded) was seen in a window."""

    __tablename__ = "rate_window"
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    count: Mapped[int]
