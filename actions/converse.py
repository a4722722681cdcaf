"""Greetings and small acts, and whatever answers an open question outside the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actions import follow_up
from actions.awareness import FILE, STATUS, offer_families
from actions.form import offer_to_continue
from actions.turn import SangamAction, Turn
from grievances.errors import NotFound

#: answers to what we asked outside the form
TAKERS: dict[str, Callable[[Turn], None]] = {
    "number": follow_up.take_number,
    "code": follow_up.take_code,
    "write": follow_up.take_words,
    "solved": follow_up.take_solved,
}
ACTS = {"greet": "utter_greet", "goodbye": "utter_goodbye", "thank": "utter_thank", "help": "utter_help"}


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
            turn.say(ACTS[turn.intent], [turn.button(FILE, "file"), turn.button(STATUS, "case", do="status")])
        elif turn.intent in ACTS:
            turn.say(ACTS[turn.intent])
        elif not turn.tracker.active_loop_name:
            offer_families(turn)
        return []
