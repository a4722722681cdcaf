"""The read-back and the message with the number say what filing here is, what else is to be done, and by which day."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.awareness import AnswerTopic
from actions.form import AskAnswer, FinishGrievance
from actions.promise import Promise
from grievances import conversations, drafts
from grievances.conversations import Incoming
from grievances.core import Core
from grievances.models import Conversation
from grievances.routing import route
from jurisdictions import Jurisdiction, load
from jurisdictions.topics import TOPICS
from jurisdictions.ways import all_ways
from tests.grievances.conftest import ANSWERS, Clock, clock, core, worker

__all__ = ["clock", "core"]

HERE = load(["in", "vn", "ir"])
PLACES = {"in": "br", "vn": "ha_noi", "ir": "tehran"}


@pytest.fixture(scope="session")
def served() -> dict[str, Jurisdiction]:
    return HERE


class Chat:
    """A worker with a draft on a topic, all questions answered but the read-back."""

    def __init__(self, core: Core, country: str, topic: str, language: str = "en", **told: Any) -> None:
        self.core, self.language, self.said = core, language, 0
        with core.unit() as unit:
            who = worker(unit, "device", language)
            who.jurisdiction, who.notice_shown_at = country, unit.now
            draft = drafts.start(unit, who, [topic])
            known = {**ANSWERS, "place": PLACES[country], **told}
            for question, value in told.items():
                drafts.take(unit, draft, question, f"{question} text", value=value)
            while (question := drafts.next_question(unit, draft)) not in (None, "confirm"):
                drafts.take(unit, draft, question, f"{question} text", value=known.get(question))
            self.id, self.draft = who.id, draft.id
        self.ask_for({"kind": "draft", "question": "confirm", "expects": "choice"})

    def ask_for(self, question: dict[str, str]) -> None:
        with self.core.unit() as unit:
            unit.db.get_one(Conversation, self.id).open_question = question

    def run(self, action: type, **parsed: Any) -> str:
        """What an action says to the worker's next message, in one text."""
        self.said += 1
        with self.core.unit() as unit:
            conversation = unit.db.get_one(Conversation, self.id)
            uid = conversations.receive(unit, conversation, f"{self.said}", Incoming("ok"))[0].uid
        said = {"intent": {"name": "affirm"}, "decision": "open", "ranking": [], "entities": [], **parsed}
        tracker = Tracker(self.id, {}, {"message_id": uid, "language": self.language, **said}, [], False, None, {}, "")
        dispatcher = CollectingDispatcher()
        asyncio.run(action(self.core).run(dispatcher, tracker, {}))
        return "\n".join(str(m.get(k)) for m in dispatcher.messages for k in ("text", "summary", "legs") if m.get(k))

    def read_back(self) -> str:
        return self.run(AskAnswer)

    def filed(self) -> str:
        with self.core.unit() as unit:
            draft = drafts.open_draft(unit, unit.db.get_one(Conversation, self.id))
            assert draft
            drafts.take(unit, draft, "confirm", "yes", value="yes")
        return self.run(FinishGrievance)


def on(day: str) -> dict[str, str]:
    return {"from": day, "to": day, "precision": "day"}


def test_before_filing_the_worker_reads_what_it_is_and_by_when(core: Core) -> None:
    told = Chat(core, "in", "wages_unpaid", since=on("2026-09-07"), sector="mine").read_back()
    for words in (
        "It goes from here to this office.",
        "This is not yet a claim under the law. The time limit runs on.",
        "File it at samadhan.labour.gov.in (free), or with the Labour Commissioner (Central).",
        # 7 September 2029 is a Friday
        "To claim wages (Code on Wages 2019, section 45): 7 Sep 2029 is the last day "
        "(3 years from the day each payment was due).",
        "There your employer is called to answer and learns your name.",
    ):
        assert words in told
    assert "Offices are closed" not in told


def test_after_filing_the_office_has_its_days_and_the_worker_theirs(core: Core) -> None:
    told = Chat(core, "in", "wages_unpaid", since=on("2026-09-07"), sector="mine").filed()
    for words in (
        "File it at samadhan.labour.gov.in",
        "7 Sep 2029 is the last day",
        "The office should answer by 13 Dec 2026 (guidelines for public grievances of 23 Aug 2024).",
        "Once you have filed there yourself, they have 3 months to decide (Code on Wages 2019, section 45).",
    ):
        assert words in told


def test_a_state_office_promises_nothing_of_its_own(core: Core) -> None:
    told = Chat(core, "in", "gratuity", sector="factory").filed()
    assert "How long this office may take is published nowhere, so we promise no day." in told
    assert "The office should" not in told


