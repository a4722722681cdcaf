"""Notices from the outbox become messages in the worker's conversation, in the worker's language."""

from __future__ import annotations

import json
import logging

from bot import texts
from grievances import cases, conversations, outbox
from grievances.conversations import Reply
from grievances.core import Core, Unit
from grievances.errors import Erased
from grievances.failpoints import reach
from grievances.models import Leg, Notice
from grievances.phrases import PHRASES
from language.catalogue import translate

log = logging.getLogger(__name__)


#: notices taken before the worker looks whether it shall stop
AT_ONCE = 50


def deliver(core: Core) -> int:
    """Put due notices into their conversations; returns how many were tried. One that fails is tried again later."""
    for done in range(AT_ONCE):
        if not _deliver_next(core):
            return done
    return AT_ONCE


def _deliver_next(core: Core) -> bool:
    """Each in a transaction of its own, so that one neither holds up nor undoes another. False when none is due."""
    with core.unit() as unit:
        found = outbox.due(unit, limit=1)
        for notice in found:
            try:
                with unit.db.begin_nested():
                    _deliver(unit, notice)
            except Erased:
                notice.state, notice.reason = "failed", "erased"
            except Exception as error:
                log.error("notice %s failed: %s", notice.id, type(error).__name__)
                outbox.failed(unit, notice, type(error).__name__)
    if found:
        reach("notice.committed")
    return bool(found)


def _deliver(unit: Unit, notice: Notice) -> None:
    leg = unit.db.get_one(Leg, notice.leg_id)
    # The case may have moved to another device since the notice was written.
    conversation = leg.grievance.conversation
    notice.conversation_id = conversation.id
    language = conversation.chosen_language or conversation.language or leg.grievance.language
    message = conversations.say(
        unit, conversation, _reply(unit, notice, leg, language), author=_author(notice), leg_id=leg.id
    )
    outbox.sent(unit, notice, message)
    reach("notice.said")
    # What the worker writes next answers the office, unless something else is being asked.
    if conversation.open_question is None and notice.kind in ("question", "resolved"):
        kind = "solved" if notice.kind == "resolved" else "write"
        conversation.open_question = {"kind": kind, "leg": leg.id, "expects": "story"}


def _author(notice: Notice) -> str:
    return "officer" if notice.case_text_id else "bot"


def _reply(unit: Unit, notice: Notice, leg: Leg, language: str) -> Reply:
    """The sentence of the notice, then the officer's words: a catalogue text translated, free text as written."""
    jurisdiction = unit.jurisdiction(leg.grievance.jurisdiction)
    parts = [
        translate(
            language, texts.NOTICES[notice.kind], number=leg.grievance.number,
            office=jurisdiction.offices[leg.office_id].name.get(language),
        )
    ]  # fmt: skip
    custom = None
    if notice.case_text_id:
        words = cases.words_of(unit, notice.case_text_id)
        if words.phrase:
            parts.append(translate(language, PHRASES[words.phrase][1], **words.values))
        else:
            written = words.text or ""
            # Which paragraphs are the officer's own: they may be in another language than the rest.
            custom = {"text_language": words.language, "text_paragraphs": [1, 1 + len(written.split("\n\n"))]}
            parts.append(written)
    if notice.kind == "resolved":
        parts.append(translate(language, texts.ASK_SOLVED))
    buttons = tuple((translate(language, title), _case(do, leg)) for title, do in BUTTONS.get(notice.kind, ()))
    return Reply("\n\n".join(parts), language, buttons, custom)


BUTTONS = {
    "reply": ((texts.ANSWER, "write"),),
    "question": ((texts.ANSWER, "write"),),
    "resolved": ((texts.YES, "yes"), (texts.NO, "no")),
    "ended": ((texts.DISAGREE, "appeal"),),
    "closed": ((texts.DISAGREE, "appeal"),),
}


def _case(do: str, leg: Leg) -> str:
    return "/case" + json.dumps({"do": do, "leg": leg.id})
