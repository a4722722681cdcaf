"""Learning from use, from the worker's message to a file that Rasa reads: actions, core and desk together."""

from __future__ import annotations

import asyncio
import re
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.awareness import AnswerTopic, OfferTopics
from actions.turn import SangamAction
from desk.learning import PAGE
from grievances import conversations, review
from grievances.conversations import Incoming
from grievances.core import Core
from grievances.models import Conversation, Event, Message, ReviewItem
from grievances.names import ACT_NAMES, TOPIC_NAMES
from grievances.training import training_file
from language.catalogue import translations
from nlu.check_data import taxonomy
from tests.desk.conftest import Desk, Visitor
from tests.desk.test_languages import LATIN, msgids, shown
from tests.grievances.conftest import worker
from tests.one_database import database_url

__all__ = ["database_url"]

ROOT = Path(__file__).resolve().parents[2]
TEXT = "paisa atka hai 3 mahine se, <b>98765 43210</b> pe phone karo"
CLEAN = "paisa atka hai 3 mahine se, b <phone> /b pe phone karo"
RANKING = [
    {"intent": "wages_unpaid", "confidence": 0.412}, {"intent": "pf_claim_delay", "confidence": 0.3},
    {"intent": "pf_withdrawal", "confidence": 0.1}, {"intent": "corruption", "confidence": 0.01},
]  # fmt: skip


class Chat:
    """A worker who agreed to the notice, and the actions as Rasa calls them."""

    def __init__(self, core: Core, address: str = "device") -> None:
        self.core, self.said = core, 0
        with core.unit() as unit:
            who = worker(unit, address)
            who.jurisdiction, who.consent_version = "in", unit.jurisdiction("in").notice.version
            self.id = who.id

    def turn(self, action: Callable[[Core], SangamAction], incoming: Incoming, language: str, **parsed: Any) -> Message:
        self.said += 1
        with self.core.unit() as unit:
            message, _ = conversations.receive(unit, unit.db.get_one(Conversation, self.id), f"{self.said}", incoming)
        latest = {"message_id": message.uid, "language": language, "entities": [], **parsed}
        tracker = Tracker(self.id, {}, latest, [], False, None, {}, "action_listen")
        for _ in range(2):  # an action may be asked again for the same message
            dispatcher = CollectingDispatcher()
            asyncio.run(action(self.core).run(dispatcher, tracker, {}))
        assert dispatcher.messages
        with self.core.unit() as unit:
            answered = unit.db.get_one(Message, message.id)
            replies = [
                conversations.Reply("?", language, tuple((b["title"], b["payload"]) for b in m["buttons"] or ()))
                for m in dispatcher.messages
            ]
            conversations.answer(unit, answered, replies, language)
        return message

    def unsure(self, text: str = TEXT, language: str = "hi", tap: str = "pf_claim_delay") -> Message:
        """A message that the model was unsure of, and the tap on one of the three buttons it brought."""
        said = {"intent": {"name": "unsure"}, "decision": "three", "ranking": RANKING}
        message = self.turn(OfferTopics, Incoming(text), language, **said)
        with self.core.reading() as unit:
            shown = conversations.replies_to(unit, unit.db.get_one(Message, message.id))
            token = {translations(language).gettext(n): t for t, n in TOPIC_NAMES.items()}
            buttons = {token.get(title): payload for reply in shown for title, payload in reply.buttons}
        entities = [{"entity": "topic", "value": tap}, {"entity": "said", "value": message.uid}]
        choice = {"intent": {"name": "choose_topic"}, "decision": "choice", "ranking": [], "entities": entities}
        self.turn(AnswerTopic, Incoming(payload=buttons[tap]), language, **choice)
        return message


@pytest.fixture
def reviewer(desk: Desk) -> Visitor:
    desk.officer("nodal", None, "nodal")
    return desk.visitor("nodal")


def item_of(page: str) -> str:
    found = re.search(r'action="/desk/review/(\d+)"', page)
    assert found
    return found[1]


def test_every_label_has_a_name() -> None:
    assert {*TOPIC_NAMES, *ACT_NAMES} == set(taxonomy()) == review.LABELS


def test_from_a_workers_message_to_training_data(desk: Desk, reviewer: Visitor, tmp_path: Path) -> None:
    Chat(desk.core).unsure()
    assert ">Review</a>" in reviewer.get("/queue").text
    page = reviewer.get("/review").text
    assert "98765" not in page
    assert 'mahine se, b <bdi class="tag" lang="en">phone</bdi> /b pe phone karo</blockquote>' in page
    assert '<blockquote lang="hi" dir="ltr">' in page
    assert "Wages not paid (41%)" in page and "My fund claim is stuck" in page
    assert len(set(re.findall(r'<option value="(\w+)">', page)) & review.LABELS) == 54
    item = item_of(page)
    answer = reviewer.post(f"/review/{item}", do="label", label="pf_withdrawal", state="open")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/review?show=open&language=&after=0")
    assert "Nothing here." in reviewer.get("/review").text
    assert "Taking money out of the fund" in reviewer.get("/review?show=labelled").text
    with desk.core.unit() as unit:
        lines = review.take_labelled(unit)
    file = tmp_path / "reviewed.yml"
    file.write_text(training_file(lines), encoding="utf-8")
    assert yaml.safe_load(file.read_text("utf-8")) == {
        "version": "3.1",
        "nlu": [{
            "intent": "pf_withdrawal", "metadata": {"language": "hi"},
            "examples": "- paisa atka hai 3 mahine se, b /b pe phone karo\n",
        }],
    }  # fmt: skip
    assert "gone into the training file" in reviewer.get("/review?show=labelled").text


