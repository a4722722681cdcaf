"""Labelled messages as Rasa's training data, in the form of nlu/data/<language>/*.yml."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from grievances.cleaning import PLACEHOLDER
from grievances.review import Labelled

HEAD = 'version: "3.1"\nnlu:\n'
_SPACE = re.compile(r"\s+")


def training_file(lines: Iterable[Labelled]) -> str:
    """The YAML: a block for each language and intent, no line twice.

    Placeholders are left out: no worker will ever write one, so a model would learn a word that means nothing.
    """
    blocks: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for line in lines:
        text = _SPACE.sub(" ", PLACEHOLDER.sub(" ", line.text)).strip(" -,.;:")
        blocks[line.language, line.intent][text] = None
    return HEAD + "".join(_block(*about, texts) for about, texts in sorted(blocks.items()))


def _block(language: str, intent: str, texts: Iterable[str]) -> str:
    examples = "".join(f"    - {text}\n" for text in texts)
    return f"- intent: {intent}\n  metadata: {{language: {language}}}\n  examples: |\n{examples}"
