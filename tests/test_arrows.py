"""The arrows between packages (docs/architecture.md): who may import whom, read from the source."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
#: package -> packages of ours it may import
MAY = {
    "language": set(),
    "jurisdictions": {"language"},
    "grievances": {"jurisdictions", "language"},
    "actions": {"grievances", "jurisdictions", "language"},
    "edge": {"grievances", "language"},
    "bot": {"edge", "grievances", "jurisdictions", "language"},
    "desk": {"edge", "grievances", "jurisdictions", "language"},
    "nlu": {"language"},
    "sangam": {"actions", "bot", "desk", "edge", "grievances", "jurisdictions", "language", "nlu"},
}  # fmt: skip
#: what the core must not know, and who alone may know it
WEB = {"actions", "bot", "desk", "edge", "sangam"}
FOREIGN = {
    "rasa": {"nlu"},
    "sanic": {"nlu"},
    "rasa_sdk": {"actions"},
    "telegram": {"bot"},
    "fastapi": WEB,
    "starlette": WEB,
    "jinja2": {"bot", "desk", "sangam"},
}


def imports(package: str) -> set[tuple[str, str]]:
    """{(file, top-level module imported)} of a package, without its own environment and tests."""
    found = set()
    for path in (ROOT / package).rglob("*.py"):
        parts = path.relative_to(ROOT).parts
        if ".venv" in parts or "tests" in parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            found |= {("/".join(parts), name.partition(".")[0]) for name in names}
    return found


@pytest.mark.parametrize("package", MAY)
def test_a_package_imports_only_what_it_may(package: str) -> None:
    found = imports(package)
    assert found, f"{package} has no source"
    wrong = {(file, name) for file, name in found if name in MAY and name not in MAY[package] | {package}}
    wrong |= {(file, name) for file, name in found if name in FOREIGN and package not in FOREIGN[name]}
    assert not wrong


def test_only_settings_read_the_environment() -> None:
    readers = set()
    for package in ("language", "jurisdictions", "grievances", "actions", "bot", "desk", "edge"):
        for path in (ROOT / package).rglob("*.py"):
            if re.search(r"\bos\.(environ|getenv)\b", path.read_text(encoding="utf-8")):
                readers.add(str(path.relative_to(ROOT)))
    assert not readers
