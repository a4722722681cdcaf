"""A figure as its reader writes it: words, digits, grouping, currency and calendar of four languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jurisdictions.figures import show
from jurisdictions.values import UNITS

LANGUAGES = ("en", "hi", "vi", "fa")
#: unit, amount, then the four languages
SHOWN: list[tuple[str, str, str, str, str, str]] = [
    ("days", "20", "20 days", "20 दिन", "20 ngày", "۲۰ روز"),
    ("days", "1", "1 day", "1 दिन", "1 ngày", "۱ روز"),
    ("working_days", "5", "5 working days", "5 कामकाजी दिन", "5 ngày làm việc", "۵ روز کاری"),
    ("working_days", "1", "1 working day", "1 कामकाजी दिन", "1 ngày làm việc", "۱ روز کاری"),
    ("weeks", "26", "26 weeks", "26 हफ़्ते", "26 tuần", "۲۶ هفته"),
    ("weeks", "1", "1 week", "1 हफ़्ता", "1 tuần", "۱ هفته"),
    ("months", "1", "1 month", "1 महीना", "1 tháng", "۱ ماه"),
    ("months", "1.5", "1.5 months", "1.5 महीने", "1,5 tháng", "۱٫۵ ماه"),
    ("years", "15", "15 years", "15 साल", "15 năm", "۱۵ سال"),
    ("years", "0.5", "0.5 years", "0.5 साल", "0,5 năm", "۰٫۵ سال"),
    ("hours", "48", "48 hours", "48 घंटे", "48 giờ", "۴۸ ساعت"),
    ("minutes", "30", "30 minutes", "30 मिनट", "30 phút", "۳۰ دقیقه"),
    ("percent", "12", "12%", "12%", "12%", "۱۲٪"),
    ("percent", "3.67", "3.67%", "3.67%", "3,67%", "۳٫۶۷٪"),
    ("percent", "0.75", "0.75%", "0.75%", "0,75%", "۰٫۷۵٪"),
    ("percent", "200", "200%", "200%", "200%", "۲۰۰٪"),
    ("times", "3", "3 times", "3 बार", "3 lần", "۳ بار"),
    ("multiple", "1.5", "1.5 times", "1.5 गुना", "1,5 lần", "۱٫۵ برابر"),
    ("number", "100000", "1,00,000", "1,00,000", "100.000", "۱۰۰٬۰۰۰"),
    ("money", "15000", "₹15,000", "₹15,000", "15.000 rupee", "۱۵٬۰۰۰ روپیه"),
    ("money", "2000000", "₹20,00,000", "₹20,00,000", "2.000.000 rupee", "۲٬۰۰۰٬۰۰۰ روپیه"),
    ("money", "12.5", "₹12.50", "₹12.50", "12,5 rupee", "۱۲٫۵ روپیه"),
    ("money_per_month", "21000", "₹21,000 a month", "₹21,000 महीना", "21.000 rupee một tháng", "۲۱٬۰۰۰ روپیه در ماه"),
    ("money_per_day", "176", "₹176 a day", "₹176 रोज़", "176 rupee một ngày", "۱۷۶ روپیه در روز"),
]


@pytest.mark.parametrize(("unit", "amount", *LANGUAGES), SHOWN)
def test_in_india(unit: str, amount: str, en: str, hi: str, vi: str, fa: str) -> None:
    assert [show(Decimal(amount), unit, language, "in", "INR") for language in LANGUAGES] == [en, hi, vi, fa]


def test_every_unit_is_shown() -> None:
    assert {unit for unit, *_ in SHOWN} | {"date"} == set(UNITS)


def test_money_of_viet_nam() -> None:
    assert [show(Decimal(5_310_000), "money_per_month", language, "vn", "VND") for language in LANGUAGES] == [
        "5,310,000 dong a month", "53,10,000 डोंग महीना", "5.310.000 đồng một tháng", "۵٬۳۱۰٬۰۰۰ دونگ در ماه",
    ]  # fmt: skip


def test_money_of_iran_is_told_in_rial_and_toman() -> None:
    assert [show(Decimal(166_255_000), "money", language, "ir", "IRR") for language in LANGUAGES] == [
        "166,255,000 rial (16,625,500 toman)", "16,62,55,000 रियाल (1,66,25,500 तोमान)",
        "166.255.000 rial (16.625.500 toman)", "۱۶۶٬۲۵۵٬۰۰۰ ریال (۱۶٬۶۲۵٬۵۰۰ تومان)",
    ]  # fmt: skip


def test_another_currency_is_named_by_babel() -> None:
    assert show(Decimal(1500), "money", "en", "np", "NPR") == "1,500.00 Nepalese rupees"


@pytest.mark.parametrize(
    ("country", "shown"),
    [
        ("in", ["21 Mar 2026", "21 मार्च 2026", "21/03/2026", "۲۱ مارس ۲۰۲۶"]),
        ("vn", ["21/03/2026", "21/03/2026", "21/03/2026", "۲۱/۰۳/۲۰۲۶"]),
        ("ir", ["1 Farvardin 1405", "1 फ़रवरदीन 1405", "1 Farvardin 1405", "۱ فروردین ۱۴۰۵"]),
    ],
)
def test_a_day_in_the_countrys_calendar(country: str, shown: list[str]) -> None:
    assert [show(date(2026, 3, 21), "date", language, country, "") for language in LANGUAGES] == shown
