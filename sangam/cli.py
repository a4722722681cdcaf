"""The command line: `bin/sangam COMMAND`. Each command is a module of `sangam.commands`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from sangam import settings
from sangam.children import MISCONFIGURED
from sangam.commands import check_data, doctor, migrate, nlu_eval, officer, serve, train
from sangam.errors import SetupError

COMMANDS = (serve, migrate, officer, doctor, check_data, train, nlu_eval)


def main(arguments: Sequence[str]) -> int:
    """Run one command; return its exit code. What must be put right first is said in one sentence."""
    parser = argparse.ArgumentParser(prog="sangam", description="A one-stop desk for workers' grievances.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_to(commands)
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(settings.load(), chosen))
    except SetupError as error:
        print(error, file=sys.stderr)
        return MISCONFIGURED if getattr(chosen, "parent", None) else 1
    except KeyboardInterrupt:
        return 130
