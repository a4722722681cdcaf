import json

import pytest

pytest.importorskip("hypothesis")
from hypothesis import given
from hypothesis import strategies as st

from language.identify import LANGUAGES, SURE, Identified, LanguageIdentifier, effective_language
from tests.language.steps import MOST, growth

ROWS = {
    "en": [
        "my salary is not paid for two months", "the company did not deposit my pf money",
        "how can I take out my pf",
        "they removed me from the job without any notice", "when will the bonus be paid this year",
        "I want to complain",
        "no safety shoes are given to us at the site", "what is the minimum wage for helpers",
        "he hit me at work",
        "owner is cutting money from my wages", "which office should I go to",
        "is there any holiday on that day",
        "overtime is not paid to anybody in our unit", "my claim was rejected please tell me what to do now",
    ],
    "hi": [
        "mera pf ka paisa nahi mila", "do mahine se salary nahi aayi", "malik paise nahi de raha hai",
        "kaha shikayat karu",
        "thekedar ne kaam se nikal diya bina bataye", "overtime ka paisa nahi dete hai",
        "mujhe chhutti nahi mil rahi",
        "pf kaise nikale batao", "company ne pagar kaat li meri", "hamare yaha suraksha ka koi saman nahi hai",
        "kitna bonus milta hai saal me", "mere pati ki maut ho gayi kaam karte hue",
        "bhai jaldi kuch karo", "वेतन नहीं मिला",
        "ye galat hai mera naam sahi karo", "factory band ho gayi ab hum kya kare",
        "kab tak aayega mera paisa sir",
    ],
    "vi": [
        "công ty nợ lương hai tháng rồi", "em muốn rút bảo hiểm xã hội một lần", "làm sao để chốt sổ bảo hiểm",
        "tôi bị đuổi việc không lý do", "tăng ca mà không trả tiền", "bao giờ có thưởng tết vậy ạ",
        "nghỉ sinh được mấy tháng",
        "cho em hỏi tiền thai sản khi nào có", "ông chủ không trả lương cho chúng tôi",
        "em cần gặp cán bộ", "nộp đơn ở đâu",
        "xưởng nóng quá không có nước uống", "đóng bảo hiểm được bao nhiêu năm thì có lương hưu",
        "được nghỉ mấy ngày phép",
    ],
    "fa": [
        "hoghughe do mah ro nadadan", "bimeye mano rad nakarde karfarma",
        "chetor mitunam shekayat konam", "koja bayad beram",
        "az kar ekhraj shodam bedune dalil", "ezafe kari ro hesab nemikonan", "eydi va sanavat ro key midan",
        "man 5 sale inja kar mikonam gharardad nadaram", "karfarma mige boro har kari mikhay bokon",
        "dastam shekast sar kar",
        "morakhasi nemidan be ma", "bazneshastegi chand sal mikhad", "حقوقم رو ندادن",
        "mikham sabeghe bimam ro bebinam",
    ],
}


@pytest.fixture(scope="module")
def identifier() -> LanguageIdentifier:
    return LanguageIdentifier().fit((text, language) for language, texts in ROWS.items() for text in texts)


#: none of these is in the rows above
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("पीएफ का पैसा कब मिलेगा", "hi"),
        ("हमार मजूरी नाहीं दिहिस", "hi"),  # Awadhi counts as Hindi
        ("ABVKY claim reject आया, job loss का affidavit भी दिया था", "hi"),
        ("overtime का पैसा", "hi"),
        ("मला पगार मिळाला नाही आणि मालक फोन घेत नाही", "other"),  # Marathi
        ("मेरो तलब आएको छैन, मलाई सहयोग गर्नु", "other"),  # Nepali
        ("حقوقمو نمیدن سه ماهه", "fa"),
        ("حقوقي كه ندادن كي ميدن", "fa"),  # an Arabic keyboard
        ("ما ره پیسه نداد", "fa"),  # Dari
        ("سلام", "fa"),
        ("پشتو گپ زده می‌توانی؟ فارسی کم یاد دارم", "fa"),
        ("أين أقرب صيدلية من هنا", "other"),
        ("لم أستلم راتبي من الشركة منذ شهرين", "other"),
        ("آج کل کون سی فلم اچھی لگی ہے", "other"),  # Urdu
        ("د کابل د الوتکې ټکټ په څو دی؟", "other"),  # Pashto
        ("ئەمڕۆ هەوا زۆر ساردە", "other"),  # Kurdish
        ("ខ្ញុំចង់សួរផ្លូវទៅផ្សារ", "other"), ("请问去河内的火车几点开", "other"), ("আমার বেতন দেয়নি", "other"),
        ("где мой паспорт", "other"),
        ("lương tháng này chưa có ạ", "vi"), ("cty ko trả bh cho e", "vi"), ("cảm ơn", "vi"),
        ("cong ty khong tra luong cho em", "vi"), ("toi muon rut bao hiem", "vi"), ("xin chao", "vi"),
        ("mera paisa kab milega bhai", "hi"), ("salary nahi mili abhi tak", "hi"), ("namaste", "hi"),
        ("karfarma hoghugh nemide", "fa"), ("bimam ro rad nemikone chikar konam", "fa"), ("salam khobin", "fa"),
        ("salary not paid by the company", "en"), ("please tell me how to complain about my wages", "en"),
        ("necesito ayuda, el patron no me paga", "other"),
        ("saya belum dibayar gaji dua bulan, tolong bantu", "other"),
        ("ich habe seit zwei monaten keinen lohn bekommen und brauche bitte hilfe", "other"),
    ],
)
def test_languages_and_spellings(identifier: LanguageIdentifier, text: str, language: str) -> None:
    assert identifier.predict(text).language == language


