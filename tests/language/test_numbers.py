from decimal import Decimal

import pytest

pytest.importorskip("hypothesis")
from hypothesis import given
from hypothesis import strategies as st

from language.catalogue import display_number
from language.numbers import find_numbers
from tests.language.steps import MOST, growth


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # figures
        ("1,50,000", "150000"), ("1.500.000", "1500000"), ("7,5", "7.5"), ("8.33%", "8.33"),
        ("۱۲۳٬۴۵۶", "123456"),
        ("१२", "12"), ("12.05.2026", "12 5 2026"), ("4,5,6", "4 5 6"), ("2-3", "2 3"), ("۲٫۵", "2.5"),
        # English
        ("2 lakh 50 thousand", "250000"), ("twenty-five thousand", "25000"), ("two and a half lakh", "250000"),
        ("five hundred and six", "506"), ("one crore", "10000000"), ("three hours", "3"), ("a month", "1"),
        ("50k", "50000"), ("1 crore 20 lakh", "12000000"), ("i want one", ""), ("no one came", ""),
        # Hindi, in both scripts
        ("ढाई लाख", "250000"), ("डेढ़ सौ", "150"), ("साढ़े तीन हजार", "3500"),
        ("पाँच हजार दो सौ", "5200"), ("सवा लाख", "125000"),
        ("saadhe teen", "3.5"), ("paune do", "1.75"), ("dhai mahine", "2.5"), ("ek sau pachas", "150"),
        ("pachpan hazaar", "55000"), ("do lakh bees hazaar", "220000"), ("do lakh bees din", "200000 20"),
        ("do teen mahine", "2 3"), ("do mahine se salary nahi", "2"), ("kuch hazaar", ""),
        ("teen", "3"), ("निन्यानवे", "99"),
        ("mai ek private school me tha", ""), ("mera kaam kar do", ""), ("mahine se roz", ""),
        ("दस परसेंट", "10"),
        # Vietnamese, with and without marks
        ("hai mươi lăm", "25"), ("một trăm linh năm", "105"), ("ba trăm hai mươi mốt", "321"),
        ("mười năm", "10"),
        ("2 triệu rưỡi", "2500000"), ("3tr5", "3500000"), ("3tr500", "3500000"), ("7 triệu 7 hẹn", "7700000"),
        ("một triệu hai", "1200000"), ("3 triệu 2 tháng", "3000000 2"), ("3k5", "3500"),
        ("năm trăm nghìn", "500000"),
        ("hai tram nghin", "200000"), ("tram nam muoi ngan", "150000"), ("130 ngan", "130000"),
        ("hai nam", "2"),
        ("muoi nam", "10"), ("hai ba tháng", "2 3"), ("mấy triệu", ""), ("công ty ba tháng rồi", "3"),
        ("cong ty ba thang roi", "3"),
        ("xe máy hai chỗ", "2"), ("thứ ba", ""), ("sau đó", ""), ("khong lam cho ai", ""),
        ("triệu rưỡi", "1500000"),
        # Persian and Finglish
        ("سی و پنج", "35"), ("دو و نیم میلیون", "2500000"), ("۱/۵ میلیون", "1500000"),
        ("دویست و پنجاه هزار", "250000"),
        ("بیست سه", "23"), ("پنج میلیون و سیصد", "5300000"), ("هزار میلیارد", "1000000000000"), ("دوماه", "2"),
        ("پونزده نفر", "15"), ("سه تا بچه", "3"), ("یه هفته", "1"), ("چند میلیون", ""), ("نه نمیشه", ""),
        ("si o panj", "35"), ("haftad hezar", "70000"), ("do mah hoghugh nadadan", "2"), ("se mah", "3"),
        ("panj milion", "5000000"), ("sad hezar", "100000"),
        # ordinary words of another language
        ("what to do", ""), ("do I get paid", ""), ("the teen was sad", ""),
        ("company se salary nahi mili mujhe", ""),
    ],
)  # fmt: skip
def test_read_as_people_write(text: str, expected: str) -> None:
    assert [n.value for n in find_numbers(text)] == [Decimal(x) for x in expected.split()]


def test_offsets_take_in_the_whole_number() -> None:
    text = "usne  ढाई लाख liye, phir 3tr5"
    assert [text[n.start : n.end] for n in find_numbers(text)] == ["ढाई लाख", "3tr5"]


@pytest.mark.parametrize("language", ["en", "hi", "vi", "fa"])
@given(value=st.integers(1, 10**12))
def test_what_we_show_is_read_back(language: str, value: int) -> None:
    assert [n.value for n in find_numbers(display_number(value, language))] == [value]


ONES = {
    "hi": ["एक", "दो", "तीन", "चार", "पाँच", "छह", "सात", "आठ", "नौ"],
    "vi": ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"],
    "fa": ["یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه"],
    "en": ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
}


@given(st.integers(1, 9), st.integers(1, 9))
def test_thousands_and_hundreds_add_up_in_words(thousands: int, hundreds: int) -> None:
    hundred_fa = ["صد", "دویست", "سیصد", "چهارصد", "پانصد", "ششصد", "هفتصد", "هشتصد", "نهصد"][hundreds - 1]
    a, b = thousands - 1, hundreds - 1
    for words in (
        f"{ONES['hi'][a]} हजार {ONES['hi'][b]} सौ",
        f"{ONES['vi'][a]} nghìn {ONES['vi'][b]} trăm",
        f"{ONES['fa'][a]} هزار و {hundred_fa}",
        f"{ONES['en'][a]} thousand {ONES['en'][b]} hundred",
    ):
        assert [n.value for n in find_numbers(words)] == [1000 * thousands + 100 * hundreds], words


@given(st.text())
def test_any_text_gives_ordered_numbers(text: str) -> None:
    last = 0
    for number in find_numbers(text):
        assert last <= number.start < number.end <= len(text)
        last = number.end


@pytest.mark.parametrize("figure", ["9" * 40, "9" + ",999" * 12, "9" + ".999" * 12, "9," + "9" * 40, "9." + "9" * 40])
def test_a_figure_that_is_no_amount_is_no_number(figure: str) -> None:
    assert all(number.value < 10**15 for number in find_numbers(f"they owe me {figure} rupees"))


@pytest.mark.parametrize("piece", ["9 ", "do ", "tỷ ", "lakh ", "hai ba ", "3tr5 ", "1,", "۱/", "saadhe ", "دو"])
def test_the_work_grows_with_the_length_not_its_square(piece: str) -> None:
    assert growth(find_numbers, piece) <= MOST
