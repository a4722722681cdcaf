"""Rate limits as rows, so that every replica counts together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from grievances.core import Unit
from grievances.models import RateWindow


def spend(unit: Unit, kind: str, who: str, limit: int, seconds: int) -> int:
    """Count one use; return 0 when it is within `limit` a window, else the seconds until the next window.

    `who` is blinded before it is stored, so that no address stands in the database.
    """
    start = datetime.fromtimestamp(unit.now.timestamp() // seconds * seconds, UTC)
    insert = postgresql.insert if unit.db.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(RateWindow).values(key=f"{kind}:{unit.vault.blind(kind, who)}", window_start=start, count=1)
    counted = unit.db.execute(
        row.on_conflict_do_update(
            index_elements=[RateWindow.key, RateWindow.window_start], set_={"count": RateWindow.count + 1}
        ).returning(RateWindow.count)
    ).scalar_one()
    if counted <= limit:
        return 0
    return max(1, round((start + timedelta(seconds=seconds) - unit.now).total_seconds()))


def purge(unit: Unit, older_than: timedelta = timedelta(hours=2)) -> int:
    gone = unit.db.execute(delete(RateWindow).where(RateWindow.window_start < unit.now - older_than))
    return gone.rowcount  # type: ignore[attr-defined, no-any-return]
