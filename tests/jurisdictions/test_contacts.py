"""An office without a sourced contact shows the next level's, then the country's line for complaints, else none."""

from __future__ import annotations

from pathlib import Path

import pytest

from jurisdictions import JurisdictionError, load
from jurisdictions.check import contacts
from tests.jurisdictions.small import FILES, SOURCE, country, text

HERE = load(["in", "vn", "ir"])
LINE = {"value": text("call 7"), **SOURCE}


@pytest.mark.parametrize(
    ("id", "none"), [("in", {"anti_corruption"}), ("vn", {"union", "arbitration", "court"}), ("ir", {"justice", "daj"})]
)
def test_no_office_is_left_with_none_but_those_beyond_the_line(id: str, none: set[str]) -> None:
    here = HERE[id]
    left = {o.vertical for o in here.offices.values() if not (here.contact_of(o) or here.complaints_about(o))}
    assert left == none


def small(tmp_path: Path, **line: object) -> dict[str, object]:
    return {**FILES["jurisdiction"], "id": "in", "currency": "INR", "complaints": {**LINE, **line}}


def test_an_own_contact_or_one_above_comes_first(tmp_path: Path) -> None:
    here = country(tmp_path, jurisdiction=small(tmp_path))
    assert here.complaints_about(here.offices["strelsau"]) is None
    line = here.complaints_about(here.offices["head"])
    assert line and line.value.get("hi") == "call 7"
    assert contacts(here) == (
        "1 with a contact of their own, 0 with that of an office above, 2 with the country's line for complaints, "
        "0 with none"
    )


def test_a_country_may_have_none(tmp_path: Path) -> None:
    here = country(tmp_path)
    assert here.complaints_about(here.offices["head"]) is None and contacts(here).endswith(" 2 with none")


@pytest.mark.parametrize(
    ("line", "fault"),
    [({"not_for": ["navy"]}, "not_for: 1: no such vertical 'navy'"), ({"certainty": "U"}, "'U' is never shown")],
)
def test_faults(tmp_path: Path, line: dict[str, object], fault: str) -> None:
    with pytest.raises(JurisdictionError) as error:
        country(tmp_path, jurisdiction=small(tmp_path, **line))
    assert "jurisdiction.yml: complaints" in str(error.value) and fault in str(error.value)
