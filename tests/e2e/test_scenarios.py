"""What workers do on the road: they switch, correct, ask, stop, come back, tap twice, take back, erase."""

from __future__ import annotations

import re
import sqlite3
import uuid

import httpx
import psutil
import pytest

from grievances.names import QUESTION_NAMES, TOPIC_NAMES
from jurisdictions import load
from language.catalogue import translate
from tests.e2e.conftest import Sangam
from tests.e2e.people import Worker, text_of
from tests.e2e.test_road import CODE, FILE, NUMBER, ROADS, file_it, open_at_its_office, plain, reach

pytestmark = pytest.mark.slow
HINDI, ENGLISH = ROADS[0], ROADS[2]


def begin(
    sangam: Sangam, text: str = "do mahine ki salary nahi mili", topic: str = "wages_unpaid", **hints: str
) -> Worker:
    """A worker with an open grievance form on a topic, at its first question (consent)."""
    language = hints.get("language", "hi")
    worker = sangam.worker(jurisdiction="in", **hints)
    worker.say(text)
    reach(worker, topic, language)
    worker.tap(translate(language, FILE))
    return worker


def consented(sangam: Sangam, **hints: str) -> Worker:
    worker = begin(sangam, **hints)
    worker.tap(0)
    return worker


def filed(sangam: Sangam) -> tuple[Worker, str, str]:
    worker = sangam.worker(jurisdiction="in")
    worker.say(HINDI.text)
    number, code = file_it(worker, HINDI)
    return worker, number, code


def count(sangam: Sangam, table: str) -> int:
    with sqlite3.connect(f"file:{sangam.var / 'sangam.db'}?mode=ro", uri=True) as db:
        return int(db.execute(f"select count(*) from {table}").fetchone()[0])


def test_a_switch_of_language_in_the_form_loses_no_answer(sangam: Sangam) -> None:
    worker = consented(sangam)
    worker.say("Raj Textiles, Patna")
    worker.say("please continue in english, i cannot read hindi well")
    assert {r["language"] for r in worker.replies} == {"en"}
    for _ in range(8):
        if any(b["title"] == "Yes, file it" for b in worker.buttons()):
            break
        skip = [b for b in worker.buttons() if b["title"] == "Skip"]
        worker.tap("Skip") if skip and len(worker.buttons()) == 1 else worker.tap(0)
    told = plain(text_of(worker.replies))
    assert "do mahine ki salary nahi mili" in told
    assert "Raj Textiles" in told
    assert QUESTION_NAMES["employer"] in told


@pytest.mark.parametrize("name", ["Shri Ganesh Textiles, Surat", "Ramesh Kumar and Sons", "Cong ty ABC"])
def test_a_name_in_the_form_does_not_switch_the_language(sangam: Sangam, name: str) -> None:
    worker = consented(sangam)
    worker.say(name)
    assert {r["language"] for r in worker.replies} == {"hi"}


def test_a_word_of_another_language_does_not_flap_it(sangam: Sangam) -> None:
    worker = consented(sangam)
    worker.say("ok")
    assert {r["language"] for r in worker.replies} == {"hi"}


def test_the_persons_choice_wins_over_what_they_write(sangam: Sangam) -> None:
    worker = sangam.worker(jurisdiction="in")
    worker.say("change language")
    worker.tap("Tiếng Việt")
    worker.say("mera pf ka paisa nhi aaya 3 mahine se")
    assert {r["language"] for r in worker.replies} == {"vi"}


def test_a_correction_asks_that_question_again(sangam: Sangam) -> None:
    worker = begin(sangam, "my wages are not paid since 2 months by the contractor", language="en")
    worker.tap("Yes")
    until(worker, "employer's name")
    worker.say("Raj Textiles")
    worker.say("i made a mistake")
    worker.tap("Employer")
    assert "employer's name" in text_of(worker.replies)
    worker.say("Shyam Textiles")
    to_read_back(worker)
    told = plain(text_of(worker.replies))
    assert "Shyam Textiles" in told
    assert "Raj Textiles" not in told


def until(worker: Worker, words: str) -> None:
    """Go on with skips and first choices until a question with these words is asked."""
    for _ in range(8):
        if words in text_of(worker.replies):
            return
        worker.tap("Skip" if any(b["title"] == "Skip" for b in worker.buttons()) else 0)
    raise AssertionError(f"never asked: {words}: {text_of(worker.replies)}")


def to_read_back(worker: Worker) -> None:
    until(worker, "Is it right? Shall I file it?")


def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(sangam: Sangam) -> None:
    worker = begin(sangam, "my wages are not paid since 2 months by the contractor", language="en")
    worker.tap("Yes")
    asked = worker.replies[-1]["text"]
    worker.say("who will see this? will my employer come to know that i complained")
    assert len(worker.replies) > 1, "the question is answered"
    assert worker.replies[-1]["text"] == asked, "and the form's question asked again"


