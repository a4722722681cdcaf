"""Rights over personal data: what each country has, where it was read, and what a country's file may not say."""

import copy
import datetime

import pytest

from jurisdictions import JurisdictionError, load
from jurisdictions.rights import KEPT, RUNS_OUT, TIME
from tests.jurisdictions.small import country
from tests.jurisdictions.test_data import IDS
from tests.jurisdictions.test_fictitious import FILES

COUNTRIES = load(IDS)


def times(id: str) -> dict[str, tuple[int, str, bool]]:
    rights = COUNTRIES[id].rights.rights
    return {name: (r.within.amount, r.within.unit, r.within.about) for name, r in rights.items() if r.within}


def test_legal_times_are_those_of_the_sources():
    assert times("in") == {"complain": (90, "days", False)}
    assert times("vn") == {
        "see": (10, "days", True), "correct": (10, "days", True), "erase": (20, "days", True),
        "withdraw": (15, "days", False), "restrict": (15, "days", False), "answer": (2, "working_days", False),
    }  # fmt: skip
    assert times("ir") == {}, "no law gives one, so none is told"


def test_days_in_force():
    since = {id: here.rights.since for id, here in COUNTRIES.items()}
    assert since == {"in": datetime.date(2027, 5, 13), "vn": datetime.date(2026, 1, 1), "ir": None}


@pytest.mark.parametrize("id", IDS)
def test_what_everybody_can_do_here(id):
    rights = COUNTRIES[id].rights
    assert {"see", "correct", "erase", "withdraw", "complain"} <= set(rights.rights)
    assert tuple(rights.kept) == KEPT
    assert all(TIME in rights.kept[kind]["fa"] for kind in RUNS_OUT)


def test_nominee_only_where_the_law_knows_one():
    assert [id for id, here in COUNTRIES.items() if "nominate" in here.rights.rights] == ["in"]


@pytest.mark.parametrize("language", ["en", "hi", "vi", "fa"])
def test_the_notice_of_viet_nam_gives_the_same_times(language):
    from language.normalise import normalise

    words = normalise(COUNTRIES["vn"].notice.full[language])
    for right in COUNTRIES["vn"].rights.rights.values():
        assert right.within is None or str(right.within.amount) in words.split() or f" {right.within.amount}" in words


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("kept", "words"), dict.fromkeys(("en", "hi", "vi", "fa"), "{time}"), "no brace is expected"),
        (("kept", "review"), dict.fromkeys(("en", "hi", "vi", "fa"), "half a year"), "{time} once is expected"),
        (("kept", "session"), dict.fromkeys(("en", "hi", "vi", "fa"), "{time} or {days}"), "{time} once is expected"),
        (("kept", "letters"), {}, "kept: letters: unknown key"),
        (("rights", "forget"), {}, "rights: forget: no such right"),
        (("rights", "see", "within", "amount"), 2.5, "a whole number of days is expected"),
        (("rights", "see", "within", "amount"), 0, "a whole number of days is expected"),
        (("rights", "see", "within", "unit"), "years", "no such unit 'years'"),
        (("rights", "see", "within", "source"), None, "within: source: missing"),
        (("since",), "soon", "a date is expected"),
        (("law", "certainty"), "U", "'U' is never shown"),
    ],
)
def test_faults_are_named(tmp_path, path, value, fault):
    rights = copy.deepcopy(FILES["rights"])
    at = rights
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(JurisdictionError, match=r"rights\.yml") as error:
        country(tmp_path, rights=rights)
    assert fault in str(error.value)
