"""What the widget does: sends once, keeps, streams, obeys the keyboard, forgets."""

from __future__ import annotations

import gzip
import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bot import widget
from bot.api import Limits
from grievances import conversations
from grievances.conversations import Reply
from grievances.models import Conversation, Message
from tests.browser.conftest import House, Visit, Watch
from tests.browser.rasa import say

#: bytes on the wire
BEFORE, ALL = 5_000, 25_000


@pytest.fixture
def page(house: House, visit: Visit) -> Page:
    """The demonstration page in English with the widget open."""
    opened = visit()
    opened.goto(f"{house.url}/?lang=en")
    return open_widget(opened)


def open_widget(page: Page) -> Page:
    page.get_by_role("button", name="Write to us").click()
    expect(page.locator("textarea")).to_be_visible()
    return page


def write(page: Page, text: str) -> None:
    page.locator("textarea").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def bubbles(page: Page, kind: str = "m") -> list[str]:
    return [text.strip() for text in page.locator(f".{kind} .text").all_inner_texts()]


def stored(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate("Object.fromEntries(Object.entries(localStorage))")
    return found


def put(house: House, reply: Reply, author: str = "bot") -> int:
    """A message of ours that no message of the worker brought, as the delivery of notices writes it."""
    with house.core.unit() as unit:
        conversation = unit.db.query(Conversation).one()
        return conversations.say(unit, conversation, reply, author=author).id


def test_nothing_is_loaded_or_stored_until_it_is_opened(house: House, visit: Visit) -> None:
    page = visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(house.url).partition("?")[0]))
    page.goto(f"{house.url}/?lang=en")
    expect(page.get_by_role("button", name="Write to us")).to_be_visible()
    assert sorted(asked) == ["/", "/widget/demo.css", "/widget/page.css", "/widget/sangam.css", "/widget/sangam.js"]
    assert stored(page) == {}
    with house.core.reading() as unit:
        assert unit.db.query(Conversation).count() == 0


def test_sizes_on_the_wire(house: House) -> None:
    def fetched(path: str) -> int:
        request = urllib.request.Request(house.url + path, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request) as answer:
            content = answer.read()
            packed = answer.headers.get("Content-Encoding") == "gzip"
        assert not packed or gzip.decompress(content)
        return len(content)

    before = sum(fetched(f"/widget/{name}") for name in ("sangam.js", "sangam.css"))
    after = sum(fetched(f"/widget/{name}") for name in ("sangam-chat.js", "sangam-chat.css"))
    words = max(fetched(f"/widget/texts/{language}.json") for language in ("en", "hi", "vi", "fa"))
    assert 1_000 < before <= BEFORE
    assert before + 5_000 < before + after + words <= ALL


def test_a_message_is_answered_and_acknowledged(house: House, page: Page, watch: Watch) -> None:
    write(page, "hello there")
    expect(page.locator(".bot .text")).to_contain_text("I understood")
    assert bubbles(page, "worker") == ["hello there"]
    assert house.rasa.texts == ["hello there"]
    page.wait_for_timeout(2500)  # the stream brings both again, and they are not shown twice
    assert len(bubbles(page)) == 2
    with house.core.reading() as unit:
        assert [m.state for m in unit.db.query(Message).order_by(Message.id)] == ["answered", "delivered"]
    assert watch.troubles == []


def test_news_come_by_the_stream_and_count_as_delivered(house: House, page: Page) -> None:
    write(page, "hello")
    expect(page.locator(".bot")).to_have_count(1)
    row = put(house, Reply("The office writes about IN-1:\n\nनमस्ते\n\nIs it solved for you?", "en",
        custom={"text_language": "hi", "text_paragraphs": [1, 2]}), "officer")  # fmt: skip
    expect(page.locator(".officer .text")).to_contain_text("The office writes")
    own = page.locator(".officer .text p").nth(1)
    expect(own).to_have_attribute("lang", "hi")
    assert page.locator(".officer .text p").nth(2).get_attribute("lang") is None

    def delivered() -> bool:
        with house.core.reading() as unit:
            return unit.db.get_one(Message, row).state == "delivered"

    until(page, delivered)


