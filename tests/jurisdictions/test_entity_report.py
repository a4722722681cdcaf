"""What the measured entities must not fall below; nlu/entity_report.py shows them as a table."""
from __future__ import annotations

from pathlib import Path

import pytest

from jurisdictions import load
from language.normalise import SUPPORTED
from nlu.measuring.entity_report import PLACE, Counts, main, measure, read_cases

MANY = 15  # a kind that occurs less often is measured over all languages only
PLACES = load(["in", "vn", "ir"])


def find_place(text: str, jurisdiction: str) -> str | None:
    place = PLACES[jurisdiction].find_place(text)
    return place.id if place else None


@pytest.mark.parametrize("language", SUPPORTED)
def test_each_kind_is_found_in_each_language(language: str) -> None:
    measured = measure(read_cases(language), find_place)
    assert {k for k, c in measured.items() if c.there >= MANY and c.f1 < (0.85 if k == PLACE else 0.9)} == set()
    assert measured["employer"].precision == 1  # a wrong name would keep the form from asking


def test_numbers_that_identify_are_hardly_ever_missed() -> None:
    measured = measure([case for language in SUPPORTED for case in read_cases(language)])
    kinds = ("phone", "uan", "esi", "bhxh", "cccd", "national_code", "reference")
    assert {k for k in kinds if measured[k].f1 < 0.95 or measured[k].there < 9} == set()


@pytest.mark.parametrize("language", SUPPORTED)
def test_the_cases_are_whole(language: str) -> None:
    cases = read_cases(language)
    assert len({case["id"] for case in cases}) == len({case["text"] for case in cases}) == len(cases)
    assert sum(bool(case["entities"]) for case in cases) >= 120
    assert sum(not case["entities"] for case in cases) >= 30
    assert all(entity["text"] in case["text"] for case in cases for entity in case["entities"])


def test_counts() -> None:
    case = {"text": "3 mahine ka 5000 rs", "today": "2026-11-22", "jurisdiction": "in", "entities": [
        {"entity": "money", "value": {"amount": 5000, "currency": "INR"}, "text": "5000 rs"},
        {"entity": "phone", "value": "+919876543210", "text": "?"},
    ]}  # fmt: skip
    measured = measure([case])
    assert measured == {"money": Counts(1, 1, 1), "duration": Counts(0, 1, 0), "phone": Counts(0, 0, 1)}
    assert (measured["money"].f1, measured["duration"].precision, measured["phone"].recall) == (1, 0, 0)


def test_the_table_names_every_language(capsys: pytest.CaptureFixture[str]) -> None:
    main(find_place, ["--misses"])
    shown = capsys.readouterr().out
    assert all(f"\n{language} " in shown for language in SUPPORTED)
    assert Path(__file__).name in (main.__globals__["__doc__"] or "")