def test_without_the_day_the_length_is_told(core: Core) -> None:
    told = Chat(core, "in", "dismissal", sector="mine").read_back()
    law = "Industrial Relations Code 2020, section 4"
    assert f"To go to the Tribunal after losing the job ({law}): within 2 years" in told
    assert "We never send this to your employer unless you ask." in told


@pytest.mark.parametrize(
    ("day", "words"),
    [
        # 25 Oct + 30 days = 24 Nov 2026, two days from now
        ("2026-10-25", ["3 Azar 1405 is the last day (30 days from the last day of work).", "Only 2 days are left."]),
        ("2026-10-22", ["by our count the last day was 30 Aban 1405", "ask", "at once"]),
        # 28 Oct + 30 = 27 Nov, a Friday
        ("2026-10-28", ["6 Azar 1405 is the last day", "Offices are closed that day: go by 5 Azar 1405."]),
    ],
)
def test_the_thirty_days_of_a_dismissed_iranian(core: Core, day: str, words: list[str]) -> None:
    told = Chat(core, "ir", "dismissal", last_day=on(day)).read_back()
    line = next(line for line in told.splitlines() if "art. 20" in line)
    assert words[0] in line
    assert all(word in told for word in words)


def test_a_period_is_counted_from_its_first_day(core: Core) -> None:
    told = Chat(core, "ir", "dismissal", last_day={"from": "2026-10-24", "to": "2026-11-22", "precision": "month"})
    assert "2 Azar 1405 is the last day" in told.read_back()


def test_a_last_day_is_said_in_persian_with_solar_dates(core: Core) -> None:
    told = re.sub("[\u2066-\u2069]", "", Chat(core, "ir", "dismissal", "fa", last_day=on("2026-10-28")).read_back())
    assert "۶ آذر ۱۴۰۵" in told
    assert "این پیام «دادخواست» نیست" in told


def test_what_goes_on_over_a_long_time_is_not_over_because_its_beginning_is(core: Core) -> None:
    year = {"from": "2026-01-01", "to": "2026-12-31", "precision": "year"}
    told = Chat(core, "vn", "leave", since=year).read_back()
    mediator = next(line for line in told.splitlines() if "mediator (" in line)
    assert "within 6" in mediator
    assert "For what lies furthest back it may be over by now" in mediator
    assert "by our count the last day was" not in told
    court = next(line for line in told.splitlines() if "To go to court" in line)
    assert "01/01/2027 is the last day" in court


@pytest.mark.parametrize("topic", ["unsafe_workplace", "forced_child_labour"])
def test_an_office_promises_nothing_of_a_door_that_there_is_not(core: Core, topic: str) -> None:
    told = Chat(core, "vn", topic).filed()
    assert "Once you have filed there yourself" not in told
    assert "so we promise no day" in told


def test_money_for_an_accident_in_viet_nam_goes_to_the_mediator_first(core: Core) -> None:
    """Only disputes with the insurance go to court without one (Labour Code 2019, art. 188.1)."""
    told = Chat(core, "vn", "accident", accident_date=on("2026-10-20"), sector="hired").read_back()
    assert "To ask for the mediator (Labour Code 2019, art. 190): 20/04/2027 is the last day" in told
    assert "To go to court (Labour Code 2019, art. 190): 20/10/2027 is the last day" in told
    assert "It is not yet a request for mediation" in told


@pytest.mark.parametrize(
    ("country", "topic", "asked"),
    [
        ("in", "overseas_migrant_work",
         "ask Protector of Emigrants (Ministry of External Affairs) or Free legal aid (NALSA) ☎ 15100"),
        ("ir", "pf_not_deposited", "☎ 1420"),
        # nobody asks the police about a last day
        ("vn", "forced_child_labour", "ask Department of Home Affairs of the province."),
    ],
)  # fmt: skip
def test_a_number_is_told_with_the_name_of_whose_it_is(core: Core, country: str, topic: str, asked: str) -> None:
    told = Chat(core, country, topic).read_back().splitlines()
    assert asked in next(line for line in told if "We know of no last day" in line)



def test_what_was_before_a_law_is_not_counted_by_it(core: Core) -> None:
    told = Chat(core, "in", "wages_unpaid", since=on("2025-03-01"), sector="mine").read_back()
    assert "we know this limit only for what happened from 21 Nov 2025 on" in told
    assert "is the last day" not in told