def test_rasa_reads_the_file(tmp_path: Path) -> None:
    """With Rasa's own reader, every line whole: nothing a worker typed is taken for a mark of the format."""
    texts = ["ghar ka paisa: nahi mila # 3 mahine", "chưa trả “lương” - & * ! | >", "حقوق «ندادند» 'هنوز'", "- % @x y"]
    lines = [review.Labelled("fa", "wages_unpaid", text, True) for text in texts]
    file = tmp_path / "reviewed.yml"
    file.write_text(training_file([*lines, review.Labelled("vi", "greet", "chào <name>", True)]), encoding="utf-8")
    code = (
        "import sys, json; from rasa.shared.nlu.training_data.loading import load_data\n"
        "for m in load_data(sys.argv[1]).training_examples:\n"
        "    language = m.get('metadata')['intent']['language']\n"
        "    print(json.dumps([m.get('text'), m.get('intent'), language, m.get('entities')]))"
    )
    python = ROOT / "nlu/.venv/bin/python"
    done = subprocess.run(
        [str(python), "-W", "ignore", "-c", code, str(file)], capture_output=True, text=True, check=True, timeout=120
    )
    read = [yaml.safe_load(line) for line in done.stdout.splitlines() if line.startswith("[")]
    expected = [[text.strip(" -"), "wages_unpaid", "fa", None] for text in texts] + [["chào", "greet", "vi", None]]
    assert sorted(read) == sorted(expected)


def test_the_page_moves_on_and_says_what_cannot_be_done(desk: Desk, reviewer: Visitor) -> None:
    for i in range(PAGE + 1):
        Chat(desk.core, f"worker {i}").unsure(f"paisa nahi mila, baar baar bola {'ab ' * i}")
    first = reviewer.get("/review").text
    assert first.count("<blockquote") == PAGE
    with desk.core.reading() as unit:
        [read] = unit.db.query(Event).filter_by(kind="review_read")
        assert len(read.data["items"]) == PAGE, "what was not shown is not recorded as read"
    following = re.search(r'rel="next" href="/desk(/review\?[^"]+)"', first)
    assert following
    second = reviewer.get(unescape(following[1])).text
    assert second.count("<blockquote") == 1 and "First page" in second
    item = item_of(first)
    unlabelled = reviewer.post(f"/review/{item}", do="label", label="", state="open")
    assert unlabelled.status_code == 422 and "Please choose what the message is about." in unlabelled.text
    assert reviewer.post(f"/review/{item}", do="reject", state="open").status_code == 303
    again = reviewer.post(f"/review/{item}", do="label", label="bonus", state="open")
    assert again.status_code == 409 and "Somebody else has decided on this message already." in again.text
    assert f'/review/{item}"' not in again.text
    assert reviewer.post("/review/x", do="label", label="bonus", state="open").status_code == 404


def test_only_the_language_asked_for(desk: Desk, reviewer: Visitor) -> None:
    Chat(desk.core, "one").unsure()
    Chat(desk.core, "two").unsure("حقوق سه ماه را ندادند", "fa")
    page = reviewer.get("/review?language=fa").text
    assert page.count("<blockquote") == 1 and '<blockquote lang="fa" dir="rtl">' in page
    item = item_of(page)
    answer = reviewer.post(f"/review/{item}", do="reject", state="open", language="fa", after="0")
    assert answer.headers["location"] == "/desk/review?show=open&language=fa&after=0"


@pytest.mark.parametrize("language", ["hi", "vi", "fa"])
def test_the_list_is_in_the_reviewers_language(desk: Desk, language: str) -> None:
    desk.officer("nodal", None, "nodal", language=language, name="۱")
    Chat(desk.core).unsure()
    page = desk.visitor("nodal").get("/review").text
    found = shown(page)
    assert (found.root["lang"], found.root["dir"]) == (language, "rtl" if language == "fa" else "ltr")
    english = msgids() - LATIN
    left = [text for text in found.texts if text in english]
    if language != "vi":
        left += [text for text in found.texts if re.search(r"[A-Za-z]{3,} [A-Za-z]{3,}", text)]
    assert not left


def test_a_corrected_topic_stands_in_the_history_and_on_the_list(desk: Desk, reviewer: Visitor) -> None:
    desk.officer("own")
    desk.officer("next", "clc")
    leg, who = desk.file(), desk.visitor("own")
    page = who.get(f"/cases/{leg.id}").text
    assert '<option value="">The topic is right</option>' in page and '<option value="bonus">Bonus</option>' in page
    wrong = desk.send(who, leg, "transfer", office="clc", topic="sexual_harassment")
    assert wrong.status_code == 422 and "A sealed topic can go only to the office in charge of it." in wrong.text
    assert desk.send(who, leg, "transfer", office="clc", topic="bonus").status_code == 303
    assert desk.leg(leg).topic == "bonus"
    assert "corrected the topic: Bonus" in unescape(desk.visitor("next").get(f"/cases/{leg.id}").text)


def test_each_message_is_there_once_however_often_its_turn_was_asked_for(desk: Desk) -> None:
    chat = Chat(desk.core)
    chat.unsure()
    chat.unsure(tap="pf_withdrawal")
    with desk.core.reading() as unit:
        assert [row.chosen for row in unit.db.query(ReviewItem)] == ["pf_claim_delay", "pf_withdrawal"]
