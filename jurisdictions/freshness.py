"""What is old, unsure or wanting about a value or an article on a day: codes, the worst first."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from jurisdictions.articles import Article
from jurisdictions.facts import Certainty
from jurisdictions.values import Value

# Days after which a fact is looked up again or an article read again.
FACT_DAYS = 180
# Read in the law or on an official page; the others are shown too, but somebody should look there.
OFFICIAL: frozenset[Certainty] = frozenset({"P", "O"})


def of_value(value: Value, today: datetime.date, articles: Mapping[str, Article]) -> Iterator[str]:
    """ended, overdue, coming, old, future, unofficial, unused."""
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
    if not any(value.id in article.drawn for article in articles.values()):
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
