"""What a turn is, from a ranking: control phrases, interruptions, the cheapest outcome."""
from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from language.normalise import SUPPORTED
from nlu.decide import (
    CHOSEN,
    DECIDED,
    HEALTH,
    Costs,
    Ranked,
    asks,
    choosable,
    control,
    decide_free,
    decide_open,
    taxonomy,
    topics,
    with_other_language,
)

ROOT = Path(__file__).resolve().parents[2]
COSTS = Costs()
NOTHING: frozenset[str] = frozenset()


def ranking(*pairs: tuple[str, float]) -> list[Ranked]:
    return [Ranked(*pair) for pair in pairs]


def flat(first: str, confidence: float, *others: str) -> list[Ranked]:
    """A ranking led by one intent, the rest shared by four."""
    names = [*others, *(name for name in ("overtime", "leave", "gratuity", "pension") if name != first)][:4]
    return ranking((first, confidence), *((name, (1 - confidence) / 8) for name in names))


def test_the_taxonomy() -> None:
    assert len(taxonomy()) == 54
    assert len(topics()) == 38
    assert taxonomy()["pf_balance"] == "pf"
    assert taxonomy()["greet"] == "greet"


def test_domain_has_the_taxonomy_and_the_internal_intents_only() -> None:
    intents = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]
    assert sorted(intents) == sorted({*taxonomy(), *DECIDED, *CHOSEN, HEALTH})


def test_a_button_carries_no_decision_and_no_default_of_rasa() -> None:
    assert not choosable() & {"inform", "unsure", HEALTH, "restart", "back", "session_start", "nlu_fallback"}
    assert {"file", "more", "skip", "emergency", "talk_to_officer"} <= choosable()


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Yes!", "affirm"), ("हाँ जी।", "affirm"), ("vâng ạ", "affirm"), ("بله", "affirm"), ("بلـه", "affirm"),
        ("nahi", "deny"), ("không", "deny"), ("نخیر", "deny"), ("Khong", "deny"),
        ("PATA NAHI", "skip"), ("bỏ qua", "skip"), ("bo qua", "skip"), ("نمیدونم", "skip"), ("نمی‌دونم", "skip"),
        ("galti ho gayi", "correct"), ("sửa lại", "correct"), ("اشتباه کردم", "correct"),
        ("rehne do", "cancel"), ("dừng lại", "cancel"), ("ولش کن", "cancel"),
        ("kya matlab", "help"), ("یعنی چی؟", "help"), ("không hiểu", "help"),
        ("đúng", "affirm"), ("dừng", "cancel"), ("dung", None),
        ("yes I worked at Sharma Textiles", None), ("Nahid Steel", None), ("", None),
    ],
)  # fmt: skip
def test_control_phrases(text: str, intent: str | None) -> None:
    assert control(text) == intent


def test_every_control_has_every_language() -> None:
    found = yaml.safe_load((ROOT / "nlu/controls.yml").read_text(encoding="utf-8"))
    for by_language in [*found["controls"].values(), found["asking"]]:
        assert set(by_language) == set(SUPPORTED)
        assert all(len(phrases) >= 8 for phrases in by_language.values())


@pytest.mark.parametrize(
    "text", ["pf kab milega", "how much is it", "lương bao nhiêu", "چقدر میشه", "مزد من؟", "कितना मिलेगा", "ok?"]
)
def test_questions(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["Sharma Textiles", "12 March", "tôi không nhớ", "کارخانه فولاد"])
def test_no_questions(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    ("confidence", "kind"), [(0.95, "answer"), (0.75, "answer"), (0.3, "families")]
)
def test_the_cheapest_outcome(confidence: float, kind: str) -> None:
    decided = decide_free(flat("wages_unpaid", confidence), COSTS)
    assert decided == (("wages_unpaid" if kind == "answer" else "unsure"), kind)


def test_a_number_is_about_its_case_however_unsure() -> None:
    number = frozenset({"reference"})
    assert decide_free(flat("out_of_scope", 0.9), COSTS, number) == ("check_status", "answer")
    assert decide_free(flat("check_status", 0.3), COSTS, number) == ("check_status", "answer")
    assert decide_free(flat("withdraw_grievance", 0.9), COSTS, number) == ("withdraw_grievance", "answer")


def test_three_when_they_hold_most_of_it() -> None:
    assert decide_free(ranking(("bonus", 0.4), ("leave", 0.3), ("overtime", 0.2)), COSTS) == ("unsure", "three")


