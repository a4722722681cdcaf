"""Filing, an officer's queue and a worker's status with few grievances in the database and with 100,000.

The rows go in through the models, whole: person, channel, conversation, messages, draft, grievance, leg, words,
history. Their fields are sealed as everywhere; a hundred data keys are shared among all, since making 100,000 proves
nothing more.
"Few" is one page of the officer's queue: an empty page would be less work, not the same work on less data.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from desk.app import create_app
from grievances import conversations, drafts, filing, following, officers
from grievances.core import Core, Unit
from grievances.lifecycle import State
from grievances.models import (
    CaseText,
    ChannelIdentity,
    Conversation,
    Draft,
    Event,
    Grievance,
    Leg,
    Message,
    Person,
    new_id,
)
from grievances.store import Store, make_engine
from grievances.vault import DataKey, Vault
from jurisdictions import load
from language.reference import new_reference
from sangam import schema
from sangam.settings import Settings
from tests import postgres

ROWS = 100_000
FEW = 60
#: rows of one bulk insert
CHUNK = 5_000
KEYS = 100
#: times each thing is done; the median counts
TIMES = 40
MEASURED = ("filing", "queue", "queue_all", "queue_nodal", "status")
OFFICE, TOPIC, HERE = "clc", "wages_unpaid", "in"
PASSWORD = "a long password for the benchmark"
ANSWERS: dict[str, Any] = {"consent": "yes", "known_as": "named", "confirm": "yes", "sector": "mine"}
#: of old cases: most are done, the rest is on somebody's desk
STATES = (*[State.CLOSED] * 6, *[State.RESOLVED] * 2, State.FILED, State.TAKEN)
Say = Callable[[str], None]


def measure(rows: int, folder: Path, say: Say) -> dict[str, Any]:
    """The figures by database; PostgreSQL only where its server is installed."""
    found = {}
    for name in ("sqlite", "postgresql"):
        if name == "postgresql" and not postgres.programs():
            say("  PostgreSQL is not installed: not measured")
            continue
        with database(name, folder) as url:
            found[name] = {"rows": rows} | one(url, rows, folder)
        say(f"  {name}: {found[name]}")
    return found


@contextmanager
def database(name: str, folder: Path) -> Iterator[str]:
    with postgres.cluster() if name == "postgresql" else nullcontext() as cluster:
        url = cluster.url(cluster.create_database()) if cluster else f"sqlite:///{folder / 'filled.db'}"
        schema.migrate(Settings(var=folder, database_url=url))
        yield url


def one(url: str, rows: int, folder: Path) -> dict[str, Any]:
    core = Core(Store(make_engine(url)), Vault(os.urandom(32), os.urandom(32)), load([HERE]))
    try:
        with core.unit() as unit:
            for login, role, office in (("officer", "officer", OFFICE), ("nodal", "nodal", None)):
                officers.add(
                    unit, login=login, password=PASSWORD, name=login, role=role, office=office, jurisdiction=HERE
                )
        fill(core, FEW, offices=[OFFICE], states=[State.FILED])
        app = Starlette(routes=[Mount("/desk", create_app(core, files=folder))])
        with TestClient(app, base_url="http://testserver") as officer, TestClient(app) as nodal:
            sign_in(officer, "officer")
            sign_in(nodal, "nodal")
            before = timed(core, officer, nodal)
            begun = time.perf_counter()
            fill(core, rows - FEW, offices=sorted(core.jurisdictions[HERE].offices), states=STATES)
            filled = time.perf_counter() - begun
            if url.startswith("postgresql"):
                with core.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.exec_driver_sql("ANALYZE")  # autovacuum does it within a minute of such a change
            after = timed(core, officer, nodal)
    finally:
        core.store.engine.dispose()
    ratios = {
        name: {"few_ms": before[name], "filled_ms": after[name], "ratio": round(after[name] / before[name], 2)}
        for name in MEASURED
    }
    return {"fill_seconds": round(filled), **ratios}


def timed(core: Core, officer: TestClient, nodal: TestClient) -> dict[str, float]:
    """Median milliseconds of each thing."""
    filed: list[str] = []

    def get(client: TestClient, path: str) -> Callable[[], None]:
        def page() -> None:
            answer = client.get(f"/desk{path}")
            assert answer.status_code == 200 and "SG-" in answer.text, answer.status_code

        return page

    def file() -> None:
        filed.append(file_one(core))

    def status() -> None:
        with core.reading() as unit:
            conversation = conversations.get(unit, random.choice(filed))
            (grievance,) = following.cases_of(unit, conversation)
            following.status(unit, grievance)

    def prepared() -> None:
        filing.prepare()

    return {
        "filing": clock(file, before=prepared),
        "queue": clock(get(officer, "/queue")),
        "queue_all": clock(get(officer, "/queue?show=all")),
        "queue_nodal": clock(get(nodal, "/queue")),
        "status": clock(status),
    }


def clock(work: Callable[[], None], before: Callable[[], None] = lambda: None) -> float:
    took = []
    for _ in range(TIMES):
        before()
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return round(median(took) * 1000, 2)


def sign_in(client: TestClient, login: str) -> None:
    page = client.get("/desk/sign-in").text
    token = page.partition('name="token" value="')[2].partition('"')[0]
    headers = {"origin": str(client.base_url)}
    answer = client.post(
        "/desk/sign-in", data={"login": login, "password": PASSWORD, "token": token}, headers=headers
    )
    assert answer.status_code == 200, answer.status_code


def file_one(core: Core) -> str:
    """A grievance from the first answer to its number; returns its conversation."""
    with core.unit() as unit:
        conversation = conversations.open_conversation(unit, "web", str(uuid4()), language="en", jurisdiction=HERE)
        draft = drafts.start(unit, conversation, [TOPIC], story="my boss has not paid my salary for 2 months")
        while question := drafts.next_question(unit, draft):
            drafts.take(unit, draft, question, f"{question} in words", value=ANSWERS.get(question))
        filing.file(unit, draft)
        return conversation.id


def fill(core: Core, rows: int, *, offices: list[str], states: list[State] | tuple[State, ...]) -> None:
    """Put so many grievances into the database, filed over the last year."""
    chance = random.Random(rows)
    with core.reading() as unit:
        numbers = unused(chance, set(unit.db.scalars(select(Grievance.number))))
    keys = [core.vault.new_key() for _ in range(KEYS)]
    for start in range(0, rows, CHUNK):
        with core.unit() as unit:
            some = [
                _case(unit, chance, next(numbers), *chance.choice(keys), chance.choice(offices), chance.choice(states))
                for _ in range(min(CHUNK, rows - start))
            ]
            for model in (Person, ChannelIdentity, Conversation, Message, Draft, Grievance, Leg, CaseText, Event):
                unit.db.execute(insert(model), [row for case in some for row in case[model]])


def unused(chance: random.Random, known: set[str]) -> Iterator[str]:
    """Numbers that no grievance has yet."""
    while True:
        if (number := new_reference(chance.randrange)) not in known:
            known.add(number)
            yield number


def _case(
    unit: Unit, chance: random.Random, number: str, wrapped: bytes, key: DataKey, office: str, state: State
) -> dict[type, list[dict[str, Any]]]:
    person, identity, conversation, draft, grievance, leg = (new_id() for _ in range(6))
    at = unit.now - timedelta(seconds=chance.randrange(60, 365 * 86_400))
    sealed = _sealed(key)
    vertical = unit.core.jurisdictions[HERE].offices[office].vertical
    here = {"grievance_id": grievance, "leg_id": leg, "actor": "worker", "officer_id": None, "data": {}, "at": at}
    message = {"conversation_id": conversation, "body": sealed["body"], "at": at, "language": "en"}
    return {
        Person: [{"id": person, "wrapped_key": wrapped, "created_at": at}],
        ChannelIdentity: [{
            "id": identity, "person_id": person, "channel": "web", "address_index": unit.vault.blind("web", person),
            "address": sealed["address"], "created_at": at,
        }],
        Conversation: [{
            "id": conversation, "person_id": person, "identity_id": identity, "channel": "web", "language": "en",
            "jurisdiction": HERE, "created_at": at, "last_seen_at": at, "read_cursor": 0,
        }],
        Message: [
            {**message, "uid": new_id(), "author": "worker", "channel_message_id": new_id(), "state": "answered"},
            {**message, "uid": new_id(), "author": "bot", "channel_message_id": None, "state": "delivered"},
        ],
        Draft: [{
            "id": draft, "person_id": person, "conversation_id": conversation, "jurisdiction": HERE, "topics": [TOPIC],
            "answered": ["employer"], "skipped": [], "answers": sealed["draft"], "state": "filed", "created_at": at,
            "updated_at": at,
        }],
        Grievance: [{
            "id": grievance, "number": number, "code_hash": "-", "filer_id": person,
            "concerned_id": person, "conversation_id": conversation, "draft_id": draft, "jurisdiction": HERE,
            "language": "en", "known_as": "named", "filed_at": at,
        }],
        Leg: [{
            "id": leg, "grievance_id": grievance, "ordinal": 1, "topic": TOPIC, "vertical": vertical,
            "office_id": office, "state": state, "sealed": False, "route": {}, "facts": sealed["facts"], "filed_at": at,
            "changed_at": at, "version": 1,
        }],
        CaseText: [{
            "leg_id": leg, "author": "worker", "kind": "story", "body": sealed["words"], "language": "en", "at": at,
        }],
        Event: [{**here, "kind": "filed"}, {**here, "kind": "leg_filed"}],
    }  # fmt: skip


_SEALED: dict[int, dict[str, bytes]] = {}


def _sealed(key: DataKey) -> dict[str, bytes]:
    """What this key seals, once."""
    if id(key) not in _SEALED:
        answer = {"text": "Raj Textiles", "value": None, "attachments": [], "message": None}
        _SEALED[id(key)] = {
            "address": key.seal("a device", "address"),
            "body": key.seal({"text": "my boss has not paid me", "attachments": []}, conversations.BODY),
            "draft": key.seal({"employer": answer}, drafts.CONTEXT),
            "facts": key.seal({"employer": answer}, filing.FACTS),
            "words": key.seal({"text": "my boss has not paid me"}, filing.WORDS),
        }
    return _SEALED[id(key)]
