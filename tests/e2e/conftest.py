"""The real processes, all four roles, as `sangam serve --demo` starts them; shared by the run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sangam import ports
from tests.e2e.people import SAID, Officer, Worker
from tests.logs import assert_no_personal_data

ROOT = Path(__file__).resolve().parents[2]
READY = 600.0


class Sangam:
    """A running deployment: its address, its folder, its officers."""

    def __init__(self, base: str, var: Path, process: subprocess.Popen[str]) -> None:
        self.base, self.var, self.process = base, var, process
        found = json.loads((var / "demo-officers.json").read_text())
        self.officers: list[dict[str, Any]] = found

    def worker(self, **hints: str) -> Worker:
        return Worker(self.base, **hints)

    def officer(self, login: str) -> Officer:
        entry = next(o for o in self.officers if o["login"] == login)
        return Officer(self.base, login, entry["password"])


@pytest.fixture(scope="session")
def trained() -> str:
    """The model's path, trained once for the whole run."""
    if given := os.environ.get("SANGAM_MODEL"):
        return given
    done = subprocess.run(
        [sys.executable, "-m", "sangam", "train"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.split()[-1]


def start(var: Path, model: str, **settings: str) -> Sangam:
    """Start everything and wait for the one line that says it is ready."""
    port = ports.free()
    environment = {
        **os.environ, "SANGAM_VAR": str(var), "SANGAM_PORT": str(port), "SANGAM_MODEL": model,
        "SANGAM_SESSION_RATE": "100000", "SANGAM_ADDRESS_RATE": "100000", "SANGAM_SESSIONS_RATE": "100000", **settings,
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "sangam", "serve", "--demo"], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    assert process.stdout
    said, end = [], time.monotonic() + READY
    for line in process.stdout:
        said.append(line)
        if line.startswith("Sangam is ready at "):
            return Sangam(line.split()[-1], var, process)
        if time.monotonic() > end:
            os.killpg(process.pid, signal.SIGTERM)
    raise AssertionError("sangam ended: " + "".join(said))


def stop(sangam: Sangam) -> None:
    os.killpg(sangam.process.pid, signal.SIGTERM)
    assert sangam.process.wait(15) == 0


@pytest.fixture(scope="session")
def sangam(tmp_path_factory: pytest.TempPathFactory, trained: str) -> Iterator[Sangam]:
    """One deployment for all tests. When all are done it must end cleanly, and no log may hold a word of anybody."""
    running = start(tmp_path_factory.mktemp("sangam"), trained)
    yield running
    stop(running)
    assert_no_personal_data(running.var / "log", SAID)
