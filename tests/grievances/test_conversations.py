from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from grievances import conversations, waiting
from grievances.conversations import Incoming, Reply
from grievances.core import Core
from grievances.errors import MessageConflict, UnknownButton
from grievances.models import Button, ChannelIdentity, Message
from tests.grievances.conftest import Clock, worker


def test_the_same_address_is_the_same_conversation_and_stands_nowhere_readable(core: Core) -> None:
    with core.unit() as unit:
        first, second = worker(unit, "98765"), worker(unit, "98765")
        assert first.id == second.id
        assert worker(unit, "98766").id != first.id
        stored = unit.db.scalars(select(ChannelIdentity)).all()
        assert all(b"9876" not in i.address and "9876" not in i.address_index for i in stored)


def test_one_jurisdiction_is_settled_at_once(core: Core) -> None:
    with core.unit() as unit:
        assert (worker(unit).jurisdiction, worker(unit).jurisdiction_from) == ("in", "only")


def test_a_message_comes_in_once_and_another_content_is_a_conflict(core: Core) -> None:
    with core.unit() as unit:
        one, new = conversations.receive(unit, worker(unit), "m1", Incoming("words"))
        two, again = conversations.receive(unit, worker(unit), "m1", Incoming("words"))
        assert (one.id, new, again) == (two.id, True, False)
        with pytest.raises(MessageConflict):
            conversations.receive(unit, worker(unit), "m1", Incoming("other words"))
        assert conversations.receive(unit, worker(unit, "other"), "m1", Incoming("other words"))[1]


def test_message_text_is_sealed(core: Core) -> None:
    with core.unit() as unit:
        message, _ = conversations.receive(unit, worker(unit), "m1", Incoming("mera pf"))
        assert b"mera" not in message.body
        assert conversations.text_of(unit, message) == "mera pf"


@pytest.mark.parametrize("written", ["234567890124", "2345 6789 0124", "२३४५ ६७८९ ०१२४", "2345-6789-0124"])
def test_an_aadhaar_number_is_masked_before_the_first_write(core: Core, written: str) -> None:
    with core.unit() as unit:
        message, _ = conversations.receive(unit, worker(unit), "m1", Incoming(f"my number {written} ok"))
        text = conversations.text_of(unit, message)
        assert "0124" in text
        assert written not in text
        assert "2345" not in text


def test_another_twelve_digit_number_that_was_asked_for_stays(core: Core) -> None:
    with core.unit() as unit:
        conversation = worker(unit)
        conversation.open_question = {"kind": "draft", "question": "uan", "expects": "identifier"}
        unit.db.flush()
        message, _ = conversations.receive(unit, conversation, "m1", Incoming("234567890124"))
        assert conversations.text_of(unit, message) == "234567890124"


def test_a_button_counts_only_in_its_conversation(core: Core) -> None:
    with core.unit() as unit:
        mine, theirs = worker(unit, "a"), worker(unit, "b")
        conversations.say(unit, mine, Reply("?", "hi", (("File", '/file{"topic": "bonus"}'),)))
        token = unit.db.scalars(select(Button.token)).one()
        with pytest.raises(UnknownButton):
            conversations.receive(unit, theirs, "m", Incoming(payload=token))
        with pytest.raises(UnknownButton):
            conversations.receive(unit, mine, "m", Incoming(payload='/file{"topic": "bonus"}'))
        message, _ = conversations.receive(unit, mine, "m", Incoming(payload=token))
        request = conversations.turn_request(unit, message)
        assert request["choice"] == '/file{"topic": "bonus"}'
        assert "text" not in request
        assert conversations.text_of(unit, message) == "File"


def test_text_that_looks_like_a_command_stays_text(core: Core) -> None:
    with core.unit() as unit:
        message, _ = conversations.receive(unit, worker(unit), "m", Incoming('/file{"topic": "bonus"}'))
        request = conversations.turn_request(unit, message)
        assert request["text"] == '/file{"topic": "bonus"}'
        assert "choice" not in request


