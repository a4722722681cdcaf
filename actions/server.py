"""The action webhook: rasa-sdk's executor behind a shared secret. Errors tell nothing of the conversation."""

from __future__ import annotations

import hmac
import logging

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from actions import awareness, converse, doors, follow_up, form, settings
from grievances.core import Core

log = logging.getLogger(__name__)

ACTIONS = (
    awareness.AnswerTopic, awareness.OfferTopics, converse.Converse, doors.Emergency, doors.OtherDoor, doors.Privacy,
    doors.TalkToOfficer, follow_up.FollowUp, form.AskAnswer, form.Cancel, form.FinishGrievance, form.StartGrievance,
    form.ValidateForm, settings.Settings,
)  # fmt: skip


def create_app(core: Core, secret: str) -> Starlette:
    """The ASGI application: POST /webhook for Rasa, GET /health for the supervisor.

    Bare Starlette: called twice in a turn, by Rasa alone, it has no use for what FastAPI adds to a route.
    """
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action(core))

    async def webhook(request: Request) -> JSONResponse:
        if not hmac.compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {secret}".encode()):
            raise HTTPException(401)
        call = await request.json()
        name = call.get("next_action")
        try:
            result = await executor.run(call)
        except ActionNotFoundException:
            return JSONResponse({"error": "no such action", "action_name": name}, 404)
        except ActionExecutionRejection as rejection:
            return JSONResponse({"error": "rejected", "action_name": rejection.action_name}, 400)
        except Exception as error:
            # The exception's text may quote the database's parameters: only its kind goes to the log.
            log.error("action failed: %s %s at %s", name, type(error).__name__, _where(error))
            return JSONResponse({"error": "failed", "action_name": name}, 500)
        return JSONResponse(result.model_dump() if result else {})

    def health(_: Request) -> JSONResponse:
        with core.reading() as unit:
            unit.db.connection()
        return JSONResponse({"status": "ok"})

    return Starlette(routes=[Route("/webhook", webhook, methods=["POST"]), Route("/health", health)])


def _where(error: BaseException) -> str:
    """File and line of the innermost frame."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"
