"""Learning from use: what comes on the review list, what never does, who reads it, what leaves it and how."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import count

import pytest
from argon2 import PasswordHasher
from cryptography.exceptions import InvalidTag
from sqlalchemy import func, select

from grievances import cases, conversations, drafts, erasure, filing, learning, officers, review
from grievances.conversations import Incoming
from grievances.core import Core, Unit
from grievances.errors import AlreadyReviewed, NotFound, WrongOffice
from grievances.models import Conversation, Event, Grievance, Leg, Message, Officer, ReviewItem
from grievances.vault import Vault
from tests.grievances.conftest import Clock, complete, officer, worker

TEXT = "paisa atka hai 3 mahine se, phone 98765 43210"
CLEAN = "paisa atka hai 3 mahine se, phone <phone>"
THREE = ("wages_unpaid", "pf_claim_delay", "pf_withdrawal")
ids = count()


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real cost of codes and passwords is paid in test_cases."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(filing, "hasher", cheap)
    monkeypatch.setattr(officers, "hasher", cheap)


def guess(*intents: str) -> list[dict[str, object]]:
    return [{"intent": intent, "confidence": 0.4 - i / 10} for i, intent in enumerate(intents)]


def say(
    unit: Unit, who: Conversation, text: str = TEXT, three: Sequence[str] = THREE, decision: str = "three",
    language: str = "hi", further: Sequence[str] = (),
) -> Message:  # fmt: skip
    """A message as a turn leaves it: what the model made of it kept, answered."""
    message, _ = conversations.receive(unit, who, f"m{next(ids)}", Incoming(text))
    learning.remember(unit, message, decision, guess(*three), further)
    conversations.answer(unit, message, [], language)
    return message


def agreed(unit: Unit, address: str = "device") -> Conversation:
    """A worker who agreed to the notice of today."""
    who = worker(unit, address)
    who.consent_at, who.consent_version = unit.now, unit.jurisdiction("in").notice.version
    unit.db.flush()
    return who


def file_it(unit: Unit, who: Conversation, message: Message, *topics: str, **values: str) -> Grievance:
    story = conversations.words_of(unit, message)
    draft = drafts.start(unit, who, topics or ("pf_claim_delay",), story=story, message=message.uid)
    complete(unit, draft, **values)
    grievance = filing.file(unit, draft).grievance
    learning.filed(unit, grievance)
    return grievance


def rows(unit: Unit) -> list[ReviewItem]:
    return list(unit.db.scalars(select(ReviewItem).order_by(ReviewItem.id)))


def nodal(unit: Unit, login: str = "nodal", role: str = "nodal", jurisdiction: str = "in") -> Officer:
    return officer(unit, login, None, role, jurisdiction)


def take(unit: Unit, topic: str = "pf_claim_delay", address: str = "device", **said: object) -> list[ReviewItem]:
    """One unsure message of a worker who agreed, and their tap."""
    who = agreed(unit, address)
    message = say(unit, who, **said)  # type: ignore[arg-type]
    learning.chosen(unit, who, message.uid, topic)
    return rows(unit)


# --- what comes here -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("decision", ["three", "families"])
def test_an_unsure_message_that_a_tap_resolved_comes_cleaned(core: Core, decision: str) -> None:
    with core.unit() as unit:
        [row] = take(unit, decision=decision)
        assert (row.reason, row.chosen, row.language, row.jurisdiction) == ("unsure", "pf_claim_delay", "hi", "in")
        assert row.ranking == [["wages_unpaid", 0.4], ["pf_claim_delay", 0.3], ["pf_withdrawal", 0.2]]
        assert row.created_on == date(2026, 11, 22)
    with core.unit() as unit:
        [item] = review.listed(unit, nodal(unit))
        assert (item.text, item.state, item.label, item.exported) == (CLEAN, "open", None, False)


def test_without_consent_it_waits_until_the_worker_files_it(core: Core) -> None:
    with core.unit() as unit:
        who = worker(unit)
        message, other = say(unit, who), say(unit, who, "koi aur baat thi paison ki")
        for one in (message, other):
            learning.chosen(unit, who, one.uid, "pf_claim_delay")
        assert rows(unit) == []
        file_it(unit, who, message)
        [row] = rows(unit)
        assert row.message_id == message.id, "what was not filed was told before consent"
        learning.filed(unit, unit.db.scalars(select(Grievance)).one())
        assert len(rows(unit)) == 1


def test_a_second_tap_renews_the_hint(core: Core) -> None:
    with core.unit() as unit:
        who = agreed(unit)
        message = say(unit, who)
        learning.chosen(unit, who, message.uid, "pf_claim_delay")
        learning.chosen(unit, who, message.uid, "pf_withdrawal")
        [row] = rows(unit)
        assert row.chosen == "pf_withdrawal"


def test_a_case_whose_topic_an_officer_corrects_comes_with_what_the_model_thought(core: Core) -> None:
    with core.unit() as unit:
        who = worker(unit)
        message = say(unit, who, decision="answer")
        learning.chosen(unit, who, message.uid, "pf_claim_delay")
        leg = file_it(unit, who, message).legs[0]
        assert rows(unit) == [], "the model was sure, and nobody has said that it was wrong"
        own = officer(unit, "own", leg.office_id)
        cases.transfer(unit, own, leg.id, "clc", topic="wages_unpaid")
        [row] = rows(unit)
        assert (row.reason, row.chosen, row.ranking[0]) == ("rerouted", "wages_unpaid", ["wages_unpaid", 0.4])
        assert (leg.topic, leg.office_id, leg.state) == ("wages_unpaid", "clc", "transferred")
        [event] = unit.db.scalars(select(Event).where(Event.kind == "topic_changed"))
        assert (event.officer_id, event.data) == (own.id, {"from_topic": "pf_claim_delay", "to_topic": "wages_unpaid"})


@pytest.mark.parametrize("topic", [None, "pf_claim_delay"])
def test_a_transfer_with_the_topic_it_had_brings_nothing(core: Core, topic: str | None) -> None:
    with core.unit() as unit:
        who = worker(unit)
        leg = file_it(unit, who, say(unit, who, decision="answer")).legs[0]
        cases.transfer(unit, officer(unit, "own", leg.office_id), leg.id, "clc", topic=topic)
        assert rows(unit) == [] and leg.topic == "pf_claim_delay" and leg.route


def test_a_case_that_turns_out_to_be_sealed_is_sealed_and_goes_only_to_its_office(core: Core) -> None:
    with core.unit() as unit:
        who = worker(unit)
        leg = file_it(unit, who, say(unit, who)).legs[0]
        own = officer(unit, "own", leg.office_id)
        with pytest.raises(WrongOffice):
            cases.transfer(unit, own, leg.id, "clc", topic="sexual_harassment")
        assert (leg.topic, leg.sealed, leg.state) == ("pf_claim_delay", False, "filed")
        charge = {rule.vertical for rule in unit.jurisdiction("in").routing["sexual_harassment"]}
        committee = next(o.id for o in unit.jurisdiction("in").offices.values() if o.vertical in charge)
        cases.transfer(unit, own, leg.id, committee, topic="sexual_harassment")
        assert leg.sealed and leg.topic == "sexual_harassment"
        with pytest.raises(NotFound):
            cases.transfer(unit, own, leg.id, "clc", topic="no_such_topic")


# --- what never comes ------------------------------------------------------------------------------------------

FORBIDDEN = ["sexual_harassment", "corruption", "forced_child_labour", "emergency", "privacy"]


@pytest.mark.parametrize("topic", FORBIDDEN)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_not_when_one_of_the_likeliest_is_a_topic_never_learned_from(core: Core, topic: str, place: int) -> None:
    three = list(THREE)
    three[place] = topic
    with core.unit() as unit:
        assert take(unit, three=three) == []
        who = worker(unit, "another")
        leg = file_it(unit, who, say(unit, who, three=three)).legs[0]
        cases.transfer(unit, officer(unit, "own", leg.office_id), leg.id, "clc", topic="wages_unpaid")
        assert rows(unit) == []


@pytest.mark.parametrize("topic", FORBIDDEN[:3])
def test_not_when_the_worker_or_an_officer_says_it_is_one(core: Core, topic: str) -> None:
    with core.unit() as unit:
        assert take(unit, topic) == []
        assert take(unit, further=[topic]) == [], "a second trouble in the same message"
        who = agreed(unit, "changed their mind")
        message = say(unit, who)
        learning.chosen(unit, who, message.uid, "pf_claim_delay")
        assert len(rows(unit)) == 1
        learning.chosen(unit, who, message.uid, topic)
        assert rows(unit) == []


def test_not_from_a_case_of_corruption_that_an_officer_corrects(core: Core) -> None:
    with core.unit() as unit:
        who = worker(unit)
        leg = file_it(unit, who, say(unit, who), "corruption").legs[0]
        other = next(o for o in unit.jurisdiction("in").offices if o != leg.office_id)
        cases.transfer(unit, officer(unit, "own", leg.office_id), leg.id, other, topic="wages_unpaid")
        assert rows(unit) == []


def test_not_from_an_anonymous_case_nor_before_it_nor_after_it(core: Core) -> None:
    with core.unit() as unit:
        who, reader = agreed(unit), nodal(unit)
        first = say(unit, who, "pehle ki baat, paisa kata")
        learning.chosen(unit, who, first.uid, "wage_deduction")
        assert len(review.listed(unit, reader)) == 1
        message = say(unit, who)
        learning.chosen(unit, who, message.uid, "pf_claim_delay")
        leg = file_it(unit, who, message, "unsafe_workplace", known_as="anonymous").legs[0]
        assert leg.grievance.known_as == "anonymous"
        assert review.listed(unit, reader) == [] and review.take_labelled(unit, again=True) == []
        later = say(unit, who)
        learning.chosen(unit, who, later.uid, "pf_claim_delay")
        cases.transfer(unit, officer(unit, "own", leg.office_id), leg.id, "clc", topic="wages_unpaid")
        assert later.id not in {row.message_id for row in rows(unit)}
        review.purge(unit)
        assert rows(unit) == []


def test_while_a_draft_is_open_it_waits_for_how_the_worker_wants_to_be_known(core: Core) -> None:
    with core.unit() as unit:
        who = agreed(unit)
        drafts.start(unit, who, ["pf_claim_delay"], story="mera pf")
        message = say(unit, who)
        learning.chosen(unit, who, message.uid, "pf_claim_delay")
        assert rows(unit) == []


def test_not_from_who_has_a_case_with_an_accused_office(core: Core) -> None:
    with core.unit() as unit:
        [_] = take(unit)
        who = worker(unit)
        grievance = file_it(unit, who, say(unit, who))
        cases.exclude(unit, grievance, office_id="clc")
        assert review.listed(unit, nodal(unit)) == []


@pytest.mark.parametrize("version", [None, "an older notice"])
def test_not_without_consent_to_the_notice_that_says_so(core: Core, version: str | None) -> None:
    with core.unit() as unit:
        who = agreed(unit)
        who.consent_version = version
        unit.db.flush()
        message = say(unit, who)
        learning.chosen(unit, who, message.uid, "pf_claim_delay")
        assert rows(unit) == []


def test_not_once_consent_is_gone(core: Core) -> None:
    with core.unit() as unit:
        take(unit)
        reader = nodal(unit)
        worker(unit).consent_version = None
        unit.db.flush()
        assert review.listed(unit, reader) == []


@pytest.mark.parametrize(
    "text",
    ["mera naam ramesh hai, paisa nahi mila", "98765 43210", "paisa " * 200, ""],
    ids=["a name", "a number alone", "a long story", "nothing"],
)  # fmt: skip
def test_not_when_it_cannot_be_cleaned(core: Core, text: str) -> None:
    with core.unit() as unit:
        assert take(unit, text=text) == []


def test_not_in_a_language_we_do_not_speak_nor_when_the_model_was_sure(core: Core) -> None:
    with core.unit() as unit:
        assert take(unit, language="") == []
        assert take(unit, decision="answer") == []
        assert take(unit, decision="open") == []


def test_nobody_taps_for_another_ones_message(core: Core) -> None:
    with core.unit() as unit:
        message = say(unit, agreed(unit))
        learning.chosen(unit, agreed(unit, "stranger"), message.uid, "pf_claim_delay")
        learning.chosen(unit, agreed(unit), "no such message", "pf_claim_delay")
        assert rows(unit) == []


def test_the_name_a_worker_told_is_masked_too(core: Core) -> None:
    with core.unit() as unit:
        who = worker(unit)
        message = say(unit, who, "tunnu ka pf nahi aaya bhai")
        learning.chosen(unit, who, message.uid, "pf_claim_delay")
        draft = drafts.start(unit, who, ["pf_claim_delay"], story="tunnu ka pf nahi aaya", message=message.uid)
        while question := drafts.next_question(unit, draft):
            value = {"consent": "yes", "known_as": "named", "confirm": "yes"}.get(question)
            drafts.take(unit, draft, question, "Tunnu Oraon" if question == "name" else "x", value=value)
        learning.filed(unit, filing.file(unit, draft).grievance)
        [item] = review.listed(unit, nodal(unit))
        assert item.text.startswith("<name> ka pf nahi")


# --- kept and erased -------------------------------------------------------------------------------------------


def test_the_text_is_sealed_with_a_key_of_its_own_that_a_new_master_key_takes_along(core: Core) -> None:
    with core.unit() as unit:
        [row] = take(unit)
        person = row.message.conversation.person
        assert b"paisa" not in row.body and row.wrapped_key != person.wrapped_key
        with pytest.raises(InvalidTag):
            unit.key(person).open(row.body, review.TEXT)
        unit.core.vault = Vault(b"n" * 32, b"i" * 32, former=unit.core.vault.masters)
        assert erasure.rewrap_all(unit) == 2
        unit.core.vault = Vault(b"n" * 32, b"i" * 32)
        assert [item.text for item in review.listed(unit, nodal(unit))] == [CLEAN]


@pytest.mark.parametrize("state", ["open", "labelled", "rejected", "exported"])
def test_erasing_takes_it_away(core: Core, state: str) -> None:
    with core.unit() as unit:
        [row] = take(unit)
        take(unit, address="somebody else")
        reader = nodal(unit)
        if state == "rejected":
            review.reject(unit, reader, row.id)
        elif state != "open":
            review.label(unit, reader, row.id, "pf_withdrawal")
        if state == "exported":
            review.take_labelled(unit)
    with core.unit() as unit:
        mine = worker(unit)
        erasure.erase(unit, mine)
    with core.unit() as unit:
        [left] = rows(unit)
        assert left.person_id != mine.person_id
        assert not any(line.new is False for line in review.take_labelled(unit, again=True))


def test_a_transfer_after_erasure_brings_nothing_back(core: Core) -> None:
    with core.unit() as unit:
        who = worker(unit)
        leg = file_it(unit, who, say(unit, who)).legs[0]
        erasure.erase(unit, who)
        cases.transfer(unit, officer(unit, "own", leg.office_id), leg.id, "clc", topic="wages_unpaid")
        assert rows(unit) == [] and leg.topic == "wages_unpaid"


def test_after_half_a_year_it_goes(core: Core, clock: Clock) -> None:
    with core.unit() as unit:
        take(unit)
    clock.move(days=review.KEPT.days)
    with core.unit() as unit:
        review.purge(unit)
        assert len(rows(unit)) == 1
    clock.move(days=1)
    with core.unit() as unit:
        review.purge(unit)
        assert rows(unit) == []


# --- reviewers -------------------------------------------------------------------------------------------------


def test_nodal_officers_and_administrators_of_the_jurisdiction_alone_review(core: Core) -> None:
    with core.unit() as unit:
        [row] = take(unit)
        assert len(review.listed(unit, nodal(unit))) == len(review.listed(unit, nodal(unit, "admin", "admin"))) == 1
        plain = officer(unit, "plain", "epfo")
        abroad = nodal(unit, "abroad")
        abroad.jurisdiction = "vn"
        assert review.listed(unit, abroad) == []
        for stranger in (plain, abroad):
            with pytest.raises(NotFound):
                review.label(unit, stranger, row.id, "bonus")
            with pytest.raises(NotFound):
                review.reject(unit, stranger, row.id)
        with pytest.raises(NotFound):
            review.listed(unit, plain)


def test_who_looked_and_who_decided_is_recorded(core: Core) -> None:
    with core.unit() as unit:
        [row] = take(unit)
        reader = nodal(unit)
        review.listed(unit, reader, state="labelled")
        review.listed(unit, reader)
        review.label(unit, reader, row.id, "pf_withdrawal")
        review.reject(unit, reader, row.id, "labelled")
        kept = [(e.kind, e.officer_id, e.data) for e in unit.db.scalars(select(Event).order_by(Event.id))]
        assert kept[-3:] == [
            ("review_read", reader.id, {"items": [row.id]}),
            ("review_labelled", reader.id, {"item": row.id, "label": "pf_withdrawal"}),
            ("review_rejected", reader.id, {"item": row.id}),
        ]


def test_rejecting_deletes_the_text_and_it_does_not_come_back(core: Core) -> None:
    with core.unit() as unit:
        [row] = take(unit)
        reader = nodal(unit)
        review.reject(unit, reader, row.id)
        assert (row.state, row.wrapped_key, row.body) == ("rejected", None, b"")
        who = worker(unit)
        message = unit.db.get_one(Message, row.message_id)
        learning.chosen(unit, who, message.uid, "pf_withdrawal")
        assert review.listed(unit, reader) == [] and review.take_labelled(unit) == []


@pytest.mark.parametrize("intent", FORBIDDEN)
def test_a_label_that_is_never_learned_from_rejects(core: Core, intent: str) -> None:
    with core.unit() as unit:
        [row] = take(unit)
        review.label(unit, nodal(unit), row.id, intent)
        assert (row.state, row.label, row.body) == ("rejected", None, b"")


def test_of_two_reviewers_the_first_decides_and_what_has_gone_out_stands(core: Core) -> None:
    with core.unit() as unit:
        [row] = take(unit)
        reader = nodal(unit)
        review.label(unit, reader, row.id, "pf_withdrawal")
        with pytest.raises(AlreadyReviewed):
            review.label(unit, reader, row.id, "bonus")
        review.label(unit, reader, row.id, "pf_transfer", seen="labelled")
        assert (row.label, row.reviewer_id) == ("pf_transfer", reader.id)
        review.take_labelled(unit)
        with pytest.raises(AlreadyReviewed):
            review.reject(unit, reader, row.id, seen="labelled")
        with pytest.raises(NotFound):
            review.label(unit, reader, row.id, "unsure")


def test_pages_and_languages(core: Core) -> None:
    with core.unit() as unit:
        for i in range(5):
            take(unit, address=f"worker {i}", language="fa" if i == 3 else "hi")
        reader = nodal(unit)
        first = review.listed(unit, reader, limit=2)
        second = review.listed(unit, reader, after=first[-1].id, limit=2)
        assert [len(first), len(second), len(review.listed(unit, reader, language="fa"))] == [2, 2, 1]
        assert {item.id for item in first}.isdisjoint(item.id for item in second)


# --- export ----------------------------------------------------------------------------------------------------


def test_only_what_is_labelled_goes_out_and_once(core: Core) -> None:
    with core.unit() as unit:
        reader = nodal(unit)
        for i in range(3):
            take(unit, address=f"worker {i}", language="fa" if i else "hi")
        first, second, _ = rows(unit)
        review.label(unit, reader, first.id, "pf_withdrawal")
        review.label(unit, reader, second.id, "out_of_scope")
        assert review.take_labelled(unit, language="vi") == []
        assert review.take_labelled(unit, language="fa") == [review.Labelled("fa", "out_of_scope", CLEAN, True)]
        assert [line.intent for line in review.take_labelled(unit)] == ["pf_withdrawal"]
        assert review.take_labelled(unit) == []
        assert [line.new for line in review.take_labelled(unit, again=True)] == [False, False]
        assert unit.db.scalar(select(func.count(Leg.id))) == 0