def test_answers_and_answered_are_one(core: Core) -> None:
    with core.unit() as unit:
        conversation = worker(unit, language="en")
        message, _ = conversations.receive(unit, conversation, "m", Incoming("words"))
        assert waiting.next_message(unit, conversation.id) is message
        conversations.answer(unit, message, [Reply("one", "hi"), Reply("two", "hi", (("t", "/x"),))], "hi")
        assert waiting.next_message(unit, conversation.id) is None
        assert [s.text for s in conversations.replies_to(unit, message)] == ["one", "two"]
        assert conversation.language == "hi"
        assert [s.author for s in conversations.history(unit, conversation)] == ["worker", "bot", "bot"]


def test_a_lease_keeps_others_out_until_it_runs_out(core: Core, clock: Clock) -> None:
    with core.unit() as unit:
        conversation = worker(unit).id
    with core.unit() as unit:
        assert waiting.lease(unit, conversation, "a", 30)
    with core.unit() as unit:
        assert not waiting.lease(unit, conversation, "b", 30)
        assert waiting.lease(unit, conversation, "a", 30)
    clock.move(seconds=31)
    with core.unit() as unit:
        assert waiting.lease(unit, conversation, "b", 30)
        waiting.release(unit, conversation, "a")  # no longer a's to give back
    with core.unit() as unit:
        assert not waiting.lease(unit, conversation, "a", 30)


def test_of_many_at_once_one_gets_the_lease(core: Core) -> None:
    with core.unit() as unit:
        conversation = worker(unit).id
    got: list[bool] = []

    def take(owner: str) -> None:
        with core.unit() as unit:
            got.append(waiting.lease(unit, conversation, owner, 30))

    threads = [threading.Thread(target=take, args=(f"o{i}",)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 7 + [True]


def test_of_many_redeliveries_at_once_one_is_written(core: Core) -> None:
    with core.unit() as unit:
        conversation = worker(unit).id
    failures: list[Exception] = []

    def send() -> None:
        try:
            with core.unit() as unit:
                conversations.receive(unit, conversations.get(unit, conversation), "m1", Incoming("words"))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with core.reading() as unit:
        assert len(unit.db.scalars(select(Message)).all()) == 1
    assert not failures


def test_what_was_left_unanswered_is_found_when_its_time_comes(core: Core, clock: Clock) -> None:
    with core.unit() as unit:
        conversation = worker(unit)
        message, _ = conversations.receive(unit, conversation, "m", Incoming("words"))
        assert waiting.waiting_conversations(unit, timedelta(seconds=2)) == []
    clock.move(seconds=3)
    with core.unit() as unit:
        assert waiting.waiting_conversations(unit, timedelta(seconds=2)) == [conversation.id]
        again = waiting.defer(unit, unit.db.get_one(Message, message.id))
        assert again > clock.now
    with core.unit() as unit:
        assert waiting.waiting_conversations(unit, timedelta(seconds=2)) == []
    clock.move(minutes=1)
    with core.unit() as unit:
        assert waiting.waiting_conversations(unit, timedelta(seconds=2)) == [conversation.id]


def test_the_first_result_of_an_action_is_kept(core: Core) -> None:
    with core.unit() as unit:
        message, _ = conversations.receive(unit, worker(unit), "m", Incoming("words"))
        assert conversations.result_of(unit, message, "action_x") is None
        conversations.keep_result(unit, message, "action_x", {"responses": [{"text": "secret 123"}]})
        unit.db.flush()
        assert conversations.result_of(unit, message, "action_x") == {"responses": [{"text": "secret 123"}]}


def test_what_a_unit_has_changed_is_kept_when_it_takes_in_or_says_something(core: Core) -> None:
    with core.unit() as unit:
        conversation = worker(unit)
        conversation.chosen_language = "vi"
        conversations.receive(unit, conversation, "m1", Incoming("hello"))
        conversation.open_question = {"kind": "number"}
        conversations.say(unit, conversation, Reply("hello", "en"))
        conversation_id = conversation.id
    with core.reading() as unit:
        kept = conversations.get(unit, conversation_id)
        assert (kept.chosen_language, kept.open_question) == ("vi", {"kind": "number"})
