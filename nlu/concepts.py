"""Everyday meanings found in a text: the words for them in four languages and all spellings stand in nlu/lexicon/.

What one language teaches about "not received" or "machine" the others then know too.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

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

Words = tuple[str, ...]


class _Forms:
    """A tree of forms, word by word; a word that ends in * is a beginning, `_` one word or none."""

    def __init__(self) -> None:
        self._whole: dict[str, _Forms] = {}
        self._begun: dict[str, _Forms] = {}
        self._lengths: tuple[int, ...] = ()
        self._any: _Forms | None = None
        self._concepts: set[str] = set()

    def add(self, form: Words, concept: str) -> None:
        if not form:
            self._concepts.add(concept)
            return
        word, rest = form[0], form[1:]
        if word == ANY:
            self._any = self._any or _Forms()
            self._any.add(rest, concept)
        elif word.endswith("*"):
            self._begun.setdefault(word[:-1], _Forms()).add(rest, concept)
            self._lengths = tuple(sorted({*self._lengths, len(word) - 1}))
        else:
            self._whole.setdefault(word, _Forms()).add(rest, concept)

    def find(self, words: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for i in range(len(words)):
            self._follow(words, i, found)
        return found

    def _follow(self, words: Sequence[str], at: int, found: set[str]) -> None:
        found |= self._concepts
        if self._any:
            self._any._follow(words, at, found)
            self._any._follow(words, at + 1, found)
        if at >= len(words):
            return
        word = words[at]
        if word in self._whole:
            self._whole[word]._follow(words, at + 1, found)
        for length in self._lengths:
            if length > len(word):
                break
            if word[:length] in self._begun:
                self._begun[word[:length]]._follow(words, at + 1, found)


class Concepts:
    """The lexicon of one language; finds the concepts that a text names."""

    def __init__(self, language: str, lexicon: dict[str, list[str]]) -> None:
        """`lexicon`: {concept: [form]}; a form is one or more words, `word*` any word that begins so, `_` one word or
        none; a dot at its end means that Latin letters are compared as they are spelt, not as they sound."""
        self._language = language
        self.ids = frozenset(lexicon)
        self._marked, self._folded, self._heard = _Forms(), _Forms(), _Forms()
        for concept, forms in lexicon.items():
            for form in forms:
                self._add(str(form), concept)

    def _add(self, form: str, concept: str) -> None:
        by_sound = not form.endswith(SPELT)
        spelt = normalise(form.rstrip(SPELT)).lower()
        folded = tuple(_FORM_WORD.findall(fold_word(spelt)))
        if not folded:
            raise ValueError(f"{self._language}: {concept}: {form!r} has no word")
        self._folded.add(folded, concept)
        if self._language == "vi":
            self._marked.add(tuple(_FORM_WORD.findall(spelt)), concept)
        elif by_sound and self._language != "en" and _LATIN.fullmatch(spelt):
            heard = tuple(_sound(word, self._language) for word in folded)
            if sum(len(word.rstrip("*")) for word in heard) >= LEAST_SOUND and all(heard):
                self._heard.add(heard, concept)

    def find(self, text: str) -> set[str]:
        """Return the concepts that a text of this language names."""
        text = normalise(text)
        if self._language == "vi" and _MARKED.search(text):
            return self._marked.find(_WORD.findall(text.lower()))
        found = self._folded.find(_WORD.findall(fold(text)))
        if self._language not in ("en", "vi"):
            found |= self._heard.find(sounds(text, self._language))
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


def concepts(text: str, language: str) -> set[str]:
    """Return the concepts that a text names, by the lexicon of its language; unknown languages have none."""
    known = [lexica()[each] for each in (language, MIXED_IN.get(language, "")) if each in lexica()]
    return set().union(*(lexicon.find(text) for lexicon in known))
