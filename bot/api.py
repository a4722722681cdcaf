"""The chat API, exactly its contract (docs/chat-api.md): sessions, messages, the thread, the stream, files."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Request, Response, UploadFile
from fastapi.responses import StreamingResponse
from starlette import datastructures

from bot.errors import Refused
from bot.gateway import Gateway
from bot.schemas import LONGEST, Answer, AttachmentOut, MessageOut, NewMessage, NewSession, Session, Thread
from bot.texts import HOLDING
from edge.errors import ErrorOut, bearer, sends
from grievances import attachments, conversations, limits, outbox, sessions, waiting
from grievances.conversations import Incoming, Shown
from grievances.core import Core, Unit
from grievances.errors import Erased, GrievanceError
from grievances.failpoints import reach
from grievances.models import Conversation, Message, WebSession
from language.catalogue import translate

#: the channel's name in the database
CHANNEL = "web"
#: seconds a client waits for the answer before it gets a holding reply
PATIENCE = 8.0
#: seconds between looks for news on a stream, and between its heartbeats
LOOK, BEAT = 1.0, 15.0
#: bytes of a JSON body: 4,000 characters of four bytes, escaped, and the rest
LARGEST_BODY = 64 * 1024

#: the largest id of a message
LARGEST_ID = 2**31 - 1
#: the types of bodies that are read
JSON, PARTS = "application/json", "multipart/form-data"

Cursor = Annotated[str, Query(pattern=r"^[0-9]{0,18}$")]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """Uses a minute: messages of a session, messages of an address, new sessions of an address."""

    session: int
    address: int
    sessions: int


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: their token, conversation and its language."""

    token: str
    conversation: str
    language: str


