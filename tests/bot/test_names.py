"""The neutral name of a country stands on its pages and in the widget, in the reader's language."""

from __future__ import annotations

import pytest

from bot import widget
from bot.render import Pages
from jurisdictions import LANGUAGES, load

COUNTRIES = load(["vn", "in", "ir"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_on_pages_and_in_the_widget(language: str) -> None:
    pages = Pages(COUNTRIES, secure=False)
    names = {id: one.display_name.get(language) for id, one in COUNTRIES.items()}
    assert {id: pages.name(language, id) for id in COUNTRIES} == names
    assert pages.name(language) == pages.name(language, "nowhere") == names["vn"], "the first one's is the default"
    assert widget.texts(language, names)["names"] == names
