"""The people of the end-to-end tests: a worker at the chat API and an officer at the desk, over real HTTP."""

from __future__ import annotations

import html
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx

WAIT = 30.0
#: everything long enough to be found again that a worker or officer of this run has written
SAID: set[str] = set()
SHORTEST_SAID = 8


class Worker:
    """A worker with one session. `say` and `tap` return the replies; `thread` is everything so far."""

    #: seconds an answer may take
    wait = WAIT

    def __init__(self, base: str, **hints: str) -> None:
        self.http = self.connect(f"{base}/chat/v1")
        answer = self.http.post("/sessions", json=hints)
        assert answer.status_code == 201, answer.text
        self.session = answer.json()["session"]
        self.http.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        self.replies: list[dict[str, Any]] = []

    def connect(self, base: str) -> httpx.Client:
        return httpx.Client(base_url=base, timeout=30)

    def send(self, **body: Any) -> httpx.Response:
        remember(body.get("text"))
        return self.http.post("/messages", json={"id": str(uuid.uuid4()), **body})

    def say(self, text: str, **more: Any) -> list[dict[str, Any]]:
        return self._answered(self.send(text=text, **more))

    def tap(self, choose: str | int) -> list[dict[str, Any]]:
        """Tap the button whose title contains `choose` (or of that index) among those last offered."""
        buttons = self.buttons()
        if isinstance(choose, int):
            button = buttons[choose]
        else:
            found = [b for b in buttons if choose in b["title"]]
            assert found, f"no button {choose!r} among {[b['title'] for b in buttons]}"
            button = found[0]
        return self._answered(self.send(payload=button["payload"]))

    def buttons(self) -> list[dict[str, str]]:
        return [b for reply in self.replies for b in reply["buttons"]]

    def thread(self, after: str = "") -> list[dict[str, Any]]:
        return list(self.http.get("/messages", params={"after": after}).json()["messages"])

    def acknowledge(self) -> None:
        """Read to the end and come back with the cursor, as the widget does."""
        cursor = self.http.get("/messages").json()["cursor"]
        self.http.get("/messages", params={"after": cursor})

    def wait_for(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for a message of the thread, and make its buttons the ones to tap."""
        end = time.monotonic() + self.wait
        while time.monotonic() < end:
            for message in self.thread():
                if fits(message):
                    self.replies = [message]
                    return message
            time.sleep(0.2)
        raise AssertionError("the message did not come")

    def _answered(self, answer: httpx.Response) -> list[dict[str, Any]]:
        assert answer.status_code == 200, answer.text
        body = answer.json()
        if body["pending"]:
            wanted = body["id"]
            end = time.monotonic() + self.wait
            while body["pending"] and time.monotonic() < end:
                time.sleep(0.3)
                thread = self.thread()
                own = max(i for i, m in enumerate(thread) if m["id"] == wanted)
                body = {"pending": not thread[own + 1 :], "replies": thread[own + 1 :]}
        assert body["replies"], "no reply"
        self.replies = body["replies"]
        return self.replies


def remember(text: str | None) -> None:
    if text and len(text) >= SHORTEST_SAID and not text.startswith("/"):
        SAID.add(text)


def text_of(replies: list[dict[str, Any]]) -> str:
    return "\n".join(reply["text"] for reply in replies)


class Officer:
    """An officer at the desk, with a browser's cookies and forms."""

    def __init__(self, base: str, login: str, password: str) -> None:
        self.base = base
        self.http = self.connect(f"{base}/desk")
        token = _field(self.http.get("/sign-in").text, "token")
        page = self.http.post("/sign-in", data={"login": login, "password": password, "token": token})
        assert page.status_code == 200, page.status_code
        self.page = page.text

    def connect(self, base: str) -> httpx.Client:
        return httpx.Client(base_url=base, follow_redirects=True, timeout=30)

    def open(self, number: str) -> str:
        """Find a case by number and open it; returns the page's text."""
        answer = self.http.get("/find", params={"number": number})
        assert answer.status_code == 200, answer.status_code
        self.page, self.leg = answer.text, str(answer.url).rsplit("/", 1)[-1]
        return html.unescape(self.page)

    def post(self, path: str, **form: str) -> httpx.Response:
        """Send a form of the case's page."""
        hidden = {"csrf": _field(self.page, "csrf"), "version": _field(self.page, "version")}
        answer = self.http.post(f"/cases/{self.leg}/{path}", data={**hidden, **form})
        if answer.status_code == 200 and 'name="version"' in answer.text:
            self.page = answer.text
        return answer

    def write(self, do: str, text: str) -> None:
        remember(text)
        answer = self.post("write", do=do, text=text)
        assert answer.status_code == 200, answer.status_code


def _field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]
