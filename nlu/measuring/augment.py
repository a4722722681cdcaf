"""Further lines made by script of the ones there are, tried in the ablation. Reproducible: chance is passed in."""
from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator

from language.normalise import fold, normalise
from nlu.features import Text

#: an utterance with its language, and its intent
Row = tuple[Text, str]


def unmarked(rows: list[Row], chance: random.Random) -> Iterator[Row]:
    """Vietnamese with its marks dropped."""
    yield from (((fold(t), x), i) for (t, x), i in rows if x == "vi" and fold(t) != normalise(t).lower())


def without_words(rows: list[Row], chance: random.Random) -> Iterator[Row]:
    """Messages with three words in ten left out, so that no single word decides."""
    for (text, language), intent in rows:
        if len(words := text.split()) >= 6:
            yield (" ".join(w for w in words if chance.random() > 0.3), language), intent


def halves(rows: list[Row], chance: random.Random) -> Iterator[Row]:
    """Both halves of long messages."""
    for (text, language), intent in rows:
        if (half := len(words := text.split()) // 2) >= 8:
            yield (" ".join(words[:half]), language), intent
            yield (" ".join(words[half:]), language), intent


def mixed(rows: list[Row], chance: random.Random) -> Iterator[Row]:
    """Half of a Hindi message followed by half of an English one of the same intent."""
    english = defaultdict(list)
    for (text, language), intent in rows:
        if language == "en":
            english[intent].append(text.split())
    for (text, language), intent in rows:
        if language == "hi" and len(words := text.split()) >= 8 and english[intent]:
            other = chance.choice(english[intent])
            yield (" ".join(words[: len(words) // 2] + other[len(other) // 2 :]), "hi"), intent
