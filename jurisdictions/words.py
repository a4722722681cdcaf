"""Reads what workers are told: the notice and the articles."""

from __future__ import annotations

from collections.abc import Mapping

from jurisdictions.articles import PLACEHOLDER, Article
from jurisdictions.facts import Text
from jurisdictions.model import Helpline, Notice
from jurisdictions.reading import Entry
from jurisdictions.values import Value


def notice(file: Entry) -> Notice:
    """notice.yml: line, full, version, sourced."""
    file.fields(("line", "full", "version", "sourced"))
    return Notice(file["line"].text(), file["full"].text(), file["version"].string(), file["sourced"].sourced())


def article(
    file: Entry, topic: str, lines: Mapping[str, Helpline], values: Mapping[str, Value], whom: Text, phone: str | None
) -> Article:
    """knowledge/<topic>.yml: title, text, law, reviewed. In the text `{id}` is a helpline's number or a value."""
    file.fields(("title", "text", "law", "reviewed"))
    law = tuple(item.sourced() for item in file["law"].items())
    if not law:
        file["law"].fault("an article names at least one source")
    title, template = file["title"].text(), file["text"].text()
    used: set[str] = set()
    for language, words in template.items():
        for id in PLACEHOLDER.findall(words):
            if id not in values and id not in lines:
                file["text"][language].fault(f"no such helpline or value {id!r}")
            used.add(id)
        if set("{}") & set(PLACEHOLDER.sub("", words)):
            file["text"][language].fault("a brace without its partner")
    # In the order of the tables, so that remarks about several figures stand in the same order everywhere.
    drawn = {id: value for id, value in values.items() if id in used}
    numbers = {id: line.number for id, line in lines.items() if id in used}
    return Article(topic, title, template, law, file["reviewed"].day(), drawn, numbers, whom, phone)
