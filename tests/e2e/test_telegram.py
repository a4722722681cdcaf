"""The whole road over Telegram in four languages: understood, filed, worked on the desk, resolved, confirmed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grievances.names import STATE_NAMES
from language.catalogue import translate
from language.reference import parse_reference
from tests.e2e.conftest import Sangam, start, stop
from tests.e2e.people import SAID, remember
from tests.e2e.test_road import (
    CODE,
    NUMBER,
    ROADS,
    Case,
    file_it,
    officer_language,
    open_at_its_office,
    plain,
)
from tests.fuzz import chats
from tests.fuzz.hostile import MARK
from tests.logs import assert_no_personal_data
from tests.telegram.api import TOKEN, BotApi, Phone

WAIT = 60.0
#: hostile inputs in `make test`, beside the 2,000 elsewhere
HOSTILE = 150
#: one for each language
CASES = [ROADS[n] for n in (0, 2, 4, 5)]


@pytest.fixture(scope="module")
def api() -> Iterator[BotApi]:
    found = BotApi()
    found.patience = 1.0
    found.start()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def sangam(tmp_path_factory: pytest.TempPathFactory, trained: str, api: BotApi) -> Iterator[Sangam]:
    var: Path = tmp_path_factory.mktemp("telegram")
    running = start(var, trained, SANGAM_TELEGRAM_TOKEN=TOKEN, SANGAM_TELEGRAM_API=api.url)
    yield running
    stop(running)
    assert_no_personal_data(running.var / "log", {*SAID, TOKEN, TOKEN.partition(":")[2]})


class Chat:
    """A worker in Telegram with the manners of `people.Worker`, so that both walk the same road."""

    def __init__(self, api: BotApi, id: int, language: str | None) -> None:
        self.api, self.phone = api, Phone(api, id, language)
        self.replies: list[dict[str, Any]] = []
        self._seen: set[int] = set()

    def say(self, text: str) -> list[dict[str, Any]]:
        remember(text)
        return self._after(lambda: self.phone.send(text))

    def tap(self, which: int | str) -> list[dict[str, Any]]:
        title = self.buttons()[which]["title"] if isinstance(which, int) else which
        return self._after(lambda: self.phone.tap(title))

    def buttons(self) -> list[dict[str, str]]:
        return [{"title": b["text"]} for m in self.replies for row in
                m.get("reply_markup", {}).get("inline_keyboard", []) for b in row]  # fmt: skip

    def wait_for(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            for message in self.api.chat(self.phone.id):
                if fits(message):
                    self._seen |= {m["message_id"] for m in self.api.chat(self.phone.id)}
                    self.replies = [message]
                    return message
            time.sleep(0.1)
        raise AssertionError(f"it did not come: {self.phone.texts[-3:]}")

    def _after(self, act: Callable[[], object]) -> list[dict[str, Any]]:
        """What the bot writes after an act: all that comes until it is quiet for as long as its pace needs."""
        act()
        end, quiet, found = time.monotonic() + WAIT, 0.0, list[dict[str, Any]]()
        while time.monotonic() < end and (not found or quiet < 2.5):
            time.sleep(0.1)
            quiet += 0.1
            news = [m for m in self.api.chat(self.phone.id) if m["message_id"] not in self._seen]
            if news:
                quiet, found = 0.0, found + news
                self._seen |= {m["message_id"] for m in news}
        assert found, "no answer"
        self.replies = found
        return found


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{c.language}-{n}" for n, c in enumerate(CASES)])
def test_from_the_first_words_to_solved(sangam: Sangam, api: BotApi, number: int) -> None:
    case: Case = CASES[number]
    worker = Chat(api, 500 + number, case.language)
    if case.jurisdiction:
        worker.say(f"/start {case.jurisdiction}")
    replies = worker.say(case.text)
    assert all(re.search(case.letters, r["text"], re.IGNORECASE) for r in replies), replies

    case_number = file_in_chat(worker, case)
    assert parse_reference(case_number) == case_number
    officer, page = open_at_its_office(sangam, case_number)
    assert case.text in page
    officer.post("take")
    officer.write("reply", "Please come on Monday.")
    worker.wait_for(lambda m: "Please come on Monday." in m["text"])
    officer.write("resolve", "Paid.")
    worker.wait_for(lambda m: "Paid." in m["text"])
    worker.tap(translate(case.language, "Yes"))
    assert case_number in plain("\n".join(r["text"] for r in worker.replies))
    assert translate(officer_language(officer), "Confirmed by the worker") in officer.open(case_number)

    # the chat is the key: no number and no code
    status = plain("\n".join(r["text"] for r in worker.say("/status")))
    assert case_number in status
    assert translate(case.language, STATE_NAMES["confirmed"]) in status
    # a code is made only on request, opens the case on the web
    worker.tap(translate(case.language, "A code, to ask from another phone"))
    told = plain("\n".join(r["text"] for r in worker.replies)).replace(case_number, "")
    code = CODE.search(told)
    assert code, told
    remember(code[0])
    elsewhere = sangam.worker(language=case.language)
    both = elsewhere.say(f"{case_number} {code[0]}")
    assert translate(case.language, STATE_NAMES["confirmed"]) in plain("\n".join(r["text"] for r in both))
    assert case_number in plain("\n".join(r["text"] for r in worker.say("/status")))


def file_in_chat(worker: Chat, case: Case) -> str:
    """The same questions as on the web; at the end a number, and no code."""
    try:
        file_it(worker, case)  # type: ignore[arg-type]
    except AssertionError:
        text = plain("\n".join(r["text"] for r in worker.replies))
        found = NUMBER.search(text)
        assert found, text
        assert not CODE.search(text.replace(found[0], "")), "a code nobody asked for"
        return found[0]
    raise AssertionError("a code nobody asked for")


@pytest.mark.slow
def test_a_voice_note_alone_starts_a_grievance(sangam: Sangam, api: BotApi) -> None:
    worker = Chat(api, 700, "en")
    worker.say("/start in")
    worker._after(worker.phone.voice)
    text = "\n".join(r["text"] for r in worker.replies)
    assert "listen" in text
    titles = [b["title"] for b in worker.buttons()]
    worker.tap(next(title for title in titles if "wage" in title.lower() or "pay" in title.lower()))
    worker.tap(0)
    case = ROADS[2]
    number = file_in_chat(worker, case)
    _, page = open_at_its_office(sangam, number)
    assert "voice.ogg" in page


@pytest.mark.slow
def test_where_telegram_is_not_offered_it_is_said_and_answered(sangam: Sangam, api: BotApi) -> None:
    worker = Chat(api, 701, "vi")
    first = "\n".join(r["text"] for r in worker.say("công ty nợ lương tôi 2 tháng nay chưa trả"))
    assert "Telegram" in first
    again = "\n".join(r["text"] for r in worker.say("bảo hiểm xã hội"))
    assert "Telegram" not in again
    assert "Telegram" in "\n".join(r["text"] for r in worker.say("/start"))


@pytest.mark.slow
def test_hostile_chats_are_taken_in_and_answered(sangam: Sangam, api: BotApi) -> None:
    """`make fuzz` does more of it."""
    SAID.add(MARK)
    report = chats.attack(api, HOSTILE, "make test")
    assert not report.failures, report


@pytest.mark.slow
def test_forget_erases_after_a_yes(sangam: Sangam, api: BotApi) -> None:
    worker = Chat(api, 702, "en")
    worker.say("/start in")
    worker.say("/forget")
    worker.tap("Yes, erase everything")
    assert worker.replies[-1]["text"] == "Your data are erased. Nobody can read them any more."
