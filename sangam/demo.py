"""The demonstration: an example officer for every office that works on the desk, with passwords made here."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from grievances import officers
from grievances.core import Core
from sangam.errors import SetupError
from sangam.settings import Settings


def file(settings: Settings) -> Path:
    """Their logins and passwords, readable by the owner alone."""
    return settings.var / "demo-officers.json"


def prepare(settings: Settings, core: Core) -> None:
    """Make the officers who are not there yet; who has an entry in the file keeps the password."""
    entries = wanted(core)
    kept = _read(file(settings))
    with core.reading() as unit:
        present = {officer.login for officer in officers.listed(unit)}
    for entry in entries:
        login = entry["login"]
        if login in present and login not in kept:
            raise SetupError(
                f"The database has an account {login!r} that the demonstration did not make: "
                f"give the demonstration a folder and a database of its own with SANGAM_VAR."
            )
        entry["password"] = kept.get(login) or secrets.token_urlsafe(12)
    _write(file(settings), entries)  # first, so that no account exists whose password is lost
    with core.unit() as unit:
        for entry in entries:
            if entry["login"] not in present:
                officers.add(unit, **entry)


def wanted(core: Core) -> list[dict[str, Any]]:
    """An officer for each office on the desk, a nodal officer and an administrator for each jurisdiction."""
    found: list[dict[str, Any]] = []
    for jurisdiction in core.jurisdictions.values():
        common = {"jurisdiction": jurisdiction.id, "language": jurisdiction.language}
        for office in jurisdiction.offices.values():
            if office.reach == "desk":
                name = office.name.get(jurisdiction.language)
                found.append({"login": office.id, "name": name, "role": "officer", "office": office.id, **common})
        found.append({"login": f"{jurisdiction.id}-nodal", "name": "Nodal", "role": "nodal", **common})
        found.append({"login": f"{jurisdiction.id}-admin", "name": "Admin", "role": "admin", **common})
    return found


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    return {entry["login"]: entry["password"] for entry in json.loads(path.read_text())}


def _write(path: Path, entries: list[dict[str, Any]]) -> None:
    partial = path.with_suffix(".new")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
        json.dump(entries, target, ensure_ascii=False, indent=1)
    partial.replace(path)
