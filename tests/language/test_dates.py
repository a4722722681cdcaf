from datetime import date, timedelta
from decimal import Decimal

import jdatetime
import pytest

pytest.importorskip("hypothesis")
from hypothesis import given
from hypothesis import strategies as st

from language.calendars import show_date
from language.dates import find_dates, find_durations

TODAY = date(2026, 11, 22)  # a Sunday, 1 Azar 1405
days = st.dates(date(1945, 1, 1), date(2055, 1, 1))


@pytest.mark.parametrize(
    ("text", "jurisdiction", "expected"),
    [
        # figures, day first
        ("15/08/2026", "in", "2026-08-15"), ("15-8-26", "in", "2026-08-15"),
        ("15.08.2026", "vn", "2026-08-15"),
        ("2026-08-15", "in", "2026-08-15"), ("१५/०८/२०२६", "in", "2026-08-15"),
        ("31/02/2026", "in", ""), ("24/7", "in", ""),
        ("2/9", "vn", "2026-09-02"), ("10/12", "vn", "2025-12-10"), ("12/05/1405", "ir", "2026-08-03"),
        ("12/05/1405", "in", "2026-08-03"),
        ("۱۴۰۵/۰۵/۱۲", "ir", "2026-08-03"), ("99/05/12", "ir", "2020-08-02"),
        ("8/2018", "vn", "2018-08-01..2018-08-31"),
        # names of months
        ("15 august", "in", "2026-08-15"), ("2nd june", "in", "2026-06-02"),
        ("august 15, 2025", "in", "2025-08-15"), ("30 nov", "in", "2025-11-30"),
        ("15 अगस्त 2025", "in", "2025-08-15"), ("अगस्त", "in", "2026-08-01..2026-08-31"),
        ("26 january ko", "in", "2026-01-26"),
        ("नवंबर में", "in", "2026-11-01..2026-11-30"),
        ("beti ki shadi april me", "in", "2026-04-01..2026-04-30"),
        ("tháng 8", "vn", "2026-08-01..2026-08-31"), ("thang 12", "vn", "2025-12-01..2025-12-31"),
        ("tháng ba", "vn", "2026-03-01..2026-03-31"),
        ("t8", "vn", "2026-08-01..2026-08-31"), ("tháng 8/2018", "vn", "2018-08-01..2018-08-31"),
        ("tháng 4 năm ngoái", "vn", "2025-04-01..2025-04-30"),
        ("ngày 21 tháng 11 năm 2026", "vn", "2026-11-21"), ("5 tháng 8", "vn", "2026-08-05"),
        ("3 tháng 2 ngày", "vn", ""),
        ("مهر ۱۴۰۵", "ir", "2026-09-23..2026-10-22"), ("مهرماه", "ir", "2026-09-23..2026-10-22"),
        ("۱۲ مهر", "ir", "2026-10-04"),
        ("mehr", "ir", "2026-09-23..2026-10-22"), ("15 mordad", "ir", "2026-08-06"),
        ("برج ۵", "ir", "2026-07-23..2026-08-22"),
        ("مهر ماه ۱۴۰۴", "ir", "2025-09-23..2025-10-22"), ("اسفند ۹۸", "ir", "2020-02-20..2020-03-19"),
        # years
        ("in 2019", "in", "2019-01-01..2019-12-31"), ("năm 2006", "vn", "2006-01-01..2006-12-31"),
        ("سال ۸۵", "ir", "2006-03-21..2007-03-20"),
        ("2000 kam nikle", "in", ""), ("1171 रुपये", "in", ""), ("2008-2011", "vn", "2008-01-01..2011-12-31"),
        # words that are months only sometimes
        ("I may go", "in", ""), ("in may", "in", "2026-05-01..2026-05-31"), ("xưởng may áo", "vn", ""),
        ("bao hiem xe may het han", "vn", ""), ("máy cán", "vn", ""),
        # relative
        ("today", "in", "2026-11-22"), ("kal", "in", "2026-11-21"), ("परसों", "in", "2026-11-20"),
        ("hôm qua", "vn", "2026-11-21"), ("hqua", "vn", "2026-11-21"),
        ("دیروز", "ir", "2026-11-21"), ("parirooz", "ir", "2026-11-20"), ("aajkal", "in", ""),
        ("last month", "in", "2026-10-01..2026-10-31"), ("last month", "ir", "2026-10-23..2026-11-21"),
        ("pichle mahine", "in", "2026-10-01..2026-10-31"),
        ("पिछले साल", "in", "2025-01-01..2025-12-31"), ("tháng trước", "vn", "2026-10-01..2026-10-31"),
        ("thang truoc", "vn", "2026-10-01..2026-10-31"),
        ("năm ngoái", "vn", "2025-01-01..2025-12-31"), ("ماه پیش", "ir", "2026-10-23..2026-11-21"),
        ("پارسال", "ir", "2025-03-21..2026-03-20"),
        ("tuần trước", "vn", "2026-11-09..2026-11-15"), ("هفته پیش", "ir", "2026-11-14..2026-11-20"),
        ("on monday", "in", "2026-11-16"), ("thứ hai tuần trước", "vn", "2026-11-09"),
        ("some officer come on a sunday", "in", ""),
        # counted back
        ("3 months ago", "in", "2026-08-01..2026-08-31"), ("12 din pehle", "in", "2026-11-10"),
        ("hai năm trước", "vn", "2024-01-01..2024-12-31"),
        ("سه ماه پیش", "ir", "2026-08-23..2026-09-22"),
        # since then, up to today
        ("3 mahine se", "in", "2026-08-22..2026-11-22"),
        ("तीन महीने से", "in", "2026-08-22..2026-11-22"),
        ("3 month se", "in", "2026-08-22..2026-11-22"),
        ("dhai mahine se", "in", "2026-09-07..2026-11-22"),
        ("do mahine ho gaye", "in", "2026-09-22..2026-11-22"),
        ("for 3 months", "in", "2026-08-22..2026-11-22"),
        ("3 tháng nay", "vn", "2026-08-22..2026-11-22"), ("2 nam nay", "vn", "2024-11-22..2026-11-22"),
        ("۳ ماهه", "ir", "2026-08-23..2026-11-22"), ("4 ماه شد", "ir", "2026-07-23..2026-11-22"),
        ("since feb", "in", "2026-02-01..2026-11-22"), ("june se", "in", "2026-06-01..2026-11-22"),
        ("जनवरी से", "in", "2026-01-01..2026-11-22"), ("từ tháng 5", "vn", "2026-05-01..2026-11-22"),
        ("nghi tu thang 5 toi gio", "vn", "2026-05-01..2026-11-22"),
        ("از مهر", "ir", "2026-09-23..2026-11-22"), ("az mehr", "ir", "2026-09-23..2026-11-22"),
        ("2018 se", "in", "2018-01-01..2026-11-22"),
        # from one to another
        ("april to june", "in", "2026-04-01..2026-06-30"), ("از مهر تا آبان", "ir", "2026-09-23..2026-11-21"),
        ("worked 2014 to 2017", "in", "2014-01-01..2017-12-31"), ("paid 2000 to 2500 rs", "in", ""),
        ("2011 से 2015 तक", "in", "2011-01-01..2015-12-31"),
        ("from 3-5 weeks", "in", "2026-10-18..2026-11-22"),
        ("since last monday", "in", "2026-11-16..2026-11-22"),
        ("từ năm 2013", "vn", "2013-01-01..2026-11-22"),
        ("luong 5 trieu tu nam 2020 den nay", "vn", "2020-01-01..2026-11-22"),
        ("từ đầu tháng 9", "vn", "2026-09-01..2026-11-22"), ("saal bhar se", "in", "2025-11-22..2026-11-22"),
        ("महीना भर हो गया", "in", "2026-10-22..2026-11-22"), ("از اول سال", "ir", "2026-03-21..2026-11-22"),
        ("فقط اول سال", "ir", ""), ("سه هفته‌ست", "ir", "2026-11-01..2026-11-22"),
        ("since this month", "in", "2026-11-01..2026-11-22"),
        # a month beside a month is one
        ("salary of June, Sept", "in", "2026-06-01..2026-06-30 2026-09-01..2026-09-30"),
        ("حقوق خرداد و تیر", "ir", "2026-05-22..2026-06-21 2026-06-22..2026-07-22"),
        ("lương t8, t9 chưa có", "vn", "2026-08-01..2026-08-31 2026-09-01..2026-09-30"),
        ("t7 mới nghỉ", "vn", ""),
        # days in words, and by their number alone
        ("هفتم آبان", "ir", "2026-10-29"), ("بیست و سوم تیر ۱۴۰۵", "ir", "2026-07-14"),
        ("az avale mehr", "ir", "2026-09-23..2026-11-22"),
        ("12 tarikh ko nikala", "in", "2026-11-12"), ("पच्चीस तारीख को", "in", "2026-10-25"),
        ("har mahine 7 tarikh ko", "in", ""), ("5 tarikh tak aata hai", "in", ""),
        # what was fixed or promised may be still to come
        ("hearing on 4 december", "in", "2026-12-04"), ("promised to pay by 5 november", "in", "2026-11-05"),
        ("hẹn trả 10/12", "vn", "2026-12-10"), ("hẹn trả 10/11", "vn", "2026-11-10"),
        ("جلسه ۲۰ دی", "ir", "2027-01-10"),
        # how long, but not when
        ("5 saal kaam kiya", "in", ""), ("15 din ke hisab se", "in", ""), ("3 tháng lương", "vn", ""),
    ],
)  # fmt: skip
def test_periods(text: str, jurisdiction: str, expected: str) -> None:
    found = [
        f"{p.start_day}" if p.start_day == p.end_day else f"{p.start_day}..{p.end_day}"
        for p in find_dates(text, TODAY, jurisdiction)
    ]
    assert found == expected.split()


