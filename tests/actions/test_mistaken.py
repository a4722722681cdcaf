"""The name of an office or of an employer that sounds like a wish does not turn in a circle."""

from __future__ import annotations

import asyncio

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.doors import TalkToOfficer
from actions.settings import Settings
from actions.turn import SangamAction
from grievances import conversations, drafts
from grievances.conversations import Incoming
from grievances.core import Core
from grievances.models import Conversation
from jurisdictions import Jurisdiction, load
from tests.grievances.conftest import clock, core, worker

__all__ = ["clock", "core"]


@pytest.fixture(scope="session")
def served() -> dict[str, Jurisdiction]:
    return load(["in", "ir"])


class Chat:
    """A worker whose form asks for an answer in words."""

    def __init__(self, core: Core, country: str, topic: str, question: str, language: str = "en") -> None:
        self.core, self.language = core, language
        with core.unit() as unit:
            who = worker(unit, "device", language)
            who.jurisdiction, who.notice_shown_at = country, unit.now
            draft = drafts.start(unit, who, [topic])
            drafts.take(unit, draft, "consent", "yes", value="yes")
            who.open_question = {"kind": "draft", "question": question, "expects": "text"}
            self.id = who.id

    def say(self, text: str, intent: str, action: type[SangamAction], decision: str = "open") -> list[str]:
        with self.core.unit() as unit:
            conversation = unit.db.get_one(Conversation, self.id)
            uid = conversations.receive(unit, conversation, text, Incoming(text))[0].uid
        said = {"message_id": uid, "language": self.language, "intent": {"name": intent}, "decision": decision}
        said |= {"ranking": [], "entities": []}
        tracker = Tracker(self.id, {}, said, [], False, None, {"name": "grievance_form"}, "")
        dispatcher = CollectingDispatcher()
        asyncio.run(action(self.core).run(dispatcher, tracker, {}))
        return [str(m.get("response") or m.get("text")) for m in dispatcher.messages]

    def answers(self) -> dict[str, str]:
        with self.core.reading() as unit:
            draft = drafts.open_draft(unit, unit.db.get_one(Conversation, self.id))
            assert draft
            return {question: answer["text"] for question, answer in drafts.read(unit, draft).items()}


def test_the_name_of_an_office_answers_the_question_for_it(core: Core) -> None:
    chat = Chat(core, "ir", "corruption", "office", "fa")
    asked = chat.say("اداره کار مشهد", "talk_to_officer", TalkToOfficer)
    assert chat.answers()["office"] == "اداره کار مشهد"
    assert asked == ["utter_ask_known_as"], "the place is known from it"


@pytest.mark.parametrize(
    ("question", "text", "decision"),
    [("employer", "i want to talk to an officer", "open"), ("office", "what is your phone number?", "open"),
     ("office", "/talk_to_officer", "choice")],
)  # fmt: skip
def test_a_wish_for_a_person_is_one(core: Core, question: str, text: str, decision: str) -> None:
    chat = Chat(core, "in", "corruption" if question == "office" else "wages_unpaid", question)
    asked = chat.say(text, "talk_to_officer", TalkToOfficer, decision)
    assert asked == ["utter_talk_to_officer", f"utter_ask_{question}"]
    assert question not in chat.answers()


def test_a_language_that_was_granted_is_not_asked_for_again(core: Core) -> None:
    chat = Chat(core, "in", "wages_unpaid", "employer")
    assert chat.say("Sunrise English Centre", "change_language", Settings)[0] == "utter_language_set"
    assert "employer" not in chat.answers()
    assert chat.say("Sunrise  English Centre", "change_language", Settings) == ["utter_ask_place"]
    assert chat.answers()["employer"] == "Sunrise  English Centre"
