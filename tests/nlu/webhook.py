"""A stand-in for the action webhook: records what Rasa sends and answers as the real one would, in a few lines."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Call = dict[str, Any]
QUESTIONS = ("employer", "since", "confirm")


def slot(name: str, value: object) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value, "timestamp": None}


class Webhook:
    """Answers every action, with a grievance form of three questions.

    `failing` actions answer 500, `silent` ones say nothing, `malformed` ones answer in another shape.
    """

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.calls: list[Call] = []
        self.failing: set[str] = set()
        self.silent: set[str] = set()
        self.malformed: set[str] = set()
        self.drafts: dict[str, list[str | None]] = {}
        self.wrong_secret = 0
        self.url = ""

    def of(self, conversation: str) -> list[Call]:
        return [call for call in self.calls if call["sender_id"] == conversation]

    def names(self, conversation: str) -> list[str]:
        return [call["next_action"] for call in self.of(conversation)]

    def answer(self, call: Call) -> dict[str, Any]:
        name, conversation = call["next_action"], call["sender_id"]
        said = call["tracker"]["latest_message"]
        events, responses = self._form(name, conversation, said, call["tracker"]["slots"])
        if name not in ("validate_grievance_form", "action_start_grievance") and not responses:
            responses = [{"text": f"{name}:{said['intent']['name']}:{said['language']}"}]
        return {"events": events, "responses": responses}

    def _form(
        self, name: str, conversation: str, said: dict[str, Any], slots: dict[str, Any]
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        draft = self.drafts.setdefault(conversation, [])
        open_question = QUESTIONS[min(len(draft), len(QUESTIONS) - 1)]
        if name == "action_start_grievance":
            draft.clear()
            return [slot("filing", True), slot("draft", "draft-1")], []
        if name == "validate_grievance_form" and slots["answer"] is not None:
            draft.append(None if said["intent"]["name"] == "skip" else slots["answer"])
            return [slot("answer", "done" if len(draft) == len(QUESTIONS) else None)], []
        if name == "action_ask_answer":
            buttons = [{"title": "Skip", "payload": "/skip"}]
            return [], [{"text": f"ask:{open_question}:{said['language']}", "buttons": buttons}]
        if name == "action_cancel":
            return [slot("filing", None), {"event": "active_loop", "name": None, "timestamp": None}], []
        if name == "action_finish_grievance":
            return [slot("filing", None), slot("draft", None)], []
        return [], []


def _handler(webhook: Webhook) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16  # head and body in one packet, else each answer waits 40 ms for an acknowledgement

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Authorization") != f"Bearer {webhook.secret}":
                webhook.wrong_secret += 1
                return self._send(401, {})
            call = json.loads(body)
            webhook.calls.append(call)
            name = call["next_action"]
            if name in webhook.failing:
                return self._send(500, {"error": "broken"})
            if name in webhook.silent:
                return self._send(200, {"events": [], "responses": []})
            if name in webhook.malformed:
                return self._send(200, {"events": "none", "responses": []})
            return self._send(200, webhook.answer(call))

        def _send(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def running(secret: str) -> Iterator[Webhook]:
    """Serve a webhook on a free port of loopback."""
    webhook = Webhook(secret)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(webhook))
    webhook.url = f"http://127.0.0.1:{server.server_port}/webhook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield webhook
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def doubles(calls: list[Call]) -> list[tuple[str, str]]:
    """Return (message id, action) pairs that were called more than once: each would be given an old result."""
    counted = Counter((c["tracker"]["latest_message"]["message_id"], c["next_action"]) for c in calls)
    return [pair for pair, times in counted.items() if times > 1]
