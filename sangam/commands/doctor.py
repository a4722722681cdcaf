"""`sangam doctor`: what is well on this machine and what is not, a line each; exit 1 if something is wrong."""

from __future__ import annotations

import argparse

from sangam.commands import Commands
from sangam.settings import Settings


def add_to(commands: Commands) -> None:
    commands.add_parser("doctor", help="say what is well and what is not").set_defaults(run=run)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    from sangam.doctor import examine

    found = list(examine(settings))
    for finding in found:
        print(f"{finding.mark:<7}  {finding.what}: {finding.says}")
    return 1 if any(finding.mark == "wrong" for finding in found) else 0
