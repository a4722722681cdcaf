"""Every action runs once a message: asked again it says again, and on another road it says what was said before."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import func, select

from actions.turn import FIRST, SangamAction, Turn
from grievances import conversations
from grievances.conversations import Incoming
from grievances.core import Core
from grievances.models import Event, TurnResult
from jurisdictions import Jurisdiction
from tests.grievances.conftest import clock, core, worker

__all__ = ["clock", "core"]


@pytest.fixture(scope="session")
def served() -> dict[str, Jurisdiction]:
    from jurisdictions import load

    return load(["in"])


class Files(SangamAction):
    """Does something that must be done once."""

    id = "action_files"
    in_form = True

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        turn.unit.record("done", actor="worker")
        turn.tell("Your number is 1, your code 2.")
        return []


class Silent(Files):
    id = "action_silent"

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        turn.unit.record("done", actor="worker")
        return []


class Other(Files):
    id = "action_other"

    def act(self, turn: Turn) -> list[dict[str, Any]]:
        turn.unit.record("other", actor="worker")
        turn.tell("What is it about?")
        return []


@pytest.fixture
def message(core: Core) -> tuple[str, str]:
    """(conversation, uid) of a message in its turn."""
    with core.unit() as unit:
        conversation = worker(unit)
        found, _ = conversations.receive(unit, conversation, "m1", Incoming("yes"))
        return conversation.id, found.uid


def said(core: Core, action: type[SangamAction], message: tuple[str, str], after: str = FIRST) -> list[str]:
    conversation, uid = message
    latest = {"message_id": uid, "intent": {"name": "affirm"}, "decision": "open", "language": "en"}
    tracker = Tracker(conversation, {}, latest, [], False, None, {}, after)
    dispatcher = CollectingDispatcher()
    action(core)._run(dispatcher, tracker)
    return [m["text"] for m in dispatcher.messages]


def done(core: Core, kind: str) -> int:
    with core.reading() as unit:
        return unit.db.scalar(select(func.count(Event.id)).where(Event.kind == kind)) or 0


def test_asked_again_it_says_again_and_does_nothing(core: Core, message: tuple[str, str]) -> None:
    first = said(core, Files, message)
    assert said(core, Files, message) == first == ["Your number is 1, your code 2."]
    assert done(core, "done") == 1


def test_on_another_road_it_says_what_the_first_try_said(core: Core, message: tuple[str, str]) -> None:
    """Rasa was killed when all was done, and has forgotten the form: `yes` is no longer an answer to it."""
    said(core, Files, message)
    assert said(core, Other, message) == ["Your number is 1, your code 2."]
    assert said(core, Other, message) == ["Your number is 1, your code 2."]
    assert done(core, "other") == 0
    with core.reading() as unit:
        assert unit.db.scalar(select(func.count()).select_from(TurnResult)) == 1  # what is said again is not kept again


def test_the_next_action_of_the_same_road_runs(core: Core, message: tuple[str, str]) -> None:
    said(core, Files, message)
    assert said(core, Other, message, after="action_files") == ["What is it about?"]
    assert done(core, "other") == 1


def test_where_nothing_was_said_the_other_road_is_taken(core: Core, message: tuple[str, str]) -> None:
    said(core, Silent, message)
    assert said(core, Other, message) == ["What is it about?"]


def test_another_message_is_a_turn_of_its_own(core: Core, message: tuple[str, str]) -> None:
    said(core, Files, message)
    with core.unit() as unit:
        second, _ = conversations.receive(unit, conversations.get(unit, message[0]), "m2", Incoming("hello"))
    assert said(core, Other, (message[0], second.uid)) == ["What is it about?"]
