"""A Bot API server on loopback: real HTTP, chats, messages, files, and Telegram's troubles on demand."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote

TOKEN = "987654321:AAtest-token_of-nobody_0123456789ab"
BOT = {"id": 987654321, "is_bot": True, "first_name": "Sangam", "username": "sangam_test_bot"}
CUT = object()
LATER = object()
Json = dict[str, Any]


class Refusal(Exception):
    """Answer with Telegram's error: code, description, parameters."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


class BotApi:
    """`sent`: messages as they stand in the chats, by (chat, id). `calls`: every call with its time, in order.

    `troubles`: method -> what to answer instead, one a call: a Refusal, CUT (the connection is closed, nothing done),
    LATER (done, and the connection is closed before the answer), or seconds to wait before answering as usual.
    """

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.calls: list[tuple[float, str, Json]] = []
        self.sent: dict[tuple[int, int], Json] = {}
        self.order: list[tuple[int, int]] = []
        self.deleted: list[tuple[int, int]] = []
        self.answered: list[Json] = []
        self.left: list[int] = []
        #: what it would not do, of itself: the method and why
        self.refusals: list[tuple[str, str]] = []
        self.blocked: set[int] = set()
        self.gone: set[int] = set()
        self.files: dict[str, bytes] = {}
        self.sizes: dict[str, int] = {}
        self.troubles: dict[str, deque[Any]] = {}
        self.webhook: Json | None = None
        self.menus: dict[str, list[Json]] = {}
        #: seconds of every long poll
        self.patience = 0.05
        self.away = False
        self._updates: list[Json] = []
        self._next = 1000
        self._message = 0
        self._lock = threading.Condition()
        self._server: ThreadingHTTPServer | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        self._server = _Server(("127.0.0.1", self._port), _handler(self))
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    # what people do

    def update(self, **content: Any) -> Json:
        """An update, not delivered yet."""
        with self._lock:
            self._next += 1
            return {"update_id": self._next, **content}

    @property
    def unconfirmed(self) -> int:
        """Updates that the bot has not confirmed by asking for later ones."""
        with self._lock:
            return len(self._updates)

    def push(self, *updates: Json) -> None:
        """Deliver updates by polling, in this order, also again."""
        with self._lock:
            self._updates += updates
            self._lock.notify_all()

    def new_id(self) -> int:
        with self._lock:
            self._message += 1
            return self._message

    def trouble(self, method: str, *what: Any) -> None:
        self.troubles.setdefault(method, deque()).extend(what)

    # what a test asks

    def named(self, method: str) -> list[Json]:
        return [arguments for _, name, arguments in self.calls if name == method]

    def chat(self, chat: int) -> list[Json]:
        """The bot's messages in a chat, as they look now, in the order in which they came."""
        return [self.sent[key] for key in self.order if key[0] == chat and key in self.sent]

    def texts(self, chat: int) -> list[str]:
        return [message["text"] for message in self.chat(chat)]

    # the methods

    def call(self, method: str, arguments: Json) -> Any:
        self.calls.append((time.monotonic(), method, arguments))
        trouble = None
        with self._lock:
            if waiting := self.troubles.get(method):
                trouble = waiting.popleft()
        if isinstance(trouble, Refusal):
            raise trouble
        if isinstance(trouble, int | float):
            time.sleep(trouble)
        elif trouble is CUT:
            return CUT
        try:
            answer = self._do(method, arguments)
        except Refusal as refusal:
            self.refusals.append((method, str(refusal)))
            raise
        return LATER if trouble is LATER else answer

    def _do(self, method: str, a: Json) -> Any:
        do: Callable[[Json], Any] | None = getattr(self, f"_{method.lower()}", None)
        if do is None:
            raise Refusal(404, "Not Found")
        return do(a)

    def _getupdates(self, a: Json) -> Any:
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        offset, end = int(a.get("offset") or 0), time.monotonic() + min(self.patience, float(a.get("timeout") or 0))
        with self._lock:
            self._updates = [u for u in self._updates if u["update_id"] >= offset] if offset else self._updates
            while not self._updates and (left := end - time.monotonic()) > 0:
                self._lock.wait(left)
            return self._updates[: int(a.get("limit") or 100)]

    def _setwebhook(self, a: Json) -> Any:
        self.webhook = a
        return True

    def _deletewebhook(self, a: Json) -> Any:
        self.webhook = None
        return True

    def _setmycommands(self, a: Json) -> Any:
        self.menus[a.get("language_code", "")] = json.loads(a["commands"])
        return True

    def _sendchataction(self, a: Json) -> Any:
        return True

    def _sendmessage(self, a: Json) -> Any:
        chat = int(a["chat_id"])
        self._reach(chat)
        if not a["text"].strip() or len(a["text"].encode("utf-16-le")) // 2 > 4096:
            raise Refusal(400, "Bad Request: message is too long" if a["text"].strip() else
                          "Bad Request: message text is empty")  # fmt: skip
        markup = json.loads(a["reply_markup"]) if a.get("reply_markup") else None
        for row in markup["inline_keyboard"] if markup else []:
            for button in row:
                if not 1 <= len(button["callback_data"].encode()) <= 64:
                    raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        message = {
            "message_id": self.new_id(), "date": int(time.time()), "from": BOT, "text": a["text"],
            "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup", "first_name": "W"},
        }  # fmt: skip
        if markup:
            message["reply_markup"] = markup
        if "parse_mode" in a:
            message["parse_mode"] = a["parse_mode"]
        self.sent[chat, message["message_id"]] = message
        self.order.append((chat, message["message_id"]))
        return message

    def _editmessagetext(self, a: Json) -> Any:
        message = self._message_of(a)
        message["text"] = a["text"]
        message.pop("reply_markup", None)
        return message

    def _editmessagereplymarkup(self, a: Json) -> Any:
        message = self._message_of(a)
        message.pop("reply_markup", None)
        return message

    def _deletemessage(self, a: Json) -> Any:
        key = int(a["chat_id"]), int(a["message_id"])
        if self.sent.pop(key, None) is None:
            raise Refusal(400, "Bad Request: message to delete not found")
        self.deleted.append(key)
        return True

    def _answercallbackquery(self, a: Json) -> Any:
        self.answered.append(a)
        return True

    def _leavechat(self, a: Json) -> Any:
        self.left.append(int(a["chat_id"]))
        return True

    def _getfile(self, a: Json) -> Any:
        content = self.files.get(a["file_id"])
        if content is None:
            raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        size = self.sizes.get(a["file_id"], len(content))
        return {"file_id": a["file_id"], "file_unique_id": "u", "file_size": size, "file_path": f"f/{a['file_id']}"}

    def _message_of(self, a: Json) -> Json:
        self._reach(int(a["chat_id"]))
        try:
            return self.sent[int(a["chat_id"]), int(a["message_id"])]
        except KeyError:
            raise Refusal(400, "Bad Request: message to edit not found") from None

    def _reach(self, chat: int) -> None:
        if chat in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if chat in self.gone:
            raise Refusal(400, "Bad Request: chat not found")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: Any) -> None:
        """A client that hung up is nothing to write home about."""


