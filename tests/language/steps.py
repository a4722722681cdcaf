"""Work counted in calls, not in seconds: the same on a busy machine as on an idle one."""
from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

SHORT, TIMES = 2_500, 4
#: a cost that grows with the square of the length would be TIMES * TIMES
MOST = 1.5 * TIMES


def steps(work: Callable[[], object]) -> int:
    """Return how many functions, Python's own and built-in ones, a piece of work calls."""
    count = 0

    def seen(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def growth(work: Callable[[str], object], piece: str) -> float:
    """Return how many times more steps a text takes that is TIMES as long."""
    short, long = ((piece * SHORT * TIMES)[: SHORT * times] for times in (1, TIMES))
    work(short)  # word lists are read once
    return steps(lambda: work(long)) / steps(lambda: work(short))
