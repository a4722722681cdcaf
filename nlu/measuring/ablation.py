"""What each part of the classifier brings, on dev: `python -m nlu.measuring.ablation [--only NAME ...]`.

Each row trains the classifier outside Rasa, without one part or with one more, and prints its accuracy per language and
spelling as a Markdown table. About a minute and a half a row on one core. Rows of libraries are left out where the
library is not installed: pyvi, underthesea, hazm and snowballstemmer are not part of the project.
"""
from __future__ import annotations

import argparse
import importlib
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from language.normalise import SUPPORTED, normalise
from nlu.check_data import read
from nlu.features import BLOCKS, Features, Text, words
from nlu.linear import LinearModel
from nlu.measuring.augment import Row, halves, mixed, unmarked, without_words
from nlu.measuring.cases import cases
from nlu.measuring.figures import Case, figures
from nlu.slips import copies

STRENGTH, HELD_OUT, COUNTED = 0.3, 0.2, 0.09
#: styles that are a spelling of their own
SPELLINGS = ("hi/devanagari", "hi/roman", "vi/typed", "vi/nodiacritics", "vi/chat", "fa/colloquial", "fa/finglish")


# --- libraries made for one language, as one more block --------------------------------------------------------------


@lru_cache(maxsize=200_000)
def _stem_hindi(word: str) -> str:
    return str(importlib.import_module("snowballstemmer").stemmer("hindi").stemWord(word))


@lru_cache(maxsize=1)
def _hazm() -> Any:
    return importlib.import_module("hazm").Stemmer()


@lru_cache(maxsize=200_000)
def _stem_persian(word: str) -> str:
    return str(_hazm().stem(word))


def _with(library: str, language: str, cut: Callable[[str, Any], list[str]]) -> Callable[[Text], list[str]]:
    module = importlib.import_module(library)
    return lambda text: cut(normalise(text[0]), module) if text[1] == language else []


LIBRARIES: dict[str, Callable[[], Callable[[Text], list[str]]]] = {
    "pyvi (words of Vietnamese)": lambda: _with("pyvi.ViTokenizer", "vi", lambda t, m: m.tokenize(t).lower().split()),
    "underthesea (words of Vietnamese)": lambda: _with("underthesea", "vi", lambda t, m: m.word_tokenize(t.lower())),
    "hazm (stems of Persian)": lambda: _with("hazm", "fa", lambda t, m: [_stem_persian(w) for w in words(t)]),
    "snowball (stems of Hindi)": lambda: _with("snowballstemmer", "hi", lambda t, m: list(map(_stem_hindi, words(t)))),
}


# --- the rows of the table ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Variant:
    blocks: tuple[str, ...] = tuple(BLOCKS)
    counted: float = COUNTED
    slips: bool = True
    augment: Callable[[list[Row], random.Random], Iterator[Row]] | None = None
    library: str | None = None
    share: float = 1.0
    regression: bool = False


def variants() -> dict[str, Variant]:
    found = {"all": Variant()}
    found |= {f"without {block}": Variant(tuple(b for b in BLOCKS if b != block)) for block in BLOCKS}
    found["without both of sound"] = Variant(tuple(b for b in BLOCKS if not b.startswith("sound")))
    found["without typing slips"] = Variant(slips=False)
    found["without naive Bayes"] = Variant(counted=0.0)
    found["folded n-grams alone"] = Variant(("gram",), counted=0.0)
    found["before: words, n-grams"] = Variant(("word", "gram"), counted=0.0, slips=False)
    found["logistic regression instead"] = Variant(regression=True, counted=0.0)
    # beside "without typing slips", which costs half the time
    augmented = (unmarked, without_words, halves, mixed)
    found |= {f"and {each.__name__.replace('_', ' ')}": Variant(slips=False, augment=each) for each in augmented}
    found |= {f"and {library}": Variant(slips=False, library=library) for library in LIBRARIES}
    found |= {f"{share:.0%} of the utterances": Variant(share=share) for share in (0.25, 0.5, 0.75)}
    return found


def training_rows() -> list[Row]:
    return [((text, x), intent) for x in SUPPORTED for intent, lines in read(x).items() for _, text in lines]


def _probabilities(variant: Variant, rows: list[Row], measured: list[Text]) -> tuple[list[str], np.ndarray]:
    """Return (labels, probabilities of the measured texts) of a classifier trained on these rows."""
    texts, intents = [text for text, _ in rows], [intent for _, intent in rows]
    if variant.slips:
        texts += copies(texts)
    fitted, given = Features.fit(texts, variant.blocks)
    asked = fitted.transform(measured)
    if variant.library:
        cut = LIBRARIES[variant.library]()
        more, also = _bag([cut(t) for t in texts], [cut(t) for t in measured])
        from scipy.sparse import hstack

        given, asked = hstack([given, more]).tocsr(), hstack([asked, also]).tocsr()
    if variant.regression:
        model = LogisticRegression(C=20, max_iter=60).fit(given[: len(rows)], intents)
        return list(model.classes_), model.predict_proba(asked)
    slips = len(texts) - len(rows)
    linear = LinearModel.fit(given, intents * 2 if slips else intents, STRENGTH, HELD_OUT, variant.counted, slips)
    return linear.labels, linear.probabilities(asked)


def _bag(fitted: list[list[str]], asked: list[list[str]]) -> tuple[csr_matrix, csr_matrix]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    def pairs(found: list[str]) -> list[str]:
        return found + [f"{a} {b}" for a, b in pairwise(found)]

    vectorizer = TfidfVectorizer(analyzer=pairs, min_df=2, sublinear_tf=True)
    return vectorizer.fit_transform(fitted), vectorizer.transform(asked)


def measure(variant: Variant) -> dict[str, dict[str, Any]]:
    """Return the figures of a variant on the development set: all, per language, per spelling."""
    chance = random.Random(0)  # noqa: S311  (nothing secret)
    rows = training_rows()
    if variant.share < 1:
        rows = chance.sample(rows, int(variant.share * len(rows)))
    if variant.augment:
        rows += list(variant.augment(rows, chance))
    asked = cases("dev")
    labels, probabilities = _probabilities(variant, rows, [(c["text"], c["lang"]) for c in asked])
    groups = defaultdict(list)
    for case, row in zip(asked, probabilities):
        ranking = [{"intent": labels[i], "confidence": float(row[i])} for i in np.argsort(-row)[:5]]
        language, first = case["lang"], ranking[0]["intent"]
        judged = Case(case["id"], language, case["style"], case["labels"], language, "answer", first, ranking)
        for group in ("all", language, f"{language}/{case['style']}"):
            groups[group].append(judged)
    return {group: figures(members) for group, members in groups.items()}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="nlu.measuring.ablation", description="what each part brings")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these rows alone", choices=list(variants()))
    given = parser.parse_args(arguments)
    shown = ("all", *SUPPORTED, *SPELLINGS)
    print("| | " + " | ".join(["top-3", "family", *shown]) + " |\n|---" + "|---" * (len(shown) + 2) + "|", flush=True)
    for name, variant in variants().items():
        if given.only and name not in given.only:
            continue
        begun = time.monotonic()
        try:
            found = measure(variant)
        except ImportError as missing:
            print(f"{name}: {missing}", file=sys.stderr)
            continue
        row = [found["all"]["top3_accuracy"], found["all"]["family_accuracy"]]
        row += [found[group]["intent_accuracy"] for group in shown]
        print(f"| {name} | " + " | ".join(f"{value:.3f}" for value in row) + " |", flush=True)
        print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
