"""What a failpoint does: nothing unarmed; else it kills once, fails, or holds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from grievances import failpoints
from grievances.failpoints import Failpoint, reach
from tests.chaos.house import ROOT, until

DIES = """
import sys
from pathlib import Path
from grievances import failpoints
failpoints.arm(Path(sys.argv[1]))
failpoints.reach("turn.leased", "action_x")
print("lives")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    failpoints.arm(tmp_path)
    yield tmp_path
    failpoints.arm(None)


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", DIES, str(folder)], cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize("name", ["turn.leased", "turn.leased@action_x"])
def test_it_kills_once(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("kill")
    assert run(tmp_path).returncode == -signal.SIGKILL
    assert run(tmp_path).stdout == "lives\n"


def test_another_place_and_another_point_are_not_met(tmp_path: Path) -> None:
    for name in ("turn.leased@action_y", "turn.written"):
        (tmp_path / name).write_text("kill")
    assert run(tmp_path).stdout == "lives\n"


def test_it_kills_another_process(folder: Path) -> None:
    other = subprocess.Popen(["sleep", "60"])
    (folder / "turn.answered").write_text(f"kill {other.pid}")
    reach("turn.answered")
    assert other.wait(30) == -signal.SIGKILL
    reach("turn.answered")
    assert os.listdir(folder) == []


def test_it_fails_as_long_as_it_is_armed(folder: Path) -> None:
    (folder / "action.begun").write_text("fail")
    for _ in range(2):
        with pytest.raises(Failpoint):
            reach("action.begun")
    (folder / "action.begun").unlink()
    reach("action.begun")


def test_it_holds_until_it_is_let_go(folder: Path) -> None:
    (folder / "turn.written").write_text("hold")
    waiting = threading.Thread(target=reach, args=("turn.written",))
    waiting.start()
    until(lambda: (folder / "turn.written").read_text() == "held", "not reached")
    assert waiting.is_alive()
    (folder / "turn.written").unlink()
    waiting.join(60)
    assert not waiting.is_alive()
    assert os.listdir(folder) == []


def test_unarmed_it_is_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "turn.written").write_text("fail")
    reach("turn.written")
