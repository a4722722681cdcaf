"""`sangam check-data`: is the data of every jurisdiction whole and fresh? Exit 0 (old items listed) or 1 (invalid)."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from sangam.commands import Commands
from sangam.settings import Settings


def add_to(commands: Commands) -> None:
    commands.add_parser("check-data", help="check the data of the jurisdictions").set_defaults(run=run)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    from jurisdictions import JurisdictionError, load
    from jurisdictions.check import check, contacts

    try:
        served = load(settings.jurisdictions)
    except JurisdictionError as error:
        print(error)
        return 1
    for item in check(served, datetime.now(UTC).date()):
        print(item)
    for jurisdiction in served.values():
        counts = f"{len(jurisdiction.offices)} offices, {len(jurisdiction.articles)} articles"
        print(f"{jurisdiction.id}: {len(jurisdiction.verticals)} verticals, {counts}")
        print(f"{jurisdiction.id}: offices: {contacts(jurisdiction)}")
    return 0
