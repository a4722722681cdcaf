"""Checks the utterances in nlu/data/: every intent there, enough lines, no near twins within an intent.

Run: python nlu/check_data.py [language ...]   (standard library only, so it runs in both environments)
Prints, per language, the intents that are short of MINIMUM and the share that is romanised or unmarked;
exits 1 when something is missing or two lines of one intent overlap more than TWIN.
"""
from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "hi", "vi", "fa")
MINIMUM = 20  # lines an intent and language
TWIN = 0.6  # Jaccard of character 5-grams from which two lines count as the same line
#: least share of lines in the second spelling: Latin letters for Hindi and Persian, no marks for Vietnamese
SECOND_SPELLING = {"hi": 0.5, "vi": 0.33, "fa": 0.25}


def read(language: str) -> dict[str, list[tuple[str, str]]]:
    """Return {intent: [(file name, utterance)]} of one language."""
    rows: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in sorted((DATA / language).glob("*.yml")):
        intent = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if found := re.match(r"\s*- intent: (\w+)", line):
                intent = found[1]
            elif intent and (found := re.match(r"\s{4,}- (.+)", line)):
                rows[intent].append((path.name, found[1].strip()))
    return rows


def grams(text: str) -> frozenset[str]:
    flat = re.sub(r"[\W_]+", " ", text.lower()).strip()
    return frozenset(flat[i : i + 5] for i in range(max(1, len(flat) - 4)))


def second_spelling(text: str, language: str) -> bool:
    """Tell whether a line is romanised (hi, fa) or unmarked (vi); mixed lines count as romanised."""
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return False
    if language == "vi":
        return all(unicodedata.normalize("NFD", c) == c and c not in "đĐ" for c in letters)
    return sum(c.isascii() for c in letters) / len(letters) > 0.3


def twins(lines: list[str]) -> list[tuple[str, str]]:
    seen = [(line, grams(line)) for line in lines]
    return [
        (a, b)
        for i, (a, ga) in enumerate(seen)
        for b, gb in seen[:i]
        if len(ga & gb) / len(ga | gb) > TWIN and max(len(a), len(b)) > 12
    ]


def check(language: str, intents: list[str]) -> list[str]:
    """Return what is wrong with one language's data, a line each."""
    rows = read(language)
    wrong = [f"{language}: {i} has {len(rows[i])} lines, needs {MINIMUM}" for i in intents if len(rows[i]) < MINIMUM]
    wrong += [f"{language}: {i} is not an intent of the taxonomy" for i in rows if i not in intents]
    for intent, lines in rows.items():
        texts = [text for _, text in lines]
        wrong += [f"{language}: {intent}: twins: {a!r} ~ {b!r}" for a, b in twins(texts)]
    for intent in intents:
        texts = [text for _, text in rows[intent]]
        wrong += [f"{language}: {intent}: the same line twice: {t!r}" for t in {t for t in texts if texts.count(t) > 1}]
    texts = [text for lines in rows.values() for _, text in lines]
    share = sum(second_spelling(t, language) for t in texts) / max(1, len(texts))
    print(f"{language}: {len(texts)} lines, {len(rows)} intents, second spelling {share:.2f}")
    if share < SECOND_SPELLING.get(language, 0):
        wrong.append(f"{language}: second spelling {share:.2f}, needs {SECOND_SPELLING[language]}")
    return wrong


def taxonomy() -> list[str]:
    """The 54 intent ids of nlu/taxonomy.yml, in its order."""
    text = (DATA.parent / "taxonomy.yml").read_text(encoding="utf-8")
    return re.findall(r"^\s{2,}(\w+): +\"", text, re.M)


def main() -> int:
    wrong = [w for language in (sys.argv[1:] or LANGUAGES) for w in check(language, taxonomy())]
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
