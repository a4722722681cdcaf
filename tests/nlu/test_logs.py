"""Nothing that a worker writes or reads is in the log, also when things break."""

from __future__ import annotations

import pytest

from tests.nlu.conftest import Conversation, Rasa

pytestmark = pytest.mark.slow

WORDS = ("Qyzzaphone", "Rumpelforge", "Zwickelbaum")


def test_no_word_of_a_worker_is_in_the_log(conversation: Conversation) -> None:
    rasa = conversation.rasa
    webhook = rasa.webhook
    conversation.say(f"my boss {WORDS[0]} did not pay me for two months")
    conversation.choose('/file{"topic": "wages_unpaid"}')
    conversation.say(f"{WORDS[1]} Textiles", open_question={"kind": "draft", "expects": "text"})
    for broken in (webhook.failing, webhook.malformed, webhook.silent):
        broken.add("validate_grievance_form")
        broken.add("action_ask_answer")
        conversation.send(text=f"{WORDS[2]} said no", open_question={"kind": "draft", "expects": "text"})
        broken.clear()
    rasa.request("POST", "/turn", raw=f'{{"text": "{WORDS[2]}"'.encode())
    rasa.request("POST", "/turn", {**conversation.body(text="x"), "text": [WORDS[2]]})
    log = rasa.log.read_text()
    assert "validate_grievance_form failed" in log  # what broke is there, by its name
    for word in (*WORDS, "ask:employer", "two months"):
        assert word not in log


def test_a_quiet_start(rasa: Rasa) -> None:
    lines = [line for line in rasa.log.read_text().splitlines() if "nlu." not in line]
    assert lines == []