class Chat:
    """The API's routes over one core and gateway. `files` is the folder of attachments."""

    def __init__(self, core: Core, gateway: Gateway, files: Path, rates: Limits, patience: float = PATIENCE) -> None:
        self.core, self.gateway, self.files, self.rates, self.patience = core, gateway, files, rates, patience
        refusals: dict[int | str, dict[str, Any]] = {
            s: {"model": ErrorOut} for s in (400, 401, 404, 409, 413, 415, 422, 429)
        }
        self.router = APIRouter(prefix="/chat/v1", tags=["chat"], responses=refusals)
        add = self.router.add_api_route
        # Who calls comes before what they say, and so every refusal is in the language of their conversation.
        known, in_json, in_parts = Depends(self._authenticate), Depends(sends(JSON)), Depends(sends(PARTS))
        add("/sessions", self.new_session, methods=["POST"], status_code=201, response_model=Session,
            dependencies=[in_json])  # fmt: skip
        add("/sessions", self.forget_device, methods=["DELETE"], status_code=204, response_class=Response,
            dependencies=[known])  # fmt: skip
        add("/messages", self.send, methods=["POST"], response_model=Answer, dependencies=[known, in_json])
        add("/messages", self.read, methods=["GET"], response_model=Thread, dependencies=[known])
        add("/stream", self.stream, methods=["GET"], response_class=StreamingResponse, dependencies=[known])
        add("/attachments", self.upload, methods=["POST"], status_code=201, response_model=AttachmentOut,
            dependencies=[known, in_parts])  # fmt: skip

    async def new_session(self, request: Request, body: NewSession) -> Session:
        return await self.open(body.language, body.jurisdiction, address_of(request))

    async def open(
        self, language: str | None, jurisdiction: str | None, address: str, door: str | None = None
    ) -> Session:
        """A new session. Whoever comes twice through the same `door` (a secret of theirs) gets one conversation."""

        def work(unit: Unit) -> Session:
            self._spend(unit, "sessions", address, self.rates.sessions)
            conversation, token, expires = begin(unit, language, jurisdiction, door)
            return Session(session=conversation.id, token=token, expires_at=expires)

        return await self.gateway.unit(work)

    async def forget_device(self, request: Request) -> Response:
        await self.forget(_caller(request))
        return Response(status_code=204)

    async def forget(self, caller: Caller) -> None:
        await self.gateway.unit(lambda unit: sessions.close(unit, caller.token))

    async def send(self, request: Request, body: NewMessage) -> Answer:
        caller = _caller(request)
        text = body.text
        if text is not None and len(text) > LONGEST:
            raise Refused("too_long", limit=LONGEST)
        incoming = Incoming(text, body.payload, tuple(body.attachments))
        shown, pending = await self.take(caller, body.id, incoming, address_of(request))
        replies = [MessageOut.of(s) for s in shown]
        if pending:
            replies.append(self._holding(caller.language))
        return Answer(id=body.id, replies=replies, pending=pending)

    async def take(self, caller: Caller, message_id: str, incoming: Incoming, address: str) -> tuple[list[Shown], bool]:
        """Write a message down, have it answered, and return (replies, still pending)."""

        def receive(unit: Unit) -> tuple[int, str, bool]:
            conversation = conversations.get(unit, caller.conversation)
            message, _ = conversations.receive(unit, conversation, message_id, incoming)
            return message.id, message.uid, message.state != "received"

        row, uid, answered = await self._counted(receive, caller, address)
        reach("intake.committed")
        if not answered:
            task = self.gateway.start(caller.conversation, row)
            await asyncio.wait({task}, timeout=self.patience)
        if (said := self.gateway.said(uid)) is not None:
            return said, False

        def result(unit: Unit) -> tuple[list[Shown], bool]:
            message = unit.db.get_one(Message, row)
            if message.conversation.person.erased_at:
                raise Erased("another process erased the person, and has the last words")
            return conversations.replies_to(unit, message), message.state == "received"

        return await self._reading(result)

    async def read(self, request: Request, after: Cursor = "") -> Thread:
        caller = _caller(request)
        since = await self.acknowledge(caller, _number(after))
        shown = await self._since(caller, since)
        cursor = str(shown[-1].cursor if shown else since)
        return Thread(messages=[MessageOut.of(s) for s in shown], cursor=cursor)

    async def acknowledge(self, caller: Caller, cursor: int) -> int:
        """A read from a cursor shows that all before it arrived. Returns the cursor, at most that of the newest."""
        known = await self._reading(lambda unit: conversations.get(unit, caller.conversation).read_cursor)
        if cursor <= known:
            return cursor

        def work(unit: Unit) -> int:
            conversation = conversations.get(unit, caller.conversation)
            if conversations.acknowledge(unit, conversation, cursor):
                outbox.acknowledged(unit, conversation)
            reach("read.written")
            return min(cursor, conversation.read_cursor)

        return await self.gateway.unit(work)

    async def stream(self, request: Request, after: Cursor = "") -> StreamingResponse:
        """Server-sent events: `message` events whose id is the cursor. Delivery still counts by reads only."""
        caller = _caller(request)
        since = _number(after)
        events = self._events(request, caller, since)
        return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def _events(self, request: Request, caller: Caller, since: int) -> AsyncIterator[str]:
        quiet = 0.0
        yield "retry: 3000\n\n"
        while not await request.is_disconnected():
            try:
                news = await self._since(caller, since)
            except Refused:
                return
            for shown in news:
                since, quiet = shown.cursor, 0.0
                data = json.dumps(MessageOut.of(shown).model_dump(mode="json", by_alias=True), ensure_ascii=False)
                yield f"event: message\nid: {since}\ndata: {data}\n\n"
            if quiet >= BEAT:
                quiet = 0.0
                yield ": still here\n\n"
            await asyncio.sleep(LOOK)
            quiet += LOOK

    async def upload(self, request: Request, file: UploadFile) -> AttachmentOut:
        return await self.keep(_caller(request), file, address_of(request))

    async def keep(self, caller: Caller, file: datastructures.UploadFile, address: str | None = None) -> AttachmentOut:
        """Keep a file for a message that names its id. Without an address it counts for the session alone: the
        message it comes with counts for the address."""
        content = await file.read(attachments.LARGEST + 1)
        if len(content) > attachments.LARGEST:
            raise Refused("too_large", limit=attachments.LARGEST // 1024 // 1024)
        try:
            examined: attachments.Examined | GrievanceError = await asyncio.to_thread(attachments.examine, content)
        except GrievanceError as error:
            examined = error

        def work(unit: Unit) -> AttachmentOut:
            if isinstance(examined, GrievanceError):
                raise examined  # here, so that what is refused counts too
            conversation = conversations.get(unit, caller.conversation)
            kept = attachments.keep(unit, conversation, self.files, file.filename or "", examined)
            name = attachments.name_of(unit, kept)
            return AttachmentOut(id=kept.id, name=name, type=kept.type, bytes=kept.size)

        kept = await self._counted(work, caller, address)
        reach("file.committed")
        return kept

    async def thread(self, caller: Caller) -> tuple[list[Shown], bool]:
        """The whole thread, and whether an answer is still to come."""

        def work(unit: Unit) -> bool:
            return waiting.next_message(unit, caller.conversation) is not None

        found: list[Shown] = []
        while more := await self._since(caller, found[-1].cursor if found else 0):
            found += more
        return found, await self._reading(work)

    async def _since(self, caller: Caller, cursor: int) -> list[Shown]:
        """The thread after a cursor, as long as the session lives."""

        def work(unit: Unit) -> list[Shown]:
            session = sessions.find(unit, caller.token)
            if session is None:
                raise Refused("unauthorized")
            return conversations.history(unit, session.conversation, cursor)

        return await self._reading(work)

    async def _authenticate(self, request: Request) -> None:
        caller = await self.caller(bearer(request))
        if caller is None:
            raise Refused("unauthorized")
        request.state.caller, request.state.language = caller, caller.language

    async def caller(self, token: str) -> Caller | None:
        """Who holds a token; None when nobody does any more. A session in use is kept alive."""

        def look(unit: Unit) -> tuple[Caller, bool] | None:
            session = sessions.find(unit, token)
            if session is None:
                return None
            conversation = session.conversation
            language = conversation.chosen_language or conversation.language or "en"
            return Caller(token, conversation.id, language), sessions.slide(unit, session)

        found = await self._reading(look)
        if found is None:
            return None
        caller, old = found
        if old:
            await self.gateway.unit(lambda unit: self._slide(unit, token))
        return caller

    def _slide(self, unit: Unit, token: str) -> None:
        session: WebSession | None = sessions.find(unit, token)
        if session:
            sessions.slide(unit, session)

    async def _reading(self, work: Callable[[Unit], T]) -> T:
        def run() -> T:
            with self.core.reading() as unit:
                return work(unit)

        return await asyncio.to_thread(run)

    async def _counted(self, work: Callable[[Unit], T], caller: Caller, address: str | None) -> T:
        """A writing unit of a session that counts by the rate limits, also when the core refuses what is asked."""

        def count(unit: Unit) -> None:
            self._spend(unit, "session", caller.conversation, self.rates.session)
            if address is not None:
                self._spend(unit, "address", address, self.rates.address)

        def run(unit: Unit) -> T:
            count(unit)
            return work(unit)

        try:
            return await self.gateway.unit(run)
        except GrievanceError:
            await self.gateway.unit(count)  # the count went back with what was refused
            raise

    def _spend(self, unit: Unit, kind: str, who: str, limit: int) -> None:
        if wait := limits.spend(unit, kind, who, limit, 60):
            raise Refused("slow_down", retry_after=wait, seconds=wait)

    def _holding(self, language: str) -> MessageOut:
        """Said while the answer takes longer; not stored, the answer itself comes later."""
        text = translate(language, HOLDING)
        shown = Shown(0, f"holding-{uuid4()}", "bot", self.core.clock(), text, language, (), None, (), None)
        return MessageOut.of(shown)


def begin(
    unit: Unit, language: str | None, jurisdiction: str | None, door: str | None = None
) -> tuple[Conversation, str, Any]:
    """A conversation on the web, new or the door's, with a new session: (conversation, token, expiry)."""
    conversation = conversations.open_conversation(
        unit, CHANNEL, door or str(uuid4()), language=language, jurisdiction=jurisdiction
    )
    token, expires = sessions.open_session(unit, conversation)
    return conversation, token, expires


def address_of(request: Request) -> str:
    """The client's address (the server already believes X-Forwarded-For of trusted proxies only)."""
    return request.client.host if request.client else "unknown"


def _caller(request: Request) -> Caller:
    """Who calls, once `_authenticate` has let them in."""
    caller: Caller = request.state.caller
    return caller


def _number(cursor: str) -> int:
    """A cursor as the id it is; one from nowhere as the largest there can be."""
    return min(int(cursor or 0), LARGEST_ID)
