"""A stand-in for Rasa's input channel (docs/architecture.md) that can be slow, fail, hang up or talk rubbish."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "to-rasa"
CUT = object()
Replies = list[dict[str, Any]]


def say(
    text: str, language: str = "en", buttons: dict[str, str] | None = None, **custom: Any
) -> dict[str, Any]:
    """One reply; `buttons` are title -> choice."""
    offered = [{"title": title, "choice": choice} for title, choice in (buttons or {}).items()]
    return {"text": text, "language": language, "buttons": offered, "custom": custom or None}


def echo(turn: dict[str, Any]) -> Replies:
    said = turn.get("choice") or turn.get("text") or ""
    return [say(f"heard: {said}", buttons={"File": '/file{"topic": "bonus"}', "More": "/more"})]


class Rasa:
    """`turns`: what it was sent, in order. `script` makes the replies. `troubles` come first, one a turn: a status,
    CUT, or bytes that are sent as a 200. `gate` is closed (`clear`) to keep turns waiting, `delay` slows them down."""

    def __init__(self) -> None:
        self.turns: list[dict[str, Any]] = []
        self.script: Callable[[dict[str, Any]], Replies] = echo
        self.language = "en"
        self.troubles: deque[Any] = deque()
        self.delay = 0.0
        self.gate = threading.Event()
        self.gate.set()
        self.forgotten: list[str] = []
        self.healthy = True
        #: conversations with two turns at the same moment, and the most turns at a moment
        self.overlaps: list[str] = []
        self.at_once = 0
        self._running: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._stored: dict[str, dict[str, Any]] = {}
        self._server: ThreadingHTTPServer | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def texts(self) -> list[str]:
        return [turn.get("choice") or turn.get("text") or "" for turn in self.turns]

    def start(self) -> None:
        """Listen, after `stop` on the same port as before."""
        self._server = _Server(("127.0.0.1", self._port), _handler(self))
        self._port = self._server.server_port
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.hang_up()
            self._server.server_close()
            self._server = None

    def turn(self, request: dict[str, Any]) -> Any:
        """A body to answer with, or one of the troubles."""
        conversation = request["conversation"]
        with self._lock:
            if done := self._stored.get(request["message_id"]):
                return done
            self.turns.append(request)
            self._running[conversation] += 1
            self.at_once = max(self.at_once, self._running.total())
            if self._running[conversation] > 1:
                self.overlaps.append(conversation)
            trouble = self.troubles.popleft() if self.troubles else None
        try:
            self.gate.wait(10)
            time.sleep(self.delay)
            if trouble is not None:
                return trouble
            done = {
                "message_id": request["message_id"], "language": self.language, "intent": "x", "decision": "answer",
                "replies": self.script(request),
            }  # fmt: skip
            self._stored[request["message_id"]] = done
            return done
        finally:
            with self._lock:
                self._running[conversation] -= 1


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, *args: Any) -> None:
        self.lines: set[socket.socket] = set()
        super().__init__(*args)

    def hang_up(self) -> None:
        """Close kept connections, as a process that ends does."""
        for line in list(self.lines):
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, *_: Any) -> None:
        """A client that hung up is nothing to write home about."""


def _handler(rasa: Rasa) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server: _Server

        def setup(self) -> None:
            super().setup()
            self.server.lines.add(self.connection)

        def finish(self) -> None:
            self.server.lines.discard(self.connection)
            super().finish()

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path != "/webhooks/sangam/turn" or not self.known():
                return self.answer(401, {"error": {"code": "unauthorized"}})
            done = rasa.turn(body)
            if done is CUT:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
            elif isinstance(done, int):
                self.answer(done, {"error": {"code": "turn_failed"}})
            else:
                self.answer(200, done)

        def do_DELETE(self) -> None:
            if not self.known():
                return self.answer(401, {})
            rasa.forgotten.append(self.path.removeprefix("/webhooks/sangam/conversations/"))
            self.answer(204, b"")

        def do_GET(self) -> None:
            self.answer(200 if rasa.healthy else 503, {"path": self.path})

        def known(self) -> bool:
            return self.headers["Authorization"] == f"Bearer {SECRET}"

        def answer(self, status: int, body: Any) -> None:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
