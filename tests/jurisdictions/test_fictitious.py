"""A small country that exists nowhere loads: what the loader needs, and nothing of India in it."""

import datetime

import pytest
import yaml

from jurisdictions import JurisdictionError, load
from jurisdictions.topics import TOPICS


def text(words):
    return dict.fromkeys(("en", "hi", "vi", "fa"), words)


SOURCE = {"source": "Gazette of Ruritania", "date": 2026, "checked": datetime.date(2026, 11, 1), "certainty": "P"}


def office(vertical, level, **more):
    return {"vertical": vertical, "name": text(f"{vertical} {level}"), "level": level, "reach": "desk",
            **more}  # fmt: skip


RULE = {"vertical": "labour", "reason": text("all is with the labour office"), "law": "Act 1"}
FILES = {
    "jurisdiction": {
        "id": "rt", "names": text("Ruritania"), "display_name": text("Desk"), "language": "fa", "zone": "Europe/Vienna",
        "weekend": ["thursday", "friday"], "calendar": "solar_hijri", "currency": "RTD",
    },
    "verticals": {"labour": {"name": text("Labour"), "short": text("L"), "mandate": text("all")}},
    "offices": {
        "head": office("labour", "country"),
        "north": office("labour", "region", places=["north"], parent="head"),
        "strelsau": office("labour", "district", places=["strelsau"], parent="north",
                           contact={"value": "1 Castle Street", **SOURCE}),
    },
    "places": {
        "north": {"names": {"en": "North", "fa": "شمال"}},
        "strelsau": {"names": {"en": "Strelsau", "fa": "استرلزاو"}, "parent": "north", "alone": ["st"]},
        "zenda": {"names": {"en": "Zenda", "fa": "زندا"}, "parent": "north"},
        "south": {"names": {"en": "South", "fa": "جنوب"}},
    },
    "sectors": {"castle": {"names": text("Castle")}},
    "routing": {topic: [RULE] for topic in TOPICS},
    "helplines": {"help": {"number": "1", "name": text("Help"), "emergency": True, **SOURCE}},
    "questions": {"questions": {"place": {"kind": "place"}}, "default": {"ask": ["place"]}},
    "notice": {"line": text("n"), "full": text("all"), "version": "1", "sourced": {"value": text("Act 2"), **SOURCE}},
    "known_as": {"named": {"name": text("named"), "cost": text("none")}},
    "topics": {},
    "effects": {"acts": {"letter": {"name": text("letter"), "here": text("this is the letter itself")}},
                "topics": {topic: {"act": "letter", "here_is_filing": True} for topic in TOPICS}},
    "clocks": {},
    "calendar": {},
    "referrals": {
        "ours": ["mill"], "endings": ["نو"],
        "referrals": {
            "tolls": {"matter": text("Tolls"), "office": text("Toll house"), "words": ["bridge money", "عوارض"],
                      "alone": ["bridge"], "contact": {"value": "2 Bridge Street", **SOURCE}},
            "wolves": {"matter": text("Wolves"), "office": text("Forester"), "helpline": "help"},
            "weddings": {"matter": text("Weddings"), "office": text("Chapel")},
        },
    },
    "glossary": {
        "terms": {"plea": {"native": {"fa": "عریضه"}, "names": text("plea"), "meaning": text("what a subject asks")}},
        "labels": {"grievance": "plea", "order": "plea", "transfer": "plea"},
    },
    "papers": {
        "papers": {"seal": {"name": text("royal seal")}, "oath": {"name": text("oath"), "private": True}},
        "topics": {"bonus": ["seal", "oath"], "leave": ["seal"]},
    },
    "rights": {
        "law": {"value": text("Act 4"), **SOURCE}, "since": datetime.date(2026, 12, 1),
        "rights": {
            "see": {"name": text("See"), "how": text("ask"),
                    "within": {"amount": 5, "unit": "working_days", "value": "Act 4, s.5", **SOURCE}},
            "erase": {"name": text("Erase"), "how": text("ask")},
        },
        "kept": {"words": text("words"), "files": text("files"), "case": text("case"), "session": text("chat {time}"),
                 "review": text("review {time}")},
        "complain_to": text("the King"),
    },
}  # fmt: skip


