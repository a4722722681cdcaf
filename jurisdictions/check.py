"""What in the data a person should look at again: old, unsure or missing. Valid data may have many such items."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping

from jurisdictions.articles import Article
from jurisdictions.calendar import WorkingDays
from jurisdictions.facts import CERTAINTIES, LANGUAGES, Sourced
from jurisdictions.freshness import FACT_DAYS, OFFICIAL, of_article, of_value
from jurisdictions.model import Jurisdiction
from jurisdictions.quality import SYLLABLES, WORDS, left_out, length, typed_figures
from jurisdictions.topics import TOPICS
from jurisdictions.values import Value
from jurisdictions.ways import faults

# Days after which a line is called again. A dead telephone number is the worst of what can be old.
HELPLINE_DAYS = 90
# Days before the settled holidays end when somebody should look for the next list.
CALENDAR_DAYS = 60


def check(jurisdictions: Mapping[str, Jurisdiction], today: datetime.date) -> list[str]:
    """A line for each item that is stale on this day, not officially confirmed, or missing; sorted by file."""
    return sorted(line for jurisdiction in jurisdictions.values() for line in _items(jurisdiction, today))


def _items(jurisdiction: Jurisdiction, today: datetime.date) -> Iterator[str]:
    folder = f"jurisdictions/{jurisdiction.id}"
    for line in jurisdiction.helplines.values():
        where = f"{folder}/helplines.yml: {line.id} ({line.number})"
        yield from _age(where, "checked", line.sourced.checked, HELPLINE_DAYS, today)
        if line.sourced.certainty not in OFFICIAL:
            yield f"{where}: no official source ({CERTAINTIES[line.sourced.certainty]}); call it to test"
    for where, fact in _facts(jurisdiction, folder):
        yield from _age(where, "checked", fact.checked, FACT_DAYS, today)
        if fact.certainty in "GD":
            yield f"{where}: {CERTAINTIES[fact.certainty]}; read it in the official text"
    used = jurisdiction.used_values()
    for value in jurisdiction.values.values():
        yield from _value(f"{folder}/values/{value.table}.yml: {value.id}", value, jurisdiction, used, today)
    yield from _calendar(f"{folder}/calendar.yml: settled", jurisdiction.working_days, today)
    for topic, article in jurisdiction.articles.items():
        yield from _article(f"{folder}/knowledge/{topic}.yml", article, today)
    if without := sorted(TOPICS - jurisdiction.articles.keys()):
        yield f"{folder}/knowledge: {len(without)} topics without an article: {', '.join(without)}"
    timed = {topic for topic, of in jurisdiction.effects.items() if of.rule.limits}
    if without := sorted(TOPICS - timed):
        yield f"{folder}/effects.yml: {len(without)} topics without a last day for the worker: {', '.join(without)}"
    acting = {rule.vertical for rules in jurisdiction.routing.values() for rule in rules}
    if without := sorted(acting - jurisdiction.clocks.keys()):
        yield f"{folder}/clocks.yml: {len(without)} verticals without a published limit: {', '.join(without)}"
    for fault in faults(jurisdiction):
        yield f"{folder}/routing.yml: {fault}"
    letters = [office.id for office in jurisdiction.offices.values() if office.reach == "letter" and not office.contact]
    if letters:
        yield f"{folder}/offices.yml: {len(letters)} offices take letters but have no address: {', '.join(letters)}"


def contacts(jurisdiction: Jurisdiction) -> str:
    """How many offices have a sourced contact of their own, of one above them, the country's line, or none."""
    offices = jurisdiction.offices.values()
    own = sum(office.contact is not None for office in offices)
    shown = sum(jurisdiction.contact_of(office) is not None for office in offices)
    line = sum(jurisdiction.complaints_about(office) is not None for office in offices)
    return (
        f"{own} with a contact of their own, {shown - own} with that of an office above, "
        f"{line} with the country's line for complaints, {len(offices) - shown - line} with none"
    )


