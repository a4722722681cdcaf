"""Shared by all tests, in both environments (so Python 3.10 and the standard library only at import time)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres

ROOT = Path(__file__).resolve().parents[1]
#: In CI nothing may be left out.
TEST_ALL = os.environ.get("SANGAM_TEST_ALL") == "1"
_missing: dict[str, str] = {}


def need(what: str, how: str) -> None:
    """Skip the test because `what` is not on this machine; `how` installs it. The end of the run lists it."""
    _missing[what] = how
    pytest.skip(f"{what} is missing: {how}")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def postgres_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Cluster]:
    """A private PostgreSQL, started once for the run."""
    if not postgres.programs():
        need("PostgreSQL", "apt-get install postgresql")
    with postgres.cluster() as running:
        yield running


@pytest.fixture
def postgres_url(postgres_cluster: postgres.Cluster) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database of this test's own."""
    name = postgres_cluster.create_database()
    yield postgres_cluster.url(name)
    postgres_cluster.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'sangam.db'}"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; as root it wants `--no-sandbox`."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        need("Chromium", "apt-get install chromium")
    return str(found)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """With SANGAM_TEST_ALL=1 a skip is a failure."""
    report = yield
    if TEST_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.longrepr = f"{item.nodeid} was skipped, and SANGAM_TEST_ALL=1 allows no skip: {reason}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for what, how in sorted(_missing.items()):
        terminalreporter.write_line(f"Not tested for want of {what}. To install it: {how}")
