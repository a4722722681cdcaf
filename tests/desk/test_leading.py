"""Who leads where several offices work on one trouble: on the case's page and in the queue."""

from __future__ import annotations

import re

import pytest

from grievances import drafts, filing
from grievances.lifecycle import State
from grievances.models import Leg
from tests.desk.conftest import Desk
from tests.grievances.conftest import complete, worker


def file(desk: Desk, topic: str) -> tuple[Leg, Leg]:
    """The routed leg of a trouble and that of ESIC, which the worker agreed to."""
    desk.filed += 1
    with desk.core.unit() as unit:
        who = worker(unit, f"leading {desk.filed}")
        who.jurisdiction = "in"
        draft = drafts.start(unit, who, [topic], story="...")
        drafts.agree(unit, draft, topic, "esic")
        complete(unit, draft)
        own, further = filing.file(unit, draft).grievance.legs
        return own, further


def tagged(page: str) -> bool:
    return bool(re.search(r'<span class="tag">leads</span>', page))


@pytest.mark.parametrize(("topic", "esic_leads"), [("maternity_benefit", True), ("accident", False)])
def test_each_office_reads_who_leads(desk: Desk, topic: str, esic_leads: bool) -> None:
    own, further = file(desk, topic)
    first, second = (further, own) if esic_leads else (own, further)
    desk.officer("first", first.office_id)
    desk.officer("second", second.office_id)
    name = desk.core.jurisdictions["in"].offices[first.office_id].name.get("en")
    for login, leg, leads in (("first", first, True), ("second", second, False)):
        who = desk.visitor(login)
        page, queue = who.get(f"/cases/{leg.id}").text, who.get("/queue").text
        assert f"<dt>Who leads</dt><dd>{name}</dd>" in page
        assert tagged(page) == tagged(queue) == leads
        assert (f"<small>{name} leads</small>" in queue) != leads


def test_nobody_leads_where_one_office_works_alone(desk: Desk) -> None:
    own, further = file(desk, "maternity_benefit")
    desk.officer("own", own.office_id)
    with desk.core.unit() as unit:
        unit.db.get_one(Leg, further.id).state = State.WITHDRAWN
    desk.file()
    for page in (desk.visitor("own").get(f"/cases/{own.id}").text, desk.visitor("own").get("/queue").text):
        assert "lead" not in page.partition("<main")[2]