@pytest.fixture
def ruritania(tmp_path):
    (tmp_path / "rt").mkdir()
    for name, data in FILES.items():
        (tmp_path / "rt" / f"{name}.yml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return load(["rt"], tmp_path)["rt"]


@pytest.mark.parametrize(
    ("place", "office"),
    [(None, "head"), ("south", "head"), ("north", "north"), ("zenda", "north"), ("strelsau", "strelsau")],
)
def test_the_nearest_office_acts(ruritania, place, office):
    assert ruritania.office_for("labour", place).id == office


def test_of_two_offices_for_a_place_the_lower_acts_first(tmp_path):
    (tmp_path / "rt").mkdir()
    offices = {
        **FILES["offices"],
        "desk": office("labour", "local"),
        "court": office("labour", "zone", places=["north"]),
    }
    for name, data in {**FILES, "offices": offices}.items():
        (tmp_path / "rt" / f"{name}.yml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    country = load(["rt"], tmp_path)["rt"]
    assert country.office_for("labour", "south").id == "desk"
    assert country.office_for("labour", "zenda").id == "north"


def test_a_vertical_without_an_office_is_said(ruritania):
    with pytest.raises(KeyError):
        ruritania.office_for("navy")


def test_what_is_absent_is_empty(ruritania):
    assert ruritania.weekend == {3, 4}
    assert ruritania.calendar == "solar_hijri"
    assert ruritania.plan("bonus").ask == ("place",)
    assert ruritania.sealed == frozenset()
    assert ruritania.articles == {}
    assert ruritania.several.get("accident", ()) == ()
    assert [way.id for way in ruritania.ways_for("bonus")] == ["named"]
    assert ruritania.find_place("st").id == "strelsau"
    assert ruritania.find_place("st john") is None
    assert ruritania.find_place("در استرلزاو").id == "strelsau"
    assert ruritania.find_sector("the castle").id == "castle"


def test_a_source_may_give_only_its_year(ruritania):
    assert ruritania.offices["strelsau"].contact.date == "2026"
    assert ruritania.offices["strelsau"].contact.value.get("vi") == "1 Castle Street"


def test_values_cannot_be_changed(ruritania):
    with pytest.raises(AttributeError):
        ruritania.offices["head"].reach = "letter"


@pytest.mark.parametrize(
    ("words", "door"),
    [
        ("who pays the bridge money?", "Toll house (2 Bridge Street)"),
        ("bridge", "Toll house (2 Bridge Street)"),
        ("عوارضنو کجا بدهم", "Toll house (2 Bridge Street)"),
        ("wolves in the night", "Forester (☎ 1)"),
        ("weddings", "Chapel"),
        ("the bridge is old", None),
        ("wolves at the mill", None),
    ],
)
def test_other_doors(ruritania, words, door):
    found = ruritania.referrals.find(words)
    assert (found.where("hi") if found else None) == door


def test_papers(ruritania):
    assert [paper.id for paper in ruritania.papers.of(["leave", "bonus"])] == ["seal", "oath"]
    assert ruritania.papers.of(["accident"]) == ()


def test_officers_words(ruritania):
    assert ruritania.glossary.labels["transfer"] is ruritania.glossary.terms["plea"]
    assert ruritania.glossary.terms["plea"].native == {"fa": "عریضه"}


def test_a_country_may_begin_without_doors_and_papers(tmp_path):
    (tmp_path / "rt").mkdir()
    for name, data in {**FILES, "referrals": {"referrals": {}}, "papers": {"papers": {}, "topics": {}}}.items():
        (tmp_path / "rt" / f"{name}.yml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    country = load(["rt"], tmp_path)["rt"]
    assert country.referrals.find("tolls") is None
    assert country.papers.of(TOPICS) == ()


@pytest.mark.parametrize("name", ["referrals", "papers", "rights", "glossary"])
def test_a_file_that_is_missing_is_named(tmp_path, name):
    (tmp_path / "rt").mkdir()
    for kept, data in FILES.items():
        if kept != name:
            (tmp_path / "rt" / f"{kept}.yml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(JurisdictionError, match=f"rt/{name}.yml: the file is missing"):
        load(["rt"], tmp_path)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"labels": {"grievance": "plea", "order": "plea"}}, "labels: transfer: missing"),
        ({"labels": {"grievance": "plea", "order": "plea", "transfer": "x"}}, "labels: transfer: no such term 'x'"),
        ({"terms": {"plea": {"native": {"en": "plea"}, "names": text("p"), "meaning": text("m")}}},
         "terms: plea: native: no word in 'fa', the language of the country"),
        ({"terms": {"plea": {"native": {"fa": "p", "de": "p"}, "names": text("p"), "meaning": text("m")}}},
         "terms: plea: native: de: no such language"),
    ],
)  # fmt: skip
def test_faults_of_a_glossary_are_named(tmp_path, change, fault):
    (tmp_path / "rt").mkdir()
    for name, data in {**FILES, "glossary": {**FILES["glossary"], **change}}.items():
        (tmp_path / "rt" / f"{name}.yml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(JurisdictionError) as error:
        load(["rt"], tmp_path)
    assert f"rt/glossary.yml: {fault}" in str(error.value)
