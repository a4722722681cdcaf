"""The grievance form through a real Rasa process: asked, answered, interrupted, left, in changing languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.nlu.conftest import Conversation

pytestmark = pytest.mark.slow

EMPLOYER = {"kind": "draft", "question": "employer", "expects": "text"}
FILE = '/file{"topic": "wages_unpaid"}'


def texts(outcome: dict) -> list[str]:
    return [reply["text"] for reply in outcome["replies"]]


def test_from_the_first_question_to_the_end(conversation: Conversation) -> None:
    webhook = conversation.rasa.webhook
    assert texts(conversation.choose(FILE)) == ["ask:employer:en"]
    assert texts(conversation.say("Sharma Textiles, Gate 2", open_question=EMPLOYER)) == ["ask:since:en"]
    assert texts(conversation.say("since last March", open_question=EMPLOYER)) == ["ask:confirm:en"]
    assert texts(conversation.say("yes", open_question=EMPLOYER)) == ["action_finish_grievance:affirm:en"]
    assert webhook.drafts[conversation.id] == ["Sharma Textiles, Gate 2", "since last March", "yes"]
    assert conversation.actions == [
        "action_start_grievance",
        "action_ask_answer",
        *["validate_grievance_form", "action_ask_answer"] * 2,
        "validate_grievance_form",
        "action_finish_grievance",
    ]
    # the next words are no answer any more
    conversation.say("hello")
    assert conversation.actions[-1] == "action_converse"


def test_a_second_grievance_starts_with_nothing_of_the_first(conversation: Conversation) -> None:
    for _ in range(2):
        conversation.choose(FILE)
        for answer in ("one", "two", "three"):
            conversation.say(answer, open_question=EMPLOYER)
        assert conversation.rasa.webhook.drafts[conversation.id] == ["one", "two", "three"]


@pytest.mark.parametrize("text", ["skip", "छोड़ो", "chhodo", "bỏ qua", "bo qua", "نمی‌دونم", "nemidoonam"])
def test_skip_in_all_languages_and_spellings(conversation: Conversation, text: str) -> None:
    conversation.choose(FILE)
    outcome = conversation.say(text, open_question=EMPLOYER)
    assert outcome["intent"] == "skip"
    assert conversation.rasa.webhook.drafts[conversation.id] == [None]


def test_an_interruption_is_answered_once_and_the_form_goes_on(conversation: Conversation) -> None:
    conversation.choose(FILE)
    outcome = conversation.say("why do you ask", open_question=EMPLOYER)
    assert (outcome["intent"], texts(outcome)) == ("help", ["action_converse:help:en"])
    assert texts(conversation.say("Sharma Textiles", open_question=EMPLOYER)) == ["ask:since:en"]
    assert conversation.rasa.webhook.drafts[conversation.id] == ["Sharma Textiles"]


@pytest.mark.parametrize(
    ("choice", "action"),
    [
        ("/show_notice", "action_privacy"),
        ('/choose_language{"language": "fa"}', "action_settings"),
        ('/more{"topic": "overtime"}', "action_answer_topic"),
        ("/something_else", "action_offer_topics"),
        ("/emergency", "action_emergency"),
        ("/out_of_scope", "action_other_door"),
        ("/talk_to_officer", "action_talk_to_officer"),
        ("/check_status", "action_follow_up"),
    ],
)
def test_every_kind_of_interruption_leaves_the_form_open(conversation: Conversation, choice: str, action: str) -> None:
    conversation.choose(FILE)
    outcome = conversation.choose(choice, open_question=EMPLOYER)
    assert conversation.actions[2:] == [action]
    assert len(outcome["replies"]) == 1
    assert texts(conversation.say("Sharma Textiles", open_question=EMPLOYER))[0].startswith("ask:since")


@pytest.mark.parametrize(
    "choice",
    ["/skip", "/affirm", "/deny", "/correct", '/answer{"value": "2"}', '/change_answer{"question": "since"}'],
)
def test_these_choices_are_answers(conversation: Conversation, choice: str) -> None:
    conversation.choose(FILE)
    conversation.choose(choice, open_question=EMPLOYER)
    assert conversation.actions[2:] == ["validate_grievance_form", "action_ask_answer"]


@pytest.mark.parametrize("choice", ["/start_over", "/continue_draft", "/add_trouble", FILE])
def test_another_beginning_inside_the_form_asks_once(conversation: Conversation, choice: str) -> None:
    conversation.choose(FILE)
    conversation.say("one", open_question=EMPLOYER)
    outcome = conversation.choose(choice, open_question=EMPLOYER)
    assert conversation.actions[-2:] == ["action_start_grievance", "action_ask_answer"]
    assert texts(outcome) == ["ask:employer:en"]


def test_stop_closes_the_form(conversation: Conversation) -> None:
    conversation.choose(FILE)
    outcome = conversation.say("बंद करो", open_question=EMPLOYER)
    assert (outcome["intent"], texts(outcome)) == ("cancel", ["action_cancel:cancel:hi"])
    conversation.say("Sharma Textiles", open_question=EMPLOYER)
    assert conversation.actions[-1] == "action_converse"
    assert conversation.rasa.webhook.drafts[conversation.id] == []


def test_the_language_follows_the_worker_inside_the_form(conversation: Conversation) -> None:
    conversation.choose(FILE, language="hi")
    hindi = conversation.say("शर्मा टेक्सटाइल में काम करते थे हम", open_question=EMPLOYER, language="hi")
    assert (hindi["language"], texts(hindi)) == ("hi", ["ask:since:hi"])
    vietnamese = conversation.say("tôi làm ở đó từ tháng ba năm ngoái", open_question=EMPLOYER, language="hi")
    assert (vietnamese["language"], texts(vietnamese)) == ("vi", ["ask:confirm:vi"])
    assert len(conversation.rasa.webhook.drafts[conversation.id]) == 2


def test_the_persons_own_choice_of_language_wins(conversation: Conversation) -> None:
    outcome = conversation.say("salary not paid for two months", chosen_language="fa")
    assert outcome["language"] == "fa"
    assert conversation.last_call["tracker"]["latest_message"]["identified"] == "en"


def test_titles_of_buttons_and_the_languages_of_replies(conversation: Conversation) -> None:
    reply = conversation.choose(FILE, language="en")["replies"][0]
    assert reply["language"] == "en"
    assert reply["buttons"] == [{"title": "Skip", "choice": "/skip"}]


def test_a_photo_alone_is_an_answer(conversation: Conversation) -> None:
    conversation.choose(FILE)
    outcome = conversation.say("", open_question=EMPLOYER, attachments=[{"id": "a1", "type": "image/jpeg"}])
    assert outcome["intent"] == "inform"
    assert conversation.rasa.webhook.drafts[conversation.id] == [""]


@pytest.mark.parametrize("action", ["action_start_grievance", "action_ask_answer", "validate_grievance_form"])
def test_a_failure_inside_the_form_loses_no_answer_and_submits_nothing(conversation: Conversation, action: str) -> None:
    def fails(send: Callable[[], tuple[int, object]]) -> None:
        conversation.rasa.webhook.failing.add(action)
        assert send()[0] == 503
        conversation.rasa.webhook.failing.clear()

    if action != "validate_grievance_form":
        fails(lambda: conversation.send(choice=FILE))
    conversation.choose(FILE)
    body = conversation.body(text="Sharma Textiles", open_question=EMPLOYER)
    if action == "validate_grievance_form":
        fails(lambda: conversation.rasa.request("POST", "/turn", body))
    status, outcome = conversation.rasa.request("POST", "/turn", body)
    assert (status, texts(outcome)) == (200, ["ask:since:en"])
    assert "action_finish_grievance" not in conversation.actions


def test_a_trouble_asked_about_in_the_middle(conversation: Conversation) -> None:
    conversation.choose(FILE)
    outcome = conversation.say("how much is overtime paid per hour under the law?", open_question=EMPLOYER)
    assert (outcome["intent"], conversation.actions[-1]) == ("overtime", "action_answer_topic")
    outcome = conversation.say("fire in the factory and people are locked inside, help", open_question=EMPLOYER)
    assert (outcome["intent"], conversation.actions[-1]) == ("emergency", "action_emergency")
