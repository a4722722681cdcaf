"""What is owed to a channel beside messages: written down with what it follows from, tried until it is done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from grievances.core import Unit
from grievances.delivery import RETRIES
from grievances.models import Errand, Message

DETAILS = "errand"
#: tries before an errand fails for good
TRIES = 20


def owe(
    unit: Unit, channel: str, kind: str, details: dict[str, Any], *, message: Message | None = None,
    key: str | None = None, at: datetime | None = None,
) -> None:  # fmt: skip
    """Write an errand down; one with the `key` of another that is not done yet is that one."""
    if key and unit.db.scalar(select(Errand.id).where(Errand.key == key)):
        return
    wrapped, own = unit.vault.new_key()
    unit.db.add(
        Errand(
            channel=channel, kind=kind, key=key, message_id=message.id if message else None, wrapped_key=wrapped,
            details=own.seal(details, DETAILS), due_at=at or unit.now, at=unit.now,
        )
    )  # fmt: skip
    unit.db.flush()


def due(unit: Unit, channel: str, limit: int) -> list[tuple[Errand, dict[str, Any]]]:
    """What can be tried now, with its details, oldest first."""
    rows = unit.db.scalars(
        select(Errand)
        .where(Errand.channel == channel, Errand.state == "pending", Errand.due_at <= unit.now)
        .order_by(Errand.due_at, Errand.id)
        .limit(limit)
    )
    return [(row, unit.vault.unwrap(row.wrapped_key).open(row.details, DETAILS)) for row in rows]


def done(unit: Unit, errand_id: int) -> None:
    row = unit.db.get(Errand, errand_id)
    if row:
        unit.db.delete(row)


def later(unit: Unit, errand_id: int, reason: str, seconds: float | None = None) -> bool:
    """A try failed; after TRIES of them it fails for good (False). `seconds` when the channel named the time."""
    row = unit.db.get_one(Errand, errand_id)
    row.attempts += 1
    row.reason = reason
    if row.attempts >= TRIES:
        failed(unit, errand_id, reason)
        return False
    wait = RETRIES[min(row.attempts, len(RETRIES)) - 1] if seconds is None else seconds
    row.due_at = unit.now + timedelta(seconds=wait)
    return True


def failed(unit: Unit, errand_id: int, reason: str) -> None:
    """It cannot be done: the reason stays, the details go."""
    row = unit.db.get_one(Errand, errand_id)
    row.state, row.reason, row.key, row.wrapped_key, row.details = "failed", reason, None, None, b""


def rewrap(unit: Unit) -> int:
    """After a change of the master key. Returns how many."""
    rows = list(unit.db.scalars(select(Errand).where(Errand.wrapped_key.is_not(None))))
    for row in rows:
        assert row.wrapped_key is not None
        row.wrapped_key = unit.vault.rewrap(row.wrapped_key)
    return len(rows)