@pytest.mark.parametrize(
    "text", ["ok", "hi", "123", "OK sir", "👍", "", "pf", "yes", "...", "hello", "SG-1234-5678-9", "12/05/1405"]
)
def test_acts_of_every_language_say_nothing(identifier: LanguageIdentifier, text: str) -> None:
    assert identifier.predict(text).confidence < 0.5


@pytest.mark.parametrize("text", ["haan", "nahi", "khong", "salam", "mujhe", "problem", "Ramesh"])
def test_one_latin_word_never_switches(identifier: LanguageIdentifier, text: str) -> None:
    assert identifier.predict(text).confidence < SURE


def test_scripts_and_marks_need_no_rows() -> None:
    unfitted = LanguageIdentifier()
    for text, language in (("वेतन नहीं मिला", "hi"), ("حقوق ندادن", "fa"), ("chưa có lương", "vi"), ("เงินเดือน", "other")):
        assert unfitted.predict(text).language == language
    assert unfitted.predict("salary not paid").confidence < SURE


def test_state_survives_json(identifier: LanguageIdentifier) -> None:
    again = LanguageIdentifier.from_dict(json.loads(json.dumps(identifier.to_dict())))
    for text in ("mera paisa", "luong chua co", "karfarma mige", "my wages", "वेतन", ""):
        assert again.predict(text) == identifier.predict(text)
    with pytest.raises(ValueError, match="other languages"):
        LanguageIdentifier.from_dict({"languages": ["en"], "counts": {}})


@given(st.text())
def test_probabilities_for_any_text(identifier: LanguageIdentifier, text: str) -> None:
    found = identifier.predict(text)
    assert sorted(found.scores) == sorted(LANGUAGES)
    assert sum(found.scores.values()) == pytest.approx(1)
    assert found.confidence == found.scores[found.language] == max(found.scores.values())


def test_repeated_asking_gives_the_same_answer(identifier: LanguageIdentifier) -> None:
    text = "wszystkie nieznane slowa tutaj powinny byc rozpoznane jako obcy jezyk naprawde"
    assert len({str(identifier.predict(text)) for _ in range(5)}) == 1
    assert identifier.predict(text).language == "other"


@pytest.mark.parametrize("piece", ["a", "ا", "na mi ", "\u0301", "x'"])
def test_the_work_grows_with_the_length_not_its_square(identifier: LanguageIdentifier, piece: str) -> None:
    assert growth(identifier.predict, piece) <= MOST


def said(language: str, confidence: float) -> Identified:
    rest = (1 - confidence) / 4
    return Identified(language, confidence, {x: confidence if x == language else rest for x in LANGUAGES})


@pytest.mark.parametrize(
    ("identified", "conversation", "chosen", "expected"),
    [
        (said("en", 0.99), "hi", "fa", "fa"),  # the person's choice wins
        (said("vi", 0.97), "hi", None, "vi"),  # a sure message switches
        (said("en", 0.6), "hi", None, "hi"),  # an unsure one does not
        (said("other", 0.97), "hi", None, "hi"),
        (said("other", 0.97), None, None, "en"),
        (said("fa", 0.5), None, None, "fa"),
        (said("en", 0.2), None, None, "en"),
        (said("vi", 0.97), "xx", "yy", "vi"),  # unknown codes count as nothing known
        (said("en", 0.2), "other", None, "en"),
    ],
)
def test_effective_language(identified: Identified, conversation: str, chosen: str, expected: str) -> None:
    assert effective_language(identified, conversation, chosen) == expected


def test_one_borrowed_word_does_not_flap(identifier: LanguageIdentifier) -> None:
    assert effective_language(identifier.predict("ok thanks"), "vi", None) == "vi"
    assert effective_language(identifier.predict("PF"), "hi", None) == "hi"
    assert effective_language(identifier.predict("supervisor"), "hi", None) == "hi"


@pytest.mark.parametrize(
    ("text", "expects", "language"),
    [
        ("Ramesh Kumar", "name", "hi"),
        ("Shri Ganesh Textiles, Surat", "text", "hi"),
        ("Cong ty ABC", "text", "hi"),
        ("Nguyễn Văn An", "name", "hi"),
        ("please continue in english, i cannot read hindi well", "text", "en"),
        ("please continue in english", "story", "en"),
        ("شرکت پارس", "text", "fa"),
    ],
)
def test_a_name_in_latin_letters_does_not_switch_the_language(text: str, expects: str, language: str) -> None:
    sure = Identified("fa" if "ش" in text else "en", 1.0, {})
    assert effective_language(sure, "hi", None, text, expects) == language
