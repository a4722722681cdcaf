"""Parts that are away, wrong or full: what the worker sees, and what is in the database after."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from bot.texts import HOLDING
from grievances.models import Draft, Message, TurnResult
from tests import postgres
from tests.chaos.house import House, until
from tests.chaos.patient import Patient
from tests.chaos.population import ask_in_between, begin, to_the_number
from tests.chaos.test_failpoints import WAGES, begun, files, goes_on
from tests.conftest import need
from tests.e2e.conftest import trained  # noqa: F401 - a fixture
from tests.e2e.people import text_of
from tests.e2e.test_road import ROADS, answer_question

pytestmark = pytest.mark.slow


def test_an_action_webhook_that_answers_500(house: House) -> None:
    """A turn whose action failed is no answer: the worker hears that we have their message, and gets the answer."""
    worker = begun(house)
    house.arm("action.written@validate_grievance_form", "fail")
    draft_of = select(Draft).where(Draft.conversation_id == worker.session)
    with house.core.reading() as unit:
        before = unit.db.scalar(select(func.count()).select_from(TurnResult))
        told = list(unit.db.scalars(draft_of).one().answered)  # what the first message told already
    held = worker.send(payload=worker.buttons()[0]["payload"]).json()
    assert (held["pending"], text_of(held["replies"])) == (True, HOLDING)
    with house.core.reading() as unit:
        [message] = unit.db.scalars(select(Message).where(Message.state == "received"))
        assert message.attempts >= 1 and message.channel_message_id == held["id"]
        assert unit.db.scalars(draft_of).one().answered == told  # what failed has left nothing
        assert unit.db.scalar(select(func.count()).select_from(TurnResult)) == before
    house.disarm("action.written@validate_grievance_form")
    house.settle()
    thread = worker.thread()
    own = [m["id"] for m in thread].index(held["id"])
    worker.replies = thread[own + 1 :]
    assert worker.replies and {m["from"] for m in worker.replies} == {"bot"}
    goes_on(worker)
    house.check()


@pytest.fixture(scope="module")
def on_postgres(
    tmp_path_factory: pytest.TempPathFactory, trained: str  # noqa: F811
) -> Iterator[tuple[House, postgres.Cluster]]:  # fmt: skip
    """A house on a PostgreSQL of its own, which can be restarted."""
    if not postgres.programs():
        need("PostgreSQL", "apt-get install postgresql")
    with postgres.cluster() as cluster:
        url = cluster.url(cluster.create_database())
        house = House(tmp_path_factory.mktemp("chaos-pg"), trained, SANGAM_DATABASE_URL=url)
        yield house, cluster
        house.core.store.engine.dispose()
        house.stop()


@pytest.mark.parametrize(
    "point", ["action.written@validate_grievance_form", "turn.written", "intake.written", "turn.committed"]
)
def test_postgresql_restarted_in_mid_turn(on_postgres: tuple[House, postgres.Cluster], point: str) -> None:
    """With an action, the gateway or the intake in the middle of a transaction, or none: the turn is done once."""
    house, cluster = on_postgres
    worker = begun(house)
    house.arm(point, "hold")
    tapped = threading.Thread(target=worker.tap, args=("Yes",))
    tapped.start()
    house.held(point)
    cluster.restart()
    house.disarm(point)
    tapped.join(240)
    assert not tapped.is_alive()
    goes_on(worker)
    house.check()


def answers(house: House) -> int:
    with house.core.reading() as unit:
        return unit.db.scalar(select(func.count(Message.id)).where(Message.reply_to.is_not(None))) or 0


def test_sigterm_under_load_loses_nothing(house: House) -> None:
    """Everything is told to end while many write, and comes back: each message is answered exactly once."""
    stop = threading.Event()
    sent: list[tuple[Patient, int]] = []
    failed: list[str] = []

    def write() -> None:
        worker, n = house.worker(jurisdiction="in", language="en"), 0
        try:
            while not stop.is_set() or n < 3:
                worker.say(f"{WAGES}, and this is message {n}")
                n += 1
        except Exception as error:
            failed.append(f"{type(error).__name__}: {error}")
        sent.append((worker, n))

    writers = [threading.Thread(target=write) for _ in range(8)]
    before = answers(house)
    for writer in writers:
        writer.start()
    until(lambda: answers(house) >= before + 20, "no load")
    assert house.stop() < 15
    time.sleep(0.5)
    house.restart()
    stop.set()
    for writer in writers:
        writer.join(300)
    assert not failed and len(sent) == len(writers)
    house.check()
    for worker, n in sent:
        thread = worker.thread()
        own = [m["text"] for m in thread if m["from"] == "worker"]
        assert own == [f"{WAGES}, and this is message {i}" for i in range(n)]
        assert len({m["id"] for m in thread}) == len(thread)


def test_rasa_gone_and_back(house: House) -> None:
    """The real one, killed: the worker is held, then answered; the house's own supervisor brings it back."""
    worker = house.worker(jurisdiction="in", language="en")
    house.kill("rasa")
    held = worker.send(text=WAGES).json()
    assert (held["pending"], text_of(held["replies"])) == (True, HOLDING)
    house.settle()
    worker.replies = worker.thread()[1:]
    files(worker)
    house.check()


def test_rasa_forgets_the_question_and_who_asked_in_between_goes_on(house: House) -> None:
    """The draft is the core's: whoever comes again is offered to go on with it, in each language."""
    workers = [(house.worker(**({"jurisdiction": c.jurisdiction} if c.jurisdiction else {})), c) for c in ROADS]
    for worker, case in workers:
        begin(worker, case)
        answer_question(worker, case)
    house.kill("rasa")
    for worker, case in workers:
        ask_in_between(worker, case)
        to_the_number(worker, case)
    house.check()
