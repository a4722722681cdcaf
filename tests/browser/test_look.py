"""How the pages look: widths, directions, axe, screenshots."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House, Visit, Watch, photograph, serious, sideways
from tests.browser.rasa import BUTTONS, GREETINGS

SAID = {
    "en": "My PF money has not come for 3 months",
    "hi": "mera pf ka paisa nhi aaya 3 mahine se",
    "vi": "Công ty nợ lương hai tháng rồi",
    "fa": "دو ماهه حقوقمون رو ندادن",
}


def converse(page: Page, language: str) -> None:
    page.locator("sangam-chat > button, sangam-chat button").first.click()
    page.locator("textarea").fill(SAID[language])
    page.locator(".send").click()
    expect(page.locator(".bot").last).to_contain_text(GREETINGS[language].split("\n")[0])


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "hi", "vi", "fa"])
def test_the_demonstration_page_and_the_widget_fit(
    house: House, visit: Visit, watch: Watch, width: int, language: str
) -> None:
    page = visit(width, 640 if width == 320 else 800, locale=language)
    page.goto(f"{house.url}/?lang={language}")
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "fa" else "ltr")
    expect(page.locator("sangam-chat button")).to_be_visible()
    photograph(page, f"demo-{language}-{width}", full_page=True)
    assert sideways(page) == 0
    converse(page, language)
    photograph(page, f"widget-{language}-{width}")
    assert sideways(page) == 0
    panel = page.locator("sangam-chat-panel section")
    box = panel.bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
    assert panel.evaluate(
        "s => [...s.querySelectorAll('*')].every(e => e.scrollWidth <= e.clientWidth + 1 || e.matches('.sr'))"
    )
    assert watch.troubles == [] and watch.elsewhere == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_serious(house: House, visit: Visit, width: int, language: str, colours: str) -> None:
    # axe puts styles of its own into the page, which our policy would rightly refuse
    page = visit(width, color_scheme=colours, bypass_csp=True)
    page.goto(f"{house.url}/?lang={language}")
    expect(page.locator("sangam-chat button")).to_be_visible()
    assert serious(page) == []
    converse(page, language)
    page.get_by_role("button", name=BUTTONS[language][1]).click()
    expect(page.locator(".bot")).to_have_count(2)
    page.locator(".safety button").click()
    photograph(page, f"forget-{language}-{width}-{colours}")
    assert serious(page) == []
    page.goto(f"{house.url}/chat?lang={language}")
    assert serious(page) == []
    page.locator("#text").fill(SAID[language])
    page.locator("button.main").click()
    expect(page.locator("li.bot")).to_have_count(1)
    photograph(page, f"plain-{language}-{width}-{colours}", full_page=True)
    assert serious(page) == []
    assert sideways(page) == 0
    page.locator(".bar button").click()
    assert serious(page) == []
