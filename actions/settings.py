"""Language and country, chosen by the worker."""

from __future__ import annotations

from typing import Any

from actions import country, doors, form
from actions.awareness import answer, offer_families
from actions.turn import SangamAction, Turn
from jurisdictions.topics import TOPICS
from language.catalogue import OWN_NAMES
from language.normalise import SUPPORTED, fold

ASKED_AS = {
    "en": ("english", "inglish", "angrezi", "angreji", "tieng anh", "engilisi", "انگلیسی", "अंग्रेजी", "अंग्रेज़ी", "इंग्लिश"),
    "hi": ("hindi", "हिंदी", "हिन्दी", "هندی", "tieng hindi"),
    "vi": ("vietnam", "tieng viet", "viet", "वियतनामी", "ویتنامی"),
    "fa": ("farsi", "persian", "parsi", "فارسی", "फारसी", "ba tu"),
}


class Settings(SangamAction):
    """change_language and the choices of language and country."""

    id = "action_settings"

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        if turn.intent == "choose_country":
            self._country(turn)
        elif (wanted := turn.choice.get("language") or named(turn.text)) in SUPPORTED:
            if wanted == turn.conversation.chosen_language and form.take_words(turn):
                return []  # granted before: it is a name, "Sunrise English Centre"
            turn.conversation.chosen_language = turn.conversation.language = wanted
            turn.language = str(wanted)
            turn.say("utter_language_set")
            return []
        else:
            buttons = [turn.button(name, "choose_language", language=code) for code, name in OWN_NAMES.items()]
            turn.say("utter_ask_language", buttons)
        return []

    def _country(self, turn: Turn) -> None:
        chosen, topic = turn.choice.get("country"), turn.choice.get("topic")
        if chosen not in turn.unit.core.jurisdictions:
            country.ask(turn, turn.choice.get("topic", ""), turn.choice.get("said", ""))
            return
        turn.conversation.jurisdiction, turn.conversation.jurisdiction_from = chosen, "chosen"
        assert turn.country
        turn.say("utter_country_set", country=turn.country.names.get(turn.language))
        if topic in TOPICS:
            answer(turn, str(topic), turn.choice.get("said", ""))
        elif topic == doors.EMERGENCY:
            doors.emergency_lines(turn)
        elif topic == doors.OTHER_DOOR:
            doors.other_door(turn, turn.words(turn.choice.get("said", "")))
        elif not turn.draft:
            offer_families(turn)


def named(text: str) -> str | None:
    """The one language that a text names, or None."""
    words = fold(text)
    found = [code for code, names in ASKED_AS.items() if any(fold(name) in words for name in names)]
    return found[0] if len(found) == 1 else None
