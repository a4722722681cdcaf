"""The worker role: deliveries, clocks and retries, with a health address of its own on loopback."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.gateway import Gateway
from bot.telegram.worker import Worker
from bot.worker import run
from sangam import telegram
from sangam.composition import make_core
from sangam.keys import Keys
from sangam.settings import Settings

log = logging.getLogger(__name__)


def make_app(settings: Settings, keys: Keys) -> Starlette:
    """The work runs as long as the application; when it breaks off, the process ends and is started again."""
    core = make_core(settings, keys)
    account = telegram.account(settings, keys)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        gateway = Gateway(core, settings.rasa, keys.nlu_secret, settings.attachments, telegram.FAREWELLS)
        stop = asyncio.Event()
        work = [asyncio.create_task(run(core, gateway, stop))]
        if account:
            chats = Worker(account, gateway, settings.attachments, settings.session_rate)
            work.append(asyncio.create_task(chats.run(stop)))
        for each in work:
            each.add_done_callback(end_unless(stop))
        yield
        stop.set()
        await asyncio.gather(*work, return_exceptions=True)
        await gateway.close()
        core.store.engine.dispose()

    def health(_: Request) -> JSONResponse:
        with core.reading() as unit:
            unit.db.connection()
        return JSONResponse({"status": "ok"})

    return Starlette(routes=[Route("/health", health)], lifespan=lifespan)


def end_unless(stop: asyncio.Event) -> Callable[[asyncio.Task[None]], None]:
    def ended(work: asyncio.Task[None]) -> None:
        if not stop.is_set():
            error = None if work.cancelled() else work.exception()
            log.critical("the work broke off: %s", type(error).__name__)
            os.kill(os.getpid(), signal.SIGTERM)

    return ended
