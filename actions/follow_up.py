"""After filing: status, writing to the office, yes or no to "solved", taking back, appealing, another device."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from babel.lists import format_list

from actions.awareness import topic_name
from actions.form import CODE as CODE_WANTED
from actions.form import NO, YES
from actions.turn import SangamAction, Turn
from grievances import conversations, delivery, following
from grievances.errors import NotAllowed, NotFound, WrongCode
from grievances.leading import working
from grievances.lifecycle import Move, State
from grievances.models import Grievance, Leg
from grievances.names import STATE_NAMES
from jurisdictions import Jurisdiction
from language.calendars import show_date
from language.catalogue import N_, translate
from language.normalise import normalise
from language.reference import find_references, parse_reference

WRITE = N_("Write to the office")
TAKE_BACK = N_("Take it back")
OWN_WISH, PRESSED, KEEP = N_("I want this myself"), N_("Somebody pressed me"), N_("No, keep it open")
UNDO = N_("Undo: open it again")
APPEAL = N_("I do not agree")
ANOTHER_NUMBER = N_("Another number")
CODE_IS = N_(
    "The code for {number}: {code}. Note it where only you look. With number and code you can ask from any phone. An "
    "older code no longer works. This message disappears in {minutes} minutes."
)
#: seconds for which a code stands in a chat
CODE_STAYS = 600
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


class FollowUp(SangamAction):
    """Everything about a grievance that was filed: intents check_status, escalate, withdraw and the choice `case`."""

    id = "action_follow_up"

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        if turn.intent == "case":
            do_case(turn, turn.choice.get("do", "status"), turn.choice.get("leg", ""))
            return []
        cases = following.cases_of(turn.unit, turn.conversation)
        number = parse_reference(turn.text)
        code = code_beside(turn.text)
        if number and code and number not in {g.number for g in cases}:
            turn.ask("code", number=number)
            take_code(turn, code)
        elif not cases or (number and number not in {g.number for g in cases}):
            ask_number(turn, number)
        elif turn.intent == "withdraw_grievance":
            offer(turn, cases, Move.WITHDRAW, TAKE_BACK, "withdraw")
        elif turn.intent == "escalate_grievance":
            escalate(turn, cases)
        else:
            show_status(turn, next((g for g in cases if g.number == number), cases[0]))
        return []


def ask_number(turn: Turn, number: str | None = None) -> None:
    """The case is on another device or this one has none: number first, then code."""
    if number:
        turn.ask("code", number=number)
        turn.say("utter_ask_code", number=number)
    else:
        turn.ask("number", expects="ticket")
        turn.say("utter_ask_number")


def code_beside(text: str) -> str | None:
    """The secret code that stands beside a grievance number in the same text."""
    text = normalise(text)
    for reference in reversed(find_references(text)):
        text = text[: reference.start] + text[reference.end :]
    found = CODE.search(text)
    return found[0] if found else None


def take_number(turn: Turn) -> None:
    """An answer to "which number": one whose check digit fails is said to be wrong before any code is asked."""
    number = parse_reference(turn.text)
    if number is None:
        turn.say("utter_wrong_number")
    else:
        ask_number(turn, number)


def take_code(turn: Turn, code: str | None = None) -> None:
    """An answer to "and the code?"; `code` when it stood beside the number."""
    try:
        number = str(turn.question["number"])
        grievance = following.unlock(turn.unit, turn.conversation, number, code or turn.text)
    except WrongCode:
        turn.ask("number", expects="ticket")
        turn.say("utter_wrong_code")
        return
    turn.ask(None)
    show_status(turn, grievance)


def show_status(turn: Turn, grievance: Grievance) -> None:
    """Each leg in plain words, with what the worker can do now."""
    here = turn.unit.jurisdiction(grievance.jurisdiction)
    _, legs = following.status(turn.unit, grievance)
    lines, buttons = [], []
    for status in legs:
        day = show_date(status.since.astimezone(here.zone).date(), turn.language, here.id)
        state = translate(turn.language, STATE_NAMES[status.state])
        office = here.offices[status.leg.office_id].name.get(turn.language)
        lines.append(f"• {topic_name(turn, status.leg.topic)} — {office}\n  {state} ({day})")
        if (team := working(status.leg)) and team[0] is status.leg:
            lines.append(f"  {who_leads(here, team, turn.language)}")
        buttons += leg_buttons(turn, status)
    if delivery.brought(turn.conversation) and grievance.legs:
        buttons.append(turn.button(CODE_WANTED, "case", do="code", leg=grievance.legs[0].id))
    turn.say("utter_status", [*buttons, turn.button(ANOTHER_NUMBER, "case", do="number")],
             number=grievance.number, legs="\n".join(lines))  # fmt: skip


LEADS = N_("{office} leads. Also on it: {others}.")


def who_leads(here: Jurisdiction, team: list[Leg], language: str) -> str:
    """Which office leads, and which others work on the same trouble."""
    first, *others = (here.offices[one.office_id].name.get(language) for one in team)
    return translate(language, LEADS, office=first, others=format_list(others, locale=language))


def leg_buttons(turn: Turn, status: following.Status) -> list[dict[str, str]]:
    """A leg's own moves as buttons."""
    leg = status.leg.id
    offered: list[tuple[Move, str, str]] = [
        (Move.CONFIRM, YES, "yes"), (Move.DISPUTE, NO, "no"), (Move.WITHDRAW, TAKE_BACK, "withdraw"),
        (Move.UNDO_WITHDRAWAL, UNDO, "undo"), (Move.APPEAL, APPEAL, "appeal"),
    ]  # fmt: skip
    buttons = [turn.button(title, "case", do=do, leg=leg) for move, title, do in offered if move in status.moves]
    return [turn.button(WRITE, "case", do="write", leg=leg), *buttons]


