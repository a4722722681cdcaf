"""The catalogues' check: what it finds, and that collecting finds texts wherever they stand."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from sangam import catalogues, texts


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with a text of each kind, and catalogues just made."""
    files = {
        "actions/form.py": 'YES = N_("Yes")\nx = translate(language, "Hello {name}", name=n)\n',
        "desk/cases.py": 'translate_count(language, "one day", "{count} days", 3)\n',
        "desk/templates/case.html": "<h1>{{ _('The case') }}</h1>",
        "domain.yml": (
            "responses:\n  utter_health:\n  - text: ok\n"
            "  utter_ask_since:\n  - text: Since when?\n    buttons:\n    - {title: Skip, payload: /skip}\n"
        ),
        "var/other.py": '_("not ours")\n',
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    return tmp_path


def test_texts_are_collected_from_code_templates_and_responses(project: Path) -> None:
    found = {m.id if isinstance(m.id, str) else m.id[0] for m in texts.collect(project) if m.id}
    assert found == {"Yes", "Hello {name}", "one day", "The case", "Since when?", "Skip"}


def problems_of(**translations: str | tuple[str, ...]) -> list[str]:
    """Problems of a Hindi catalogue that has these translations of "Hello {name}" (a) and the days (b)."""
    wanted, catalog = Catalog(locale="hi"), Catalog(locale="hi")
    for key, id_ in (("a", "Hello {name}"), ("b", ("one day", "{count} days"))):
        wanted.add(id_)
        if key in translations:
            catalog.add(id_, translations[key])
    return texts.problems(catalog, wanted)


@pytest.mark.parametrize(
    ("a", "b", "says"),
    [
        ("नमस्ते {name}", ("एक दिन", "{count} दिन"), None),
        ("नमस्ते {name}", ("{count} दिन", "{count} दिन"), None),
        ("नमस्ते {naam}", ("एक दिन", "{count} दिन"), "placeholder naam is not in the source"),
        ("नमस्ते", ("एक दिन", "{count} दिन"), "placeholder name is missing"),
        ("नमस्ते {name}", ("एक दिन", "कई दिन"), "placeholder count is missing"),
        ("", ("एक दिन", "{count} दिन"), "not translated"),
        ("नमस्ते {name}", ("एक दिन", ""), "not translated"),
    ],
)
def test_what_the_check_finds(a: str, b: tuple[str, ...], says: str | None) -> None:
    found = problems_of(a=a, b=b)
    assert (found == []) if says is None else (len(found) >= 1 and says in " ".join(found))


def test_a_text_that_is_not_in_the_catalogue(project: Path) -> None:
    assert "not in the catalogue" in problems_of(a="नमस्ते {name}")[0]


def test_update_keeps_translations_and_drops_what_is_gone(project: Path) -> None:
    catalogues.update(project)
    assert any("hi: not translated: 'Yes'" in problem for problem in catalogues.check(project))
    po = catalogues.path_of("hi", project / "locales")
    po.write_text(po.read_text().replace('msgid "Yes"\nmsgstr ""', 'msgid "Yes"\nmsgstr "हाँ"'))
    (project / "actions/form.py").write_text('YES = N_("Yes")\nNO = N_("No")\n')
    catalogues.update(project)
    after = po.read_text()
    assert 'msgstr "हाँ"' in after
    assert 'msgid "No"' in after
    assert "Hello" not in after
    again = po.read_text()
    catalogues.update(project)
    assert po.read_text() == again  # no change for nothing


def test_compiled_once_and_again_after_a_change(project: Path) -> None:
    locales = project / "locales"
    catalogues.update(project)
    assert len(catalogues.compile_all(locales)) == len(catalogues.LANGUAGES)
    assert catalogues.compile_all(locales) == []
    po = catalogues.path_of("fa", locales)
    po.write_text(po.read_text().replace('msgid "Yes"\nmsgstr ""', 'msgid "Yes"\nmsgstr "بله"'))
    later = po.with_suffix(".mo").stat().st_mtime + 5
    os.utime(po, (later, later))
    assert catalogues.compile_all(locales) == [po.with_suffix(".mo")]
    assert gettext.translation("sangam", str(locales), languages=["fa"]).gettext("Yes") == "بله"
