"""The database's schema: which version it has, and migrating it to the newest."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from grievances.store import make_engine
from sangam.errors import SetupError
from sangam.settings import ROOT, Settings

#: any number, but always this one: who migrates holds PostgreSQL's advisory lock of it
LOCK = 7_264_201


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings; migrations/env.py takes `connection` from the attributes."""
    made = Config()
    made.set_main_option("script_location", str(ROOT / "migrations"))
    made.attributes["connection"] = connection
    return made


def newest() -> str:
    head = ScriptDirectory.from_config(config()).get_current_head()
    assert head, "there are no migrations"
    return head


def present(settings: Settings) -> str | None:
    """The version the database has; None for an empty one. SetupError when it cannot be reached."""
    with connect(settings) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def require_newest(settings: Settings) -> None:
    """A single role does not migrate; it refuses a schema that is not the newest."""
    if settings.sqlite_file and not settings.sqlite_file.exists():
        raise SetupError("There is no database yet: run 'bin/sangam migrate' first.")
    has, wants = present(settings), newest()
    if has == wants:
        return
    known = {revision.revision for revision in ScriptDirectory.from_config(config()).walk_revisions()}
    if has is not None and has not in known:
        raise SetupError(f"The database's schema, {has}, is newer than this program: install the newer one.")
    raise SetupError(
        f"The database's schema is {has or 'empty'}, this program needs {wants}: run 'bin/sangam migrate'."
    )


def migrate(settings: Settings) -> str:
    """Bring the schema to the newest version and return it. One process at a time; SQLite is copied first."""
    with connect(settings) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_lock(:key)"), {"key": LOCK})
            connection.commit()  # the lock is the session's and stays until the connection closes
        else:
            _foreign_keys_off(connection)
            has = MigrationContext.configure(connection).get_current_revision()
            connection.rollback()
            if has not in (None, newest()):
                _copy(settings, str(has))
        with connection.begin():  # on SQLite BEGIN IMMEDIATE: a second process waits here
            command.upgrade(config(connection), "head")
    return newest()


@contextmanager
def connect(settings: Settings) -> Iterator[Connection]:
    """A connection of its own, outside the core's pool. SetupError when the database does not answer."""
    if settings.sqlite_file:
        settings.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings.database)
    try:
        try:
            connection = engine.connect()
        except OperationalError as error:
            reason = (str(error.orig).strip().splitlines() or ["no answer"])[0]
            raise SetupError(f"The database of SANGAM_DATABASE_URL does not answer: {reason}.") from None
        with connection:
            yield connection
    finally:
        engine.dispose()


def _foreign_keys_off(connection: Connection) -> None:
    """SQLite changes a table by making it anew; with the keys on, dropping the old one would empty others."""
    raw = connection.connection.dbapi_connection
    assert raw
    raw.cursor().execute("PRAGMA foreign_keys=OFF")


def _copy(settings: Settings, version: str) -> None:
    """Keep the file as it was before this migration, and only this copy: it holds what is erased later."""
    source = settings.sqlite_file
    assert source
    folder = settings.var / "before-migration"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()
    target = folder / f"{source.stem}-{version}.db"
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)


def differences(settings: Settings) -> list[str]:
    """What the models have that the migrations do not make, and the other way round; the database must be migrated."""
    from alembic.autogenerate import compare_metadata

    from grievances.models import Base

    with connect(settings) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(difference) for difference in compare_metadata(context, Base.metadata)]


def main() -> int:
    """`python -m sangam.schema`: do the migrations make what the models say? For `make check`."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        trial = Settings(var=Path(folder))
        migrate(trial)
        found = differences(trial)
    print(*found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
