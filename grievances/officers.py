"""Officers' accounts and their sessions at the desk."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, select, update

from grievances.core import Unit
from grievances.errors import NotFound, SignInRefused
from grievances.models import DeskSession, DeskToken, Officer

#: RFC 9106's second recommendation (64 MiB, 3 passes)
hasher = PasswordHasher()
ROLES = ("officer", "nodal", "admin")
TRIES = 5
LOCK = timedelta(minutes=15)
SESSION = timedelta(hours=8)
SHORTEST_PASSWORD = 12
#: verified against when the login does not exist, so that both take the same time
_NOBODY = hasher.hash(secrets.token_urlsafe(16))


def add(
    unit: Unit, *, login: str, name: str, password: str, role: str, jurisdiction: str, office: str | None = None,
    language: str = "en",
) -> Officer:  # fmt: skip
    """Make an account. Raises ValueError with a sentence for the administrator when something does not fit."""
    if role not in ROLES:
        raise ValueError(f"role is one of {', '.join(ROLES)}")
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"a password has at least {SHORTEST_PASSWORD} characters")
    if office is not None and office not in unit.jurisdiction(jurisdiction).offices:
        raise ValueError(f"no office {office!r} in jurisdiction {jurisdiction!r}")
    if role == "officer" and office is None:
        raise ValueError("an officer belongs to an office: --office")
    login = login.strip().casefold()
    if unit.db.scalar(select(Officer.id).where(Officer.login == login)):
        raise ValueError(f"there is an officer {login!r} already")
    officer = Officer(
        login=login, name=name, password_hash=hasher.hash(password), role=role, jurisdiction=jurisdiction,
        office_id=office, language=language, created_at=unit.now,
    )  # fmt: skip
    unit.db.add(officer)
    unit.db.flush()
    unit.record("officer_added", added=officer.id, role=role)
    return officer


def keeps_content(officer: Officer) -> bool:
    """Whether the figures and articles of all jurisdictions are theirs to keep right."""
    return officer.role == "admin"


def sign_in(unit: Unit, login: str, password: str) -> tuple[str, DeskSession]:
    """Return (cookie token, session). SignInRefused for a wrong pair, a disabled or a locked account alike.

    The count of failures must survive: the caller commits the unit also when this raises.
    """
    # Locked (on PostgreSQL), so that tries sent side by side are all counted.
    officer = _by_login(unit, login, lock=True)
    try:
        hasher.verify(officer.password_hash if officer else _NOBODY, password)
    except VerifyMismatchError:
        if officer:
            officer.failures += 1
            if officer.failures >= TRIES:
                officer.failures, officer.locked_until = 0, unit.now + LOCK
                unit.record("sign_in_locked", locked=officer.id)
        raise SignInRefused("wrong login or password") from None
    if officer is None or officer.disabled_at or unit.ahead(officer.locked_until, LOCK):
        raise SignInRefused("disabled or locked")
    officer.failures, officer.locked_until = 0, None
    token = secrets.token_urlsafe(32)
    session = DeskSession(
        token_hash=_hash(token), officer_id=officer.id, csrf=secrets.token_urlsafe(24), created_at=unit.now,
        expires_at=unit.now + SESSION,
    )  # fmt: skip
    unit.db.add(session)
    unit.record("signed_in", officer=officer)
    return token, session


def session_of(unit: Unit, token: str) -> DeskSession | None:
    """The live session of a cookie, or None; a disabled officer has none."""
    session = unit.db.get(DeskSession, _hash(token))
    if session is None or session.expires_at <= unit.now or session.officer.disabled_at:
        return None
    return session


def sign_out(unit: Unit, token: str) -> None:
    unit.db.execute(delete(DeskSession).where(DeskSession.token_hash == _hash(token)))


def disable(unit: Unit, login: str) -> Officer:
    """Close an account, every session of it and, for good, its tokens."""
    officer = _by_login(unit, login)
    if officer is None:
        raise NotFound(f"no officer {login!r}")
    officer.disabled_at = unit.now
    unit.db.execute(delete(DeskSession).where(DeskSession.officer_id == officer.id))
    unit.db.execute(
        update(DeskToken)
        .where(DeskToken.officer_id == officer.id, DeskToken.revoked_at.is_(None))
        .values(revoked_at=unit.now)
    )
    unit.record("officer_disabled", disabled=officer.id)
    return officer


def set_password(unit: Unit, login: str, password: str) -> Officer:
    """Give an account a new password, open it again if it was closed, and end its sessions."""
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"a password has at least {SHORTEST_PASSWORD} characters")
    officer = _by_login(unit, login, lock=True)
    if officer is None:
        raise NotFound(f"no officer {login!r}")
    officer.password_hash = hasher.hash(password)
    officer.failures, officer.locked_until, officer.disabled_at = 0, None, None
    unit.db.execute(delete(DeskSession).where(DeskSession.officer_id == officer.id))
    unit.record("password_set", changed=officer.id)
    return officer


def set_language(unit: Unit, officer: Officer, language: str) -> None:
    officer.language = language


def listed(unit: Unit) -> list[Officer]:
    return list(unit.db.scalars(select(Officer).order_by(Officer.jurisdiction, Officer.office_id, Officer.login)))


def purge_sessions(unit: Unit) -> None:
    unit.db.execute(delete(DeskSession).where(DeskSession.expires_at <= unit.now))


def by_login(unit: Unit, login: str) -> Officer:
    """The account of a login; NotFound."""
    officer = _by_login(unit, login)
    if officer is None:
        raise NotFound(f"no officer {login!r}")
    return officer


def _by_login(unit: Unit, login: str, *, lock: bool = False) -> Officer | None:
    if "\0" in login:  # PostgreSQL's text has no place for it
        return None
    query = select(Officer).where(Officer.login == login.strip().casefold())
    return unit.db.scalar(query.with_for_update() if lock else query)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
