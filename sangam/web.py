"""The web role: the chat API, widget and plain page at /, the officers' desk at /desk and its API at /api/v1."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route

from bot.api import Limits
from bot.gateway import Gateway
from bot.telegram.webhook import PATH
from bot.telegram.webhook import create_app as create_webhook
from bot.web import create_app as create_bot
from desk.api import create_app as create_desk_api
from desk.app import create_app as create_desk
from sangam import telegram
from sangam.composition import make_core
from sangam.keys import Keys
from sangam.settings import Settings


def make_app(settings: Settings, keys: Keys) -> Starlette:
    """The applications side by side, each with its own middleware: no one's rules hold for another."""
    core = make_core(settings, keys)
    secure = settings.url.startswith("https://")
    gateway = Gateway(core, settings.rasa, keys.nlu_secret, settings.attachments, telegram.FAREWELLS)
    bot = create_bot(
        core,
        gateway,
        files=settings.attachments,
        rates=Limits(settings.session_rate, settings.address_rate, settings.sessions_rate),
        origins=settings.allowed_origins,
        secure=secure,
        demo=settings.demo,
    )
    desk = create_desk(core, files=settings.attachments, secure=secure)
    api = create_desk_api(core, files=settings.attachments, rate=settings.token_rate)

    account = telegram.account(settings, keys)
    hooks: list[Starlette] = []
    if account and account.webhook:
        hooks = [create_webhook(account, gateway, settings.session_rate)]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        # a mounted application is not told of the start and the end: hand them on
        async with AsyncExitStack() as running:
            for app in (bot, desk, *hooks):
                await running.enter_async_context(app.router.lifespan_context(app))
            yield
        core.store.engine.dispose()

    def to_desk(_: Request) -> RedirectResponse:
        return RedirectResponse("/desk/")

    app = Starlette(
        routes=[
            Route("/desk", to_desk), Mount("/desk", desk), Mount("/api/v1", api),
            *(Mount(PATH, hook) for hook in hooks),
        ],
        lifespan=lifespan,
    )  # fmt: skip
    # All else, not mounted at /: a mount passes over an address with a line's end in it, and Starlette would answer.
    app.router.default = bot
    return app
