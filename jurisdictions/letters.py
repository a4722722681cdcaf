"""The letter by which a case is handed to an office that does not work on the desk, in the office's own language."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter

from jurisdictions.facts import LANGUAGES
from jurisdictions.reading import Entry

#: what a letter names; the first three must stand in it
FIELDS = ("office", "topic", "facts", "number", "law", "place")
REQUIRED = FIELDS[:3]
#: stands where something is not known yet
BLANK = "……"


@dataclass(frozen=True, slots=True)
class Letter:
    """A template; `{office}` and the other FIELDS are filled in."""

    language: str
    title: str
    greeting: str
    body: str
    closing: str

    def written(self, **known: str) -> str:
        """The letter with what is known; the rest stays blank, to be filled in by hand."""
        told = {field: known.get(field) or BLANK for field in FIELDS}
        parts = (self.title, self.greeting, self.body, self.closing)
        return "\n\n".join(part.strip().format(**told) for part in parts)


def letter(file: Entry) -> Letter:
    """letter.yml: language, title, greeting, body, closing."""
    file.fields(("language", "title", "greeting", "body", "closing"))
    parts = {key: file[key].string() for key in ("title", "greeting", "body", "closing")}
    named: set[str] = set()
    for key, part in parts.items():
        try:
            found = {field for _, field, _, _ in Formatter().parse(part) if field is not None}
        except ValueError as error:
            file[key].fault(str(error))
        for field in sorted(found - set(FIELDS)):
            file[key].fault(f"unknown field {{{field}}}; known are {', '.join(FIELDS)}")
        named |= found
    for field in REQUIRED:
        if field not in named:
            file["body"].fault(f"the letter must name {{{field}}}")
    return Letter(language=file["language"].one_of(LANGUAGES, "language"), **parts)
