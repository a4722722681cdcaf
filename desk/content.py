"""The content page: figures of law and articles with their sources, for the administrator who keeps them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request, Response

from desk import show, texts
from desk.pages import Pages
from desk.security import Door, officer_of
from grievances.core import Unit
from grievances.errors import NotFound
from grievances.names import TOPIC_NAMES
from jurisdictions import Article, Figure, Jurisdiction, Value
from jurisdictions.freshness import of_article, of_value
from jurisdictions.topics import FAMILIES
from language.calendars import show_date
from language.catalogue import local_digits, translate

TOPICS = [topic for topics in FAMILIES.values() for topic in topics]


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A value on the page. `period`: since when (and until when) the figure shown is in force."""

    id: str
    name: str
    figure: str
    period: str
    source: str
    date: str
    checked: str
    certainty: str
    troubles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """A topic on the page; no `reviewed`: it has no article."""

    topic: str
    title: str
    reviewed: str
    troubles: tuple[str, ...]


def add_routes(app: FastAPI, door: Door, pages: Pages) -> None:
    core = door.core

    @app.get("/content")
    def content(request: Request, jurisdiction: str = "") -> Response:
        """The content of one jurisdiction, the officer's own at first. NotFound for who does not keep it."""
        visitor = door.visitor(request)
        if not visitor.keeps_content:
            raise NotFound("the content page")
        with core.reading() as unit:
            officer = officer_of(unit, visitor)
            here = show.jurisdiction(unit, officer, jurisdiction)
            return pages.render(
                "content.html", visitor, at=here.id, officer=officer.name, office=show.office(unit, officer),
                jurisdictions=[(one.id, one.names.get(visitor.language)) for one in core.jurisdictions.values()],
                **sections(unit, here, visitor.language),
            )  # fmt: skip


def sections(unit: Unit, here: Jurisdiction, language: str) -> dict[str, Any]:
    """`values` and `articles`, those a person should look at first, and the topics `missing` an article."""
    today = unit.today(here.id)
    values = [value_row(here, value, today, language) for value in here.values.values()]
    articles = [article_row(here, here.articles[topic], today, language) for topic in TOPICS if topic in here.articles]
    return {
        "values": tuple(sorted(values, key=lambda row: not row.troubles)),
        "articles": tuple(sorted(articles, key=lambda row: not row.troubles)),
        "missing": tuple(translate(language, TOPIC_NAMES[topic]) for topic in TOPICS if topic not in here.articles),
    }


def value_row(here: Jurisdiction, value: Value, today: datetime.date, language: str) -> ValueRow:
    shown = value.nearest(today)
    return ValueRow(
        id=value.id,
        name=value.name.get(language),
        figure=value.shown(shown, language),
        period=period(here, shown, language),
        source=shown.source,
        date=translate(language, texts.UNDATED) if shown.date == "undated" else local_digits(shown.date, language),
        checked=show_date(shown.checked, language, here.id),
        certainty=translate(language, texts.CERTAINTIES[shown.certainty]),
        troubles=told(of_value(value, today, here.used_values()), language),
    )


def period(here: Jurisdiction, figure: Figure, language: str) -> str:
    since = show_date(figure.since, language, here.id)
    if figure.until is None:
        return since
    return translate(language, texts.FROM_UNTIL, since=since, until=show_date(figure.until, language, here.id))


def article_row(here: Jurisdiction, article: Article, today: datetime.date, language: str) -> ArticleRow:
    return ArticleRow(
        topic=translate(language, TOPIC_NAMES[article.topic]),
        title=article.title.get(language),
        reviewed=show_date(article.reviewed, language, here.id),
        troubles=told(of_article(article, today), language),
    )


def told(codes: Iterable[str], language: str) -> tuple[str, ...]:
    return tuple(translate(language, texts.TROUBLES[code]) for code in codes)
