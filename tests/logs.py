"""Nothing of a person may be in a log (the data rules of the design): looks for planted words in all log files."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus


def assert_no_personal_data(folder: Path, said: Iterable[str]) -> None:
    """Fail when one of `said` is in a file below `folder`, plain or as JSON, Python or a URL would escape it.

    `said` are words that stand nowhere else: names, numbers, sentences. The failure names file and line, and which of
    the words it was. A folder without a log, or no words, is a mistake of the caller.
    """
    words = [word for word in dict.fromkeys(said) if word.strip()]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert words, "no words to look for"
    assert any(path.stat().st_size for path in files), f"no log in {folder}"
    forms = [(n, form) for n, word in enumerate(words) for form in sorted(written(word))]
    found = []
    for path in files:
        text = path.read_bytes().decode("utf-8", "replace").casefold()
        for n, form in forms:
            at = text.find(form)
            if at >= 0:
                line = text.count("\n", 0, at) + 1
                found.append(f"{path.relative_to(folder)}:{line} has word {n} ({words[n]!r}) as {form!r}")
    assert not found, "personal data in a log:\n" + "\n".join(found)


def written(word: str) -> set[str]:
    """The ways in which a word may stand in a log, in small letters."""
    return {form.casefold() for each in _spellings(word) for form in _escaped(each) if form}


def _spellings(word: str) -> Iterator[str]:
    for form in ("NFC", "NFD"):
        yield unicodedata.normalize(form, word)  # type: ignore[arg-type]
    yield word


def _escaped(word: str) -> Iterator[str]:
    yield word
    yield json.dumps(word)[1:-1]
    yield json.dumps(json.dumps(word))[2:-2].strip("\\")  # JSON within JSON
    yield json.dumps(word, ensure_ascii=False)[1:-1]
    yield repr(word)[1:-1]
    yield ascii(word)[1:-1]
    yield repr(word.encode())[2:-1]
    yield quote(word)
    yield quote_plus(word)
