"""`sangam serve`: everything on one machine, or one role of it."""

from __future__ import annotations

import argparse

from sangam import ports
from sangam.commands import Commands
from sangam.settings import Settings, write_privately

ROLES = ("rasa", "actions", "web", "worker")


def add_to(commands: Commands) -> None:
    parser = commands.add_parser("serve", help="run everything, or one role")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--role", choices=ROLES, help="run this role alone")
    what.add_argument("--demo", action="store_true", help="the demonstration, with example officers")
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)  # the supervisor's process id
    parser.set_defaults(run=run)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    write_privately()
    if arguments.role is None:
        settings = ports.chosen(settings)  # before anything large is imported
        from sangam.everything import serve

        return serve(settings, demo=arguments.demo or settings.demo)
    from sangam import roles
    from sangam.children import die_with

    if arguments.parent:
        die_with(arguments.parent)
    return roles.serve(settings, arguments.role)
