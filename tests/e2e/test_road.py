"""The main road in four languages: understood, answered, filed, worked on the desk, resolved, confirmed."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from grievances.names import FAMILY_NAMES, STATE_NAMES, TOPIC_NAMES
from jurisdictions.topics import family_of
from language.catalogue import translate
from language.reference import parse_reference
from tests.e2e.conftest import Sangam
from tests.e2e.people import Worker, text_of

NUMBER = re.compile(r"SG-\d{4}-\d{4}-\d")
CODE = re.compile(r"\b\d{6}\b")
ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Case:
    """A first message, the script it must be answered in, and words for the form."""

    text: str
    language: str
    letters: str
    employer: str
    place: str
    topic: str
    jurisdiction: str | None = None


DEVANAGARI, PERSIAN, MARKED, LATIN = "[\u0900-\u097f]", "[\u0600-\u06ff]", "[ạảấầậắốộơưđếệ]", "[a-z]"
ROADS = [
    Case("mera pf ka paisa nhi aaya 3 mahine se", "hi", DEVANAGARI, "Raj Textiles", "Patna, Bihar", "pf_claim_delay"),
    Case("मेरी दो महीने की तनख्वाह नहीं मिली", "hi", DEVANAGARI, "राज टेक्सटाइल", "पटना", "wages_unpaid"),
    Case("my boss has not paid my salary for 2 months", "en", LATIN, "Raj Textiles", "Surat", "wages_unpaid", "in"),
    Case("cty ko dong bhxh cho em", "vi", MARKED, "Cong ty ABC", "An Giang", "pf_not_deposited"),
    Case("công ty nợ lương tôi 2 tháng nay chưa trả", "vi", MARKED, "Công ty ABC", "Bình Dương", "wages_unpaid"),
    Case("حقوقمو سه ماهه ندادن", "fa", PERSIAN, "شرکت پارس", "اهواز", "wages_unpaid"),
    Case("hoghoghamo se mahe nadadan", "fa", PERSIAN, "sherkat pars", "ahvaz", "wages_unpaid"),
]  # fmt: skip
IDS = [f"{c.language}-{i}" for i, c in enumerate(ROADS)]


FILE, SOMETHING_ELSE = "File a grievance", "Something else"
PLACE = "Where do you work? Town or district, and state or province."
EMPLOYER = "What is your employer's name? The company, the shop or the contractor."
NAME = "What is your name?"


def plain(text: str) -> str:
    return text.translate(ISOLATES)


def reach(worker: Worker, topic: str, language: str) -> None:
    """From the answer to the first message on to the offer to file: at once, by a topic, or by family and topic."""
    names = [translate(language, n) for n in (FILE, TOPIC_NAMES[topic], FAMILY_NAMES[family_of(topic)], SOMETHING_ELSE)]
    for _ in range(4):
        titles = [b["title"] for b in worker.buttons()]
        wanted = next((name for name in names if name in titles), None)
        assert wanted, f"no way to {topic} from {titles}"
        if wanted == names[0]:
            return
        worker.tap(wanted)


def file_it(worker: Worker, case: Case) -> tuple[str, str]:
    """From the first answer to number and code, by the questions as they come; at most twelve of them."""
    reach(worker, case.topic, case.language)
    worker.tap(translate(case.language, FILE))
    for _ in range(12):
        text = plain(text_of(worker.replies))
        if found := NUMBER.search(text):
            code = CODE.search(text.replace(found[0], ""))
            assert code, text
            return found[0], code[0]
        answer_question(worker, case)
    raise AssertionError("not filed after twelve questions: " + text_of(worker.replies))


def answer_question(worker: Worker, case: Case) -> None:
    """Answer the open question: its first button where there is a choice, words where words are asked for."""
    titles = [b["title"] for b in worker.buttons()]
    skip = translate(case.language, "Skip")
    text = text_of(worker.replies)
    if titles and titles != [skip]:
        worker.tap(0)
    elif text.strip().endswith(translate(case.language, PLACE)):
        worker.say(case.place)
    elif text.strip().endswith(translate(case.language, EMPLOYER)):
        worker.say(case.employer)
    elif titles == [skip] and not text.strip().endswith(translate(case.language, NAME)):
        worker.tap(0)
    else:
        worker.say("Sita")


@pytest.mark.slow
@pytest.mark.parametrize("case", ROADS, ids=IDS)
def test_from_the_first_words_to_solved(sangam: Sangam, case: Case) -> None:
    worker = sangam.worker(**({"jurisdiction": case.jurisdiction} if case.jurisdiction else {}))
    replies = worker.say(case.text)
    assert {r["language"] for r in replies} == {case.language}
    assert all(re.search(case.letters, r["text"], re.IGNORECASE) for r in replies), text_of(replies)
    assert all(r["direction"] == ("rtl" if case.language == "fa" else "ltr") for r in replies)

    number, code = file_it(worker, case)
    assert parse_reference(number) == number

    officer, page = open_at_its_office(sangam, number)
    assert case.text in page, page
    assert "case.reason" not in page
    officer.post("take")
    officer.write("reply", "Please come on Monday.")
    worker.wait_for(lambda m: m["from"] == "officer" and "Please come on Monday." in m["text"])
    officer.write("resolve", "Paid.")
    asked = worker.wait_for(lambda m: m["from"] == "officer" and "Paid." in m["text"])
    assert asked["language"] == case.language
    worker.acknowledge()
    worker.tap(translate(case.language, "Yes"))
    assert number in plain(text_of(worker.replies))
    assert translate(officer_language(officer), "Confirmed by the worker") in officer.open(number)

    elsewhere = sangam.worker(language=case.language)
    elsewhere.say(number)
    status = elsewhere.say(code)
    assert translate(case.language, STATE_NAMES["confirmed"]) in plain(text_of(status))
    both = sangam.worker(language=case.language).say(f"{number} {code}")
    assert translate(case.language, STATE_NAMES["confirmed"]) in plain(text_of(both))


def open_at_its_office(sangam: Sangam, number: str):  # type: ignore[no-untyped-def]
    """The officer who sees the case, and its page; every other desk answers 404."""
    # offices first; a nodal officer acts for those that are not on the desk
    for entry in sorted(sangam.officers, key=lambda entry: entry["role"] == "nodal"):
        officer = sangam.officer(entry["login"])
        if officer.http.get("/find", params={"number": number}).status_code == 200:
            return officer, officer.open(number)
    raise AssertionError("no officer sees the case")


def officer_language(officer) -> str:  # type: ignore[no-untyped-def]
    found = re.search(r'<html lang="(\w+)"', officer.page)
    assert found
    return found[1]
