"""The graph components as plain objects: trained, stored, loaded again, and refusing to work untrained."""
from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.classifier import TfidfIntentClassifier
from nlu.components.decision import TurnDecision
from nlu.components.entities import EntityFinder
from nlu.components.language import LanguageComponent, declared, rows
from nlu.components.normaliser import Normaliser, spoken
from nlu.tests.conftest import Built

Builder = Callable[[type[Any]], Built]


def message(text: str, **metadata: Any) -> Message:
    return Message(data={"text": text, "metadata": metadata})


# --- normaliser ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("  salary   not paid ", "salary not paid"),
        ("/restart", "restart"),
        (' //file{"topic": "x"}', 'file{"topic": "x"}'),
        ("\u200b/restart", "restart"),
        ("३ महीने", "3 महीने"),
        ("۳ ماه", "3 ماه"),
        ("كارگر", "کارگر"),
        (unicodedata.normalize("NFD", "lương"), "lương"),
    ],
)
def test_normaliser(built: Builder, typed: str, text: str) -> None:
    [done] = built(Normaliser).create().process([message(typed)])
    assert done.get("text") == text == spoken(typed)
    assert done.get("as_typed") == typed


def test_normaliser_treats_training_and_serving_alike(built: Builder) -> None:
    normaliser = built(Normaliser).create()
    data = TrainingData([Message.build("/كارگر  ۳", "greet")])
    normaliser.process_training_data(data)
    [served] = normaliser.process([message("/كارگر  ۳")])
    assert data.training_examples[0].get("text") == served.get("text") == "کارگر 3"


# --- language --------------------------------------------------------------------------------------------------


def test_language_is_the_same_after_loading(built: Builder, training_data: TrainingData) -> None:
    kit = built(LanguageComponent)
    trained = kit.create()
    trained.train(training_data)
    texts = ["salary not paid", "वेतन नहीं", "chua tra luong", "حقوق ندادن", "vetan nahi mila", "xin chào"]
    before = [m.get("identified") for m in trained.process([message(t) for t in texts])]
    after = [m.get("identified") for m in kit.load().process([message(t) for t in texts])]
    assert before == after
    assert before[1:4] == ["hi", "vi", "fa"]


@pytest.mark.parametrize(
    ("metadata", "language"),
    [({}, "hi"), ({"language": "vi"}, "hi"), ({"chosen_language": "fa"}, "fa"), ({"language": "en"}, "hi")],
)
def test_language_of_the_turn(
    built: Builder, training_data: TrainingData, metadata: dict[str, str], language: str
) -> None:
    component = built(LanguageComponent).create()
    component.train(training_data)
    [done] = component.process([message("दो महीने से वेतन नहीं मिला है", **metadata)])
    assert (done.get("identified"), done.get("language")) == ("hi", language)
    assert {"identified", "language"} <= done.output_properties


def test_language_untrained(built: Builder, tmp_path: Path) -> None:
    kit = built(LanguageComponent)
    with pytest.raises(RuntimeError, match="not been trained"):
        kit.create().process([message("hello")])
    with pytest.raises(ValueError, match="does not exist"):
        kit.load()


def test_what_teaches_languages(training_data: TrainingData) -> None:
    taught = dict(rows(training_data.intent_examples))
    assert taught["vetan nahi mila"] == "hi"
    assert taught["wo ist mein geld"] == "other"
    assert taught.get("el tiempo de hoy") != "other"
    with pytest.raises(ValueError, match="declares no language"):
        rows([Message.build("hello", "greet")])


def test_an_examples_own_language_comes_before_its_intents() -> None:
    example = Message.build("hola", "greet", intent_metadata={"language": "en"}, example_metadata={"language": "other"})
    assert declared(example) == "other"


# --- classifier ------------------------------------------------------------------------------------------------


def test_classifier_is_the_same_after_loading(built: Builder, training_data: TrainingData) -> None:
    kit = built(TfidfIntentClassifier)
    trained = kit.create(C=1.0)
    trained.train(training_data)
    texts = ["boss did not pay salary", "tăng ca", "मेरा वेतन", "", "اضافه کاری"]
    before = trained.process([message(t) for t in texts])
    after = kit.load(C=1.0).process([message(t) for t in texts])
    for one, other in zip(before, after):
        assert one.get("intent_ranking") == other.get("intent_ranking")
    assert [m.get("intent")["name"] for m in before][:3] == ["wages_unpaid", "overtime", "wages_unpaid"]
    ranking = before[0].get("intent_ranking")
    assert ranking == sorted(ranking, key=lambda r: -r["confidence"])
    assert sum(r["confidence"] for r in ranking) == pytest.approx(1.0, abs=1e-5)


