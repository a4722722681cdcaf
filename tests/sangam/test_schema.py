"""Migrating, on SQLite and PostgreSQL: complete, harmless when repeated or done twice at once, refused when old."""

from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from sangam import schema
from sangam.errors import SetupError
from sangam.settings import Settings


@pytest.fixture
def deployment(tmp_path: Path, database_url: str) -> Settings:
    return Settings(var=tmp_path, database_url=database_url)


def test_migrations_make_what_the_models_say(deployment: Settings) -> None:
    schema.migrate(deployment)
    assert schema.differences(deployment) == []
    assert schema.present(deployment) == schema.newest()


def test_a_difference_is_seen(deployment: Settings) -> None:
    schema.migrate(deployment)
    with schema.connect(deployment) as connection:
        connection.execute(sa.text("alter table officer add column shoe_size integer"))
        connection.commit()
    assert "shoe_size" in "".join(schema.differences(deployment))


def test_two_that_start_at_once_do_not_disturb_each_other(deployment: Settings) -> None:
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(schema.migrate, [deployment] * 2)) == [schema.newest()] * 2
    schema.require_newest(deployment)


def test_a_role_refuses_what_is_not_the_newest(deployment: Settings) -> None:
    with pytest.raises(SetupError, match="run 'bin/sangam migrate'"):
        schema.require_newest(deployment)
    schema.migrate(deployment)
    schema.require_newest(deployment)
    with schema.connect(deployment) as connection:
        connection.execute(sa.text("update alembic_version set version_num = '9999_future'"))
        connection.commit()
    with pytest.raises(SetupError, match="newer than this program"):
        schema.require_newest(deployment)


def test_sqlite_is_copied_before_it_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deployment = Settings(var=tmp_path)
    schema.migrate(deployment)
    copies = tmp_path / "before-migration"
    schema.migrate(deployment)
    assert not copies.exists()  # nothing to change, nothing to copy
    with schema.connect(deployment) as connection:
        connection.execute(sa.text("update alembic_version set version_num = 'older'"))
        connection.commit()
    upgraded = []
    monkeypatch.setattr("sangam.schema.command.upgrade", lambda *_: upgraded.append(1))
    schema.migrate(deployment)
    assert upgraded
    (copy,) = copies.iterdir()
    assert copy.name == "sangam-older.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with sqlite3.connect(copy) as database:
        assert database.execute("select version_num from alembic_version").fetchall() == [("older",)]


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    away = Settings(var=tmp_path, database_url="postgresql+psycopg://sangam:pass-word@127.0.0.1:1/sangam")
    with pytest.raises(SetupError, match="SANGAM_DATABASE_URL does not answer") as error:
        schema.require_newest(away)
    assert "\n" not in str(error.value)
    assert "pass-word" not in str(error.value)
