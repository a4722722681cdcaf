"""A deployment on SQLite and on PostgreSQL, and a device with a session."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.api import Limits
from grievances.core import Core
from grievances.models import Base
from grievances.store import Store, make_engine
from grievances.vault import Vault
from jurisdictions import Jurisdiction, load
from tests.bot.house import House, Phone
from tests.bot.rasa import Rasa
from tests.grievances.conftest import Clock


@pytest.fixture(scope="session")
def served() -> dict[str, Jurisdiction]:
    return load(["in"])


@pytest.fixture
def rates() -> Limits:
    return Limits(session=1000, address=100_000, sessions=1000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rasa() -> Iterator[Rasa]:
    found = Rasa()
    found.start()
    yield found
    found.gate.set()
    found.stop()


@pytest.fixture
async def house(
    database_url: str,
    served: dict[str, Jurisdiction],
    clock: Clock,
    rasa: Rasa,
    rates: Limits,
    tmp_path: Path,
) -> AsyncIterator[House]:
    engine = make_engine(database_url)
    Base.metadata.create_all(engine)
    core = Core(Store(engine), Vault(os.urandom(32), os.urandom(32)), served, clock)
    found = House(core, clock, rasa, tmp_path / "files", rates)
    yield found
    rasa.gate.set()
    await found.close()
    engine.dispose()


@pytest.fixture
async def phone(house: House) -> Phone:
    """A device with a session in English."""
    return await house.phone().open(language="en")
