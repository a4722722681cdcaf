"""The database: engine and sessions for SQLite and PostgreSQL.

SQLite runs in WAL mode; a writing unit takes its lock at once (`BEGIN IMMEDIATE`), so that two units can never read
the same state and then both write; who waits longer than BUSY gets an error. Writers of one process queue for it
among themselves: SQLite lets who waits sleep, longer and longer, and a free lock stands unused meanwhile. For the same
reason a lock that another process holds is asked for again and again.

A commit waits for the disk, unless nobody is told anything before a later one that does: the log of both databases is
one, so that what waits for the disk takes along all that was committed before it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session

#: milliseconds a writer waits for another one on SQLite
BUSY = 15_000
#: seconds until it asks again
AGAIN = 0.0005


def make_engine(url: str) -> Engine:
    """An engine with our settings for `sqlite:///...` or `postgresql+psycopg://...`."""
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True)

        @event.listens_for(engine, "begin")
        def do_not_wait(connection: Connection) -> None:
            if not connection.get_execution_options().get("durable", True):
                connection.exec_driver_sql("SET LOCAL synchronous_commit TO OFF")

        return engine
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY / 1000}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def settings(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN would come too late
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY}",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("reading", False):
            connection.exec_driver_sql("BEGIN")
        else:
            _begin_writing(connection.connection.driver_connection, options.get("durable", True))

    return engine


def _begin_writing(connection: Any, durable: bool) -> None:
    end = time.monotonic() + BUSY / 1000
    connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
    connection.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise
                time.sleep(AGAIN)
    finally:
        connection.execute(f"PRAGMA busy_timeout={BUSY}")


class Store:
    """Sessions over one engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = engine.execution_options(reading=True)
        self._passing = engine.execution_options(durable=False)
        self._writer = Lock() if engine.dialect.name == "sqlite" else None

    @contextmanager
    def session(self, *, reading: bool = False, durable: bool = True) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on an exception. `reading` takes no write lock.

        Not `durable`: a power cut may take it back until a later one that is has been committed.
        """
        engine = self._reading if reading else self.engine if durable else self._passing
        with self._queue(reading), Session(engine, expire_on_commit=False) as db:
            try:
                yield db
                if reading:
                    db.expunge_all()  # what was read stays readable; a rollback would expire it
                    db.rollback()
                else:
                    db.commit()
            except BaseException:
                db.rollback()
                raise

    @contextmanager
    def _queue(self, reading: bool) -> Iterator[None]:
        """This process's turn to write on SQLite. It orders, it does not guard: after BUSY, SQLite itself says no."""
        mine = bool(self._writer and not reading and self._writer.acquire(timeout=BUSY / 1000))
        try:
            yield
        finally:
            if mine and self._writer:
                self._writer.release()
