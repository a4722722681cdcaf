"""The gettext catalogues `locales/<lang>/LC_MESSAGES/sangam.po`: collect the texts, merge them in, compile.

`python -m sangam.catalogues compile | update`. English is the source: code, templates and domain.yml.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ROOT / "locales"
LANGUAGES = ("en", "hi", "vi", "fa")
DOMAIN = "sangam"


def compile_catalogues(locales: Path = LOCALES) -> list[Path]:
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


def main(arguments: list[str]) -> int:
    if arguments != ["compile"]:
        print("usage: python -m sangam.catalogues compile", file=sys.stderr)
        return 2
    compile_catalogues()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
