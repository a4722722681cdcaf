from datetime import date

import pytest

pytest.importorskip("hypothesis")
from hypothesis import given
from hypothesis import strategies as st

from language.calendars import GREGORIAN, SOLAR, day_of, month_of, parts, shift_months, show_date, year_of

days = st.dates(date(1945, 1, 1), date(2055, 1, 1))


@pytest.mark.parametrize(
    ("language", "jurisdiction", "expected"),
    [
        ("en", "in", "21 Nov 2026"), ("hi", "in", "21 नवंबर 2026"), ("fa", "in", "۲۱ نوامبر ۲۰۲۶"),
        ("vi", "in", "21/11/2026"),
        ("vi", "vn", "21/11/2026"), ("en", "vn", "21/11/2026"), ("fa", "vn", "۲۱/۱۱/۲۰۲۶"),
        ("fa", "ir", "۳۰ آبان ۱۴۰۵"), ("en", "ir", "30 Aban 1405"), ("vi", "ir", "30 Aban 1405"),
        ("hi", "ir", "30 आबान 1405"),
    ],
)  # fmt: skip
def test_dates_are_shown_as_read_in_the_country(language: str, jurisdiction: str, expected: str) -> None:
    assert show_date(date(2026, 11, 21), language, jurisdiction) == expected


@pytest.mark.parametrize(
    ("day", "solar"),
    [
        (date(2026, 3, 21), (1405, 1, 1)), (date(2026, 3, 20), (1404, 12, 29)), (date(2025, 3, 20),
        (1403, 12, 30)),  # a leap year
        (date(2026, 11, 21), (1405, 8, 30)),
    ],
)  # fmt: skip
def test_solar_days(day: date, solar: tuple[int, int, int]) -> None:
    assert parts(day, SOLAR) == solar
    assert day_of(*solar, SOLAR) == day


@given(days, st.sampled_from([GREGORIAN, SOLAR]))
def test_every_day_lies_in_its_month_and_year(day: date, calendar: str) -> None:
    year, month, number = parts(day, calendar)
    assert day_of(year, month, number, calendar) == day
    first, last = month_of(year, month, calendar)
    assert first <= day <= last
    assert 28 <= (last - first).days + 1 <= 31
    begin, end = year_of(year, calendar)
    assert begin <= first <= last <= end


@given(days, st.integers(-24, 24), st.sampled_from([GREGORIAN, SOLAR]))
def test_months_are_shifted_by_the_calendar(day: date, months: int, calendar: str) -> None:
    year, month, number = parts(day, calendar)
    to_year, to_month, to_number = parts(shift_months(day, months, calendar), calendar)
    assert to_year * 12 + to_month == year * 12 + month + months
    assert to_number <= number


@pytest.mark.parametrize(
    "wrong",
    [(2026, 13, 1, GREGORIAN), (2026, 2, 30, GREGORIAN), (1404, 12, 30, SOLAR), (1405, 0, 1, SOLAR), (9, 1, 1, SOLAR)],
)
def test_days_that_do_not_exist(wrong: tuple[int, int, int, str]) -> None:
    with pytest.raises(ValueError):
        day_of(*wrong)
