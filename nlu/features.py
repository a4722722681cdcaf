"""Text -> TF-IDF features that survive Hindi, unmarked Vietnamese and Persian: no tokenizer, plain data only.

Blocks, each of length one: words between blanks (sklearn's default word pattern would shred Hindi at its vowel signs),
words and character n-grams with marks folded away, words and n-grams as they sound (so that one word's spellings in two
scripts meet), and the concepts that a text names (so that the languages teach each other).
"""
from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from language.normalise import fold, normalise
from language.sound import sounds
from nlu.concepts import concepts

#: sizes of n-grams of letters, and of sounds, which are fewer
LETTERS, SOUNDS = (2, 5), (2, 4)
#: a feature met in fewer messages than this is noise of one writer
LEAST_MESSAGES = 2
#: what one message can be about is said in its beginning; the rest costs time only
LOOKED_AT = 1_200  # characters
#: punctuation at the edges of a word; vowel signs are no \w, the danda is no vowel sign
_EDGE = re.compile(r"^[^\w]+|[^\w\u0900-\u0963\u0966-\u097f]+$")

#: a text and the language it is in (en, hi, vi, fa or other)
Text = tuple[str, str]


def words(text: str) -> list[str]:
    """Return what stands between blanks, without punctuation at its edges."""
    return [w for w in (_EDGE.sub("", part) for part in text.lower().split()) if w]


class _Views(NamedTuple):
    """One text in all the ways it is looked at."""

    words: list[str]
    folded: list[str]
    sounds: list[str]
    concepts: list[str]


def _views(text: str, language: str) -> _Views:
    cleaned = normalise(text)[:LOOKED_AT]
    return _Views(
        words(cleaned), words(fold(cleaned)), sounds(cleaned, language), sorted(concepts(cleaned, language))
    )


def _grams(tokens: list[str], sizes: tuple[int, int]) -> Iterator[str]:
    shortest, longest = sizes
    for token in tokens:
        padded = f" {token} "
        for size in range(shortest, longest + 1):
            if size >= len(padded):
                yield padded
                break
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]


def _pairs(tokens: list[str]) -> Iterator[str]:
    yield from tokens
    yield from (f"{a} {b}" for a, b in pairwise(tokens))


def _heard(tokens: list[str]) -> Iterator[str]:
    yield from _pairs(tokens)
    yield from (f"{a} _ {b}" for a, b in zip(tokens, tokens[2:]))


def _named(found: list[str]) -> Iterator[str]:
    yield from found
    yield from (f"{a}+{b}" for a, b in combinations(found, 2))


BLOCKS: dict[str, Callable[[_Views], Iterator[str]]] = {
    "word": lambda views: _pairs(views.words),
    "folded": lambda views: _pairs(views.folded),
    "gram": lambda views: _grams(views.folded, LETTERS),
    "sound": lambda views: _heard(views.sounds),
    "sound_gram": lambda views: _grams(views.sounds, SOUNDS),
    "concept": lambda views: _named(views.concepts),
}


class Features:
    """A fitted vocabulary with weights; `state` and `from_state` give and take plain lists and dicts."""

    def __init__(self, vocabulary: dict[str, dict[str, int]], weights: np.ndarray) -> None:
        """`vocabulary`: {block: {feature: column}}, `weights`: inverse document frequency, a column each."""
        self.vocabulary = vocabulary
        self.weights = weights

    @classmethod
    def fit(cls, texts: Sequence[Text], blocks: Sequence[str] = tuple(BLOCKS)) -> tuple[Features, csr_matrix]:
        """Learn which features occur and how telling each is; return them with the rows of these texts."""
        vocabulary: dict[str, dict[str, int]] = {}
        weights: list[float] = []
        views = [_views(*text) for text in texts]
        for name in blocks:
            seen: Counter[str] = Counter()
            for view in views:
                seen.update(set(BLOCKS[name](view)))
            kept = sorted(feature for feature, count in seen.items() if count >= LEAST_MESSAGES)
            vocabulary[name] = {feature: len(weights) + i for i, feature in enumerate(kept)}
            weights += [math.log((1 + len(texts)) / (1 + seen[feature])) + 1 for feature in kept]
        fitted = cls(vocabulary, np.asarray(weights, dtype=np.float32))
        return fitted, fitted._rows(views)

    def transform(self, texts: Sequence[Text]) -> csr_matrix:
        """Return one row a text: (texts, features), each block scaled to length one."""
        return self._rows(_views(*text) for text in texts)

    def _rows(self, seen: Iterable[_Views]) -> csr_matrix:
        starts, columns, values = [0], [], []
        for views in seen:
            for name, known in self.vocabulary.items():
                met = [column for column in map(known.get, BLOCKS[name](views)) if column is not None]
                row, counts = np.unique(np.asarray(met, dtype=np.int32), return_counts=True)
                value = (1 + np.log(counts, dtype=np.float32)) * self.weights[row]
                length = float(np.sqrt((value**2).sum())) or 1.0
                columns.append(row)
                values.append(value / length)
            starts.append(starts[-1] + sum(len(c) for c in columns[-len(self.vocabulary):]))
        return csr_matrix(
            (np.concatenate(values), np.concatenate(columns), starts), shape=(len(starts) - 1, len(self.weights))
        )

    def only(self, columns: np.ndarray) -> Features:
        """Return these features alone; `columns` in ascending order."""
        kept = dict(zip(columns.tolist(), range(len(columns))))
        return Features(
            {
                name: {feature: kept[column] for feature, column in known.items() if column in kept}
                for name, known in self.vocabulary.items()
            },
            self.weights[columns],
        )

    def state(self) -> dict[str, Any]:
        """Return plain data: the features of each block in the order of their columns."""
        return {name: list(features) for name, features in self.vocabulary.items()}

    @classmethod
    def from_state(cls, state: dict[str, list[str]], weights: np.ndarray) -> Features:
        vocabulary: dict[str, dict[str, int]] = {}
        start = 0
        for name, features in state.items():
            vocabulary[name] = {feature: start + i for i, feature in enumerate(features)}
            start += len(features)
        return cls(vocabulary, weights)
