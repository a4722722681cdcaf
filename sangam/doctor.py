"""What `sangam doctor` looks at. Nothing is changed by looking."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sangam import keys, model, ports, probe
from sangam.errors import SetupError
from sangam.settings import RASA_PORT, ROOT, Settings

Mark = Literal["well", "note", "wrong"]


@dataclass(frozen=True)
class Finding:
    """`note` is nothing wrong, only something that is not there or not running."""

    mark: Mark
    what: str
    says: str


def examine(settings: Settings) -> Iterator[Finding]:
    checks: tuple[tuple[str, Callable[[Settings], tuple[Mark, str]]], ...] = (
        ("Python", _python),
        ("Python of Rasa", _python_of_rasa),
        ("model", _model),
        ("data", _data),
        ("keys", _keys),
        ("database", _database),
        ("messages", _messages),
        ("catalogues", _catalogues),
        ("web", _web),
        ("Rasa", _rasa),
        ("Chromium", lambda _: _program("chromium", "only the browser tests need it: apt-get install chromium")),
        ("psql", lambda _: _program("psql", "for looking into PostgreSQL: apt-get install postgresql-client")),
    )
    for what, check in checks:
        try:
            mark, says = check(settings)
        except SetupError as error:
            mark, says = "wrong", str(error)
        yield Finding(mark, what, says)


def _python(settings: Settings) -> tuple[Mark, str]:
    return "well", f"{sys.version.split()[0]} in {sys.prefix}"


def _python_of_rasa(settings: Settings) -> tuple[Mark, str]:
    python = ROOT / "nlu/.venv/bin/python"
    code = "import sys; from importlib.metadata import version; print(sys.version.split()[0], version('rasa'))"
    try:
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=60)
    except OSError:
        return "wrong", "nlu/.venv is not there: run 'make setup'"
    if done.returncode:
        return "wrong", "nlu/.venv does not run: remove the folder and run 'make setup'"
    version, rasa = done.stdout.split()
    return "well", f"{version} with Rasa {rasa}"


def _model(settings: Settings) -> tuple[Mark, str]:
    path = model.path_of(settings)
    return ("well", path.name) if path.is_file() else ("note", "not trained yet: 'make train', or the next start, does")


def _data(settings: Settings) -> tuple[Mark, str]:
    from jurisdictions import JurisdictionError, load

    try:
        served = load(settings.jurisdictions)
    except JurisdictionError as error:
        return "wrong", str(error)
    return "well", ", ".join(f"{j.id} ({len(j.offices)} offices)" for j in served.values())


def _keys(settings: Settings) -> tuple[Mark, str]:
    if opened := keys.too_open(settings):
        return "wrong", f"others can read {', '.join(map(str, opened))}: chmod 700 the folder, 600 the files"
    if not keys.folder(settings).is_dir() and not (settings.sqlite_file and settings.sqlite_file.exists()):
        return "note", "not made yet: the first start, or 'bin/sangam migrate', makes them"
    keys.load(settings)
    return "well", f"in {keys.folder(settings)} or the environment, closed to others"


def _database(settings: Settings) -> tuple[Mark, str]:
    from sangam import schema

    if settings.sqlite_file and not settings.sqlite_file.exists():
        return "note", "not made yet: the first start, or 'bin/sangam migrate', makes it"
    schema.require_newest(settings)
    kind = f"SQLite in {settings.sqlite_file}" if settings.sqlite_file else "PostgreSQL"
    return "well", f"{kind}, schema {schema.newest()}"


def _messages(settings: Settings) -> tuple[Mark, str]:
    """Whether a message has failed so often that people must look at it."""
    if settings.sqlite_file and not settings.sqlite_file.exists():
        return "note", "there is no database yet"
    from grievances import waiting
    from sangam import schema
    from sangam.composition import make_core

    schema.require_newest(settings)
    with make_core(settings, keys.load(settings)).reading() as unit:
        aside, under_way = len(waiting.left_aside(unit)), waiting.count(unit)
    if aside:
        return "wrong", f"{aside} could not be answered, see 'bin/sangam unanswered'; {under_way} are waiting"
    return "well", f"{under_way} are waiting for their answer, none was given up"


def _catalogues(settings: Settings) -> tuple[Mark, str]:
    sources = sorted((ROOT / "locales").glob("*/LC_MESSAGES/*.po"))
    missing = [po.parts[-3] for po in sources if not po.with_suffix(".mo").exists()]
    if missing:
        return "wrong", f"not compiled: {', '.join(missing)}; run 'make setup'"
    return "well", ", ".join(po.parts[-3] for po in sources) or "none"


def _web(settings: Settings) -> tuple[Mark, str]:
    from sangam.everything import address

    if not ports.taken(settings.host, settings.port):
        return "note", f"not running; port {settings.port} is free"
    waiting_for = probe.answers(f"{address(settings)}/health/ready", "it")
    if waiting_for is None:
        return "well", f"answers at {address(settings)}, a turn included"
    return "wrong", f"port {settings.port} is in use, but {waiting_for}"


def _rasa(settings: Settings) -> tuple[Mark, str]:
    """A turn through Rasa, where its address is known: together with everything it has a port of its own."""
    if not settings.rasa_urls and not ports.taken("127.0.0.1", settings.rasa_port or RASA_PORT):
        return "note", "not running alone; with everything, the web's line tells"
    for url in settings.rasa:
        if trouble := probe.answers(f"{url}/webhooks/sangam/health", url):
            return "wrong", trouble
    return "well", f"a turn worked at {', '.join(settings.rasa)}"


def _program(name: str, otherwise: str) -> tuple[Mark, str]:
    found = shutil.which(name)
    return ("well", str(Path(found))) if found else ("note", f"not here; {otherwise}")
