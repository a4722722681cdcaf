"""The page of who keeps the content: figures and articles with their sources, what to look at again first."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from grievances.names import TOPIC_NAMES
from jurisdictions import Jurisdiction
from tests.desk.conftest import Desk
from tests.desk.test_languages import LATIN, msgids, shown
from tests.grievances.conftest import Clock
from tests.jurisdictions.small import article, country, figure, value
from tests.one_database import database_url

__all__ = ["database_url"]

SINCE = date(2025, 1, 1)


@pytest.fixture
def served(tmp_path: Path) -> dict[str, Jurisdiction]:
    work = {
        "sound": value("days", figure(20, SINCE), name="Alpha"),
        "secondary": value("money", figure(15000, SINCE, certainty="S", date="undated"), name="Beta"),
        "late": value("percent", figure(12, SINCE, until=date(2026, 1, 31), source="<b>Gazette</b>"), name="Gamma"),
        "alone": value("years", figure(5, SINCE, review_by=date(2026, 6, 30)), name="Delta"),
    }
    articles = {
        "bonus": article("{sound} {secondary}"),
        "gratuity": article("{late}"),
        "leave": article("{sound}", reviewed=date(2026, 1, 1)),
    }
    return {
        "in": country(tmp_path, "in", work=work, articles=articles),
        "ir": country(tmp_path, "ir", work={"wage": value("money", figure(166_255_000, SINCE), name="Wage")}),
    }


def keeper(desk: Desk, language: str = "en", path: str = "/content") -> str:
    desk.officer("keeper", None, "admin", language=language)
    answer = desk.visitor("keeper").get(path)
    assert answer.status_code == 200
    return unescape(answer.text)


def rows(page: str) -> dict[str, list[str]]:
    """Name in the row's head -> its cells, in the order of the page."""
    found = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    return {
        re.sub("<small>.*", "", head).strip(): [
            re.sub(r"<br>|<[^>]+>", lambda tag: "; " if tag[0] == "<br>" else "", cell)
            for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.DOTALL)
        ]
        for head, cells in found
    }


def test_each_figure_with_its_source_and_what_is_wrong_with_it(desk: Desk) -> None:
    found = rows(keeper(desk))
    assert list(found)[:4] == ["Beta", "Gamma", "Delta", "Alpha"], "what has to be looked at stands first"
    gazette, law, day = "Gazette of Ruritania", "read in the law", "1 Nov 2026"
    assert found["Alpha"] == ["20 days", "1 Jan 2025", "in order", gazette, "2026", day, law]
    assert found["Beta"] == [
        "₹15,000", "1 Jan 2025", "No official source: look for one", gazette, "undated", day,
        "read in press or professional notes",
    ]  # fmt: skip
    assert found["Gamma"][:3] == ["12%", "1 Jan 2025 to 31 Jan 2026", "It has ended: enter the new figure"]
    assert found["Delta"][2] == "A new figure was expected by now: look for it; Stands in no article"


def test_each_article_and_what_is_missing(desk: Desk) -> None:
    page = keeper(desk)
    found = rows(page)
    bonus, gratuity, leave, overtime = (TOPIC_NAMES[topic] for topic in ("bonus", "gratuity", "leave", "overtime"))
    assert list(found)[4:] == [gratuity, leave, bonus]
    assert found[gratuity] == ["Title", "1 Nov 2026", "It tells workers that a figure may have changed"]
    assert found[leave] == ["Title", "1 Jan 2026", "Looked at too long ago: look again"]
    assert found[bonus] == ["Title", "1 Nov 2026", "in order"]
    missing = page.partition("Topics without an article")[2]
    assert missing.count("<li>") == 35 and f"<li>{overtime}</li>" in missing and f"<li>{bonus}</li>" not in missing


def test_markup_in_the_data_is_shown_as_it_is_written(desk: Desk) -> None:
    desk.officer("keeper", None, "admin")
    assert "&lt;b&gt;Gazette&lt;/b&gt;" in desk.visitor("keeper").get("/content").text


def test_each_jurisdiction_has_its_own_page(desk: Desk) -> None:
    desk.officer("keeper", None, "admin", language="fa")
    who = desk.visitor("keeper")
    page = who.get("/content?jurisdiction=ir").text
    assert '<a href="/desk/content?jurisdiction=ir" aria-current="page">' in page
    assert rows(page)["Wage"][:2] == ["۱۶۶٬۲۵۵٬۰۰۰ ریال (۱۶٬۶۲۵٬۵۰۰ تومان)", "۱۲ دی ۱۴۰۳"]
    assert rows(who.get("/content").text)["Alpha"][1] == "۱ ژانویه ۲۰۲۵", "India's days, also for who reads Persian"
    for unknown in ("xx", "../in", "\0", "²"):
        assert "Alpha" in rows(who.get("/content", params={"jurisdiction": unknown}).text), "their own"


def test_time_makes_it_old(desk: Desk, clock: Clock) -> None:
    clock.move(days=181)
    desk.officer("keeper", None, "admin")
    assert "Looked at too long ago: look again" in rows(desk.visitor("keeper").get("/content").text)["Alpha"][2]


@pytest.mark.parametrize("language", ["hi", "vi", "fa"])
def test_nothing_is_left_in_english(desk: Desk, language: str) -> None:
    page = keeper(desk, language)
    english = msgids() - LATIN - {"Title"}  # our articles here are called so
    assert [text for text in shown(page).texts if text in english] == []


@pytest.mark.parametrize(("role", "office"), [("officer", "head"), ("nodal", None)])
def test_it_is_the_administrators_alone(desk: Desk, role: str, office: str | None) -> None:
    desk.officer("other", office, role)
    who = desk.visitor("other")
    assert who.get("/content").status_code == 404
    assert "/desk/content" not in who.get("/queue").text
    desk.officer("keeper", None, "admin")
    assert '<a href="/desk/content">Content</a>' in desk.visitor("keeper").get("/queue").text
