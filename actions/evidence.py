"""What comes without words: a voice note, a photo, a place on the map. Nothing of it is lost for want of a question."""

from __future__ import annotations

import re

from actions.turn import Turn
from grievances import conversations, drafts, following
from grievances.names import FAMILY_NAMES
from jurisdictions.topics import FAMILIES
from language.catalogue import N_, translate

#: a position as a channel writes it down (RFC 5870)
POSITION = re.compile(r"geo:-?\d{1,2}\.\d+,-?\d{1,3}\.\d+")
KEPT = N_("I have kept this. A person will look at it, or listen to it.")
PLACE_KEPT = N_("I have written down where you are.")
WHAT_ABOUT = N_("So that it reaches the right office: what is it about?")
BELONGS = N_("Does it belong to one of these, or is it something new?")
NEW = N_("Something new")
GO_ON = N_("It is with what you are telling. Shall we go on?")
CONTINUE = N_("Continue")


def position(turn: Turn) -> bool:
    return POSITION.fullmatch(turn.text.strip()) is not None


def wordless(turn: Turn) -> bool:
    """A message of files or a place alone, while nothing was asked that it answers."""
    if turn.parsed.get("decision") == "choice" or turn.tracker.active_loop_name or turn.question.get("kind") == "write":
        return False
    return position(turn) or (bool(turn.attachments) and not turn.text.strip())


def take_alone(turn: Turn) -> None:
    """Keep it with the draft in work, or ask which grievance it belongs to; the answer leads on from there."""
    kept = PLACE_KEPT if position(turn) else KEPT
    turn.tell(translate(turn.language, kept))
    draft = turn.draft
    if draft:
        add_to_story(turn)
        turn.tell(translate(turn.language, GO_ON), [turn.button(CONTINUE, "continue_draft")])
        return
    legs = [leg for grievance in following.cases_of(turn.unit, turn.conversation) for leg in grievance.legs]
    if legs:
        said = turn.message.uid
        buttons = [
            turn.button(leg.grievance.number, "case", do="attach", leg=leg.id, said=said) for leg in legs[:3]
        ]
        turn.tell(translate(turn.language, BELONGS), [*buttons, turn.button(NEW, "something_else", said=said)])
        return
    ask_what_about(turn)


def ask_what_about(turn: Turn) -> None:
    """Offer the families of topics; whichever is chosen keeps hold of this message."""
    turn.tell(translate(turn.language, WHAT_ABOUT), [
        turn.button(translate(turn.language, FAMILY_NAMES[family]), "choose_family", family=family,
                    said=turn.message.uid)
        for family in FAMILIES
    ])  # fmt: skip


def add_to_story(turn: Turn) -> None:
    """Files and a place belong to the story of the draft in work; of a sealed topic none is kept unasked."""
    draft = turn.draft
    if draft is None or drafts.sealed(turn.unit, draft):
        return
    told = drafts.read(turn.unit, draft).get(drafts.STORY, {"text": "", "attachments": []})
    text = "\n".join(part for part in (told["text"], turn.text.strip()) if part)
    files = [*told["attachments"], *turn.attachments]
    drafts.take(turn.unit, draft, drafts.STORY, text, attachments=files, message=turn.message.uid)


def files_of(turn: Turn, uid: str) -> list[str]:
    """The files of an earlier message of this conversation, by uid."""
    message = turn.said(uid)
    return conversations.attachments_of(turn.unit, message) if message else []
