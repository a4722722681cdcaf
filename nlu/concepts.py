"""Everyday meanings found in a text: the words for them in four languages and all spellings stand in nlu/lexicon/.

What one language teaches about "not received" or "machine" the others then know too.
"""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from language.normalise import fold, fold_word, normalise
from language.sound import sounds

LEXICON = Path(__file__).parent / "lexicon"
#: libyaml's where it is there: 35,000 forms take five seconds without
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: a form is also found by its sound when that has so many consonants; शर्म and shorter ones sound like too much else
LEAST_SOUND = 4
#: English words are part of everyday Hindi ("मेरा claim reject हो गया")
MIXED_IN = {"hi": "en"}
#: a word of any kind, or none
ANY = "_"
_WORD = re.compile(r"(?:[^\W_]|[\u0900-\u0963\u0300-\u036f])+")
_FORM_WORD = re.compile(r"(?:[^\W_]|[\u0900-\u0963\u0300-\u036f])+\*?|_")
_MARKED = re.compile("[ăâđêôơưạ-ỹàáãèéìíòóõùúýĩũ]", re.I)
_LATIN = re.compile(r"[a-z *_]+")
#: ends a form that is found by its spelling alone, because it sounds like another word
SPELT = "."

#: A tree of forms, word by word; a word that ends in * is a beginning, `_` one word or none. Plain data, to be kept.
Tree = dict[str, Any]
#: what a tree has beside words: the concepts whose form ends here, and how long the beginnings are, in ascending order
NAMED, LENGTHS = "=named", "=lengths"


def _put(tree: Tree, form: Sequence[str], concept: str) -> None:
    for word in form:
        if word.endswith("*"):
            tree[LENGTHS] = sorted({*tree.get(LENGTHS, ()), len(word) - 1})
        tree = tree.setdefault(word, {})
    tree[NAMED] = sorted({*tree.get(NAMED, ()), concept})


def _find(tree: Tree, words: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for i in range(len(words)):
        _follow(tree, words, i, found)
    return found


def _follow(tree: Tree, words: Sequence[str], at: int, found: set[str]) -> None:
    if NAMED in tree:
        found.update(tree[NAMED])
    if ANY in tree:
        _follow(tree[ANY], words, at, found)
        _follow(tree[ANY], words, at + 1, found)
    if at >= len(words):
        return
    word = words[at]
    if word in tree:
        _follow(tree[word], words, at + 1, found)
    for length in tree.get(LENGTHS, ()):
        if length > len(word):
            break
        if (begun := f"{word[:length]}*") in tree:
            _follow(tree[begun], words, at + 1, found)


class Concepts:
    """The lexicon of one language; finds the concepts that a text names."""

    def __init__(self, language: str, lexicon: dict[str, list[str]]) -> None:
        """`lexicon`: {concept: [form]}; a form is one or more words, `word*` any word that begins so, `_` one word or
        none; a dot at its end means that Latin letters are compared as they are spelt, not as they sound."""
        self._language = language
        self.ids = frozenset(lexicon)
        self._marked, self._folded, self._heard = Tree(), Tree(), Tree()
        for concept, forms in lexicon.items():
            for form in forms:
                self._add(str(form), concept)

    def state(self) -> dict[str, Tree]:
        """Return plain data, to be kept with what was trained on it."""
        return {"marked": self._marked, "folded": self._folded, "heard": self._heard}

    @classmethod
    def from_state(cls, language: str, state: dict[str, Tree]) -> Concepts:
        known = cls(language, {})
        known._marked, known._folded, known._heard = state["marked"], state["folded"], state["heard"]
        return known

    def _add(self, form: str, concept: str) -> None:
        by_sound = not form.endswith(SPELT)
        spelt = normalise(form.rstrip(SPELT)).lower()
        folded = tuple(_FORM_WORD.findall(fold_word(spelt)))
        if not folded:
            raise ValueError(f"{self._language}: {concept}: {form!r} has no word")
        _put(self._folded, folded, concept)
        if self._language == "vi":
            _put(self._marked, _FORM_WORD.findall(spelt), concept)
        elif by_sound and self._language != "en" and _LATIN.fullmatch(spelt):
            heard = tuple(_sound(word, self._language) for word in folded)
            if sum(len(word.rstrip("*")) for word in heard) >= LEAST_SOUND and all(heard):
                _put(self._heard, heard, concept)

    def find(self, text: str) -> set[str]:
        """Return the concepts that a text of this language names."""
        text = normalise(text)
        if self._language == "vi" and _MARKED.search(text):
            return _find(self._marked, _WORD.findall(text.lower()))
        found = _find(self._folded, _WORD.findall(fold(text)))
        if self._language not in ("en", "vi"):
            found |= _find(self._heard, sounds(text, self._language))
        return found


def _sound(word: str, language: str) -> str:
    if word == ANY:
        return ANY
    heard = "".join(sounds(word.rstrip("*"), language))
    return heard + "*" if word.endswith("*") else heard


@lru_cache(maxsize=1)
def lexica() -> dict[str, Concepts]:
    """Return {language: its concepts}, read once. Raises ValueError where a form has no word."""
    return {
        path.stem: Concepts(path.stem, yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER))  # noqa: S506  (a safe one)
        for path in sorted(LEXICON.glob("*.yml"))
    }


def concepts(text: str, language: str, known: Mapping[str, Concepts] | None = None) -> set[str]:
    """Return the concepts that a text names, by the lexicon of its language; unknown languages have none.

    `known`: the lexica as they were when a model was trained, else those of nlu/lexicon/.
    """
    known = lexica() if known is None else known
    here = [known[each] for each in (language, MIXED_IN.get(language, "")) if each in known]
    return set().union(*(lexicon.find(text) for lexicon in here))
