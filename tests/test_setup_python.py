"""bin/find-python: a name on PATH proves nothing, only a run does."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

SHIM = '#!/bin/sh\necho "pyenv: $0: command not found" >&2\nexit 127\n'


def python(path: Path, version: str) -> Path:
    """Something that runs and says it is Python `version`, as bin/find-python asks it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\n[ "$3" = {version} ] || exit 1\necho "$0"\n')
    path.chmod(0o755)
    return path


def shim(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SHIM)
    path.chmod(0o755)
    return path


class Machine:
    def __init__(self, folder: Path, root: Path) -> None:
        self.home, self.path, self.root = folder / "home", [folder / "one", folder / "two"], root

    def find(self, *versions: str, **environment: str) -> tuple[int, str]:
        done = subprocess.run(
            ["/bin/sh", str(self.root / "bin/find-python"), *versions],
            env={"PATH": ":".join(map(str, self.path)), "HOME": str(self.home), **environment},
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.stderr == ""
        return done.returncode, done.stdout.strip()


@pytest.fixture
def machine(tmp_path: Path, root: Path) -> Machine:
    return Machine(tmp_path, root)


def test_a_shim_that_answers_127_is_passed_over(machine: Machine) -> None:
    shim(machine.path[0] / "python3.10")
    real = python(machine.path[1] / "python3.10", "3.10")
    assert machine.find("3.10") == (0, str(real))


def test_behind_a_shim_the_version_under_pyenv_is_found(machine: Machine) -> None:
    shim(machine.path[0] / "python3.10")
    real = python(machine.home / ".pyenv/versions/3.10.13/bin/python", "3.10")
    assert machine.find("3.10") == (0, str(real))


def test_pyenv_may_be_elsewhere(machine: Machine, tmp_path: Path) -> None:
    real = python(tmp_path / "opt/pyenv/versions/3.10.4/bin/python", "3.10")
    assert machine.find("3.10", PYENV_ROOT=str(tmp_path / "opt/pyenv")) == (0, str(real))


def test_the_first_wanted_version_that_runs_is_taken(machine: Machine) -> None:
    shim(machine.path[0] / "python3.13")
    python(machine.path[0] / "python3.11", "3.11")
    newer = python(machine.path[1] / "python3.12", "3.12")
    assert machine.find("3.13", "3.12", "3.11") == (0, str(newer))


def test_python3_counts_for_the_version_it_is(machine: Machine) -> None:
    plain = python(machine.path[1] / "python3", "3.11")
    assert machine.find("3.13", "3.11") == (0, str(plain))


def test_a_python_that_lies_about_its_version_is_passed_over(machine: Machine) -> None:
    python(machine.path[0] / "python3.10", "3.9")
    assert machine.find("3.10") == (1, "")


def test_a_folder_with_a_space_and_an_empty_path_entry(machine: Machine, tmp_path: Path) -> None:
    real = python(tmp_path / "my programs" / "python3.12", "3.12")
    machine.path = [Path(), tmp_path / "my programs"]
    assert machine.find("3.12") == (0, str(real))


def test_none(machine: Machine) -> None:
    shim(machine.path[0] / "python3.10")
    assert machine.find("3.10") == (1, "")
