"""The kind of workplace is asked only where it decides, and kept by ids of before and now."""

from __future__ import annotations

import pytest

from grievances import drafts
from grievances.core import Core, Unit
from grievances.models import Conversation
from jurisdictions import Jurisdiction, load
from tests.grievances.conftest import worker


@pytest.fixture(scope="module")
def served() -> dict[str, Jurisdiction]:
    return load(["in", "ir"])


def person(unit: Unit, country: str = "in") -> Conversation:
    """A worker of this country; with two of them served it has to be said."""
    conversation = worker(unit, "device")
    conversation.jurisdiction = country
    return conversation


def asked(core: Core, *topics: str, place: str | None) -> tuple[bool, list[str]]:
    """Whether the question is among those of a draft with this place of work, and what it offers."""
    with core.unit() as unit:
        draft = drafts.start(unit, person(unit), topics, story="s")
        drafts.take(unit, draft, "place", "there", value=place)
        return "sector" in drafts.questions(unit, draft), [c.sector.id for c in drafts.choices(unit, draft)]


def test_only_what_decides_is_asked(core: Core) -> None:
    assert asked(core, "wages_unpaid", place="br") == (True, ["central", "other"])
    assert asked(core, "accident", place="br") == (True, ["mine", "port", "central", "factory", "other"])
    assert asked(core, "wages_unpaid", place="abroad") == (False, [])
    assert asked(core, "pf_balance", place="br") == (False, [])


def test_two_troubles_are_asked_about_at_once(core: Core) -> None:
    assert asked(core, "wages_unpaid", "welfare_scheme", place="br")[1] == [
        "mine", "central", "platform", "beedi", "cinema", "other",
    ]  # fmt: skip


def test_a_place_told_later_takes_the_question_away_but_not_the_answer(core: Core) -> None:
    with core.unit() as unit:
        draft = drafts.start(unit, person(unit), ["wages_unpaid"], story="s")
        assert "sector" in drafts.questions(unit, draft)
        drafts.take(unit, draft, "sector", "film set", value="beedi_cinema")
        drafts.take(unit, draft, "place", "Dubai", value="abroad")
        assert "sector" in drafts.questions(unit, draft), "what was answered stays to be read back and changed"
        assert drafts.read(unit, draft)["sector"]["value"] == "beedi_cinema"


@pytest.mark.parametrize(
    ("country", "story", "taken"),
    [
        ("ir", "کارمند رسمی اداره هستم و سه ماه است حقوق نگرفته‌ام", "government"),
        ("ir", "کارگر کارخانه هستم و حقوق نگرفته‌ام", None),  # goes where all go: nothing is guessed
        ("in", "sarkari school me kaam, salary nahi mili", None),  # is asked there
    ],
)
def test_a_kind_too_rare_to_ask_for_is_taken_from_what_is_told(
    core: Core, country: str, story: str, taken: str | None
) -> None:
    with core.unit() as unit:
        draft = drafts.start(unit, person(unit, country), ["wages_unpaid"], story=story)
        assert drafts.read(unit, draft).get("sector", {}).get("value") == taken
