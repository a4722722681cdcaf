"""The public web application: chat API, widget, plain page, demonstration page, health."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.middleware.cors import CORSMiddleware

from bot import guard, pages
from bot.api import PATIENCE, Chat, Limits
from bot.errors import errors
from bot.gateway import Gateway
from edge.guard import SafeHeaders, SizeLimit
from grievances.core import Core


def create_app(
    core: Core,
    gateway: Gateway,
    *,
    files: Path,
    rates: Limits,
    origins: Sequence[str] = (),
    secure: bool = False,
    demo: bool = False,
    patience: float = PATIENCE,
) -> FastAPI:
    """The application. `origins` may embed the widget, `secure` marks cookies, `demo` shows the example page at /;
    `patience` is how many seconds a client waits for its answer before it gets a holding reply."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await gateway.close()

    app = FastAPI(title="Sangam chat API", version="1", openapi_url="/chat/v1/openapi.json", docs_url=None,
                  redoc_url=None, lifespan=lifespan)  # fmt: skip
    errors.install(app)
    chat = Chat(core, gateway, files, rates, patience)
    app.include_router(chat.router)
    app.include_router(pages.router(chat, secure=secure, demo=demo))
    app.mount("/widget", pages.widget_files(), name="widget")

    @app.get("/health", include_in_schema=False)
    def health() -> dict[str, str]:
        with core.reading() as unit:
            unit.db.connection()
        return {"status": "ok"}

    @app.get("/health/ready", include_in_schema=False)
    async def ready() -> JSONResponse:
        if await gateway.ready():
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "starting", "waiting_for": "Rasa to answer a turn"}, 503)

    app.add_middleware(errors.unforeseen)
    app.add_middleware(SizeLimit, limit=guard.limit, refusal=guard.refusal)
    app.add_middleware(SafeHeaders, headers=guard.HEADERS)
    # Outermost, so that a page elsewhere can read every answer, the refusals and their Retry-After too.
    app.add_middleware(
        CORSMiddleware, allow_origins=list(origins), allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["authorization", "content-type"], expose_headers=["retry-after"], max_age=3600,
    )  # fmt: skip
    return app
