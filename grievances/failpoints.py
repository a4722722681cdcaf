"""Points where a test makes this process die, fail or wait: one between every two steps of a message's way.

None is armed unless `arm` was given a folder (SANGAM_FAILPOINTS, in the demonstration only). A file there that is
named like a point says what happens to who reaches it:

    kill        the process ends by SIGKILL; the file goes first, so that its successor lives
    kill PID    another process does, one without points of its own (Rasa)
    fail        an error, as long as the file is there
    hold        it waits as long as the file is there, which then says `held`

A point within an action has the action's id as its place: `action.written@action_follow_up` is for that one alone.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

#: every point and where it stands; tests/chaos/test_failpoints.py holds this table and the code together
POINTS: dict[str, str] = {
    "intake.written": "a message is written down, not committed",
    "intake.committed": "a message is committed, nobody works on it yet",
    "file.written": "a file is on the disk, its row not committed",
    "file.committed": "a file and its row are kept, the worker not told",
    "turn.leased": "a conversation is leased, its message not yet sent to Rasa",
    "action.begun": "Rasa has called an action, which has read nothing yet",
    "action.written": "an action has done its work, not committed",
    "action.committed": "an action is committed, Rasa not told",
    "turn.answered": "Rasa has answered, nothing of it is written",
    "turn.written": "the answers are written, or that there was none; not committed",
    "turn.committed": "the answers are committed, the worker not told",
    "notice.written": "a notice stands in the outbox, not committed with what it tells of",
    "desk.committed": "an officer's step is committed, the officer not told",
    "notice.said": "a notice stands in the conversation, not committed",
    "notice.committed": "a notice is committed, the next not begun",
    "read.written": "a reader's cursor and what it delivers are written, not committed",
    "erasure.written": "a person is erased, not committed",
    "erasure.committed": "a person is erased, the files still on the disk",
    "erasure.cleared": "the files of an erased person are gone, Rasa not told",
    "telegram.taken": "an update is committed, Telegram has not heard that it came",
    "telegram.fetched": "a file is fetched from Telegram, not kept",
    "telegram.sent": "Telegram has a message, which is not written down: the one point where it may come twice",
    "telegram.noted": "that a message is at Telegram is committed, the next not begun",
    "telegram.done": "an errand at Telegram is done, which is not written down",
}

KILL, FAIL, HOLD, HELD = "kill", "fail", "hold", "held"
#: seconds between looks whether a held point is let go
LOOK = 0.02

_folder: Path | None = None


class Failpoint(Exception):
    """A test asked for this error."""


def arm(folder: Path | None) -> None:
    """From now on look into `folder` at every point; None disarms."""
    global _folder
    _folder = folder


def reach(point: str, place: str = "") -> None:
    """This process is at a point of the table."""
    if _folder is not None:
        for name in (point, f"{point}@{place}"):
            _meet(_folder / name)


def _meet(file: Path) -> None:
    try:
        what, _, pid = file.read_text().partition(" ")
    except FileNotFoundError:
        return
    if what == FAIL:
        raise Failpoint(file.name)
    if what in (HOLD, HELD):
        _hold(file)
    if what == KILL:
        try:
            file.unlink()
        except FileNotFoundError:
            return  # another process was at this point first
        os.kill(int(pid or os.getpid()), signal.SIGKILL)


def _hold(file: Path) -> None:
    held = file.with_name(f".{file.name}")
    held.write_text(HELD)
    try:
        held.replace(file)
        while file.exists():
            time.sleep(LOOK)
    finally:
        held.unlink(missing_ok=True)
