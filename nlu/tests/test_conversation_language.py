"""The language of a conversation over mixed turns: it follows, does not flap, and the person's choice wins."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.identify import LanguageIdentifier, effective_language
from nlu.check_data import LANGUAGES, read

#: sentences that leave no doubt, in every spelling of a language
CLEAR = {
    "en": ["my salary has not been paid for three months", "what is the helpline number of the labour office please"],
    "hi": ["तीन महीने से पगार नहीं मिली है", "mujhe teen mahine se tankhwah nahi mili hai"],
    "vi": ["công ty nợ lương em ba tháng rồi", "cong ty khong tra luong cho toi ba thang nay roi"],
    "fa": ["سه ماهه حقوقم رو ندادن", "se mahe hoghoghamo nadadan chikar konam"],
}
#: what is said in any of them: numbers, signs, names of schemes, one borrowed word
ANYWHERE = ["ok", "PF", "ESI", "supervisor", "12", "👍", "?", "HR", "9876543210", "OT", "BHXH"]
said_clearly = st.sampled_from([(language, text) for language, texts in CLEAR.items() for text in texts])
turns = st.lists(st.one_of(said_clearly, st.tuples(st.none(), st.sampled_from(ANYWHERE))), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def taught() -> LanguageIdentifier:
    """Taught by every fifth utterance; what is in other languages stands in files of its own."""
    return LanguageIdentifier().fit(
        (text, language) for language in (*LANGUAGES, "other") for of in read(language).values() for _, text in of[::5]
    )


@given(turns, st.sampled_from([None, "en", "hi", "vi", "fa"]))
def test_a_conversations_language_follows_does_not_flap_and_yields_to_choice(
    taught: LanguageIdentifier, conversation: list[tuple[str | None, str]], chosen: str | None
) -> None:
    language: str | None = None
    for spoken, text in conversation:
        before, language = language, effective_language(taught.predict(text), language, chosen, text)
        if chosen:
            assert language == chosen
        elif spoken:
            assert language == spoken, text
        elif before:
            assert language == before, text
