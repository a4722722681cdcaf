"""The texts that must be translated: where they stand in the code, and whether a catalogue has them all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir

#: function -> which argument is the text, as Babel's extractors want it
KEYWORDS: dict[str, Any] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "translate": (2,),
    "translate_count": (2, 3),
}
PACKAGES = ("language", "jurisdictions", "grievances", "actions", "bot", "desk", "edge", "sangam")
METHODS: list[tuple[str, Any]] = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
#: responses that never reach a person
NOT_FOR_PEOPLE = frozenset({"utter_health"})
PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}|%\(([a-z_]+)\)[sd]")
HEADER = "# The texts of Sangam, translated from the English source. Collected by `make catalogues`.\n#"


def collect(root: Path) -> Catalog:
    """All texts of the project: in Python, in templates, and the responses of domain.yml."""
    found = Catalog(project="Sangam", header_comment=HEADER, fuzzy=False)
    for package in PACKAGES:
        if not (root / package).is_dir():
            continue
        rows = extract_from_dir(root / package, METHODS, keywords=KEYWORDS, comment_tags=("Translators:",))
        for name, _, text, comments, context in rows:
            found.add(text, locations=[(f"{package}/{name}", 0)], auto_comments=comments, context=context)
    domain = root / "domain.yml"
    if domain.exists():
        for name, text in responses(domain):
            found.add(text, locations=[(domain.name, 0)], auto_comments=[name])
    return found


def responses(domain: Path) -> Iterator[tuple[str, str]]:
    """(response, text) for the texts and button titles of Rasa's domain, but for what only the server hears."""
    for name, variants in (yaml.safe_load(domain.read_text("utf-8")).get("responses") or {}).items():
        if name in NOT_FOR_PEOPLE:
            continue
        for variant in variants:
            for text in (variant.get("text"), *(button["title"] for button in variant.get("buttons") or ())):
                if text and text.strip():
                    yield name, text


def problems(catalog: Catalog, wanted: Catalog) -> list[str]:
    """What is wrong with a catalogue, a sentence each; empty when it is complete and every placeholder fits."""
    found = []
    for message in wanted:
        if not message.id:
            continue
        shown = repr(message.id if isinstance(message.id, str) else message.id[0])
        translated = catalog.get(message.id, message.context)
        if translated is None:
            found.append(f"not in the catalogue (run 'make catalogues'): {shown}")
        elif not _filled(translated):
            found.append(f"not translated: {shown}")
        elif translated.fuzzy:
            found.append(f"marked fuzzy: {shown}")
        else:
            found += [f"{trouble}: {shown}" for trouble in _misfits(translated)]
    return found


def _strings(text: str | Iterable[str] | None) -> list[str]:
    """The forms of a text: one, or singular and plural."""
    return [text] if isinstance(text, str) else list(text or [""])


def _filled(message: Message) -> bool:
    return all(text.strip() for text in _strings(message.string))


def _misfits(message: Message) -> Iterator[str]:
    """Placeholders: each of a translation's stands in the source; none of the source's is missing."""
    sources, strings = _strings(message.id), _strings(message.string)
    known: set[str] = set().union(*map(_placeholders, sources))
    for text in strings:
        if extra := _placeholders(text) - known:
            yield f"placeholder {', '.join(sorted(extra))} is not in the source"
    # looked for in the plural: "one day" may do without its number
    if missing := _placeholders(sources[-1]) - _placeholders(strings[-1]):
        yield f"placeholder {', '.join(sorted(missing))} is missing"


def _placeholders(text: str) -> set[str]:
    return {brace or percent for brace, percent in PLACEHOLDER.findall(text)}
