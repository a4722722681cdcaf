"""A stand-in for Rasa's input channel (docs/architecture.md): says what a test tells it to say, and counts."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "to-rasa"
Answer = list[dict[str, Any]]

GREETINGS = {
    "en": "I understood: your provident fund money has not come.\n\nThe office must pay within 20 days.",
    "hi": "मैं समझा: आपका पीएफ का पैसा तीन महीने से नहीं आया।\n\nदफ़्तर को 20 दिन में पैसा देना होता है।",
    "vi": "Tôi hiểu: công ty nợ lương của bạn hai tháng.\n\nCông ty phải trả lương đúng hạn.",
    "fa": "متوجه شدم: حقوق دو ماه شما پرداخت نشده است.\n\nکارفرما باید حقوق را تا پایان ماه بپردازد.",
}
BUTTONS = {
    "en": ["File a grievance", "Tell me more", "Something else"],
    "hi": ["शिकायत दर्ज करें", "और बताइए", "कुछ और"],
    "vi": ["Gửi khiếu nại", "Cho tôi biết thêm", "Chuyện khác"],
    "fa": ["ثبت شکایت", "بیشتر بگویید", "موضوع دیگر"],
}


def language_of(text: str) -> str:
    if any("ऀ" <= c <= "ॿ" for c in text) or " paisa " in text:
        return "hi"
    if any("؀" <= c <= "ۿ" for c in text):
        return "fa"
    return "vi" if any(c in "ươăđạợ" for c in text) else "en"


def say(text: str, language: str = "en", buttons: list[str] | None = None, **custom: Any) -> dict[str, Any]:
    return {
        "text": text,
        "language": language,
        "buttons": [{"title": title, "choice": f'/answer{{"value": {json.dumps(title)}}}'} for title in buttons or []],
        "custom": custom or None,
    }


def usual(said: str, language: str) -> Answer:
    """Like the real one: an answer with choices to a story, a sentence to a choice."""
    if said.startswith("/answer"):
        return [say(f"You chose {json.loads(said[7:])['value']}", language)]
    return [say(GREETINGS[language], language, BUTTONS[language])]


class Rasa:
    """`turns` are the requests it was sent; `script` (said, language) gives the replies, None a failed turn."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.turns: list[dict[str, Any]] = []
        self.script: Callable[[str, str], Answer | None] = usual
        self.delay = 0.0
        self.stored: dict[str, dict[str, Any]] = {}

    @property
    def texts(self) -> list[str]:
        return [turn.get("text", turn.get("choice", "")) for turn in self.turns]

    def answer(self, turn: dict[str, Any]) -> dict[str, Any] | None:
        if turn["message_id"] in self.stored:
            return self.stored[turn["message_id"]]
        self.turns.append(turn)
        time.sleep(self.delay)
        said = turn.get("choice") or turn.get("text") or ""
        language = turn["metadata"]["language"] if "choice" in turn else language_of(said)
        replies = self.script(said, language or "en")
        if replies is None:
            return None
        done = {"message_id": turn["message_id"], "language": language, "intent": "x", "decision": "answer"}
        self.stored[turn["message_id"]] = {**done, "replies": replies}
        return self.stored[turn["message_id"]]


def serve() -> tuple[Rasa, ThreadingHTTPServer]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.path == "/webhooks/sangam/turn"
            assert self.headers["Authorization"] == f"Bearer {SECRET}"
            answer = rasa.answer(body)
            content = json.dumps(answer or {"error": {"code": "turn_failed"}}).encode()
            self.send_response(200 if answer else 503)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_DELETE(self) -> None:
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    rasa = Rasa(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return rasa, server
