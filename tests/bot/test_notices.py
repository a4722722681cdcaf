"""Notices: from the outbox into the worker's thread, in the worker's language, delivered once a later read shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot import notices, texts
from grievances import cases, conversations, erasure, following, outbox, sessions
from grievances.core import Unit
from grievances.lifecycle import Move
from grievances.models import Conversation, Grievance, Leg, Notice, Officer
from grievances.phrases import PHRASES
from language.catalogue import translate
from tests.bot.house import House, Phone, one_database
from tests.grievances.conftest import file, office_of, officer, worker

LANGUAGES = ("en", "hi", "vi", "fa")
Act = Callable[[Unit, Officer, str], object]


@dataclass
class Case:
    """A filed case: its worker's device, its officer and leg."""

    phone: Phone
    officer: str
    leg: str
    number: str
    code: str

    def act(self, house: House, do: Act) -> None:
        """Let the officer do something, and deliver what it has to tell."""
        with house.core.unit() as unit:
            do(unit, unit.db.get_one(Officer, self.officer), self.leg)
        notices.deliver(house.core)


@pytest.fixture
def case(house: House) -> Case:
    with house.core.unit() as unit:
        filed = file(unit, "pf_claim_delay")
        who = officer(unit, "kumar", office_of(filed.grievance))
        phone = house.phone()
        phone.session = worker(unit).id
        token, _ = sessions.open_session(unit, worker(unit))
        phone.headers["authorization"] = f"Bearer {token}"
        assert filed.code
        return Case(phone, who.id, filed.grievance.legs[0].id, filed.grievance.number, filed.code)


def speak(house: House, case: Case, language: str) -> None:
    with house.core.unit() as unit:
        conversations.get(unit, case.phone.session).chosen_language = language


def lapse(unit: Unit, who: Officer, leg: str) -> None:
    cases.resolve(unit, who, leg, text="done")
    unit.db.get_one(Leg, leg).asked_at = unit.now - following.SILENCE * 2
    unit.db.flush()
    following.lapse(unit)


def other_office(unit: Unit, leg: str) -> str:
    here = unit.db.get_one(Leg, leg).office_id
    return next(office for office in unit.jurisdiction("in").offices if office != here)


#: kind -> what the officer does, and what its buttons do
KINDS: dict[str, tuple[Act, list[tuple[str, str]]]] = {
    "taken": (lambda u, o, leg: cases.take(u, o, leg), []),
    "reply": (lambda u, o, leg: cases.reply(u, o, leg, phrase="received"), [(texts.ANSWER, "write")]),
    "question": (
        lambda u, o, leg: cases.reply(u, o, leg, phrase="need_paper", values={"paper": "passbook"}, question=True),
        [(texts.ANSWER, "write")],
    ),
    "transferred": (lambda u, o, leg: cases.transfer(u, o, leg, other_office(u, leg)), []),
    "resolved": (
        lambda u, o, leg: cases.resolve(u, o, leg, phrase="solved", values={"what": "₹ 5,000"}),
        [(texts.YES, "yes"), (texts.NO, "no")],
    ),
    "ended": (
        lambda u, o, leg: cases.end(u, o, leg, Move.END_NOT_UPHELD, phrase="no_duty", values={"reason": "x"}),
        [(texts.DISAGREE, "appeal")],
    ),
    "closed": (lapse, [(texts.DISAGREE, "appeal")]),
}


def test_there_is_a_sentence_for_every_kind_there_is() -> None:
    assert set(KINDS) == set(texts.NOTICES)


@one_database
@pytest.mark.parametrize("kind", KINDS)
async def test_a_notice_in_four_languages(house: House, case: Case, kind: str) -> None:
    act, buttons = KINDS[kind]
    case.act(house, act)
    with house.core.reading() as unit:
        leg = unit.db.get_one(Leg, case.leg)
        office = unit.jurisdiction("in").offices[leg.office_id].name
    with house.core.unit() as unit:
        [told] = unit.db.scalars(select(Notice).where(Notice.kind == kind))
        for _ in LANGUAGES:
            unit.db.add(
                Notice(
                    conversation_id=told.conversation_id, leg_id=told.leg_id, kind=kind, state="pending",
                    case_text_id=told.case_text_id, due_at=unit.now, created_at=unit.now,
                )
            )  # fmt: skip
    before = (await case.phone.thread())["cursor"]
    for language in LANGUAGES:
        speak(house, case, language)
        assert notices._deliver_next(house.core)
    shown = (await case.phone.thread(before))["messages"]
    assert [m["language"] for m in shown] == list(LANGUAGES)
    for message, language in zip(shown, LANGUAGES, strict=True):
        values = {"number": case.number, "office": office.get(language)}
        assert message["text"].startswith(translate(language, texts.NOTICES[kind], **values))
        assert [b["title"] for b in message["buttons"]] == [translate(language, title) for title, _ in buttons]
        assert message["from"] == ("officer" if kind in ("reply", "question", "resolved", "ended") else "bot")
        for button, (_, do) in zip(message["buttons"], buttons, strict=True):
            await case.phone.send(payload=button["payload"])
            assert house.rasa.texts[-1] == f'/case{{"do": "{do}", "leg": "{case.leg}"}}'
    assert len({m["text"] for m in shown}) == len(LANGUAGES)


