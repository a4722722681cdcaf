"""Hostile clients on the chat API of a running deployment: texts, taps, files, raw bodies, several at once.

What must hold: no answer is a 5xx, none stays out, and every conversation still answers when all is over.
"""

from __future__ import annotations

import itertools
import json
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.fuzz import hostile

#: statuses by which the contract refuses
REFUSED = frozenset((400, 401, 404, 409, 413, 415, 422))
#: seconds after which an answer counts as lost: far longer than anything takes
WATCHDOG = 120.0
#: messages of one conversation
VISIT = 40
JSON = {"content-type": "application/json"}


@dataclass
class Report:
    """`answers`: (what was sent, status) -> how often. `failures`: what must not be, with the number of the input."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        rows = [f"{kind:<8} {status} {count:>7}" for (kind, status), count in sorted(self.answers.items())]
        return "\n".join(
            [*rows, f"{sum(self.answers.values())} answers, {len(self.failures)} failures", *self.failures[:50]]
        )


class Client:
    """One hostile device; a new session every VISIT messages, or when its own was erased."""

    def __init__(self, base: str, seed: str, report: Report) -> None:
        self.http = httpx.Client(base_url=f"{base}/chat/v1", timeout=WATCHDOG)
        self.chance, self.seed, self.report = random.Random(seed), seed, report
        self.sent, self.buttons = 0, list[str]()

    def open(self) -> None:
        hint = self.chance.choice(
            ({}, {"language": "fa"}, {"language": "vi"}, {"jurisdiction": "in"}, {"language": "hi"})
        )
        answer = self.http.post("/sessions", json=hint)
        assert answer.status_code == 201, answer.status_code
        self.http.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        self.sent, self.buttons = 0, []

    def leave(self) -> None:
        """The last word of a conversation: it must be answered, and with it all that came before."""
        if not self.sent:
            return
        last = str(uuid.uuid4())
        answer = self.http.post("/messages", json={"id": last, "text": "help"})
        if answer.status_code == 401:  # its owner had everything erased
            return
        body, end = answer.json(), time.monotonic() + WATCHDOG
        while body.get("pending") and time.monotonic() < end:
            time.sleep(0.2)
            thread = self.thread()
            own = [at for at, message in enumerate(thread) if message["id"] == last]
            body = {"replies": thread[own[0] + 1 :], "pending": not thread[own[0] + 1 :]}
        if not body.get("replies") or body["pending"]:
            self.report.failures.append(f"{self.seed}: a conversation answers no more")

    def thread(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor = ""
        while page := self.http.get("/messages", params={"after": cursor}).json():
            if not page.get("messages"):
                return found
            found += page["messages"]
            cursor = page["cursor"]
        return found

    def send(self, number: int, text: str) -> None:
        """One input: mostly the text; else a tap, a file with a message, or a body that is no message."""
        if self.sent % VISIT == 0:
            self.leave()
            self.open()
        self.sent += 1
        way = self.chance.random()
        if way < 0.75:
            marked = hostile.marked(text, number) if self.chance.random() < 0.7 else text
            self.message("text", number, text=marked)
        elif way < 0.86:
            token = self.chance.choice(self.buttons) if self.buttons and self.chance.random() < 0.8 else text[:70]
            self.message("tap", number, payload=token)
        elif way < 0.94:
            [name], [content] = hostile.names((self.seed, number), 1), hostile.uploads((self.seed, number), 1)
            kept = self.call("file", number, "/attachments", files={"file": (hostile.marked(name, number), content)})
            if kept is not None and kept.status_code == 201:
                self.message("text", number, text=text[:50], attachments=[kept.json()["id"]])
        else:
            [body] = hostile.bodies((self.seed, number), 1)
            self.call("body", number, "/messages", content=body, headers=JSON)

    def message(self, kind: str, number: int, **body: Any) -> None:
        # escaped to ASCII, so that half characters can be sent too
        content = json.dumps({"id": str(uuid.uuid4()), **body})
        answer = self.call(kind, number, "/messages", content=content, headers=JSON)
        if answer is not None and answer.status_code == 200:
            self.buttons = [
                b["payload"] for reply in answer.json()["replies"] for b in reply["buttons"]
            ] or self.buttons
        elif answer is not None and answer.status_code == 401:
            self.sent = 0  # erased by one of its own taps

    def call(self, kind: str, number: int, path: str, **more: Any) -> httpx.Response | None:
        try:
            answer = self.http.post(path, **more)
        except httpx.HTTPError as error:
            self.report.failures.append(f"{self.seed} {number}: {kind} got no answer, {type(error).__name__}")
            return None
        self.report.answers[kind, answer.status_code] += 1
        if answer.status_code not in (200, 201) and not (
            answer.status_code in REFUSED and set(answer.json()) == {"error"}
        ):
            self.report.failures.append(f"{self.seed} {number}: {kind} was answered {answer.status_code}")
        return answer


def attack(base: str, count: int, seed: object, at_once: int = 4, told: int = 0) -> Report:
    """Send `count` inputs; `told`: print how far it is every so many."""
    report, numbers, lock = Report(), itertools.count(), threading.Lock()
    inputs: Iterator[str] = hostile.texts(seed, count)

    def run(who: int) -> None:
        client = Client(base, f"{seed}-{who}", report)
        try:
            while True:
                with lock:
                    number, text = next(numbers), next(inputs, None)
                if text is None:
                    break
                client.send(number, text)
                if told and number % told == 0:
                    print(f"{number} of {count}, {len(report.failures)} failures", flush=True)
            client.leave()
        except Exception as error:
            report.failures.append(f"{seed}-{who}: {type(error).__name__}: {error}")

    threads = [threading.Thread(target=run, args=(who,)) for who in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return report
