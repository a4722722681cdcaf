"""Has the clock jumped? What closes cases and throws things away waits until it has gone evenly for a while."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime

log = logging.getLogger(__name__)

#: seconds by which the clock may differ from the time that has passed
JUMP = 60.0
#: seconds it must have gone evenly again: a wrong time server is put right within the hour
SETTLED = 3600.0


class Steady:
    """`steady()` at each look: False for SETTLED seconds after the clock was put forward or back."""

    def __init__(self, clock: Callable[[], datetime], passed: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._passed = clock, passed
        self._last = (clock(), passed())
        self._jumped: float | None = None

    def __call__(self) -> bool:
        now, passed = self._clock(), self._passed()
        jump = (now - self._last[0]).total_seconds() - (passed - self._last[1])
        self._last = (now, passed)
        if abs(jump) > JUMP:
            log.error("the clock jumped by %.0f seconds: closing and purging wait for an hour", jump)
            self._jumped = passed
        return self._jumped is None or passed - self._jumped >= SETTLED
