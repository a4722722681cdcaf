"""Each kind of fault is refused with a message that names file, key and what is wrong."""

import shutil
from pathlib import Path

import pytest
import yaml

import jurisdictions
from jurisdictions import JurisdictionError, load

INDIA = Path(jurisdictions.__file__).parent / "in"


@pytest.fixture
def copy(tmp_path):
    """A copy of India's data below a folder of the usual name."""
    shutil.copytree(INDIA, tmp_path / "jurisdictions" / "in")
    return tmp_path / "jurisdictions"


def unshared(value):
    """The same data with every YAML alias written out, so that one place can be changed alone."""
    if isinstance(value, dict):
        return {key: unshared(inner) for key, inner in value.items()}
    return [unshared(inner) for inner in value] if isinstance(value, list) else value


def change(root, file, **keys):
    """Set a value in a YAML file by its path, as a__b__1__c; `...` removes it."""
    path = root / "in" / f"{file}.yml"
    data = unshared(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    for dotted, value in keys.items():
        *way, last = [int(key) if key.isdigit() else key for key in dotted.split("__")]
        at = data
        for key in way:
            at = at[key]
        if value is ...:
            del at[last]
        elif isinstance(at, list) and last == len(at):
            at.append(value)
        else:
            at[last] = value
    written = yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    path.write_text(written, encoding="utf-8")


LINES = {"en": "x", "hi": "x", "vi": "x", "fa": "x"}
RULE = {"vertical": "epfo", "reason": LINES, "law": "x"}


@pytest.mark.parametrize(
    ("file", "keys", "message"),
    [
        ("jurisdiction", {"id": "vn"}, "jurisdiction.yml: id: the folder is 'in'"),
        ("jurisdiction", {"zone": "Asia/Patna"}, "jurisdiction.yml: zone: no such time zone 'Asia/Patna'"),
        ("jurisdiction", {"weekend": ["sun"]}, "jurisdiction.yml: weekend: 1: no such day 'sun'"),
        ("jurisdiction", {"calendar": "lunar"}, "jurisdiction.yml: calendar: no such calendar 'lunar'"),
        ("jurisdiction", {"color": "red"}, "jurisdiction.yml: color: unknown key; known are id, "),
        ("jurisdiction", {"channels__fax": {"offered": True}}, "jurisdiction.yml: channels: fax: no such channel"),
        (
            "jurisdiction",
            {"channels__telegram__offered": "yes"},
            "jurisdiction.yml: channels: telegram: offered: true or false is expected",
        ),
        (
            "jurisdiction",
            {"channels__telegram__offered": False},
            "jurisdiction.yml: channels: telegram: why: missing",
        ),
        ("jurisdiction", {"currency": ...}, "jurisdiction.yml: currency: missing"),
        ("verticals", {"epfo__name__fa": ...}, "verticals.yml: epfo: name: no text in 'fa'"),
        ("verticals", {"epfo__name__fa": " "}, "verticals.yml: epfo: name: fa: a text is expected"),
        ("verticals", {"epfo__name__de": "x"}, "verticals.yml: epfo: name: de: no such language"),
        ("offices", {"epfo__vertical": "epf"}, "offices.yml: epfo: vertical: no such vertical 'epf'"),
        ("offices", {"epfo__parent": "nowhere"}, "offices.yml: epfo: parent: no such office 'nowhere'"),
        ("offices", {"epfo-head__parent": "epfo"}, "offices.yml: epfo-head: parent: a circle: epfo-head -> epfo"),
        ("offices", {"labour-br__places": ["xx"]}, "offices.yml: labour-br: places: 1: no such place 'xx'"),
        ("offices", {"labour-br__places": ["up"]}, "'labour-br' of the same vertical and level acts already for up"),
        ("offices", {"epfo__level": "planet"}, "offices.yml: epfo: level: no such level 'planet'"),
        ("offices", {"epfo__reach": "pigeon"}, "offices.yml: epfo: reach: no such reach 'pigeon'"),
        ("offices", {"epfo__filing": "yes"}, "offices.yml: epfo: filing: unknown key"),
        ("offices", {"epfo__contact__source": ...}, "offices.yml: epfo: contact: source: missing"),
        ("offices", {"epfo__contact__date": ...}, "offices.yml: epfo: contact: date: missing"),
        ("offices", {"epfo__contact__date": "soon"}, "offices.yml: epfo: contact: date: 'soon' is no date of a source"),
        ("offices", {"epfo__contact__checked": "soon"}, "offices.yml: epfo: contact: checked: a date is expected"),
        ("offices", {"epfo__contact__certainty": ...}, "offices.yml: epfo: contact: certainty: missing"),
        ("offices", {"epfo__contact__certainty": "U"}, "offices.yml: epfo: contact: certainty: 'U' is never shown"),
        ("offices", {"epfo__contact__certainty": "C"}, "contact: certainty: no such certainty 'C'"),
        ("offices", {"labour": ...}, "offices.yml: labour-ap: parent: no such office 'labour'"),
        ("offices", {"dgms__places": ["jh"]}, "offices.yml: 'dgms' has no office without places"),
        ("places", {"patna__parent": "xx"}, "places.yml: patna: parent: no such place 'xx'"),
        ("places", {"br__parent": "patna"}, "places.yml: br: parent: a circle: br -> patna -> br"),
        ("places", {"patna__names__hi": ...}, "places.yml: patna: names: no text in 'hi'"),
        ("places", {"gaya__aliases": ["Patna"]}, "places.yml: gaya: the name 'Patna' already belongs to 'patna'"),
        ("places", {"patna__aliases": "patana"}, "places.yml: patna: aliases: a list is expected"),
        ("places", {"patna__aliases": [1]}, "places.yml: patna: aliases: 1: a text is expected"),
        ("sectors", {"port__words": ["factory"]}, "already belongs to"),
        ("routing", {"pf_balance": ...}, "routing.yml: pf_balance: missing"),
        ("routing", {"weather": [RULE]}, "routing.yml: weather: unknown key"),
        ("routing", {"pf_balance": []}, "routing.yml: pf_balance: no rule"),
        ("routing", {"pf_balance__0__vertical": "epf"}, "routing.yml: pf_balance: 1: vertical: no such vertical 'epf'"),
        ("routing", {"accident__1__when__sectors": ["mines"]}, "accident: 2: when: sectors: 1: no such sector 'mines'"),
        ("routing", {"accident__1__when__sectors": []}, "routing.yml: accident: 2: when: names neither sectors nor"),
        ("routing", {"pf_balance__0__fallback": "epf"}, "pf_balance: 1: fallback: no such vertical 'epf'"),
        ("routing", {"pf_balance__0__fallback": "epfo"}, "pf_balance: 1: fallback: is the vertical itself"),
        ("routing", {"pf_balance__0__never": ["epf"]}, "pf_balance: 1: never: 1: no such vertical or office 'epf'"),
        ("routing", {"pf_balance__0__never": ["epfo"]}, "pf_balance: 1: never: 'epfo' is where this rule sends"),
        (
            "routing",
            {"pf_not_deposited__0__never": ["esic"]},
            "topics.yml: several: pf_not_deposited: 1: vertical: routing",
        ),
        (
            "topics",
            {"several__accident__0__sees": ["colour"]},
            "several: accident: 1: sees: 1: no such question 'colour'",
        ),
        ("sectors", {"mine__within": "sky"}, "sectors.yml: mine: within: no such kind of workplace 'sky'"),
        ("sectors", {"other__within": "mine"}, "sectors.yml: mine: within: a circle: mine -> central -> other -> mine"),
        ("sectors", {"mine__was": ["port"]}, "sectors.yml: mine: was: 'port' is a kind of workplace still"),
        ("routing", {"accident__0__when": ...}, "accident: 1: a rule without 'when' must be the final one"),
        (
            "routing",
            {"pf_balance": [{**RULE, "when": {"sectors": ["mine"]}}]},
            "routing.yml: pf_balance: 1: when: the final rule must have no 'when'",
        ),
        ("helplines", {"police__number": 112}, "helplines.yml: police: number: a text is expected; put numbers"),
        ("helplines", {"police__topics": ["fire"]}, "helplines.yml: police: topics: 1: no such topic 'fire'"),
        ("helplines", {"police__source": ...}, "helplines.yml: police: source: missing"),
        ("helplines", {"police__certainty": "U"}, "helplines.yml: police: certainty: 'U' is never shown"),
        ("helplines", {"eshram__topics": []}, "helplines.yml: eshram: is for no topic and no emergency"),
        ("questions", {"questions__since__kind": "time"}, "questions: since: kind: no such kind of question 'time'"),
        ("questions", {"topics__bonus__ask": ["pay"]}, "questions.yml: topics: bonus: ask: 1: no such question 'pay'"),
        ("questions", {"topics__weather": {"ask": []}}, "questions.yml: topics: weather: no such topic"),
        (
            "questions",
            {"topics__bonus__ask": ["employer", "place", "sector", "since"]},
            "questions.yml: topics: bonus: ask: 4 questions; at most 3",
        ),
        ("questions", {"topics__bonus__later": ["employer"]}, "topics: bonus: later: 'employer' is asked already"),
        (
            "questions",
            {"topics__bonus__later": ["since", "claim_date"]},
            "bonus: two questions take the entity 'period'",
        ),
        ("notice", {"full__vi": ...}, "notice.yml: full: no text in 'vi'"),
        ("notice", {"sourced": "the law"}, "notice.yml: sourced: a mapping of keys to values is expected"),
        ("known_as", {"masked": {}}, "known_as.yml: masked: no such way of being known"),
        (
            "known_as",
            {"named__not_for": ["dispute_procedure"]},
            "no way of being known is left for 'dispute_procedure'",
        ),
        ("topics", {"sealed__1": "gossip"}, "topics.yml: sealed: 2: no such topic 'gossip'"),
        ("topics", {"several__gossip": []}, "topics.yml: several: gossip: no such topic"),
        ("topics", {"several__accident__0__vertical": "esi"}, "accident: 1: vertical: no such vertical 'esi'"),
        ("knowledge/accident", {"text__hi": "{ambulance}"}, "text: hi: no such helpline or value 'ambulance'"),
        ("knowledge/accident", {"law": []}, "knowledge/accident.yml: law: an article names at least one source"),
        (
            "knowledge/accident",
            {"law__0__certainty": "U"},
            "knowledge/accident.yml: law: 1: certainty: 'U' is never shown",
        ),
        ("knowledge/accident", {"reviewed": "lately"}, "knowledge/accident.yml: reviewed: a date is expected"),
    ],
)
def test_fault(copy, file, keys, message):
    change(copy, file, **keys)
    with pytest.raises(JurisdictionError) as error:
        load(["in"], copy)
    assert message in str(error.value)
    assert str(error.value).startswith("jurisdictions/in/")


def test_the_copy_itself_is_sound(copy):
    assert load(["in"], copy)["in"] == load(["in"])["in"]


def test_vertical_without_an_office(copy):
    change(copy, "offices", dgms=...)
    with pytest.raises(
        JurisdictionError, match=r"routing.yml: unsafe_workplace: 2: vertical: the vertical 'dgms' has no"
    ):
        load(["in"], copy)


def test_no_emergency_line(copy):
    change(copy, "helplines", **{f"{id}__emergency": False for id in ("police", "tele_manas", "child", "women")})
    with pytest.raises(JurisdictionError, match=r"helplines.yml: no line for an emergency"):
        load(["in"], copy)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("epfo: {}\nepfo: {}\n", "line 2: 'epfo' stands twice"),
        ("epfo: [\n", "line 2: "),
        ("1: {}\n", "the key 1 must stand in quotes"),
        ("- epfo\n", "verticals.yml: a mapping of keys to values is expected"),
        ("", "verticals.yml: a mapping of keys to values is expected"),
    ],
)
def test_broken_yaml(copy, text, message):
    (copy / "in" / "verticals.yml").write_text(text, encoding="utf-8")
    with pytest.raises(JurisdictionError) as error:
        load(["in"], copy)
    assert str(error.value).startswith("jurisdictions/in/verticals.yml: ")
    assert message in str(error.value)


def test_missing_and_unknown_files(copy):
    (copy / "in" / "knowledge" / "weather.yml").write_text("{}", encoding="utf-8")
    with pytest.raises(JurisdictionError, match=r"knowledge/weather.yml: no such topic 'weather'"):
        load(["in"], copy)
    (copy / "in" / "office.yml").write_text("{}", encoding="utf-8")
    with pytest.raises(JurisdictionError, match=r"jurisdictions/in/office.yml: unknown file; known are"):
        load(["in"], copy)
    (copy / "in" / "office.yml").unlink()
    (copy / "in" / "sectors.yml").unlink()
    with pytest.raises(JurisdictionError, match=r"jurisdictions/in/sectors.yml: the file is missing"):
        load(["in"], copy)


def test_unknown_jurisdiction():
    with pytest.raises(JurisdictionError, match=r"jurisdictions/xx/jurisdiction.yml: the file is missing"):
        load(["xx"])
