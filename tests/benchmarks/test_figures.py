"""What the benchmark says of its measurements: percentiles, and what a database lacks."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import filled, open_loop
from benchmarks.client import Client, Failed
from benchmarks.play import percentile


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100), (0.001, 1)])
def test_a_percentile_is_a_value_that_was_measured(share: float, value: int) -> None:
    assert percentile([float(n) for n in range(100, 0, -1)], share) == value


def test_a_percentile_of_one_is_that_one() -> None:
    assert percentile([7.0], 0.5) == percentile([7.0], 0.99) == 7.0


def test_what_the_database_lacks_is_lost(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "sangam.db")) as database:
        database.executescript(
            "create table message (state text); create table grievance (id text);"
            "insert into message values ('answered'), ('received'), ('sent'); insert into grievance values ('a');"
        )
    assert open_loop.lost(tmp_path, filed=3) == {"unanswered": 1, "grievances_missing": 2}
    assert open_loop.lost(tmp_path, filed=1) == {"unanswered": 1, "grievances_missing": 0}


def test_a_growing_queue_shows_in_the_minutes() -> None:
    answered = [(float(second), 0.1 if second < 60 else 3.0) for second in range(120)]
    assert open_loop.by_window(answered, 120) == [100.0, 3000.0]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"HTTP/1.1 503 Away\r\ncontent-length: 2\r\n\r\n{}", Failed),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{}", ConnectionError),
        (b"", ConnectionError),
    ],
)
async def test_no_answer_is_taken_for_one(answer: bytes, error: type[Exception]) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        client = Client(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(error):
            await client.get("/")
        client.close()


def test_the_filled_database_is_worked_as_any_other(database_url: str, tmp_path: Path) -> None:
    """A page of the queue, filings and their status work on what was filled in."""
    filled.schema.migrate(filled.Settings(var=tmp_path, database_url=database_url))
    found = filled.one(database_url, 300, tmp_path)
    assert {name for name in found if name != "fill_seconds"} == set(filled.MEASURED)
