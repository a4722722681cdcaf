"""Telegram's commands, and the choice each stands for: the same actions answer as to a button on the web."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from language.catalogue import N_
from language.normalise import SUPPORTED

_COMMAND = re.compile(r"/([a-z]{1,32})(?:@\w{1,64})?(?:\s+(\S{1,64}))?\s*", re.I)


@dataclass(frozen=True, slots=True)
class Command:
    """`choice` as in docs/architecture.md; `says` is its line in Telegram's menu."""

    choice: str
    says: str


COMMANDS: dict[str, Command] = {
    "start": Command("/greet", N_("Begin")),
    "status": Command('/case{"do": "status"}', N_("What became of my grievance")),
    "language": Command("/change_language", N_("Another language")),
    "country": Command('/choose_country{"country": "?"}', N_("Another country")),
    "stop": Command('/cancel{"value": "ask"}', N_("Stop what I am telling")),
    "forget": Command('/show_notice{"value": "erase"}', N_("Erase my data")),
    "help": Command("/help", N_("What I can do here")),
}


def parse(text: str) -> tuple[str, str] | None:
    """(command, its first word or '') when the whole text is one of our commands; None for any other text."""
    found = _COMMAND.fullmatch(text)
    if found is None or found[1].lower() not in COMMANDS:
        return None
    return found[1].lower(), found[2] or ""


def choice_of(command: str, word: str) -> str:
    """The choice of a command; `/language vi` chooses at once."""
    if command == "language" and word.lower() in SUPPORTED:
        return "/choose_language" + json.dumps({"language": word.lower()})
    return COMMANDS[command].choice
