"""The two sides as running programs: started, waited for, measured, ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.stock.project import ENVIRONMENT, PYTHON
from sangam import ports

ROOT = Path(__file__).resolve().parents[1]
#: seconds a side may take to start
PATIENCE = 300.0
#: nobody is told to slow down: the benchmark is one address
NO_LIMITS = {name: str(10**9) for name in ("SANGAM_SESSION_RATE", "SANGAM_ADDRESS_RATE", "SANGAM_SESSIONS_RATE")}
STOCK_ENVIRONMENT = {**ENVIRONMENT, "SANIC_HOST": "127.0.0.1", "LOG_LEVEL": "WARNING"}


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


def trained() -> str:
    """Our model's path; trained now if it is not there, which is no part of starting."""
    done = subprocess.run(
        [sys.executable, "-m", "sangam", "train"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.split()[-1]


@contextmanager
def ours(var: Path, model: str, **settings: str) -> Iterator[Running]:
    """All four roles by `sangam serve`, in a folder of their own, with a model that is trained already."""
    var.mkdir(parents=True, exist_ok=True)
    log, port = var / "serve.log", ports.free()
    environment = {
        "SANGAM_VAR": str(var), "SANGAM_PORT": str(port), "SANGAM_MODEL": model, **NO_LIMITS, **settings,
    }  # fmt: skip
    begun = time.perf_counter()
    with program([sys.executable, "-m", "sangam", "serve"], log, environment) as process:
        until(lambda: b"Sangam is ready at" in log.read_bytes(), process, log)
        yield Running(f"http://127.0.0.1:{port}", time.perf_counter() - begun, [process.pid])


def until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until `ready()`; RuntimeError with the log's end when the program ends or takes too long."""
    end = time.monotonic() + PATIENCE
    while not ready():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"{process.args!r} did not start: " + log.read_text(errors="replace")[-2000:])
        time.sleep(0.05)


@contextmanager
def stock(var: Path, project: Path, model: Path) -> Iterator[Running]:
    """Rasa's server (REST channel, SQL tracker store) and rasa-sdk's server over a database of our schema."""
    with stock_actions(var) as (webhook, actions, begun):
        rasa, endpoints = ports.free(), var / "endpoints.yml"
        endpoints.write_text(
            f"action_endpoint: {{url: '{webhook}'}}\n"
            f"tracker_store: {{type: SQL, dialect: sqlite, db: '{var / 'trackers.db'}'}}\n"
        )
        serve_rasa = [
            str(PYTHON), "-W", "ignore", "-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(rasa),
            "--model", str(model), "--endpoints", str(endpoints), "--credentials", str(project / "credentials.yml"),
        ]  # fmt: skip
        with program(serve_rasa, var / "rasa.log", STOCK_ENVIRONMENT) as process:
            base = f"http://127.0.0.1:{rasa}"
            until(lambda: answers(base), process, var / "rasa.log")
            yield Running(base, time.perf_counter() - begun, [actions.pid, process.pid])


@contextmanager
def stock_actions(var: Path) -> Iterator[tuple[str, subprocess.Popen[bytes], float]]:
    """rasa-sdk's server alone, over a new database of our schema: (webhook, program, when it was started)."""
    var.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "sangam", "migrate"], cwd=ROOT, env={**os.environ, "SANGAM_VAR": str(var)}, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    port, begun = ports.free(), time.perf_counter()
    serve = [str(PYTHON), "-W", "ignore", "-m", "rasa_sdk", "--actions", "benchmarks.stock.actions", f"--port={port}"]
    database = {"STOCK_DATABASE": str(var / "sangam.db")}
    with program(serve, var / "actions.log", STOCK_ENVIRONMENT | database) as process:
        yield f"http://127.0.0.1:{port}/webhook", process, begun


def answers(base: str) -> bool:
    """Whether stock Rasa answers a message."""
    body = json.dumps({"sender": "ready", "message": "hello"}).encode()
    request = urllib.request.Request(
        f"{base}/webhooks/rest/webhook", body, {"content-type": "application/json"}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bool(json.load(answer))
    except (OSError, ValueError):
        return False
