"""The desk in four languages: nothing left in English, direction by language, free text in its own."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from desk.pages import OWN_NAMES
from desk.texts import EVENTS
from grievances.lifecycle import Move
from grievances.models import Event, Leg
from language.catalogue import direction, translations
from sangam.texts import KEYWORDS, METHODS
from tests.desk.conftest import Desk
from tests.one_database import database_url

__all__ = ["database_url"]

ROOT = Path(__file__).resolve().parents[2]
#: words that are written in Latin letters in every language
LATIN = {"PDF", "Sangam", "{count} kB"}


def msgids() -> set[str]:
    """Every English text the desk can show: its own, and the core's names of topics, questions, states, phrases."""
    found: set[str] = set()
    for package in ("desk", "grievances"):
        for _, _, text, _, _ in extract_from_dir(ROOT / package, METHODS, keywords=KEYWORDS):
            found |= {text} if isinstance(text, str) else set(text)
    assert len(found) > 200
    return found


class Shown(HTMLParser):
    """The texts a page shows or names things with, but for what stands in a language of its own."""

    VOID = frozenset({"meta", "link", "input", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.root: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.root = given
        own = tag != "html" and "lang" in given
        self.texts += [value for name in ("aria-label", "title", "placeholder") if (value := given.get(name))]
        if tag not in self.VOID:
            self.open.append((tag, own))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag, "tags do not nest"

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(own for _, own in self.open):
            self.texts.append(data.strip())


def shown(page: str) -> Shown:
    parser = Shown()
    parser.feed(page)
    assert not parser.open
    return parser


@pytest.mark.parametrize("language", ["hi", "vi", "fa"])
def test_no_page_leaves_english_standing(desk: Desk, language: str) -> None:
    """No text between two tags is an English msgid, nor has two English words in a row that we did not put in."""
    desk.officer("own", language=language, name="۱")
    desk.officer("other", language=language, name="۲")
    leg, more = desk.file("pf_balance", uan="100123456789"), desk.file()
    who = desk.visitor("own")
    pages = {"sign-in": desk.visitor().get(f"/sign-in?language={language}").text}
    wrong = desk.visitor()
    form = {"login": "own", "password": "wrong", "token": wrong.door_token(), "language": language}
    pages["refused"] = wrong.post("/sign-in", own=False, **form).text
    pages["new case"] = who.get(f"/cases/{leg.id}").text
    desk.send(who, leg, "take")
    desk.send(who, leg, do="ask", phrase="need_paper", **{"need_paper.paper": "۳"})
    desk.send(who, leg, do="resolve", phrase="solved", **{"solved.what": "۳"})
    pages |= {
        "queue": who.get("/queue?show=all").text,
        "empty queue": who.get("/queue?show=waiting&mine=1").text,
        "case": who.get(f"/cases/{leg.id}").text,
        "full number": who.post(f"/cases/{leg.id}/number", question="uan").text,
        "not found": who.get("/find?number=x").text,
        "nothing filled in": desk.send(who, more, do="reply").text,
        "too long": desk.send(who, more, do="reply", text="۳" * 4001).text,
        "stale": desk.send(who, more, do="reply", text="۳", version=77).text,
        "not possible": desk.send(who, leg, do="reply", text="۳").text,
        "forged": who.post("/language", own=False).text,
    }
    assert desk.send(who, more, do="end_not_upheld", phrase="no_duty", **{"no_duty.reason": "۳"}).status_code == 303
    pages["ended case"] = who.get(f"/cases/{more.id}").text
    english = msgids() - LATIN
    for name, page in pages.items():
        found = shown(page)
        assert (found.root["lang"], found.root["dir"]) == (language, direction(language)), name
        left = [text for text in found.texts if text in english]
        if language != "vi":  # Latin letters stand out
            known = {desk.number(leg), desk.number(more), "slip.png"}
            known |= {text for text in found.texts if text.endswith(" text")}  # the worker's answers of these tests
            left += [t for t in found.texts if re.search(r"[A-Za-z]{3,} [A-Za-z]{3,}", t) and t not in known]
        assert not left, f"{name}: {left}"


def test_every_event_of_a_case_has_a_name() -> None:
    """What is recorded with a leg is read in its history: the kinds stand in the source as record("...", leg=...)."""
    source = "\n".join(
        path.read_text("utf-8") for package in ("grievances", "actions") for path in (ROOT / package).rglob("*.py")
    )
    kinds = set(re.findall(r'record\(\s*"(\w+)", leg=', source)) | {move.value for move in Move}
    assert {"read", "leg_filed", "file_read", "number_read", "escalated"} <= kinds
    assert kinds <= set(EVENTS)


@pytest.mark.parametrize(("theirs", "sent"), [("fa", "en"), ("en", "fa"), ("vi", "hi")])
def test_free_text_keeps_its_own_language_and_direction(desk: Desk, theirs: str, sent: str) -> None:
    desk.officer("writer", language=sent)
    desk.officer("reader", language=theirs)
    leg = desk.file()
    desk.send(desk.visitor("writer"), leg, do="reply", text="***")
    page = desk.visitor("reader").get(f"/cases/{leg.id}").text
    assert f'<html lang="{theirs}" dir="{direction(theirs)}">' in page
    assert f'<blockquote lang="{sent}" dir="{direction(sent)}">***</blockquote>' in page
    assert '<blockquote lang="hi" dir="ltr">mera pf' in page


def test_a_catalogue_text_is_read_in_the_readers_language(desk: Desk) -> None:
    desk.officer("writer", language="hi")
    desk.officer("reader", language="fa")
    leg = desk.file()
    desk.send(desk.visitor("writer"), leg, do="reply", phrase="received")
    page = unescape(desk.visitor("reader").get(f"/cases/{leg.id}").text)
    text = translations("fa").gettext("We have your grievance and have started to work on it.")
    assert f'<blockquote lang="fa" dir="rtl">{text}</blockquote>' in page


def test_the_language_is_changed_and_kept(desk: Desk) -> None:
    desk.officer("own")
    who = desk.visitor("own")
    assert who.post("/language", language="fa").status_code == 303
    assert '<html lang="fa" dir="rtl">' in who.get("/queue").text
    who.post("/language", language="xx")
    assert '<html lang="fa" dir="rtl">' in who.get("/queue").text


def test_the_door_speaks_the_browsers_language(desk: Desk) -> None:
    who = desk.visitor()
    assert '<html lang="vi"' in who.get("/sign-in", headers={"accept-language": "xx,vi-VN;q=0.9,en;q=0.8"}).text
    assert '<html lang="en"' in who.get("/sign-in", headers={"accept-language": "\x7f;;,"}).text
    assert '<html lang="fa" dir="rtl"' in who.get("/sign-in?language=fa").text
    page = who.get("/sign-in").text
    assert all(f'lang="{code}" hreflang="{code}">{name}</a>' in page for code, name in OWN_NAMES.items())


def test_times_and_figures_are_the_readers(desk: Desk) -> None:
    desk.officer("own", language="fa")
    leg = desk.file()
    page = desk.visitor("own").get(f"/cases/{leg.id}").text
    assert "۱۴:۳۰" in page, "09:00 UTC in India, in Persian digits"
    assert "→" not in page and "←" not in page and " kB" not in page


def test_a_case_of_every_state_has_its_name(desk: Desk) -> None:
    """A leg that went through a transfer, an escalation, an appeal is still told in words."""
    desk.officer("own")
    leg = desk.file()
    with desk.core.unit() as unit:
        now = unit.db.get_one(Leg, leg.id)
        for kind in (*EVENTS, "of_a_later_release"):
            unit.record(kind, leg=now, actor="worker", to_office="clc")
    page = desk.visitor("own").get(f"/cases/{leg.id}").text
    with desk.core.reading() as unit:
        assert unit.db.query(Event).filter_by(kind="of_a_later_release").count() == 1
    assert "of_a_later_release" not in page and "did something else" in page
    assert "{office}" not in page and "_" not in "".join(re.findall(r"</bdi>: ([^<]*)</li>", page))
