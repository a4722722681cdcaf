"""Which country's law and offices an answer is about: told, assumed from the language and said, or asked."""

from __future__ import annotations

from actions.turn import COUNTRY_OF, Turn


def settle(turn: Turn, then: str = "") -> bool:
    """Make sure the country is known; when it must be asked first, ask and return False.

    `then` is the topic (or another intent that needs a country) to answer once the country is chosen. An assumption is
    said after the answer, with a button to change it.
    """
    turn.goes_on_with = {"topic": then, "said": turn.choice.get("said") or turn.message.uid}
    if turn.country:
        return True
    assumed = turn.unit.core.jurisdictions.get(COUNTRY_OF.get(turn.language, ""))
    if assumed is None:
        ask(turn, **turn.goes_on_with)
        return False
    turn.conversation.jurisdiction, turn.conversation.jurisdiction_from = assumed.id, "assumed"
    turn.assumed = assumed
    return True


def ask(turn: Turn, topic: str = "", said: str = "") -> None:
    """Offer the deployment's countries; choosing one goes on with the topic told in the message `said`."""
    buttons = [
        turn.button(j.names.get(turn.language), "choose_country", country=j.id, topic=topic, said=said)
        for j in turn.unit.core.jurisdictions.values()
    ]
    turn.say("utter_ask_country", buttons)
