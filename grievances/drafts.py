"""What a worker has told so far, answer by answer, before it is filed.

The questions of a draft: consent (once a notice version), what the topic and jurisdiction ask (data), how the worker
wants to be known, the name when it is not anonymous, and the read-back (`confirm`). Answers come in any order.
An answer is `{"text": as written, "value": as understood or null, "attachments": [ids], "message": uid}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update

from grievances.core import Unit
from grievances.errors import NotAllowed, NotFound
from grievances.models import Conversation, Draft
from jurisdictions import Jurisdiction, Question, Several
from jurisdictions.choices import Choice
from jurisdictions.choices import choices as choices_of

CONTEXT = "draft"
#: the core's own questions and what they take; the rest is in jurisdictions/<j>/questions.yml
OWN = {"consent": "choice", "known_as": "choice", "name": "name", "confirm": "choice"}
#: cannot be skipped: without these nothing is filed
REQUIRED = frozenset({"consent", "known_as", "confirm"})
STORY = "story"
#: under `also:<topic>` stand the further verticals that the worker agreed to
ALSO = "also"
#: entities that answer a question of a kind, beside the one that its data names
MEANS = {"period": frozenset({"date", "duration"}), "money": frozenset({"money"})}
#: built once: it runs at every turn
_OPEN = (
    select(Draft)
    .where(Draft.conversation_id == bindparam("conversation"), Draft.state == "open")
    .order_by(Draft.created_at.desc())
    .limit(1)
)


def open_draft(unit: Unit, conversation: Conversation) -> Draft | None:
    """The draft in work in a conversation, or None."""
    return unit.db.scalar(_OPEN, {"conversation": conversation.id})


def start(
    unit: Unit, conversation: Conversation, topics: Sequence[str], *, story: str | None = None,
    message: str | None = None, entities: Iterable[Mapping[str, Any]] = (), attachments: Sequence[str] = (),
) -> Draft:  # fmt: skip
    """Begin a draft on one or more topics; an older open one is dropped.

    `story` is what the worker wrote that led here, kept in their own words unless the topic is sealed: there the
    story is not asked for and not kept unasked. `attachments` came with it: a voice note alone is a story.
    """
    if conversation.jurisdiction is None:
        raise NotFound("a draft needs a country first")
    unit.db.execute(
        update(Draft)
        .where(Draft.conversation_id == conversation.id, Draft.state == "open")
        .values(state="dropped")
        .execution_options(synchronize_session="fetch")
    )
    draft = Draft(
        person_id=conversation.person_id, conversation_id=conversation.id, jurisdiction=conversation.jurisdiction,
        topics=list(dict.fromkeys(topics)), answered=[], skipped=[], state="open",
        answers=unit.key(conversation.person).seal({}, CONTEXT), created_at=unit.now, updated_at=unit.now,
    )  # fmt: skip
    unit.db.add(draft)
    unit.db.flush()
    if (story or attachments) and not sealed(unit, draft):
        told = {"text": story or "", "value": None, "attachments": list(attachments), "message": message}
        _write(unit, draft, STORY, told)
        fill(unit, draft, story or "", entities, message)
    return draft


def sealed(unit: Unit, draft: Draft) -> bool:
    return bool(unit.jurisdiction(draft.jurisdiction).sealed & set(draft.topics))


def add_topic(unit: Unit, draft: Draft, topic: str, words: str, message: str | None = None) -> None:
    """A second trouble of the same story: it becomes a leg of its own."""
    if topic in draft.topics:
        return
    draft.topics = [*draft.topics, topic]
    if topic not in unit.jurisdiction(draft.jurisdiction).sealed:
        _write(unit, draft, f"{STORY}:{topic}", {"text": words, "value": None, "attachments": [], "message": message})
    _reopen(draft, "confirm")


def further(unit: Unit, draft: Draft, topic: str) -> list[Several]:
    """The further verticals of a topic that the worker has not agreed to; none of a sealed one."""
    jurisdiction = unit.jurisdiction(draft.jurisdiction)
    told = agreed(read(unit, draft), topic)
    return [one for one in jurisdiction.several.get(topic, ()) if one.vertical not in told and not sealed(unit, draft)]


def agree(unit: Unit, draft: Draft, topic: str, vertical: str) -> None:
    """The worker wants a further vertical to know too; NotFound when the topic does not concern it."""
    if topic not in draft.topics or vertical not in {one.vertical for one in further(unit, draft, topic)}:
        raise NotFound(f"{vertical!r} is not asked about {topic!r}")
    told = [*agreed(read(unit, draft), topic), vertical]
    _write(unit, draft, f"{ALSO}:{topic}", {"text": "", "value": told, "attachments": [], "message": None})


def agreed(answers: Mapping[str, Mapping[str, Any]], topic: str) -> list[str]:
    """The further verticals of a topic that the worker agreed to."""
    return list(answers.get(f"{ALSO}:{topic}", {}).get("value") or ())


def kind(unit: Unit, draft: Draft, question: str) -> str:
    """What a question takes: text, place, period, money, phone, identifier, choice, story or name."""
    if question in OWN:
        return OWN[question]
    known = unit.jurisdiction(draft.jurisdiction).questions
    if question not in known:
        raise NotFound(f"no question {question!r} in {draft.jurisdiction}")
    return known[question].kind


def questions(unit: Unit, draft: Draft) -> list[str]:
    """All questions of this draft in order, answered or not."""
    jurisdiction = unit.jurisdiction(draft.jurisdiction)
    conversation = unit.db.get_one(Conversation, draft.conversation_id)
    asked = ["consent"] if conversation.consent_version != jurisdiction.notice.version else []
    asked += dict.fromkeys(q for topic in draft.topics for q in _plan(jurisdiction, draft, topic))
    asked = [q for q in asked if q in draft.answered or not _idle(unit, draft, q)]
    if len(ways(unit, draft)) > 1:
        asked.append("known_as")
    if known_as(unit, draft) != "anonymous":
        asked.append("name")
    return [*asked, "confirm"]


def _plan(jurisdiction: Jurisdiction, draft: Draft, topic: str) -> list[str]:
    return [
        q for q in jurisdiction.plan(topic).ask
        if not (jurisdiction.questions[q].kind == "story" and (topic in jurisdiction.sealed or STORY in draft.answered))
    ]  # fmt: skip


def choices(unit: Unit, draft: Draft) -> tuple[Choice, ...]:
    """The kinds of workplace that decide between offices for this draft; none: there is nothing to ask."""
    jurisdiction = unit.jurisdiction(draft.jurisdiction)
    asking = [
        t for t in draft.topics if any(jurisdiction.questions[q].kind == "choice" for q in jurisdiction.plan(t).ask)
    ]
    place = read(unit, draft).get("place", {}).get("value")
    return choices_of(jurisdiction, asking, place if place in jurisdiction.places else None)


def _idle(unit: Unit, draft: Draft, question: str) -> bool:
    """Whether a question is a choice that decides nothing here."""
    spec = unit.jurisdiction(draft.jurisdiction).questions.get(question)
    return spec is not None and spec.kind == "choice" and not choices(unit, draft)


def next_question(unit: Unit, draft: Draft) -> str | None:
    """The first question neither answered nor skipped; None when the draft is complete."""
    done = {*draft.answered, *draft.skipped}
    return next((q for q in questions(unit, draft) if q not in done), None)


def ways(unit: Unit, draft: Draft) -> list[str]:
    """The ways of being known that every topic of the draft allows; the first is the default."""
    jurisdiction = unit.jurisdiction(draft.jurisdiction)
    common: list[str] = [way.id for way in jurisdiction.ways.values() if not set(draft.topics) & way.not_for]
    return common or ["named"]


def known_as(unit: Unit, draft: Draft) -> str:
    chosen = read(unit, draft).get("known_as", {}).get("value")
    allowed = ways(unit, draft)
    return chosen if chosen in allowed else allowed[0]


def read(unit: Unit, draft: Draft) -> dict[str, dict[str, Any]]:
    """All answers by question id."""
    conversation = unit.db.get_one(Conversation, draft.conversation_id)
    answers: dict[str, dict[str, Any]] = unit.key(conversation.person).open(draft.answers, CONTEXT)
    return answers


def take(
    unit: Unit, draft: Draft, question: str, text: str, *, value: Any = None,
    attachments: Sequence[str] = (), message: str | None = None,
) -> None:  # fmt: skip
    """Keep one answer. An attachment alone is an answer too: a person will look at it."""
    if draft.state != "open":
        raise NotAllowed(draft.state, "answer", [])
    answer = {"text": text, "value": value, "attachments": list(attachments), "message": message}
    _write(unit, draft, question, answer)
    if question == "consent" and value == "yes":
        conversation = unit.db.get_one(Conversation, draft.conversation_id)
        conversation.consent_at = unit.now
        conversation.consent_version = unit.jurisdiction(draft.jurisdiction).notice.version
        unit.record("consented", actor="worker", version=conversation.consent_version)


def fill(
    unit: Unit, draft: Draft, text: str, entities: Iterable[Mapping[str, Any]], message: str | None = None,
    but: str | None = None,
) -> list[str]:  # fmt: skip
    """Take what a message happens to tell for questions not answered yet (also those that could follow later).

    Only what was understood for certain: a place by name, entities of the question's own kind, a kind of workplace too
    rare to be asked for. Returns the ids filled.
    """
    jurisdiction = unit.jurisdiction(draft.jurisdiction)
    certain = [e for e in entities if e.get("certain", True)]
    place, sector = jurisdiction.find_place(text), jurisdiction.find_sector(text)
    filled = []
    for topic in draft.topics:
        plan = jurisdiction.plan(topic)
        for question in (*plan.ask, *plan.later):
            if question in draft.answered or question == but:
                continue
            spec = jurisdiction.questions[question]
            if spec.kind == "place" and place:
                answer: dict[str, Any] = {"text": place.names.get("en"), "value": place.id}
            elif spec.kind == "choice" and question in plan.later and sector and sector.rare:
                answer = {"text": sector.names.get("en"), "value": sector.id}
            elif spec.entity and (entity := _fitting(spec, certain)):
                answer = {"text": text[entity["start"] : entity["end"]], "value": entity["value"]}
            else:
                continue
            _write(unit, draft, question, {**answer, "attachments": [], "message": message})
            filled.append(question)
    return filled


def interpret(unit: Unit, draft: Draft, question: str, text: str, entities: Iterable[Mapping[str, Any]]) -> Any:
    """What an answer means for its question: a place or sector id, an entity's value, or None (kept as words)."""
    jurisdiction = unit.jurisdiction(draft.jurisdiction)
    if question in OWN:
        return None
    spec = jurisdiction.questions[question]
    if spec.kind == "place":
        place = jurisdiction.find_place(text)
        return place.id if place else None
    if spec.kind == "choice":
        sector = jurisdiction.find_sector(text)
        return sector.id if sector else None
    entity = _fitting(spec, entities)
    return entity["value"] if entity else None


