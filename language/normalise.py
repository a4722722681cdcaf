"""One spelling for what people type, so that training, testing and serving see the same text."""
from __future__ import annotations

import re
import unicodedata

#: the languages Sangam answers in; the first is the language of the source texts
SUPPORTED = ("en", "hi", "vi", "fa")

#: Arabic keyboards give other code points for the Persian letters; heh with yeh is written in its two parts
_PERSIAN_LETTERS = {"ك": "ک", "ي": "ی", "ى": "ی", "ۀ": "ه\u0654"}
#: what is folded beyond removing marks: đ has no decomposition, chandrabindu and anusvara are typed alike
_FOLDED = {"đ": "d", "Đ": "d", "ı": "i", "ँ": "ं", "ة": "ه", "ؤ": "و", "ئ": "ی", "ە": "ه"}
_ARABIC_ZWNJ = re.compile("(?<=[\u0600-\u06ff])\u200c+(?=[\u0600-\u06ff])")
_ZWNJ, _TATWEEL, _KEYCAP = "\u200c", "\u0640", "\u20e3"
#: blocks that are only other shapes of ordinary letters: Arabic presentation forms, full width, mathematical
_SHAPES = ((0xFB50, 0xFDFF), (0xFE70, 0xFEFF), (0xFF01, 0xFF5E), (0x1D400, 0x1D7FF))
#: longest run of combining marks kept: no orthography needs more, and ordering long runs takes quadratic time
_MARKS = 8
_CACHED = 20_000  # entries a table may hold, so that odd text cannot fill the memory


class _Table(dict[int, str]):
    """A table for str.translate that works each character out once, when it is first met."""

    def __missing__(self, code: int) -> str:
        out = self.of(chr(code))
        if len(self) < _CACHED:
            self[code] = out
        return out

    def of(self, char: str) -> str:
        raise NotImplementedError


class _Clean(_Table):
    def of(self, char: str) -> str:
        if char in _PERSIAN_LETTERS:
            return _PERSIAN_LETTERS[char]
        if any(low <= ord(char) <= high for low, high in _SHAPES):
            shaped = unicodedata.normalize("NFKC", char)
            if shaped != char:
                return shaped.translate(self)
        digit = unicodedata.decimal(char, None)
        return char if digit is None else str(digit)


class _Drop(_Table):
    """Removes what cannot be seen: controls, bidi marks, tatweel; keeps ZWNJ, which Persian still needs."""

    def of(self, char: str) -> str:
        if char.isspace():
            return " "
        if char != _ZWNJ and unicodedata.category(char) in ("Cc", "Cf", "Cs"):
            return ""
        return "" if char in (_TATWEEL, _KEYCAP) or 0xFE00 <= ord(char) <= 0xFE0F else char


class _Fold(_Table):
    def of(self, char: str) -> str:
        if char in _FOLDED:
            return _FOLDED[char]
        if "가" <= char <= "힣":  # syllables, not letters with marks
            return char
        parts = unicodedata.normalize("NFKD", char.casefold())
        out = "".join(_FOLDED.get(c, c) for c in parts if not unicodedata.combining(c)).translate(_CLEAN)
        return out if out in (char, "") else out.translate(self)


class _View(_Table):
    def of(self, char: str) -> str:
        digit = unicodedata.decimal(char, None)
        if digit is not None:
            return str(digit)
        out = _PERSIAN_LETTERS.get(char, char).lower()
        return out if len(out) == 1 else char


_CLEAN, _DROP, _FOLD, _VIEW = _Clean(), _Drop(), _Fold(), _View()


def _limit_marks(text: str, most: int) -> str:
    if b"\1" * (most + 1) not in bytes(map(bool, map(unicodedata.combining, text))):
        return text
    kept, run = [], 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= most:
            kept.append(char)
    return "".join(kept)


def normalise(text: str) -> str:
    """Return the text in one spelling: NFC, Persian kaf and yeh, ASCII digits, no invisible characters, single spaces.

    A ZWNJ between Arabic letters becomes a space (most people type a space there), any other is dropped. Never
    raises; idempotent.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", _limit_marks(text.translate(_DROP), 4 * _MARKS)).translate(_CLEAN)
    text = _ARABIC_ZWNJ.sub(" ", text).replace(_ZWNJ, "")
    return " ".join(_limit_marks(unicodedata.normalize("NFC", text), _MARKS).split())


def fold(text: str) -> str:
    """Return normalised text in lower case without marks (đ -> d; Hindi loses virama and nukta). Idempotent."""
    return " ".join(normalise(text).translate(_FOLD).split())


def fold_word(word: str) -> str:
    """Fold one word that is already normalised."""
    return word if word.isascii() and word.islower() else word.translate(_FOLD)


def view(text: str) -> str:
    """Return text of the same length in lower case with ASCII digits and Persian letters, for finding with offsets."""
    return text.translate(_VIEW)