def test_without_a_stream_it_asks_again_and_again(house: House, visit: Visit) -> None:
    page = visit()
    page.route("**/chat/v1/stream*", lambda route: route.fulfill(status=502, body=""))
    page.goto(f"{house.url}/?lang=en")
    open_widget(page)
    write(page, "hello")
    expect(page.locator(".bot")).to_have_count(1)
    put(house, Reply("Something new", "en"))
    expect(page.locator(".bot")).to_have_count(2)
    expect(page.locator(".bot").last).to_contain_text("Something new")


def test_unsent_messages_survive_offline_and_reload_and_go_out_once(house: House, page: Page) -> None:
    write(page, "the first")
    expect(page.locator(".bot")).to_have_count(1)
    page.context.set_offline(True)
    write(page, "written without a connection")
    write(page, "and another")
    expect(page.get_by_role("status")).to_contain_text("no connection")
    expect(page.locator(".worker .note")).to_have_count(2)
    assert house.rasa.texts == ["the first"]
    # Nothing goes out yet when the connection is back: the page comes back with the messages still waiting.
    hold = "**/chat/v1/messages"
    page.route(hold, lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    page.context.set_offline(False)
    page.reload()
    open_widget(page)
    expect(page.locator(".worker .note")).to_have_count(2)
    expect(page.locator(".worker")).to_have_count(3)
    expect(page.locator(".worker").nth(0)).to_contain_text("the first")
    page.unroute(hold)
    expect(page.locator(".bot")).to_have_count(3)
    assert house.rasa.texts == ["the first", "written without a connection", "and another"]
    assert [key for key in stored(page) if ".out." in key] == []
    page.reload()
    open_widget(page)
    expect(page.locator(".m")).to_have_count(6)
    assert bubbles(page, "worker") == house.rasa.texts


def test_an_answer_that_got_lost_is_not_a_second_message(house: House, page: Page) -> None:
    """The server takes the message, the line breaks before the answer: the same id goes out again."""
    lost: list[str] = []

    def lose(route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.request.post_data)
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/chat/v1/messages", lose)
    write(page, "only once")
    expect(page.locator(".bot")).to_have_count(1)
    page.wait_for_timeout(3000)
    assert lost and house.rasa.texts == ["only once"]
    assert len(bubbles(page)) == 2
    expect(page.locator(".note")).to_have_count(0)


def test_two_pages_with_one_outbox_send_once(house: House, page: Page) -> None:
    page.context.set_offline(True)
    write(page, "from two pages")
    expect(page.locator(".worker .note")).to_have_count(1)
    page.context.set_offline(False)
    other = page.context.new_page()
    other.goto(f"{house.url}/?lang=en")
    open_widget(other)
    for each in (page, other):
        expect(each.locator(".bot")).to_have_count(1)
    assert house.rasa.texts == ["from two pages"]


def test_buttons_are_pressed_once_and_say_their_title(house: House, page: Page) -> None:
    write(page, "pf money")
    more = page.get_by_role("button", name="Tell me more")
    more.dblclick()
    expect(page.locator(".worker").last).to_contain_text("Tell me more")
    expect(page.locator(".bot").last).to_contain_text("You chose Tell me more")
    for title in ("File a grievance", "Tell me more", "Something else"):
        expect(page.get_by_role("button", name=title)).to_be_disabled()
    expect(more).to_be_focused()
    assert house.rasa.texts[1:] == ['/answer{"value": "Tell me more"}']
    page.reload()
    open_widget(page)
    expect(page.locator(".m")).to_have_count(4)
    expect(page.get_by_role("button", name="Something else")).to_be_disabled()


def test_the_offices_buttons_wait_for_their_answer(house: House, page: Page) -> None:
    write(page, "hello")
    expect(page.locator(".bot")).to_have_count(1)
    put(house, Reply("Is it solved?", "en", (("Yes", "/case{}"), ("No", "/case{}"))), "officer")
    expect(page.locator(".officer")).to_have_count(1)
    write(page, "what is this about?")
    expect(page.locator(".bot")).to_have_count(2)
    page.reload()
    open_widget(page)
    expect(page.locator(".m")).to_have_count(5)
    expect(page.get_by_role("button", name="Yes")).to_be_enabled()


def test_each_message_has_its_language_and_direction(house: House, page: Page) -> None:
    for text, language, direction in (
        ("mera pf ka paisa nhi aaya", "hi", "ltr"),
        ("دو ماهه حقوقمون رو ندادن", "fa", "rtl"),
        ("lương hai tháng", "vi", "ltr"),
    ):
        write(page, text)
        answer = page.locator(".bot .text").last
        expect(answer).to_have_attribute("lang", language)
        expect(answer).to_have_attribute("dir", direction)
        expect(page.locator(".worker .text").last).to_have_attribute("lang", language)
        expect(page.locator(".bot .choices").last).to_have_attribute("dir", direction)
    expect(page.get_by_role("dialog")).to_have_attribute("dir", "ltr")
    page.locator("select").select_option("fa")
    expect(page.get_by_role("dialog")).to_have_attribute("dir", "rtl")
    expect(page.locator("textarea")).to_have_attribute("dir", "rtl")
    expect(page.locator(".bot .text").first).to_have_attribute("dir", "ltr")
    page.reload()
    expect(page.locator("sangam-chat button")).to_have_attribute("lang", "fa")


def test_keyboard_alone(house: House, visit: Visit) -> None:
    page = visit()
    page.goto(f"{house.url}/?lang=en")
    launcher = page.get_by_role("button", name="Write to us")
    expect(launcher).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if launcher.evaluate("e => e.getRootNode().activeElement === e"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("textarea")).to_be_focused()
    page.keyboard.type("first line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second line")
    page.keyboard.press("Enter")
    expect(page.locator(".bot")).to_have_count(1)
    assert house.rasa.texts == ["first line\nsecond line"]
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Something else")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".bot")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator("section[role=dialog]")).to_be_hidden()
    expect(launcher).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("textarea")).to_be_focused()


