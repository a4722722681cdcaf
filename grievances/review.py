"""Learning from use: messages the model was unsure of, or that an officer re-routed, for a person to label.

A message gets here only when the worker has agreed to the notice that says so, when it could be cleaned (`cleaning`),
and when neither it nor any case of its person is of a kind that is never learned from (`never`, `_private`). Only what
a reviewer has labelled goes out, into a file for people to read; nothing is trained by it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, or_, select

from grievances import conversations, drafts
from grievances.cleaning import clean
from grievances.core import Unit
from grievances.errors import AlreadyReviewed, NotFound
from grievances.filing import person_details
from grievances.models import Conversation, Draft, Exclusion, Grievance, Leg, Message, Officer, ReviewItem
from grievances.names import ACT_NAMES
from jurisdictions.topics import TOPICS
from language.normalise import SUPPORTED

TEXT = "review"
#: what a message can be labelled: the intents of the model
LABELS = frozenset({*TOPICS, *ACT_NAMES})
#: never learned from, in any jurisdiction; the sealed topics of all that are served come on top
NEVER = frozenset({"corruption", "forced_child_labour", "emergency", "privacy"})
#: of the model's ranking
LIKELIEST = 3
UNSURE = frozenset({"three", "families"})
#: who may review: those who answer for more than one office; each for their own jurisdiction
REVIEWERS = frozenset({"nodal", "admin"})
OPEN, LABELLED, REJECTED = "open", "labelled", "rejected"
#: after this time an item goes, whatever became of it
KEPT = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Item:
    """A message as a reviewer sees it. `ranking`: (intent, confidence), likeliest first; `chosen`: a hint."""

    id: int
    text: str
    language: str
    reason: str
    created: date
    ranking: tuple[tuple[str, float], ...]
    chosen: str
    state: str
    label: str | None
    exported: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line of training data. `new`: it was in no export before."""

    language: str
    intent: str
    text: str
    new: bool


def never(unit: Unit) -> frozenset[str]:
    """The intents that are never learned from."""
    return NEVER.union(*(here.sealed for here in unit.core.jurisdictions.values()))


def may_review(officer: Officer) -> bool:
    return officer.role in REVIEWERS


# --- where messages come from ----------------------------------------------------------------------------------


def remember(
    unit: Unit, message: Message, decision: str, ranking: Sequence[Mapping[str, Any]], further: Iterable[str] = ()
) -> None:
    """Keep, beside the message and sealed with it, what the model made of it. Codes only; the first time counts."""
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
    if message and before not in never(unit):
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
    if known and known.state != OPEN:
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
    if never(unit) & {topic, *(intent for intent, _ in guess["ranking"]), *guess["further"]}:
        return None
    if message.language not in SUPPORTED or unit.db.scalar(
        select(_private(conversation.person_id, never(unit)))
    ):
        return None
    today = message.at.astimezone(here.zone).date()
    names = person_details(unit, conversation.person).values()
    return clean(conversations.words_of(unit, message), here, today, names)


def _item(unit: Unit, message: Message, text: str, reason: str, topic: str) -> ReviewItem:
    wrapped, key = unit.vault.new_key()
    guess = conversations.guess_of(unit, message) or {}
    return ReviewItem(
        person_id=message.conversation.person_id, message_id=message.id, wrapped_key=wrapped,
        body=key.seal(text, TEXT), language=message.language, jurisdiction=message.conversation.jurisdiction,
        reason=reason, ranking=guess["ranking"], chosen=topic, state=OPEN, created_on=unit.now.astimezone(UTC).date(),
    )  # fmt: skip


def _private(person: Any, never_from: Collection[str]) -> ColumnElement[bool]:
    """Whether a person has a case that is never learned from: anonymous, sealed, of such a topic, or with an accused
    office. Then none of their messages is, since two messages of one person can be told to belong together."""
    theirs = or_(Grievance.filer_id == person, Grievance.concerned_id == person)
    accused = exists().where(Exclusion.grievance_id == Grievance.id)
    grave = exists().where(Leg.grievance_id == Grievance.id, or_(Leg.sealed.is_(True), Leg.topic.in_(never_from)))
    return exists().where(theirs, or_(Grievance.known_as == "anonymous", accused, grave))


# --- the reviewer ----------------------------------------------------------------------------------------------


def _reviewable(unit: Unit) -> Select[ReviewItem]:
    """The one rule for whatever reads items: what has become private since, or lost its consent, is not there."""
    return (
        select(ReviewItem)
        .join(Message, ReviewItem.message_id == Message.id)
        .join(Conversation, Message.conversation_id == Conversation.id)
        .where(Conversation.consent_version.is_not(None), ~_private(ReviewItem.person_id, never(unit)))
    )


def _of(unit: Unit, officer: Officer) -> Select[ReviewItem]:
    if not may_review(officer):
        raise NotFound("no review list for this officer")
    return _reviewable(unit).where(ReviewItem.jurisdiction == officer.jurisdiction)


