"""The chat without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from grievances import conversations
from grievances.conversations import Reply
from grievances.models import Conversation, Message, WebSession
from tests.browser.conftest import House, Visit, Watch, sideways
from tests.browser.rasa import say


@pytest.fixture
def page(house: House, visit: Visit) -> Page:
    opened = visit(360, 640, java_script_enabled=False, locale="en")
    opened.goto(f"{house.url}/chat")
    return opened


def write(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send").click()


def said(page: Page, author: str) -> list[str]:
    return [text.strip() for text in page.locator(f"li.{author} > div").all_inner_texts()]


def test_write_and_choose(house: House, page: Page, watch: Watch) -> None:
    write(page, "mera pf ka paisa nhi aaya")
    expect(page).to_have_url(re.compile(f"{house.url}/chat"))
    answer = page.locator("li.bot > div")
    expect(answer).to_have_attribute("lang", "hi")
    expect(page.locator("html")).to_have_attribute("lang", "hi")  # the page speaks as the worker does
    page.get_by_role("button", name="और बताइए").click()
    assert said(page, "worker") == ["mera pf ka paisa nhi aaya", "और बताइए"]
    expect(page.locator("li.bot").last).to_contain_text("You chose")
    expect(page.locator(".choices button")).to_have_count(0)
    assert sideways_without_script(page) and watch.troubles == []


def sideways_without_script(page: Page) -> bool:
    box = page.locator("main").bounding_box()
    return box is not None and box["x"] >= 0 and box["width"] <= 360


def test_language_and_direction(house: House, page: Page) -> None:
    page.get_by_role("link", name="فارسی").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page).to_have_title("سنگم")
    page.locator("#text").fill("دو ماهه حقوقمون رو ندادن")
    page.locator("button.main").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    with house.core.reading() as unit:
        assert unit.db.query(Conversation).one().language == "fa"
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator("li.bot > div")).to_have_attribute("dir", "rtl")
    expect(page.locator("li.worker > div")).to_have_attribute("dir", "rtl")


def test_the_cookie_is_for_the_server_alone(house: House, page: Page) -> None:
    write(page, "hello")
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert set(cookies) == {"sangam_chat", "sangam_door"}
    for cookie in cookies.values():
        assert cookie["httpOnly"] and cookie["sameSite"] == "Strict" and cookie["path"] == "/chat"
    assert cookies["sangam_chat"]["value"] not in page.content()
    assert cookies["sangam_door"]["value"] not in page.content()


def form_of(page: Page) -> dict[str, str]:
    return {
        name: page.locator(f"form.write input[name={name}]").get_attribute("value") or ""
        for name in ("csrf", "id", "seen", "lang")
    }


def test_sent_twice_is_one_message_and_one_conversation(house: House, page: Page) -> None:
    form = {**form_of(page), "text": "only once"}
    address = f"{house.url}/chat/send"
    door = "; ".join(f"{c['name']}={c['value']}" for c in page.context.cookies())
    for _ in range(2):  # both without the session that the first of them begins
        answer = page.context.request.post(address, multipart=form, headers={"Cookie": door}, max_redirects=0)
        assert answer.status == 303
    page.goto(f"{house.url}/chat")
    assert said(page, "worker") == ["only once"]
    assert house.rasa.texts == ["only once"]
    with house.core.reading() as unit:
        assert unit.db.query(Conversation).count() == 1


def test_the_same_form_with_other_words_is_said(house: House, page: Page) -> None:
    form = form_of(page)
    write(page, "first")
    answer = page.context.request.post(f"{house.url}/chat/send", multipart={**form, "text": "second"})
    assert answer.status == 409
    assert "This message was sent before with other words." in answer.text() and "second</textarea>" in answer.text()
    assert house.rasa.texts == ["first"]


@pytest.mark.parametrize("change", [{"csrf": "made-up"}, {"csrf": ""}])
def test_a_forged_form_does_nothing(house: House, page: Page, change: dict[str, str]) -> None:
    form = {**form_of(page), "text": "not mine", **change}
    answer = page.context.request.post(f"{house.url}/chat/send", multipart=form)
    assert answer.status == 403 and "too long" in answer.text()
    assert house.rasa.turns == []


def test_a_page_elsewhere_cannot_send(house: House, page: Page, elsewhere: Callable[..., str]) -> None:
    write(page, "hello")
    form = form_of(page)
    fields = "".join(f'<input name="{name}" value="{value}">' for name, value in form.items())
    fields += '<input name="text" value="evil"><button>go</button>'
    html = f'<form method="post" action="{house.url}/chat/send">{fields}</form>'
    page.goto(elsewhere(html, "default-src 'none'"))
    page.get_by_role("button").click()
    expect(page.locator(".problem")).to_be_visible()
    assert house.rasa.texts == ["hello"]


def test_mistakes_are_said_in_words_and_nothing_is_lost(house: House, page: Page) -> None:
    write(page, "   ")
    expect(page.get_by_role("alert")).to_contain_text("write your message first")
    write(page, "x" * 4001)
    expect(page.get_by_role("alert")).to_contain_text("longer than 4000 characters")
    expect(page.get_by_label("Your message")).to_have_value("x" * 4001)
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    page.get_by_role("link", name="English").click()
    file = {"name": "a.doc", "mimeType": "application/msword", "buffer": b"words"}
    page.get_by_label("Photo, voice or PDF").set_input_files([file])
    write(page, "see the file")
    expect(page.get_by_role("alert")).to_contain_text("photos, PDF and voice notes")
    expect(page.get_by_label("Your message")).to_have_value("see the file")
    large = {"name": "a.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"0" * (10 * 1024 * 1024)}
    page.get_by_label("Photo, voice or PDF").set_input_files([large])
    write(page, "see the photo")
    expect(page.get_by_role("alert")).to_contain_text("larger than 10 MB")
    assert house.rasa.turns == []


def test_a_file(house: House, page: Page) -> None:
    photo = {"name": "a.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"0" * 100_000}
    page.get_by_label("Photo, voice or PDF").set_input_files([photo])
    page.get_by_role("button", name="Send").click()
    expect(page.locator("li.worker")).to_contain_text("A file was sent.")
    assert [a["type"] for a in house.rasa.turns[0]["metadata"]["attachments"]] == ["image/png"]


@pytest.mark.parametrize("patience", [0.4])
def test_a_slow_answer_comes_by_itself(house: House, page: Page) -> None:
    house.rasa.delay = 2.0
    write(page, "a hard one")
    expect(page.get_by_role("status")).to_contain_text("comes here by itself")
    expect(page.locator("li.bot")).to_have_count(1)
    expect(page.get_by_role("status")).to_have_count(0)


def test_news_and_their_acknowledgement(house: House, page: Page) -> None:
    write(page, "hello")
    with house.core.unit() as unit:
        conversation = unit.db.query(Conversation).one()
        row = conversations.say(unit, conversation, Reply("The office has written.", "en"), author="officer").id

    def state() -> str:
        with house.core.reading() as unit:
            return str(unit.db.get_one(Message, row).state)

    page.get_by_role("link", name="Look for news").click()
    expect(page.locator("li.officer")).to_contain_text("The office has written.")
    assert state() == "sent"  # shown, but nobody has come back from it yet
    page.get_by_role("link", name="Look for news").click()
    assert state() == "delivered"


def test_forget_this_device(house: House, page: Page) -> None:
    write(page, "hello")
    page.get_by_role("button", name="Forget this device").click()
    page.get_by_role("link", name="No, keep").click()
    assert said(page, "worker") == ["hello"]
    page.get_by_role("button", name="Forget this device").click()
    page.get_by_role("button", name="Yes, forget").click()
    expect(page.locator("li")).to_have_count(0)
    with house.core.reading() as unit:
        assert unit.db.query(WebSession).count() == 0
    assert "sangam_chat" not in {cookie["name"] for cookie in page.context.cookies()}
    write(page, "somebody else")
    assert said(page, "worker") == ["somebody else"]
    with house.core.reading() as unit:
        assert unit.db.query(Conversation).count() == 2


def test_erased(house: House, page: Page) -> None:
    house.rasa.script = lambda said, language: [say("Everything was erased.", erase=True)]
    write(page, "erase my data")
    expect(page.locator("li.bot")).to_contain_text("Everything was erased.")
    assert "sangam_chat" not in {cookie["name"] for cookie in page.context.cookies()}
    page.get_by_role("link", name="Write to us").click()
    expect(page.locator("li")).to_have_count(0)


def test_an_ended_session_is_said(house: House, page: Page) -> None:
    write(page, "hello")
    with house.core.unit() as unit:
        unit.db.query(WebSession).delete()
    write(page, "are you there?")
    expect(page.get_by_role("alert")).to_contain_text("no longer open here")
    expect(page.get_by_label("Your message")).to_have_value("are you there?")
    page.get_by_role("button", name="Send").click()
    assert said(page, "worker") == ["are you there?"]


def test_the_demonstration_page_leads_here(house: House, visit: Visit) -> None:
    page = visit(320, 640, java_script_enabled=False)
    page.goto(f"{house.url}/?lang=vi")
    page.locator("a.go").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.locator("form.write")).to_be_visible()


class TestNoDemonstration:
    @pytest.fixture
    def demo(self) -> bool:
        return False

    def test_the_entry_page_is_neutral(self, house: House, visit: Visit, watch: Watch) -> None:
        page = visit()
        page.goto(house.url)
        expect(page).to_have_title("Sangam")
        expect(page.locator("a[href^='/desk']")).to_have_count(0)
        assert "grievance" not in page.content().lower()
        page.locator("a.go").click()
        expect(page.locator("form.write")).to_be_visible()
        assert sideways(page) == 0 and watch.troubles == []
