"""Emergencies, a person, privacy, and what belongs to nobody here."""

from __future__ import annotations

from typing import Any

from actions import country
from actions.awareness import A_PERSON, FILE, SOMETHING_ELSE, offer_families
from actions.turn import SangamAction, Turn
from grievances import erasure, privacy
from language.catalogue import N_, translate

#: what a choice of country goes on with, where it is no topic
EMERGENCY, OTHER_DOOR = "emergency", "out_of_scope"
GO_THERE = N_("I am sorry, I only help with work. {matter}: {office}.")
SEE, ERASE = N_("See my data"), N_("Erase my data")
DISCREET = N_("From now on a message from an office only says that there is something new. You see it when you tap.")
OPEN = N_("From now on you see an office's message at once.")
ERASE_YES, ERASE_NO = N_("Yes, erase everything"), N_("No")


class Emergency(SangamAction):
    """Life or body in danger: the verified lines first, then the grievance."""

    id = "action_emergency"

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        turn.say("utter_emergency")
        if country.settle(turn, EMERGENCY):
            emergency_lines(turn)
        return []


def emergency_lines(turn: Turn) -> None:
    """The country's verified lines; the grievance can come later."""
    assert turn.country
    lines = "\n".join(f"☎ {line.number} {line.name.get(turn.language)}" for line in turn.country.emergency_lines())
    if lines:
        turn.tell(lines)
    said = turn.choice.get("said") or turn.message.uid
    turn.say("utter_emergency_after", [turn.button(FILE, "something_else", said=said)])


class TalkToOfficer(SangamAction):
    """A person: verified lines, and honestly when somebody will be there, since nobody watches live."""

    id = "action_talk_to_officer"

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        if not country.settle(turn):
            return []
        assert turn.country
        lines = []
        for line in turn.country.helplines.values():
            hours = f" ({line.hours.get(turn.language)})" if line.hours else ""
            if not line.places and not line.self_harm:
                lines.append(f"☎ {line.number} {line.name.get(turn.language)}{hours}")
        turn.say("utter_talk_to_officer", [turn.button(FILE, "file")], lines="\n".join(lines))
        return []


class Privacy(SangamAction):
    """Who sees what; see and erase my data."""

    id = "action_privacy"

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        do = turn.choice.get("value") if turn.intent == "show_notice" else None
        if do == "see":
            held = erasure.held(turn.unit, turn.conversation)
            details = ", ".join(held["details"].values()) or translate(turn.language, N_("nothing"))
            turn.say("utter_my_data", [turn.button(ERASE, "show_notice", value="erase")], details=details,
                     messages=held["messages"], files=held["files"], reads=held["reads"],
                     cases=", ".join(held["cases"]) or "–")  # fmt: skip
        elif do == "erase":
            turn.say("utter_erase_sure", [
                turn.button(ERASE_YES, "show_notice", value="erase_yes"), turn.button(ERASE_NO, "show_notice"),
            ])  # fmt: skip
        elif do in ("discreet", "open"):
            turn.conversation.discreet = do == "discreet"
            turn.tell(translate(turn.language, DISCREET if turn.conversation.discreet else OPEN))
        elif do == "erase_yes":
            # The gateway erases in the transaction that answers: after it there is no key to seal an answer with.
            turn.say("utter_erased", json_message={"erase": True})
        elif country.settle(turn):
            assert turn.country
            turn.tell(turn.country.notice.full.get(turn.language))
            turn.tell(privacy.told(turn.country, turn.language, turn.today()))
            turn.say("utter_privacy", [
                turn.button(SEE, "show_notice", value="see"), turn.button(ERASE, "show_notice", value="erase"),
            ])  # fmt: skip
        return []


class OtherDoor(SangamAction):
    """What is not about work: who is in charge of it, where that is known; else say so kindly, and what we can do."""

    id = "action_other_door"

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        if turn.language == "other":
            turn.language = "en"
        served = turn.unit.core.jurisdictions.values()
        known = [turn.country] if turn.country else served
        if any(here.referrals.find(turn.text) for here in known):
            # only a matter with a door is worth the question for the country
            if country.settle(turn, OTHER_DOOR):
                other_door(turn, turn.text)
        else:
            nothing_for_it(turn)
        return []


def other_door(turn: Turn, text: str) -> None:
    """One line that names the door a text asks for."""
    assert turn.country
    if door := turn.country.referrals.find(text):
        matter, office = door.matter.get(turn.language), door.where(turn.language)
        line = translate(turn.language, GO_THERE, matter=matter, office=office)
        turn.tell(line, [turn.button(SOMETHING_ELSE, "something_else")])
    else:
        nothing_for_it(turn)


def nothing_for_it(turn: Turn) -> None:
    turn.say("utter_other_door", [turn.button(A_PERSON, "talk_to_officer")])
    offer_families(turn)
