import re

import pytest

pytest.importorskip("hypothesis")
from hypothesis import given
from hypothesis import strategies as st
from stdnum import verhoeff

from language.identity import find_identifiers, is_national_code, mask_aadhaar
from language.reference import new_reference
from tests.language.steps import MOST, growth

#: three made numbers with a right check digit
AADHAAR = [b + verhoeff.calc_check_digit(b) for b in ("23456789012", "99887766554", "54321098765")]
DIGITS = {
    "ascii": "0123456789",
    "hindi": "०१२३४५६७८९",
    "persian": "۰۱۲۳۴۵۶۷۸۹",
    "arabic": "٠١٢٣٤٥٦٧٨٩",
    "bengali": "০১২৩৪৫৬৭৮৯",
}
aadhaars = st.integers(2 * 10**10, 10**11 - 1).map(lambda n: f"{n}{verhoeff.calc_check_digit(str(n))}")
scripts = st.sampled_from(sorted(DIGITS))


@given(aadhaars, st.sampled_from(["", " ", "-", "  ", " - ", "–", "\u200b", "\u00a0", "."]), scripts,
       st.text(alphabet=st.characters(categories=("L", "Zs", "Po")), max_size=10))
def test_every_aadhaar_is_masked_to_its_last_four(number: str, gap: str, script: str, around: str) -> None:
    written = gap.join((number[:4], number[4:8], number[8:])).translate(str.maketrans(DIGITS["ascii"], DIGITS[script]))
    masked = mask_aadhaar(f"{around} {written} {around}")
    assert masked == f"{around} XXXX-XXXX-{number[8:]} {around}"


@given(aadhaars, st.lists(st.sampled_from([" ", "-", " -", ""]), min_size=11, max_size=11))
def test_any_grouping_is_masked(number: str, gaps: list[str]) -> None:
    written = "".join(d + g for d, g in zip(number, [*gaps, ""]))
    assert mask_aadhaar(written) == f"XXXX-XXXX-{number[8:]}"


@given(st.text())
def test_masking_never_fails_and_is_done_after_once(text: str) -> None:
    once = mask_aadhaar(text)
    assert mask_aadhaar(once) == once


@given(aadhaars, aadhaars, st.text(alphabet="0123456789 -", max_size=12))
def test_no_more_than_four_digits_of_a_number_stay(first: str, second: str, noise: str) -> None:
    masked = mask_aadhaar(f"{first} {second}-{noise}")
    for number in (first, second):
        beside = re.sub(r"XXXX-XXXX-\d{4}|\D", "", masked)
        assert number[:5] not in beside or number[:5] in re.sub(r"\D", "", noise)


@pytest.mark.parametrize("number", AADHAAR)
def test_the_open_question_may_ask_for_another_twelve_digits(number: str) -> None:
    for expected in ("uan", "cccd"):
        assert mask_aadhaar(number, expected) == number
    for expected in (None, "phone", "national_code", "esi", "story"):
        assert mask_aadhaar(number, expected).startswith("XXXX-XXXX-")
    # said beside the number, the words count for more than the question
    assert mask_aadhaar(f"uan yaad nahi, aadhaar {number}", "uan") == f"uan yaad nahi, aadhaar XXXX-XXXX-{number[8:]}"


