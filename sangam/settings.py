"""All settings: environment variables SANGAM_*, read here and nowhere else in our packages.

Each field of `Settings` is one variable: `port` is SANGAM_PORT.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from sangam.errors import SetupError

ROOT = Path(__file__).resolve().parents[1]
JURISDICTIONS = ("in", "vn", "ir")

#: where a role listens or is looked for when it runs alone and nothing is set
RASA_PORT, ACTIONS_PORT, WORKER_PORT = 5005, 5055, 8010


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ValueError("must be a port, 1 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ValueError("must be a whole number, 1 or more")
    return int(text)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.replace(",", " ").split() if word)


def _jurisdictions(text: str) -> tuple[str, ...]:
    ids = _words(text)
    if not ids or (unknown := [i for i in ids if i not in JURISDICTIONS]):
        named = f", not {', '.join(unknown)}" if ids else ""
        raise ValueError(f"must be a list of {', '.join(JURISDICTIONS)}{named}")
    return tuple(dict.fromkeys(ids))


def _path(text: str) -> Path:
    return (ROOT / Path(text).expanduser()).resolve()


def _url(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return text.rstrip("/")


def _https(text: str) -> str:
    if not text.startswith("https://"):
        raise ValueError("must begin with https://")
    return text.rstrip("/")


def _token(text: str) -> str:
    if not re.fullmatch(r"\d+:[\w-]{20,}", text, re.ASCII):
        raise ValueError("must be a bot's token as BotFather gives it: digits, a colon, letters and digits")
    return text


def _urls(text: str) -> tuple[str, ...]:
    return tuple(_url(word) for word in _words(text))


def _database(text: str) -> str:
    if text.startswith(("postgres://", "postgresql://")):
        return "postgresql+psycopg://" + text.split("://", 1)[1]
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must begin with postgresql:// or sqlite:///")
    return text


def _yes(text: str) -> bool:
    if text.lower() not in ("1", "yes", "true", "0", "no", "false"):
        raise ValueError("must be yes or no")
    return text.lower() in ("1", "yes", "true")


def _setting(default: Any, read: Callable[[str], Any], what: str, *, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"read": read, "what": what, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """What this deployment has chosen. Secrets are not here but in `sangam.keys`."""

    host: str = _setting("127.0.0.1", str, "the address the web listens on")
    port: int = _setting(8000, _port, "the port the web listens on")
    public_url: str | None = _setting(
        None, _url, "how people reach the web, if it stands behind a proxy; https makes cookies secure"
    )
    var: Path = _setting(ROOT / "var", _path, "the folder of keys, database, model, attachments and logs")
    database_url: str = _setting("", _database, "postgresql://...; without it SQLite in var/sangam.db", secret=True)
    jurisdictions: tuple[str, ...] = _setting(JURISDICTIONS, _jurisdictions, "the countries served")
    model: Path | None = _setting(None, _path, "a trained model; without it that of the present data")
    rasa_port: int | None = _setting(None, _port, f"Rasa's port; alone {RASA_PORT}, together a free one")
    actions_port: int | None = _setting(
        None, _port, f"the action webhook's port; alone {ACTIONS_PORT}, together a free one"
    )
    worker_port: int | None = _setting(
        None, _port, f"the worker's health port; alone {WORKER_PORT}, together a free one"
    )
    rasa_urls: tuple[str, ...] = _setting(
        (), _urls, "where Rasa's processes are, if not here; conversations are spread over several"
    )
    actions_at: str | None = _setting(None, _url, "where Rasa finds the action webhook, if not here")
    allowed_origins: tuple[str, ...] = _setting((), _urls, "the sites whose pages may show the widget")
    trusted_proxies: tuple[str, ...] = _setting((), _words, "the addresses whose X-Forwarded-For is believed")
    telegram_token: str | None = _setting(None, _token, "the Telegram bot's token; without it no Telegram", secret=True)
    telegram_webhook: str | None = _setting(
        None, _https, "the public https address Telegram brings updates to; without it they are asked for"
    )
    telegram_api: str = _setting("https://api.telegram.org", _url, "the address of the Bot API, if not Telegram's own")
    session_rate: int = _setting(20, _count, "messages a minute from one session")
    address_rate: int = _setting(1200, _count, "messages a minute from one address, which many may share")
    sessions_rate: int = _setting(300, _count, "new sessions a minute from one address")
    token_rate: int = _setting(120, _count, "requests a minute with one token of the desk API")
    failpoints: Path | None = _setting(
        None, _path, "for tests, in the demonstration only: the folder whose files make processes die"
    )
    demo: bool = _setting(False, _yes, "the demonstration: example officers, a page in four languages")

    @property
    def database(self) -> str:
        """The SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.var / 'sangam.db'}"

    @property
    def sqlite_file(self) -> Path | None:
        """The file of an SQLite database, None on PostgreSQL."""
        path = self.database.removeprefix("sqlite:///")
        return Path(path) if path != self.database else None

    @property
    def rasa(self) -> tuple[str, ...]:
        """The base addresses of all Rasa processes."""
        return self.rasa_urls or (f"http://127.0.0.1:{self.rasa_port or RASA_PORT}",)

    @property
    def actions_url(self) -> str:
        """The base address of the action webhook."""
        return self.actions_at or f"http://127.0.0.1:{self.actions_port or ACTIONS_PORT}"

    @property
    def url(self) -> str:
        """The address people reach the web at."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def attachments(self) -> Path:
        return self.var / "attachments"


def environment_with(**values: object) -> dict[str, str]:
    """The environment for a child process: this one's, with these settings changed."""
    return {**os.environ, **{variable(name): str(value) for name, value in values.items()}}


def write_privately() -> None:
    """From here on, files this process makes (database, logs, attachments) are closed to other users."""
    os.umask(0o077)


def variable(name: str) -> str:
    return f"SANGAM_{name.upper()}"


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; SetupError names the variable and what it must be. Empty counts as unset."""
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for each in fields(Settings):
        text = environment.get(variable(each.name), "").strip()
        if not text:
            continue
        try:
            values[each.name] = each.metadata["read"](text)
        except ValueError as error:
            shown = "" if each.metadata["secret"] else f" ({text!r})"
            raise SetupError(f"{variable(each.name)}{shown} {error}.") from None
    settings = Settings(**values)
    if settings.failpoints and not settings.demo:
        raise SetupError(f"{variable('failpoints')} makes processes die on purpose: only with {variable('demo')}=yes.")
    return settings


def described() -> list[tuple[str, str, str]]:
    """(variable, default, what it is) of every setting, for the documentation."""
    rows = []
    for each in fields(Settings):
        default = each.default
        if isinstance(default, Path):
            default = default.name
        shown = ",".join(default) if isinstance(default, tuple) else "" if default is None else str(default)
        rows.append((variable(each.name), shown, each.metadata["what"]))
    return rows
