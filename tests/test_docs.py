"""The documentation says what is there: settings, make targets, commands, files it links to."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from sangam import keys, settings
from sangam.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
README, OPERATING = ROOT / "README.md", ROOT / "docs" / "operating.md"
#: known to tests and tools, not to the program
ASIDE = {"SANGAM_TEST_ALL"}


def pages() -> list[Path]:
    """Every Markdown page of the project, but none of an environment's."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def prose(page: Path) -> str:
    """A page without its blocks of code, where brackets are no links."""
    return re.sub(r"^[ ]*```.*?^[ ]*```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def table(page: Path) -> dict[str, list[str]]:
    """{variable: the other cells} of all table rows that begin with a setting."""
    rows = re.findall(r"^\| `(SANGAM_\w+)` \|(.*)\|$", page.read_text(encoding="utf-8"), re.M)
    return {name: [cell.strip() for cell in rest.split("|")] for name, rest in rows}


def test_every_setting_is_in_the_table_with_its_default() -> None:
    documented = table(OPERATING)
    for name, default, _ in settings.described():
        assert name in documented, f"{name} is not in docs/operating.md"
        shown = documented[name][0].strip("`")
        assert shown == {"False": "no", "True": "yes"}.get(default, default), name
    for name in keys.NAMES:
        assert documented[settings.variable(name)][0] == f"`var/keys/{name}`"


def test_no_page_names_a_setting_that_is_not_read() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "sangam").glob("*.py"))
    known = {name for name, _, _ in settings.described()} | {settings.variable(name) for name in keys.NAMES} | ASIDE
    for page in pages():
        for name in set(re.findall(r"\bSANGAM_[A-Z_]*[A-Z]\b", page.read_text(encoding="utf-8"))) - known:
            assert f'"{name}"' in source, f"{page.relative_to(ROOT)}: nothing reads {name}"


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named: set[tuple[str, str]] = set()
    for page in pages():
        text = page.read_text(encoding="utf-8")
        for pattern in (r"`(?:\w+=\S+ )*make ([a-z-]+)", r"^(?:\w+=\S+ )*make ([a-z-]+)"):
            named |= {(page.name, target) for target in re.findall(pattern, text, re.M)}
    assert {("README.md", "run"), ("README.md", "test"), ("README.md", "nlu-eval")} <= named
    assert not [(page, target) for page, target in named if target not in targets]


def test_every_command_that_is_named_exists() -> None:
    commands = {command.__name__.rpartition(".")[2].replace("_", "-") for command in COMMANDS}
    named = {
        (page.name, command)
        for page in pages()
        for command in re.findall(r"\bbin/sangam ([a-z]+(?:-[a-z]+)*)", page.read_text(encoding="utf-8"))
    }
    assert ("README.md", "serve") in named
    assert not [(page, command) for page, command in named if command not in commands]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        path, _, anchor = unquote(link).partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert not broken


def test_every_promise_of_reliability_names_a_test_that_is_there() -> None:
    section = (ROOT / "docs/reliability.md").read_text("utf-8").split("## What holds")[1].split("\n## ")[0]
    rows = [row for row in section.splitlines() if row.startswith("| ") and not row.startswith(("| promise", "| ---"))]
    assert len(rows) > 15
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert named, row
        for path, test in named:
            source = (ROOT / path).read_text("utf-8")
            assert re.search(rf"^ *(?:async )?def {test}\(|^class {test}\b", source, re.M), f"{path}::{test}"


def test_the_folders_of_the_readme_are_there() -> None:
    section = README.read_text(encoding="utf-8").split("## Where things are")[1].split("\n## ")[0]
    named = {name for row in re.findall(r"^\| (`.+?) \|", section, re.M) for name in re.findall(r"`([^`]+)`", row)}
    assert {"grievances/", "config.yml"} <= named
    assert not [name for name in named if not (ROOT / name).exists()]
    packages = {f"{path.parent.name}/" for path in ROOT.glob("*/__init__.py")}
    assert packages <= named
