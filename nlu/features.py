"""Text -> TF-IDF features that survive Hindi, unmarked Vietnamese and Persian: no tokenizer, plain data only.

Blocks, each of length one: words between blanks (sklearn's default word pattern would shred Hindi at its vowel signs),
words and character n-grams with marks folded away, words and n-grams as they sound (so that one word's spellings in two
scripts meet), and the concepts that a text names (so that the languages teach each other).
"""
from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, hstack

from language.normalise import fold, normalise
from language.sound import sounds
from nlu.concepts import Concepts, concepts, lexica

#: sizes of n-grams of letters, and of sounds, which are fewer
LETTERS, SOUNDS = (2, 5), (2, 4)
#: a feature met in fewer messages than this is noise of one writer
LEAST_MESSAGES = 2
#: what one message can be about is said in its beginning; the rest costs time only
LOOKED_AT = 1_200  # characters
#: tokens whose n-grams are kept at hand
_CACHED = 20_000
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


def _views(text: str, language: str, lexica: Mapping[str, Concepts]) -> _Views:
    cleaned = normalise(text)[:LOOKED_AT]
    named = concepts(cleaned, language, lexica)
    return _Views(words(cleaned), words(fold(cleaned)), sounds(cleaned, language), sorted(named))


def _grams(tokens: list[str], sizes: tuple[int, int]) -> Iterator[str]:
    for token in tokens:
        yield from _grams_of(token, *sizes)


@lru_cache(maxsize=_CACHED)
def _grams_of(token: str, shortest: int, longest: int) -> tuple[str, ...]:
    padded = f" {token} "
    longest = min(longest, len(padded))
    return tuple(
        padded[start : start + size]
        for size in range(shortest, longest + 1)
        for start in range(len(padded) - size + 1)
    )


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


def _count(columns: Iterable[Iterable[int]], width: int | None = None) -> csr_matrix:
    """Return how often each column is named in each row; as many columns as `width`, or as the highest asks for."""
    met, starts = array("i"), [0]
    for row in columns:
        met.extend(row)
        starts.append(len(met))
    indices = np.array(met, dtype=np.int32)
    if width is None:
        width = int(indices.max(initial=-1)) + 1
    counts = csr_matrix((np.ones(len(met), dtype=np.float32), indices, starts), shape=(len(starts) - 1, width))
    counts.sum_duplicates()
    return counts


class Features:
    """A fitted vocabulary with weights, and the lexica that it was fitted with; `state` and `from_state` give and take
    plain lists and dicts."""

    def __init__(
        self, vocabulary: dict[str, dict[str, int]], weights: np.ndarray, lexica: Mapping[str, Concepts]
    ) -> None:
        """`vocabulary`: {block: {feature: column}}, `weights`: inverse document frequency, a column each."""
        self.vocabulary = vocabulary
        self.weights = weights
        self.lexica = lexica

    @classmethod
    def fit(cls, texts: Sequence[Text], blocks: Sequence[str] = tuple(BLOCKS)) -> tuple[Features, csr_matrix]:
        """Learn which features occur and how telling each is; return them with the rows of these texts."""
        vocabulary: dict[str, dict[str, int]] = {}
        weights: list[np.ndarray] = []
        counts: list[csr_matrix] = []
        views = [_views(*text, lexica()) for text in texts]
        for name in blocks:
            met: dict[str, int] = {}
            found = _count([met.setdefault(f, len(met)) for f in BLOCKS[name](view)] for view in views)
            messages = np.bincount(found.indices, minlength=len(met))
            kept = sorted(feature for feature, column in met.items() if messages[column] >= LEAST_MESSAGES)
            columns = np.array([met[feature] for feature in kept], dtype=np.int32)
            start = sum(map(len, weights))
            vocabulary[name] = {feature: start + i for i, feature in enumerate(kept)}
            weights.append(np.log((1 + len(texts)) / (1 + messages[columns])) + 1)
            counts.append(found[:, columns])
        fitted = cls(vocabulary, np.concatenate(weights).astype(np.float32), lexica())
        rows = hstack(counts, format="csr")
        rows.sort_indices()
        return fitted, fitted._weighed(rows)

    def transform(self, texts: Sequence[Text]) -> csr_matrix:
        """Return one row a text: (texts, features), each block scaled to length one."""
        return self._weighed(_count((self._columns(_views(*text, self.lexica)) for text in texts), len(self.weights)))

    def _columns(self, views: _Views) -> list[int]:
        return [
            column
            for name, known in self.vocabulary.items()
            for column in map(known.get, BLOCKS[name](views))
            if column is not None
        ]

    def _weighed(self, counts: csr_matrix) -> csr_matrix:
        """Return how much each feature says of each row; in place, since the rows of a training are large."""
        values = counts.data
        np.log(values, out=values)
        values += 1
        values *= self.weights[counts.indices]
        ends = np.cumsum([len(known) for known in self.vocabulary.values()])
        part = np.searchsorted(ends, counts.indices, side="right")  # the block of each value, numbered over all rows
        part += np.repeat(np.arange(counts.shape[0]) * len(ends), np.diff(counts.indptr))
        values /= np.sqrt(np.bincount(part, values.astype(np.float64) ** 2))[part]
        return counts

    def only(self, columns: np.ndarray) -> Features:
        """Return these features alone; `columns` in ascending order."""
        kept = dict(zip(columns.tolist(), range(len(columns))))
        return Features(
            {
                name: {feature: kept[column] for feature, column in known.items() if column in kept}
                for name, known in self.vocabulary.items()
            },
            self.weights[columns],
            self.lexica,
        )

    def state(self) -> dict[str, Any]:
        """Return plain data: the features of each block in the order of their columns, and the lexica."""
        return {
            "vocabulary": {name: list(features) for name, features in self.vocabulary.items()},
            "lexica": {language: known.state() for language, known in self.lexica.items()},
        }

    @classmethod
    def from_state(cls, state: dict[str, Any], weights: np.ndarray) -> Features:
        vocabulary: dict[str, dict[str, int]] = {}
        start = 0
        for name, features in state["vocabulary"].items():
            vocabulary[name] = {feature: start + i for i, feature in enumerate(features)}
            start += len(features)
        known = {language: Concepts.from_state(language, kept) for language, kept in state["lexica"].items()}
        return cls(vocabulary, weights, known)
