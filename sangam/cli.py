"""The command line: `bin/sangam COMMAND`. Each command is a module of `sangam.commands`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from sangam import keys, settings
from sangam.children import MISCONFIGURED
from sangam.commands import (
    check_data,
    doctor,
    measure,
    migrate,
    officer,
    review,
    rewrap,
    route,
    serve,
    token,
    train,
    unanswered,
)
from sangam.errors import SetupError

COMMANDS = (serve, migrate, officer, token, review, unanswered, rewrap, doctor, check_data, route, train, measure)


def main(arguments: Sequence[str]) -> int:
    """Run one command; return its exit code. What must be put right first is said in one sentence."""
    parser = argparse.ArgumentParser(
        prog="sangam",
        description="A one-stop desk for workers' grievances.",
        epilog=_settings(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
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


def _settings() -> str:
    rows = [f"  {name:<25} {what} [{default}]" for name, default, what in settings.described()]
    rows += [f"  {settings.variable(name):<25} 32 bytes in base64; else made in var/keys" for name in keys.NAMES]
    return "\n".join(["settings (environment variables) [default]:", *rows])
