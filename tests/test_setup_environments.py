"""bin/setup: what it installs, when it does nothing, and what it says when Rasa's Python cannot be had."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

#: A uv that writes down what it was asked and makes an environment whose Python runs.
UV = """#!/bin/sh
case "$1 $2" in
"--version ") echo uv 0 ;;
"python install") echo "no download here" >&2; exit 1 ;;
"pip sync") for last; do :; done; echo "sync $last" >> "$CALLS" ;;
venv*)
    for last; do :; done
    echo "venv $last" >> "$CALLS"
    mkdir -p "$last/bin" && printf '#!/bin/sh\\n' > "$last/bin/python" && chmod +x "$last/bin/python" ;;
esac
"""
#: A Python of one version, as bin/find-python asks for it.
PYTHON = '#!/bin/sh\n[ "$3" = {version} ] || exit 1\necho "$0"\n'


class Project:
    """A copy of the scripts beside locks of its own, on a machine with just these Pythons."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder, self.programs, self.calls = folder / "project", folder / "programs", folder / "calls"
        shutil.copytree(root / "bin", self.folder / "bin")
        for lock in ("requirements/app.txt", "requirements/dev.txt", "nlu/requirements.txt"):
            self.write(lock, f"{lock}==1\n")
        self.programs.mkdir()
        for tool in ("sh", "cat", "cksum", "chmod", "dirname", "flock", "grep", "mkdir", "rm"):
            if found := shutil.which(tool):  # not the whole of /usr/bin: it may hold a Python 3.10
                (self.programs / tool).symlink_to(found)
        self.program("uv", UV)
        for version in ("3.12", "3.10"):
            self.program(f"python{version}", PYTHON.format(version=version))

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text)

    def program(self, name: str, text: str) -> None:
        (self.programs / name).write_text(text)
        (self.programs / name).chmod(0o755)

    def setup(self, *arguments: str) -> tuple[int, str, list[str]]:
        """Exit code, what was said, and what uv was asked for."""
        self.calls.write_text("")
        done = subprocess.run(
            ["/bin/sh", str(self.folder / "bin/setup"), *arguments], cwd="/", capture_output=True, text=True,
            env={"PATH": str(self.programs), "HOME": str(self.folder), "CALLS": str(self.calls)},
        )  # fmt: skip
        return done.returncode, done.stderr, self.calls.read_text().splitlines()


@pytest.fixture
def project(tmp_path: Path, root: Path) -> Project:
    return Project(tmp_path, root)


BOTH = ["venv .venv", "sync requirements/app.txt", "venv nlu/.venv", "sync nlu/requirements.txt"]


def test_the_first_set_up_installs_both_and_says_so(project: Project) -> None:
    code, said, calls = project.setup()
    assert (code, calls) == (0, BOTH)
    assert said.splitlines()[0] == "Setting up Sangam"
    assert len(said.splitlines()) == 4


def test_the_second_is_immediate_and_silent(project: Project) -> None:
    project.setup()
    assert project.setup() == (0, "", [])


def test_a_changed_lock_installs_that_one_again(project: Project) -> None:
    project.setup()
    project.write("nlu/requirements.txt", "rasa==4\n")
    assert project.setup()[2] == BOTH[2:]


def test_what_tests_need_is_enough_to_run_but_not_the_other_way_round(project: Project) -> None:
    project.setup()
    assert project.setup("dev")[2] == ["venv .venv", "sync requirements/dev.txt"]
    assert project.setup() == (0, "", [])


def test_an_environment_whose_python_is_gone_is_made_again(project: Project) -> None:
    project.setup()
    (project.folder / ".venv/bin/python").unlink()
    assert project.setup()[2] == BOTH[:2]


def test_a_set_up_that_broke_off_is_done_again(project: Project) -> None:
    broken = UV.replace('echo "sync $last" >> "$CALLS"', "exit 1")
    project.program("uv", broken)
    code, said, _ = project.setup()
    assert code == 1
    assert "failed" in said
    project.program("uv", UV)
    assert project.setup()[2] == BOTH


def test_without_a_python_for_rasa_one_sentence_says_what_to_install(project: Project) -> None:
    project.program("python3.10", "#!/bin/sh\nexit 127\n")
    code, said, _ = project.setup()
    assert code == 1
    assert "Rasa needs Python 3.10" in said.splitlines()[-1]
    assert "pyenv install 3.10" in said.splitlines()[-1]
