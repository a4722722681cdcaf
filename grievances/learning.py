"""Learning from use: which messages come on the review list.

Those the model was unsure of and the worker's tap resolved, and those whose case an officer gave another topic. A
message is taken only when the worker has agreed to the notice that says so, when it could be cleaned (`cleaning`), and
when neither it nor any case of its person is of a kind that is never learned from (`review.never`, `review.private`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import select

from grievances import conversations, drafts, review
from grievances.cleaning import clean
from grievances.core import Unit
from grievances.filing import person_details
from grievances.models import Conversation, Draft, Grievance, Leg, Message, ReviewItem
from language.normalise import SUPPORTED

#: of the model's ranking
LIKELIEST = 3
#: decisions that ask the worker to choose
UNSURE = frozenset({"three", "families"})


def remember(
    unit: Unit, message: Message, decision: str, ranking: Sequence[Mapping[str, Any]], further: Iterable[str] = ()
) -> None:
    """Keep, beside the message and sealed with it, what the model made of it. Codes only; the first time counts.

    `further`: whatever else it is taken to be about.
    """
    if ranking and conversations.guess_of(unit, message) is None:
        likeliest = [[r["intent"], round(float(r["confidence"]), 3)] for r in ranking[:LIKELIEST]]
        guess = {"decision": decision, "ranking": likeliest, "further": list(further)}
        conversations.keep_guess(unit, message, guess)


def chosen(unit: Unit, conversation: Conversation, uid: str, topic: str) -> None:
    """The worker tapped a topic for an earlier message that the model was unsure of.

    Taken at once if they agreed before; else `filed` takes it, if they agree and file it. In the middle of a draft it
    waits for `filed` as well: they may yet choose to be anonymous.
    """
    message = conversations.by_uid(unit, uid) if uid else None
    if message is None or message.conversation_id != conversation.id:
        return
    guess = conversations.guess_of(unit, message)
    if guess is None or guess["decision"] not in UNSURE:
        return
    conversations.keep_guess(unit, message, {**guess, "chosen": topic})
    if drafts.open_draft(unit, conversation) is None:
        _take(unit, message, "unsure", topic)


def filed(unit: Unit, grievance: Grievance) -> None:
    """A grievance was filed: its stories are taken where the model was unsure and a tap resolved it."""
    for uid in _stories(unit, grievance).values():
        message = conversations.by_uid(unit, uid)
        guess = conversations.guess_of(unit, message) if message else None
        if message and guess and guess["decision"] in UNSURE and "chosen" in guess:
            _take(unit, message, "unsure", guess["chosen"])


def rerouted(unit: Unit, leg: Leg, before: str) -> None:
    """An officer has given a leg another topic than `before`: the model, or the worker's tap, was wrong."""
    if leg.grievance.concerned.wrapped_key is None:
        return
    stories = _stories(unit, leg.grievance)
    uid = stories.get(before) or (stories.get("") if leg.ordinal == 1 else None)
    message = conversations.by_uid(unit, uid) if uid else None
    if message and before not in review.never(unit):
        _take(unit, message, "rerouted", leg.topic)


def _stories(unit: Unit, grievance: Grievance) -> dict[str, str]:
    """{topic, or '' for the first trouble: uid of the message that told it}."""
    answers = drafts.read(unit, unit.db.get_one(Draft, grievance.draft_id))
    return {
        question.partition(":")[2]: answer["message"]
        for question, answer in answers.items()
        if question.partition(":")[0] == drafts.STORY and answer["message"]
    }


def _take(unit: Unit, message: Message, reason: str, topic: str) -> None:
    """Put a message on the list, renew why it is there, or take it off when it turns out to be none to learn from."""
    known = unit.db.scalar(select(ReviewItem).where(ReviewItem.message_id == message.id))
    if known and known.state != review.OPEN:
        return
    text = _allowed(unit, message, topic)
    if text is None:
        if known:
            unit.db.delete(known)
    elif known:
        known.reason, known.chosen = reason, topic
    else:
        unit.db.add(_item(unit, message, text, reason, topic))
    unit.db.flush()


def _allowed(unit: Unit, message: Message, topic: str) -> str | None:
    """The cleaned text of a message that may be learned from, else None."""
    conversation, guess = message.conversation, conversations.guess_of(unit, message)
    here = unit.core.jurisdictions.get(conversation.jurisdiction or "")
    if guess is None or here is None or conversation.consent_version != here.notice.version:
        return None
    if review.never(unit) & {topic, *(intent for intent, _ in guess["ranking"]), *guess["further"]}:
        return None
    if message.language not in SUPPORTED:
        return None
    if unit.db.scalar(select(review.private(conversation.person_id, review.never(unit)))):
        return None
    today = message.at.astimezone(here.zone).date()
    names = person_details(unit, conversation.person).values()
    return clean(conversations.words_of(unit, message), here, today, names)


def _item(unit: Unit, message: Message, text: str, reason: str, topic: str) -> ReviewItem:
    wrapped, key = unit.vault.new_key()
    guess = conversations.guess_of(unit, message) or {}
    return ReviewItem(
        person_id=message.conversation.person_id, message_id=message.id, wrapped_key=wrapped,
        body=key.seal(text, review.TEXT), language=message.language, jurisdiction=message.conversation.jurisdiction,
        reason=reason, ranking=guess["ranking"], chosen=topic, state=review.OPEN,
        created_on=unit.now.astimezone(UTC).date(),
    )  # fmt: skip
