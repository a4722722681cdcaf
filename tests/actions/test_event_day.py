"""The action that answers a topic tells the figures of the day that the worker's message is about."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.awareness import AnswerTopic
from grievances import conversations
from grievances.conversations import Incoming
from grievances.core import Core
from grievances.models import Conversation
from jurisdictions import Jurisdiction
from tests.grievances.conftest import Clock, clock, core, worker
from tests.jurisdictions.small import article, country, figure, value

__all__ = ["clock", "core"]

FIGURES = figure(20, date(2025, 1, 1)), figure(15, date(2026, 4, 1))


@pytest.fixture
def served(tmp_path: Path) -> dict[str, Jurisdiction]:
    work = {"claim_days": value("days", *FIGURES)}
    articles = {"pf_claim_delay": article("EPFO has {claim_days}.")}
    return {id: country(tmp_path, id, work=work, articles=articles) for id in ("in", "ir")}


class Chat:
    """A worker in a country, and the action as Rasa calls it."""

    def __init__(self, core: Core, country: str = "in") -> None:
        self.core, self.said = core, 0
        with core.unit() as unit:
            who = worker(unit, "device", "en")
            who.jurisdiction, who.notice_shown_at = country, unit.now
            self.id = who.id

    def send(self, text: str) -> str:
        """The uid of a message that waits for its answer."""
        self.said += 1
        with self.core.unit() as unit:
            conversation = unit.db.get_one(Conversation, self.id)
            message, _ = conversations.receive(unit, conversation, f"{self.said}", Incoming(text))
            return message.uid

    def answer(self, uid: str, **parsed: Any) -> str:
        said = {"intent": {"name": "pf_claim_delay"}, "decision": "answer", "ranking": [], "entities": [], **parsed}
        tracker = Tracker(self.id, {}, {"message_id": uid, "language": "en", **said}, [], False, None, {}, "")
        dispatcher = CollectingDispatcher()
        asyncio.run(AnswerTopic(self.core).run(dispatcher, tracker, {}))
        return str(dispatcher.messages[0]["text"])

    def ask(self, text: str) -> str:
        return self.answer(self.send(text))


TODAY, THEN = "Title\n\nEPFO has 15 days.", "Title\n\nEPFO has 20 days.\nThese are the figures of {day}. Today it is:\n"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("my pf claim is stuck", None),
        ("my pf claim of 12 February 2026 is stuck", "12 Feb 2026"),
        ("joined in 2019, the claim was filed on 12/02/2026", "12 Feb 2026"),
        ("I filed the claim in december 2025", "31 Dec 2025"),
        ("मैंने 12 फ़रवरी 2026 को क्लेम डाला", "12 Feb 2026"),
        # it lasts until today
        ("no pf since january 2026", None),
        ("claim filed on 5 April 2026", None),
        # a day to come is no event
        ("I have to be there on 3 December 2026", None),
    ],
)
def test_the_day_told_in_the_message(core: Core, text: str, day: str | None) -> None:
    told = Chat(core).ask(text)
    if day is None:
        assert told == TODAY
    else:
        assert told == f"{THEN.format(day=day)}• time to pay: 15 days"


def test_a_solar_date_of_an_iranian(core: Core) -> None:
    told = Chat(core, "ir").ask("۱۰ بهمن ۱۴۰۴ درخواست دادم")
    assert told.startswith(THEN.format(day="10 Bahman 1404"))


def test_a_topic_chosen_later_is_about_the_message_before(core: Core, clock: Clock) -> None:
    chat = Chat(core)
    before = chat.send("I filed it on 12 February 2026")
    clock.move(days=3)
    entities = [{"entity": "topic", "value": "pf_claim_delay"}, {"entity": "said", "value": before}]
    chosen = {"intent": {"name": "choose_topic"}, "decision": "choice", "entities": entities}
    assert chat.answer(chat.send("1"), **chosen).startswith(THEN.format(day="12 Feb 2026"))


def test_words_like_yesterday_count_from_their_own_message(core: Core, clock: Clock) -> None:
    chat = Chat(core)
    clock.now = clock.now.replace(year=2026, month=4, day=1)
    before = chat.send("I filed it yesterday")
    clock.move(days=3)
    entities = [{"entity": "topic", "value": "pf_claim_delay"}, {"entity": "said", "value": before}]
    chosen = {"intent": {"name": "choose_topic"}, "decision": "choice", "entities": entities}
    assert chat.answer(chat.send("1"), **chosen).startswith(THEN.format(day="31 Mar 2026"))


def test_another_persons_message_tells_nothing(core: Core) -> None:
    with core.unit() as unit:
        other = worker(unit, "other", "en")
        message, _ = conversations.receive(unit, other, "1", Incoming("I filed it on 12 February 2026"))
        uid = message.uid
    entities = [{"entity": "topic", "value": "pf_claim_delay"}, {"entity": "said", "value": uid}]
    chosen = {"intent": {"name": "choose_topic"}, "decision": "choice", "entities": entities}
    chat = Chat(core)
    assert chat.answer(chat.send("1"), **chosen) == TODAY
