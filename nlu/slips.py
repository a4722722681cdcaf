"""Typing slips, for training: a second copy of each utterance as a thumb on a small screen might have written it.

They teach more than slips: a word that one utterance alone holds counts, since its copy holds it too.
"""
from __future__ import annotations

import random
from collections.abc import Iterable

#: shorter words are seldom mistyped, and become other words
SHORTEST = 4
#: of the words that are long enough
SHARE = 0.2


def copies(texts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return a slipped copy of each (text, language), the same ones every time."""
    chance = random.Random(0)  # noqa: S311  (nothing secret)
    return [(slipped(text, chance), language) for text, language in texts]


def slipped(text: str, chance: random.Random) -> str:
    """Return the text with a letter left out, doubled or exchanged with the next in every fifth longer word."""
    return " ".join(_slip(word, chance) for word in text.split())


def _slip(word: str, chance: random.Random) -> str:
    if len(word) < SHORTEST or chance.random() > SHARE:
        return word
    at = chance.randrange(len(word) - 1)
    letter, following, rest = word[at], word[at + 1], word[at + 2 :]
    return word[:at] + chance.choice([following, letter * 2 + following, following + letter]) + rest
