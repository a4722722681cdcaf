"""A turn that failed: tried again later. One that fails for ever is set aside for people, and its worker hears so."""

from __future__ import annotations

import json
import logging
from typing import Any

from bot import texts
from grievances import waiting
from grievances.conversations import Reply
from grievances.core import Unit
from grievances.models import Message
from language.catalogue import translate

log = logging.getLogger(__name__)


def failed(unit: Unit, message: Message, asked: dict[str, Any] | None = None) -> None:
    """Count the failed try; `asked` is what Rasa was sent, so that the next try asks the same."""
    waiting.defer(unit, message, asked)
    if not waiting.hopeless(unit, message):
        return
    log.error("message %s is set aside after %s tries", message.uid, message.attempts)
    try:
        with unit.db.begin_nested():
            waiting.set_aside(unit, message, [_reply(unit, message)])
    except Exception as error:  # not even that can be said: the conversation goes on all the same
        log.error("message %s: its worker could not be told: %s", message.uid, type(error).__name__)
        waiting.set_aside(unit, message, [])


def _reply(unit: Unit, message: Message) -> Reply:
    """What happened and how to reach a person: verified lines, only once the country is known."""
    conversation = message.conversation
    language = conversation.chosen_language or conversation.language or "en"
    parts = [translate(language, texts.SET_ASIDE)]
    if here := unit.core.jurisdictions.get(conversation.jurisdiction or ""):
        lines = [line for line in here.helplines.values() if not line.places and not line.self_harm]
        parts += ["\n".join(f"☎ {line.number} {line.name.get(language)}" for line in lines)] if lines else []
    choice = "/talk_to_officer" + json.dumps({})
    return Reply("\n\n".join(parts), language, ((translate(language, texts.A_PERSON), choice),))