def test_a_sealed_topic_says_its_limit_and_asks_nothing(core: Core) -> None:
    told = Chat(core, "in", "sexual_harassment").read_back()
    assert "We do not ask what happened." in told
    assert "within 3 months from the last incident" in told


def test_working_days_of_the_office_and_a_holiday_that_may_move(core: Core, clock: Clock) -> None:
    clock.now = datetime(2027, 3, 15, 6, 0, tzinfo=UTC)
    told = Chat(core, "in", "pf_claim_delay").filed()
    assert "The office should answer by 25 Mar 2027 (EPFO's instruction of 2025)." in told
    assert "a holiday on the way to it is not fixed yet" in told


def test_the_law_and_the_office_tell_it_too(core: Core) -> None:
    chat = Chat(core, "vn", "wages_unpaid")
    chat.ask_for({})
    topic = [{"entity": "topic", "value": "wages_unpaid"}]
    told = chat.run(AnswerTopic, intent={"name": "more"}, decision="choice", entities=topic)
    assert "It is not yet a request for mediation" in told
    assert "To ask for the mediator (Labour Code 2019, art. 190): within 6" in told


@pytest.mark.parametrize(("id", "language"), product(sorted(HERE), ("en", "hi", "vi", "fa")))
def test_every_topic_can_be_told_in_every_language(id: str, language: str) -> None:
    here, today = HERE[id], date(2026, 11, 22)
    day = {"value": {"from": "2026-11-01", "to": "2026-11-01"}}
    answers = {question: day for question, of in here.questions.items() if of.kind == "period"}
    for topic, sector in product(sorted(TOPICS), (None, *here.sectors)):
        where = route(here, topic, place=PLACES[id], sector=sector)
        for known in ({}, answers):
            promise = Promise(here, language, today, topic, where, known)
            told = [*promise.before(), *promise.after()]
            assert all(told)
            assert not any("{" in line or "…" in line for line in told), told


def test_who_files_there_themselves_reads_where_and_who_has_it(core: Core) -> None:
    told = Chat(core, "in", "overseas_migrant_work").filed()
    for words in (
        "This office takes it only from you: please file it there yourself. We keep your note and the number.",
        "Where: https://madad.gov.in; https://emigrate.gov.in",
        "The officer who looks after the cases here sees your note too and can write to you.",
        "File it at madad.gov.in (your family can) or with the embassy.",
    ):
        assert words in told


def test_nobody_is_promised_to_read_a_sealed_note(core: Core) -> None:
    told = Chat(core, "in", "sexual_harassment").filed()
    assert "takes it only from you" in told and "sees your note" not in told
    assert "shebox.wcd.gov.in" in told and "Where: " not in told, "the step names it already"


def test_an_office_that_has_it_is_not_said_to_have_nothing(core: Core) -> None:
    assert "only from you" not in Chat(core, "in", "wages_unpaid", sector="mine").filed()


@pytest.mark.parametrize("country", HERE)
def test_every_office_that_takes_it_from_the_worker_alone_has_steps(country: str) -> None:
    here = HERE[country]
    without = {
        (way.topic, way.offices[0].id)
        for way in all_ways(here)
        if way.offices[0].reach == "self" and here.effect(way.topic, way.sector, way.place).door is None
    }
    assert without == set()


def test_of_work_abroad_no_door_or_limit_at_home_is_told(core: Core) -> None:
    """An Indian labour authority and its time limits have nothing to say about a firm in the Gulf."""
    here = HERE["in"]
    abroad = {way.topic for way in all_ways(here) if way.offices[0].id == "emigration"}
    assert {"wages_unpaid", "unsafe_workplace", "dismissal"} <= abroad
    for topic in abroad:
        effect = here.effect(topic, next(s.id for s in here.sectors.values() if s.place), None)
        assert effect.door and (effect.act.id, effect.door.id, effect.limits) == ("abroad", "mission", ()), topic


def test_who_was_sent_abroad_from_viet_nam_is_told_of_no_mediator(core: Core) -> None:
    """The dispute is with the sending company (Labour Code, art. 188.1): the court at home, within its own limit."""
    here = HERE["vn"]
    abroad = {way.topic for way in all_ways(here) if way.offices[0].vertical == "overseas"}
    assert {"wages_unpaid", "dismissal", "accident", "resignation"} <= abroad
    for topic in abroad:
        effect = here.effect(topic, next(s.id for s in here.sectors.values() if s.place), None)
        assert effect.act.id != "mediation", topic
        assert not {limit.id for limit in effect.limits} - {"court"}, topic
