"""The input channel against a real Rasa process."""

from __future__ import annotations

import threading
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.nlu.conftest import Conversation, Rasa
from tests.nlu.webhook import doubles

pytestmark = pytest.mark.slow


def test_a_turn_is_understood_and_handed_to_one_action(conversation: Conversation) -> None:
    outcome = conversation.say("salary not paid for two months, boss not answering calls", jurisdiction="in")
    assert outcome["message_id"] == conversation.said[-1]
    assert (outcome["intent"], outcome["language"], outcome["decision"]) == ("wages_unpaid", "en", "answer")
    reply = {"text": "action_answer_topic:wages_unpaid:en", "language": "en", "buttons": [], "custom": None}
    assert outcome["replies"] == [reply]
    latest = conversation.last_call["tracker"]["latest_message"]
    assert latest["text"] == "salary not paid for two months, boss not answering calls"
    assert latest["message_id"] == conversation.said[-1]
    assert latest["metadata"]["jurisdiction"] == "in"
    assert len(latest["ranking"]) == 5
    assert latest["ranking"][0]["intent"] == "wages_unpaid"
    assert latest["identified"] == "en"


def test_the_server_holds_nothing_of_tensorflow(rasa: Rasa) -> None:
    assert "/tensorflow" not in Path(f"/proc/{rasa.process.pid}/maps").read_text()


@pytest.mark.parametrize(
    "text",
    ["/restart", "/session_start", "/back", '/file{"topic": "pf_balance"}', '  /inform{"draft": "stolen"}', "//help"],
)
def test_text_is_always_text(conversation: Conversation, text: str) -> None:
    outcome = conversation.say(text)
    latest = conversation.last_call["tracker"]["latest_message"]
    assert outcome["decision"] in ("answer", "three", "families")
    assert outcome["intent"] not in ("file", "inform", "restart", "back", "session_start")
    assert latest["text"] == text
    assert not {e["entity"] for e in latest["entities"]} & {"topic", "draft"}
    assert conversation.last_call["tracker"]["slots"]["draft"] is None


def test_text_with_a_slash_is_the_answer_to_an_open_question(conversation: Conversation) -> None:
    conversation.choose('/file{"topic": "pf_balance"}')
    outcome = conversation.say('/choose_topic{"topic": "overtime"}', open_question={"kind": "draft", "expects": "text"})
    assert outcome["intent"] == "inform"
    assert conversation.rasa.webhook.drafts[conversation.id] == ['/choose_topic{"topic": "overtime"}']


def test_a_choice_sets_what_it_carries(conversation: Conversation) -> None:
    outcome = conversation.choose('/more{"topic": "pf_balance"}', language="vi")
    assert (outcome["intent"], outcome["decision"], outcome["language"]) == ("more", "choice", "vi")
    entities = conversation.last_call["tracker"]["latest_message"]["entities"]
    assert [(e["entity"], e["value"]) for e in entities] == [("topic", "pf_balance")]


@pytest.mark.parametrize(
    "choice",
    ["more", "/restart", "/health", "/inform", "/more{", "/more[1]", '/more{"topic": {"a": 1}}', "/" + "a" * 2000],
)
def test_a_choice_that_no_button_may_carry_is_refused(conversation: Conversation, choice: str) -> None:
    status, answer = conversation.send(choice=choice)
    assert (status, answer["error"]["code"]) == (400, "malformed")
    assert conversation.actions == []


@pytest.mark.parametrize("secret", [None, "", "wrong", "to-rasa-012345678", "to-rasa-01234567890"])
def test_nobody_enters_without_the_secret(rasa: Rasa, secret: str | None) -> None:
    body = Conversation(rasa).body(text="hello")
    assert rasa.request("POST", "/turn", body, secret=secret)[0] == 401
    assert rasa.request("DELETE", f"/conversations/{uuid.uuid4()}", secret=secret)[0] == 401


@pytest.mark.parametrize(
    "change",
    [
        {"conversation": "me"},
        {"message_id": None},
        {"text": 7},
        {"text": ""},
        {"text": "x" * 9000},
        {"choice": "/help"},
        {"metadata": []},
        {"metadata": {"language": "xx"}},
        {"metadata": {"open_question": "name"}},
        {"metadata": {"today": "yesterday"}},
    ],
)
def test_a_malformed_body_is_refused(rasa: Rasa, change: dict[str, Any]) -> None:
    body = {**Conversation(rasa).body(text="hello"), **change}
    status, answer = rasa.request("POST", "/turn", body)
    assert (status, answer["error"]["code"]) == (400, "malformed")


