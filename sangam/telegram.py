"""The Telegram bot of this deployment, put together from settings and keys."""

from __future__ import annotations

import hashlib

from bot.telegram.account import Account
from bot.telegram.doing import farewell
from bot.telegram.webhook import PATH
from sangam.keys import Keys
from sangam.settings import Settings

#: what takes over the last answer to somebody who is erased; for every gateway
FAREWELLS = {"telegram": farewell}


def account(settings: Settings, keys: Keys) -> Account | None:
    """None without a token."""
    if not settings.telegram_token:
        return None
    # Telegram takes letters, digits, - and _ only: the key itself may have others
    secret = hashlib.sha256(keys.telegram_secret.encode()).hexdigest()
    webhook = f"{settings.telegram_webhook}{PATH}/" if settings.telegram_webhook else None
    return Account(settings.telegram_token, secret, webhook, settings.telegram_api)