@pytest.mark.parametrize(
    "text",
    [
        "100123456789",  # starts with 1
        AADHAAR[0][:-1] + str((int(AADHAAR[0][-1]) + 1) % 10),  # wrong check digit
        AADHAAR[0] + "12",  # fourteen digits
        "12/05/2026 1000", "25-12-2025 5000", "SG-1234-5678-9", "1,50,000", "no digits",
        "+91" + next(n for n in map(str, range(9000000000, 9000001000)) if verhoeff.is_valid("91" + n)),
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert mask_aadhaar(text) == text


CODE = "0084575948"  # a right Iranian check digit
REFERENCE = new_reference(lambda _: 56519914)


@pytest.mark.parametrize(
    ("text", "jurisdiction", "expected", "found"),
    [
        ("mera number 98765 43210 hai", "in", None, [("phone", "+919876543210", True)]),
        ("मेरा फोन ९८७६५४३२१०", "in", None, [("phone", "+919876543210", True)]),
        ("+91 98765-43210", "vn", None, [("phone", "+919876543210", True)]),
        ("call 09876543210", "in", None, [("phone", "+919876543210", True)]),
        ("022-23456789", "in", "phone", [("phone", "+912223456789", True)]),
        ("landline 0141-2345678", "in", None, [("phone", "+911412345678", True)]),
        ("call 1800112233", "in", "phone", [("phone", "1800112233", True)]),
        ("تلفن ۰۱۳۳۳۲۲۱۱۰۰", "ir", None, [("phone", "+981333221100", True)]),
        ("9876543210 22 saal se", "in", None, [("phone", "+919876543210", True)]),
        ("9876543210, 8765432109", "in", None, [("phone", "+919876543210", True),
        ("phone", "+918765432109", True)]),
        ("UAN 100123456789", "in", None, [("uan", "100123456789", True)]),
        ("100123456789", "in", None, [("uan", "100123456789", True)]),
        ("345678901230", "in", None, [("uan", "345678901230", False)]),
        ("345678901230", "in", "uan", [("uan", "345678901230", True)]),
        ("esic ip number 3112345678", "in", None, [("esi", "3112345678", True)]),
        ("3112345678", "in", None, [("esi", "3112345678", False)]),
        ("9876543210", "in", "esi", [("esi", "9876543210", True)]),
        ("phone 9876543210", "in", "esi", [("phone", "+919876543210", True)]),
        ("pf account 100123456789 aur mobile 9876543210", "in", None,
         [("uan", "100123456789", True), ("phone", "+919876543210", True)]),
        (f"aadhaar {AADHAAR[0]}", "in", None, [("aadhaar", AADHAAR[0], True)]),
        (AADHAAR[1], "in", None, [("aadhaar", AADHAAR[1], True)]),
        (f"uan {AADHAAR[1]}", "in", None, [("uan", AADHAAR[1], True)]),
        ("sđt em 0912 345 678", "vn", None, [("phone", "+84912345678", True)]),
        ("so dien thoai 0912345678 nha", "vn", None, [("phone", "+84912345678", True)]),
        ("+84 912 345 678", "in", None, [("phone", "+84912345678", True)]),
        ("số sổ 7912345678", "vn", None, [("bhxh", "7912345678", True)]),
        ("ma so bhxh 0312345678", "vn", None, [("bhxh", "0312345678", True)]),
        ("7912345678", "vn", None, [("bhxh", "7912345678", False)]),
        ("7912345678", "vn", "bhxh", [("bhxh", "7912345678", True)]),
        ("CCCD của em 079203001234", "vn", None, [("cccd", "079203001234", True)]),
        ("079203001234", "vn", None, [("cccd", "079203001234", True)]),
        ("097203001234", "vn", None, []),  # no province 097
        ("کد ملی من ۰۰۸۴۵۷۵۹۴۸ است", "ir", None, [("national_code", CODE, True)]),
        ("٠٠٨٤٥٧٥٩٤٨", "ir", None, [("national_code", CODE, True)]),
        ("kode meli 008-457594-8", "ir", None, [("national_code", CODE, True)]),
        ("0084575949", "ir", None, []),  # wrong check digit
        ("کد پستی 0084575948", "ir", None, []),
        ("09121234567", "ir", None, [("phone", "+989121234567", True)]),
        ("+98 912 123 4567", "ir", None, [("phone", "+989121234567", True)]),
        ("9876543210", "ir", None, [("phone", "+989876543210", False)]),  # a right national code, too
        ("9876543210", None, None, [("phone", "+919876543210", False)]),
        ("account no 9876543210", "in", None, []),
        ("2500000000 ریال", "ir", None, []),
        ("4500 6000 12", "in", None, []),
        (f"what about {REFERENCE}", "in", None, [("reference", REFERENCE, True)]),
        (REFERENCE[3:], "vn", "reference", [("reference", REFERENCE, True)]),
        (REFERENCE[3:].replace("-", ""), "vn", None, []),
    ],
)
def test_told_apart(text: str, jurisdiction: str, expected: str, found: list[tuple[str, str, bool]]) -> None:
    assert [(i.kind, i.value, i.certain) for i in find_identifiers(text, jurisdiction, expected)] == found


def test_undecided_names_the_candidates() -> None:
    (known,) = find_identifiers("9876543210", "ir", None)
    assert known.candidates == ("phone", "national_code")
    (known,) = find_identifiers("7912345678", None, None)
    assert not known.certain and set(known.candidates) >= {"bhxh", "esi"}


@given(st.integers(0, 10**9 - 1))
def test_one_check_digit_fits_a_national_code(first_nine: int) -> None:
    right = [d for d in range(10) if is_national_code(f"{first_nine:09d}{d}")]
    assert len(right) == (0 if len(set(f"{first_nine:09d}")) == 1 and not right else 1)


@given(
    st.text(),
    st.sampled_from(["in", "vn", "ir", None]),
    st.sampled_from([None, "phone", "uan", "bhxh", "reference"]),
)
def test_offsets_hold_and_nothing_overlaps(text: str, jurisdiction: str, expected: str) -> None:
    last = 0
    for known in find_identifiers(text, jurisdiction, expected):
        assert last <= known.start < known.end <= len(text)
        assert known.kind == known.candidates[0]
        last = known.end


@pytest.mark.parametrize("garbage", ["9 ", "1-", "98765 43210 ", "aadhaar ", "2" * 12 + " "])
def test_the_work_grows_with_the_length_not_its_square(garbage: str) -> None:
    assert growth(lambda text: find_identifiers(text, None, None), garbage) <= MOST
    assert growth(mask_aadhaar, garbage) <= MOST
