"""The desk's pages in a browser: widths, directions, axe, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from grievances import conversations, drafts, filing, officers
from tests.browser.conftest import House, Visit, Watch, photograph, serious, sideways

PASSWORD = "correct horse battery"
STORY = "mera pf ka paisa 3 mahine se nhi aaya, daftar wale kuch nahi batate"
GIVEN = {"consent": "yes", "known_as": "named", "confirm": "yes", "place": "br"}


@pytest.fixture
def leg(house: House) -> str:
    """A case of a worker in Hindi and an officer of its office; returns the leg's id."""
    with house.core.unit() as unit:
        worker = conversations.open_conversation(unit, "web", "device", language="hi")
        draft = drafts.start(unit, worker, ("pf_claim_delay",), story=STORY)
        while question := drafts.next_question(unit, draft):
            drafts.take(unit, draft, question, f"{question} ka jawab", value=GIVEN.get(question))
        filed = filing.file(unit, draft).grievance.legs[0]
        officers.add(unit, login="asha", name="Asha Kumari", password=PASSWORD, role="officer", jurisdiction="in",
            office=filed.office_id)  # fmt: skip
        return str(filed.id)


def sign_in(house: House, page: Page, language: str, login: str = "asha") -> None:
    page.goto(f"{house.url}/desk/sign-in?language={language}")
    page.locator("#login").fill(login)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    expect(page.locator("nav")).to_be_visible()
    page.locator("#language").select_option(language)
    with page.expect_navigation():  # the language may be the one the page has already
        page.locator("form[action$=language] button").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.usefixtures("leg")
def test_every_page_fits_and_axe_finds_nothing_serious(house: House, visit: Visit, width: int, language: str) -> None:
    page = visit(width, bypass_csp=True)
    page.goto(f"{house.url}/desk/sign-in?language={language}")
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "fa" else "ltr")
    assert sideways(page) == 0 and serious(page) == []
    sign_in(house, page, language)
    photograph(page, f"desk-queue-{language}-{width}", full_page=True)
    assert sideways(page) == 0 and serious(page) == []
    page.locator("th a").click()
    expect(page.locator("blockquote").first).to_have_text(STORY)
    number = page.locator("h1 bdi").inner_text()
    page.locator("#number").fill(number)
    page.locator("form[role=search] button").click()
    expect(page.locator("h1 bdi")).to_have_text(number)
    for details in page.locator("details summary").all():
        details.click()
    photograph(page, f"desk-case-{language}-{width}", full_page=True)
    assert sideways(page) == 0 and serious(page) == []
    page.goto(f"{house.url}/desk/cases/nothing")
    assert sideways(page) == 0 and serious(page) == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.usefixtures("leg")
def test_the_page_where_to_fits(house: House, visit: Visit, width: int, language: str) -> None:
    page = visit(width, bypass_csp=True)
    sign_in(house, page, language)
    page.locator("nav a[href$=route]").click()
    page.locator("#topic").select_option("accident")
    page.locator("#sector").select_option("mine")
    page.locator("#place").fill("Dhanbad")
    page.locator("main button").click()
    expect(page.locator("main h2").first).to_be_visible()
    photograph(page, f"desk-route-{language}-{width}", full_page=True)
    assert sideways(page) == 0 and serious(page) == []
    page.locator("#place").fill("Dhanbadd")
    page.locator("main button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert sideways(page) == 0 and serious(page) == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_content_page_fits(house: House, visit: Visit, width: int, language: str) -> None:
    with house.core.unit() as unit:
        officers.add(unit, login="keeper", name="Meena", password=PASSWORD, role="admin", jurisdiction="in")
    page = visit(width, bypass_csp=True)
    sign_in(house, page, language, "keeper")
    page.locator("nav a[href$=content]").click()
    for country in house.core.jurisdictions:
        link = page.locator(f"a[href$='jurisdiction={country}']")
        link.click()
        expect(link).to_have_attribute("aria-current", "page")
        photograph(page, f"desk-content-{country}-{language}-{width}", full_page=True)
        assert sideways(page) == 0 and serious(page) == []


@pytest.mark.usefixtures("leg")
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_words_of_the_field_fit_and_are_found(house: House, visit: Visit, width: int, language: str) -> None:
    page = visit(width, bypass_csp=True)
    sign_in(house, page, language)
    page.locator("nav a[href$=glossary]").click()
    page.wait_for_url("**/desk/glossary")
    assert sideways(page) == 0 and serious(page) == []
    page.locator("#q").fill("nodal")
    with page.expect_navigation():
        page.locator("#q").press("Enter")
    expect(page.locator("dl.glossary dt")).to_have_count(1)
    photograph(page, f"desk-glossary-{language}-{width}", full_page=True)
    assert sideways(page) == 0 and serious(page) == []


def test_take_and_reply_without_script(house: House, visit: Visit, watch: Watch, leg: str) -> None:
    page = visit(360, java_script_enabled=False)
    sign_in(house, page, "en")
    page.goto(f"{house.url}/desk/cases/{leg}")
    page.get_by_role("button", name="Take this case").click()
    expect(page.locator(".state").first).to_have_text("In work")
    page.get_by_text("Write to the worker").click()
    page.locator("#reply").fill("आपका दावा आज देखा गया।")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("blockquote").last).to_have_text("आपका दावा आज देखा गया।")
    assert watch.troubles == [] and watch.elsewhere == []


@pytest.mark.usefixtures("leg")
def test_keyboard_alone(house: House, visit: Visit, watch: Watch) -> None:
    page = visit()
    sign_in(house, page, "en")
    page.reload()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator("th a").evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("blockquote").first).to_have_text(STORY)
    assert watch.troubles == []
