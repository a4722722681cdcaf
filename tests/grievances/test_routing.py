"""Where a case goes when offices are excluded: never to one of them, never to whom the rule bars, always somewhere."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grievances import routing
from grievances.errors import NotFound
from jurisdictions import Jurisdiction, load
from jurisdictions.topics import TOPICS
from jurisdictions.ways import deciding_places

SERVED = load(["in", "vn", "ir"])


@st.composite
def cases(draw: st.DrawFn) -> tuple[Jurisdiction, str, str | None, str | None, set[str]]:
    """A case, and excluded offices: any ones, the nearest ones of the way among them."""
    here = SERVED[draw(st.sampled_from(sorted(SERVED)))]
    topic = draw(st.sampled_from(sorted(TOPICS)))
    sector = draw(st.sampled_from([None, *here.sectors]))
    place = draw(st.sampled_from([None, *deciding_places(here)]))
    way = here.candidates(topic, here.rule_for(topic, sector, place), place)
    near = draw(st.integers(0, len(way)))
    others = draw(st.sets(st.sampled_from(sorted(here.offices)), max_size=6))
    return here, topic, sector, place, {office.id for office in way[:near]} | others


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_an_excluded_or_barred_office_never_receives_a_case(
    case: tuple[Jurisdiction, str, str | None, str | None, set[str]],
) -> None:
    here, topic, sector, place, excluded = case
    rule = here.rule_for(topic, sector, place)
    left = [office for office in here.candidates(topic, rule, place) if office.id not in excluded]
    if not left:
        with pytest.raises(NotFound):
            routing.route(here, topic, place=place, sector=sector, excluded=excluded)
        return
    found = routing.route(here, topic, place=place, sector=sector, excluded=excluded)
    assert found.office == left[0]
    assert found.office.id not in excluded
    assert not {found.office.id, found.office.vertical} & rule.never
    assert found.vertical == found.office.vertical
    assert routing.reason(here, topic, found.reference) == rule.reason


@pytest.mark.parametrize(
    ("country", "topic", "sector", "excluded", "office"),
    [
        ("in", "pf_claim_delay", None, {"epfo"}, "epfo-head"),
        ("in", "pf_claim_delay", None, {"epfo", "epfo-head"}, "cpgrams"),
        ("in", "sexual_harassment", None, {"local_committee"}, "she_box"),
        ("in", "corruption", None, {"anti_corruption"}, "district_magistrate"),
        ("in", "wages_unpaid", "government", {"labour"}, "district_magistrate"),
        ("vn", "sexual_harassment", None, {"cong-doan", "cong-doan-vn"}, "cong-an"),
        ("vn", "wages_unpaid", None, {"so-noi-vu", "moha"}, "cong-doan"),
        ("ir", "sexual_harassment", None, {"inspection", "inspection-head"}, "behzisti"),
        ("ir", "corruption", None, {"bazresi"}, "justice"),
    ],
)
def test_who_takes_the_place_of_the_accused(
    country: str, topic: str, sector: str | None, excluded: set[str], office: str
) -> None:
    assert routing.route(SERVED[country], topic, sector=sector, excluded=excluded).office.id == office


def test_the_reason_is_found_by_what_was_told() -> None:
    """Not by the place of a rule in the file: rules come and go while cases live."""
    india = SERVED["in"]
    told = {"rule": 0, "place": "br", "sector": "central"}  # as cases were stored before
    assert routing.reason(india, "wages_unpaid", told) == india.rule_for("wages_unpaid", "central").reason
    assert routing.reason(india, "wages_unpaid", {}) is None
    assert routing.reason(india, "wages_unpaid", {"place": "br", "sector": None, "vertical": "clc"}) is None
