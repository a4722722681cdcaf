"""Tokens of the desk API: another program acts as one officer, with that officer's rights and in their name."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import select

from grievances import officers
from grievances.core import Unit
from grievances.errors import NotFound
from grievances.models import DeskToken

#: so that a token that leaks into a file is recognised by what looks for secrets
PREFIX = "sangam_"
#: days a token lives if nothing is said, and at most
DAYS, MOST_DAYS = 90, 3650
#: when a token was used last is written at most this often
NOTED = timedelta(days=1)


def add(unit: Unit, login: str, *, name: str = "", days: int = DAYS) -> tuple[str, DeskToken]:
    """(the token, shown only now; its row). NotFound without such an officer; ValueError with a sentence."""
    officer = officers.by_login(unit, login)
    if officer.disabled_at:
        raise ValueError(f"the account {officer.login!r} is closed")
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"a token lives 1 to {MOST_DAYS} days")
    if len(name) > 128 or not name.isprintable():
        raise ValueError("a name has at most 128 characters, on one line")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = DeskToken(
        token_hash=_hash(secret), officer_id=officer.id, name=name, created_at=unit.now,
        expires_at=unit.now + timedelta(days=days),
    )  # fmt: skip
    unit.db.add(token)
    unit.db.flush()
    unit.record("token_added", token=token.id, holder=officer.id)
    return secret, token


def find(unit: Unit, secret: str) -> DeskToken | None:
    """The live token, or None: unknown, run out, revoked, or its officer's account is closed."""
    token = unit.db.scalar(select(DeskToken).where(DeskToken.token_hash == _hash(secret)))
    if token is None or token.revoked_at or token.expires_at <= unit.now or token.officer.disabled_at:
        return None
    return token


def of(unit: Unit, token_id: str) -> DeskToken:
    return unit.db.get_one(DeskToken, token_id)


def used(unit: Unit, token: DeskToken) -> None:
    """Note that a token is in use, and in the history once a day."""
    if token.used_at is None or unit.now - token.used_at >= NOTED:
        token.used_at = unit.now
        unit.record("token_used", officer=token.officer, token=token.id)


def listed(unit: Unit) -> list[DeskToken]:
    return list(unit.db.scalars(select(DeskToken).order_by(DeskToken.created_at, DeskToken.id)))


def revoke(unit: Unit, token_id: str) -> DeskToken:
    """End a token at once, for good. NotFound without one of that id."""
    token = unit.db.get(DeskToken, token_id)
    if token is None:
        raise NotFound(f"no token {token_id!r}")
    if token.revoked_at is None:
        token.revoked_at = unit.now
        unit.record("token_revoked", token=token.id, holder=token.officer_id)
    return token


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
