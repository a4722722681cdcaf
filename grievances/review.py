"""The review list: messages to learn from, without personal data (`learning` puts them there), for a person to label.

What has become private since it was taken is not there for anybody. Only what a reviewer has labelled goes out, into a
file for people to read; nothing is trained by it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, or_, select

from grievances.core import Unit
from grievances.errors import AlreadyReviewed, NotFound
from grievances.models import Conversation, Exclusion, Grievance, Leg, Message, Officer, ReviewItem
from grievances.names import ACT_NAMES
from jurisdictions.topics import TOPICS

TEXT = "review"
#: what a message can be labelled: the intents of the model
LABELS = frozenset({*TOPICS, *ACT_NAMES})
#: never learned from, in any jurisdiction; the sealed topics of all that are served come on top
NEVER = frozenset({"corruption", "forced_child_labour", "emergency", "privacy"})
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


def private(person: Any, never_from: Collection[str]) -> ColumnElement[bool]:
    """Whether a person has a case that is never learned from: anonymous, sealed, of such a topic, or with an accused
    office. Then none of their messages is, since two messages of one person can be told to belong together."""
    theirs = or_(Grievance.filer_id == person, Grievance.concerned_id == person)
    accused = exists().where(Exclusion.grievance_id == Grievance.id)
    grave = exists().where(Leg.grievance_id == Grievance.id, or_(Leg.sealed.is_(True), Leg.topic.in_(never_from)))
    return exists().where(theirs, or_(Grievance.known_as == "anonymous", accused, grave))


def _reviewable(unit: Unit) -> Select[ReviewItem]:
    """The one rule for whatever reads items: what has become private since, or lost its consent, is not there."""
    return (
        select(ReviewItem)
        .join(Message, ReviewItem.message_id == Message.id)
        .join(Conversation, Message.conversation_id == Conversation.id)
        .where(Conversation.consent_version.is_not(None), ~private(ReviewItem.person_id, never(unit)))
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
    rows = unit.db.scalars(_page(unit, officer, state, language, after).limit(limit)).all()
    if rows:
        unit.record("review_read", officer=officer, items=[row.id for row in rows])
    return [_shown(unit, row) for row in rows]


def any_more(unit: Unit, officer: Officer, *, state: str, language: str | None, after: int) -> bool:
    """Whether a further page follows, without showing anything of it."""
    return unit.db.scalar(_page(unit, officer, state, language, after).limit(1)) is not None


def _page(unit: Unit, officer: Officer, state: str, language: str | None, after: int) -> Select[ReviewItem]:
    query = _of(unit, officer).where(ReviewItem.state == state, ReviewItem.id > after)
    if language:
        query = query.where(ReviewItem.language == language)
    return query.order_by(ReviewItem.id)


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
    gone = select(ReviewItem.id).where(private(ReviewItem.person_id, never(unit)))
    unit.db.execute(delete(ReviewItem).where(ReviewItem.id.in_(gone)).execution_options(synchronize_session=False))


def rewrap(unit: Unit) -> int:
    """Put the items' keys under the newest master key; returns how many."""
    items = list(unit.db.scalars(select(ReviewItem).where(ReviewItem.wrapped_key.is_not(None))))
    for item in items:
        assert item.wrapped_key
        item.wrapped_key = unit.vault.rewrap(item.wrapped_key)
    return len(items)
