"""The letter to an office that does not work on the desk: its fields are filled, what is unknown stays blank."""

from __future__ import annotations

from pathlib import Path

import pytest

from jurisdictions import JurisdictionError, load
from jurisdictions.letters import BLANK
from tests.jurisdictions.small import country, write

LETTER = {"language": "fa", "title": "{topic}", "greeting": "{office}", "body": "{facts}", "closing": "c"}


@pytest.mark.parametrize("id", ["in", "vn", "ir"])
def test_every_country_has_one_in_its_offices_language(id: str) -> None:
    letter = load([id])[id].letter
    assert letter is not None
    text = letter.written(office="OFFICE", topic="TOPIC", facts="FACTS", number="NUMBER", place="PLACE", law="LAW")
    assert all(part in text for part in ("OFFICE", "TOPIC", "FACTS", "NUMBER", "PLACE", "LAW"))
    assert "{" not in text and BLANK not in text
    assert BLANK in letter.written(office="OFFICE")


def test_braces_in_what_was_told_are_no_fields(tmp_path: Path) -> None:
    letter = country(tmp_path, letter=LETTER).letter
    assert letter is not None
    assert "{number}" in letter.written(facts="{number}")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"body": "{facts} {colour}"}, "letter.yml: body: unknown field {colour}"),
        ({"body": "nothing"}, "letter.yml: body: the letter must name {facts}"),
        ({"body": "{facts"}, "letter.yml: body: "),
        ({"language": "de"}, "letter.yml: language: no such language"),
    ],
)
def test_faults(tmp_path: Path, change: dict[str, str], fault: str) -> None:
    with pytest.raises(JurisdictionError) as error:
        load(["in"], write(tmp_path, letter={**LETTER, **change}))
    assert fault in str(error.value)