def test_stopping_files_nothing_and_wipes_what_was_told(sangam: Sangam) -> None:
    before = count(sangam, "grievance")
    worker = begin(sangam, "my wages are not paid since 2 months by the contractor", language="en")
    worker.tap("Yes")
    until(worker, "employer's name")
    worker.say("Raj Textiles")
    worker.say("stop")
    worker.tap("Continue")
    worker.say("Patna")
    worker.say("stop")
    worker.say("yes")
    assert "Stopped. Nothing was sent" in text_of(worker.replies)
    assert count(sangam, "grievance") == before


def test_two_troubles_in_one_story_are_two_legs_under_one_number(sangam: Sangam) -> None:
    worker = begin(sangam, "my wages are not paid since 2 months by the contractor", language="en")
    worker.tap("Yes")
    to_read_back(worker)
    worker.tap("I have another trouble too")
    worker.say("also the company deducts pf from my salary but does not deposit it")
    if "Which of these" in text_of(worker.replies):
        worker.tap(TOPIC_NAMES["pf_not_deposited"])
    to_read_back(worker)
    told = plain(text_of(worker.replies))
    assert TOPIC_NAMES["wages_unpaid"] in told
    assert TOPIC_NAMES["pf_not_deposited"] in told
    worker.tap("Yes, file it")
    number = NUMBER.search(plain(text_of(worker.replies)))
    assert number
    with sqlite3.connect(f"file:{sangam.var / 'sangam.db'}?mode=ro", uri=True) as db:
        legs = db.execute(
            "select topic, office_id from leg join grievance g on g.id = grievance_id where number = ?", (number[0],)
        ).fetchall()
    assert {topic for topic, _ in legs} == {"wages_unpaid", "pf_not_deposited"}
    assert len({office for _, office in legs}) == 2


