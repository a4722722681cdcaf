"""Fixtures for what depends on the data and not on the database: import those that a test module needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from jurisdictions import Jurisdiction, load


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite alone."""
    return f"sqlite:///{tmp_path / 'sangam.db'}"


@pytest.fixture(scope="session")
def served() -> dict[str, Jurisdiction]:
    """All three countries."""
    return load(["in", "vn", "ir"])
