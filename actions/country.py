"""Which country's law and offices an answer is about: told, assumed from the language and said, or asked."""

from __future__ import annotations

from actions.turn import COUNTRY_OF, N_, Turn

OTHER_COUNTRY = N_("Another country")


def settle(turn: Turn, then: str = "") -> bool:
    """Make sure the country is known; when it must be asked first, ask and return False.

    `then` is the topic to answer once the country is chosen. An assumption is said, with a button to change it.
    """
    if turn.country:
        return True
    assumed = COUNTRY_OF.get(turn.language, "")
    served = turn.unit.core.jurisdictions
    if assumed in served:
        turn.conversation.jurisdiction, turn.conversation.jurisdiction_from = assumed, "assumed"
        name = served[assumed].names.get(turn.language)
        turn.say("utter_country_assumed", [turn.button(OTHER_COUNTRY, "choose_country", country="?")], country=name)
        return True
    ask(turn, then)
    return False


def ask(turn: Turn, then: str = "") -> None:
    """Offer the deployment's countries; choosing one goes on with the topic."""
    buttons = [
        turn.button(j.names.get(turn.language), "choose_country", country=j.id, topic=then, said=turn.message.uid)
        for j in turn.unit.core.jurisdictions.values()
    ]
    turn.say("utter_ask_country", buttons)
