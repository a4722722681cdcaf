"""A core on a migrated database, once on SQLite and once on PostgreSQL, with a clock that tests move."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command

from grievances import conversations, drafts, filing, officers
from grievances.core import Core, Unit
from grievances.models import Conversation, Grievance, Officer
from grievances.store import Store, make_engine
from grievances.vault import Vault
from jurisdictions import Jurisdiction, load
from sangam.schema import config

PASSWORD = "correct horse battery"


class Clock:
    """Stands still until moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture(scope="session")
def served() -> dict[str, Jurisdiction]:
    return load(["in"])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def core(database_url: str, served: dict[str, Jurisdiction], clock: Clock) -> Iterator[Core]:
    engine = make_engine(database_url)
    with engine.connect() as connection, connection.begin():
        command.upgrade(config(connection), "head")
    yield Core(Store(engine), Vault(os.urandom(32), os.urandom(32)), served, clock)
    engine.dispose()


ANSWERS = {"consent": "yes", "known_as": "hidden", "confirm": "yes", "place": "br", "sector": None}


def worker(unit: Unit, address: str = "device", language: str = "hi") -> Conversation:
    return conversations.open_conversation(unit, "web", address, language=language)


def complete(unit: Unit, draft: drafts.Draft, **values: str) -> None:
    """Answer every question of a draft."""
    while question := drafts.next_question(unit, draft):
        value = {**ANSWERS, **values}.get(question)
        drafts.take(unit, draft, question, f"{question} text", value=value)


def file(
    unit: Unit, *topics: str, address: str = "device", story: str = "mera pf nahi aaya", **values: str
) -> filing.Filed:
    """A filed grievance of a worker."""
    draft = drafts.start(unit, worker(unit, address), topics or ("pf_claim_delay",), story=story)
    complete(unit, draft, **values)
    return filing.file(unit, draft)


def officer(unit: Unit, login: str, office: str | None, role: str = "officer", jurisdiction: str = "in") -> Officer:
    return officers.add(
        unit, login=login, name=login.title(), password=PASSWORD, role=role, jurisdiction=jurisdiction, office=office
    )


def office_of(grievance: Grievance, ordinal: int = 1) -> str:
    return next(leg.office_id for leg in grievance.legs if leg.ordinal == ordinal)
