"""Logging without a word of what people write, and libraries that keep quiet.

Call before anything of Rasa is imported.
"""
from __future__ import annotations

import logging
import os
import sys
import traceback
from typing import Any

import structlog

_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "LOG_LEVEL": "WARNING",
    "LOG_LEVEL_LIBRARIES": "ERROR",
}


class PlacesOnly(logging.Formatter):
    """Writes an exception as its kind and place: its text, and values around it, may be a worker's words."""

    def formatException(self, ei: Any) -> str:
        kind, _, places = ei
        lines = [f"  {place.filename}:{place.lineno} {place.name}" for place in traceback.extract_tb(places)]
        return "\n".join([*lines, f"  {kind.__name__ if kind else 'exception'}"])


def _name_only(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """Keep an event's name alone: Rasa puts texts, slots and whole trackers into its keywords."""
    return {"event": event.get("event", "")}


def keep_quiet() -> None:
    """Configure logging (WARNING and above, to standard error), structlog and the libraries."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    # libraries reset the filters as they are imported, so warnings go where nobody listens
    logging.captureWarnings(True)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlacesOnly("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("rasa", "sanic.root", "sanic.error", "sanic.access", "tensorflow", "apscheduler", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    structlog.configure(
        processors=[_name_only, structlog.stdlib.filter_by_level, structlog.stdlib.render_to_log_kwargs],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        cache_logger_on_first_use=True,
    )
