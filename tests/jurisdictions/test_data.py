"""The data that is shipped holds together, for every jurisdiction whose folder is there."""

import datetime
import statistics
from pathlib import Path

import pytest
import yaml

import jurisdictions
from jurisdictions import LANGUAGES, load
from jurisdictions.choices import choices
from jurisdictions.topics import FAMILIES, TOPICS, family_of
from jurisdictions.ways import all_ways, deciding_places, faults

ROOT = Path(jurisdictions.__file__).parent
IDS = sorted(path.parent.name for path in ROOT.glob("*/jurisdiction.yml"))
TODAY = datetime.date(2026, 11, 22)
TAXONOMY = Path(__file__).parents[2] / "nlu" / "taxonomy.yml"


@pytest.fixture(scope="module", params=IDS)
def country(request):
    return load([request.param])[request.param]


@pytest.fixture(scope="module")
def india():
    return load(["in"])["in"]


def test_topics_are_those_of_the_model():
    taxonomy = yaml.safe_load(TAXONOMY.read_text(encoding="utf-8"))["families"]
    assert {family: set(topics) for family, topics in taxonomy.items()} == {f: set(t) for f, t in FAMILIES.items()}
    assert len(TOPICS) == 38
    assert family_of("accident") == "safety"


def test_every_case_ends_at_one_office(country):
    assert list(faults(country)) == []
    for way in all_ways(country):
        office = way.offices[0]
        assert office.vertical == way.rule.vertical
        assert not office.places or set(office.places) & set(country.lineage(way.place))


def test_what_is_sealed_meets_somebody_who_may_read_it(country):
    """A letter passes through other hands, and who acts for offices that get letters must not read it."""
    for way in all_ways(country):
        if way.topic in country.sealed:
            assert way.offices[0].reach in ("desk", "self")


def test_a_town_goes_where_the_place_around_it_goes(country):
    """So looking at the deciding places is looking at all."""
    deciding = set(deciding_places(country))
    for place in country.places:
        around = next(area for area in country.lineage(place) if area in deciding)
        for topic in ("wages_unpaid", "accident", "corruption", "pf_balance", "sexual_harassment"):
            rule = country.rule_for(topic, None, place)
            assert rule == country.rule_for(topic, None, around)
            assert country.candidates(topic, rule, place) == country.candidates(topic, rule, around)


def test_few_questions_before_the_number(country):
    assert statistics.median(len(country.plan(topic).ask) for topic in TOPICS) <= 2


def test_the_sector_is_asked_where_it_decides(country):
    """Where the place is known: what a place tells by itself (abroad, a free zone) takes no second question."""
    for topic in TOPICS - country.sealed:
        asks = [country.questions[id].kind for id in country.plan(topic).ask]
        for place in (place.id for place in country.places.values() if place.parent is None):
            if choices(country, [topic], place):
                assert "choice" in asks, topic


def test_nobody_faces_a_long_list(country):
    """And no answer is offered that leads where another one leads."""
    for topic in TOPICS:
        for place in (None, *(place.id for place in country.places.values() if place.parent is None)):
            offered = choices(country, [topic], place)
            assert len(offered) <= 6, topic
            for language in LANGUAGES:
                labels = [choice.label(language) for choice in offered]
                assert len(set(labels)) == len(labels)
            ends = {country.office_for(country.rule_for(topic, c.sector.id, place).vertical, place) for c in offered}
            assert not offered or len(ends) > 1


def test_the_kinds_offered_stand_for_all(country):
    """Whoever taps the button that names their kind goes where their own kind goes."""
    for topic in TOPICS:
        for choice in choices(country, [topic], None):
            own = country.rule_for(topic, choice.sector.id)
            for sector in choice.within:
                rule = country.rule_for(topic, sector.id)
                assert country.office_for(rule.vertical) == country.office_for(own.vertical), (topic, sector.id)


def test_ids_of_before_still_mean_something(india):
    assert india.sector("beedi_cinema").id == "beedi"
    assert india.sector("central").id == "central"
    assert india.sector("nowhere") is None and india.sector(None) is None
    assert india.rule_for("welfare_scheme", "beedi_cinema") == india.rule_for("welfare_scheme", "beedi")


def test_a_kind_told_by_its_place_goes_as_that_place(country):
    told = [sector for sector in country.sectors.values() if sector.place]
    assert told
    for sector in told:
        for topic in TOPICS:
            assert country.rule_for(topic, sector.id) == country.rule_for(topic, None, sector.place)


def test_sealed_topics_ask_no_story(country):
    assert "sexual_harassment" in country.sealed
    for topic in country.sealed:
        plan = country.plan(topic)
        assert {country.questions[id].kind for id in plan.ask + plan.later} <= {"place", "choice"}


