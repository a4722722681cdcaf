"""The grievance number a worker keeps: SG-1234-5678-9, eight random digits and a Damm check digit.

The check digit catches every single wrong digit and every swap of neighbours, so a mistyped number is never
somebody else's grievance.
"""
from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from stdnum import damm

from language.normalise import normalise, view

#: how the two letters are typed, also by ear in the other scripts
_PREFIX = r"(?:s[ .]?g|एस\.? ?जी|اس[ \u200c]?جی)"
#: dashes of all kinds, spaces, dots and the invisible marks that copying from right-to-left text leaves
_GAP = r"[\s.\-_/\u00ad\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]{0,3}"
_DIGITS = rf"\d(?:{_GAP}\d){{8}}(?!\d)"
_FIND = re.compile(rf"(?<![^\W_]){_PREFIX}[:#]?{_GAP}({_DIGITS})")
_BARE = re.compile(rf"#?({_DIGITS})[.!]?")


class Reference(NamedTuple):
    value: str
    start: int
    end: int


def _canonical(digits: str) -> str | None:
    digits = re.sub(r"\D", "", digits)
    return f"SG-{digits[:4]}-{digits[4:8]}-{digits[8]}" if damm.is_valid(digits) else None


def new_reference(randbelow: Callable[[int], int]) -> str:
    """Return a new grievance number; pass secrets.randbelow, or a counter in tests."""
    digits = f"{randbelow(10**8):08d}"
    return f"SG-{digits[:4]}-{digits[4:]}-{damm.calc_check_digit(digits)}"


def find_references(text: str) -> list[Reference]:
    """Return the valid grievance numbers written with their letters, with offsets into the text as given."""
    found = []
    for match in _FIND.finditer(view(text)):
        value = _canonical(match[1])
        if value:
            found.append(Reference(value, match.start(), match.end()))
    return found


def parse_reference(text: str) -> str | None:
    """Return the first grievance number in the text as SG-1234-5678-9, or None.

    Nine bare digits count only when nothing else is in the text; a wrong check digit gives None.
    """
    text = normalise(text)
    for reference in find_references(text):
        return reference.value
    bare = _BARE.fullmatch(text)
    return _canonical(bare[1]) if bare else None
