"""A message that the worker edited is a correction of what it answered, where that can still be corrected."""

from __future__ import annotations

from sqlalchemy import select

from grievances import conversations, drafts
from grievances.core import Unit
from grievances.models import CaseText, Message, TurnResult
from language.entities import find_entities

#: what may not be changed by editing: a yes is asked for again, not rewritten
NOT_THESE = frozenset({"consent", "confirm"})


def begin(unit: Unit, message: Message) -> bool:
    """Make ready for the turn of an edited message. True when it needs no turn, because the story was corrected here.

    An answer of the open draft is asked again, so that the new words answer it; words to an office become further
    words to it. Everything else is a new message. Doing it again changes nothing.
    """
    before = conversations.edited(unit, message)
    if before is None or _acted_on(unit, message):
        return False
    conversation = message.conversation
    draft = drafts.open_draft(unit, conversation)
    answers = drafts.read(unit, draft) if draft else {}
    of_it = [q for q, a in answers.items() if a["message"] == before and q not in NOT_THESE]
    if draft and of_it:
        for question in of_it:
            drafts.ask_again(unit, draft, question)
        question, text = of_it[0], conversations.text_of(unit, message)
        if question.partition(":")[0] == drafts.STORY:
            files = answers[question]["attachments"]
            drafts.take(unit, draft, question, text, attachments=files, message=message.uid)
            entities = find_entities(text, unit.today(draft.jurisdiction), draft.jurisdiction, None)
            drafts.fill(unit, draft, text, entities, message.uid)
            return True
        expects = drafts.kind(unit, draft, question)
        conversation.open_question = {"kind": "draft", "question": question, "expects": expects}
        return False
    said = conversations.by_uid(unit, before)
    words = unit.db.scalar(select(CaseText).where(CaseText.message_id == said.id)) if said else None
    if words and conversation.open_question is None:
        conversation.open_question = {"kind": "write", "leg": words.leg_id, "expects": "story"}
    return False


def _acted_on(unit: Unit, message: Message) -> bool:
    """Whether an action has run for it already, in a turn that then failed: its answer is taken."""
    return unit.db.scalar(select(TurnResult.action).where(TurnResult.message_uid == message.uid).limit(1)) is not None
