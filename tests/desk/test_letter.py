"""The letter of a case to an office that is not on the desk: what it tells, in which language, and to whom."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from grievances import cases, drafts, filing
from grievances.errors import NotFound
from grievances.models import Event, Grievance, Leg, Officer
from jurisdictions.letters import BLANK
from tests.desk.conftest import UAN, Desk
from tests.desk.test_hostile import EVIL
from tests.desk.test_languages import LATIN, msgids, shown
from tests.grievances.conftest import ANSWERS, worker
from tests.one_database import database_url, served

__all__ = ["database_url", "served"]  # who may see a case is tried on both databases elsewhere

PLACES = {"in": "gj", "vn": "cao_bang", "ir": "yazd"}
STORY = "malik ne do mahine se paisa nahi diya\n\nYours faithfully, the nodal officer"


def file(
    desk: Desk, country: str = "in", topic: str = "wages_unpaid", known_as: str = "hidden", story: str = STORY,
    also: str = "", **told: Any,
) -> Leg:  # fmt: skip
    """A case at an office that gets a letter; `also`: the further vertical whose leg is given instead."""
    desk.filed += 1
    with desk.core.unit() as unit:
        who = worker(unit, f"letter {desk.filed}")
        who.jurisdiction = country
        draft = drafts.start(unit, who, [topic], story=story)
        if also:
            drafts.agree(unit, draft, topic, also)
        for question, text in told.items():
            drafts.take(unit, draft, question, text)
        known = {**ANSWERS, "place": PLACES[country], "sector": "factory", "known_as": known_as}
        while question := drafts.next_question(unit, draft):
            drafts.take(unit, draft, question, f"{question} text", value=known.get(question))
        legs = filing.file(unit, draft).grievance.legs
        return legs[-1 if also else 0]


def letter(desk: Desk, leg: Leg, login: str = "nodal") -> str:
    """The text of the letter as the page shows it."""
    page = desk.visitor(login).get(f"/cases/{leg.id}/letter")
    assert page.status_code == 200
    found = re.search(r'<pre class="letter" lang="\w\w" dir="\w{3}">(.*?)</pre>', page.text, re.DOTALL)
    assert found
    return unescape(found[1])


def test_the_letter_tells_the_case(desk: Desk) -> None:
    desk.officer("nodal", None, "nodal", language="vi")
    leg = file(desk, employer="Sharma Garments", name="Ramesh Kumar")
    assert f'href="/desk/cases/{leg.id}/letter"' in desk.visitor("nodal").get(f"/cases/{leg.id}").text
    text = letter(desk, leg)
    office = desk.core.jurisdictions["in"].offices[leg.office_id].name.get("en")
    for words in (
        f"number {desk.number(leg)}: Wages not paid", f"To: {office}",
        "place of work: place text (Gujarat); Code on Wages",
        "The worker: Ramesh Kumar (The office knows my name, the employer does not)", "Employer: Sharma Garments",
        "> malik ne do mahine se paisa nahi diya\n> \n> Yours faithfully, the nodal officer\n\nPlease look into it",
    ):  # fmt: skip
        assert words in text
    assert BLANK not in text and "{" not in text


@pytest.mark.parametrize(
    ("country", "turned", "words"),
    [("vn", "ltr", ("Kính gửi: ", "nơi làm việc: place text (Tỉnh Cao Bằng); căn cứ: Bộ luật", "Người lao động: ")),
     ("ir", "rtl", ("به: ", "محل کار: place text (", "مستند: قانون کار", "کارگر: "))],
)  # fmt: skip
def test_it_is_in_the_offices_language(desk: Desk, country: str, turned: str, words: tuple[str, ...]) -> None:
    desk.officer("nodal", None, "nodal", jurisdiction=country, language="en")
    leg = file(desk, country)
    language = {"vn": "vi", "ir": "fa"}[country]
    page = desk.visitor("nodal").get(f"/cases/{leg.id}/letter").text
    assert f'<pre class="letter" lang="{language}" dir="{turned}">' in page
    text = letter(desk, leg)
    assert all(part in text for part in words), text
    assert BLANK not in text
    labels = {line.split(":")[0] for line in text.splitlines() if not line.startswith(">")}
    assert not labels & (msgids() - LATIN), "no label is left in English"


def test_nobodys_name_where_the_worker_gave_none(desk: Desk) -> None:
    desk.officer("nodal", None, "nodal")
    leg = file(desk, known_as="anonymous", name="Ramesh Kumar")
    text = letter(desk, leg)
    assert "Ramesh" not in text and "The worker: Without a name" in text


def test_a_further_leg_tells_what_it_may_see(desk: Desk) -> None:
    """No story, and of the answers those that its office needs."""
    desk.officer("nodal", None, "nodal", jurisdiction="vn")
    told = {"employer": "Cong ty Sao Mai", "what_happened": "the press", "hospital": "Hospital 4", "sector": "a mill"}
    leg = file(desk, "vn", "accident", also="bhxh", **told)
    text = letter(desk, leg)
    assert "Kính gửi: BHXH tỉnh Cao Bằng" in text and "Sao Mai" in text and "Hospital 4" in text
    assert "malik" not in text and "the press" not in text and "a mill" not in text and "> " not in text


def test_of_an_identity_number_the_end_alone(desk: Desk) -> None:
    """As on the page; the number in full is looked at there, which is recorded."""
    desk.officer("nodal", None, "nodal")
    leg = file(desk)
    with desk.core.unit() as unit:
        now = unit.db.get_one(Leg, leg.id)
        key = unit.key(now.grievance.concerned)
        facts = {"uan": {"text": UAN, "value": UAN, "attachments": []}}
        now.facts = key.seal({**key.open(now.facts, filing.FACTS), **facts}, filing.FACTS)
    text = letter(desk, leg)
    assert UAN not in text and f"••••{UAN[-4:]}" in text


def test_what_was_told_stays_text(desk: Desk) -> None:
    desk.officer("nodal", None, "nodal")
    leg = file(desk, story=f"{EVIL}\n</pre>\u202eturned", employer=f"firm {EVIL}\nTo: another", name="\u2066N")
    page = desk.visitor("nodal").get(f"/cases/{leg.id}/letter").text
    assert "<script" not in page and "<img" not in page and page.count("</pre>") == 1
    text = letter(desk, leg)
    assert "> </pre>turned" in text and f"Employer: firm {EVIL} To: another" in text
    assert not set(text) & set("\u202e\u2066")


def test_looking_at_it_is_recorded(desk: Desk) -> None:
    desk.officer("nodal", None, "nodal")
    leg = file(desk)
    letter(desk, leg)
    with desk.core.reading() as unit:
        kinds = [(e.kind, e.officer_id) for e in unit.db.query(Event).filter(Event.leg_id == leg.id)]
        nodal = unit.db.query(Officer).filter_by(login="nodal").one().id
    assert kinds[-2:] == [("read", nodal), ("letter_read", nodal)]
    assert "opened the letter" in desk.visitor("nodal").get(f"/cases/{leg.id}").text


@pytest.mark.parametrize("reach", ["desk", "self"])
def test_none_for_an_office_that_gets_none(desk: Desk, reach: str) -> None:
    desk.officer("nodal", None, "nodal")
    leg = file(desk)
    with desk.core.unit() as unit:
        offices = desk.core.jurisdictions["in"].offices.values()
        unit.db.get_one(Leg, leg.id).office_id = next(one.id for one in offices if one.reach == reach)
    who = desk.visitor("nodal")
    assert "/letter" not in who.get(f"/cases/{leg.id}").text
    assert who.get(f"/cases/{leg.id}/letter").status_code == 404


def test_only_who_acts_for_the_office(desk: Desk) -> None:
    desk.officer("nodal", None, "nodal")
    desk.officer("foreign", "epfo")
    desk.officer("admin", None, "admin")
    desk.officer("abroad", None, "nodal", jurisdiction="vn")
    desk.officer("accused", None, "nodal")
    leg = file(desk)
    with desk.core.unit() as unit:
        accused = unit.db.query(Officer).filter_by(login="accused").one()
        cases.exclude(unit, unit.db.get_one(Grievance, leg.grievance_id), officer_id=accused.id)
    seen = {who: desk.visitor(who).get(f"/cases/{leg.id}/letter").status_code
            for who in ("nodal", "foreign", "admin", "abroad", "accused")}  # fmt: skip
    assert seen == {"nodal": 200, "foreign": 404, "admin": 404, "abroad": 404, "accused": 404}
    assert desk.visitor().get(f"/cases/{leg.id}/letter").status_code == 303


def test_never_of_a_sealed_case(desk: Desk) -> None:
    """Neither the nodal officer, who does not see it, nor one of the office itself puts it on paper."""
    leg = file(desk)
    desk.officer("nodal", None, "nodal")
    desk.officer("own", leg.office_id)
    assert "Gujarat" in letter(desk, leg, "own")
    with desk.core.unit() as unit:
        unit.db.get_one(Leg, leg.id).sealed = True
    assert desk.visitor("nodal").get(f"/cases/{leg.id}/letter").status_code == 404
    own = desk.visitor("own")
    assert own.get(f"/cases/{leg.id}").status_code == 200 and "/letter" not in own.get(f"/cases/{leg.id}").text
    assert own.get(f"/cases/{leg.id}/letter").status_code == 404
    with desk.core.unit() as unit, pytest.raises(NotFound):
        cases.letter(unit, unit.db.query(Officer).filter_by(login="own").one(), leg.id)


@pytest.mark.parametrize("language", ["hi", "vi", "fa"])
def test_no_page_leaves_english_standing(desk: Desk, language: str) -> None:
    desk.officer("nodal", None, "nodal", language=language)
    leg = file(desk)
    who = desk.visitor("nodal")
    english = msgids() - LATIN
    for path in (f"/cases/{leg.id}", f"/cases/{leg.id}/letter"):
        assert [text for text in shown(who.get(path).text).texts if text in english] == [], path
