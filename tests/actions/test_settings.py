"""The language of the conversation, set by the worker."""

from __future__ import annotations

import asyncio

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.settings import Settings
from grievances import conversations, drafts
from grievances.conversations import Incoming
from grievances.core import Core
from grievances.models import Conversation
from jurisdictions import Jurisdiction, load
from tests.grievances.conftest import clock, core, worker

__all__ = ["clock", "core"]


@pytest.fixture(scope="session")
def served() -> dict[str, Jurisdiction]:
    return load(["in"])


class Chat:
    """A worker whose form asks for the employer's name."""

    def __init__(self, core: Core) -> None:
        self.core = core
        with core.unit() as unit:
            who = worker(unit, "device", "en")
            who.jurisdiction, who.notice_shown_at = "in", unit.now
            draft = drafts.start(unit, who, ["wages_unpaid"])
            drafts.take(unit, draft, "consent", "yes", value="yes")
            who.open_question = {"kind": "draft", "question": "employer", "expects": "text"}
            self.id = who.id

    def say(self, text: str) -> list[str]:
        """Say what the model takes for a wish to change the language; returns what was answered."""
        with self.core.unit() as unit:
            conversation = unit.db.get_one(Conversation, self.id)
            uid = conversations.receive(unit, conversation, text, Incoming(text))[0].uid
        said = {"message_id": uid, "language": "en", "intent": {"name": "change_language"}, "decision": "open"}
        said |= {"ranking": [], "entities": []}
        tracker = Tracker(self.id, {}, said, [], False, None, {"name": "grievance_form"}, "")
        dispatcher = CollectingDispatcher()
        asyncio.run(Settings(self.core).run(dispatcher, tracker, {}))
        return [str(m.get("response") or m.get("text")) for m in dispatcher.messages]

    def answers(self) -> dict[str, str]:
        with self.core.reading() as unit:
            draft = drafts.open_draft(unit, unit.db.get_one(Conversation, self.id))
            assert draft
            return {question: answer["text"] for question, answer in drafts.read(unit, draft).items()}


def test_a_language_that_was_granted_is_not_asked_for_again(core: Core) -> None:
    chat = Chat(core)
    assert chat.say("Sunrise English Centre")[0] == "utter_language_set"
    assert "employer" not in chat.answers()
    assert chat.say("Sunrise  English Centre") == ["utter_ask_place"]
    assert chat.answers()["employer"] == "Sunrise  English Centre"
