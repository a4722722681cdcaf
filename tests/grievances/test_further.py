"""One story, several verticals: a leg only where the worker agreed, with only what that vertical may see."""

from __future__ import annotations

import pytest

from grievances import cases, drafts, filing, routing
from grievances.core import Core
from grievances.errors import NotFound, WrongOffice
from grievances.leading import working
from grievances.lifecycle import State
from tests.grievances.conftest import complete, file, office_of, officer, worker

STORY = "haath press me kat gaya, malik kuch nahi deta"


def accident(core: Core, *agreed: str) -> tuple[list[str], list[dict[str, object]], list[str | None]]:
    """Offices, facts and stories of the legs of an accident, where the worker agreed to these further verticals."""
    with core.unit() as unit:
        draft = drafts.start(unit, worker(unit, "device"), ["accident"], story=STORY)
        for vertical in agreed:
            drafts.agree(unit, draft, "accident", vertical)
        drafts.take(unit, draft, "hospital", "ESI hospital")
        complete(unit, draft)
        legs = filing.file(unit, draft).grievance.legs
        key = unit.key(legs[0].grievance.concerned)
        facts = [key.open(leg.facts, filing.FACTS) for leg in legs]
        told = [next((cases.words_of(unit, row.id).text for row in cases._texts(unit, leg)), None) for leg in legs]
        return [leg.office_id for leg in legs], facts, told


def test_nothing_goes_further_unasked(core: Core) -> None:
    offices, _, _ = accident(core)
    assert len(offices) == 1


def test_a_further_leg_sees_its_own_facts_alone(core: Core) -> None:
    offices, facts, told = accident(core, "esic")
    assert offices[1:] == ["esic"]
    several = core.jurisdictions["in"].several["accident"][0]
    assert set(facts[1]) <= set(several.sees)
    assert "hospital" in facts[1] and "sector" not in facts[1], "the kind of work is not the insurer's to know"
    assert told == [STORY, None], "the story is for the leg it was told for"


def test_the_reason_of_a_further_leg_is_its_own(core: Core) -> None:
    with core.unit() as unit:
        draft = drafts.start(unit, worker(unit, "device"), ["maternity_benefit"], story=STORY)
        drafts.agree(unit, draft, "maternity_benefit", "esic")
        complete(unit, draft)
        own, further = filing.file(unit, draft).grievance.legs
        india = core.jurisdictions["in"]
        told = india.several["maternity_benefit"][0]
        assert routing.reason(india, further.topic, further.route) == told.reason
        assert routing.reason(india, own.topic, own.route) != told.reason
        assert further.route["lead"] is True and (own.ordinal, further.ordinal) == (1, 2)


@pytest.mark.parametrize(("topic", "first"), [("maternity_benefit", 2), ("accident", 1)])
def test_who_leads(core: Core, topic: str, first: int) -> None:
    """The one that the data name, else the routed one; nobody where it is alone, or left alone."""
    with core.unit() as unit:
        draft = drafts.start(unit, worker(unit, "device"), [topic, "bonus"], story=STORY)
        drafts.agree(unit, draft, topic, "esic")
        complete(unit, draft)
        own, other, further = filing.file(unit, draft).grievance.legs
        assert (other.topic, further.vertical) == ("bonus", "esic")
        in_order = [own, further] if first == 1 else [further, own]
        assert working(own) == working(further) == in_order
        assert working(other) == []
        in_order[0].state = State.WITHDRAWN
        assert working(own) == working(further) == []


def test_only_what_the_topic_concerns_and_only_once(core: Core) -> None:
    with core.unit() as unit:
        draft = drafts.start(unit, worker(unit, "device"), ["accident"], story=STORY)
        for topic, vertical in (("accident", "epfo"), ("bonus", "esic"), ("accident", "")):
            with pytest.raises(NotFound):
                drafts.agree(unit, draft, topic, vertical)
        drafts.agree(unit, draft, "accident", "esic")
        assert drafts.further(unit, draft, "accident") == []
        with pytest.raises(NotFound):
            drafts.agree(unit, draft, "accident", "esic")


def test_no_transfer_to_whom_must_never_receive_it(core: Core) -> None:
    """A bribe is not handed to a body that may have asked for it, a sealed case not to a labour office."""
    with core.unit() as unit:
        filed = file(unit, "pf_claim_delay")
        at_fund = officer(unit, "fund", office_of(filed.grievance))
        leg = filed.grievance.legs[0]
        for topic in ("corruption", "sexual_harassment"):
            with pytest.raises(WrongOffice):
                cases.transfer(unit, at_fund, leg.id, "clc", topic=topic)
        with pytest.raises(WrongOffice):
            cases.transfer(unit, at_fund, leg.id, "labour_bureau")
        cases.transfer(unit, at_fund, leg.id, "clc", topic="wages_unpaid")
