"""Who holds a lease: a process, named so that another one on the same machine sees when it has died.

So a worker whose web process was killed waits seconds for the next to take over. On another machine, or where /proc
does not tell, the lease runs out by time.
"""

from __future__ import annotations

import os
import zlib
from functools import cache
from pathlib import Path
from uuid import uuid4

PROC = Path("/proc")
#: where in /proc/PID/stat, counted after the name in brackets, the time of its start stands
STARTED = 19
DEAD = "dead"


def named() -> str:
    """A name for a holder in this process: machine, process, its start, and what tells several in it apart."""
    return f"{_machine()}:{os.getpid()}:{_started(os.getpid())}:{uuid4().hex[:8]}"


def has_died(holder: str) -> bool:
    """Whether a holder was a process of this machine that is no more; False when this cannot be known."""
    machine, *rest = holder.split(":")
    if len(rest) != 3 or not machine or machine != _machine() or not rest[0].isdigit():
        return False
    pid, started = int(rest[0]), rest[1]
    try:
        os.kill(pid, 0)  # only asks; where /proc hides the processes of others, this still tells
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return _started(pid) not in ("", started)


@cache
def _machine() -> str:
    """This boot of this kernel, and the numbering of processes we are in; '' where it is not told."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_bytes()
        numbering = (PROC / "self/ns/pid").stat().st_ino
    except OSError:
        return ""
    return f"{zlib.crc32(boot + str(numbering).encode()):08x}"


def _started(pid: int) -> str:
    """When a process was started, in the kernel's ticks: a later one with its number started later. '' when that is not
    told, DEAD for one that has ended and was not fetched yet."""
    try:
        after_name = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return DEAD if after_name[0] in "ZX" else after_name[STARTED]
