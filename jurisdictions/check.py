"""What in the data a person should look at again: old, unsure or missing. Valid data may have many such items."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from jurisdictions.facts import CERTAINTIES, Sourced
from jurisdictions.model import Jurisdiction
from jurisdictions.topics import TOPICS

# Days after which a fact is called again or read again. A dead telephone number is the worst of them.
HELPLINE_DAYS = 90
FACT_DAYS = 180


def check(jurisdictions: Mapping[str, Jurisdiction], today: datetime.date) -> list[str]:
    """A line for each item that is stale on this day, not officially confirmed, or missing; sorted by file."""
    return sorted(line for jurisdiction in jurisdictions.values() for line in _items(jurisdiction, today))


def _items(jurisdiction: Jurisdiction, today: datetime.date) -> Iterator[str]:
    folder = f"jurisdictions/{jurisdiction.id}"
    for line in jurisdiction.helplines.values():
        where = f"{folder}/helplines.yml: {line.id} ({line.number})"
        yield from _age(where, "checked", line.sourced.checked, HELPLINE_DAYS, today)
        if line.sourced.certainty not in "PO":
            yield f"{where}: no official source ({CERTAINTIES[line.sourced.certainty]}); call it to test"
    for where, fact in _facts(jurisdiction, folder):
        yield from _age(where, "checked", fact.checked, FACT_DAYS, today)
        if fact.certainty in "GD":
            yield f"{where}: {CERTAINTIES[fact.certainty]}; read it in the official text"
    for topic, article in jurisdiction.articles.items():
        yield from _age(f"{folder}/knowledge/{topic}.yml", "reviewed", article.reviewed, FACT_DAYS, today)
    if without := sorted(TOPICS - jurisdiction.articles.keys()):
        yield f"{folder}/knowledge: {len(without)} topics without an article: {', '.join(without)}"
    letters = [office.id for office in jurisdiction.offices.values() if office.reach == "letter" and not office.contact]
    if letters:
        yield f"{folder}/offices.yml: {len(letters)} offices take letters but have no address: {', '.join(letters)}"


def _facts(jurisdiction: Jurisdiction, folder: str) -> Iterator[tuple[str, Sourced]]:
    for office in jurisdiction.offices.values():
        if office.contact:
            yield f"{folder}/offices.yml: {office.id}: contact", office.contact
    yield f"{folder}/notice.yml: sourced", jurisdiction.notice.sourced
    for topic, article in jurisdiction.articles.items():
        for at, law in enumerate(article.law, 1):
            yield f"{folder}/knowledge/{topic}.yml: law: {at}", law


def _age(where: str, what: str, day: datetime.date, most: int, today: datetime.date) -> Iterator[str]:
    age = (today - day).days
    if age > most:
        yield f"{where}: {what} on {day}, {age} days ago; at most {most}"
    elif age < 0:
        yield f"{where}: {what} on {day}, a day still to come"