def _value(
    where: str, value: Value, jurisdiction: Jurisdiction, used: Collection[str], today: datetime.date
) -> Iterator[str]:
    drawn_in = [topic for topic, article in jurisdiction.articles.items() if value.id in article.drawn]
    shown, last = value.nearest(today), value.figures[-1]
    said = {
        "ended": f"ended on {shown.until} and has no successor",
        "overdue": f"a new figure was expected by {last.review_by}",
        "coming": f"begins on {value.begins()} only",
        "unofficial": f"{CERTAINTIES[shown.certainty]}; read it in the official text",
        "unused": "stands in no article, limit or clock",
    }
    for code in of_value(value, today, used):
        if code in said:
            doubtful = f"; shown in {', '.join(drawn_in)}" if drawn_in and code in ("ended", "overdue") else ""
            yield f"{where}: {said[code]}{doubtful}"
    yield from _age(where, "checked", shown.checked, FACT_DAYS, today)


def _calendar(where: str, days: WorkingDays, today: datetime.date) -> Iterator[str]:
    """What ends soon, or was never entered, makes every moving feast after it provisional."""
    if days.country and (days.settled is None or days.settled < today + datetime.timedelta(CALENDAR_DAYS)):
        yield f"{where}: until {days.settled}; enter the holidays of the next year when they are gazetted"
    if days.checked:
        yield from _age(where, "checked", days.checked, FACT_DAYS, today)


def _article(where: str, article: Article, today: datetime.date) -> Iterator[str]:
    if "figures" in of_article(article, today):
        doubtful = [value.id for value in article.drawn.values() if value.doubtful(today)]
        yield f"{where}: tells workers that these may have changed: {', '.join(doubtful)}"
    yield from _age(where, "reviewed", article.reviewed, FACT_DAYS, today)
    for language in LANGUAGES:
        if (words := length(article, language, today)) is not None:
            low, high = SYLLABLES.get(language, WORDS)
            yield f"{where}: text: {language}: {words} words; {low} to {high} are good"
        if left := left_out(article, language):
            yield f"{where}: text: {language}: without what other languages have: {', '.join(left)}"
        if typed := list(typed_figures(article, language)):
            yield f"{where}: text: {language}: typed, not drawn from values: {', '.join(typed)}"


def _facts(jurisdiction: Jurisdiction, folder: str) -> Iterator[tuple[str, Sourced]]:
    for office in jurisdiction.offices.values():
        if office.contact:
            yield f"{folder}/offices.yml: {office.id}: contact", office.contact
    if jurisdiction.complaints:
        yield f"{folder}/jurisdiction.yml: complaints", jurisdiction.complaints.contact
    for channel, why in jurisdiction.not_offered.items():
        yield f"{folder}/jurisdiction.yml: channels: {channel}", why
    yield f"{folder}/notice.yml: sourced", jurisdiction.notice.sourced
    doors = {e.door for of in jurisdiction.effects.values() for e in of.all() if e.door}
    for door in sorted(doors, key=lambda door: door.id):
        yield f"{folder}/effects.yml: doors: {door.id}", door.sourced
    for day, given in jurisdiction.working_days.gazetted.items():
        yield f"{folder}/calendar.yml: days: {day}", given.sourced
    yield f"{folder}/rights.yml: law", jurisdiction.rights.law
    for right in jurisdiction.rights.rights.values():
        if right.within:
            yield f"{folder}/rights.yml: {right.id}: within", right.within.sourced
    for other in jurisdiction.referrals.by_id.values():
        if other.contact:
            yield f"{folder}/referrals.yml: {other.id}: contact", other.contact
    for topic, article in jurisdiction.articles.items():
        for at, law in enumerate(article.law, 1):
            yield f"{folder}/knowledge/{topic}.yml: law: {at}", law


def _age(where: str, what: str, day: datetime.date, most: int, today: datetime.date) -> Iterator[str]:
    age = (today - day).days
    if age > most:
        yield f"{where}: {what} on {day}, {age} days ago; at most {most}"
    elif age < 0:
        yield f"{where}: {what} on {day}, a day still to come"
