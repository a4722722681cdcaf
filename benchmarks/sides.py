"""The two sides as running programs: started, waited for, measured, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sangam import ports

ROOT = Path(__file__).resolve().parents[1]
#: seconds a side may take to start
PATIENCE = 300.0
#: nobody is told to slow down: the benchmark is one address
NO_LIMITS = {name: str(10**9) for name in ("SANGAM_SESSION_RATE", "SANGAM_ADDRESS_RATE", "SANGAM_SESSIONS_RATE")}


@dataclass(frozen=True)
class Running:
    """A side that answers: its address, how long it took to, its processes."""

    base: str
    ready: float
    pids: list[int]


@contextmanager
def program(command: list[str], log: Path, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A program of ours for the length of the block; ended with all it started."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=output,
            stderr=output, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def ours(var: Path, **settings: str) -> Iterator[Running]:
    """All four roles by `sangam serve`, in a folder of their own, with the model that is trained already."""
    var.mkdir(parents=True, exist_ok=True)
    log, port = var / "serve.log", ports.free()
    environment = {"SANGAM_VAR": str(var), "SANGAM_PORT": str(port), **NO_LIMITS, **settings}
    begun = time.perf_counter()
    with program([sys.executable, "-m", "sangam", "serve"], log, environment) as process:
        until(lambda: b"Sangam is ready at" in log.read_bytes(), process, log)
        yield Running(f"http://127.0.0.1:{port}", time.perf_counter() - begun, [process.pid])


def until(ready: object, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until `ready()`; RuntimeError with the log's end when the program ends or takes too long."""
    assert callable(ready)
    end = time.monotonic() + PATIENCE
    while not ready():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"{process.args!r} did not start: " + log.read_text(errors="replace")[-2000:])
        time.sleep(0.05)
