"""`sangam officer add | list | password | disable`: the desk's accounts. There is none until one is made here."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import UTC
from typing import TYPE_CHECKING

from sangam import keys
from sangam.commands import Commands
from sangam.errors import SetupError
from sangam.settings import Settings

if TYPE_CHECKING:
    from grievances.core import Core


def add_to(commands: Commands) -> None:
    parser = commands.add_parser("officer", help="accounts of the desk")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    add = actions.add_parser("add", help="make an account; the password is asked, or read from standard input")
    add.add_argument("login")
    add.add_argument("--name", required=True)
    add.add_argument("--jurisdiction", required=True)
    add.add_argument("--office", help="the office's id in jurisdictions/<id>/offices.yml")
    add.add_argument("--role", default="officer", help="officer (the default), nodal or admin")
    add.add_argument("--language", default="en", choices=("en", "hi", "vi", "fa"))
    add.set_defaults(run=add_officer)
    actions.add_parser("list", help="all accounts").set_defaults(run=list_officers)
    password = actions.add_parser("password", help="set a new password; a closed account is open again")
    password.add_argument("login")
    password.set_defaults(run=set_password)
    disable = actions.add_parser("disable", help="close an account and its sessions")
    disable.add_argument("login")
    disable.set_defaults(run=disable_officer)


def add_officer(settings: Settings, arguments: argparse.Namespace) -> int:
    from grievances import officers
    from grievances.errors import GrievanceError

    if arguments.jurisdiction not in settings.jurisdictions:
        raise SetupError(f"Not added: this deployment does not serve jurisdiction {arguments.jurisdiction!r}.")
    with open_core(settings).unit() as unit:
        try:
            officer = officers.add(
                unit, login=arguments.login, name=arguments.name, password=_password(), role=arguments.role,
                jurisdiction=arguments.jurisdiction, office=arguments.office, language=arguments.language,
            )  # fmt: skip
        except (ValueError, GrievanceError) as error:
            raise SetupError(f"Not added: {error}.") from None
        print(f"Added {officer.role} {officer.login}.")
    return 0


def list_officers(settings: Settings, arguments: argparse.Namespace) -> int:
    from grievances import officers

    with open_core(settings).reading() as unit:
        for officer in officers.listed(unit):
            closed = f"disabled {officer.disabled_at.astimezone(UTC):%Y-%m-%d}" if officer.disabled_at else ""
            row = (officer.login, officer.role, officer.jurisdiction, officer.office_id or "-", officer.name, closed)
            print("\t".join(row).rstrip())
    return 0


def set_password(settings: Settings, arguments: argparse.Namespace) -> int:
    from grievances import officers
    from grievances.errors import NotFound

    with open_core(settings).unit() as unit:
        try:
            officer = officers.set_password(unit, arguments.login, _password())
        except (NotFound, ValueError) as error:
            raise SetupError(f"Not changed: {error}.") from None
        print(f"New password for {officer.login}.")
    return 0


def disable_officer(settings: Settings, arguments: argparse.Namespace) -> int:
    from grievances import officers
    from grievances.errors import NotFound

    with open_core(settings).unit() as unit:
        try:
            officer = officers.disable(unit, arguments.login)
        except NotFound as error:
            raise SetupError(f"There is {error}.") from None
        print(f"Disabled {officer.login}.")
    return 0


def open_core(settings: Settings) -> Core:
    from sangam import schema
    from sangam.composition import make_core

    schema.require_newest(settings)
    return make_core(settings, keys.load(settings))


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != first:
        raise SetupError("The two passwords differ; nothing was changed.")
    return first
