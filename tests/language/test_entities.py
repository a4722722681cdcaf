import json
from datetime import date

import pytest

pytest.importorskip("hypothesis")
from hypothesis import given
from hypothesis import strategies as st

from language.entities import find_entities
from language.reference import new_reference
from tests.language.steps import MOST, growth

TODAY = date(2026, 11, 22)
REFERENCE = new_reference(lambda _: 56519914)


def short(text: str, jurisdiction: str, expected: str | None = None) -> list[tuple[str, str]]:
    return [(e["entity"], text[e["start"] : e["end"]]) for e in find_entities(text, TODAY, jurisdiction, expected)]


@pytest.mark.parametrize(
    ("text", "jurisdiction", "found"),
    [
        ("3 mahine se 15 hazar salary nahi mili, mera number 9876543210", "in",
         [("date", "3 mahine se"), ("money", "15 hazar"), ("phone", "9876543210")]),
        ("applied on 2nd june, 40 days over", "in", [("date", "2nd june"), ("duration", "40 days")]),
        ("12 saal kaam kiya, 5 logo ko nikala", "in", [("duration", "12 saal"), ("number", "5")]),
        ("nop ho so tu thang 8 hen 10 ngay", "vn", [("date", "tu thang 8"), ("duration", "10 ngay")]),
        ("hứa 6 triệu một tháng, sđt 0912345678", "vn", [("money", "6 triệu"),
        ("duration", "một tháng"), ("phone", "0912345678")]),
        ("از مهر ۱۴۰۵ حقوق ندادن، کد ملی ۰۰۸۴۵۷۵۹۴۸", "ir", [("date", "از مهر ۱۴۰۵"),
        ("national_code", "۰۰۸۴۵۷۵۹۴۸")]),
        (f"what about {REFERENCE} since 15/08/2026", "in", [("reference", REFERENCE),
        ("date", "since 15/08/2026")]),
        ("salary nahi mili", "in", []),
        # how old somebody is, is no duration
        ("I am 38 years old", "in", [("number", "38")]), ("my son 8 months old is ill", "in", [("number", "8")]),
        ("umar 50 saal", "in", [("number", "50")]), ("मैं तीस साल का हूँ", "in", [("number", "तीस")]),
        ("۲۲ ساله‌ام", "ir", [("number", "۲۲")]), ("8 mahe hastam inja", "ir", [("date", "8 mahe")]),
        ("one day I will win", "in", []), ("a fortnight of pay", "in", [("duration", "a fortnight")]),
        ("hafte bhar ki pagar", "in", [("duration", "hafte bhar")]),
        ("Công ty TNHH Hai Năm nợ 2 tháng lương", "vn",
         [("employer", "Công ty TNHH Hai Năm"), ("duration", "2 tháng")]),
    ],
)  # fmt: skip
def test_messages(text: str, jurisdiction: str, found: list[tuple[str, str]]) -> None:
    assert short(text, jurisdiction) == found


def test_values_are_what_the_forms_store() -> None:
    (since,) = find_entities("3 mahine se", TODAY, "in", None)
    assert since == {
        "entity": "date", "start": 0, "end": 11, "extractor": "EntityFinder",
        "value": {"from": "2026-08-22", "to": "2026-11-22", "precision": "month",
        "duration": {"count": 3, "unit": "month"}},
    }  # fmt: skip
    (amount,) = find_entities("1.5 लाख", TODAY, "in", None)
    assert (amount["value"], amount["certain"]) == ({"amount": 150000, "currency": "INR"}, True)
    (doubtful,) = find_entities("7912345678", TODAY, "vn", None)
    assert (doubtful["entity"], doubtful["certain"], doubtful["candidates"]) == ("bhxh", False, ["bhxh"])
    (half,) = find_entities("1 năm rưỡi", TODAY, "vn", None)
    assert half["value"] == {"count": 1.5, "unit": "year"}


def test_the_open_question_wins() -> None:
    assert short("3 mahine se", "in", "duration") == [("duration", "3 mahine")]
    assert short("9876543210", "in", "esi") == [("esi", "9876543210")]
    assert short("5", "in", "number") == [("number", "5")]
    assert short("15 hazar", "in", "number") == [("number", "15 hazar")]


@given(
    st.text(),
    st.dates(),
    st.sampled_from(["in", "vn", "ir", None]),
    st.sampled_from([None, "phone", "date", "number", "uan"]),
)
def test_any_text_gives_plain_values_without_overlaps(text: str, today: date, jurisdiction: str, expected: str) -> None:
    found = find_entities(text, today, jurisdiction, expected)
    assert json.loads(json.dumps(found)) == found
    last = 0
    for entity in found:
        assert last <= entity["start"] < entity["end"] <= len(text)
        last = entity["end"]


@pytest.mark.parametrize(
    "piece", ["9 ", "do ", "1/", "hai ba ", "tháng ", "از مهر ", "ek lakh ", "january 5 ", "१२ महीने से ", "x"]
)
def test_the_work_grows_with_the_length_not_its_square(piece: str) -> None:
    assert growth(lambda text: find_entities(text, TODAY, None, None), piece) <= MOST
