"""Hostile texts through all that reads them in the core: nothing raises, nothing stalls, what is kept can be shown."""

from __future__ import annotations

import faulthandler
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from edge.words import storable
from grievances import attachments, cases, cleaning, conversations, drafts, filing
from grievances.conversations import Incoming
from grievances.core import Core
from jurisdictions import Jurisdiction
from language import entities, identity, normalise, reference
from tests.fuzz import hostile
from tests.grievances.conftest import ANSWERS, clock, core, officer, served, worker

__all__ = ["clock", "core", "served"]

COUNT = 1_400
#: seconds after which the run is ended with every thread's place printed; a thousand texts take a few
WATCHDOG = 600


@pytest.fixture(autouse=True)
def watchdog() -> Iterator[None]:
    faulthandler.dump_traceback_later(WATCHDOG, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


def texts(seed: object, count: int) -> Iterator[str]:
    """As they come over an edge, where they are mended and cut."""
    for text in hostile.texts(seed, count):
        yield (storable(text)[:4_000]) or "?"


def test_the_same_seed_is_the_same_attack() -> None:
    assert list(hostile.texts(1, 200)) == list(hostile.texts(1, 200)) != list(hostile.texts(2, 200))
    found = list(hostile.texts(1, 2_000))
    assert max(map(len, found)) == hostile.LONGEST
    for sign in ("<script", "DROP TABLE", "\u202e", "\u200b", "😀", "/restart", "Ignore all"):
        assert any(sign in text for text in found), sign
    assert any(number in text for text in found for number in hostile.NUMBERS)
    assert any(0xD800 <= ord(c) < 0xE000 for text in found for c in text)


def test_all_that_reads_a_text(served: dict[str, Jurisdiction]) -> None:
    here, today = served["in"], date(2026, 11, 22)
    for text in texts("language", COUNT):
        normal = normalise.normalise(text)
        assert isinstance(normal, str)
        for found in entities.find_entities(normal, today, "in", None):
            assert normal[found["start"] : found["end"]]
        identity.find_identifiers(text, "in", "uan")
        reference.parse_reference(text)
        here.find_place(text), here.find_sector(text)
        masked = identity.mask_aadhaar(text)
        assert identity.mask_aadhaar(masked) == masked
        cleaning.clean(text, here, today)


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_a_case_made_of_it_can_be_filed_and_read(core: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer, the story, the names of files: what went in comes out on the officer's side, letter by letter."""
    monkeypatch.setattr(filing, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    words, names, filed = texts("filing", 400), hostile.names("filing", 40), 0
    with core.unit() as unit:
        own = officer(unit, "own", "epfo")
    for number in range(20):
        with core.unit() as unit:
            device, story = worker(unit, f"device {number}"), next(words)
            device.jurisdiction = "in"
            conversations.receive(unit, device, "1", Incoming(next(words)))
            file = attachments.keep(unit, device, tmp_path, next(names), b"%PDF-1.7 hostile")
            draft = drafts.start(unit, device, ("pf_claim_delay",), story=story)
            told: dict[str, str] = {}
            while question := drafts.next_question(unit, draft):
                told[question] = next(words)
                drafts.take(unit, draft, question, told[question], value=ANSWERS.get(question), attachments=(file.id,))
            leg = filing.file(unit, draft).grievance.legs[0]
        with core.unit() as unit:
            found = cases.read(unit, own, leg.id)
            assert [w.text for w in found.words] == [identity.mask_aadhaar(story)] or found.words[0].text == story
            assert attachments.name_of(unit, file) is not None
            for question, answer in found.facts.items():
                assert answer["text"] == told[question]
            filed += 1
    assert filed == 20
