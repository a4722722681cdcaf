"""Forty situations of working people, driven through the chat API: understood, answered with the figures of the law,
filed at the office in charge, with the act in law and the last days that the worker and the office have.
"""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import yaml

from actions.promise import AT_DOOR, BY, NO_CLOCK
from grievances.names import TOPIC_NAMES
from jurisdictions import Jurisdiction, load
from language.calendars import show_date
from language.catalogue import translate
from tests.e2e import situations
from tests.e2e.conftest import Sangam
from tests.e2e.people import Worker
from tests.e2e.situations import ROOT, Form, Situation, plain, worded
from tests.e2e.test_road import FILE

pytestmark = pytest.mark.slow
ALL = situations.load()
TROUBLES = [one for one in ALL if one.topic]
SERVED = load(["in", "vn", "ir"])

LEGS = "from leg join (select id as case_id from grievance where number = ?) on case_id = leg.grievance_id"
LETTERS = {"hi": "\u0900-\u097f", "fa": "\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc"}
#: Latin letters that stand in Hindi and Persian text too: addresses, capitals (EPFO, UAN), names that are written so
LATIN_NAMES = re.compile(
    r"[\w.-]+\.(?:in|ir|vn|com|org)\b\S*|\b[A-Z][A-Z0-9-]+\b|\be-(?:Pehchan|Shram)\b|\bSamadhan\b|\(Labour Office\)"
)


@pytest.mark.parametrize("one", TROUBLES, ids=[one.id for one in TROUBLES])
def test_from_the_first_words_to_the_office_in_charge(sangam: Sangam, one: Situation) -> None:
    worker = sangam.worker(**one.hints())
    here = SERVED[one.jurisdiction]
    answer = first_answer(worker, one, here)
    assert [figure for figure in one.figures if figure not in answer] == [], answer
    assert foreign_letters(answer, one.language) == []

    worker.tap(translate(one.language, FILE))
    form = Form(worker, one, here)
    form.fill()
    case = rows(sangam, "select id, jurisdiction, language from grievance where number = ?", form.number)[0]
    assert (case["jurisdiction"], case["language"]) == (one.jurisdiction, one.language)
    legs = rows(sangam, f"select * {LEGS} order by leg.ordinal", form.number)
    assert [leg["vertical"] for leg in legs] == list(one.legs)
    assert {leg["topic"] for leg in legs} == {one.topic}
    assert legs[0]["office_id"] == one.office
    assert bool(legs[0]["sealed"]) == (one.topic in here.sealed)

    act = acts(one.jurisdiction)[one.act]
    assert act["here"][one.language] in form.read_back, form.read_back
    for day in one.worker_days:
        assert day in form.read_back, form.read_back
        assert day in form.filed, form.filed
    place = json.loads(legs[0]["route"])["place"]
    filed_at = datetime.fromisoformat(legs[0]["filed_at"]).replace(tzinfo=UTC)
    lead = form.filed.split(f"• {translate(one.language, TOPIC_NAMES[one.topic])} → ")[1]
    promised(one, here, lead, filed_at.astimezone(here.zone).date(), place)
    assert foreign_letters(form.filed, one.language) == []
    on_the_desk(sangam, one, here, form.number)


def first_answer(worker: Worker, one: Situation, here: Jurisdiction) -> str:
    """The answer on the situation's topic: at once, or by one tap on one of the three likeliest."""
    worker.say(one.says)
    assert {reply["language"] for reply in worker.replies} == {one.language}
    name, title = translate(one.language, TOPIC_NAMES[one.topic]), here.articles[one.topic].title.get(one.language)
    if title not in plain(worker.replies).splitlines():
        titles = [button["title"] for button in worker.buttons()]
        assert name in titles, f"{one.topic} is not offered: {titles}: {plain(worker.replies)[:200]}"
        assert len(titles) <= 4, f"not among three: {titles}"
        worker.tap(titles.index(name))
    told = plain(worker.replies)
    assert title in told.splitlines(), told
    return told


