"""A real Rasa process on the real model, in front of a stand-in webhook, shared by the whole run."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sangam import ports
from tests.nlu.webhook import Webhook, running

ROOT = Path(__file__).resolve().parents[2]
RASA_PYTHON = ROOT / "nlu/.venv/bin/python"
NLU_SECRET, ACTION_SECRET = "to-rasa-0123456789", "to-actions-0123456789"
START = 90.0  # seconds


@pytest.fixture(scope="session")
def model() -> Path:
    """The model of SANGAM_MODEL, else that of the present data, trained if it is not there."""
    if given := os.environ.get("SANGAM_MODEL"):
        return Path(given)
    train = [str(ROOT / ".venv/bin/python"), "-m", "sangam", "train"]
    done = subprocess.run(train, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return Path(done.stdout.split()[-1])


class Rasa:
    """A running server: its log file, and requests to it."""

    def __init__(self, port: int, log: Path, process: subprocess.Popen[bytes], webhook: Webhook) -> None:
        self.port, self.log, self.process, self.webhook = port, log, process, webhook

    def request(
        self, method: str, path: str, body: Any = None, secret: str | None = NLU_SECRET, raw: bytes | None = None
    ) -> tuple[int, Any]:
        """Return (status, JSON) of a request under /webhooks/sangam."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/webhooks/sangam{path}",
            method=method,
            data=raw if raw is not None else None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **({"Authorization": f"Bearer {secret}"} if secret else {})},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read() or b"null")


class Conversation:
    """One worker's conversation: `say` and `choose` return the outcome and expect success."""

    def __init__(self, rasa: Rasa, **metadata: Any) -> None:
        self.rasa, self.id, self.metadata = rasa, str(uuid.uuid4()), metadata
        self.said: list[str] = []

    def body(self, message_id: str | None = None, **given: Any) -> dict[str, Any]:
        what = {key: given.pop(key) for key in ("text", "choice") if key in given}
        return {
            "conversation": self.id,
            "message_id": message_id or str(uuid.uuid4()),
            "metadata": {**self.metadata, **given},
            **what,
        }

    def send(self, **given: Any) -> tuple[int, Any]:
        body = self.body(**given)
        self.said.append(body["message_id"])
        return self.rasa.request("POST", "/turn", body)

    def say(self, text: str, **metadata: Any) -> dict[str, Any]:
        return self._good(self.send(text=text, **metadata))

    def choose(self, choice: str, **metadata: Any) -> dict[str, Any]:
        return self._good(self.send(choice=choice, **metadata))

    @staticmethod
    def _good(answer: tuple[int, Any]) -> dict[str, Any]:
        status, outcome = answer
        assert status == 200, outcome
        assert isinstance(outcome, dict)
        return outcome

    @property
    def actions(self) -> list[str]:
        return self.rasa.webhook.names(self.id)

    @property
    def last_call(self) -> dict[str, Any]:
        return self.rasa.webhook.of(self.id)[-1]


@pytest.fixture(scope="session")
def rasa(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rasa]:
    folder = tmp_path_factory.mktemp("rasa")
    log = folder / "rasa.log"
    port = ports.free()
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT)}
    environment |= {"SANGAM_NLU_SECRET": NLU_SECRET, "SANGAM_ACTION_SECRET": ACTION_SECRET}
    with running(ACTION_SECRET) as webhook, log.open("wb") as output:
        serve = [str(RASA_PYTHON), "-m", "nlu.server", "--port", str(port)]
        serve += ["--actions", webhook.url, "--model", str(model)]
        process = subprocess.Popen(serve, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
        server = Rasa(port, log, process, webhook)
        try:
            wait_for(lambda: _healthy(server), log, process)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def _healthy(server: Rasa) -> bool:
    try:
        return server.request("GET", "/health")[0] == 200
    except OSError:
        return False


def wait_for(ready: Callable[[], bool], log: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START
    while not ready():
        assert process.poll() is None, f"the server ended:\n{log.read_text()[-2000:]}"
        assert time.monotonic() < deadline, f"the server did not answer:\n{log.read_text()[-2000:]}"
        time.sleep(0.2)


@pytest.fixture
def conversation(rasa: Rasa) -> Iterator[Conversation]:
    """A new conversation, and a webhook that works again afterwards."""
    yield Conversation(rasa)
    for broken in (rasa.webhook.failing, rasa.webhook.silent, rasa.webhook.malformed):
        broken.clear()