def test_for_screen_readers(page: Page) -> None:
    write(page, "hello")
    expect(page.locator(".bot")).to_have_count(1)
    log = page.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).not_to_have_attribute("aria-busy", "true")  # until the conversation was first read
    expect(page.get_by_role("dialog", name="Sangam")).to_be_visible()
    expect(page.get_by_role("textbox", name="Your message")).to_be_visible()
    expect(page.get_by_role("combobox", name="Language")).to_be_visible()
    expect(page.get_by_label("Photo, voice or PDF")).to_have_attribute("type", "file")
    assert page.locator(".bot .sr").inner_text().strip() == "Sangam:"
    small = page.locator("sangam-chat-panel").evaluate(
        """panel => [...panel.shadowRoot.querySelectorAll('button, select, textarea, a, label.attach')]
            .filter(e => e.getClientRects().length && Math.min(e.offsetHeight, e.offsetWidth) < 44)
            .map(e => e.outerHTML)"""
    )
    assert small == []


def test_forget_this_device(house: House, page: Page) -> None:
    write(page, "hello")
    expect(page.locator(".bot")).to_have_count(1)
    token = json.loads(stored(page)["sangam.token"])
    page.get_by_role("button", name="Forget this device").click()
    expect(page.get_by_role("button", name="No, keep")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".m")).to_have_count(2)
    page.get_by_role("button", name="Forget this device").click()
    page.get_by_role("button", name="Yes, forget").click()
    expect(page.get_by_role("status")).to_contain_text("has forgotten")
    expect(page.locator(".m")).to_have_count(0)
    assert stored(page) == {}
    request = urllib.request.Request(
        f"{house.url}/chat/v1/messages", headers={"Authorization": f"Bearer {token}"}, method="GET"
    )
    until(page, lambda: status(request) == 401)
    write(page, "somebody else")
    expect(page.locator(".m")).to_have_count(2)
    assert json.loads(stored(page)["sangam.token"]) != token


