"""The model's name changes when, and only when, something it is made from changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sangam import model
from sangam.errors import SetupError
from sangam.settings import Settings

#: stands in for `python -m nlu.train --out FILE`: the model is the environment it was called with
FAKE_TRAINING = """#!/bin/sh
while [ $# -gt 0 ]; do [ "$1" = --out ] && out=$2; shift; done
echo trained >> "$HOME/../count"
[ -f "$HOME/../fail" ] && { echo 'the pipeline does not hold together' ; exit 1; }
env > "$out"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {
        "config.yml": "a", "domain.yml": "b", "nlu/data/hi/pf.yml": "c", "nlu/features.py": "d",
        "nlu/taxonomy.yml": "e", "nlu/components/finder.py": "f", "nlu/requirements.txt": "g",
        "language/words/hi.yml": "h",
        "nlu/.venv/bin/python": FAKE_TRAINING,
    }  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    (tmp_path / "nlu/.venv/bin/python").chmod(0o755)
    return tmp_path


@pytest.fixture
def deployment(project: Path) -> Settings:
    return Settings(var=project / "var")


@pytest.mark.parametrize(
    "changed",
    [
        "config.yml", "domain.yml", "nlu/data/hi/pf.yml", "nlu/data/fa/new.yml", "nlu/features.py",
        "nlu/taxonomy.yml", "nlu/components/finder.py", "nlu/requirements.txt", "language/words/hi.yml",
        "language/new.py",
    ],
)  # fmt: skip
def test_another_model_when_this_changes(deployment: Settings, project: Path, changed: str) -> None:
    before = model.path_of(deployment, project)
    (project / changed).parent.mkdir(parents=True, exist_ok=True)
    (project / changed).write_text("changed")
    assert model.path_of(deployment, project) != before


@pytest.mark.parametrize(
    "changed",
    ["README.md", "nlu/__pycache__/features.pyc", "nlu/tests/test_x.py", "nlu/.venv/x.py",
     "grievances/core.py", "language/__pycache__/x.pyc", "language/.hidden"],
)  # fmt: skip
def test_the_same_model_when_this_changes(deployment: Settings, project: Path, changed: str) -> None:
    before = model.path_of(deployment, project)
    (project / changed).parent.mkdir(parents=True, exist_ok=True)
    (project / changed).write_text("changed")
    os.utime(project / "config.yml", (1, 1))
    assert model.path_of(deployment, project) == before


def test_the_same_bytes_in_another_file_are_another_model(deployment: Settings, project: Path) -> None:
    before = model.path_of(deployment, project)
    (project / "nlu/data/hi/pf.yml").rename(project / "nlu/data/hi/esi.yml")
    assert model.path_of(deployment, project) != before


def test_trained_once_and_without_anything_of_the_database(
    deployment: Settings, project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SANGAM_DATABASE_URL", "postgresql://secret")
    monkeypatch.setenv("SANGAM_MASTER_KEY", "secret")
    path = model.train(deployment, project)
    assert model.train(deployment, project) == path
    assert (project / "var/count").read_text().count("trained") == 1
    seen = path.read_text()
    assert "secret" not in seen
    assert "RASA_TELEMETRY_ENABLED=false" in seen
    printed = capfd.readouterr().err
    assert printed.count("\n") == 2
    assert [p.name for p in path.parent.iterdir() if p.name != ".lock"] == [path.name]


def test_the_three_newest_are_kept(deployment: Settings, project: Path) -> None:
    paths = []
    for number in range(5):
        (project / "config.yml").write_text(str(number))
        paths.append(model.train(deployment, project))
        os.utime(paths[-1], (number + 1, number + 1))
    assert sorted(paths[0].parent.glob("*.tar.gz")) == sorted(paths[2:])


def test_a_failure_names_the_log_and_leaves_no_model(deployment: Settings, project: Path) -> None:
    (project / "var").mkdir()
    (project / "var/fail").touch()
    with pytest.raises(SetupError, match=r"var/log/train\.log"):
        model.train(deployment, project)
    assert "does not hold together" in (project / "var/log/train.log").read_text()
    assert not list((project / "var/models").glob("*.tar.gz"))


def test_a_role_alone_does_not_train(deployment: Settings, project: Path) -> None:
    with pytest.raises(SetupError, match="make train"):
        model.trained(deployment)
    assert not (project / "var/count").exists()
