"""The bot's account at Telegram: how to reach it, what it may be asked for, what its menu says."""

from __future__ import annotations

from dataclasses import dataclass, field

from telegram import Bot, BotCommand, Update
from telegram.request import HTTPXRequest

from bot.telegram.commands import COMMANDS
from language.catalogue import translate
from language.normalise import SUPPORTED

#: the channel's name in the database
CHANNEL = "telegram"
#: where Telegram itself answers
API = "https://api.telegram.org"
#: the kinds of updates asked for; all others never come
WANTED = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
#: seconds for connecting, and for an answer; polling waits POLL longer
CONNECT, ANSWER, POLL = 10.0, 20.0, 25
#: requests at the same time
AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Account:
    """`token` and the webhook's `secret` are never logged; `webhook` is its whole address, None for polling."""

    token: str = field(repr=False)
    secret: str = field(repr=False)
    webhook: str | None = None
    api: str = API

    @property
    def duty(self) -> str:
        """What the one process that works for this bot holds; the number before the colon is no secret."""
        return f"{CHANNEL}:{self.token.partition(':')[0][:32]}"

    def bot(self) -> Bot:
        """The library's client; use it as a context (`async with`)."""
        return _Quiet(
            self.token,
            base_url=f"{self.api}/bot",
            base_file_url=f"{self.api}/file/bot",
            request=HTTPXRequest(AT_ONCE, read_timeout=ANSWER, write_timeout=ANSWER, connect_timeout=CONNECT,
                                 pool_timeout=ANSWER),
            get_updates_request=HTTPXRequest(2, read_timeout=ANSWER, connect_timeout=CONNECT),
        )  # fmt: skip


class _Quiet(Bot):
    """Begins without asking Telegram who it is: Sangam starts while Telegram is away."""

    async def initialize(self) -> None:
        await self._request[0].initialize()
        await self._request[1].initialize()

    async def shutdown(self) -> None:
        await self._request[0].shutdown()
        await self._request[1].shutdown()


async def settle(bot: Bot, account: Account) -> None:
    """Tell Telegram how we are reached, and what the menu says in each language."""
    if account.webhook:
        await bot.set_webhook(account.webhook, secret_token=account.secret, allowed_updates=WANTED, max_connections=40)
    else:
        await bot.delete_webhook(drop_pending_updates=False)
    for language in SUPPORTED:
        menu = [BotCommand(name, translate(language, command.says)) for name, command in COMMANDS.items()]
        await bot.set_my_commands(menu, language_code=None if language == "en" else language)
