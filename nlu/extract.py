"""Babel extractor for domain.yml, named `nlu.extract:extract_domain`.

Runs where Babel is, so without Rasa.
"""
from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

import yaml

#: sent to the server itself, never to a worker
UNTRANSLATED = frozenset({"utter_health"})

Extracted = tuple[int, str, str, list[str]]


def extract_domain(
    fileobj: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Extracted]:
    """Yield (line, function, message, comments) for each text and button title under `responses:`.

    The comment is the response's name, which tells translators where the text is said. A file without
    `responses:` yields nothing.
    """
    document = yaml.compose(fileobj.read().decode("utf-8"), Loader=yaml.SafeLoader)
    for name, variants in _pairs(_child(document, "responses")):
        if name in UNTRANSLATED or not isinstance(variants, yaml.SequenceNode):
            continue
        for variant in variants.value:
            nodes = [_child(variant, "text")]
            buttons = _child(variant, "buttons")
            if isinstance(buttons, yaml.SequenceNode):
                nodes += [_child(button, "title") for button in buttons.value]
            for node in nodes:
                if isinstance(node, yaml.ScalarNode) and node.value:
                    yield node.start_mark.line + 1, "gettext", node.value, [name]


def _pairs(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), value


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    return next((value for name, value in _pairs(node) if name == key), None)
