"""What `sangam check-data` asks a person to look at in figures and articles."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from jurisdictions import Jurisdiction
from jurisdictions.check import check
from jurisdictions.topics import TOPICS
from tests.jurisdictions.small import article, by_language, country, figure, value
from tests.jurisdictions.test_fictitious import FILES, SOURCE, text

TODAY = date(2026, 11, 22)
OLD = figure(20, date(2025, 1, 1))
DAYS = "{claim_days} "


def listed(here: Jurisdiction, today: date = TODAY) -> list[str]:
    """The lines on values and articles, without the folder."""
    lines = check({"in": here}, today)
    return [line.removeprefix("jurisdictions/in/") for line in lines if "/values/" in line or ".yml: text" in line]


def one(tmp_path: Path, words: Any = DAYS * 40, **more: Any) -> Jurisdiction:
    return country(tmp_path, work={"claim_days": value("days", {**OLD, **more})}, articles={"bonus": article(words)})


# 40 figures of a number and a unit are 80 words, too few for Vietnamese only.
SHORT = "knowledge/bonus.yml: text: vi: 80 words; 110 to 220 are good"


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (
            {"until": date(2026, 11, 21)},
            "values/work.yml: claim_days: ended on 2026-11-21 and has no successor; shown in bonus",
        ),
        (
            {"review_by": date(2026, 11, 21)},
            "values/work.yml: claim_days: a new figure was expected by 2026-11-21; shown in bonus",
        ),
        (
            {"certainty": "S"},
            "values/work.yml: claim_days: secondary: press, law firm, professional page; read it in the official text",
        ),
        ({"from": date(2027, 1, 1)}, "values/work.yml: claim_days: begins on 2027-01-01 only"),
        (
            {"checked": date(2026, 5, 1)},
            "values/work.yml: claim_days: checked on 2026-05-01, 205 days ago; at most 180",
        ),
        ({"checked": date(2026, 11, 23)}, "values/work.yml: claim_days: checked on 2026-11-23, a day still to come"),
    ],
)
def test_a_value_to_look_at_again(tmp_path: Path, more: dict[str, Any], line: str) -> None:
    assert listed(one(tmp_path, **more)) == [SHORT, line]


def test_a_sound_value_is_not_listed(tmp_path: Path) -> None:
    assert listed(one(tmp_path, until=TODAY, review_by=TODAY, checked=TODAY - timedelta(180))) == [SHORT]


def test_an_article_that_warns_is_listed(tmp_path: Path) -> None:
    lines = check({"in": one(tmp_path, until=date(2026, 1, 1))}, TODAY)
    assert "jurisdictions/in/knowledge/bonus.yml: tells workers that these may have changed: claim_days" in lines


def test_a_value_that_nobody_uses(tmp_path: Path) -> None:
    here = country(tmp_path, work={"claim_days": value("days", OLD)})
    assert listed(here) == ["values/work.yml: claim_days: stands in no article, limit or clock"]


def test_length_is_counted_with_the_figures_in_place(tmp_path: Path) -> None:
    words = by_language(en="x " * 79, hi="x " * 80, vi="x " * 221, fa="x " * 158 + "{claim_days}")
    found = [line for line in listed(one(tmp_path, words)) if "words" in line]
    assert found == [
        "knowledge/bonus.yml: text: en: 79 words; 80 to 160 are good",
        "knowledge/bonus.yml: text: vi: 221 words; 110 to 220 are good",
    ]


def test_what_one_language_leaves_out(tmp_path: Path) -> None:
    words = {**dict.fromkeys(("en", "vi", "fa"), "{claim_days} {help}"), "hi": "{help}"}
    line = "knowledge/bonus.yml: text: hi: without what other languages have: claim_days"
    assert line in listed(one(tmp_path, words))


@pytest.mark.parametrize(
    ("language", "words", "typed"),
    [
        (
            "en", "within 20 days, 1 working day, a 45-day wait, 12% and ₹15,000 or 2 lakh",
            "20 days, 1 working day, 45-day, 12%, ₹15,000, 2 lakh",
        ),
        ("hi", "20 दिन में, २ महीने, 12%, ₹15,000, 5 कामकाजी दिन", "20 दिन, २ महीन, 12%, ₹15,000, 5 कामकाजी दिन"),
        ("vi", "trong 30 ngày, 1,5 tháng, 12 %, 5.310.000 đồng", "30 ngày, 1,5 tháng, 12 %, 5.310.000 đồng"),
        ("fa", "۲۰ روز، ۱۲٪، ۳ ماه، ۱۰۰٬۰۰۰ ریال، ۵ درصد", "۲۰ روز, ۱۲٪, ۳ ماه, ۱۰۰٬۰۰۰ ریال, ۵ درصد"),
        # what the law is called and when it came is no figure of it
        ("en", "section 9, Act of 1948, para 54 (7), in force since 1 July 2025, call 1900 9068, {claim_days}", ""),
        ("hi", "धारा 9, 1948 का क़ानून, 21 नवंबर 2025 से, {claim_days}", ""),
        ("vi", "điều 70, Luật 41/2024/QH15, từ ngày 1 tháng 7 năm 2025, ngày 29/6/2026, {claim_days}", ""),
        ("fa", "ماده ۷۰، قانون ۱۳۶۹، از ۱ فروردین ۱۴۰۵، {claim_days}", ""),
    ],
)  # fmt: skip
def test_figures_typed_in_a_text(tmp_path: Path, language: str, words: str, typed: str) -> None:
    text = {**dict.fromkeys(("en", "hi", "vi", "fa"), "{claim_days}"), language: words}
    found = [line for line in listed(one(tmp_path, text)) if "typed" in line]
    line = f"knowledge/bonus.yml: text: {language}: typed, not drawn from values: {typed}"
    assert found == ([line] if typed else [])


def test_the_calendar_asks_for_the_next_year_in_time(tmp_path: Path) -> None:
    settled = {"until": date(2026, 12, 31), **{**SOURCE, "checked": date(2026, 5, 1)}}
    here = country(tmp_path, calendar={"library": "IN", "settled": settled})
    assert "jurisdictions/in/calendar.yml: settled: checked on 2026-05-01, 205 days ago; at most 180" in check(
        {"in": here}, TODAY
    )
    line = "jurisdictions/in/calendar.yml: settled: until 2026-12-31; enter the holidays of the next year"
    assert any(found.startswith(line) for found in check({"in": here}, TODAY))
    assert not any(found.startswith(line) for found in check({"in": here}, date(2026, 11, 1)))


def test_old_sources_of_doors_and_days_are_listed(tmp_path: Path) -> None:
    old = {**SOURCE, "checked": date(2026, 5, 1)}
    effects: dict[str, Any] = {
        **FILES["effects"],
        "doors": {"hall": {"step": text("go"), "learns": text("all"), **old}},
        "topics": {topic: {"act": "letter", "door": "hall"} for topic in TOPICS},
    }
    day = {"day": date(2026, 11, 23), "name": text("Day"), **old}
    lines = check({"in": country(tmp_path, effects=effects, calendar={"days": [day]})}, TODAY)
    assert "jurisdictions/in/effects.yml: doors: hall: checked on 2026-05-01, 205 days ago; at most 180" in lines
    assert "jurisdictions/in/calendar.yml: days: 2026-11-23: checked on 2026-05-01, 205 days ago; at most 180" in lines
    assert any("effects.yml: 38 topics without a last day for the worker" in line for line in lines)
    assert "jurisdictions/in/clocks.yml: 1 verticals without a published limit: labour" in lines


def test_a_value_in_a_clock_is_used(tmp_path: Path) -> None:
    clocks = {"labour": {"resolve": {"value": "claim_days", "law": text("Act 4")}}}
    assert listed(country(tmp_path, work={"claim_days": value("days", OLD)}, clocks=clocks)) == []
