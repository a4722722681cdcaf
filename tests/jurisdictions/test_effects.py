"""What filing is in law and the worker's own last days: complete, in every language, and counted right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurisdictions import LANGUAGES, Effect, Jurisdiction, JurisdictionError, Limit, Text, deadline, load
from jurisdictions.facts import CERTAINTIES
from jurisdictions.topics import TOPICS
from tests.jurisdictions.small import country, figure, value
from tests.jurisdictions.test_fictitious import RULE, SOURCE, office, text

HERE = load(["in", "vn", "ir"])
#: addresses, and names that are written in Latin letters in every language
NAMES = re.compile(
    r"[a-z0-9.-]+\.(?:gov\.in|ir)\b|\b(?:EPFO|ESIC|UMANG|PF|PIDPI|SHe-Box|BHXH|CSC)\b|\(Sở Nội vụ\)|\(gratuity\)"
)


def effects(here: Jurisdiction) -> Iterator[tuple[str, Effect]]:
    """Every effect that a case can have."""
    for topic, of_topic in here.effects.items():
        yield from ((topic, effect) for effect in of_topic.all())


def texts(effect: Effect) -> Iterator[Text]:
    yield from (effect.act.name, effect.act.here)
    if effect.door:
        yield from (effect.door.step, effect.door.learns)
    for limit in effect.limits:
        yield from (limit.what, limit.event.name)
    if effect.employer_first:
        yield effect.employer_first


@pytest.mark.parametrize(("id", "topic"), product(sorted(HERE), sorted(TOPICS)))
def test_every_topic_has_its_words_in_four_languages(id: str, topic: str) -> None:
    for effect in HERE[id].effects[topic].all():
        for said in texts(effect):
            assert set(said) == set(LANGUAGES)
            for language in ("hi", "fa"):
                left = re.findall("[A-Za-z]+", NAMES.sub("", said[language]))
                assert not left, (language, said[language])
                own = "[\u0900-\u097f]" if language == "hi" else "[\u0600-\u06ff]"
                assert re.search(own, said[language])
            assert len({said[language] for language in LANGUAGES}) == len(LANGUAGES)
            assert not re.search("[०-९0-9]", NAMES.sub("", said["fa"])), said["fa"]  # its own digits


@pytest.mark.parametrize("id", sorted(HERE))
def test_clocks_have_their_source_in_four_languages(id: str) -> None:
    here = HERE[id]
    for vertical, topic in product(here.verticals, TOPICS):
        for stage in here.clock_for(vertical, topic).stages:
            assert set(stage.law) == set(LANGUAGES)
            assert all(one.source and one.certainty in CERTAINTIES for one in stage.length.figures)
            for language in ("hi", "fa"):
                assert not re.findall("[A-Za-z]+", NAMES.sub("", stage.law[language]))


def test_an_office_of_iran_promises_no_day() -> None:
    iran = HERE["ir"]
    assert not any(iran.clock_for(vertical, topic).stages for vertical, topic in product(iran.verticals, TOPICS))


@pytest.mark.parametrize(
    ("id", "topic", "sector", "place", "act", "door", "limits"),
    [
        ("in", "wages_unpaid", "factory", "patna", "claim", "wage_authority", ["wages"]),
        ("in", "wages_unpaid", "mine", "patna", "claim", "samadhan", ["wages"]),
        ("in", "dismissal", "port", None, "conciliation", "samadhan", ["committee", "tribunal"]),
        ("in", "gratuity", "central", None, "claim", "samadhan", ["gratuity"]),
        ("in", "gratuity", "factory", None, "claim", "gratuity_authority", []),
        ("in", "pf_claim_delay", None, None, "grievance", "epfo_portal", []),
        ("in", "sexual_harassment", None, None, "harassment", "committee", ["harassment"]),
        ("in", "corruption", "central", None, "bribe", "cvc", ["bribe"]),
        ("in", "corruption", "other", None, "bribe", "bureau", ["bribe"]),
        ("vn", "wages_unpaid", None, None, "mediation", "one_stop", ["mediator", "court"]),
        ("vn", "dismissal", None, None, "lawsuit", "court", ["court", "mediator"]),
        ("vn", "accident", "hired", None, "mediation", "one_stop", ["accident_mediator", "accident_court"]),
        ("vn", "accident", "self_employed", None, "feedback", None, []),
        ("vn", "unemployment_benefit", None, None, "file", "employment_centre", ["unemployment"]),
        ("vn", "corruption", None, None, "denunciation", "inspectorate", []),
        ("ir", "dismissal", None, None, "petition", "prkar", ["reinstatement", "unemployment"]),
        ("ir", "dismissal", None, "kish", "petition", "zone", []),
        ("ir", "unsafe_workplace", None, None, "report", "prkar_money", []),
    ],
)
def test_what_it_is_in_law(
    id: str, topic: str, sector: str | None, place: str | None, act: str, door: str | None, limits: list[str]
) -> None:
    effect = HERE[id].effect(topic, sector, place)
    assert (effect.act.id, effect.door and effect.door.id) == (act, door)
    assert [limit.id for limit in effect.limits] == limits
    assert not effect.here_is_filing


@pytest.mark.parametrize(("id", "itself"), [("in", {"awareness_training"}), ("vn", set()), ("ir", set())])
def test_filing_here_is_the_legal_filing_only_where_the_office_reads_it_here(id: str, itself: set[str]) -> None:
    here = HERE[id]
    found = {(t, s) for t, s in product(sorted(TOPICS), (None, *here.sectors)) if here.effect(t, s).here_is_filing}
    assert {topic for topic, _ in found} == itself
    assert all(here.office_for(here.rule_for(topic, sector).vertical).reach == "desk" for topic, sector in found)


def limit(id: str, topic: str, name: str) -> Limit:
    return next(one for one in HERE[id].effect(topic).limits if one.id == name)


@pytest.mark.parametrize(
    ("id", "topic", "name", "event", "last"),
    [
        ("in", "wages_unpaid", "wages", date(2026, 10, 7), date(2029, 10, 7)),
        ("in", "wages_unpaid", "wages", date(2028, 2, 29), date(2031, 2, 28)),  # no such day: the last of the month
        ("in", "corruption", "bribe", date(2026, 11, 20), date(2026, 11, 27)),
        ("in", "sexual_harassment", "harassment", date(2026, 11, 30), date(2027, 2, 28)),
        ("vn", "wages_unpaid", "mediator", date(2026, 8, 31), date(2027, 2, 28)),
        ("vn", "wages_unpaid", "court", date(2026, 8, 31), date(2027, 8, 31)),
        ("ir", "dismissal", "reinstatement", date(2026, 11, 1), date(2026, 12, 1)),
        # a law of 21 Nov 2025 does not say by when what was before can be claimed
        ("in", "wages_unpaid", "wages", date(2025, 11, 20), None),
        ("in", "wages_unpaid", "wages", date(2025, 11, 21), date(2028, 11, 21)),
    ],
)
def test_the_last_day(id: str, topic: str, name: str, event: date, last: date | None) -> None:
    assert deadline(limit(id, topic, name), event) == last


def test_months_of_iran_are_its_own(tmp_path: Path) -> None:
    here = limited(country(tmp_path, "ir", work={"time": value("months", figure(6, date(2020, 1, 1)))}, **LIMITED))
    # 31 Shahrivar 1405 and six months: Esfand 1405 has 29 days; in the Gregorian calendar it would be 22 March
    assert deadline(here, date(2026, 9, 22)) == date(2027, 3, 20)
    there = limited(country(tmp_path, "in", work={"time": value("months", figure(6, date(2020, 1, 1)))}, **LIMITED))
    assert deadline(there, date(2026, 9, 22)) == date(2027, 3, 22)


EFFECTS: dict[str, Any] = {
    "acts": {"letter": {"name": text("letter"), "here": text("not the letter")}},
    "doors": {"hall": {"step": text("go to the hall"), "learns": text("all"), **SOURCE}},
    "events": {"day": {"name": text("the day")}},
    "limits": {"one": {"what": text("to write"), "event": "day", "value": "time"}},
    "first": {"shop": text("the shop first")},
    "topics": {
        topic: {"act": "letter", "door": "hall", "limits": ["one"], "employer_first": "shop"} for topic in TOPICS
    },
}  # fmt: skip
LIMITED = {"effects": EFFECTS}


def limited(here: Jurisdiction) -> Limit:
    return here.effect("bonus").limits[0]


@given(st.dates(date(2026, 6, 1), date(2030, 1, 1)), st.integers(0, 400), st.sampled_from(sorted(HERE)))
def test_a_later_event_never_has_an_earlier_last_day(event: date, later: int, id: str) -> None:
    for _, effect in effects(HERE[id]):
        for one in effect.limits:
            first = deadline(one, event)
            then = deadline(one, date.fromordinal(event.toordinal() + later))
            assert first is not None and then is not None
            assert event < first <= then


def test_a_limit_that_ended_is_not_counted(tmp_path: Path) -> None:
    ended = value("days", figure(30, date(2020, 1, 1), until=date(2026, 6, 30)))
    here = limited(country(tmp_path, work={"time": ended}, **LIMITED))
    assert deadline(here, date(2026, 6, 30)) == date(2026, 7, 30)
    assert deadline(here, date(2026, 7, 1)) is None


def changed(**parts: Any) -> dict[str, Any]:
    return {"effects": {**EFFECTS, **parts}}


TOPIC = EFFECTS["topics"]["bonus"]


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        (changed(topics={"bonus": TOPIC}), "missing"),
        (changed(topics={**EFFECTS["topics"], "nonsense": TOPIC}), "nonsense"),
        (changed(topics={**EFFECTS["topics"], "bonus": {"act": "song"}}), "no such act 'song'"),
        (changed(topics={**EFFECTS["topics"], "bonus": {**TOPIC, "limits": ["two"]}}), "no such limit 'two'"),
        (changed(topics={**EFFECTS["topics"], "bonus": {**TOPIC, "here_is_filing": True}}), "another door"),
        (changed(topics={**EFFECTS["topics"], "bonus": {**TOPIC, "when": [{"act": "letter"}]}}), "names neither"),
        (
            changed(topics={**EFFECTS["topics"], "bonus": {**TOPIC, "when": [{"verticals": ["navy"]}]}}),
            "no such vertical 'navy'",
        ),
        (changed(limits={"one": {**EFFECTS["limits"]["one"], "value": "price"}}), "no unit of a worker's limit"),
        (changed(limits={"one": {**EFFECTS["limits"]["one"], "value": "nothing"}}), "no such value 'nothing'"),
        (changed(events={"day": {"name": text("a"), "questions": ["age"]}}), "no such question 'age'"),
        (changed(acts={**EFFECTS["acts"], "song": EFFECTS["acts"]["letter"]}), "nobody would ever see it"),
        (changed(doors={"hall": {"step": text("a"), "learns": text("b")}}), "source: missing"),
        ({"clocks": {"navy": {}}}, "no such vertical 'navy'"),
        ({"clocks": {"labour": {"resolve": {"value": "time"}}}}, "law: missing"),
        ({"clocks": {"labour": {"resolve": {"value": "soon", "law": text("a")}}}}, "no such value 'soon'"),
        ({"clocks": {"labour": {"resolve": {"value": "price", "law": text("a")}}}}, "no unit of an office's clock"),
        ({"clocks": {"labour": {"topics": {"tea": {}}}}}, "no such topic 'tea'"),
    ],
)
def test_faults(tmp_path: Path, files: dict[str, Any], fault: str) -> None:
    work = {"time": value("days", figure(30, date(2020, 1, 1))), "price": value("money", figure(3, date(2020, 1, 1)))}
    with pytest.raises(JurisdictionError, match=fault):
        country(tmp_path, work=work, **{**LIMITED, **files})


def test_another_vertical_has_another_effect(tmp_path: Path) -> None:
    away = {"limits": [], "employer_first": "none"}
    when = {**TOPIC, "when": [{"verticals": ["navy"], **away}, {"sectors": ["barn"], "door": "none", **away}]}
    files: dict[str, Any] = {
        "verticals": {id: {"name": text(id), "short": text(id), "mandate": text(id)} for id in ("labour", "navy")},
        "offices": {"head": office("labour", "country"), "ship": office("navy", "country")},
        "routing": {
            topic: [{**RULE, "vertical": "navy", "when": {"sectors": ["castle"]}}, RULE] for topic in TOPICS
        },
        "sectors": {id: {"names": text(id)} for id in ("castle", "barn")},
        **changed(topics={**EFFECTS["topics"], "bonus": when}),
    }  # fmt: skip
    here = country(tmp_path, work={"time": value("days", figure(30, date(2020, 1, 1)))}, **files)
    assert [limit.id for limit in here.effect("bonus").limits] == ["one"]
    assert here.effect("bonus", "castle").limits == ()
    assert here.effect("bonus", "castle").door == here.effect("bonus").door
    assert here.effect("bonus", "castle").employer_first is None
    assert here.effect("bonus", "barn").door is None