def test_no_json_is_refused(rasa: Rasa) -> None:
    assert rasa.request("POST", "/turn", raw=b"{")[0] == 400
    assert rasa.request("POST", "/turn", raw=b"[]")[0] == 400


def test_the_same_message_id_is_answered_once(conversation: Conversation) -> None:
    body = conversation.body(text="hello")
    first = conversation.rasa.request("POST", "/turn", body)
    again = conversation.rasa.request("POST", "/turn", body)
    assert first == again
    assert first[0] == 200
    assert conversation.actions == ["action_converse"]


def test_the_same_message_at_once_is_answered_once(conversation: Conversation) -> None:
    body = conversation.body(text="hello")
    answers: list[tuple[int, Any]] = []

    def ask() -> None:
        answers.append(conversation.rasa.request("POST", "/turn", body))

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status for status, _ in answers] == [200] * 5
    assert conversation.actions == ["action_converse"]


@pytest.mark.parametrize("broken", ["failing", "silent", "malformed"])
def test_a_turn_without_an_answer_is_a_failed_turn(conversation: Conversation, broken: str) -> None:
    webhook = conversation.rasa.webhook
    getattr(webhook, broken).add("action_converse")
    body = conversation.body(text="hello")
    status, answer = conversation.rasa.request("POST", "/turn", body)
    assert (status, answer) == (503, {"error": {"code": "turn_failed", "message": answer["error"]["message"]}})
    getattr(webhook, broken).clear()
    status, answer = conversation.rasa.request("POST", "/turn", body)
    assert (status, answer["replies"][0]["text"]) == (200, "action_converse:greet:en")


def test_an_unreachable_webhook_is_a_failed_turn_with_the_wrong_secret_too(conversation: Conversation) -> None:
    webhook = conversation.rasa.webhook
    webhook.secret, right = "changed", webhook.secret
    try:
        assert conversation.send(text="hello")[0] == 503
    finally:
        webhook.secret = right
    assert conversation.actions == []


def test_forgetting_a_conversation(conversation: Conversation) -> None:
    conversation.choose('/file{"topic": "pf_balance"}')
    assert conversation.rasa.request("DELETE", f"/conversations/{conversation.id}") == (204, None)
    conversation.say("Sharma Textiles", open_question={"kind": "draft", "expects": "text"})
    # the form is gone with the tracker; the action that speaks with nothing open offers to continue
    assert conversation.actions[-1] == "action_converse"
    assert conversation.rasa.request("DELETE", "/conversations/me")[0] == 400


def test_forgetting_drops_stored_outcomes(conversation: Conversation) -> None:
    body = conversation.body(text="hello")
    conversation.rasa.request("POST", "/turn", body)
    conversation.rasa.request("DELETE", f"/conversations/{conversation.id}")
    conversation.rasa.request("POST", "/turn", body)
    assert conversation.actions == ["action_converse", "action_converse"]


def test_health_is_a_turn_that_reaches_no_webhook(rasa: Rasa) -> None:
    before = len(rasa.webhook.calls)
    assert rasa.request("GET", "/health", secret=None) == (200, {"status": "ok"})
    assert len(rasa.webhook.calls) == before


def test_nothing_else_is_served(rasa: Rasa) -> None:
    import urllib.error
    import urllib.request

    for path in ("/", "/version", "/status", "/model", "/conversations/x/tracker", "/webhooks/rest/webhook"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"http://127.0.0.1:{rasa.port}{path}", timeout=5)
        assert refused.value.code == 404


def test_further_troubles_of_a_long_message_are_told(conversation: Conversation) -> None:
    conversation.say(
        "My employer has not paid my salary for the last two months. "
        "Also they are not giving overtime money for the extra hours."
    )
    latest = conversation.last_call["tracker"]["latest_message"]
    told = {latest["ranking"][0]["intent"], *latest["further_topics"]}
    assert {"wages_unpaid", "overtime"} <= told
    assert latest["ranking"][0]["intent"] not in latest["further_topics"]


def test_no_action_is_called_twice_in_a_turn(rasa: Rasa) -> None:
    assert rasa.webhook.calls
    forgotten = [
        pair for pair in doubles(rasa.webhook.calls) if pair[1] != "action_converse"
    ]  # action_converse: the tests above ask again on purpose
    assert forgotten == []


def test_turn_three_hundred_costs_what_turn_three_costs(conversation: Conversation) -> None:
    conversation.choose('/file{"topic": "pf_balance"}')
    sizes = []
    for _ in range(300):
        conversation.choose("/help")
        sizes.append(len(conversation.last_call["tracker"]["events"]))
    assert max(sizes) == sizes[2] < 25
