"""The name on the phone says nothing: short, in the reader's script, and without a word of work or complaint."""

import unicodedata

import pytest

from jurisdictions import LANGUAGES, load
from jurisdictions.finder import words_of
from tests.jurisdictions.test_data import IDS

COUNTRIES = load(IDS)
SCRIPT = {"en": "LATIN", "vi": "LATIN", "hi": "DEVANAGARI", "fa": "ARABIC"}
#: what whoever looks at the phone must not read
TELLING = """
work worker labour labor complaint grievance wage job union help desk office police court
काम मज़दूर मजदूर श्रम शिकायत वेतन यूनियन मदद दफ़्तर दफ्तर
lao động công nhân khiếu nại đơn lương công đoàn giúp cơ quan
کار کارگر شکایت دادخواست مزد حقوق اداره کمک
"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", IDS)
def test_a_neutral_name_in_every_country_and_language(id, language):
    name = COUNTRIES[id].display_name[language]
    assert 2 <= len(name) <= 20
    assert {unicodedata.name(sign).split()[0] for sign in name if sign.isalpha()} == {SCRIPT[language]}
    assert not set(words_of(name)) & set(words_of(TELLING))
    assert not any(sign.isdigit() for sign in name)
    assert COUNTRIES[id].names[language] not in name, "nor whose it is"
