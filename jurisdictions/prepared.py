"""Data that was read and checked before is taken as it was, while not a byte of it or of what reads it has changed.

Reading and checking three countries takes over a second of a core, and three roles do it at every start.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from jurisdictions.loader import ROOT, load
from jurisdictions.model import Jurisdiction

PREFIX, SUFFIX = "jurisdictions-", ".pickle"
#: what the result is made from, beside the data: code of ours, and the library of holidays
CODE = (ROOT, ROOT.parent / "language")


def prepared(ids: Iterable[str], folder: Path, root: Path | None = None) -> dict[str, Jurisdiction]:
    """What `load` returns, kept in `folder`, which nobody else may write to: it is as good as code."""
    wanted = tuple(ids)
    kept = folder / f"{PREFIX}{_digest(wanted, root or ROOT)}{SUFFIX}"
    try:
        found: dict[str, Jurisdiction] = pickle.loads(kept.read_bytes())  # noqa: S301 (our own folder)
        return found
    except Exception:  # not there, or damaged in whatever way: it is made anew
        read = load(wanted, root)
    with suppress(OSError):  # a folder that cannot be written to costs a second at the next start
        _keep(read, kept)
    return read


def _digest(ids: tuple[str, ...], root: Path) -> str:
    found = hashlib.sha256(repr((ids, sys.version, version("holidays"))).encode())
    data = [path for id in ids for path in (root / id).rglob("*.yml")]
    code = [path for package in CODE for path in package.glob("*.py")]
    for path in sorted((*data, *code, *CODE[1].rglob("*.yml"))):
        found.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _keep(read: dict[str, Jurisdiction], file: Path) -> None:
    """Write whole or not at all, readable by us alone; what was kept of older data goes."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(dir=file.parent, prefix=f".{PREFIX}")
    try:
        with os.fdopen(handle, "wb") as out:
            pickle.dump(read, out, protocol=5)
        os.replace(made, file)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
    for other in file.parent.glob(f"{PREFIX}*{SUFFIX}"):
        if other != file:
            other.unlink(missing_ok=True)
