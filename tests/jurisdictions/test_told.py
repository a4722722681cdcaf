"""What was told of place and kind of workplace, as its readers see it."""

from __future__ import annotations

import pytest

from jurisdictions import load
from jurisdictions.choices import choices
from jurisdictions.told import place_told, sector_told

SERVED = load(["in", "vn", "ir"])


@pytest.mark.parametrize(
    ("country", "place", "text", "language", "shown"),
    [
        ("in", "mh", "Uran, Maharashtra", "en", "Uran, Maharashtra (Maharashtra)"),
        ("in", "patna", "patna, bihar", "hi", "पटना"),
        ("in", "patna", "Patna", "en", "Patna"),
        ("vn", "an_giang", "Long Xuyên, An Giang", "vi", "An Giang"),
        ("vn", "an_giang", "ấp 3, An Giang", "vi", "ấp 3, An Giang (An Giang)"),
        ("ir", "tabriz", "tabriz", "fa", "تبریز"),
        ("ir", "tabriz", "کوی ولیعصر، تبریز", "fa", "کوی ولیعصر، تبریز (تبریز)"),
    ],
)
def test_a_place_is_named_and_what_was_told_beside_it_is_not_lost(
    country: str, place: str, text: str, language: str, shown: str
) -> None:
    assert place_told(SERVED[country], place, text, language) == shown


def test_a_button_that_stood_for_several_kinds_is_shown_as_it_was_read() -> None:
    """A miner who tapped "Mine, port, railway, bank or ..." is not shown as somebody at an airport."""
    india = SERVED["in"]
    tapped = next(c for c in choices(india, ["wages_unpaid"], None) if c.sector.id == "central")
    text = tapped.label("hi")
    assert "खदान" in text
    assert sector_told(india, ["wages_unpaid"], None, "central", text, "hi") == text
    assert "Mine" in sector_told(india, ["wages_unpaid"], None, "central", text, "en")
    assert sector_told(india, ["wages_unpaid"], None, "central", "airport", "en").startswith("Airport")
