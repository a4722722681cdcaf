"""The page that shows where a case would go and why: for every role, in the officer's language."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.desk.conftest import Desk, Visitor
from tests.desk.test_languages import LATIN, msgids, shown
from tests.one_database import database_url

__all__ = ["database_url"]


def rows(page: str) -> dict[str, str]:
    """What stands beside each label."""
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)
    return {label: re.sub("<[^>]+>", lambda tag: "; " if tag[0] == "<br>" else "", text) for label, text in found}


def ask(who: Visitor, status: int = 200, **asked: str) -> str:
    answer = who.get("/route", params=asked)
    assert answer.status_code == status
    return unescape(answer.text)


def test_the_way_of_a_case(desk: Desk) -> None:
    desk.officer("asha")
    page = ask(desk.visitor("asha"), topic="accident", sector="factory", place="Surat")
    found = rows(page)
    assert "<h2>Factory inspectorate, Gujarat</h2>" in page
    assert found["Place of work"] == "Surat, Gujarat"
    assert found["Body"] == "Chief Inspector of Factories of the state"
    assert found["Law"] == "Occupational Safety, Health and Working Conditions Code 2020"
    assert found["How it gets there"] == "By letter"
    assert found["What the worker is told"].startswith("This tells the inspectors what happened. It is not the claim")
    assert found["Contact"].startswith("None with a source yet. For complaints in the whole country: ")
    assert found["Contact"].endswith("https://pgportal.gov.in")
    assert found["Next level"].startswith("Labour department, Gujarat; ")
    assert found["If this body is the accused"] == "Labour department, Gujarat"
    assert found["Must never receive it"] == "Labour Bureau; VVGNLI"
    esic = next(text for label, text in found.items() if label.startswith("ESIC"))
    assert (
        esic.endswith("It sees only: Employer; Place of work; Day of the accident; Hospital; ESI number")
        or "It sees only:" in esic
    )


@pytest.mark.parametrize(("role", "office"), [("officer", "epfo"), ("nodal", None), ("admin", None)])
def test_every_role_finds_it_in_the_menu(desk: Desk, role: str, office: str | None) -> None:
    desk.officer("who", office, role)
    who = desk.visitor("who")
    assert '<a href="/desk/route">Where to</a>' in who.get("/queue").text
    assert "<dl>" not in ask(who), "before anything is asked there is the form alone"
    assert "<h2>" in ask(who, topic="pf_balance")


def test_the_letter_to_copy(desk: Desk) -> None:
    """In the office's language, whatever the officer's; none where the office works on the desk."""
    desk.officer("lan", None, "nodal", jurisdiction="vn")
    page = ask(desk.visitor("lan"), topic="bonus", place="Cao Bang")
    letter = re.search(r'<pre class="letter" lang="vi" dir="ltr">(.*?)</pre>', page, re.DOTALL)
    assert letter and "Kính gửi: Sở Nội vụ tỉnh Cao Bằng" in letter[1] and "nơi làm việc: Tỉnh Cao Bằng" in letter[1]
    assert "căn cứ: Bộ luật Lao động 2019" in letter[1]
    assert "<pre" not in ask(desk.visitor("lan"), topic="bonus", place="Ha Noi")


def test_only_who_is_signed_in(desk: Desk) -> None:
    assert desk.visitor().get("/route?topic=bonus").status_code in (303, 401)


def test_their_own_country(desk: Desk) -> None:
    desk.officer("lan", None, "nodal", jurisdiction="vn")
    assert rows(ask(desk.visitor("lan"), topic="bonus", place="Bien Hoa"))["Place of work"].startswith("Dong Nai")


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ({"topic": "bonus", "place": "Dhanbadd"}, "Dhanbad"),
        ({"topic": "bonus", "place": "Aurangabad"}, "Aurangabad (Bihar), Bihar"),
        ({"topic": "wage_unpaid"}, "wages_unpaid"),
        ({"topic": "bonus", "sector": "\0"}, ""),
    ],
)
def test_what_is_unknown_is_said_with_near_names(desk: Desk, asked: dict[str, str], near: str) -> None:
    desk.officer("asha")
    page = ask(desk.visitor("asha"), 422, **asked)
    alert = re.search(r'<p role="alert".*?</p>', page, re.DOTALL)
    assert alert and near in alert[0]
    assert "<dl>" not in page


def test_what_was_typed_is_shown_as_it_is(desk: Desk) -> None:
    desk.officer("asha")
    answer = desk.visitor("asha").get("/route", params={"topic": "bonus", "place": "<script>alert(1)</script>"})
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


@pytest.mark.parametrize("language", ["hi", "vi", "fa"])
@pytest.mark.parametrize("topic", ["accident", "corruption", "sexual_harassment"])
def test_nothing_is_left_in_english(desk: Desk, language: str, topic: str) -> None:
    desk.officer("own", language=language)
    page = ask(desk.visitor("own"), topic=topic)
    assert "<dl>" in page
    english = msgids() - LATIN
    assert [text for text in shown(page).texts if text in english] == []