def listed(
    unit: Unit, officer: Officer, *, state: str = OPEN, language: str | None = None, after: int = 0, limit: int = 20
) -> list[Item]:
    """The messages of the officer's jurisdiction, oldest first; that they were shown is recorded.

    `after` is the id of the last one of the page before. NotFound for who may not review.
    """
    query = _of(unit, officer).where(ReviewItem.state == state, ReviewItem.id > after)
    if language:
        query = query.where(ReviewItem.language == language)
    rows = unit.db.scalars(query.order_by(ReviewItem.id).limit(limit)).all()
    if rows:
        unit.record("review_read", officer=officer, items=[row.id for row in rows])
    return [_shown(unit, row) for row in rows]


def _shown(unit: Unit, row: ReviewItem) -> Item:
    return Item(
        row.id, _text(unit, row), row.language, row.reason, row.created_on,
        tuple((intent, confidence) for intent, confidence in row.ranking), row.chosen, row.state, row.label,
        row.exported_at is not None,
    )  # fmt: skip


def _text(unit: Unit, row: ReviewItem) -> str:
    return str(unit.vault.unwrap(row.wrapped_key).open(row.body, TEXT)) if row.wrapped_key else ""


def label(unit: Unit, officer: Officer, item_id: int, intent: str, seen: str = OPEN) -> None:
    """Say what a message is about. With an intent that is never learned from the message is rejected instead.

    `seen` is the state the reviewer saw; AlreadyReviewed when it is another now, or the message has gone out.
    """
    if intent not in LABELS:
        raise NotFound("no such label")
    item = _decidable(unit, officer, item_id, seen)
    if intent in never(unit):
        _reject(unit, officer, item)
        return
    item.state, item.label, item.reviewer_id, item.reviewed_at = LABELLED, intent, officer.id, unit.now
    unit.record("review_labelled", officer=officer, item=item.id, label=intent)


def reject(unit: Unit, officer: Officer, item_id: int, seen: str = OPEN) -> None:
    """Nothing to learn from, or something personal is left in it: the text is deleted."""
    _reject(unit, officer, _decidable(unit, officer, item_id, seen))


def _decidable(unit: Unit, officer: Officer, item_id: int, seen: str) -> ReviewItem:
    query = _of(unit, officer).where(ReviewItem.id == item_id).with_for_update(of=ReviewItem)
    item = unit.db.scalar(query.execution_options(populate_existing=True))
    if item is None:
        raise NotFound("no such message on the review list")
    if item.state != seen or item.state == REJECTED or item.exported_at:
        raise AlreadyReviewed("somebody else has decided on this message, or it has gone out")
    return item


def _reject(unit: Unit, officer: Officer, item: ReviewItem) -> None:
    item.state, item.label, item.reviewer_id, item.reviewed_at = REJECTED, None, officer.id, unit.now
    item.wrapped_key, item.body = None, b""
    unit.record("review_rejected", officer=officer, item=item.id)


# --- the operator ----------------------------------------------------------------------------------------------


def take_labelled(unit: Unit, *, language: str | None = None, again: bool = False) -> list[Labelled]:
    """The labelled messages not exported before (with `again` all there are), which are marked as exported."""
    query = _reviewable(unit).where(ReviewItem.state == LABELLED)
    if language:
        query = query.where(ReviewItem.language == language)
    if not again:
        query = query.where(ReviewItem.exported_at.is_(None))
    found = []
    for row in unit.db.scalars(query.order_by(ReviewItem.id)):
        found.append(Labelled(row.language, str(row.label), _text(unit, row), row.exported_at is None))
        row.exported_at = row.exported_at or unit.now
    unit.record("review_exported", actor="system", count=len(found))
    return found


def forget(unit: Unit, person_id: str) -> None:
    """Delete a person's messages from the list, and with them their keys."""
    unit.db.execute(delete(ReviewItem).where(ReviewItem.person_id == person_id))


def purge(unit: Unit) -> None:
    """Delete what has been kept long enough, and what has become private since it was taken."""
    unit.db.execute(delete(ReviewItem).where(ReviewItem.created_on < (unit.now - KEPT).astimezone(UTC).date()))
    private = select(ReviewItem.id).where(_private(ReviewItem.person_id, never(unit)))
    unit.db.execute(delete(ReviewItem).where(ReviewItem.id.in_(private)).execution_options(synchronize_session=False))


def rewrap(unit: Unit) -> int:
    """Put the items' keys under the newest master key; returns how many."""
    items = list(unit.db.scalars(select(ReviewItem).where(ReviewItem.wrapped_key.is_not(None))))
    for item in items:
        assert item.wrapped_key
        item.wrapped_key = unit.vault.rewrap(item.wrapped_key)
    return len(items)