def test_precision_says_how_it_was_told() -> None:
    told = {"15/08/2026": "day", "last week": "week", "tháng 8": "month", "سال ۸۵": "year", "3 mahine se": "month"}
    assert {text: find_dates(text, TODAY, None)[0].precision for text in told} == told


@pytest.mark.parametrize("language", ["en", "hi", "fa", "vi"])
@pytest.mark.parametrize("jurisdiction", ["in", "vn", "ir"])
@given(day=days)
def test_a_shown_date_is_read_back(language: str, jurisdiction: str, day: date) -> None:
    shown = show_date(day, language, jurisdiction)
    if language == "hi" and jurisdiction == "ir":
        return  # Persian months in Devanagari are shown, but nobody writes them
    (period,) = find_dates(shown, TODAY, jurisdiction)
    assert (period.start_day, period.end_day, period.precision) == (day, day, "day")
    assert (period.start, period.end) == (0, len(shown))


@given(days, days)
def test_a_day_without_a_year_is_never_in_the_future(day: date, today: date) -> None:
    for period in find_dates(f"{day.day} {day:%B}", today, "in"):
        assert period.end_day <= today
        assert (period.end_day.day, period.end_day.month) == (day.day, day.month)


@given(days)
def test_solar_figures_in_either_order(day: date) -> None:
    solar = jdatetime.date.fromgregorian(date=day)
    for written in (f"{solar.year}/{solar.month:02}/{solar.day:02}", f"{solar.day}/{solar.month}/{solar.year}"):
        assert [p.start_day for p in find_dates(written, TODAY, "ir")] == [day]


