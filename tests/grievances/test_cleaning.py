"""Without personal data: what tells who somebody is goes, or the whole text is refused; the trouble itself stays."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grievances.cleaning import FEWEST, LONGEST, PLACEHOLDER, clean
from jurisdictions import load
from language.identity import find_identifiers
from language.reference import find_references, new_reference

TODAY = date(2026, 11, 22)
SERVED = load(["in", "vn", "ir"])
COUNTRY = st.sampled_from(sorted(SERVED))


def cleaned(text: str, country: str = "in", known: tuple[str, ...] = ()) -> str | None:
    return clean(text, SERVED[country], TODAY, known)


@pytest.mark.parametrize(
    ("country", "text", "left"),
    [
        ("in", "mera pf ka paisa 3 mahine se nahi aaya", "mera pf ka paisa 3 mahine se nahi aaya"),
        ("in", "claim 15000 rs ka atka hai, phone 98765 43210", "claim <money> ka atka hai, phone <phone>"),
        ("in", "UAN 100123456789 band hai, kyc nahi hota", "UAN <number> band hai, kyc nahi hota"),
        ("in", "ठेकेदार राजू भाई ने ९८७६५४३२१० पर बुलाया", "ठेकेदार <name> भाई ने <phone> पर बुलाया"),
        ("in", "call me at nine eight seven six five four", "call me at <number>"),
        ("in", "my boss Prakash Jain did not pay, mail a.b@gmail.com", "my boss <name> did not pay, mail <email>"),
        ("in", "write to ramesh at gmail dot com about my wages", "write to <email> about my wages"),
        ("in", "truck MH12AB1234 se accident hua, ilaaj nahi", "truck <number> se accident hua, ilaaj nahi"),
        ("in", "born 12/03/1990, card says something else", "born <date> , card says something else"),
        ("in", "see www.fakejobs.com/pay they cheated us", "see <link> they cheated us"),
        ("vn", "nợ lương 3 tháng, anh Tuấn quản lý bảo chờ", "nợ lương 3 tháng, anh <name> quản lý bảo chờ"),
        ("vn", "quan ly nguyen van an duoi viec toi", "quan ly <name> viec toi"),
        ("vn", "cty o Bình Dương chưa đóng BHXH", "cty o <place> chưa đóng BHXH"),
        ("vn", "công ty vi phạm hợp đồng, hai tuần chưa trả", "công ty vi phạm hợp đồng, hai tuần chưa trả"),
        ("ir", "شماره من ۰۹۱۲۳۴۵۶۷۸۹ است و حقوق نداده اند", "شماره من <phone> است و حقوق نداده اند"),
        ("ir", "رضا سرکارگر بیمه ما را رد نکرد", "<name> سرکارگر بیمه ما را رد نکرد"),
    ],
)
def test_what_tells_who_it_is_gives_way(country: str, text: str, left: str) -> None:
    assert cleaned(text, country) == left


@pytest.mark.parametrize(
    "text",
    [
        "my name is sita and my wages are not paid", "मेरा नाम सीता है, मज़दूरी नहीं मिली",
        "mera naam sita hai paisa nahi mila",
        "tên tôi là hoa, công ty nợ lương", "toi ten hoa, cong ty no luong", "اسمم زهرا است حقوق ندادند",
        "esmam zahra ast hoghugh nadadan", "s/o shyam lal, pf nahi mila", "my address is near the mill, pf not paid",
        "địa chỉ của tôi ở gần chợ, chưa trả lương", "آدرس من نزدیک کارخانه است", "98765 43210", "ramesh", "",
        "wages late " * 80, "9 then 8 then 7 then 6 then 5 then 4 then 3 then 2 then 1",
    ],
)  # fmt: skip
def test_what_cannot_be_cleaned_surely_is_refused(text: str) -> None:
    assert all(cleaned(text, country) is None for country in SERVED)


def test_what_the_worker_told_as_their_name_goes_wherever_it_stands() -> None:
    assert cleaned("bolte hai tunnu tera pf nahi", known=("Tunnu Oraon",)) == "bolte hai <name> tera pf nahi"


def test_no_line_keeps_brackets_that_training_data_would_read() -> None:
    assert cleaned("my [wages](pf) {x} are <b>late</b>") == "my wages (pf) x are b late /b"


WORDS = st.sampled_from(
    ["pf", "paisa", "nahi", "lương", "chưa", "trả", "حقوق", "بیمه", "वेतन", "नहीं", "mila", "number", "call", "is", "से"]
)
#: how people part the digits of a number, visible or not
GAP = st.sampled_from(["", "", " ", "-", ".", " - ", "/", "\u200b", "\u200c", "\u2013", ") ", ",", "_", "..", "\u202c"])
SCRIPTS = [0x30, 0x660, 0x6F0, 0x966, 0xFF10, 0x1D7CE]


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """A number of 4 to 16 digits in any script, grouped in any way."""
    zero = draw(st.sampled_from(SCRIPTS))
    digits = [chr(zero + draw(st.integers(0, 9))) for _ in range(draw(st.integers(4, 16)))]
    gap = draw(GAP)
    return "".join(d + (gap if draw(st.booleans()) else "") for d in digits)


REFERENCES = st.integers(0, 10**8 - 1).map(lambda n: new_reference(lambda _: n))
MAILS = st.tuples(st.sampled_from("abcxyz"), st.sampled_from(["@", " @ ", "＠", " at "])).map(
    lambda part: f"{part[0]}{part[1]}gmail.com"
)
PIECES = st.lists(st.one_of(WORDS, WORDS, numbers(), REFERENCES, MAILS, st.text(max_size=12)), max_size=12)


def has_none(left: str) -> None:
    rest = PLACEHOLDER.sub(" | ", left)
    ascii_digits = "".join(c if (d := unicodedata.digit(c, None)) is None else str(d) for c in rest)
    assert not re.search(r"\d(?:[\W_]{0,4}\d){3}", ascii_digits.replace(" | ", " xx ")), left
    assert "@" not in rest and "gmail" not in rest.lower() and not re.search(r"https?:|www\.", rest), left
    assert not find_references(rest) and not find_identifiers(rest, "in", None), left
    assert "\n" not in left and left == left.strip() and len(left) <= 2 * LONGEST


@given(pieces=PIECES, country=COUNTRY, glue=st.sampled_from([" ", "  ", "\n", ", ", ""]))
@example(pieces=["call", "98765", "lương", "43210"], country="vn", glue=" ")
@example(pieces=["pf", "9\u20608\u20607\u20606\u20605"], country="in", glue=" ")
@example(pieces=["pf nahi mila", "①②③④⑤⑥", "⁹⁸⁷⁶"], country="in", glue=" ")
def test_no_number_address_or_reference_survives(pieces: list[str], country: str, glue: str) -> None:
    left = cleaned(glue.join(pieces), country)
    if left is not None:
        has_none(left)


@given(words=st.lists(WORDS, min_size=FEWEST + 3, max_size=10), number=numbers(), at=st.integers(0, 9))
def test_a_number_is_masked_and_the_words_around_it_stay(words: list[str], number: str, at: int) -> None:
    words.insert(min(at, len(words)), number)
    left = cleaned(" ".join(words))
    assert left and PLACEHOLDER.search(left)
    has_none(left)


@given(text=st.text(max_size=300), country=COUNTRY)
def test_any_text_is_cleaned_or_refused(text: str, country: str) -> None:
    left = cleaned(text, country)
    if left is not None:
        has_none(left)