def _handler(api: BotApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            prefix, _, method = self.path.removeprefix("/bot").partition("/")
            if api.away:
                return self.hang_up()
            if prefix != api.token:
                return self.answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
            arguments = {key: values[0] for key, values in parse_qs(body.decode(), keep_blank_values=True).items()}
            try:
                result = api.call(method, arguments)
            except Refusal as refusal:
                error = {"ok": False, "error_code": refusal.code, "description": refusal.description}
                return self.answer(refusal.code, {**error, "parameters": refusal.parameters})
            if result is CUT or result is LATER:
                return self.hang_up()
            self.answer(200, {"ok": True, "result": result})

        def do_GET(self) -> None:
            token, _, name = unquote(self.path).removeprefix("/file/bot").partition("/")
            content = api.files.get(name.removeprefix("f/"))
            if token != api.token or content is None:
                return self.answer(404, {"ok": False, "error_code": 404, "description": "Not Found"})
            trouble = api.troubles.get("file")
            what = trouble.popleft() if trouble else None
            api.calls.append((time.monotonic(), "file", {"name": name}))
            if what is CUT:
                return self.hang_up()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def hang_up(self) -> None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

        def answer(self, status: int, body: Json) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


class Phone:
    """A worker in Telegram. What they do is delivered to the bot; what the bot wrote is read with `texts`."""

    def __init__(self, api: BotApi, id: int, language: str | None = "en",
                 deliver: Callable[[Json], Any] | None = None) -> None:  # fmt: skip
        self.api, self.id = api, id
        self.who: Json = {"id": id, "is_bot": False, "first_name": "Asha"}
        if language:
            self.who["language_code"] = language
        self.deliver = deliver or api.push

    def message(self, **content: Any) -> Json:
        """A message of theirs, not sent yet."""
        chat = {"id": self.id, "type": "private", "first_name": "Asha"}
        return {"message_id": self.api.new_id(), "date": int(time.time()), "from": self.who, "chat": chat, **content}

    def send(self, text: str | None = None, **content: Any) -> Json:
        """Send a message; returns the update, to be delivered again or edited."""
        if text is not None:
            content["text"] = text
        update = self.api.update(message=self.message(**content))
        self.deliver(update)
        return update

    def edit(self, update: Json, text: str, seconds: int = 5) -> Json:
        before = update["message"]
        found = self.api.update(edited_message={**before, "text": text, "edit_date": before["date"] + seconds})
        self.deliver(found)
        return found

    def tap(self, title: str) -> Json:
        """Tap the newest button with this title."""
        for message in reversed(self.api.chat(self.id)):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"] == title:
                        return self.press(message, button["callback_data"])
        raise AssertionError(f"no button {title!r} in {self.buttons()}")

    def press(self, message: Json, data: str) -> Json:
        query = {"id": f"q{self.api.new_id()}", "from": self.who, "chat_instance": "1", "data": data,
                 "message": json.loads(json.dumps(message))}  # fmt: skip
        update = self.api.update(callback_query=query)
        self.deliver(update)
        return update

    def member(self, status: str) -> Json:
        """Block ("kicked") or let back in ("member")."""
        old = "member" if status == "kicked" else "kicked"
        change = {"chat": {"id": self.id, "type": "private", "first_name": "Asha"}, "from": self.who,
                  "date": int(time.time()), "old_chat_member": _member(old),
                  "new_chat_member": _member(status)}  # fmt: skip
        update = self.api.update(my_chat_member=change)
        self.deliver(update)
        return update

    @property
    def texts(self) -> list[str]:
        return self.api.texts(self.id)

    def buttons(self) -> list[str]:
        rows = [r for m in self.api.chat(self.id) for r in m.get("reply_markup", {}).get("inline_keyboard", [])]
        return [button["text"] for row in rows for button in row]

    def file(self, content: bytes, size: int | None = None) -> str:
        """Put a file at Telegram; returns its id."""
        file_id = f"file{self.api.new_id()}"
        self.api.files[file_id] = content
        if size is not None:
            self.api.sizes[file_id] = size
        return file_id

    def voice(self, content: bytes = b"OggS\x00\x02" + b"voice" * 50) -> Json:
        id = self.file(content)
        return self.send(voice={"file_id": id, "file_unique_id": id, "duration": 3, "file_size": len(content)})

    def photo(self, content: bytes = b"\xff\xd8\xff\xe0" + b"photo" * 50, **more: Any) -> Json:
        id = self.file(content)
        sizes = [{"file_id": id, "file_unique_id": id, "width": 90, "height": 90, "file_size": len(content)}]
        return self.send(photo=sizes, **more)


def _member(status: str) -> Json:
    more = {"until_date": 0} if status == "kicked" else {}
    return {"status": status, "user": BOT, **more}