def offer(turn: Turn, cases: list[Grievance], move: Move, title: str, do: str) -> None:
    """The legs that a move is open to; with one only, go straight on."""
    able = [s.leg for g in cases for s in following.status(turn.unit, g)[1] if move in s.moves]
    if len(able) == 1:
        do_case(turn, do, able[0].id)
    elif able:
        turn.say("utter_which_case", [
            turn.button(f"{leg.grievance.number} {topic_name(turn, leg.topic)}", "case", do=do, leg=leg.id)
            for leg in able
        ])  # fmt: skip
    else:
        show_status(turn, cases[0])


def escalate(turn: Turn, cases: list[Grievance]) -> None:
    """Not satisfied: dispute what was called solved, appeal what was ended, else remind the office on record."""
    for grievance in cases:
        for status in following.status(turn.unit, grievance)[1]:
            for move, do in ((Move.DISPUTE, "no"), (Move.APPEAL, "appeal")):
                if move in status.moves:
                    do_case(turn, do, status.leg.id)
                    return
    turn.unit.record("reminded", leg=cases[0].legs[0], actor="worker")
    turn.say("utter_reminded", number=cases[0].number)


def do_case(turn: Turn, do: str, leg_id: str) -> None:
    """One step on a leg by its worker. A step that is not possible any more shows how things stand."""
    if do == "number":
        ask_number(turn)
        return
    if do == "status":
        cases = following.cases_of(turn.unit, turn.conversation)
        if cases:
            show_status(turn, cases[0])
        else:
            ask_number(turn)
        return
    try:
        leg = following.leg_of(turn.unit, turn.conversation, leg_id)
    except NotFound:
        ask_number(turn)
        return
    try:
        STEPS[do](turn, leg)
    except (NotAllowed, NotFound, KeyError):
        show_status(turn, leg.grievance)


def _write(turn: Turn, leg: Leg) -> None:
    turn.ask("write", leg=leg.id, expects="story")
    turn.say("utter_ask_words")


def _yes(turn: Turn, leg: Leg) -> None:
    following.confirm(turn.unit, leg)
    turn.ask(None)
    turn.say("utter_confirmed", number=leg.grievance.number)