def test_leave_quickly(house: House, page: Page, watch: Watch) -> None:
    page.get_by_role("link", name="Leave quickly").click()
    page.wait_for_url(lambda url: not url.startswith(house.url))
    assert page.title() == "elsewhere"
    page.go_back()
    assert not page.url.startswith(f"{house.url}/?lang")


def test_a_stream_that_is_held_back_is_given_up(house: House, visit: Visit) -> None:
    page = visit()
    page.route("**/chat/v1/stream*", lambda route: None)  # neither an answer nor an error
    page.goto(f"{house.url}/?lang=en")
    open_widget(page)
    write(page, "hello")
    expect(page.locator(".bot")).to_have_count(1)
    put(house, Reply("Something new", "en"))
    expect(page.locator(".bot")).to_have_count(2)


def test_a_session_that_ended_is_said_and_the_words_are_kept(house: House, visit: Visit) -> None:
    page = visit()
    page.route("**/chat/v1/stream*", lambda route: None)  # so that sending is what finds it out
    page.goto(f"{house.url}/?lang=en")
    open_widget(page)
    write(page, "hello")
    expect(page.locator(".bot")).to_have_count(1)
    with house.core.unit() as unit:
        from grievances.models import WebSession

        unit.db.query(WebSession).delete()
    write(page, "are you there?")
    expect(page.get_by_role("status")).to_contain_text("no longer open here")
    expect(page.locator("textarea")).to_have_value("are you there?")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".bot")).to_have_count(1)
    assert house.rasa.texts == ["hello", "are you there?"]


def test_erased(house: House, page: Page) -> None:
    house.rasa.script = lambda said, language: [say("Everything was erased.", erase=True)]
    release = []
    # the news tell that the session is gone before the answer arrives
    page.route("**/chat/v1/messages", lambda route: release.append((route, route.fetch())))
    write(page, "erase my data")
    page.wait_for_timeout(2500)
    route, answer = release[0]
    route.fulfill(response=answer)
    expect(page.locator(".bot")).to_contain_text("Everything was erased.")
    expect(page.locator(".worker")).to_have_count(0)
    assert "sangam.token" not in stored(page)
    page.wait_for_timeout(1500)
    expect(page.get_by_role("status")).to_be_empty()


#: keeps what stood beside the messages for a moment only: a slow machine would look too late
REMEMBER = """log => {
  const root = log.getRootNode(), text = name => root.querySelector(name)?.textContent ?? '';
  window.said = [];
  new MutationObserver(() => window.said.push([text('.status'), text('.worker .note')]))
    .observe(root, {subtree: true, childList: true, characterData: true});
}"""


class TestTooFast:
    @pytest.fixture
    def rates(self) -> Limits:
        return Limits(session=2, address=1000, sessions=1000)

    def test_it_waits_as_long_as_it_is_told(self, house: House, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("grievances.limits.spend", spend := Spending())
        page.locator(".log").evaluate(REMEMBER)
        for text in ("one", "two", "three"):
            write(page, text)
        expect(page.locator(".bot")).to_have_count(3)
        said = page.evaluate("window.said")
        assert any("by itself in 3 seconds" in status and note == "Not sent yet" for status, note in said), said
        assert house.rasa.texts == ["one", "two", "three"] and spend.refused == 1


class Spending:
    """Refuses the third use of a session, once, for three seconds."""

    def __init__(self) -> None:
        self.used = self.refused = 0

    def __call__(self, unit: object, kind: str, who: str, limit: int, seconds: int) -> int:
        if kind == "session":
            self.used += 1
            if self.used == 3:
                self.refused += 1
                return 3
        return 0


def test_what_the_server_refuses_stays_with_the_reason(house: House, page: Page) -> None:
    refuse = {"error": {"code": "message_conflict", "message": "Sent before with other words."}}
    page.route(
        "**/chat/v1/messages",
        lambda route: route.fulfill(status=409, json=refuse) if route.request.method == "POST" else route.continue_(),
    )
    write(page, "twice")
    expect(page.locator(".note.refused")).to_contain_text("Sent before with other words.")
    page.reload()
    open_widget(page)
    expect(page.locator(".note.refused")).to_contain_text("Sent before with other words.")
    page.unroute("**/chat/v1/messages")
    page.get_by_role("button", name="Send again").click()
    expect(page.locator(".bot")).to_have_count(1)
    expect(page.locator(".note")).to_have_count(0)
    assert house.rasa.texts == ["twice"]


def test_four_thousand_characters(house: House, page: Page) -> None:
    page.locator("textarea").fill("я" * 3990)
    expect(page.locator(".count")).to_have_text("10 characters left")
    page.locator("textarea").fill("😀" * 4001)
    expect(page.locator(".count")).to_contain_text("1 characters too many")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".worker")).to_have_count(0)
    page.locator("textarea").fill("😀" * 4000)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".bot")).to_have_count(1)
    assert house.rasa.texts == ["😀" * 4000]


