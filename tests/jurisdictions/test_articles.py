"""An article with the figures of the day it is about, and what it says where they are not today's or not sure."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jurisdictions import Article
from tests.jurisdictions.small import article, by_language, country, figure, value

TODAY = date(2026, 11, 22)
OLD, NEW = figure(20, date(2025, 1, 1)), figure(15, date(2026, 4, 1))
WORDS = by_language(
    en="They have {claim_days}. Call {help}.",
    hi="उनके पास {claim_days} हैं। फ़ोन: {help}।",
    vi="Họ có {claim_days}. Gọi {help}.",
    fa="آنها {claim_days} وقت دارند. تلفن {help}.",
)
NAME = by_language(en="time to pay", hi="पैसा देने का समय", vi="thời hạn trả", fa="مهلت پرداخت")
#: U+2068, U+2069: what stands between cannot turn the sentence around it
FSI, PDI = "\u2068", "\u2069"


def read(tmp_path: Path, *figures: dict[str, Any], id: str = "in", words: Any = WORDS, **more: Any) -> Article:
    work = {"claim_days": {**value("days", *figures), "name": NAME}}
    return country(tmp_path, id, work=work, articles={"bonus": article(words)}, **more).articles["bonus"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "They have 15 days. Call 1."),
        ("hi", "उनके पास 15 दिन हैं। फ़ोन: 1।"),
        ("vi", "Họ có 15 ngày. Gọi 1."),
        ("fa", f"آنها {FSI}۱۵ روز{PDI} وقت دارند. تلفن {FSI}1{PDI}."),
    ],
)
def test_the_figures_of_today(tmp_path: Path, language: str, text: str) -> None:
    found = read(tmp_path, OLD, NEW)
    assert found.text_on(language, TODAY) == text
    assert found.text_on(language, TODAY, date(2026, 4, 1)) == text, "the same figure then: nothing more to say"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "They have 20 days. Call 1.\nThese are the figures of 31 Mar 2026. Today it is:\n• time to pay: 15 days",
        ),
        (
            "hi",
            "उनके पास 20 दिन हैं। फ़ोन: 1।\nऊपर के आँकड़े 31 मार्च 2026 के हैं। आज यह है:\n• पैसा देने का समय: 15 दिन",
        ),
        (
            "vi",
            "Họ có 20 ngày. Gọi 1.\nCác con số trên là của ngày 31/03/2026. Hiện nay là:\n• thời hạn trả: 15 ngày",
        ),
        (
            "fa",
            f"آنها {FSI}۲۰ روز{PDI} وقت دارند. تلفن {FSI}1{PDI}.\n"
            f"این رقم‌ها مربوط به {FSI}۳۱ مارس ۲۰۲۶{PDI} است. امروز:\n• مهلت پرداخت: {FSI}۱۵ روز{PDI}",
        ),
    ],
)
def test_the_figures_of_the_events_day(tmp_path: Path, language: str, text: str) -> None:
    assert read(tmp_path, OLD, NEW).text_on(language, TODAY, date(2026, 3, 31)) == text


def test_an_iranian_reads_the_events_day_in_the_solar_calendar(tmp_path: Path) -> None:
    told = read(tmp_path, OLD, NEW, id="ir").text_on("fa", TODAY, date(2026, 3, 20))
    assert f"این رقم‌ها مربوط به {FSI}۲۹ اسفند ۱۴۰۴{PDI} است." in told


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "This may have changed by now:\n• time to pay: 20 days\nTo be sure, ask Labour."),
        ("hi", "यह अब तक बदल चुका हो सकता है:\n• पैसा देने का समय: 20 दिन\nपक्का करने के लिए यहाँ पूछें: Labour।"),
        ("vi", "Những điều này có thể đã thay đổi:\n• thời hạn trả: 20 ngày\nĐể chắc chắn, hãy hỏi Labour."),
        (
            "fa",
            f"ممکن است این‌ها تا امروز عوض شده باشد:\n• مهلت پرداخت: {FSI}۲۰ روز{PDI}\n"
            f"برای اطمینان از {FSI}Labour{PDI} بپرسید.",
        ),
    ],
)
@pytest.mark.parametrize("end", ["until", "review_by"])
def test_a_figure_that_may_have_changed(tmp_path: Path, language: str, line: str, end: str) -> None:
    found = read(tmp_path, {**OLD, end: date(2026, 11, 21)})
    assert found.text_on(language, TODAY).endswith(f"\n{line}")
    assert line not in found.text_on(language, date(2026, 11, 21)), "it still holds on its last day"


def test_who_can_be_called_about_it(tmp_path: Path) -> None:
    lines = {
        "help": {
            "number": "1900 9068", "name": dict.fromkeys(NAME, "Help"), "emergency": True, "topics": ["bonus"],
            "source": "Gazette", "date": 2026, "checked": date(2026, 11, 1), "certainty": "P",
        }
    }  # fmt: skip
    found = read(tmp_path, {**OLD, "until": date(2025, 12, 31)}, helplines=lines)
    assert found.text_on("en", TODAY).endswith("To be sure, ask Labour. ☎ 1900 9068")
    # unmarked, a Persian line would show the two halves of the number the other way round
    assert found.text_on("fa", TODAY).endswith(f"☎ {FSI}1900 9068{PDI}")


def test_an_event_before_the_first_figure(tmp_path: Path) -> None:
    told = read(tmp_path, OLD, NEW).text_on("en", TODAY, date(2024, 6, 1))
    assert told == (
        "They have 20 days. Call 1.\n"
        "These are the figures of 1 Jun 2024. Today it is:\n• time to pay: 15 days\n"
        "Some of these figures we know only from 1 Jan 2025 on. About the time before, ask Labour."
    )


def test_an_event_between_two_figures(tmp_path: Path) -> None:
    told = read(tmp_path, {**OLD, "until": date(2025, 12, 31)}, NEW).text_on("en", TODAY, date(2026, 2, 1))
    assert "This may have changed by now:\n• time to pay: 20 days\nTo be sure, ask Labour." in told


def test_only_values_of_the_text_are_spoken_of(tmp_path: Path) -> None:
    found = read(tmp_path, {**OLD, "until": date(2025, 12, 31)}, words="Call {help}.")
    assert found.text_on("en", TODAY, date(2024, 1, 1)) == "Call 1."


def test_braces_in_a_value_are_never_read_as_placeholders(tmp_path: Path) -> None:
    named = {"claim_days": {**value("days", {**OLD, "until": date(2025, 12, 31)}), "name": dict.fromkeys(NAME, "{x}")}}
    found = country(tmp_path, work=named, articles={"bonus": article("{claim_days}")}).articles["bonus"]
    assert "• {x}: 20 days" in found.text_on("en", TODAY)