def _no(turn: Turn, leg: Leg) -> None:
    following.dispute(turn.unit, leg)
    turn.ask("write", leg=leg.id, expects="story")
    turn.say("utter_disputed", number=leg.grievance.number)


def _withdraw(turn: Turn, leg: Leg) -> None:
    turn.say("utter_withdraw_why", [
        turn.button(OWN_WISH, "case", do="withdraw_own", leg=leg.id),
        turn.button(PRESSED, "case", do="withdraw_pressed", leg=leg.id),
        turn.button(KEEP, "case", do="status", leg=leg.id),
    ], topic=topic_name(turn, leg.topic))  # fmt: skip


def _withdraw_own(turn: Turn, leg: Leg) -> None:
    until = following.withdraw(turn.unit, leg)
    here = turn.unit.jurisdiction(leg.grievance.jurisdiction)
    day = show_date(until.astimezone(here.zone).date(), turn.language, here.id)
    turn.say("utter_withdrawn", [turn.button(UNDO, "case", do="undo", leg=leg.id)], day=day)


def _withdraw_pressed(turn: Turn, leg: Leg) -> None:
    following.pressed(turn.unit, leg)
    write = turn.button(WRITE, "case", do="write", leg=leg.id)
    turn.say("utter_pressed", [write, turn.button(OWN_WISH, "case", do="withdraw_own", leg=leg.id)])


def _undo(turn: Turn, leg: Leg) -> None:
    following.undo_withdrawal(turn.unit, leg)
    turn.say("utter_undone", number=leg.grievance.number)


def _appeal(turn: Turn, leg: Leg) -> None:
    following.appeal(turn.unit, leg)
    turn.ask("write", leg=leg.id, expects="story")
    turn.say("utter_disputed", number=leg.grievance.number)


def _code(turn: Turn, leg: Leg) -> None:
    """A new code, shown for a short time: the message is taken back, and its words are wiped here too."""
    code = following.new_code(turn.unit, turn.conversation, leg.grievance)
    text = translate(turn.language, CODE_IS, number=leg.grievance.number, code=code, minutes=CODE_STAYS // 60)
    turn.tell(text, custom={"fleeting": CODE_STAYS} if delivery.brought(turn.conversation) else None)


def _attach(turn: Turn, leg: Leg) -> None:
    """Files or a place that came without words belong to this case."""
    message = turn.said(turn.choice.get("said", ""))
    if message is None:
        raise NotFound("no such message here")
    following.write(turn.unit, leg, conversations.words_of(turn.unit, message), message, turn.language)
    turn.say("utter_words_sent", number=leg.grievance.number)


STEPS: dict[str, Callable[[Turn, Leg], None]] = {
    "write": _write, "yes": _yes, "no": _no, "withdraw": _withdraw, "withdraw_own": _withdraw_own,
    "withdraw_pressed": _withdraw_pressed, "undo": _undo, "appeal": _appeal,
    "code": _code, "attach": _attach,
}  # fmt: skip


def take_words(turn: Turn) -> None:
    """The worker's answer to the office, or more of the story."""
    leg = following.leg_of(turn.unit, turn.conversation, str(turn.question["leg"]))
    following.write(turn.unit, leg, turn.text, turn.message, turn.language)
    turn.ask(None)
    turn.say("utter_words_sent", number=leg.grievance.number)


def take_solved(turn: Turn) -> None:
    """Yes or no to "is it solved?" in words."""
    leg = following.leg_of(turn.unit, turn.conversation, str(turn.question["leg"]))
    if leg.state != State.RESOLVED:
        turn.ask(None)
        show_status(turn, leg.grievance)
    elif turn.intent in ("affirm", "deny"):
        do_case(turn, "yes" if turn.intent == "affirm" else "no", leg.id)
    else:
        turn.say("utter_ask_solved", [
            turn.button(YES, "case", do="yes", leg=leg.id), turn.button(NO, "case", do="no", leg=leg.id),
        ], number=leg.grievance.number)  # fmt: skip
