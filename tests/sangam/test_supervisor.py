"""The supervisor, with small children: restarts what dies, ends all, gives up in a sentence, leaves nobody behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sangam.children import Role
from sangam.errors import SetupError
from sangam.settings import ROOT
from sangam.supervisor import Supervisor

HERE = Path(__file__).parent


def role(folder: Path, behaviour: str, **options: bool) -> Role:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(HERE / "fake_child.py"), behaviour, str(folder / behaviour)]
    return Role(behaviour, command, environment, **options)


def pids(folder: Path, behaviour: str) -> list[int]:
    path = folder / behaviour
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # a zombie that nobody has waited for has ended too
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()


async def until(happened: Callable[[], bool], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not happened():
            await asyncio.sleep(0.02)


async def at_once() -> str | None:
    return None


async def never() -> str | None:
    return "the moon"


async def test_a_child_that_dies_is_started_again_and_all_end_on_sigterm(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    supervisor = Supervisor([role(tmp_path, "steady", outlives=True), role(tmp_path, "dies")], tmp_path)
    announced: list[str] = []
    running = asyncio.create_task(supervisor.run(at_once, lambda: announced.append("ready")))
    await until(lambda: len(pids(tmp_path, "dies")) == 2 and len(pids(tmp_path, "steady")) == 1)
    os.kill(os.getpid(), signal.SIGTERM)
    assert await running == 0
    assert not any(alive(pid) for pid in pids(tmp_path, "dies") + pids(tmp_path, "steady"))
    assert announced == ["ready"]
    assert "dies ended (exit 1" in capfd.readouterr().err
    assert (tmp_path / "dies.log").read_text().count("hello from dies") == 2


async def test_a_killed_child_is_started_again_after_readiness(tmp_path: Path) -> None:
    supervisor = Supervisor([role(tmp_path, "steady")], tmp_path)
    running = asyncio.create_task(supervisor.run(at_once, lambda: None))
    await until(lambda: len(pids(tmp_path, "steady")) == 1)
    os.kill(pids(tmp_path, "steady")[0], signal.SIGKILL)
    await until(lambda: len(pids(tmp_path, "steady")) == 2)
    supervisor._stop.set()
    assert await running == 0


async def test_who_does_not_listen_is_ended_by_force(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    supervisor = Supervisor([role(tmp_path, "deaf")], tmp_path, grace=1)
    running = asyncio.create_task(supervisor.run(at_once, lambda: None))
    await until(lambda: bool(pids(tmp_path, "deaf")))
    supervisor._stop.set()
    assert await running == 0
    assert not alive(pids(tmp_path, "deaf")[0])
    assert "ended by force" in capfd.readouterr().err


async def test_what_others_need_ends_last(tmp_path: Path) -> None:
    """The deaf child takes its whole time; the one it needs is still there then."""
    supervisor = Supervisor([role(tmp_path, "steady", outlives=True), role(tmp_path, "deaf")], tmp_path, grace=2)
    running = asyncio.create_task(supervisor.run(at_once, lambda: None))
    await until(lambda: bool(pids(tmp_path, "deaf")) and bool(pids(tmp_path, "steady")))
    supervisor._stop.set()
    await asyncio.sleep(0.6)
    assert alive(pids(tmp_path, "steady")[0])
    assert await running == 0
    assert not alive(pids(tmp_path, "steady")[0])


async def test_a_child_that_never_starts_ends_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sangam.children.FIRST_PAUSE", 0.01)
    supervisor = Supervisor([role(tmp_path, "steady"), role(tmp_path, "fails")], tmp_path)
    with pytest.raises(SetupError, match=r"fails does not start: the pipe is broken \(exit 3, see .*fails\.log\)"):
        await asyncio.wait_for(supervisor.run(never, lambda: None), 60)
    assert len(pids(tmp_path, "fails")) == 5
    assert not any(alive(pid) for pid in pids(tmp_path, "steady"))


async def test_a_misconfigured_child_is_not_tried_again(tmp_path: Path) -> None:
    supervisor = Supervisor([role(tmp_path, "misconfigured")], tmp_path)
    with pytest.raises(SetupError, match=r"^Set SANGAM_SOMETHING\.$"):
        await asyncio.wait_for(supervisor.run(never, lambda: None), 60)
    assert len(pids(tmp_path, "misconfigured")) == 1


async def test_patience_ends(tmp_path: Path) -> None:
    supervisor = Supervisor([role(tmp_path, "steady")], tmp_path)
    with pytest.raises(SetupError, match=r"Not ready after 0\.2 s: the moon"):
        await asyncio.wait_for(supervisor.run(never, lambda: None, patience=0.2), 60)


def supervised(folder: Path, *behaviours: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, str(HERE / "supervised.py"), str(folder), *behaviours],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.skipif(sys.platform != "linux", reason="children follow a killed supervisor on Linux only")
async def test_children_follow_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    process = supervised(tmp_path, "steady", "deaf")
    process.kill()
    process.wait()
    await until(lambda: not any(alive(pids(tmp_path, name)[0]) for name in ("steady", "deaf")))


async def test_sigterm_to_the_process_group_ends_all(tmp_path: Path) -> None:
    process = supervised(tmp_path, "steady", "dies")
    os.killpg(process.pid, signal.SIGTERM)
    os.killpg(process.pid, signal.SIGTERM)  # make and the shell may each send one
    assert process.wait(timeout=5) == 0
    assert not any(alive(pid) for name in ("steady", "dies") for pid in pids(tmp_path, name))