def test_classifier_strength_is_a_setting(built: Builder, training_data: TrainingData) -> None:
    weights = []
    for strength in (0.01, 10.0):
        component = built(TfidfIntentClassifier).create(C=strength)
        component.train(training_data)
        weights.append(abs(component._model.coefficients).sum())
    assert weights[0] < weights[1]


def test_classifier_files_need_no_pickle(built: Builder, training_data: TrainingData) -> None:
    import numpy as np

    kit = built(TfidfIntentClassifier)
    kit.create().train(training_data)
    with kit.storage.read_from(kit.resource) as folder:
        assert {path.suffix for path in folder.iterdir()} == {".json", ".npz"}
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            assert {array.dtype.kind for array in (arrays[name] for name in arrays)} == {"f"}


def test_classifier_untrained(built: Builder) -> None:
    kit = built(TfidfIntentClassifier)
    with pytest.raises(RuntimeError, match="not been trained"):
        kit.create().process([message("hello")])
    with pytest.raises(ValueError, match="does not exist"):
        kit.load()
    with pytest.raises(ValueError, match="at least two intents"):
        kit.create().train(TrainingData([Message.build("hello", "greet")]))


# --- entities --------------------------------------------------------------------------------------------------


def test_entities_fit_the_text_as_typed(built: Builder) -> None:
    typed = "मुझे  ३  महीने से ₹12,000 नहीं मिले"
    [done] = built(EntityFinder).create().process(
        built(Normaliser).create().process([message(typed, today="2026-11-22", jurisdiction="in")])
    )
    found = {e["entity"]: typed[e["start"] : e["end"]] for e in done.get("entities")}
    assert "12,000" in found["money"]
    assert any("३" in said for kind, said in found.items() if kind in ("date", "duration"))


@pytest.mark.parametrize(("jurisdiction", "kind"), [("in", "esi"), ("vn", "bhxh")])
def test_entities_know_the_country_and_the_open_question(built: Builder, jurisdiction: str, kind: str) -> None:
    question = {"kind": "draft", "expects": "identifier", "entity": kind}
    asked = message("1234567890", today="2026-11-22", jurisdiction=jurisdiction, open_question=question)
    [done] = built(EntityFinder).create().process([asked])
    assert [(e["entity"], e["value"]) for e in done.get("entities")] == [(kind, "1234567890")]


def test_entities_count_from_the_messages_own_day(built: Builder) -> None:
    finder = built(EntityFinder).create()
    days = []
    for today in ("2026-11-22", "2025-01-10"):
        [done] = finder.process([message("since last month", today=today, jurisdiction="in")])
        days.append(done.get("entities")[0]["value"]["from"])
    assert [day[:7] for day in days] == ["2026-10", "2024-12"]


# --- decision --------------------------------------------------------------------------------------------------


def ranked(*pairs: tuple[str, float], text: str = "some text", **metadata: Any) -> Message:
    done = message(text, **metadata)
    done.set("intent_ranking", [{"name": name, "confidence": confidence} for name, confidence in pairs])
    return done


FIVE = [("wages_unpaid", 0.9), ("bonus", 0.05), ("leave", 0.03), ("overtime", 0.01), ("gratuity", 0.01)]


def test_decision_says_what_the_contract_says(built: Builder) -> None:
    [done] = built(TurnDecision).create().process([ranked(*FIVE)])
    assert done.get("intent") == {"name": "wages_unpaid", "confidence": 0.9}
    assert done.get("decision") == "answer"
    assert done.get("ranking") == [{"intent": name, "confidence": value} for name, value in FIVE]
    assert {"intent", "decision", "ranking"} <= done.output_properties


def test_decision_keeps_internal_intents_out_of_the_ranking(built: Builder) -> None:
    question = {"kind": "draft", "expects": "text"}
    [done] = built(TurnDecision).create().process([ranked(*FIVE, text="Sharma Textiles", open_question=question)])
    assert (done.get("intent")["name"], done.get("decision")) == ("inform", "open")
    assert [r["intent"] for r in done.get("ranking")] == [name for name, _ in FIVE]


def test_decision_takes_its_costs_from_the_settings(built: Builder) -> None:
    unsure = [("wages_unpaid", 0.6), ("bonus", 0.2), ("leave", 0.1), ("overtime", 0.05), ("gratuity", 0.05)]
    kinds = []
    for cost in (1.0, 10.0):
        [done] = built(TurnDecision).create(cost_wrong_answer=cost).process([ranked(*unsure)])
        kinds.append(done.get("decision"))
    assert kinds == ["answer", "three"]
