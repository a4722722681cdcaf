"""Hostile words, names and files on the desk, in a real browser: shown as what they are, and nothing more happens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from edge.words import storable
from grievances import attachments, cases, conversations, drafts, filing, officers
from tests.browser.conftest import House, Visit, Watch
from tests.browser.test_desk import GIVEN, PASSWORD, sign_in
from tests.fuzz import files, hostile

RLO, PDI, FSI = "\u202e", "\u2069", "\u2068"
#: closes what may isolate it, and turns what comes after
TURNING = f"Asha{PDI}{PDI}{RLO}{FSI}{RLO}"
COUNT = 120


@pytest.fixture
def leg(house: House) -> str:
    """A case of hostile answers, words, names and files, at the office of an officer of a turning name."""
    texts = [storable(text)[:4_000] for text in hostile.texts("desk", COUNT)]
    with house.core.unit() as unit:
        worker = conversations.open_conversation(unit, "web", "device", language="hi")
        photo = attachments.keep(unit, worker, house.files, f"slip{RLO}gnp.exe", files.photo_jpeg())
        draft = drafts.start(unit, worker, ("pf_claim_delay",), story=f"{hostile.MARKUP[0]}{RLO}story")
        while question := drafts.next_question(unit, draft):
            said = f"{TURNING}<img src=x onerror=alert(1)>"
            drafts.take(unit, draft, question, said, value=GIVEN.get(question), attachments=(photo.id,))
        filed = filing.file(unit, draft).grievance.legs[0]
        for text in texts:
            cases.say(unit, filed, author="worker", kind="words", text=text, language="en")
        officers.add(unit, login="asha", name=TURNING, password=PASSWORD, role="officer", jurisdiction="in",
            office=filed.office_id)  # fmt: skip
        return str(filed.id)


#: the characters of a text node stand from left to right, as Latin words have to
IN_ORDER = """node => {
    const text = [...node.childNodes].filter(n => n.nodeType === Node.TEXT_NODE && n.data.trim()).at(-1);
    const place = at => { const r = document.createRange(); r.setStart(text, at); r.setEnd(text, at + 1);
                          return r.getBoundingClientRect(); };
    const word = /[a-z]{3,}/.exec(text.data);
    const places = [...word[0]].map((_, i) => place(word.index + i).left);
    return places.every((left, i) => i === 0 || left > places[i - 1]);
}"""


def test_nothing_runs_nothing_is_fetched_nothing_turns(house: House, visit: Visit, watch: Watch, leg: str) -> None:
    page = visit()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    sign_in(house, page, "en")
    page.goto(f"{house.url}/desk/cases/{leg}")
    expect(page.locator("blockquote")).to_have_count(COUNT + 1)
    shown = page.locator("blockquote").evaluate_all("all => all.map(one => one.textContent)")
    wanted = [storable(text)[:4_000] for text in hostile.texts("desk", COUNT)]
    assert [as_read(text) for text in shown[1:]] == [as_read(text) for text in wanted], "letter by letter"
    assert page.locator("script, img, iframe, object, embed, link:not([rel=stylesheet])").count() == 0
    assert page.evaluate("document.title").startswith("SG-"), "no title of theirs"
    check_order(page)
    with page.expect_download() as download:
        page.locator("ul li a[href*='/files/']").first.click()
    assert download.value.suggested_filename == "slip_gnp.exe.jpg"
    page.goto(f"{house.url}/desk/queue")
    assert (dialogs, watch.troubles, watch.elsewhere) == ([], [], [])


def check_order(page: Page) -> None:
    """What stands beside a name that turns the direction is not turned."""
    for selector in (".history li", "ul li:has(a[href*='/files/'])"):
        for node in page.locator(selector).all():
            assert node.evaluate(IN_ORDER), selector


def as_read(text: str) -> str:
    """A text as a reader of HTML hands it on: every line end is one sign."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
