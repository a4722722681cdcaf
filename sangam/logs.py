"""Logs: lines on standard error; the supervisor sends each role's to `var/log/<role>.log`.

No message text and nothing else of a person ever goes into a log: log ids and codes.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from pathlib import Path
from typing import Any

KEPT = 5
#: a bot's token, as BotFather gives them and as it stands in the addresses of files
TOKEN = re.compile(r"\d{5,}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
#: libraries that would write addresses or requests at INFO; the last writes what people sent when it cannot read it,
#: and what fails there is logged by bot.telegram
LEVELS = {
    **dict.fromkeys(("httpx", "httpcore", "apscheduler", "alembic", "sqlalchemy.engine"), logging.WARNING),
    "telegram": logging.CRITICAL + 1,
}


class PlacesOnly(logging.Formatter):
    """Writes an exception as its kind and where it happened: its text may quote what a person wrote.

    What looks like a bot's token is taken out of every line: it stands in the addresses that libraries speak of.
    """

    def format(self, record: logging.LogRecord) -> str:
        return TOKEN.sub("[token]", super().format(record))

    def formatException(self, ei: Any) -> str:
        kind, _, trace = ei
        lines = [f"  {place.filename}:{place.lineno} {place.name}" for place in traceback.extract_tb(trace)]
        return "\n".join([*lines, f"  {kind.__name__ if kind else 'exception'}"])


def configure(role: str) -> None:
    """Set the format for this process, and the same for what nobody caught."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlacesOnly(f"%(asctime)s {role} %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    sys.excepthook = lambda *error: logging.getLogger("sangam").critical("ended by an error", exc_info=error)
    for name, level in LEVELS.items():
        logging.getLogger(name).setLevel(level)


def rotate(path: Path) -> None:
    """Keep what the last runs wrote as <name>.log.1 (newest) to <name>.log.5, and begin a new file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for number in range(KEPT - 1, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number + 1}"))
    if path.exists() and path.stat().st_size:
        path.replace(path.with_name(f"{path.name}.1"))


def last_line(path: Path) -> str:
    """The last line that says something, to name the cause; empty if there is none."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4096))
        lines = file.read().decode(errors="replace").splitlines()
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
