"""Emergencies, files, a person, and parts that die under way."""

from __future__ import annotations

import re

import psutil
import pytest

from jurisdictions import load
from tests.e2e.conftest import Sangam
from tests.e2e.people import text_of
from tests.e2e.test_road import NUMBER, plain
from tests.e2e.test_scenarios import begin, open_at_its_office, to_read_back, until
from tests.fuzz.files import png

pytestmark = pytest.mark.slow
PNG = png()


def test_an_emergency_gets_the_lines_of_the_place_first(sangam: Sangam) -> None:
    worker = sangam.worker()
    replies = worker.say("factory me aag lagi hai log andar fanse hai jaldi kuch karo")
    lines = load(["in"])["in"].emergency_lines()
    assert lines
    assert all(line.number in plain(text_of(replies)) for line in lines)


def test_no_helpline_before_the_country_is_known(sangam: Sangam) -> None:
    worker = sangam.worker()
    told = plain(text_of(worker.say("fire in our factory people are trapped inside help now")))
    assert not re.search(r"\d{3}", told)
    assert len(worker.buttons()) == 3
    worker.tap("India")
    assert worker.replies


def test_a_photo_is_an_answer_and_the_officer_gets_it_as_a_download(sangam: Sangam) -> None:
    told = "there is no guard on the press machine in our factory, very dangerous"
    worker = begin(sangam, told, "unsafe_workplace", language="en")
    worker.tap("Yes")
    kept = worker.http.post("/attachments", files={"file": ("machine <b>.png", PNG, "image/png")})
    assert (kept.status_code, kept.json()["type"]) == (201, "image/png")
    worker.say("", attachments=[kept.json()["id"]])
    assert "A person will look at it" in text_of(worker.replies)
    to_read_back(worker)
    worker.tap("Yes, file it")
    number = NUMBER.search(plain(text_of(worker.replies)))
    assert number
    officer, page = open_at_its_office(sangam, number[0])
    link = re.search(r'href="/desk(/cases/[^"]+/files/[^"]+)"', page)
    assert link
    file = officer.http.get(link[1])
    assert file.content == PNG
    assert file.headers["content-disposition"].startswith("attachment")


def test_a_person_is_offered_and_nobody_is_pretended_to_be_there(sangam: Sangam) -> None:
    worker = sangam.worker(jurisdiction="in", language="en")
    worker.say("i want to talk to a human being officer please")
    assert "Nobody reads along live here" in text_of(worker.replies)


@pytest.mark.parametrize("role", ["nlu.server", "actions"])
def test_a_part_that_dies_is_started_again_and_no_message_stays_unanswered(sangam: Sangam, role: str) -> None:
    worker = begin(sangam, "my wages are not paid since 2 months by the contractor", language="en")
    worker.tap("Yes")
    until(worker, "employer's name")
    for child in psutil.Process(sangam.process.pid).children(recursive=True):
        if role in child.cmdline():
            child.kill()
            break
    else:
        raise AssertionError(f"no process of {role}")
    worker.say("Raj Textiles")
    if any(b["title"] == "Continue" for b in worker.buttons()):
        worker.tap("Continue")
    to_read_back(worker)