def test_files(house: House, page: Page) -> None:
    photo = {"name": "slip.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"0" * 3000}
    page.get_by_label("Photo, voice or PDF").set_input_files([photo])
    expect(page.locator(".files li")).to_contain_text("slip.png, 3 kB")
    expect(page.get_by_role("status")).to_be_empty()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".bot")).to_have_count(1)
    expect(page.locator(".worker")).to_contain_text("A file was sent.")
    assert [a["type"] for a in house.rasa.turns[0]["metadata"]["attachments"]] == ["image/png"]
    page.reload()
    open_widget(page)
    expect(page.locator(".worker")).to_contain_text("A file was sent.")


def test_files_that_cannot_be_taken_are_said_in_words(page: Page) -> None:
    large = {"name": "film.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"0" * (10 * 1024 * 1024)}
    page.get_by_label("Photo, voice or PDF").set_input_files([large])
    expect(page.get_by_role("status")).to_contain_text("film.png is 10 MB. We can take up to 10 MB")
    wrong = {"name": "story.doc", "mimeType": "application/msword", "buffer": b"some words"}
    page.get_by_label("Photo, voice or PDF").set_input_files([wrong])
    expect(page.get_by_role("status")).to_contain_text("photos, PDF and voice notes")
    expect(page.locator(".files li")).to_have_count(0)


@pytest.mark.parametrize("patience", [0.4])
def test_a_slow_answer_comes_later(house: House, page: Page) -> None:
    house.rasa.delay = 2.5
    write(page, "a hard one")
    expect(page.get_by_role("status")).to_contain_text("takes a little longer")
    expect(page.locator(".typing")).to_be_visible()
    expect(page.locator(".bot")).to_have_count(1)
    expect(page.locator(".typing")).to_be_hidden()
    expect(page.get_by_role("status")).to_be_empty()


def host_page(house: House, policy: str = "") -> tuple[str, str]:
    html = f"""<!doctype html><html lang="vi"><title>A ministry</title>
        <link rel="icon" href="data:,"><h1>Thông báo</h1>{widget.script_tag(house.url)}"""
    ours = f"{house.url}/widget/"
    strict = f"default-src 'none'; script-src {ours}; style-src {ours}; connect-src {house.url}; img-src data:"
    return html, policy or strict


def test_one_tag_on_a_page_elsewhere_under_a_strict_policy(
    house: House, visit: Visit, watch: Watch, elsewhere: Callable[..., str]
) -> None:
    page = visit()
    page.goto(elsewhere(*host_page(house)))
    launcher = page.locator("sangam-chat button")
    expect(launcher).to_have_attribute("lang", "vi")
    launcher.click()
    page.locator("textarea").fill("lương hai tháng")
    page.locator(".send").click()
    expect(page.locator(".bot")).to_have_count(1)
    put(house, Reply("Tin mới", "vi"))
    expect(page.locator(".bot")).to_have_count(2)
    assert watch.troubles == []


def test_under_a_policy_of_nonces_and_trusted_types(
    house: House, visit: Visit, watch: Watch, elsewhere: Callable[..., str]
) -> None:
    html, _ = host_page(house)
    policy = (
        "default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; require-trusted-types-for 'script'; "
        f"trusted-types sangam; style-src {house.url}/widget/; connect-src {house.url}; img-src data:"
    )
    page = visit()
    page.goto(elsewhere(html.replace("<script ", '<script nonce="abc" '), policy))
    page.locator("sangam-chat button").click()
    page.locator("textarea").fill("lương hai tháng")
    page.locator(".send").click()
    expect(page.locator(".bot")).to_have_count(1)
    assert watch.troubles == []


def test_a_site_that_is_not_on_the_list_gets_no_conversation(
    house: House, visit: Visit, watch: Watch, elsewhere: Callable[..., str]
) -> None:
    html, _ = host_page(house)
    page = visit()
    page.goto(elsewhere(html.replace(' crossorigin="anonymous"', "").replace(" integrity", " data-integrity"),
        "default-src * 'unsafe-inline'").replace("localhost", "127.0.0.1"))  # fmt: skip
    page.locator("sangam-chat button").click()
    expect(page.locator("sangam-chat a")).to_be_visible()  # the way to the plain page
    with house.core.reading() as unit:
        assert unit.db.query(Conversation).count() == 0


def test_a_changed_file_does_not_run(house: House, visit: Visit, elsewhere: Callable[..., str]) -> None:
    page = visit()
    other = {"body": "window.evil = true", "content_type": "text/javascript"}
    anybody = {"Access-Control-Allow-Origin": "*"}
    page.route("**/sangam-chat.js*", lambda route: route.fulfill(**other, headers=anybody))
    page.goto(elsewhere(*host_page(house)))
    page.locator("sangam-chat button").click()
    expect(page.locator("sangam-chat a")).to_be_visible()
    assert page.evaluate("window.evil") is None
    page.locator("sangam-chat a").click()
    page.wait_for_url(f"{house.url}/chat?lang=vi")


def test_the_page_sets_the_colours_and_the_font(house: House, visit: Visit, elsewhere: Callable[..., str]) -> None:
    html, policy = host_page(house)
    rules = "body {font-family: monospace; text-transform: uppercase} sangam-chat {--sangam-accent: #006633}"
    page = visit()
    page.goto(elsewhere(f"<style>{rules}</style>{html}", policy.replace("style-src", "style-src 'unsafe-inline'")))
    launcher = page.locator("sangam-chat button")
    expect(launcher).to_have_css("background-color", "rgb(0, 102, 51)")
    expect(launcher).to_have_css("font-family", "monospace")
    launcher.click()
    expect(page.locator("header")).to_have_css("background-color", "rgb(0, 102, 51)")
    expect(page.locator("textarea")).to_have_css("font-family", "monospace")
    expect(page.locator("h2")).to_have_css("text-transform", "none")


def test_the_element_chooses_language_and_country(house: House, visit: Visit, elsewhere: Callable[..., str]) -> None:
    html, policy = host_page(house)
    page = visit()
    page.goto(elsewhere(html + '<sangam-chat lang="fa" jurisdiction="in" exit="/neutral"></sangam-chat>', policy))
    assert page.locator("sangam-chat").count() == 1
    expect(page.locator("sangam-chat button")).to_have_attribute("dir", "rtl")
    page.locator("sangam-chat button").click()
    expect(page.locator("h2")).to_have_text("سنگم")
    expect(page.locator(".safety a")).to_have_attribute("href", re.compile("/neutral$"))
    page.locator("textarea").fill("سلام")
    page.locator(".send").click()
    expect(page.locator(".bot")).to_have_count(1)
    with house.core.reading() as unit:
        assert unit.db.query(Conversation).one().jurisdiction == "in"


def until(page: Page, true: Callable[[], bool]) -> None:
    for _ in range(60):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come true")


def status(request: urllib.request.Request) -> int:
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
