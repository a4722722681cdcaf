"""The only way into Rasa: HTTP on loopback behind a shared secret. Contract in docs/architecture.md."""
from __future__ import annotations

import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from nlu.outcomes import Outcomes
from nlu.turn import Malformed, conversation_id, parse_turn
from nlu.turns import NoAnswer, Turns

#: seconds for which the answer to a health check stands
HEALTH_STANDS = 2.0
log = logging.getLogger(__name__)
Handler = Callable[..., Awaitable[HTTPResponse]]


def error(status: int, code: str, message: str) -> HTTPResponse:
    return response.json({"error": {"code": code, "message": message}}, status=status)


def _guarded(secret: str, handler: Handler) -> Handler:
    """Let a request through only with the secret, compared in constant time."""
    wanted = f"Bearer {secret}".encode()

    async def guarded(request: Request, **arguments: Any) -> HTTPResponse:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, wanted):
            return error(401, "unauthorised", "The secret is missing or wrong.")
        return await handler(request, **arguments)

    return guarded


def blueprint(turns: Turns, secret: str, intents: frozenset[str], outcomes: Outcomes | None = None) -> Blueprint:
    """Return the routes under /webhooks/sangam. `intents` are those a choice may name."""
    if not secret:
        raise ValueError("the input channel needs a secret")
    known = outcomes or Outcomes()
    routes = Blueprint("sangam", url_prefix="/webhooks/sangam")
    last_health: dict[str, float] = {}

    async def turn(request: Request) -> HTTPResponse:
        try:
            given = parse_turn(json.loads(request.body), intents)
        except Malformed as wrong:
            return error(400, "malformed", str(wrong))
        except ValueError:
            return error(400, "malformed", "the body is not JSON")
        try:
            outcome = await known.once((given.conversation, given.message_id), lambda: turns.take(given))
        except NoAnswer as failure:
            log.warning("turn failed: %s", failure)
            return error(503, "turn_failed", "The turn failed and may be tried again.")
        except Exception as failure:
            # its text may quote the message
            log.error("turn failed: %s", type(failure).__name__)
            return error(503, "turn_failed", "The turn failed and may be tried again.")
        return response.json(outcome)

    async def forget(request: Request, conversation: str) -> HTTPResponse:
        try:
            wanted = conversation_id(conversation)
        except Malformed as wrong:
            return error(400, "malformed", str(wrong))
        await turns.forget(wanted)
        known.forget(wanted)
        return response.empty()

    async def health(request: Request) -> HTTPResponse:
        if time.monotonic() - last_health.get("at", float("-inf")) > HEALTH_STANDS:
            try:
                await turns.health()
            except Exception as failure:
                log.error("health turn failed: %s", type(failure).__name__)
                return error(503, "turn_failed", "A turn does not work.")
            last_health["at"] = time.monotonic()
        return response.json({"status": "ok"})

    routes.add_route(_guarded(secret, turn), "/turn", methods=["POST"], name="turn")
    routes.add_route(
        _guarded(secret, forget), "/conversations/<conversation:str>", methods=["DELETE"], name="forget"
    )
    routes.add_route(health, "/health", methods=["GET"], name="health")
    return routes
