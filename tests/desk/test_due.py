"""The officer sees which act in law a case is, and by which days the office must have done what."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from grievances.models import Leg
from tests.desk.conftest import Desk, Visitor
from tests.grievances.conftest import Clock


def due(who: Visitor, leg: Leg) -> list[str]:
    """The lines under "Due days", without marks of layout."""
    page = unescape(who.get(f"/cases/{leg.id}").text)
    found = re.search(r"<dt>Due days</dt>(.*?)</dl>", page, re.S)
    assert found
    return [" ".join(re.sub("<[^>]+>", " ", line).split()) for line in re.findall(r"<dd>(.*?)</dd>", found[1], re.S)]


def test_due_days_are_counted_in_the_offices_own_days(desk: Desk, clock: Clock) -> None:
    # a Monday evening in UTC that is Tuesday in India; Wednesday 25 Nov to Thursday 3 Dec: 7 working days
    clock.now = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    desk.officer("own")
    leg, who = desk.file(), desk.visitor("own")
    assert due(who, leg) == [
        "First step by: 27 Nov 2026 (EPFO's order of April 2023)",
        "Answered by: 3 Dec 2026 (EPFO's instruction of 2025)",
        "May be taken higher from: 9 Dec 2026 (EPFO's order of 2022)",
    ]


def test_a_day_that_has_passed_is_marked_while_the_case_is_open(desk: Desk, clock: Clock) -> None:
    clock.now = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)
    desk.officer("own")
    leg, who = desk.file(), desk.visitor("own")
    assert not any("overdue" in line for line in due(who, leg))
    clock.move(days=4)
    assert [("overdue" in line) for line in due(desk.visitor("own"), leg)] == [True, False, False]
    who = desk.visitor("own")
    desk.send(who, leg, "take")
    desk.send(who, leg, do="resolve", text="paid")
    assert not any("overdue" in line for line in due(who, leg))


def test_a_holiday_that_is_not_fixed_is_said(desk: Desk, clock: Clock) -> None:
    # Holi 2027 is not gazetted: 22 March
    clock.now = datetime(2027, 3, 15, 6, 0, tzinfo=UTC)
    desk.officer("own")
    leg, who = desk.file(), desk.visitor("own")
    assert due(who, leg)[1] == "Answered by: 25 Mar 2027 may move (EPFO's instruction of 2025)"


def test_where_no_limit_is_published_none_is_promised(desk: Desk) -> None:
    desk.officer("own", "vigilance")
    with desk.core.unit() as unit:
        leg = desk.file("corruption")
        leg = unit.db.merge(leg)
        leg.office_id, leg.vertical = "vigilance", "vigilance"
    assert due(desk.visitor("own"), leg) == ["none is published"]


@pytest.mark.parametrize(
    ("topic", "act"),
    [
        ("pf_claim_delay", "grievance (not this, which is filed elsewhere)"),
        ("unsafe_workplace", "information to the inspector"),
        ("awareness_training", "request (the legal filing itself)"),
    ],
)
def test_the_act_in_law(desk: Desk, topic: str, act: str) -> None:
    leg = desk.file(topic)
    desk.officer("own", leg.office_id)
    assert f"<dt>In law</dt><dd>{act}</dd>" in unescape(desk.visitor("own").get(f"/cases/{leg.id}").text)
