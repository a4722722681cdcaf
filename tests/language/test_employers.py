import pytest

pytest.importorskip("hypothesis")
from hypothesis import given
from hypothesis import strategies as st

from language.employers import find_employers


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # called a name
        ("company name is Orchid Facilities, not paid", ["Orchid Facilities"]),
        ("name of company - Sunrise Inns", ["Sunrise Inns"]),
        ("Company Name: deepak rubber udyog", ["deepak rubber udyog"]),
        ("employer is Shanti Garments", ["Shanti Garments"]),
        ("the factory is called Durga Press", ["Durga Press"]),
        ("company ka naam sharma hai", ["sharma"]),
        ("कंपनी का नाम सूर्या प्लास्टिक है", ["सूर्या प्लास्टिक"]),
        ("factory ka naam nav durga castings, ludhiana", ["nav durga castings"]),
        ("tên công ty là Vạn Lộc ạ", ["Vạn Lộc"]), ("ten cong ty: an khang", ["an khang"]),
        ("اسم شرکت پارس نوین صنعت است", ["پارس نوین صنعت"]), ("esme sherkat tala dasht hast", ["tala dasht"]),
        # a legal form or a trade
        ("I was at kesar auto pvt ltd till may", ["kesar auto pvt ltd"]),
        ("at Kesar Auto Pvt. Ltd. in Pune", ["Kesar Auto Pvt. Ltd."]),
        ("Mehta & Sons Ltd cheated us", ["Mehta & Sons Ltd"]),
        ("my husband works in Vardhan Steels Limited", ["Vardhan Steels Limited"]),
        ("Sao Viet Footwear Co., Ltd owes me", ["Sao Viet Footwear Co., Ltd"]),
        ("Rajdhani Textile Mills shut", ["Rajdhani Textile Mills"]),
        ("by Pars Felez Company", ["Pars Felez Company"]),
        ("हम महालक्ष्मी इंडस्ट्रीज प्राइवेट लिमिटेड में हैं", ["महालक्ष्मी इंडस्ट्रीज प्राइवेट लिमिटेड"]),
        ("Công ty TNHH MTV Sông Lam nợ bảo hiểm", ["Công ty TNHH MTV Sông Lam"]),
        ("cty Minh Khang ko trả", ["cty Minh Khang"]),
        ("cong ty tnhh duc thanh o dong nai", ["cong ty tnhh duc thanh"]),
        ("ở công ty giày Đại Thành", ["công ty giày Đại Thành"]),
        ("nhà máy thép Việt Ý ở Hưng Yên", ["nhà máy thép Việt Ý"]),
        ("توی شرکت آریا بتن کار میکنم", ["شرکت آریا بتن"]),
        ("شرکت «صنایع بهاران» در ساوه", ["شرکت «صنایع بهاران»"]),
        ("از شرکت سهامی خاص زرین دشت شکایت دارم", ["شرکت سهامی خاص زرین دشت"]),
        ("sherkate Aria Plast nemide", ["sherkate Aria Plast"]),
        ("Om Packaging Ltd and Jai Foods Ltd", ["Om Packaging Ltd", "Jai Foods Ltd"]),
        # no name
        ("company name is wrong in my pf", []), ("company name not on slip", []), ("employer is bad", []),
        ("my pvt ltd company", []), ("completed in pvt ltd", []), ("leave is limited", []),
        ("security services", []),
        ("Our Company cheated", []), ("Pune company, what options", []), ("only factory name I remember", []),
        ("company ka naam nahi pata", []),
        ("फैक्ट्री का नाम खराब हो जाएगा", []), ("malik ka naam batana mana hai", []),
        ("công ty em nợ lương", []), ("Công ty không đóng bảo hiểm", []), ("công ty tnhh không trả", []),
        ("sổ cũ ở cty A chốt rồi", []), ("CÔNG TY NỢ LƯƠNG CẢ XƯỞNG", []), ("công ty Nhật", []),
        ("شرکت بیمه نمیکنه", []), ("تو شرکت خصوصی کار میکنم", []), ("اسم شرکت رو نمیگم", []),
        ("در کارگاه‌های مختلف کار کردیم", []), ("sherkat mige boro", []),
    ],
)  # fmt: skip
def test_only_what_is_called_a_name(text: str, names: list[str]) -> None:
    assert [e.name for e in find_employers(text)] == names


def test_capitals_tell_nothing_where_every_word_has_one() -> None:
    assert find_employers("I Work In Garments Company And They Never Paid Services Money") == []


@given(st.text())
def test_any_text_gives_names_that_stand_in_it(text: str) -> None:
    last = 0
    for employer in find_employers(text):
        assert last <= employer.start < employer.end <= len(text)
        assert text[employer.start : employer.end] == employer.name
        last = employer.end


@given(st.lists(st.sampled_from(
    ["company", "name", "is", "Om", "Foods", "pvt", "ltd", ".", "«", "»", "công", "ty", "tnhh", "شرکت", "در", "کار",
     "-", "X", "&"]
), max_size=14))  # fmt: skip
def test_its_own_words_in_any_order(words: list[str]) -> None:
    text = " ".join(words)
    for employer in find_employers(text):
        assert text[employer.start : employer.end] == employer.name
