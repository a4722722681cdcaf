"""Reads what workers are told: the notice and the articles."""

from __future__ import annotations

import re
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


def article(file: Entry, topic: str, helplines: Mapping[str, Helpline], values: Mapping[str, Value]) -> Article:
    """knowledge/<topic>.yml: title, text, law, reviewed."""
    file.fields(("title", "text", "law", "reviewed"))
    law = tuple(item.sourced() for item in file["law"].items())
    if not law:
        file["law"].fault("an article names at least one source")
    template, drawn = _with_numbers(file["text"], helplines, values)
    return Article(topic, file["title"].text(), template, law, file["reviewed"].day(), drawn)


def _with_numbers(
    entry: Entry, helplines: Mapping[str, Helpline], values: Mapping[str, Value]
) -> tuple[Text, dict[str, Value]]:
    """The text with every `{helpline id}` replaced by its number, and the values that stand in it.

    So numbers and figures stand in one file only.
    """
    text = entry.text()
    drawn = {}
    for language, words in text.items():
        for id in PLACEHOLDER.findall(words):
            if id in values:
                drawn[id] = values[id]
            elif id not in helplines:
                entry[language].fault(f"no such helpline or value {id!r}")
        if set("{}") & set(PLACEHOLDER.sub("", words)):
            entry[language].fault("a brace without its partner")

    def number(at: re.Match[str]) -> str:
        return at[0] if at[1] in values else helplines[at[1]].number

    return Text({language: PLACEHOLDER.sub(number, words) for language, words in text.items()}), drawn
