"""Words as they sound: spellings of one word meet, in whatever letters."""
import pytest

pytest.importorskip("hypothesis")
from hypothesis import given
from hypothesis import strategies as st

from language.sound import sounds
from tests.language.steps import MOST, growth


@pytest.mark.parametrize(
    ("spellings", "language"),
    [
        (("पैसा", "paisa", "pesa", "paesa"), "hi"),
        (("नहीं", "nahi", "nhi", "nahee"), "hi"),
        (("ठेकेदार", "thekedar", "tekedaar", "thekedaar"), "hi"),
        (("छुट्टी", "chutti", "chhutti", "chuti"), "hi"),
        (("ज़्यादा", "zyada", "jyada", "jyaada"), "hi"),
        (("حقوقمو", "hoghoghamo", "hoquqamo"), "fa"),
        (("خونه", "khune", "xoone"), "fa"),
        (("کارفرما", "karfarma", "kaarfarma"), "fa"),
        (("trả lương", "tra luong", "cha luong"), "vi"),
        (("giám đốc", "dam doc", "zam dok"), "vi"),
    ],
)
def test_spellings_of_one_word_meet(spellings: tuple[str, ...], language: str) -> None:
    assert len({tuple(sounds(word, language)) for word in spellings}) == 1


def test_words_that_sound_otherwise_stay_apart() -> None:
    assert sounds("पगार", "hi") != sounds("पीएफ", "hi")


def test_numbers_sound_alike() -> None:
    assert sounds("3 mahine 15000", "hi") == ["0", "mhn", "0"]


@given(st.text(), st.sampled_from(["en", "hi", "vi", "fa", "other"]))
def test_any_text(text: str, language: str) -> None:
    assert all(sounds(text, language))


@pytest.mark.parametrize("piece", ["नहीं ", "a", "khgh", "ق", "1 "])
def test_the_work_grows_with_the_length_not_its_square(piece: str) -> None:
    assert growth(lambda text: sounds(text, "fa"), piece) <= MOST
