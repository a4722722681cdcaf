"""`sangam review export FILE`: what reviewers have labelled, as training data for people to read. Trains nothing."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from sangam import keys
from sangam.commands import Commands
from sangam.errors import SetupError
from sangam.settings import Settings


def add_to(commands: Commands) -> None:
    parser = commands.add_parser("review", help="messages that reviewers have labelled")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    export = actions.add_parser("export", help="write what is labelled and was not exported before as training data")
    export.add_argument("file", type=Path, metavar="FILE", help="must not be there yet")
    export.add_argument("--language", choices=("en", "hi", "vi", "fa"), help="only this one; else all in one file")
    export.add_argument("--again", action="store_true", help="also what was exported before and is still kept")
    export.set_defaults(run=run_export)


def run_export(settings: Settings, arguments: argparse.Namespace) -> int:
    from grievances import review
    from grievances.training import training_file
    from sangam import schema
    from sangam.composition import make_core

    schema.require_newest(settings)
    file: Path = arguments.file
    with make_core(settings, keys.load(settings)).unit() as unit:
        lines = review.take_labelled(unit, language=arguments.language, again=arguments.again)
        if not lines:
            print("Nothing is labelled that was not exported before.")
            return 0
        # Written before the marks are committed: a line may come twice, but none is lost.
        _write(file, training_file(lines))
    new = sum(line.new for line in lines)
    print(f"{len(lines)} messages, {new} of them new, are in {file}. Read it before anything is trained from it.")
    return 0


def _write(file: Path, text: str) -> None:
    """Write a new file that its owner alone can read. SetupError when it is there already or cannot be made."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
    except FileExistsError:
        raise SetupError(f"Not exported: {file} is there already.") from None
    except OSError as error:
        raise SetupError(f"Not exported: {file} cannot be written: {error.strerror}.") from None
