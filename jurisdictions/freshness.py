"""What is old, unsure or wanting about a value or an article on a day: codes, the worst first."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator

from jurisdictions.articles import Article
from jurisdictions.facts import Certainty
from jurisdictions.values import Value

# Days after which a fact is looked up again or an article read again.
FACT_DAYS = 180
# Read in the law or on an official page; the others are shown too, but somebody should look there.
OFFICIAL: frozenset[Certainty] = frozenset({"P", "O"})


def of_value(value: Value, today: datetime.date, used: Collection[str]) -> Iterator[str]:
    """ended, overdue, coming, old, future, unofficial, unused. `used`: the ids that stand anywhere."""
    if value.ended(today):
        yield "ended"
    if value.overdue(today):
        yield "overdue"
    if today < value.begins():
        yield "coming"
    shown = value.nearest(today)
    yield from age(shown.checked, today)
    if shown.certainty not in OFFICIAL:
        yield "unofficial"
    if value.id not in used:
        yield "unused"


def of_article(article: Article, today: datetime.date) -> Iterator[str]:
    """figures (one of its values may no longer hold), old, future."""
    if any(value.doubtful(today) for value in article.drawn.values()):
        yield "figures"
    yield from age(article.reviewed, today)


def age(day: datetime.date, today: datetime.date, most: int = FACT_DAYS) -> Iterator[str]:
    """Whether somebody looked too long ago, or on a day that has not come."""
    if (today - day).days > most:
        yield "old"
    elif day > today:
        yield "future"
