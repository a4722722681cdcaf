"""`sangam migrate`: bring the database to the newest schema; on a new deployment, make the keys as well."""

from __future__ import annotations

import argparse

from sangam import keys
from sangam.commands import Commands
from sangam.settings import Settings, write_privately


def add_to(commands: Commands) -> None:
    commands.add_parser("migrate", help="bring the database to the newest schema").set_defaults(run=run)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    from sangam import schema

    write_privately()
    keys.load(settings, make=True)
    print(f"The database has schema {schema.migrate(settings)}.")
    return 0
