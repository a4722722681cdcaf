"""The figures of the evaluation, worked out by hand on a few cases."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlu.measuring.evaluate import read_cases
from nlu.measuring.figures import Case, calibration_error, figures, report, taps


def case(
    labels: list[str],
    ranked: list[str],
    decision: str = "answer",
    lang: str = "en",
    confidence: float = 0.5,
    **more: Any,
) -> Case:
    ranking = [{"intent": name, "confidence": confidence} for name in ranked]
    given = {"id": "x", "style": "plain", "language": lang, "intent": ranked[0], **more}
    return Case(lang=lang, labels=labels, decision=decision, ranking=ranking, **given)


def test_accuracies() -> None:
    cases = [
        case(["bonus"], ["bonus", "leave", "pension"]),
        case(["bonus", "gratuity"], ["gratuity", "leave", "pension"]),
        case(["bonus"], ["leave", "pension", "bonus"], language="hi"),
        case(["greet"], ["thank", "goodbye", "leave", "greet"]),
    ]
    found = figures(cases)
    assert found["n"] == 4
    assert found["intent_accuracy"] == 0.5
    assert found["top3_accuracy"] == 0.75
    assert found["family_accuracy"] == 0.75  # leave is of the family of bonus, thank is not that of greet
    assert found["language_accuracy"] == 0.75


def test_out_of_scope_and_emergency() -> None:
    cases = [
        case(["out_of_scope"], ["out_of_scope"]),
        case(["out_of_scope", "help"], ["help"]),
        case(["bonus"], ["out_of_scope"]),
        case(["emergency"], ["accident"], intent="emergency"),
        case(["accident", "emergency"], ["accident"]),
    ]
    found = figures(cases)
    assert found["out_of_scope_recall"] == 0.5
    assert found["out_of_scope_false_alarms"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["emergency_recall"] == 1.0


@pytest.mark.parametrize(
    ("decision", "ranked", "expected"),
    [
        ("answer", ["bonus"], 0),
        ("answer", ["leave", "bonus"], 3),
        ("three", ["leave", "pension", "bonus"], 1),
        ("three", ["leave", "pension", "overtime", "bonus"], 3),
        ("families", ["leave"], 2),
    ],
)
def test_taps(decision: str, ranked: list[str], expected: int) -> None:
    assert taps(case(["bonus"], ranked, decision)) == expected


def test_calibration() -> None:
    sure = [case(["bonus"], ["bonus"], confidence=0.95), case(["bonus"], ["leave"], confidence=0.95)]
    unsure = [case(["bonus"], ["leave"], confidence=0.1)] * 2
    assert calibration_error(sure + unsure) == pytest.approx((2 * 0.45 + 2 * 0.1) / 4)
    assert calibration_error([case(["bonus"], ["bonus"], confidence=1.0)]) == 0.0


def test_nothing_to_measure() -> None:
    found = figures([case(["bonus"], ["bonus"])])
    assert found["out_of_scope_recall"] is None
    assert found["emergency_recall"] is None


def test_report() -> None:
    made = report([case(["bonus"], ["bonus"], lang="hi", style="roman"), case(["bonus"], ["leave"], lang="en")])
    assert set(made) == {"all", "by_language", "by_style", "cases"}
    assert set(made["by_style"]) == {"hi/roman", "en/plain"}
    assert made["by_language"]["hi"]["intent_accuracy"] == 1.0
    assert set(made["cases"][0]) == {"id", "language", "decision", "ranking"}


def test_reading_cases(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    good = {"id": "1", "text": "hi", "lang": "en", "style": "", "labels": ["greet"]}
    file.write_text(json.dumps(good) + "\n\n")
    assert read_cases(file) == [good]
    for bad in ("{", json.dumps({**good, "labels": ["hello"]}), json.dumps({**good, "labels": []}), '{"id": 1}'):
        file.write_text(json.dumps(good) + "\n" + bad + "\n")
        with pytest.raises(ValueError, match=r"cases.jsonl:2"):
            read_cases(file)
