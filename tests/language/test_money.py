import pytest

pytest.importorskip("hypothesis")
from hypothesis import given
from hypothesis import strategies as st

from language.money import find_money


@pytest.mark.parametrize(
    ("text", "jurisdiction", "expected"),
    [
        ("₹1,50,000", "in", ["150000 INR"]), ("Rs. 500", "in", ["500 INR"]),
        ("500/- per day", "in", ["500 INR"]),
        ("320 rs roz", "in", ["320 INR"]), ("2 lakh loan", None, ["200000 INR"]),
        ("डेढ़ लाख रुपये", "in", ["150000 INR"]),
        ("5 lakh 20 hazaar rupaye", "in", ["520000 INR"]), ("15 hazar milta hai", "in", ["15000 INR"]),
        ("हजार बीड़ी का 90 रुपया", "in", ["90 INR"]), ("2 lakh people", "in", []), ("2600 dollars", "in", []),
        ("mera 12 din ka paisa", "in", []), ("46000 in hospital", "in", []),
        ("3tr5", "vn", ["3500000 VND"]), ("nộp 3tr tiền cọc", "vn", ["3000000 VND"]),
        ("500k", "vn", ["500000 VND"]), ("500k", None, []),
        ("500.000đ", "vn", ["500000 VND"]), ("300 ngan dong", "vn", ["300000 VND"]),
        ("6 triệu một tháng", "vn", ["6000000 VND"]),
        ("còn thiếu 7 triệu 7 hẹn ra Tết", "vn", ["7700000 VND"]), ("500000d", "vn", ["500000 VND"]),
        ("mấy triệu", "vn", []),
        ("3 nghìn người", "vn", []), ("chung 5 trieu cho quan doc", "vn", ["5000000 VND"]),
        ("một triệu ba tiền cọc", "vn", ["1300000 VND"]), ("công ty ba tháng rồi", "vn", []),
        ("dong 26 thang bhtn", "vn", []), ("1 tỷ 2", "vn", ["1200000000 VND"]),
        ("5 میلیون تومن", "ir", ["50000000 IRR"]), ("۱۵۰۰۰۰۰ ریال", "ir", ["1500000 IRR"]),
        ("۲/۵ میلیون تومان", "ir", ["25000000 IRR"]),
        ("دو میلیون و پانصد تومان", "ir", ["25000000 IRR"]), ("panjah hezar toman", "in", ["500000 IRR"]),
        ("5 هزار نفر", "ir", []), ("5 milion shirini bede", "ir", ["50000000 IRR?"]),
        ("شصت تومن زدم", "ir", ["600 IRR?"]),
        ("یه ریال نریخت", "ir", ["1 IRR"]),
    ],
)  # fmt: skip
def test_amounts(text: str, jurisdiction: str, expected: list[str]) -> None:
    found = [f"{m.amount.normalize():f} {m.currency}{'' if m.certain else '?'}" for m in find_money(text, jurisdiction)]
    assert found == expected


@given(st.integers(1, 10**9))
def test_a_toman_is_ten_rials(amount: int) -> None:
    (toman,) = find_money(f"{amount} تومان", "ir")
    (rial,) = find_money(f"{amount * 10} ریال", "ir")
    assert toman.amount == rial.amount == amount * 10


@given(st.text(), st.sampled_from(["in", "vn", "ir", None]))
def test_any_text(text: str, jurisdiction: str) -> None:
    for money in find_money(text, jurisdiction):
        assert money.currency in ("INR", "VND", "IRR")
        assert money.amount > 0
        assert 0 <= money.start < money.end <= len(text)
