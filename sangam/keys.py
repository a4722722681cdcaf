"""The secrets: from the environment, or made at the first start in `var/keys`, closed to all others."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sangam.errors import SetupError
from sangam.settings import Settings, variable

SIZE = 32
#: field of Keys -> file in var/keys and SANGAM_<NAME> in the environment
NAMES = ("master_key", "index_key", "nlu_secret", "action_secret", "telegram_secret")


@dataclass(frozen=True)
class Keys:
    """Each 32 random bytes. `former` are master keys that still open what `sangam` has not rewrapped yet."""

    master_key: bytes = field(repr=False)
    index_key: bytes = field(repr=False)
    nlu_secret: str = field(repr=False)
    action_secret: str = field(repr=False)
    #: Telegram shows it to the webhook
    telegram_secret: str = field(repr=False)
    former: tuple[bytes, ...] = field(default=(), repr=False)


def folder(settings: Settings) -> Path:
    return settings.var / "keys"


def load(settings: Settings, *, make: bool = False, environment: Mapping[str, str] | None = None) -> Keys:
    """Read all keys; with `make`, make those that are missing. SetupError says which and what to do."""
    environment = os.environ if environment is None else environment
    texts = {name: environment.get(variable(name), "").strip() for name in NAMES}
    for name, text in texts.items():
        if not text:
            texts[name] = _from_file(settings, name, make)
    raw = {name: _decoded(name, text) for name, text in texts.items()}
    former = environment.get("SANGAM_FORMER_MASTER_KEYS", "").replace(",", " ").split()
    return Keys(
        master_key=raw["master_key"],
        index_key=raw["index_key"],
        nlu_secret=texts["nlu_secret"],
        action_secret=texts["action_secret"],
        telegram_secret=texts["telegram_secret"],
        former=tuple(_decoded("former_master_keys", text) for text in former),
    )


def too_open(settings: Settings) -> list[Path]:
    """Key files, and their folder, that others than the owner may read."""
    place = folder(settings)
    found = [place, *sorted(place.iterdir())] if place.is_dir() else []
    return [path for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077]


def _from_file(settings: Settings, name: str, make: bool) -> str:
    path = folder(settings) / name
    if not path.exists():
        if not make:
            raise SetupError(
                f"There is no {path} and no {variable(name)}. Set the variable, or run 'bin/sangam migrate', "
                f"which makes the keys of a new deployment."
            )
        _refuse_to_replace(settings, name)
        _write_once(path, base64.urlsafe_b64encode(secrets.token_bytes(SIZE)).decode())
    if path in too_open(settings):
        raise SetupError(f"{path} can be read by others than its owner: run 'chmod 600 {path}'.")
    return path.read_text().strip()


def _refuse_to_replace(settings: Settings, name: str) -> None:
    """A new master or index key beside an old database would make all that is in it unreadable for ever."""
    database = settings.sqlite_file
    if name in ("master_key", "index_key") and database and database.exists() and database.stat().st_size:
        raise SetupError(
            f"{folder(settings) / name} is gone, but the database {database} can only be read with it: "
            f"bring the key back, or move the database away to begin anew."
        )


def _write_once(path: Path, text: str) -> None:
    """Write with mode 0600, whole or not at all; if another process was first, its key stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(partial)


def _decoded(name: str, text: str) -> bytes:
    try:
        raw = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != SIZE:
        raise SetupError(
            f"{variable(name)} must be {SIZE} random bytes in base64, as 'openssl rand -base64 {SIZE}' makes."
        )
    return raw
