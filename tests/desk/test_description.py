"""The desk API keeps to its description, whatever a program sends, on cases that are there and on others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from desk.api import create_app
from tests.bot.house import listening
from tests.described import examine
from tests.desk.conftest import API, Desk

OTHER = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("known", [True, False])
def test_schemathesis_finds_nothing(desk: Desk, tmp_path: Path, known: bool) -> None:
    desk.officer("own")
    leg = desk.file(uan="100123456789")
    program = desk.program("own")
    place = {"path.case": leg.id, "path.file": desk.photo(leg)}
    api = create_app(desk.core, files=desk.folder, rate=1_000_000)
    app = Starlette(routes=[Mount(API, api)])
    app.router.default = api  # as `sangam.web` has it: one that answers in our shape
    with listening(app) as base:
        address = f"{base}{API}/openapi.json"
        more: dict[str, Any] = {"parameters": place} if known else {"phases": "fuzzing"}
        report = examine(tmp_path, address, program.secret, **more)
    assert "12 selected / 12 total" in report, report
    desk.core.clock.move(minutes=2)
    assert program.read(leg)["words"], "the case is as well as before"
