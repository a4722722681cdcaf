"""`sangam rewrap`: after a change of the master key, put every data key under the new one."""

from __future__ import annotations

import argparse

from sangam import keys
from sangam.commands import Commands
from sangam.settings import Settings


def add_to(commands: Commands) -> None:
    help_ = "put every data key under the new master key (the old one in SANGAM_FORMER_MASTER_KEYS)"
    commands.add_parser("rewrap", help=help_).set_defaults(run=run)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    from grievances import erasure
    from sangam import schema
    from sangam.composition import make_core

    schema.require_newest(settings)
    with make_core(settings, keys.load(settings)).unit() as unit:
        print(f"{erasure.rewrap_all(unit)} data keys are under the new master key.")
    return 0
