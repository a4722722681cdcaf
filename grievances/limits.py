"""Rate limits as rows, so that every replica counts together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite

from grievances.core import Unit
from grievances.models import RateWindow

_WINDOWS = RateWindow.__table__
#: built once for each database: it runs at every message
_COUNT = {
    name: dialect.insert(_WINDOWS)
    .values(key=bindparam("who"), window_start=bindparam("start"), count=1)
    .on_conflict_do_update(index_elements=["key", "window_start"], set_={"count": _WINDOWS.c.count + 1})
    .returning(_WINDOWS.c.count)
    for name, dialect in {"postgresql": postgresql, "sqlite": sqlite}.items()
}


def spend(unit: Unit, kind: str, who: str, limit: int, seconds: int) -> int:
    """Count one use; return 0 when it is within `limit` a window, else the seconds until the next window.

    `who` is blinded before it is stored, so that no address stands in the database.
    """
    start = datetime.fromtimestamp(unit.now.timestamp() // seconds * seconds, UTC)
    row = {"who": f"{kind}:{unit.vault.blind(kind, who)}", "start": start}
    counted = unit.db.execute(_COUNT[unit.db.get_bind().dialect.name], row).scalar_one()
    if counted <= limit:
        return 0
    return max(1, round((start + timedelta(seconds=seconds) - unit.now).total_seconds()))


def purge(unit: Unit, older_than: timedelta = timedelta(hours=2)) -> int:
    gone = unit.db.execute(delete(RateWindow).where(RateWindow.window_start < unit.now - older_than))
    return gone.rowcount  # type: ignore[attr-defined, no-any-return]