def promised(one: Situation, here: Jurisdiction, lead: str, today: date, place: str | None) -> None:
    """The office's own limits stand as days with the leg that leads; where the law has none, no day is promised."""
    for stage, words in BY.items():
        known = {}
        if stage in one.office_days:
            day = last_day(one.office_days[stage], here, today, place)
            known["day"] = show_date(day, one.language, one.jurisdiction)
        assert bool(worded(one.language, words, **known).search(lead)) == bool(known), f"{stage} {known}: {lead}"
    for stage, words in AT_DOOR.items():
        known = {"length": one.at_door[stage]} if stage in one.at_door else {}
        assert bool(worded(one.language, words, **known).search(lead)) == bool(known), f"{stage} {known}: {lead}"
    nothing = bool(worded(one.language, NO_CLOCK).search(lead))
    assert nothing == (not one.office_days and not one.at_door), lead


def last_day(length: str, here: Jurisdiction, begin: date, place: str | None) -> date:
    """The last of so many days ("21 days") or working days ("7 working days") after a day."""
    count = int(length.split()[0])
    if length.endswith("working days"):
        return here.working_days.after(begin, count, here.lineage(place)).day
    return begin + timedelta(days=count)


def on_the_desk(sangam: Sangam, one: Situation, here: Jurisdiction, number: str) -> None:
    """The office in charge opens the case, for one beside the desk the nodal officer; a sealed case has no story."""
    at_desk = here.offices[one.office].reach == "desk"
    officer = sangam.officer(one.office if at_desk else f"{one.jurisdiction}-nodal")
    if one.topic in here.sealed:
        assert rows(sangam, f"select * {LEGS} join case_text on leg_id = leg.id", number) == []
        assert at_desk or officer.http.get("/find", params={"number": number}).status_code == 404
        return
    page = officer.open(number)
    assert one.says in page
    assert acts(one.jurisdiction)[one.act]["name"][here.language] in page


@pytest.mark.parametrize("one", [one for one in ALL if one.emergency], ids=lambda one: one.id)
def test_an_emergency_shows_the_lines_of_the_place_before_anything_else(sangam: Sangam, one: Situation) -> None:
    worker = sangam.worker(**one.hints())
    worker.say(one.says)
    assert {reply["language"] for reply in worker.replies} == {one.language}
    told = plain(worker.replies)
    lines = re.findall(r"☎ ([\d ]*\d)", told)
    own = {line.number for line in SERVED[one.jurisdiction].emergency_lines()}
    assert lines[0] == one.emergency[0]
    assert set(one.emergency) <= set(lines) <= own
    asked = [at for at, reply in enumerate(worker.replies) if reply["buttons"]]
    first = next(at for at, reply in enumerate(worker.replies) if "☎" in reply["text"])
    assert all(first <= at for at in asked), "nothing is asked before the lines"


@pytest.mark.parametrize("one", [one for one in ALL if one.door], ids=lambda one: one.id)
def test_what_belongs_to_nobody_here_gets_the_right_door(sangam: Sangam, one: Situation) -> None:
    worker = sangam.worker(**one.hints())
    worker.say(one.says)
    assert one.door in plain(worker.replies)


def test_the_situations_cover_languages_countries_and_topics() -> None:
    assert len(ALL) == 40
    assert len({one.id for one in ALL}) == 40
    for language in ("en", "hi", "vi", "fa"):
        assert sum(one.language == language for one in ALL) == 10
    assert {one.jurisdiction for one in ALL} == set(SERVED)
    assert len({one.topic for one in TROUBLES}) >= 24


def acts(jurisdiction: str) -> Any:
    return yaml.safe_load((ROOT / "jurisdictions" / jurisdiction / "effects.yml").read_text(encoding="utf-8"))["acts"]


def rows(sangam: Sangam, select: str, number: str) -> list[dict[str, Any]]:
    """What the database has of a grievance; the query takes its number."""
    with sqlite3.connect(f"file:{sangam.var / 'sangam.db'}?mode=ro", uri=True) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(select, (number,))]


def foreign_letters(text: str, language: str) -> list[str]:
    """Words of a text in another script than its reader's, but for names that are written so everywhere."""
    if language in ("hi", "fa"):
        other = LETTERS["fa" if language == "hi" else "hi"]
        return re.findall(rf"[A-Za-z{other}]+", LATIN_NAMES.sub("", text))
    return re.findall(f"[{LETTERS['hi']}{LETTERS['fa']}]+", text)
