"""The private PostgreSQL of the tests works, and each test has a database of its own."""

from __future__ import annotations

import sqlalchemy as sa


def test_each_test_has_an_empty_database(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url)
    with engine.begin() as connection:
        assert sa.inspect(connection).get_table_names() == []
        connection.execute(sa.text("create table left_behind (id int)"))
        assert connection.scalar(sa.text("show server_encoding")) == "UTF8"
    engine.dispose()


def test_and_again_an_empty_one(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url)
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()