def test_the_borders_follow_from_the_costs() -> None:
    # families cost 2: an answer is as good at (1 - p) * 4 = 2, three topics at p + 3 * (1 - p) = 2
    assert decide_free(ranking(("bonus", 0.51), ("leave", 0.0), ("overtime", 0.0)), COSTS).kind == "answer"
    assert decide_free(ranking(("bonus", 0.45), ("leave", 0.02), ("overtime", 0.02)), COSTS).kind == "families"
    assert decide_free(ranking(("bonus", 0.45), ("leave", 0.04), ("overtime", 0.04)), COSTS).kind == "three"


def test_an_emergency_in_doubt_is_an_emergency() -> None:
    assert decide_free(ranking(("accident", 0.4), ("emergency", 0.3), ("bonus", 0.1)), COSTS) == ("emergency", "answer")
    assert decide_free(ranking(("accident", 0.4), ("emergency", 0.1), ("bonus", 0.1)), COSTS).intent == "unsure"
    assert decide_free(ranking(("accident", 0.75), ("emergency", 0.2), ("bonus", 0.0)), COSTS).intent == "accident"


@pytest.mark.parametrize(
    ("text", "ranked", "expects", "kinds", "intent"),
    [
        ("skip", flat("bonus", 0.9), "text", NOTHING, "skip"),
        ("Sharma Textiles", flat("bonus", 0.9), "text", NOTHING, "inform"),
        ("who will see what I write", flat("privacy", 0.9), "text", NOTHING, "privacy"),
        ("who will see what I write", flat("privacy", 0.5), "text", NOTHING, "privacy"),
        ("who will see what I write", flat("privacy", 0.4), "text", NOTHING, "inform"),
        ("nobody will see it", flat("privacy", 0.6), "text", NOTHING, "inform"),
        ("how do I get my bonus", flat("bonus", 0.9), "text", NOTHING, "bonus"),
        ("they did not give my bonus", flat("bonus", 0.9), "text", NOTHING, "inform"),
        ("how do I get my bonus", flat("bonus", 0.9), "story", NOTHING, "inform"),
        ("bonus?", flat("bonus", 0.9), "text", NOTHING, "inform"),
        ("since when? 3 months", flat("bonus", 0.9), "period", frozenset({"duration"}), "inform"),
        ("fire, we are locked in", flat("emergency", 0.9), "story", NOTHING, "emergency"),
        ("my hand was cut", flat("accident", 0.6, "emergency"), "story", NOTHING, "inform"),
        ("hello", flat("greet", 0.99), "text", NOTHING, "inform"),
        ("", flat("help", 0.99), "text", NOTHING, "inform"),
        ("no " + "word " * 14 + "stop", flat("cancel", 0.99), "story", NOTHING, "inform"),
    ],
)
def test_while_a_question_is_open(
    text: str, ranked: list[Ranked], expects: str, kinds: frozenset[str], intent: str
) -> None:
    assert decide_open(text, ranked, expects, kinds, COSTS) == (intent, "open")


@pytest.mark.parametrize(
    ("text", "question", "intent"),
    [
        ("اداره کار مشهد", "office", "inform"),
        ("labour officer Patna", "office", "inform"),
        ("labour officer Patna", "employer", "talk_to_officer"),
        ("what is your phone number?", "office", "talk_to_officer"),
    ],
)
def test_the_name_of_an_office_is_no_wish_for_an_officer(text: str, question: str, intent: str) -> None:
    ranked = flat("talk_to_officer", 0.9)
    assert decide_open(text, ranked, "text", NOTHING, COSTS, question) == (intent, "open")


def test_another_language_is_out_of_scope() -> None:
    given = flat("bonus", 0.5)
    assert with_other_language(given, 0.0) == given
    changed = with_other_language(given, 0.9)
    assert changed[0] == ("out_of_scope", pytest.approx(0.9))
    assert changed[1] == ("bonus", pytest.approx(0.05))
    assert changed == sorted(changed, key=lambda r: -r.confidence)
    assert len(changed) == len(given)


def test_costs_from_settings() -> None:
    assert Costs.of({"cost_wrong_answer": 7, "name": "x"}) == Costs(cost_wrong_answer=7.0)
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    [settings] = [part for part in config["pipeline"] if part["name"].endswith("TurnDecision")]
    assert Costs.of(settings) == Costs()  # what is written there is what the docstring argues for
