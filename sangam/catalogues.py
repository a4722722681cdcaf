"""The gettext catalogues `locales/<lang>/LC_MESSAGES/sangam.po`: compile, bring up to date, check.

`python -m sangam.catalogues compile | update | check`. English is the source: its catalogue says the
texts themselves, and whoever runs Sangam may word one otherwise there.
"""

from __future__ import annotations

import sys
from copy import deepcopy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ROOT / "locales"
LANGUAGES = ("en", "hi", "vi", "fa")
WIDTH = 110


def path_of(language: str, locales: Path = LOCALES) -> Path:
    return locales / language / "LC_MESSAGES" / "sangam.po"


def compile_all(locales: Path = LOCALES) -> list[Path]:
    """Compile each catalogue that is newer than its `.mo`; return the files written."""
    written = []
    for po in sorted(locales.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        from babel.messages.mofile import write_mo  # imported late: most starts compile nothing
        from babel.messages.pofile import read_po

        with po.open("rb") as source:
            catalog = read_po(source, locale=po.parts[-3])
        partial = mo.with_suffix(".mo.new")
        with partial.open("wb") as target:
            write_mo(target, catalog)
        partial.replace(mo)
        written.append(mo)
    return written


def update(root: Path = ROOT) -> None:
    """Put new texts into each catalogue, untranslated, and take out what is no longer said."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    from sangam import texts

    wanted = texts.collect(root)
    for language in LANGUAGES:
        path = path_of(language, root / "locales")
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = Catalog(locale=language, header_comment=texts.HEADER, fuzzy=False)
        if path.exists():
            with path.open("rb") as source:
                catalog = read_po(source, locale=language)
        wanted.creation_date = catalog.creation_date  # or every run would be a change
        catalog.update(deepcopy(wanted), no_fuzzy_matching=True, update_header_comment=True)
        if language == "en":
            for message in catalog:
                if not message.string or (message.pluralizable and not all(message.string)):
                    message.string = message.id
        with path.open("wb") as target:
            write_po(target, catalog, width=WIDTH, ignore_obsolete=True, include_lineno=False, sort_by_file=True)
        left = len(texts.problems(catalog, wanted))
        print(f"  {language}: {len(catalog)} texts, {left} to do")


def check(root: Path = ROOT) -> list[str]:
    """What is wrong with the catalogues; empty when all texts are there in all languages."""
    from babel.messages.pofile import read_po

    from sangam import texts

    wanted = texts.collect(root)
    found = []
    for language in LANGUAGES:
        path = path_of(language, root / "locales")
        if not path.exists():
            found.append(f"{language}: there is no {path.relative_to(root)}")
            continue
        with path.open("rb") as source:
            catalog = read_po(source, locale=language)
        found += [f"{language}: {problem}" for problem in texts.problems(catalog, wanted)]
    return found


def main(arguments: list[str]) -> int:
    match arguments:
        case ["compile"]:
            compile_all()
        case ["update"]:
            update()
            compile_all()
        case ["check"]:
            found = check()
            print(*found, sep="\n")
            return 1 if found else 0
        case _:
            print("usage: python -m sangam.catalogues compile | update | check", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
