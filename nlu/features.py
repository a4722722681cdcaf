"""Text -> TF-IDF features that survive Hindi, unmarked Vietnamese and Persian: no tokenizer, plain data only.

Three blocks, each of length one: words between blanks (sklearn's default word pattern would shred Hindi at its vowel
signs), character n-grams within words, and the same n-grams with marks folded away (marks left out, virama, dots).
"""
from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from language.normalise import fold, normalise

SHORTEST, LONGEST = 2, 5
#: an n-gram met in fewer messages than this is noise of one writer
LEAST_MESSAGES = 2
#: punctuation at the edges of a word; vowel signs are no \w, the danda is no vowel sign
_EDGE = re.compile(r"^[^\w]+|[^\w\u0900-\u0963\u0966-\u097f]+$")


def words(text: str) -> list[str]:
    """Return what stands between blanks, without punctuation at its edges."""
    return [w for w in (_EDGE.sub("", part) for part in text.lower().split()) if w]


def _grams(tokens: list[str]) -> Iterator[str]:
    for token in tokens:
        padded = f" {token} "
        for size in range(SHORTEST, LONGEST + 1):
            if size >= len(padded):
                yield padded
                break
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]


def _word_block(text: str) -> Iterator[str]:
    tokens = words(text)
    yield from tokens
    yield from (f"{a} {b}" for a, b in pairwise(tokens))


def _gram_block(text: str) -> Iterator[str]:
    return _grams(words(text))


def _folded_block(text: str) -> Iterator[str]:
    return _grams(words(fold(text)))


BLOCKS: dict[str, Callable[[str], Iterator[str]]] = {
    "word": _word_block,
    "gram": _gram_block,
    "folded": _folded_block,
}


class Features:
    """A fitted vocabulary with weights; `state` and `from_state` give and take plain lists and dicts."""

    def __init__(self, vocabulary: dict[str, dict[str, int]], weights: np.ndarray) -> None:
        self.vocabulary = vocabulary
        self.weights = weights  # inverse document frequency, a column each

    @classmethod
    def fit(cls, texts: list[str]) -> Features:
        """Learn which features occur and how telling each is."""
        vocabulary: dict[str, dict[str, int]] = {}
        weights: list[float] = []
        cleaned = [normalise(t) for t in texts]
        for name, block in BLOCKS.items():
            seen: Counter[str] = Counter()
            for text in cleaned:
                seen.update(set(block(text)))
            kept = sorted(feature for feature, count in seen.items() if count >= LEAST_MESSAGES)
            vocabulary[name] = {feature: len(weights) + i for i, feature in enumerate(kept)}
            weights += [math.log((1 + len(texts)) / (1 + seen[feature])) + 1 for feature in kept]
        return cls(vocabulary, np.asarray(weights, dtype=np.float32))

    def transform(self, texts: list[str]) -> csr_matrix:
        """Return one row a text: (texts, features), each block scaled to length one."""
        starts, columns, values = [0], [], []
        for text in texts:
            cleaned = normalise(text)
            for name, block in BLOCKS.items():
                known = self.vocabulary[name]
                counts = Counter(known[f] for f in block(cleaned) if f in known)
                row = np.fromiter(counts.keys(), dtype=np.int32, count=len(counts))
                value = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts))))
                value *= self.weights[row]
                length = float(np.sqrt((value**2).sum())) or 1.0
                columns.append(row)
                values.append(value / length)
            starts.append(starts[-1] + sum(len(c) for c in columns[-len(BLOCKS):]))
        return csr_matrix(
            (np.concatenate(values), np.concatenate(columns), starts), shape=(len(texts), len(self.weights))
        )

    def state(self) -> dict[str, Any]:
        """Return plain data: the features of each block in the order of their columns."""
        return {name: list(features) for name, features in self.vocabulary.items()}

    @classmethod
    def from_state(cls, state: dict[str, list[str]], weights: np.ndarray) -> Features:
        vocabulary: dict[str, dict[str, int]] = {}
        start = 0
        for name in BLOCKS:
            vocabulary[name] = {feature: start + i for i, feature in enumerate(state[name])}
            start += len(state[name])
        return cls(vocabulary, weights)
