"""What a tree of processes costs: memory as the sum of PSS, processor time by role."""

from __future__ import annotations

import re
from pathlib import Path

import psutil

#: what tells a role from the others on its command line
ROLE = re.compile(r"nlu\.server|--role (\w+)|rasa_sdk|\brasa run\b")
ALIASES = {"nlu.server": "rasa", "rasa run": "rasa", "rasa_sdk": "actions"}


def tree(pid: int) -> list[psutil.Process]:
    """A process and all below it."""
    first = psutil.Process(pid)
    return [first, *first.children(recursive=True)]


def memory(pids: list[int]) -> float:
    """Megabytes: each page counted once, shared ones in shares (PSS)."""
    kilobytes = 0
    for process in (p for pid in pids for p in tree(pid)):
        try:
            text = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            continue
        found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
        kilobytes += int(found[1]) if found else 0
    return kilobytes / 1024


def seconds(pids: list[int]) -> dict[str, float]:
    """Processor seconds used so far, by role."""
    used: dict[str, float] = {}
    for process in (p for pid in pids for p in tree(pid)):
        try:
            line, times = " ".join(process.cmdline()), process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        found = ROLE.search(line)
        role = (found[1] or ALIASES[found[0]]) if found else "supervisor"
        used[role] = used.get(role, 0.0) + times.user + times.system
    return used
