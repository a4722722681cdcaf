import gettext
import struct
from decimal import Decimal
from pathlib import Path

import pytest

from language import catalogue
from language.catalogue import (
    direction,
    display_number,
    isolate,
    local_digits,
    translate,
    translate_count,
    translations,
)

FSI, PDI = "\u2068", "\u2069"


def write_mo(locales: Path, language: str, texts: dict[str, str]) -> None:
    """Write a compiled catalogue: the format is a header, two tables of (length, offset), then the strings."""
    header = f"Content-Type: text/plain; charset=UTF-8\nLanguage: {language}\nPlural-Forms: nplurals=2; plural=n!=1;\n"
    texts = {"": header, **texts}
    pairs = sorted((k.encode(), v.encode()) for k, v in texts.items())
    tables, strings, start = [b"", b""], b"", 28 + 16 * len(pairs)
    for side in (0, 1):
        for pair in pairs:
            tables[side] += struct.pack("<II", len(pair[side]), start + len(strings))
            strings += pair[side] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    path = locales / language / "LC_MESSAGES" / "sangam.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(head + tables[0] + tables[1] + strings)


@pytest.fixture
def locales(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_mo(tmp_path, "fa", {
        "Call {phone}.": "با {phone} تماس بگیرید.",
        "{count} day": "{count} روز", "Your office is {office}.": "اداره شما {office} است.",
        "{count} reply\0{count} replies": "{count} پاسخ\0{count} پاسخ",
    })
    write_mo(tmp_path, "hi", {
        "Your number is {number}.": "आपका नंबर {nmbr} है।",
        "Until {day}.": "{day} तक।",
        "Braces {a}.": "टूटा {a",
        "Kind {a}.": "{a.__class__} {a}",
        "Form {a}.": "{a:>10}",
        "{count} reply\0{count} replies": "{count} जवाब\0{count} जवाबों",
    })
    monkeypatch.setattr(catalogue, "LOCALES", tmp_path)
    translations.cache_clear()
    yield tmp_path
    translations.cache_clear()


def test_looked_up_before_it_is_filled(locales: Path) -> None:
    assert translate("hi", "Until {day}.", day="15 अगस्त") == "15 अगस्त तक।"
    assert translate("vi", "Until {day}.", day="15/08") == "Until 15/08."


def test_values_are_never_templates(locales: Path) -> None:
    assert translate("hi", "Until {day}.", day="{day} {0} {x.y}") == "{day} {0} {x.y} तक।"


@pytest.mark.parametrize(
    ("message", "values", "expected"),
    [
        ("Your number is {number}.", {"number": "7"}, "Your number is 7."),
        ("Braces {a}.", {"a": 1}, "Braces 1."),
        ("Kind {a}.", {"a": 1}, "Kind 1."),
        ("Form {a}.", {"a": 1}, "Form 1."),
        ("Until {day}.", {}, "Until …."),
        ("Until {day}.", {"day": None}, "Until …."),
        ("Unbalanced { here", {}, "Unbalanced { here"),
        ("", {}, ""),
    ],
)
def test_a_broken_translation_or_missing_value_falls_back(
    locales: Path, message: str, values: dict[str, object], expected: str
) -> None:
    assert translate("hi", message, **values) == expected


def test_persian_isolates_numbers_and_latin_and_uses_its_digits(locales: Path) -> None:
    assert translate("fa", "Call {phone}.", phone="1420") == f"با {FSI}1420{PDI} تماس بگیرید."
    assert translate("fa", "{count} day", count=12) == f"{FSI}۱۲{PDI} روز"
    assert translate("fa", "Your office is {office}.", office="اداره کار") == "اداره شما اداره کار است."


def test_plural_forms(locales: Path) -> None:
    for count, expected in ((1, "1 जवाब"), (0, "0 जवाबों"), (5, "5 जवाबों")):
        assert translate_count("hi", "{count} reply", "{count} replies", count) == expected
    assert translate_count("en", "{count} reply", "{count} replies", 1) == "1 reply"
    assert translate_count("fa", "{count} reply", "{count} replies", 2) == f"{FSI}۲{PDI} پاسخ"


def test_isolate_keeps_bidi_controls_of_values_out() -> None:
    assert isolate("a\u202eb", "en") == "ab"
    assert isolate("\u2068SG-1\u2069", "fa") == f"{FSI}SG-1{PDI}"
    assert isolate("فروردین", "en") == f"{FSI}فروردین{PDI}"
    assert isolate(isolate("12", "fa"), "fa") == f"{FSI}12{PDI}"


def test_no_catalogue_and_odd_languages_give_the_source(locales: Path) -> None:
    for language in ("vi", "en", "xx", "../../etc", ""):
        assert type(translations(language)) is gettext.NullTranslations
        assert translate(language, "Until {day}.", day="x") == "Until x."


def test_direction_and_digits() -> None:
    assert [direction(x) for x in ("en", "hi", "vi", "fa")] == ["ltr", "ltr", "ltr", "rtl"]
    assert local_digits("SG-10", "fa") == "SG-۱۰"
    assert local_digits("10", "hi") == "10"


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        (1500000, "hi", "15,00,000"), (150000, "en", "150,000"), (5310000, "vi", "5.310.000"),
        (-1234, "en", "-1,234"),
        (Decimal("10.5"), "vi", "10,5"), (166254550, "fa", "۱۶۶٬۲۵۴٬۵۵۰"), (0, "en", "0"), (999, "hi", "999"),
        (Decimal("1E+6"), "en", "1,000,000"), (Decimal("2.50"), "fa", "۲٫۵"),
    ],
)
def test_numbers_are_grouped_as_read(value: Decimal, language: str, expected: str) -> None:
    assert display_number(value, language) == expected
