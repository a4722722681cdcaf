"""`sangam token add | list | revoke`: what other programs show at the desk API. Each acts as one officer."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from sangam.commands import Commands
from sangam.commands.officer import open_core
from sangam.errors import SetupError
from sangam.settings import Settings


def add_to(commands: Commands) -> None:
    parser = commands.add_parser("token", help="tokens of the desk API")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    add = actions.add_parser("add", help="make a token and show it, this once")
    add.add_argument("--officer", required=True, metavar="LOGIN", help="whose rights it has, and in whose name it acts")
    add.add_argument("--name", default="", help="what it is for")
    add.add_argument("--days", type=int, default=90, help="how long it lives (90)")
    add.set_defaults(run=add_token)
    actions.add_parser("list", help="all tokens, without what is secret").set_defaults(run=list_tokens)
    revoke = actions.add_parser("revoke", help="end a token at once")
    revoke.add_argument("id", help="its id in the list")
    revoke.set_defaults(run=revoke_token)


def add_token(settings: Settings, arguments: argparse.Namespace) -> int:
    from grievances import tokens
    from grievances.errors import NotFound

    with open_core(settings).unit() as unit:
        try:
            secret, token = tokens.add(unit, arguments.officer, name=arguments.name, days=arguments.days)
        except (NotFound, ValueError) as error:
            raise SetupError(f"Not added: {error}.") from None
        print(f"Token {token.id} acts as {token.officer.login} until {_day(token.expires_at)}. It is shown only now:")
    print(secret)
    return 0


def list_tokens(settings: Settings, arguments: argparse.Namespace) -> int:
    from grievances import tokens

    with open_core(settings).reading() as unit:
        for token in tokens.listed(unit):
            state = f"until {_day(token.expires_at)}"
            if token.expires_at <= unit.now:
                state = f"ended {_day(token.expires_at)}"
            if token.revoked_at:
                state = f"revoked {_day(token.revoked_at)}"
            use = f"used {_day(token.used_at)}" if token.used_at else "never used"
            print("\t".join((token.id, token.officer.login, state, use, token.name)).rstrip())
    return 0


def revoke_token(settings: Settings, arguments: argparse.Namespace) -> int:
    from grievances import tokens
    from grievances.errors import NotFound

    with open_core(settings).unit() as unit:
        try:
            token = tokens.revoke(unit, arguments.id)
        except NotFound as error:
            raise SetupError(f"There is {error}.") from None
        print(f"Revoked the token of {token.officer.login}.")
    return 0


def _day(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d}"
