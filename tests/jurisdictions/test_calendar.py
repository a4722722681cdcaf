"""Working days: never a weekend or holiday, counted without gaps, and unsure where a holiday may still move."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurisdictions import Jurisdiction, JurisdictionError, load
from jurisdictions.calendar import WorkingDays
from tests.jurisdictions.small import country
from tests.jurisdictions.test_fictitious import SOURCE, text

HERE = load(["in", "vn", "ir"])
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 1))
COUNTS = st.integers(1, 30)


@st.composite
def places(draw: st.DrawFn) -> tuple[Jurisdiction, tuple[str, ...]]:
    """A country and, often, one of its places with all that it lies in."""
    here = HERE[draw(st.sampled_from(sorted(HERE)))]
    place = draw(st.none() | st.sampled_from(sorted(here.places)))
    return here, here.lineage(place)


@given(places(), DAYS, COUNTS)
def test_never_on_a_weekend_or_a_holiday(where: tuple[Jurisdiction, tuple[str, ...]], day: date, count: int) -> None:
    here, around = where
    found = here.working_days.after(day, count, around)
    assert found.day > day
    assert here.working_days.works(found.day, around)
    # exactly so many working days lie on the way
    way = [day + timedelta(n) for n in range(1, (found.day - day).days + 1)]
    assert sum(here.working_days.works(d, around) for d in way) == count


@given(places(), DAYS, COUNTS, COUNTS)
def test_counting_in_two_steps_is_counting_at_once(
    where: tuple[Jurisdiction, tuple[str, ...]], day: date, first: int, then: int
) -> None:
    days, around = where[0].working_days, where[1]
    one = days.after(day, first, around)
    two = days.after(one.day, then, around)
    at_once = days.after(day, first + then, around)
    assert two.day == at_once.day
    assert at_once.provisional == (one.provisional or two.provisional)


@given(places(), DAYS, st.integers(0, 10), COUNTS, st.integers(0, 5))
def test_later_and_more_never_end_earlier(
    where: tuple[Jurisdiction, tuple[str, ...]], day: date, later: int, count: int, more: int
) -> None:
    days, around = where[0].working_days, where[1]
    found = days.after(day, count, around).day
    assert days.after(day + timedelta(later), count, around).day >= found
    assert days.after(day, count + more, around).day >= found


@given(places(), DAYS)
def test_the_last_working_day_up_to_a_day(where: tuple[Jurisdiction, tuple[str, ...]], day: date) -> None:
    days, around = where[0].working_days, where[1]
    found = days.on_or_before(day, around).day
    assert found <= day
    assert days.works(found, around)
    assert not any(days.works(found + timedelta(n), around) for n in range(1, (day - found).days + 1))


@pytest.mark.parametrize(
    ("id", "place", "day", "works", "provisional"),
    [
        ("in", None, date(2026, 11, 24), False, False),  # Guru Nanak's birthday of a settled year
        ("in", None, date(2027, 11, 14), False, True),  # the same, not gazetted yet (and a Sunday)
        ("in", None, date(2027, 1, 26), False, False),  # Republic Day never moves
        ("in", None, date(2027, 3, 10), False, True),  # Eid, estimated
        ("in", None, date(2026, 11, 23), True, False),
        ("in", None, date(2026, 11, 22), False, False),  # a Sunday
        ("in", "mh", date(2026, 5, 1), False, False),  # Maharashtra Day
        ("in", "kl", date(2026, 8, 26), False, False),  # Onam
        ("vn", None, date(2026, 11, 24), False, False),  # Culture Day, by hand, with its source
        ("vn", None, date(2026, 8, 22), True, False),  # a Saturday on which work is made up
        ("vn", None, date(2027, 2, 8), False, True),  # Tết 2027 is not decided yet
        ("vn", None, date(2027, 4, 30), False, False),
        ("ir", None, date(2026, 11, 26), True, False),  # a Thursday
        ("ir", None, date(2026, 11, 27), False, False),  # a Friday
        ("ir", None, date(2027, 3, 21), False, False),  # Nowruz
        ("ir", None, date(2027, 6, 16), False, True),  # Ashura, by the moon
    ],
)
def test_days_that_people_know(id: str, place: str | None, day: date, works: bool, provisional: bool) -> None:
    here = HERE[id]
    around = here.lineage(place)
    assert (here.working_days.works(day, around), here.working_days.provisional(day, around)) == (works, provisional)


def test_a_state_has_days_of_its_own() -> None:
    days = HERE["in"].working_days
    states = [place.id for place in HERE["in"].places.values() if place.parent is None and place.id != "abroad"]
    assert set(days.subdivisions) == set(states)
    closed = {
        state: frozenset(
            d for n in range(365) if not days.works(d := date(2026, 1, 1) + timedelta(n), (state,))
        )
        for state in states
    }  # fmt: skip
    assert len(set(closed.values())) > 10
    # a town has those of its state
    assert not days.works(date(2026, 8, 26), HERE["in"].lineage("kochi"))


def test_a_count_over_a_holiday_that_may_move_says_so() -> None:
    days = HERE["in"].working_days
    assert days.after(date(2027, 3, 3), 2) == (date(2027, 3, 5), True)  # Shivaratri, on the 6th, may come earlier
    assert days.after(date(2027, 1, 21), 2) == (date(2027, 1, 25), False)  # Republic Day after it is fixed
    assert days.after(date(2027, 1, 21), 3) == (date(2027, 1, 27), False)


def made(**calendar: Any) -> dict[str, Any]:
    return {"calendar": calendar}


GIVEN = {"name": text("Day"), **SOURCE}


def test_days_given_by_hand_win(tmp_path: Path) -> None:
    days = [{"day": date(2026, 11, 23), **GIVEN}, {"day": date(2026, 11, 24), "open": True, **GIVEN}]
    here = country(tmp_path, **made(library="IN", days=days))
    assert not here.working_days.works(date(2026, 11, 23))
    assert here.working_days.works(date(2026, 11, 24))
    assert not here.working_days.provisional(date(2026, 11, 23))


def test_a_country_without_a_library_has_its_weekend(tmp_path: Path) -> None:
    here = country(tmp_path)
    assert here.working_days.after(date(2026, 11, 18), 1) == (date(2026, 11, 21), False)  # not Thursday and Friday


def test_a_country_where_nobody_ever_works_is_no_endless_loop() -> None:
    with pytest.raises(ValueError, match="no working day"):
        WorkingDays(None, {}, frozenset(range(7)), "gregorian", None).after(date(2026, 1, 1), 1)


@pytest.mark.parametrize(
    ("calendar", "fault"),
    [
        ({"library": "XX"}, "no country 'XX'"),
        ({"library": "os"}, "no country 'os'"),
        ({"library": "IN", "subdivisions": {"nowhere": "BR"}}, "no such place 'nowhere'"),
        ({"library": "IN", "subdivisions": {"north": "QQ"}}, "no such subdivision of the library 'QQ'"),
        ({"settled": {"until": date(2026, 12, 31)}}, "source: missing"),
        ({"days": [{"day": date(2026, 1, 1), "name": text("a")}]}, "source: missing"),
        ({"days": [{"day": date(2026, 1, 1), **GIVEN}] * 2}, "stands twice"),
    ],
)
def test_faults(tmp_path: Path, calendar: dict[str, Any], fault: str) -> None:
    with pytest.raises(JurisdictionError, match=fault):
        country(tmp_path, **made(**calendar))