@one_database
@pytest.mark.parametrize("language", LANGUAGES)
async def test_catalogue_words_are_translated(house: House, case: Case, language: str) -> None:
    speak(house, case, language)
    case.act(house, KINDS["question"][0])
    [message] = (await case.phone.thread())["messages"]
    assert translate(language, PHRASES["need_paper"][1], paper="passbook") in message["text"]
    assert message["custom"] is None


@one_database
async def test_free_words_go_out_as_written_marked_with_their_language(house: House, case: Case) -> None:
    speak(house, case, "hi")
    written = "Please send {number} of\n\nyour passbook <b>now</b>."
    case.act(house, lambda u, o, leg: cases.reply(u, o, leg, text=written))
    [message] = (await case.phone.thread())["messages"]
    assert message["language"] == "hi"
    first, last = message["custom"]["text_paragraphs"]
    assert "\n\n".join(message["text"].split("\n\n")[first:last]) == written
    assert message["custom"]["text_language"] == "en"


async def test_it_is_delivered_once_a_later_read_shows_it(house: House, case: Case) -> None:
    def found() -> tuple[str, bool, bool]:
        with house.core.reading() as unit:
            [notice] = unit.db.scalars(select(Notice))
            leg = unit.db.get_one(Leg, case.leg)
            return notice.state, notice.delivered_at is not None, leg.asked_at is not None

    case.act(house, KINDS["resolved"][0])
    assert found() == ("sent", False, False)
    house.clock.move(days=3)
    assert notices.deliver(house.core) == 0
    cursor = (await case.phone.thread())["cursor"]
    assert found() == ("sent", False, False)  # it was given out; whether it arrived is not known yet
    await case.phone.thread(cursor)
    assert found() == ("delivered", True, True)  # the time for an answer begins here
    with house.core.reading() as unit:
        assert unit.db.get_one(Leg, case.leg).asked_at == house.clock.now


async def test_it_follows_the_case_to_another_device(house: House, case: Case) -> None:
    new = await house.phone().open(language="vi")
    with house.core.unit() as unit:
        cases.reply(unit, unit.db.get_one(Officer, case.officer), case.leg, text="hello")
        following.unlock(unit, conversations.get(unit, new.session), case.number, case.code)
    notices.deliver(house.core)
    assert (await case.phone.thread())["messages"] == []
    [message] = (await new.thread())["messages"]
    assert "hello" in message["text"]
    assert message["language"] == "vi"


@pytest.mark.parametrize("before", [True, False])
async def test_who_was_erased_is_told_nothing_and_the_reason_stays(house: House, case: Case, before: bool) -> None:
    with house.core.unit() as unit:
        if not before:
            cases.take(unit, unit.db.get_one(Officer, case.officer), case.leg)
        erasure.erase(unit, conversations.get(unit, case.phone.session))
        if before:
            cases.take(unit, unit.db.get_one(Officer, case.officer), case.leg)
    notices.deliver(house.core)
    with house.core.reading() as unit:
        [notice] = unit.db.scalars(select(Notice))
        assert (notice.state, notice.reason, notice.message_id) == ("failed", "erased", None)


async def test_one_that_fails_is_tried_again_and_holds_up_no_other(
    house: House, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver = notices._deliver
    broken = True

    def sometimes(unit: Unit, notice: Notice) -> None:
        deliver(unit, notice)
        if broken and notice.kind == "taken":
            raise RuntimeError("quoting somebody")

    monkeypatch.setattr(notices, "_deliver", sometimes)
    with house.core.unit() as unit:
        who = unit.db.get_one(Officer, case.officer)
        cases.take(unit, who, case.leg)
        cases.reply(unit, who, case.leg, text="hello")
    assert notices.deliver(house.core) == 2
    assert len(await case.phone.texts()) == 1  # nothing is left of the one that failed half-way
    with house.core.reading() as unit:
        first, second = unit.db.scalars(select(Notice).order_by(Notice.id))
        assert (first.state, first.attempts, first.reason, second.state) == ("pending", 1, "RuntimeError", "sent")
    assert notices.deliver(house.core) == 0
    for _ in range(outbox.TRIES - 1):
        house.clock.move(minutes=30)
        assert notices.deliver(house.core) == 1
    with house.core.reading() as unit:
        assert unit.db.scalars(select(Notice).order_by(Notice.id)).first().state == "failed"  # type: ignore[union-attr]
    broken = False
    house.clock.move(days=1)
    assert notices.deliver(house.core) == 0


@pytest.mark.parametrize(("kind", "asks"), [("question", "write"), ("resolved", "solved"), ("reply", None)])
async def test_what_the_workers_next_words_answer(house: House, case: Case, kind: str, asks: str | None) -> None:
    case.act(house, KINDS[kind][0])
    await case.phone.say("here it is")
    question = house.rasa.turns[-1]["metadata"]["open_question"]
    assert question == ({"kind": asks, "leg": case.leg, "expects": "story"} if asks else None)


async def test_a_question_of_the_office_waits_behind_one_that_is_open(house: House, case: Case) -> None:
    with house.core.unit() as unit:
        conversations.get(unit, case.phone.session).open_question = {"kind": "draft", "question": "employer"}
    case.act(house, KINDS["question"][0])
    with house.core.reading() as unit:
        assert unit.db.get_one(Conversation, case.phone.session).open_question == {
            "kind": "draft", "question": "employer",
        }  # fmt: skip
        assert unit.db.scalars(select(Grievance)).one().number == case.number
