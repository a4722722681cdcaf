"""Texts in the worker's language: gettext catalogues, safe placeholders, direction and digits."""
from __future__ import annotations

import gettext
import logging
import re
import string
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from language.normalise import SUPPORTED

DOMAIN = "sangam"
LOCALES = Path(__file__).resolve().parent.parent / "locales"
RIGHT_TO_LEFT = frozenset({"fa"})

_FSI, _PDI = "\u2068", "\u2069"
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_BIDI_CONTROLS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_LEFT = re.compile(r"[0-9۰-۹A-Za-zÀ-ɏḀ-ỿऀ-ॿ]")
_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_log = logging.getLogger(__name__)


@lru_cache(maxsize=32)
def translations(language: str, locales: Path | None = None) -> gettext.NullTranslations:
    """Return the catalogue of a language; one that gives back the English source when there is none."""
    if language not in SUPPORTED:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, str(locales or LOCALES), languages=[language], fallback=True)


def direction(language: str) -> str:
    """Return 'rtl' or 'ltr'."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def local_digits(text: object, language: str) -> str:
    """Return the text with the digits its readers use: Persian ones in Persian, ASCII elsewhere."""
    return str(text).translate(_PERSIAN_DIGITS) if language == "fa" else str(text)


def display_number(value: int | Decimal, language: str) -> str:
    """Return a number grouped as its readers write it: 1,50,000 in Hindi, 150.000 in Vietnamese, ۱۵۰٬۰۰۰ in Persian.

    English groups by thousands. At most two decimals are shown.
    """
    whole, _, rest = f"{Decimal(value).quantize(Decimal('0.01')) if value % 1 else int(value):f}".partition(".")
    sign, whole, rest = ("-", whole[1:], rest) if whole.startswith("-") else ("", whole, rest)
    step = 2 if language == "hi" else 3
    groups = [whole[-3:]]
    whole = whole[:-3]
    while whole:
        groups.insert(0, whole[-step:])
        whole = whole[:-step]
    group, point = {"vi": (".", ","), "fa": ("٬", "٫")}.get(language, (",", "."))
    rest = rest.rstrip("0")
    return local_digits(sign + group.join(groups) + (point + rest if rest else ""), language)


def isolate(value: object, language: str) -> str:
    """Return the value so that it cannot reorder the sentence around it.

    In Persian, Latin letters and numbers are wrapped in U+2068...U+2069, elsewhere right-to-left letters are. Bidi
    controls inside the value are dropped.
    """
    text = _BIDI_CONTROLS.sub("", str(value))
    foreign = _LEFT if direction(language) == "rtl" else _RIGHT
    return f"{_FSI}{text}{_PDI}" if foreign.search(text) else text


def _shown(value: object, language: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = local_digits(value, language)
    return isolate(value, language)


def _fill(template: str, values: dict[str, object], language: str) -> str:
    """Put values at plain {name} placeholders; raise ValueError or KeyError for any other or an unknown one."""
    out = []
    for text, name, form, conversion in string.Formatter().parse(template):
        out.append(text)
        if name is None:
            continue
        if form or conversion or not _NAME.fullmatch(name):
            raise ValueError(f"not a plain placeholder: {name!r}")
        if values.get(name) is None:
            raise KeyError(name)
        out.append(_shown(values[name], language))
    return "".join(out)


def _interpolate(translated: str, source: str, values: dict[str, object], language: str) -> str:
    for template in dict.fromkeys((translated, source)):
        try:
            return _fill(template, values, language)
        except (ValueError, KeyError):
            _log.warning("text cannot be filled", extra={"language": language, "source_text": source})
    # the source itself lacks a value: say what can be said rather than show a raw placeholder
    return re.sub(r"\{([^{}]*)\}", lambda m: _shown(_or_dots(values.get(m[1])), "en"), source)


def _or_dots(value: object) -> object:
    return "…" if value is None else value


def translate(language: str, message: str, **values: object) -> str:
    """Return the message in a language with its {name} placeholders filled.

    The message is looked up before it is filled, and values are never read as templates. A broken placeholder or a
    missing value in the translation gives the English source instead; nothing is raised.
    """
    translated = translations(language).gettext(message) if message else ""
    return _interpolate(translated, message, values, language)


def translate_count(language: str, one: str, many: str, count: int, **values: object) -> str:
    """Return the right plural form for a count, which is also the value of {count}."""
    translated = translations(language).ngettext(one, many, count)
    return _interpolate(translated, one if count == 1 else many, {"count": count, **values}, language)


#: each language in its own name
OWN_NAMES = {"en": "English", "hi": "हिन्दी", "vi": "Tiếng Việt", "fa": "فارسی"}


def N_(message: str) -> str:
    """Mark a text for the catalogues where it stands; it is translated where it is said."""
    return message
