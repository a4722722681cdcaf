"""Workers as they come: who asks, files, asks in between, sends a photo, is answered, comes back, leaves, erases."""

from __future__ import annotations

import random
from collections.abc import Callable

from actions.doors import SEE
from actions.form import CONTINUE
from language.catalogue import translate
from tests.chaos.house import House
from tests.chaos.patient import Patient
from tests.e2e.people import text_of
from tests.e2e.test_road import CODE, FILE, NUMBER, ROADS, Case, answer_question, open_at_its_office, plain, reach
from tests.fuzz.files import png

#: questions until the number, however often Rasa forgets where it was
QUESTIONS = 40
IN_BETWEEN = {
    "en": "who will see this? will my employer come to know that i complained",
    "hi": "yeh sab kaun dekhega, malik ko pata chalega kya?",
    "vi": "ai sẽ xem cái này, chủ có biết không?",
    "fa": "اینو کی می‌بینه؟ کارفرما می‌فهمه؟",
}
COMES = {"en": "ok i will come", "hi": "thik hai, main aaunga", "vi": "dạ em sẽ tới", "fa": "چشم، میام"}
PHOTO = png()

#: a life: what a worker does; the number of a grievance that must be there afterwards, or None
Life = Callable[[House, Patient, Case, random.Random], "str | None"]


def asks(house: House, worker: Patient, case: Case, rng: random.Random) -> None:
    worker.say(case.text)
    worker.say(IN_BETWEEN[case.language])


def leaves(house: House, worker: Patient, case: Case, rng: random.Random) -> None:
    begin(worker, case)
    for _ in range(rng.randrange(3)):
        answer_question(worker, case)


def files(house: House, worker: Patient, case: Case, rng: random.Random) -> str:
    begin(worker, case)
    return to_the_number(worker, case)[0]


def asks_in_between(house: House, worker: Patient, case: Case, rng: random.Random) -> str:
    begin(worker, case)
    answer_question(worker, case)
    ask_in_between(worker, case)
    return to_the_number(worker, case)[0]


def ask_in_between(worker: Patient, case: Case) -> None:
    """Ask who sees it, and stand before the open question again."""
    worker.say(IN_BETWEEN[case.language])
    worker.replies = worker.replies[-1:]  # the open question, which comes again after what was asked
    if offered(worker, case, SEE):  # Rasa has died and forgotten the question: who comes again is offered to go on
        worker.say(case.text)
        assert offered(worker, case, CONTINUE), text_of(worker.replies)


def sends_a_photo(house: House, worker: Patient, case: Case, rng: random.Random) -> str:
    begin(worker, case)
    answer_question(worker, case)
    kept = worker.http.post("/attachments", files={"file": ("book.png", PHOTO, "image/png")})
    assert kept.status_code == 201, kept.status_code
    worker.say("", attachments=[kept.json()["id"]])
    return to_the_number(worker, case)[0]


def is_answered(house: House, worker: Patient, case: Case, rng: random.Random) -> str:
    number = files(house, worker, case, rng)
    officer, _ = open_at_its_office(house, number)
    words = f"Please come on Monday with {number}."
    officer.write("reply", words)
    worker.wait_for(lambda m: words in m["text"])
    worker.say(COMES[case.language])
    officer.open(number)
    officer.write("resolve", f"Paid, {number}.")
    worker.wait_for(lambda m: f"Paid, {number}." in m["text"])
    worker.acknowledge()
    worker.tap(0)  # yes, in whatever language they speak by now
    assert sum(words in m["text"] for m in worker.thread()) == 1
    return number


def comes_back(house: House, worker: Patient, case: Case, rng: random.Random) -> str:
    begin(worker, case)
    number, code = to_the_number(worker, case)
    elsewhere = house.worker(language=case.language)
    elsewhere.say(f"{number} {code}")
    assert number in plain(text_of(elsewhere.replies))
    return number


def erases(house: House, worker: Patient, case: Case, rng: random.Random) -> str:
    number = sends_a_photo(house, worker, case, rng)
    worker.say("delete my data, i want everything about me removed")
    worker.tap(translate(worker.replies[0]["language"], "Erase my data"))
    worker.send(payload=worker.buttons()[0]["payload"])
    return number


LIVES: dict[Life, int] = {
    asks: 2, leaves: 2, files: 4, asks_in_between: 2, sends_a_photo: 2, is_answered: 2, comes_back: 1, erases: 1,
}  # fmt: skip


def live(house: House, rng: random.Random) -> str | None:
    """One worker's whole life."""
    [life] = rng.choices(list(LIVES), list(LIVES.values()))
    case = rng.choice(ROADS)
    return life(house, house.worker(**({"jurisdiction": case.jurisdiction} if case.jurisdiction else {})), case, rng)


def offered(worker: Patient, case: Case, title: str) -> bool:
    return translate(case.language, title) in [button["title"] for button in worker.buttons()]


def begin(worker: Patient, case: Case) -> None:
    worker.say(case.text)
    reach(worker, case.topic, case.language)
    worker.tap(translate(case.language, FILE))


def to_the_number(worker: Patient, case: Case) -> tuple[str, str]:
    """Answer question after question until number and code are told."""
    for _ in range(QUESTIONS):
        told = plain(text_of(worker.replies))
        if found := NUMBER.search(told):
            code = CODE.search(told.replace(found[0], ""))
            assert code, "a number without its code"
            return found[0], code[0]
        answer_question(worker, case)
    raise AssertionError(f"not filed after {QUESTIONS} questions")
