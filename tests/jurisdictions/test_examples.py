"""The tables of examples that a labour officer can read: each situation ends at the office that stands beside it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import jurisdictions
from jurisdictions import load
from jurisdictions.topics import TOPICS

ROOT = Path(jurisdictions.__file__).parent
SERVED = load(["in", "vn", "ir"])


def examples(country: str) -> list[dict[str, str]]:
    with (ROOT / country / "examples.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


EXAMPLES = [(country, row) for country in SERVED for row in examples(country)]


@pytest.mark.parametrize(
    ("country", "row"), EXAMPLES, ids=[f"{country}: {row['situation']}" for country, row in EXAMPLES]
)
def test_example(country: str, row: dict[str, str]) -> None:
    here = SERVED[country]
    place = here.find_place(row["place"])
    assert place is not None
    rule = here.rule_for(row["topic"], row["sector"] or None, place.id)
    assert rule.vertical == row["vertical"]
    assert here.candidates(row["topic"], rule, place.id)[0].id == row["office"]


@pytest.mark.parametrize("country", list(SERVED))
def test_they_show_all_that_decides(country: str) -> None:
    """Sixty at least, over all topics, all kinds of work and all bodies that the routing names."""
    rows, here = examples(country), SERVED[country]
    assert len(rows) >= 60
    assert {row["topic"] for row in rows} == TOPICS
    assert {row["sector"] for row in rows} >= here.sectors.keys()
    assert {row["vertical"] for row in rows} == {rule.vertical for rules in here.routing.values() for rule in rules}
    assert len({row["situation"] for row in rows}) == len(rows)


def test_old_provinces_of_viet_nam_are_among_them() -> None:
    old = {"Bình Dương", "Bắc Giang", "Nam Định", "Hà Giang", "Kon Tum", "Sóc Trăng", "Hà Tây"}
    assert old <= {row["place"] for row in examples("vn")}
