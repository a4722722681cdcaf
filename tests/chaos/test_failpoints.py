"""A process dies by SIGKILL at every point of a message's way, and nothing is lost or doubled."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from actions.server import ACTIONS
from grievances.failpoints import POINTS
from grievances.names import TOPIC_NAMES
from sangam import settings
from sangam.errors import SetupError
from tests.chaos.house import House
from tests.chaos.patient import Patient
from tests.chaos.population import PHOTO, to_the_number
from tests.e2e.people import text_of
from tests.e2e.test_road import FILE, NUMBER, ROADS, open_at_its_office, plain, reach

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("actions", "bot", "desk", "grievances", "sangam")
WAGES = "my boss has not paid my salary for 2 months"
ENGLISH = ROADS[2]
#: points of a channel that has tests of its own
ELSEWHERE = ("telegram.",)

Scene = Callable[[House, str], None]


def reached() -> Counter[str]:
    """How often each point stands in the code."""
    found: Counter[str] = Counter()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "reach":
                    first = node.args[0]
                    assert isinstance(first, ast.Constant), f"{path}: a point's name is written where it stands"
                    found[str(first.value)] += 1
    return found


def test_every_point_of_the_table_stands_in_one_place_of_the_code() -> None:
    assert reached() == Counter(dict.fromkeys(POINTS, 1))


def test_the_documentation_lists_every_point() -> None:
    page = (ROOT / "docs/reliability.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `([a-z]+\.[a-z]+)` \| (.+?) \|", page, re.M)) == POINTS


def test_points_are_armed_in_the_demonstration_only(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"SANGAM_FAILPOINTS .* only with SANGAM_DEMO=yes"):
        settings.load({"SANGAM_FAILPOINTS": str(tmp_path)})
    assert settings.load({"SANGAM_FAILPOINTS": str(tmp_path), "SANGAM_DEMO": "yes"}).failpoints == tmp_path


# -- scenes: each brings a worker to the point, and on to the end of the road ------------------------------------------


def asking(house: House, point: str) -> None:
    worker = house.worker(jurisdiction="in", language="en")
    house.arm(point)
    worker.say(WAGES)
    house.struck(point)
    files(worker)


def files(worker: Patient) -> str:
    """From the first answer to number and code."""
    reach(worker, ENGLISH.topic, "en")
    worker.tap(FILE)
    return goes_on(worker)


def goes_on(worker: Patient) -> str:
    """From the middle of the form to number and code."""
    return to_the_number(worker, ENGLISH)[0]


def filed(house: House) -> tuple[Patient, str]:
    worker = house.worker(jurisdiction="in", language="en")
    worker.say(WAGES)
    return worker, files(worker)


def begun(house: House) -> Patient:
    """A worker with an open form, at its first question."""
    worker = house.worker(jurisdiction="in", language="en")
    worker.say(WAGES)
    reach(worker, "wages_unpaid", "en")
    worker.tap(FILE)
    return worker


def uploading(house: House, point: str) -> None:
    worker = begun(house)
    worker.tap("Yes")
    house.arm(point)
    kept = worker.http.post("/attachments", files={"file": ("book.png", PHOTO, "image/png")})
    house.struck(point)
    assert kept.status_code == 201
    worker.say("", attachments=[kept.json()["id"]])
    goes_on(worker)


def answering(house: House, point: str) -> None:
    """An officer answers; the worker reads it once, writes back, and the office reads that once."""
    worker, number = filed(house)
    officer, _ = open_at_its_office(house, number)
    house.arm(point)
    officer.write("reply", f"Please come on Monday, {number}.")
    house.struck(point)
    worker.wait_for(lambda m: m["from"] == "officer" and "Please come on Monday" in m["text"])
    assert officer.open(number).count(f"Please come on Monday, {number}.") == 1
    house.settle()
    assert sum("Please come on Monday" in m["text"] for m in worker.thread()) == 1


def reading(house: House, point: str) -> None:
    worker, number = filed(house)
    officer, _ = open_at_its_office(house, number)
    officer.write("resolve", "Paid, we say.")
    worker.wait_for(lambda m: "Paid, we say." in m["text"])
    house.arm(point)
    worker.acknowledge()
    house.struck(point)
    worker.tap("Yes")
    assert f"{number} is closed" in text_of(worker.replies)


def erasing(house: House, point: str) -> None:
    worker, _ = filed(house)
    assert worker.http.post("/attachments", files={"file": ("book.png", PHOTO, "image/png")}).status_code == 201
    worker.say("delete my data, i want everything about me removed")
    worker.tap("Erase my data")
    house.arm(point)
    sure = worker.send(payload=worker.buttons()[0]["payload"])
    house.struck(point)
    # Erased, and said: or said by the session that is gone, when the process died that had the last words.
    assert sure.status_code == 401 or "erased" in text_of(sure.json()["replies"]) or sure.json()["pending"]
    house.settle()
    assert worker.http.get("/messages").status_code == 401


SCENES: dict[str, Scene] = {
    "intake": asking, "turn": asking, "action": asking, "file": uploading, "notice": answering, "desk": answering,
    "read": reading, "erasure": erasing,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("point", [p for p in POINTS if not p.startswith(ELSEWHERE)])
def test_a_process_that_dies_there_loses_and_doubles_nothing(house: House, point: str) -> None:
    SCENES[point.partition(".")[0]](house, point)
    house.check()


# -- every action, killed when it has done its work and again when it has committed it ---------------------------------


def say(text: str) -> Callable[[House, Patient], None]:
    return lambda house, worker: worker.say(text) and None


def tap(title: str) -> Callable[[House, Patient], None]:
    return lambda house, worker: worker.tap(title) and None


def fresh(house: House) -> Patient:
    return house.worker(jurisdiction="in", language="en")


def consented(house: House) -> Patient:
    worker = begun(house)
    worker.tap("Yes")
    return worker


def read_back(house: House) -> Patient:
    worker = begun(house)
    for _ in range(8):
        if any(b["title"] == "Yes, file it" for b in worker.buttons()):
            return worker
        worker.tap("Skip" if any(b["title"] == "Skip" for b in worker.buttons()) else 0)
    raise AssertionError("no read-back")


def topic_offered(house: House) -> Patient:
    worker = fresh(house)
    worker.say(WAGES)
    reach(worker, "wages_unpaid", "en")
    return worker


def with_a_case(house: House) -> Patient:
    return filed(house)[0]


#: action -> who is brought there, and the step that runs it
STEPS: dict[str, tuple[Callable[[House], Patient], Callable[[House, Patient], None]]] = {
    "action_answer_topic": (fresh, say(WAGES)),
    "action_offer_topics": (topic_offered, tap("Something else")),
    "action_converse": (fresh, say("hello")),
    "action_emergency": (fresh, say("fire in our factory people are trapped inside help now")),
    "action_other_door": (fresh, say("weather tomorrow in Delhi")),
    "action_privacy": (fresh, say("who will see this? will my employer come to know that i complained")),
    "action_talk_to_officer": (fresh, say("i want to talk to a human being officer please")),
    "action_settings": (fresh, say("change language")),
    "action_start_grievance": (topic_offered, tap(FILE)),
    "validate_grievance_form": (begun, tap("Yes")),
    "action_ask_answer": (begun, tap("Yes")),
    "action_cancel": (consented, say("stop")),
    "action_finish_grievance": (read_back, tap("Yes, file it")),
    "action_follow_up": (with_a_case, say("what happened to my complaint that i filed here, any status?")),
}


def test_every_action_is_killed() -> None:
    assert set(STEPS) == {action.id for action in ACTIONS}


@pytest.mark.slow
@pytest.mark.parametrize("action", STEPS)
def test_an_action_that_dies_before_and_after_its_commit_is_done_once(house: House, action: str) -> None:
    bring, step = STEPS[action]
    worker = bring(house)
    before = len(worker.thread())
    written, committed = f"action.written@{action}", f"action.committed@{action}"
    house.arm(written)
    house.arm(committed)
    step(house, worker)
    house.struck(written)
    house.struck(committed)
    house.settle()
    after = worker.thread()[before:]
    assert [m["from"] for m in after].count("worker") == 1
    assert [m["text"] for m in after[1:]] == [m["text"] for m in worker.replies]
    if action == "action_finish_grievance":
        assert NUMBER.search(plain(text_of(worker.replies)))
    house.check()


# -- Rasa, which has no points of its own, dies at ours ----------------------------------------------------------------


def kill_rasa_at(house: House, point: str) -> None:
    house.arm(point, f"kill {house.pid('rasa')}")


@pytest.mark.slow
def test_rasa_that_dies_in_the_middle_of_a_turn(house: House) -> None:
    worker = consented(house)
    kill_rasa_at(house, "action.begun@validate_grievance_form")
    worker.say("Raj Textiles")
    house.struck("action.begun@validate_grievance_form")
    goes_on(worker)
    house.check()


@pytest.mark.slow
def test_rasa_that_dies_when_the_grievance_is_filed_but_not_told(house: House) -> None:
    """It has lost the form and the turn takes another road: the worker hears number and code all the same."""
    worker = read_back(house)
    kill_rasa_at(house, "action.committed@action_finish_grievance")
    worker.tap("Yes, file it")
    house.struck("action.committed@action_finish_grievance")
    assert NUMBER.search(plain(text_of(worker.replies)))
    house.check()
    worker.say("what happened to my complaint that i filed here, any status?")
    assert TOPIC_NAMES["wages_unpaid"] in text_of(worker.replies)


@pytest.mark.slow
def test_rasa_that_dies_when_it_has_answered(house: House) -> None:
    """The answer counts; Rasa has forgotten the form, and the worker is offered to go on."""
    worker = consented(house)
    kill_rasa_at(house, "turn.answered")
    worker.say("Raj Textiles")
    house.struck("turn.answered")
    goes_on(worker)
    house.check()
