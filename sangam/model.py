"""The trained model: kept under a hash of all it was made from, trained again only when that changes."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from sangam.environment import for_rasa
from sangam.errors import SetupError
from sangam.settings import ROOT, Settings

KEPT = 3
#: folders of nlu/ that hold no code a model is made with
ASIDE = (".venv", "data", "evaluation", "measuring", "tests")
SKIPPED = frozenset({"__pycache__", "tests"})


def data_files(root: Path = ROOT) -> list[Path]:
    """What Rasa reads when it trains."""
    return _files(root, [root / "config.yml", root / "domain.yml", *(root / "nlu/data").rglob("*")])


def code_files(root: Path = ROOT) -> list[Path]:
    """What runs while it trains: our graph components with their data, what they stand on, the versions."""
    parts = [path for path in (root / "nlu").iterdir() if path.is_dir() and path.name not in ASIDE]
    folders = [*parts, root / "language"]
    return _files(root, [*(root / "nlu").glob("*"), *(path for each in folders for path in each.rglob("*"))])


def _files(root: Path, paths: Iterable[Path]) -> list[Path]:
    def counts(path: Path) -> bool:
        inside = path.relative_to(root).parts
        return path.is_file() and SKIPPED.isdisjoint(inside) and not path.name.startswith(".")

    return sorted(path for path in paths if counts(path))


def digest(files: Iterable[Path], root: Path = ROOT) -> str:
    """A hash over names and contents."""
    total = hashlib.sha256()
    for path in files:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(root).as_posix()}\0{content}\n".encode())
    return total.hexdigest()[:16]


def path_of(settings: Settings, root: Path = ROOT) -> Path:
    """Where the model of the present training data is, or would be."""
    made_from = data_files(root) + code_files(root)
    return settings.model or settings.var / "models" / f"{digest(made_from, root)}.tar.gz"


def is_there(settings: Settings) -> bool:
    """Whether the model is trained."""
    return path_of(settings).is_file()


def trained(settings: Settings) -> Path:
    """The model, which must exist already: SetupError otherwise."""
    path = path_of(settings)
    if not path.is_file():
        raise SetupError(f"There is no trained model {path}: run 'make train'.")
    return path


def train(settings: Settings, root: Path = ROOT) -> Path:
    """Return the model, trained now if it is not there yet. SetupError names the log when training fails."""
    path = path_of(settings, root)
    if path.is_file():
        os.utime(path)  # newest used, newest kept
        return path
    if settings.model:
        raise SetupError(f"SANGAM_MODEL names {path}, which is not there.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with (path.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.is_file():
            _train(settings, root, path)
    return path


def _train(settings: Settings, root: Path, path: Path) -> None:
    settings.logs.mkdir(parents=True, exist_ok=True)
    log = settings.logs / "train.log"
    print("  training the model: about six minutes on two cores, once", file=sys.stderr, flush=True)
    begun = time.monotonic()
    command = [str(root / "nlu/.venv/bin/python"), "-W", "ignore", "-m", "nlu.train", "--out", str(path)]
    with log.open("wb") as output:
        done = subprocess.run(
            command,
            cwd=root,
            env=for_rasa(settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    if done.returncode or not path.is_file():
        raise SetupError(f"Training failed; {log} says why.")
    for old in sorted(path.parent.glob("*.tar.gz"), key=lambda p: p.stat().st_mtime, reverse=True)[KEPT:]:
        old.unlink()
    print(f"  the model is trained ({time.monotonic() - begun:.0f} s)", file=sys.stderr, flush=True)
