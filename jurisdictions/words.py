"""Reads what workers are told: the notice and the articles."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jurisdictions.model import Article, Helpline, Notice, Text
from jurisdictions.reading import Entry

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def notice(file: Entry) -> Notice:
    """notice.yml: line, full, version, sourced."""
    file.fields(("line", "full", "version", "sourced"))
    return Notice(file["line"].text(), file["full"].text(), file["version"].string(), file["sourced"].sourced())


def article(file: Entry, topic: str, helplines: Mapping[str, Helpline]) -> Article:
    """knowledge/<topic>.yml: title, text, law, reviewed."""
    file.fields(("title", "text", "law", "reviewed"))
    law = tuple(item.sourced() for item in file["law"].items())
    if not law:
        file["law"].fault("an article names at least one source")
    text = _with_numbers(file["text"], helplines)
    return Article(topic, file["title"].text(), text, law, file["reviewed"].day())


def _with_numbers(entry: Entry, helplines: Mapping[str, Helpline]) -> Text:
    """The text with every `{helpline id}` replaced by its number, so that a number stands in one file only."""
    text = entry.text()
    for language, words in text.items():
        for id in PLACEHOLDER.findall(words):
            if id not in helplines:
                entry[language].fault(f"no such helpline {id!r}")
    return Text(
        {language: PLACEHOLDER.sub(lambda at: helplines[at[1]].number, words) for language, words in text.items()}
    )