def test_articles_are_short_and_whole(country):
    assert {family_of(topic) for topic in country.articles} == set(FAMILIES)
    for topic, article in country.articles.items():
        assert set(article.template) == set(article.title) == set(LANGUAGES)
        for language in LANGUAGES:
            text = article.text_on(language, TODAY)
            # Vietnamese writes its syllables apart, so the same text has more "words".
            assert 80 <= len(text.split()) <= (220 if language == "vi" else 175), (topic, language)
            assert "{" not in text


def test_emergency_and_self_harm_have_a_line(country):
    assert country.emergency_lines()
    assert any(line.self_harm for line in country.helplines.values())


def test_a_further_vertical_has_an_office(country):
    for several in country.several.values():
        for further in several:
            assert country.office_for(further.vertical).vertical == further.vertical


@pytest.mark.parametrize(
    ("topic", "sector", "place", "office"),
    [
        ("pf_claim_delay", "mine", "patna", "epfo"),
        ("esi_medical_care", None, None, "esic"),
        ("wages_unpaid", "factory", "patna", "labour-br"),
        ("wages_unpaid", "other", "up", "labour-up"),
        ("wages_unpaid", None, None, "labour"),
        ("wages_unpaid", "central", "patna", "clc"),
        ("dismissal", "port", "mumbai", "clc"),
        ("accident", "mine", "dhanbad", "dgms"),
        ("accident", "port", "kochi", "dgfasli"),
        ("unsafe_workplace", "factory", "surat", "factory-gj"),
        ("unsafe_workplace", "construction", "surat", "labour-gj"),
        ("welfare_scheme", "beedi_cinema", None, "dglw"),
        ("welfare_scheme", "platform", None, "dglw"),
        ("wages_unpaid", "government", "patna", "labour-br"),
        ("wages_unpaid", "domestic", "patna", "labour-br"),
        ("wages_unpaid", "railway", "patna", "clc"),
        ("wages_unpaid", None, "abroad", "emigration"),
        ("wages_unpaid", "abroad", None, "emigration"),
        ("sexual_harassment", None, "abroad", "emigration"),
        ("worker_registration", "construction", None, "welfare_board"),
        ("worker_registration", "other", None, "dglw"),
        ("forced_child_labour", None, None, "district_magistrate"),
        ("sexual_harassment", "factory", "delhi", "committee-dl"),
        ("overseas_migrant_work", None, "abroad", "emigration"),
        ("corruption", "central", None, "vigilance"),
    ],
)
def test_indian_routes(india, topic, sector, place, office):
    place = {"delhi": "dl"}.get(place, place)
    assert india.office_for(india.rule_for(topic, sector, place).vertical, place).id == office


def test_india_is_whole(india):
    states = [place for place in india.places.values() if place.parent is None and place.id != "abroad"]
    assert len(states) == 36
    assert all(india.office_for("state_labour", state.id).places == (state.id,) for state in states)
    bodies = ("state_labour", "factory_inspectorate", "welfare_board", "local_committee", "district_magistrate")
    for body in bodies:
        assert all(india.office_for(body, state.id).places == (state.id,) for state in states), body
    assert india.zone.key == "Asia/Kolkata"
    assert india.weekend == {5, 6}
    assert india.emergency_lines()[0].number == "112"


def test_ways_of_being_known(india):
    assert [way.id for way in india.ways_for("wages_unpaid")] == ["hidden", "named", "anonymous"]
    assert [way.id for way in india.ways_for("pf_claim_delay")] == ["hidden", "named"]


def test_regional_lines_only_there(india):
    assert {line.id for line in india.helplines_for("corruption", "kochi")} == {"bribe_kerala"}
    assert india.helplines_for("corruption", "patna") == ()
    assert india.helplines_for("corruption") == ()


def test_article_numbers_come_from_the_helplines(india):
    assert india.helplines["legal_aid"].number in india.articles["wages_unpaid"].text_on("hi", TODAY)


def test_a_missing_language_falls_back_to_english(india):
    assert india.places["patna"].names.get("vi") == "Patna"
    assert india.places["patna"].names.get("hi") == "पटना"
    assert "vi" not in india.places["patna"].names


def test_stale_and_unconfirmed_items_are_listed(india):
    from jurisdictions.check import check

    soon = check({"in": india}, datetime.date(2026, 11, 23))
    assert any("pf_claim_delay.yml: law: 1" in line and "official text" in line for line in soon)
    assert not any("days ago" in line for line in soon)
    later = check({"in": india}, datetime.date(2027, 12, 1))
    assert any(line.startswith("jurisdictions/in/helplines.yml: police (112): checked on") for line in later)
    assert any("knowledge/accident.yml: reviewed" in line for line in later)
    before = check({"in": india}, datetime.date(2026, 1, 1))
    assert any("still to come" in line for line in before)
