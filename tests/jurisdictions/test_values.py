"""Figures of law: which is in force on a day, and every fault of their tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from jurisdictions import JurisdictionError, Value
from tests.jurisdictions.small import article, country, figure, value, write

OLD, NEW = figure(20, date(2025, 1, 1)), figure(15, date(2026, 4, 1))


def read(tmp_path: Path, *figures: dict[str, Any], unit: str = "days") -> Value:
    return country(tmp_path, work={"claim_days": value(unit, *figures)}).values["claim_days"]


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2024, 12, 31), None), (date(2025, 1, 1), 20), (date(2026, 3, 31), 20), (date(2026, 4, 1), 15),
        (date(2040, 1, 1), 15),
    ],
)  # fmt: skip
def test_the_figure_of_a_day(tmp_path: Path, day: date, amount: int | None) -> None:
    found = read(tmp_path, OLD, NEW).on(day)
    assert (found.amount if found else None) == amount


def test_a_figure_that_ended(tmp_path: Path) -> None:
    read_ = read(tmp_path, {**OLD, "until": date(2025, 6, 30)}, {**NEW, "until": date(2026, 12, 31)})
    assert read_.on(date(2025, 6, 30)) and read_.on(date(2025, 7, 1)) is None
    assert [read_.ended(date(*day)) for day in ((2024, 1, 1), (2025, 7, 1), (2026, 5, 1), (2027, 1, 1))] == [
        False, True, False, True,
    ]  # fmt: skip
    # what is shown then: the last one that was, before the first the first
    assert read_.nearest(date(2025, 7, 1)).amount == 20
    assert read_.nearest(date(2027, 1, 1)).amount == 15
    assert read_.nearest(date(2024, 1, 1)).amount == 20


def test_a_review_that_is_overdue(tmp_path: Path) -> None:
    due = {**OLD, "review_by": date(2025, 12, 31)}
    alone, followed = read(tmp_path / "a", due), read(tmp_path / "b", due, NEW)
    assert [alone.overdue(date(2025, 12, 31)), alone.overdue(date(2026, 1, 1))] == [False, True]
    assert not followed.overdue(date(2026, 1, 1)), "the successor is there, although it begins in April only"


def test_what_is_read(tmp_path: Path) -> None:
    money = read(tmp_path / "a", figure(176.5, date(2025, 1, 1)), unit="money_per_day")
    assert (money.id, money.table, money.unit, money.currency) == ("claim_days", "work", "money_per_day", "INR")
    [found] = money.figures
    assert found.amount == Decimal("176.5")
    assert (found.source, found.date, found.checked, found.certainty) == (
        "Gazette of Ruritania", "2026", date(2026, 11, 1), "P",
    )  # fmt: skip
    day = read(tmp_path / "b", figure(date(2027, 7, 31), date(2025, 1, 1)), unit="date")
    assert day.figures[0].amount == date(2027, 7, 31)


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"Claim": value("days", OLD)}, "Claim: an id has small letters, digits and '_'"),
    ({"1st": value("days", OLD)}, "1st: an id has small letters"),
    ({"help": value("days", OLD)}, "help: this id stands for another value or a helpline already"),
    ({"a": value("fortnights", OLD)}, "a: unit: no such unit 'fortnights'"),
    ({"a": {**value("days", OLD), "name": {"en": "x"}}}, "a: name: no text in 'hi'"),
    ({"a": {"name": {}, "unit": "days"}}, "a: values: missing"),
    ({"a": {**value("days", OLD), "colour": "red"}}, "a: colour: unknown key"),
    ({"a": value("days")}, "a: values: no figure"),
    ({"a": value("days", figure("20", date(2025, 1, 1)))}, "a: values: 1: value: a number is expected"),
    ({"a": value("days", figure(True, date(2025, 1, 1)))}, "a: values: 1: value: a number is expected"),
    ({"a": value("days", figure(-1, date(2025, 1, 1)))}, "a: values: 1: value: a number is expected"),
    ({"a": value("days", figure(float("nan"), date(2025, 1, 1)))}, "a: values: 1: value: a number is expected"),
    ({"a": value("date", figure(20, date(2025, 1, 1)))}, "a: values: 1: value: a date is expected"),
    ({"a": value("days", figure(20, "lately"))}, "a: values: 1: from: a date is expected"),
    ({"a": value("days", {**OLD, "source": None})}, "a: values: 1: source: missing"),
    ({"a": value("days", {**OLD, "date": "soon"})}, "a: values: 1: date: 'soon' is no date of a source"),
    ({"a": value("days", {**OLD, "checked": "today"})}, "a: values: 1: checked: a date is expected"),
    ({"a": value("days", {**OLD, "certainty": "U"})}, "a: values: 1: certainty: 'U' is never shown"),
    ({"a": value("days", {**OLD, "certainty": "C"})}, "a: values: 1: certainty: no such certainty 'C'"),
    ({"a": value("days", NEW, OLD)}, "a: values: 2: from: 2025-01-01 is not after 2026-04-01"),
    ({"a": value("days", OLD, OLD)}, "a: values: 2: from: 2025-01-01 is not after 2025-01-01"),
    (
        {"a": value("days", {**OLD, "until": date(2026, 4, 1)}, NEW)},
        "a: values: 2: from: 2026-04-01 overlaps with the figure before, which holds until 2026-04-01",
    ),
    ({"a": value("days", {**OLD, "until": date(2024, 1, 1)})}, "a: values: 1: until: 2024-01-01 is before 2025-01-01"),
    ({"a": value("days", {**OLD, "review_by": date(2024, 1, 1)})}, "a: values: 1: review_by: 2024-01-01 is before"),
]


@pytest.mark.parametrize(("work", "message"), FAULTS)
def test_fault(tmp_path: Path, work: dict[str, Any], message: str) -> None:
    with pytest.raises(JurisdictionError) as error:
        country(tmp_path / "jurisdictions", work=work)
    assert str(error.value).startswith(f"jurisdictions/in/values/work.yml: {message}")


def test_an_id_stands_in_one_table(tmp_path: Path) -> None:
    table = {"a": value("days", OLD)}
    with pytest.raises(JurisdictionError, match=r"values/work.yml: a: this id stands for another value"):
        country(tmp_path, work=table, **{"values/insurance": table})


def test_an_unknown_table(tmp_path: Path) -> None:
    with pytest.raises(JurisdictionError, match=r"in/values/wages.yml: unknown table; known are insurance, work"):
        country(tmp_path, **{"values/wages": {}})


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("{claim_day}", "text: en: no such helpline or value 'claim_day'"),
        ("{}", "text: en: no such helpline or value ''"),
        ("{claim_days", "text: en: a brace without its partner"),
        ("claim_days}", "text: en: a brace without its partner"),
    ],
)
def test_a_placeholder_that_stands_for_nothing(tmp_path: Path, words: str, message: str) -> None:
    write(tmp_path, work={"claim_days": value("days", OLD)})
    with pytest.raises(JurisdictionError, match=rf"knowledge/bonus.yml: {message}"):
        country(tmp_path, work={"claim_days": value("days", OLD)}, articles={"bonus": article(words)})


def test_a_country_needs_no_values(tmp_path: Path) -> None:
    assert country(tmp_path).values == {}
