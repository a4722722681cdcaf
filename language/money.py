"""Amounts of money: figures and words with a currency, or with a scale that only money has in a jurisdiction."""
from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from language.numbers import Parsed, parse_all
from language.scan import Scan

CURRENCIES = {"in": "INR", "vn": "VND", "ir": "IRR"}
RIALS_IN_A_TOMAN = 10
#: scale words that mean money of one country even when no currency is said
_OWN_SCALES = {"vi": "VND"}
_IN_FRONT = frozenset({"vnd", "₫", "$", "usd", "€", "irr"})
_LAKH = Decimal(100_000)
#: an amount in toman below this leaves thousands or millions out ("شصت تومن"), so it has to be asked about
_SPOKEN_SHORT = 1000


class Money(NamedTuple):
    """An amount at [start, end) of the text as given. certain: False when the worker should be asked again."""

    amount: Decimal
    currency: str
    start: int
    end: int
    certain: bool = True


def _in_currency(value: Decimal, said: str) -> tuple[Decimal, str, bool]:
    if said == "TOMAN":
        return value * RIALS_IN_A_TOMAN, "IRR", value >= _SPOKEN_SHORT
    return value, said, True


def _currency_beside(scan: Scan, number: Parsed) -> tuple[str, int, int] | None:
    """Return (currency word, first token, end token) of a number with its currency in front or behind."""
    end = number.end
    if scan.text_at(end) == "/" and scan.text_at(end + 1) == "-":  # 500/-
        return "INR", number.first, end + 2
    after = scan.find(end, "currency")
    if after and (not after.entry.weak or scan.glued(end) or number.scale == after.entry.language):
        return after.entry.value, number.first, end + after.size
    first = number.first - 1 if scan.text_at(number.first - 1) in (".", ":") else number.first
    # rs 500 and $ 500 are written, đồng 500 is not: "dong 26 thang" is about paying in
    before = scan.before(first, "currency")
    if before and (before.entry.value == "INR" or before.entry.folded[0] in _IN_FRONT):
        return before.entry.value, first - before.size, end
    return None


def _implied(scan: Scan, number: Parsed, jurisdiction: str | None) -> str | None:
    """Return the currency that a scale alone says: 2 lakh, 3tr, پنج میلیون; not of people, hours or days."""
    if number.scale is None or number.value < 1000 or scan.find(number.end, "counted", "unit"):
        return None
    if any(c.isdigit() for c in scan.text_at(number.end)) or scan.text_at(number.end) == "%":
        return None
    last = scan.text_at(number.end - 1)
    own = CURRENCIES.get(jurisdiction or "")
    if number.scale == "vi" and last != "k":
        return _OWN_SCALES["vi"]
    if number.scale in ("hi", "en") and _says_lakh(scan, number):
        return "INR"
    if own == "IRR":
        return "TOMAN"
    return own


def _says_lakh(scan: Scan, number: Parsed) -> bool:
    scales = [scan.find(i, "scale", language=number.scale) for i in range(number.first, number.end)]
    return any(f and f.entry.value in (_LAKH, 100 * _LAKH) for f in scales)


def money_in(scan: Scan, jurisdiction: str | None) -> list[Money]:
    """Return the amounts in a scanned text; see find_money."""
    found = []
    for number in parse_all(scan):
        beside = _currency_beside(scan, number)
        said = beside[0] if beside else _implied(scan, number, jurisdiction)
        if said is None or said == "other" or number.value <= 0:
            continue
        amount, currency, certain = _in_currency(number.value, said)
        first, end = beside[1:] if beside else (number.first, number.end)
        # spoken millions are toman, a written one may be rial
        certain = certain and not (said == "TOMAN" and beside is None)
        found.append(Money(amount, currency, scan.tokens[first].start, scan.tokens[end - 1].end, certain))
    return found


def find_money(text: str, jurisdiction: str | None) -> list[Money]:
    """Return the amounts in a text in order, in INR, VND or IRR (a toman is ten rials).

    jurisdiction: in, vn, ir or None; it decides what "50k" or "5 million" without a currency means. Other currencies
    are left out.
    """
    return money_in(Scan(text), jurisdiction)
