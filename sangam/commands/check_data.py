"""`sangam check-data`: is the data of every jurisdiction whole and fresh? Exit 0 (old items listed) or 1 (invalid)."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from sangam.commands import Commands
from sangam.settings import Settings

if TYPE_CHECKING:
    from jurisdictions import Jurisdiction

#: how long a fact is taken for true without another look at its source
FRESH = timedelta(days=365)


def add_to(commands: Commands) -> None:
    commands.add_parser("check-data", help="check the data of the jurisdictions").set_defaults(run=run)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    from jurisdictions import JurisdictionError, load

    try:
        served = load(settings.jurisdictions)
    except JurisdictionError as error:
        print(error)
        return 1
    today = datetime.now(UTC).date()
    for jurisdiction in served.values():
        for item, checked in _checked(jurisdiction):
            if today - checked > FRESH:
                print(f"{jurisdiction.id}: {item} was last checked on {checked}: check it again")
        counts = f"{len(jurisdiction.offices)} offices, {len(jurisdiction.articles)} articles"
        print(f"{jurisdiction.id}: {len(jurisdiction.verticals)} verticals, {counts}")
    return 0


def _checked(jurisdiction: Jurisdiction) -> Iterator[tuple[str, date]]:
    """What ages, and the day somebody last compared it with its source."""
    for line in jurisdiction.helplines.values():
        yield f"helpline {line.id}", line.sourced.checked
    for office in jurisdiction.offices.values():
        if office.contact:
            yield f"the contact of office {office.id}", office.contact.checked
    for article in jurisdiction.articles.values():
        yield f"article {article.topic}", article.reviewed