def expected(unit: Unit, draft: Draft, question: str) -> str | None:
    """The kind of entity a question asks for, if any: it wins where a number could be several things."""
    spec = unit.jurisdiction(draft.jurisdiction).questions.get(question)
    return spec.entity if spec else None


def _fitting(spec: Question, entities: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The first entity that answers a question. A day says more than a length: "15 years there, since March no pay"."""
    kinds = {spec.entity} | MEANS.get(spec.kind, frozenset())
    return min((e for e in entities if e["entity"] in kinds), key=lambda e: e["entity"] == "duration", default=None)


def skip(unit: Unit, draft: Draft, question: str) -> bool:
    """Leave a question out; False when it cannot be left out."""
    if question in REQUIRED:
        return False
    draft.skipped = [*draft.skipped, question]
    draft.updated_at = unit.now
    return True


def ask_again(unit: Unit, draft: Draft, question: str) -> None:
    """Correct: the question is open again, the old answer stays until the new one comes."""
    _reopen(draft, question)
    _reopen(draft, "confirm")
    draft.updated_at = unit.now


def drop(unit: Unit, draft: Draft) -> None:
    """Stop: nothing is filed, what was told is wiped."""
    conversation = unit.db.get_one(Conversation, draft.conversation_id)
    draft.state = "dropped"
    draft.answers = unit.key(conversation.person).seal({}, CONTEXT)
    draft.answered, draft.skipped = [], []
    draft.updated_at = unit.now


def _reopen(draft: Draft, question: str) -> None:
    draft.answered = [q for q in draft.answered if q != question]
    draft.skipped = [q for q in draft.skipped if q != question]


def _write(unit: Unit, draft: Draft, question: str, answer: dict[str, Any]) -> None:
    conversation = unit.db.get_one(Conversation, draft.conversation_id)
    answers = read(unit, draft)
    answers[question] = answer
    draft.answers = unit.key(conversation.person).seal(answers, CONTEXT)
    draft.skipped = [q for q in draft.skipped if q != question]
    draft.answered = [*(q for q in draft.answered if q != question), question]
    draft.updated_at = unit.now
