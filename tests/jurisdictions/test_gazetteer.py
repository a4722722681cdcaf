"""The gazetteers as a whole: names in every script, marks, shared names, everyday words, coverage."""

from __future__ import annotations

import pytest

from jurisdictions import load

HERE = load(["in", "vn", "ir"])


def place_in(jurisdiction: str, text: str) -> str | None:
    found = HERE[jurisdiction].find_place(text)
    return found and found.id


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("công ty ở cần thợ may", None),
        ("xưởng cần thợ hàn gấp", None),
        ("em quê Cần Thơ, chưa được trả lương", "can_tho"),
        ("lương Đà Nẵng thấp quá anh", "da_nang"),
        ("họ đã nâng lương rồi", None),
        ("biên hoà", "dong_nai"),
        ("Biên Hoa", "dong_nai"),
        ("em làm ở bien hoa ạ", "dong_nai"),
        ("bien hoa", "dong_nai"),
        ("can tho", "can_tho"),
        ("hạ nội", None),
        ("Hà nội", "ha_noi"),
    ],
)
def test_marks_decide_where_the_text_has_them(text, place):
    assert place_in("vn", text) == place
