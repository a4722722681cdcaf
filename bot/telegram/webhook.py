"""Updates by webhook: written down before the 200. Who does not show the secret is nobody."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update

from bot.gateway import Gateway
from bot.telegram.account import Account
from bot.telegram.reception import Reception

log = logging.getLogger(__name__)

#: where Telegram posts to, below the address people reach the web at
PATH = "/telegram"
SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
#: bytes of an update: two messages of 4,096 characters, escaped, with all their markup
LARGEST = 1024 * 1024


def create_app(account: Account, gateway: Gateway, rate: int) -> Starlette:
    """The application, to be mounted at PATH. The gateway is closed by who made it."""
    bot = account.bot()
    reception = Reception(gateway, bot, rate)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with bot:
            yield
            await reception.close()

    async def update(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(SECRET, "").encode(), account.secret.encode()):
            return Response(status_code=401)
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                return Response(status_code=413)
        try:
            found = Update.de_json(json.loads(body), bot)
        except Exception as error:  # coming again it would be no better
            log.error("telegram: an update cannot be read: %s", type(error).__name__)
            return Response(status_code=200)
        try:
            await reception.take(found)
        except Exception as error:  # not written down: Telegram brings it again
            log.error("telegram: an update was not written down: %s", type(error).__name__)
            return Response(status_code=500)
        return Response(status_code=200)

    return Starlette(routes=[Route("/", update, methods=["POST"])], lifespan=lifespan)
