"""The tracker store and the answers: state without words, texts in the worker's language."""
from __future__ import annotations

import asyncio
import gettext
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from language import catalogue
from nlu.answers import LocalisedAnswers, localised_buttons
from nlu.tracker_store import StateStore

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(ROOT / "domain.yml"))


def said(domain: Domain, store: StateStore, sender: str, *more: Any) -> DialogueStateTracker:
    tracker = asyncio.run(store.get_or_create_tracker(sender))
    for event in (UserUttered("my own words", {"name": "inform"}), *more, ActionExecuted("action_listen")):
        tracker.update(event, domain)
    asyncio.run(store.save(tracker))
    found = asyncio.run(store.retrieve(sender))
    assert found is not None
    return found


def test_what_a_tracker_keeps(domain: Domain) -> None:
    store = StateStore(domain)
    form = (ActionExecuted("grievance_form"), ActiveLoop("grievance_form"), SlotSet("requested_slot", "answer"))
    kept = said(domain, store, "c", SlotSet("draft", "d1"), SlotSet("filing", True), SlotSet("answer", "x"), *form)
    assert kept.active_loop_name == "grievance_form"
    assert kept.get_slot("requested_slot") == "answer"
    assert (kept.get_slot("draft"), kept.get_slot("filing")) == ("d1", True)
    assert kept.get_slot("answer") is None
    assert kept.latest_action_name == "action_listen"
    assert not any(isinstance(event, UserUttered) for event in kept.events)


def test_a_tracker_does_not_grow(domain: Domain) -> None:
    store = StateStore(domain)
    sizes = [len(said(domain, store, "c", SlotSet("draft", str(turn))).events) for turn in range(50)]
    assert sizes == [sizes[0]] * 50


def test_the_form_that_ended_is_not_open(domain: Domain) -> None:
    store = StateStore(domain)
    said(domain, store, "c", ActionExecuted("grievance_form"), ActiveLoop("grievance_form"))
    assert said(domain, store, "c", ActiveLoop(None)).active_loop_name is None


def test_the_store_is_bounded_in_number_and_age(domain: Domain) -> None:
    now = [0.0]
    store = StateStore(domain, most=3, age=10, clock=lambda: now[0])
    for sender in "abcd":
        said(domain, store, sender)
    assert asyncio.run(store.keys()) == ["b", "c", "d"]
    now[0] = 5
    said(domain, store, "b")
    now[0] = 11
    assert asyncio.run(store.retrieve("c")) is None
    assert asyncio.run(store.keys()) == ["b"]


def test_a_turn_can_be_undone(domain: Domain) -> None:
    store = StateStore(domain)
    said(domain, store, "c", SlotSet("draft", "d1"))
    before = store.state("c")
    said(domain, store, "c", SlotSet("draft", "d2"))
    store.put_back("c", before)
    kept = asyncio.run(store.retrieve("c"))
    assert kept is not None
    assert kept.get_slot("draft") == "d1"
    store.put_back("c", None)
    assert store.state("c") is None


# --- answers ---------------------------------------------------------------------------------------------------

PERSIAN = {"Filed under {number}.": "با شمارهٔ {number} ثبت شد.", "Skip": "رد شو", "Yes": "بله", "Broken {x}": "{y}"}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> LocalisedAnswers:
    class Persian(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return PERSIAN.get(message, message)

    def translations(language: str, *_: object) -> gettext.NullTranslations:
        return Persian() if language == "fa" else gettext.NullTranslations()

    monkeypatch.setattr(catalogue, "translations", translations)
    monkeypatch.setattr("nlu.answers.translations", translations)
    generator = LocalisedAnswers()
    generator.responses = {
        "utter_filed": [{"text": "Filed under {number}.", "buttons": [{"title": "Yes", "payload": "/affirm"}]}],
        "utter_broken": [{"text": "Broken {x}"}],
    }
    return generator


def tracker(language: str) -> DialogueStateTracker:
    uttered = UserUttered("x", {"name": "greet"}, parse_data={"language": language})  # type: ignore[typeddict-item]
    return DialogueStateTracker.from_events("c", [ActionExecuted("action_listen"), uttered])


def generate(answers: LocalisedAnswers, name: str, language: str, **values: Any) -> dict[str, Any]:
    return asyncio.run(answers.generate(name, tracker(language), "sangam", **values))


def chosen(answers: LocalisedAnswers, language: str) -> dict[str, Any]:
    return asyncio.run(answers.generate("utter_filed", tracker("en"), "sangam", number="1", language=language))


def test_the_language_of_the_turn(answers: LocalisedAnswers) -> None:
    made = generate(answers, "utter_filed", "fa", number="SG-1234")
    assert made["text"] == "با شمارهٔ \u2068SG-1234\u2069 ثبت شد."
    assert made["buttons"] == [{"title": "بله", "payload": "/affirm"}]
    assert made["language"] == "fa"
    assert generate(answers, "utter_filed", "en", number="SG-1234")["text"] == "Filed under SG-1234."


def test_the_language_an_action_chose(answers: LocalisedAnswers) -> None:
    made = chosen(answers, "fa")
    assert made["language"] == "fa"
    assert "ثبت شد" in made["text"]


def test_values_are_never_templates_or_message_ids(answers: LocalisedAnswers) -> None:
    made = generate(answers, "utter_filed", "fa", number="{x} Skip")
    assert "{x} Skip" in made["text"]


def test_a_broken_translation_gives_the_source(answers: LocalisedAnswers) -> None:
    assert "Broken" in generate(answers, "utter_broken", "fa", x="that")["text"]


def test_a_response_that_is_not_there_is_an_error(answers: LocalisedAnswers) -> None:
    with pytest.raises(KeyError):
        generate(answers, "utter_nothing", "en")


def test_titles_that_actions_send(answers: LocalisedAnswers) -> None:
    buttons = [{"title": "Skip", "payload": "/skip"}, {"title": "Ein {x}", "payload": "/more"}]
    assert localised_buttons(buttons, "fa") == [
        {"title": "رد شو", "choice": "/skip"},
        {"title": "Ein {x}", "choice": "/more"},
    ]
