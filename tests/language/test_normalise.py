import unicodedata

import pytest

pytest.importorskip("hypothesis")
from hypothesis import given
from hypothesis import strategies as st

from language.normalise import fold, fold_word, normalise, view
from tests.language.steps import MOST, growth

#: characters that interact: composing marks, zero widths, Arabic and Devanagari letters, presentation forms
TRICKY = "aeđ \u0300\u0301\u0323\u093c\u0958किी्\u200c\u200d\u200b\u2067كيىۀە\u0654\u0640٣۳३ﷲﺀﹰＡ１\ud800\u0344가İß\t\n"
texts = st.one_of(st.text(), st.text(alphabet=TRICKY, max_size=40))


@given(texts)
def test_normalise_is_idempotent_and_composed(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == " ".join(once.split())


@given(texts)
def test_fold_is_idempotent_and_ignores_what_normalise_removes(text: str) -> None:
    assert fold(fold(text)) == fold(text) == fold(normalise(text))


@given(texts)
def test_view_keeps_every_offset(text: str) -> None:
    assert len(view(text)) == len(text)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("می‌خواهم", "می خواهم"),
        ("می\u200c\u200bخواهم", "می خواهم"),
        ("क\u200cष", "कष"),
        ("كارگر ايراني", "کارگر ایرانی"),
        ("٤ ماه ۳ روز", "4 ماه 3 روز"),
        ("१२ दिन", "12 दिन"),
        ("Tiê\u0301ng Vie\u0323\u0302t", "Tiếng Việt"),
        ("حقـــوق", "حقوق"),
        ("\u202bسلام\u202c", "سلام"),
        ("  a\u00a0\n b\u3000c ", "a b c"),
        ("ﺳﻼﻡ", "سلام"),
        ("𝐬𝐚𝐥𝐚𝐫𝐲 １２", "salary 12"),
        ("2️⃣", "2"),
        ("bad \ud83d surrogate", "bad surrogate"),
        ("", ""),
    ],
)
def test_normalise_spells_alike(typed: str, expected: str) -> None:
    assert normalise(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Đường ĐÃ đóng BẢO HIỂM", "duong da dong bao hiem"),
        ("मज़दूर महँगा", "मजदूर महंगा"),
        ("قبلاً آخر مسؤول", "قبلا اخر مسوول"),
        ("STRASSE straße", "strasse strasse"),
    ],
)
def test_fold_removes_marks(typed: str, expected: str) -> None:
    assert fold(typed) == expected
    assert " ".join(fold_word(w) for w in normalise(typed).split()) == expected


@pytest.mark.parametrize("char", ["\u0300", "\u0323\u0301", "\u200c", "क़", "a\u0301\u200b", "ﷺ"])
def test_the_work_grows_with_the_length_not_its_square(char: str) -> None:
    assert growth(normalise, char) <= MOST
