"""One house of real processes for all deaths, one after another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chaos.house import House
from tests.e2e.conftest import trained  # noqa: F401 - a fixture
from tests.e2e.people import SAID
from tests.logs import assert_no_personal_data


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, trained: str) -> Iterator[House]:  # noqa: F811
    """However often its parts died, it ends well and no log has a word of anybody."""
    house = House(tmp_path_factory.mktemp("chaos"), trained)
    yield house
    house.stop()
    assert_no_personal_data(house.var / "log", SAID)


@pytest.fixture
def house(running: House) -> Iterator[House]:
    """The house with nothing armed; what one test leaves behind must not strike the next."""
    yield running
    for armed in running.failpoints.iterdir():
        armed.unlink()
