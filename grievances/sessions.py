"""The widget's bearer tokens: random, stored hashed, sliding."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import joinedload

from grievances.core import Unit
from grievances.models import Conversation, WebSession

LIFETIME = timedelta(days=30)
#: the expiry is moved on at most this often, so that reading does not write each time
SLIDE = timedelta(hours=12)
#: built once: it runs at every request
_FIND = (
    select(WebSession).where(WebSession.token_hash == bindparam("hash")).options(joinedload(WebSession.conversation))
)


def open_session(unit: Unit, conversation: Conversation) -> tuple[str, datetime]:
    """Return (bearer token, expiry)."""
    token = secrets.token_urlsafe(32)
    expires = unit.now + LIFETIME
    unit.db.add(WebSession(token_hash=_hash(token), conversation_id=conversation.id, expires_at=expires))
    return token, expires


def find(unit: Unit, token: str) -> WebSession | None:
    """The live session of a token, or None."""
    session = unit.db.scalar(_FIND, {"hash": _hash(token)})
    return session if session and session.expires_at > unit.now else None


def slide(unit: Unit, session: WebSession) -> bool:
    """Move the expiry on when it is worth a write."""
    if session.expires_at - unit.now > LIFETIME - SLIDE:
        return False
    session.expires_at = unit.now + LIFETIME
    return True


def close(unit: Unit, token: str) -> None:
    """Forget the device."""
    unit.db.execute(delete(WebSession).where(WebSession.token_hash == _hash(token)))


def purge(unit: Unit) -> int:
    gone = unit.db.execute(delete(WebSession).where(WebSession.expires_at <= unit.now))
    return gone.rowcount  # type: ignore[attr-defined, no-any-return]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
