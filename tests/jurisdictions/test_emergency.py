"""Lines checked against each other: the same digits mean other things in other countries, only one's own are shown."""

import datetime
import re

import pytest

from jurisdictions import LANGUAGES, JurisdictionError, load
from jurisdictions.topics import TOPICS
from tests.jurisdictions.small import country
from tests.jurisdictions.test_data import IDS
from tests.jurisdictions.test_fictitious import FILES

COUNTRIES = load(IDS)
TODAY = datetime.date(2026, 11, 22)

#: what each emergency number is for, as the sources say; a number that is not here was never looked up
MEANS = {
    "in": {"112": "police, fire, ambulance", "14416": "cannot go on", "1098": "child", "181": "women"},
    "vn": {
        "115": "ambulance", "113": "police", "114": "fire", "112": "rescue", "111": "child",
        "096 306 1414": "cannot go on",
    },
    "ir": {"115": "ambulance", "110": "police", "123": "social", "125": "fire"},
}  # fmt: skip
#: digits that several countries use, and whether they mean the same
SHARED = {"112": False, "111": False, "115": True}


def lines(id):
    return COUNTRIES[id].helplines.values()


@pytest.mark.parametrize("id", IDS)
def test_each_emergency_number_is_what_the_sources_say(id):
    found = {line.number: line.name["en"].lower() for line in COUNTRIES[id].emergency_lines()}
    assert set(found) == set(MEANS[id])
    assert all(MEANS[id][number] in name for number, name in found.items())


def test_the_same_digits_in_several_countries_are_all_known():
    owners = {}
    for id in IDS:
        for line in lines(id):
            owners.setdefault(line.number, {}).setdefault(id, line)
    shared = {number: found for number, found in owners.items() if len(found) > 1}
    assert set(shared) == set(SHARED)
    for number, found in shared.items():
        assert (len({line.name["en"] for line in found.values()}) == 1) == SHARED[number]


def test_111_is_for_children_in_viet_nam_and_never_for_danger_in_iran():
    vietnam, iran = ({line.number: line for line in lines(id)} for id in ("vn", "ir"))
    assert vietnam["111"].emergency and "forced_child_labour" in vietnam["111"].topics
    assert not iran["111"].emergency and not iran["111"].self_harm and "forced_child_labour" not in iran["111"].topics
    assert "111" not in {line.number for line in lines("in")}


@pytest.mark.parametrize("id", IDS)
def test_at_every_place_only_lines_of_the_country_and_of_the_place(id):
    """Over all places and topics: an emergency line everywhere, a regional one only in its region."""
    here = COUNTRIES[id]
    everywhere = {line.id for line in here.emergency_lines()}
    for place in (None, *here.places):
        around = set(here.lineage(place))
        shown = {line.id: line for line in here.emergency_lines(place)}
        assert everywhere <= set(shown)
        for topic in TOPICS:
            shown |= {line.id: line for line in here.helplines_for(topic, place)}
        for line in shown.values():
            assert here.helplines[line.id] is line
            assert not line.places or around & set(line.places)


@pytest.mark.parametrize("id", IDS)
def test_no_text_sends_anybody_to_a_number_of_another_country(id):
    """What stands after "call" or the sign of a telephone is one's own country's line, or a door's sourced contact."""
    here = COUNTRIES[id]
    own = {re.sub(r"\D", "", line.number) for line in here.helplines.values()}
    own |= {re.sub(r"\D", "", door.contact.value["en"]) for door in here.referrals.by_id.values() if door.contact}
    foreign = {re.sub(r"\D", "", line.number) for other in IDS if other != id for line in lines(other)} - own
    told = [article.text_on("en", TODAY) for article in here.articles.values()]
    told += [effect.told("en") for of_topic in here.effects.values() for effect in of_topic.all()]
    told += [here.notice.full["en"]]
    told += [door.where("en") for door in here.referrals.by_id.values()]
    called = {re.sub(r"\D", "", n) for text in told for n in re.findall(r"(?:[Cc]all|☎|line) (\*?\d[\d *#]*\d)", text)}
    assert called and not called & foreign
    assert called <= own


@pytest.mark.parametrize("id", IDS)
def test_who_cannot_go_on_gets_only_verified_lines(id):
    found = [line for line in lines(id) if line.self_harm]
    assert any(line.emergency for line in found)
    for line in found:
        assert line.sourced.certainty in "POS" and line.sourced.date != "undated"
        assert line.sourced.value["en"] == line.number


@pytest.mark.parametrize(
    "more", [{"certainty": "G"}, {"certainty": "D"}, {"date": "undated"}], ids=["notes", "derived", "undated"]
)
def test_an_unverified_line_for_who_cannot_go_on_is_refused(tmp_path, more):
    line = {**FILES["helplines"]["help"], "self_harm": True}
    assert country(tmp_path, "vn", helplines={"help": line}).helplines["help"].self_harm
    with pytest.raises(JurisdictionError, match=r"helplines.yml: help: self_harm: "):
        country(tmp_path, helplines={"help": {**line, **more}})


@pytest.mark.parametrize("id", IDS)
def test_emergency_lines_have_a_name_in_every_language(id):
    for line in COUNTRIES[id].emergency_lines():
        assert set(line.name) == set(LANGUAGES)
