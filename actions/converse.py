"""Greetings and small acts, and whatever answers an open question outside the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actions import follow_up
from actions.awareness import FILE, STATUS, offer_families
from actions.form import offer_to_continue
from actions.turn import MORE_NOTICE, SangamAction, Turn
from grievances import delivery
from grievances.errors import NotFound
from language.catalogue import N_

#: answers to what we asked outside the form
TAKERS: dict[str, Callable[[Turn], None]] = {
    "number": follow_up.take_number,
    "code": follow_up.take_code,
    "write": follow_up.take_words,
    "solved": follow_up.take_solved,
}
LANGUAGE = N_("Another language")
#: what the button says that others who hold the phone shall not read along
NOTICES_DISCREET, NOTICES_FULL = N_("Others use this phone"), N_("Show notices in full")
ACTS = {"greet": "utter_greet", "goodbye": "utter_goodbye", "thank": "utter_thank", "help": "utter_help"}


def in_a_chat(turn: Turn) -> list[dict[str, str]]:
    """What a page shows beside the conversation, and a chat cannot."""
    discreet = (NOTICES_FULL, "open") if turn.conversation.discreet else (NOTICES_DISCREET, "discreet")
    return [
        turn.button(LANGUAGE, "change_language"), turn.button(MORE_NOTICE, "show_notice"),
        turn.button(discreet[0], "show_notice", value=discreet[1]),
    ]  # fmt: skip


class Converse(SangamAction):
    """Acts of a conversation. An open question comes first: what is said answers it."""

    id = "action_converse"

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        kind = turn.question.get("kind", "")
        if kind in TAKERS and turn.intent not in ACTS:
            try:
                TAKERS[kind](turn)
            except NotFound:
                turn.ask(None)
                turn.say("utter_case_gone")
        elif turn.draft and not turn.tracker.active_loop_name:
            offer_to_continue(turn, turn.draft, [])
        elif turn.intent in ("greet", "help"):
            buttons = [turn.button(FILE, "file"), turn.button(STATUS, "case", do="status")]
            if turn.intent == "help" and delivery.brought(turn.conversation):
                buttons += in_a_chat(turn)
            turn.say(ACTS[turn.intent], buttons)
        elif turn.intent in ACTS:
            turn.say(ACTS[turn.intent])
        elif not turn.tracker.active_loop_name:
            offer_families(turn)
        return []
