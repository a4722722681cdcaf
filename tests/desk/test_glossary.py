"""The officers' words: a page with a search for everybody at the desk, and the country's own words on a case's page."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from jurisdictions import LANGUAGES
from language.catalogue import direction, translate
from tests.desk.conftest import Desk
from tests.desk.test_languages import LATIN, msgids, shown
from tests.fuzz import hostile
from tests.jurisdictions.small import country
from tests.one_database import database_url, served

__all__ = ["database_url", "served"]


def terms(page: str) -> list[tuple[str, list[str], str]]:
    """(name, native words, meaning) of each term of the page."""
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)
    return [
        (head.partition(" <small>")[0], re.findall(r"<bdi[^>]*>(.*?)</bdi>", head), meaning) for head, meaning in found
    ]


def page(desk: Desk, language: str = "en", jurisdiction: str = "in", **query: str) -> str:
    desk.officer(f"own-{language}", None, "nodal", language=language, jurisdiction=jurisdiction)
    answer = desk.visitor(f"own-{language}").get("/glossary", params=query)
    assert answer.status_code == 200
    return unescape(answer.text)


def test_each_word_with_what_the_law_calls_it_and_its_meaning(desk: Desk) -> None:
    found = terms(page(desk, jurisdiction="vn"))
    assert len(found) == len(desk.core.jurisdictions["vn"].glossary.terms)
    assert ("complaint", ["Khiếu nại"], "Against a decision or act that hurts one's own right.") in found


def test_the_word_is_marked_with_its_own_language_and_direction(desk: Desk) -> None:
    assert '<bdi lang="fa" dir="rtl">دادخواست</bdi>' in page(desk, jurisdiction="ir")


@pytest.mark.parametrize(
    ("search", "language", "jurisdiction", "first"),
    [
        ("ATR", "en", "in", "action taken report"),
        ("speaking", "hi", "in", "सकारण आदेश"),
        ("नोडल", "en", "in", "nodal officer"),
        ("to cao", "en", "vn", "denunciation"),
        ("TỐ CÁO", "fa", "vn", "اعلام تخلف (tố cáo)"),
        ("ابلاغ", "vi", "ir", "tống đạt"),
        ("  labour   inspection ", "en", "ir", "report to inspection"),
    ],
)
def test_found_by_any_language_and_spelling(
    desk: Desk, search: str, language: str, jurisdiction: str, first: str
) -> None:
    found = terms(page(desk, language, jurisdiction, q=search))
    assert found and len(found) < len(desk.core.jurisdictions[jurisdiction].glossary.terms)
    assert found[0][0] == first


def test_a_search_stays_in_its_field_and_its_country(desk: Desk) -> None:
    found = page(desk, q="nodal", jurisdiction="in")
    assert '<input id="q" name="q" value="nodal"' in found
    desk.officer("other", None, "admin")
    who = desk.visitor("other")
    assert terms(who.get("/glossary?jurisdiction=ir&q=dadkhast").text)
    assert "Nothing here." in who.get("/glossary?jurisdiction=vn&q=dadkhast").text
    for unknown in ("xx", "../in", "\0", "²"):
        assert "speaking order" in who.get("/glossary", params={"jurisdiction": unknown}).text, "their own"


@pytest.mark.parametrize("words", [*hostile.MARKUP, *hostile.QUERIES, hostile.BIDI, "\0", "x" * 10_000, "\ud7ff"])
def test_hostile_searches_are_only_words(desk: Desk, words: str) -> None:
    desk.officer("own")
    answer = desk.visitor("own").get("/glossary", params={"q": words})
    assert answer.status_code == 200
    assert len(answer.text) < 20_000 and "<script" not in answer.text


@pytest.mark.parametrize("role", ["officer", "nodal", "admin"])
def test_it_is_everybodys_at_the_desk_and_nobodys_else(desk: Desk, role: str) -> None:
    assert desk.visitor().get("/glossary").status_code == 303
    desk.officer("own", "epfo" if role == "officer" else None, role)
    assert '<a href="/desk/glossary">Words</a>' in desk.visitor("own").get("/queue").text


@pytest.mark.parametrize("language", ["hi", "vi", "fa"])
@pytest.mark.parametrize("jurisdiction", ["in", "vn", "ir"])
def test_nothing_is_left_in_english(desk: Desk, language: str, jurisdiction: str) -> None:
    found, english = shown(page(desk, language, jurisdiction)), msgids() - LATIN
    assert [text for text in found.texts if text in english] == []
    if language != "vi":
        assert [text for text in found.texts if re.search("[A-Za-z]{3,} [A-Za-z]{3,} [A-Za-z]{3,}", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_says_transfer_and_order_as_the_country_does(desk: Desk, language: str) -> None:
    desk.officer("own", language=language)
    leg = desk.file()
    who = desk.visitor("own")
    desk.send(who, leg, "take")
    case = unescape(who.get(f"/cases/{leg.id}").text)
    labels = desk.core.jurisdictions["in"].glossary.labels
    for id, desk_word in (("grievance", "Grievance"), ("order", "Order"), ("transfer", "Transfer")):
        term = labels[id]
        meaning = term.meaning.get(language)
        if language in term.native:
            assert f'<abbr title="{meaning}">{term.native[language]}</abbr>' in case
        else:
            assert translate(language, desk_word) in case
            for spoken, said in term.native.items():
                assert f'<abbr lang="{spoken}" dir="{direction(spoken)}" title="{meaning}">{said}</abbr>' in case


def test_markup_in_the_data_is_shown_as_it_is_written(desk: Desk, tmp_path: Path) -> None:
    names, meaning = dict.fromkeys(LANGUAGES, '"><i>'), dict.fromkeys(LANGUAGES, "&")
    odd = {"native": {"fa": "<b>x</b>"}, "names": names, "meaning": meaning}
    labels = dict.fromkeys(("grievance", "order", "transfer"), "odd")
    desk.core.jurisdictions["in"] = country(tmp_path, "in", glossary={"terms": {"odd": odd}, "labels": labels})
    desk.officer("own", None, "admin")
    told = desk.visitor("own").get("/glossary").text
    assert "&lt;b&gt;x&lt;/b&gt;" in told and "<i>" not in told
