"""Words as they sound, coarsely, so that the spellings of one word meet: पैसा, paisa, pesa; حقوق, hoghogh, hoquq."""
from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from language.normalise import fold

_WORD = re.compile(r"(?:[^\W\d_]|[\u0900-\u0963])+|\d+")
_LATIN_OF = {"en": "hindi", "hi": "hindi", "fa": "persian", "vi": "vietnamese"}
#: what nobody hears or writes at the end of a word: breath in Persian (خونه, khune)
_SILENT_END = {"arabic": "h", "persian": "h"}
#: a nasal vowel, which Latin letters often leave out at the end (नहीं, nahi)
_NASAL = "ं"
_FIRST = "first"
#: letters; what is longer is no word
_LONGEST = 40
_CACHED = 50_000


class _Letters(NamedTuple):
    sounds: dict[str, str]
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def _tables() -> dict[str, _Letters]:
    path = Path(__file__).parent / "words" / "sounds.yml"
    tables = {}
    for name, rows in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        sounds = {fold(letters) or letters: sound for sound, row in rows.items() for letters in str(row).split()}
        longest = sorted(sounds, key=len, reverse=True)
        tables[name] = _Letters(sounds, re.compile("|".join(map(re.escape, longest))))
    return tables


def _spelling(word: str, language: str) -> str:
    if "\u0900" <= word[0] <= "\u097f":
        return "devanagari"
    if "\u0600" <= word[0] <= "\u06ff":
        return "arabic"
    return _LATIN_OF.get(language, "hindi")


@lru_cache(maxsize=_CACHED)
def _sound(word: str, language: str) -> str:
    if word[0].isdigit():
        return "0"
    spelling = _spelling(word, language)
    letters = _tables()[spelling]
    word = word.rstrip(_NASAL)
    heard: list[str] = []
    for match in letters.pattern.finditer(word):
        sound = letters.sounds[match[0]]
        if sound == _FIRST:
            sound = "a" if match.start() == 0 else ""
        if sound and heard[-1:] != [sound]:
            heard.append(sound)
    if len(heard) > 1 and heard[-1] == _SILENT_END.get(spelling):
        heard.pop()
    return "".join(heard)


def sounds(text: str, language: str) -> list[str]:
    """Return the sound of each word of a text of this language (en, hi, vi, fa); numbers sound "0"."""
    return [heard for word in _WORD.findall(fold(text)) if (heard := _sound(word[:_LONGEST], language))]
