"""A whole deployment in real processes whose parts can be made to die, and what must hold whatever died."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError

from grievances import attachments, waiting
from grievances.core import Core
from grievances.failpoints import HELD
from grievances.models import Message
from sangam import keys, settings
from sangam.composition import make_core
from sangam.ports import free
from tests.chaos.invariants import broken, unsettled
from tests.chaos.patient import Patient, PatientOfficer
from tests.e2e.conftest import Sangam

ROOT = Path(__file__).resolve().parents[2]
ROLES = ("rasa", "actions", "web", "worker")
#: seconds within which everything that was confirmed is answered after the last death: on a quiet machine half a minute
#: (Rasa needs ten to start, the wait between two tries is up to fifteen then), on a busy one far longer
SETTLES = 600.0
#: failed tries up to which a wait is short: 1, 2 and 5 seconds
SHORT = 3


class House(Sangam):
    """One deployment in `var`. `arm` a failpoint, `kill` a role, `check` at the end."""

    def __init__(self, var: Path, model: str, **more: str) -> None:
        self.port = free()
        self.failpoints = var / "failpoints"
        self.failpoints.mkdir(parents=True, exist_ok=True)
        self.environment = {
            **os.environ, "SANGAM_VAR": str(var), "SANGAM_PORT": str(self.port), "SANGAM_MODEL": model,
            "SANGAM_SESSION_RATE": "100000", "SANGAM_ADDRESS_RATE": "100000", "SANGAM_SESSIONS_RATE": "100000",
            "SANGAM_DEMO": "yes", "SANGAM_FAILPOINTS": str(self.failpoints), **more,
        }  # fmt: skip
        process = start(self.environment)
        super().__init__(f"http://127.0.0.1:{self.port}", var, process)
        self.settings = settings.load(self.environment)
        self.core: Core = make_core(self.settings, keys.load(self.settings))
        self.hurry()

    def hurry(self) -> None:
        """Cut the waits between tries that are longer than five seconds to three: what died is back long before."""

        def run() -> None:
            while True:
                time.sleep(3)
                if self.process.poll() is not None:
                    continue
                try:
                    with self.core.unit() as unit:
                        waits = (Message.state == "received", Message.attempts > SHORT)
                        unit.db.execute(update(Message).where(*waits).values(attempts=SHORT, retry_at=None))
                except SQLAlchemyError:
                    continue  # the database is restarting: a test's doing

        threading.Thread(target=run, daemon=True).start()

    def stop(self) -> float:
        """SIGTERM to the process group, as `make run` is ended; returns the seconds until all had ended well."""
        begun = time.monotonic()
        os.killpg(self.process.pid, signal.SIGTERM)
        assert self.process.wait(30) == 0
        return time.monotonic() - begun

    def restart(self) -> None:
        self.process = start(self.environment)

    def worker(self, **hints: str) -> Patient:
        return Patient(self.base, **hints)

    def officer(self, login: str) -> PatientOfficer:
        entry = next(o for o in self.officers if o["login"] == login)
        return PatientOfficer(self.base, login, entry["password"])

    def arm(self, point: str, what: str = "kill") -> None:
        """What happens to whoever reaches a point next (grievances/failpoints.py)."""
        partial = self.failpoints / f".{point}"
        partial.write_text(what)
        partial.replace(self.failpoints / point)

    def disarm(self, point: str) -> None:
        (self.failpoints / point).unlink(missing_ok=True)

    def struck(self, point: str) -> None:
        """Wait until an armed point was reached."""
        until(lambda: not (self.failpoints / point).exists(), f"{point} was not reached")

    def held(self, point: str) -> None:
        """Wait until somebody waits at a point."""
        until(lambda: (self.failpoints / point).read_text() == HELD, f"{point} was not reached")

    def pid(self, role: str) -> int:
        """The process of a role; waits for it when it has just died."""
        found: list[int] = []

        def look() -> bool:
            for child in psutil.Process(self.process.pid).children(recursive=True):
                try:
                    line = child.cmdline()
                except psutil.Error:
                    continue
                if line[-1:] == [role] or (role == "rasa" and "nlu.server" in line):
                    found.append(child.pid)
            return bool(found)

        until(look, f"no process of {role}")
        return found[0]

    def kill(self, role: str) -> None:
        try:
            os.kill(self.pid(role), signal.SIGKILL)
        except ProcessLookupError:
            return  # it has died by itself since we looked

    def settle(self) -> None:
        """Wait until everything confirmed is answered and every notice stands in its conversation."""
        found: list[str] = []

        def quiet() -> bool:
            with self.core.reading() as unit:
                found[:] = unsettled(unit)
            return not found

        until(quiet, "still waiting: {found}", found, SETTLES)

    def check(self) -> None:
        """Nothing lost, nothing doubled, in the whole database and on the disk."""
        self.settle()
        with self.core.reading() as unit:
            assert waiting.left_aside(unit) == []
            suspects: frozenset[str] = frozenset()
            for _ in range(2):  # what the worker does every half hour
                _, suspects = attachments.sweep(unit, self.settings.attachments, suspects)
            wrong = broken(unit, self.settings.attachments)
        assert not wrong, "\n".join(wrong)


def start(environment: dict[str, str]) -> subprocess.Popen[str]:
    """Start everything and wait for the one line that says it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.serve"], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    assert process.stdout
    said = []
    for line in process.stdout:  # it gives up by itself when it takes too long, and ends
        said.append(line)
        if line.startswith("Sangam is ready at "):
            return process
    raise AssertionError("sangam ended: " + "".join(said))


def until(true: Callable[[], bool], otherwise: str, found: object = None, seconds: float = 600.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, otherwise.format(found=found)
        time.sleep(0.05)