def test_filing_twice_files_once(sangam: Sangam) -> None:
    worker = begin(sangam, "my wages are not paid since 2 months by the contractor", language="en")
    worker.tap("Yes")
    to_read_back(worker)
    before = count(sangam, "grievance")
    button = next(b for b in worker.buttons() if b["title"] == "Yes, file it")
    first, second = (worker.send(payload=button["payload"]) for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert count(sangam, "grievance") == before + 1


def test_a_repeated_message_id_gives_the_same_and_another_content_409(sangam: Sangam) -> None:
    worker = sangam.worker(jurisdiction="in")
    one = str(uuid.uuid4())
    first = worker.http.post("/messages", json={"id": one, "text": "hello"}).json()
    again = worker.http.post("/messages", json={"id": one, "text": "hello"}).json()
    assert first == again
    assert len(worker.thread()) == 1 + len(first["replies"])
    other = worker.http.post("/messages", json={"id": one, "text": "something else"})
    assert (other.status_code, other.json()["error"]["code"]) == (409, "message_conflict")


def forget_tracker(sangam: Sangam, worker: Worker) -> None:
    """Lose Rasa's tracker, as a crash or a day does."""
    secret = (sangam.var / "keys" / "nlu_secret").read_text().strip()
    headers = {"Authorization": f"Bearer {secret}"}
    rasa = f"http://127.0.0.1:{rasa_port(sangam)}/webhooks/sangam"
    done = httpx.delete(f"{rasa}/conversations/{worker.session}", headers=headers)
    assert done.status_code == 204


def rasa_port(sangam: Sangam) -> str:
    """Rasa's port, from its command line."""
    for child in psutil.Process(sangam.process.pid).children(recursive=True):
        line = child.cmdline()
        if "nlu.server" in line:
            return line[line.index("--port") + 1]
    raise AssertionError("no Rasa process")


def test_a_lost_tracker_offers_to_continue_and_no_answer_is_lost(sangam: Sangam) -> None:
    worker = begin(sangam, "my wages are not paid since 2 months by the contractor", language="en")
    worker.tap("Yes")
    until(worker, "employer's name")
    worker.say("Raj Textiles")
    forget_tracker(sangam, worker)
    worker.say("are you there")
    assert [b["title"] for b in worker.buttons()] == ["Continue", "Start over"]
    worker.tap("Continue")
    to_read_back(worker)
    assert "Raj Textiles" in plain(text_of(worker.replies))


def test_coming_back_later_one_can_start_over(sangam: Sangam) -> None:
    worker = begin(sangam, "my wages are not paid since 2 months by the contractor", language="en")
    worker.tap("Yes")
    forget_tracker(sangam, worker)
    worker.say("i am back")
    worker.tap("Start over")
    worker.say("my wages are not paid since 2 months by the contractor")
    assert worker.buttons()
    assert "not finished" not in text_of(worker.replies)


def test_a_wrong_number_and_a_wrong_code_are_said(sangam: Sangam) -> None:
    worker = sangam.worker(jurisdiction="in", language="en")
    worker.say("what happened to my complaint that i filed here, any status?")
    if "number" not in text_of(worker.replies):
        worker.tap("My grievance")
    worker.say("SG-1234-5678-1")
    assert "This number is not right" in text_of(worker.replies)
    _, number, code = filed(sangam)
    worker.say(number)
    worker.say("000000" if code != "000000" else "111111")
    assert "do not fit" in text_of(worker.replies)


def test_taking_back_asks_why_and_can_be_undone(sangam: Sangam) -> None:
    worker, number, _ = filed(sangam)
    worker.say("meri shikayat ka status batao")
    titles = [b["title"] for b in worker.buttons()]
    worker.tap(translate("hi", "Take it back"))
    assert titles
    worker.tap(translate("hi", "Somebody pressed me"))
    officer, page = open_at_its_office(sangam, number)
    assert translate(language_of(page), "says: somebody presses me to withdraw") in page
    worker.tap(translate("hi", "I want this myself"))
    worker.tap(translate("hi", "Undo: open it again"))
    assert number in plain(text_of(worker.replies))
    assert translate(language_of(page), "Reopened") in officer.open(number)


def language_of(page: str) -> str:
    found = re.search(r'<html lang="(\w+)"', page)
    assert found
    return found[1]


def test_no_to_resolved_goes_to_another_reviewer(sangam: Sangam) -> None:
    worker, number, _ = filed(sangam)
    officer, page = open_at_its_office(sangam, number)
    officer.write("resolve", "Done from our side.")
    worker.wait_for(lambda m: "Done from our side." in m["text"])
    worker.tap(translate("hi", "No"))
    assert number in plain(text_of(worker.replies))
    worker.say("paisa abhi tak nahi aaya")
    found = officer.http.get("/find", params={"number": number})
    if found.status_code == 200:
        officer.page, officer.leg = found.text, str(found.url).rsplit("/", 1)[-1]
        assert officer.post("write", do="resolve", text="again").status_code == 409
    _, page = open_at_its_office(sangam, number)
    assert "paisa abhi tak nahi aaya" in page


def test_erasing_takes_every_word_away(sangam: Sangam) -> None:
    worker, number, _ = filed(sangam)
    officer, page = open_at_its_office(sangam, number)
    assert HINDI.text in page
    worker.say("delete my data, i want everything about me removed")
    worker.tap(translate(worker.replies[0]["language"], "Erase my data"))
    worker.tap(0)
    assert worker.http.get("/messages").status_code == 401
    page = officer.open(number)
    assert HINDI.text not in page
    assert "Sita" not in page


@pytest.mark.parametrize("typed", ['/file{"topic": "bonus"}', "/inform", '/answer{"value": "yes"}'])
def test_a_typed_command_is_only_text(sangam: Sangam, typed: str) -> None:
    worker = begin(sangam, "my wages are not paid since 2 months by the contractor", language="en")
    worker.tap("Yes")
    until(worker, "employer's name")
    worker.say(typed)
    assert "فارسی" not in text_of(worker.replies)
    assert worker.thread()[-1 - len(worker.replies)]["text"] == typed
    to_read_back(worker)
    assert typed in plain(text_of(worker.replies)), "taken as the answer it is"


@pytest.mark.parametrize("payload", ["AAAAAAAAAAAAAAAA", '/file{"topic":"bonus"}'])
def test_a_made_up_payload_is_refused(sangam: Sangam, payload: str) -> None:
    worker = sangam.worker(jurisdiction="in")
    answer = worker.send(payload=payload)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unknown_button")
    assert worker.thread() == []


def test_a_payload_of_another_conversation_is_refused(sangam: Sangam) -> None:
    one, two = begin(sangam), sangam.worker(jurisdiction="in")
    assert two.send(payload=one.buttons()[0]["payload"]).status_code == 400


def test_an_aadhaar_number_is_nowhere(sangam: Sangam) -> None:
    worker = sangam.worker(jurisdiction="in")
    worker.say("mera aadhaar 2345 6789 0124 hai, pf ka paisa nahi aaya")
    own = worker.thread()[0]["text"]
    assert "0124" in own
    assert "2345" not in own


def test_anonymous_hides_the_name(sangam: Sangam) -> None:
    india = load(["in"])["in"]
    worker = sangam.worker(jurisdiction="in", language="en")
    worker.say("there is no guard on the press machine in our factory, very dangerous")
    reach(worker, "unsafe_workplace", "en")
    worker.tap(FILE)
    worker.tap("Yes")
    until(worker, "How do you want to be known?")
    worker.tap(india.ways["anonymous"].name.get("en"))
    assert "What is your name?" not in text_of(worker.replies)
    to_read_back(worker)
    worker.tap("Yes, file it")
    assert CODE.search(text_of(worker.replies))
