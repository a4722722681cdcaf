"""What the gateway sends for one turn, checked before anything runs."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from language.normalise import SUPPORTED

#: characters; the gateway stops at 4,000 and says so in words, this is only a guard
LONGEST_TEXT = 8_000
LONGEST_CHOICE = 1_000
_CHOICE = re.compile(r"/([a-z_]+)(\{.*\})?", re.S)


class Malformed(ValueError):
    """The request is not a turn; the message says which field is wrong and holds nothing of the request."""


@dataclass(frozen=True)
class Choice:
    """What a button stands for: an intent and what it carries."""

    intent: str
    carries: dict[str, Any]


@dataclass(frozen=True)
class Turn:
    conversation: str
    message_id: str
    text: str
    choice: Choice | None
    metadata: dict[str, Any]


def parse_turn(body: Any, intents: frozenset[str]) -> Turn:
    """Return the turn in a request's JSON; raise Malformed. `intents` are those that a choice may name."""
    if not isinstance(body, dict):
        raise Malformed("the body is not an object")
    text, choice = body.get("text"), body.get("choice")
    metadata = _metadata({} if body.get("metadata") is None else body["metadata"])
    if (text is None) == (choice is None):
        raise Malformed("exactly one of text and choice is needed")
    if text is not None and (not isinstance(text, str) or len(text) > LONGEST_TEXT):
        raise Malformed(f"text is not a string of at most {LONGEST_TEXT} characters")
    if text is not None and not text.strip() and not metadata["attachments"]:
        raise Malformed("text is empty and nothing is attached")
    return Turn(
        _uuid(body, "conversation"),
        _uuid(body, "message_id"),
        choice if text is None else text,
        _choice(choice, intents) if text is None else None,
        metadata,
    )


def conversation_id(given: str) -> str:
    """Return the id in its usual form; raise Malformed when it is none."""
    return _uuid({"conversation": given}, "conversation")


def _uuid(body: dict[str, Any], field: str) -> str:
    try:
        return str(UUID(body[field]))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Malformed(f"{field} is not a UUID") from None


def _choice(choice: Any, intents: frozenset[str]) -> Choice:
    found = _CHOICE.fullmatch(choice) if isinstance(choice, str) and len(choice) <= LONGEST_CHOICE else None
    if not found or found[1] not in intents:
        raise Malformed("choice is not an intent that a button may carry")
    try:
        carries = json.loads(found[2] or "{}")
    except ValueError:
        raise Malformed("choice carries no JSON object") from None
    if not all(isinstance(value, (str, int, float, bool, type(None))) for value in carries.values()):
        raise Malformed("choice carries more than plain values")
    return Choice(found[1], carries)


def _metadata(given: Any) -> dict[str, Any]:
    """Return the metadata with every key that components and actions rely on; unknown keys are handed on."""
    if not isinstance(given, dict):
        raise Malformed("metadata is not an object")
    metadata = {"language": None, "chosen_language": None, "jurisdiction": None, "today": None}
    metadata |= {"open_question": None, **given}
    metadata["attachments"] = given.get("attachments") or []
    for key in ("language", "chosen_language"):
        if metadata[key] not in (None, *SUPPORTED):
            raise Malformed(f"metadata.{key} is not one of our languages")
    if not isinstance(metadata["open_question"], (dict, type(None))):
        raise Malformed("metadata.open_question is not an object")
    if not isinstance(metadata["attachments"], list):
        raise Malformed("metadata.attachments is not a list")
    if metadata["today"] is not None:
        try:
            date.fromisoformat(metadata["today"])
        except (TypeError, ValueError):
            raise Malformed("metadata.today is not a date") from None
    return metadata