@given(st.integers(1, 300))
def test_days_ago_are_counted(count: int) -> None:
    for text in (f"{count} days ago", f"{count} din pehle", f"{count} ngày trước", f"{count} روز پیش"):
        assert [p.start_day for p in find_dates(text, TODAY, "in")] == [TODAY - timedelta(days=count)], text


@given(st.text(), st.dates(), st.sampled_from(["in", "vn", "ir", None]))
def test_any_text_on_any_day(text: str, today: date, jurisdiction: str) -> None:
    last = 0
    for period in find_dates(text, today, jurisdiction):
        assert period.start_day <= period.end_day
        assert last <= period.start < period.end <= len(text)
        last = period.end
    find_durations(text)


@given(
    st.dates(),
    st.sampled_from(["3 mahine se", "مهر", "last year", "15/08/2026", "tháng 2", "on monday", "900 years ago"]),
)
def test_the_ends_of_the_calendar_do_no_harm(today: date, text: str) -> None:
    find_dates(text, today, "ir")
    find_dates(text, today, "vn")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 mahine", "3 month"), ("teen mahine se", "3 month"), ("dhai saal", "2.5 year"),
        ("do teen mahine", "3 month"), ("डेढ़ साल", "1.5 year"),
        ("2 mnths", "2 month"), ("5 yrs 8 months", "5 year, 8 month"),
        ("a year and a half", "1.5 year"), ("3-month", "3 month"), ("half a month", "0.5 month"),
        ("1 năm rưỡi", "1.5 year"), ("ba tháng", "3 month"), ("hai nam", "2 year"),
        ("nửa tháng", "0.5 month"), ("muoi lam ngay", "15 day"), ("năm năm", "5 year"),
        ("tháng 5", ""), ("5 tháng 8", ""), ("tháng 11 năm 2026", ""),
        ("۳ ماهه", "3 month"), ("دوماه", "2 month"), ("یک سال و نیم", "1.5 year"),
        ("سه‌ماهه", "3 month"), ("نیم سال", "0.5 year"), ("se mah", "3 month"),
        ("5 sale inja kar mikonam", "5 year"),
        ("320 roz dete hai", ""), ("company se sal nahi mili mujhe", ""), ("22 tuổi", ""),
    ],
)  # fmt: skip
def test_durations(text: str, expected: str) -> None:
    found = ", ".join(f"{d.count.normalize():f} {d.unit}" for d in find_durations(text))
    assert found == expected


def test_a_duration_has_its_place() -> None:
    text = "kaam kiya  dhai mahine aur chhoda"
    (duration,) = find_durations(text)
    assert (duration.count, text[duration.start : duration.end]) == (Decimal("2.5"), "dhai mahine")
