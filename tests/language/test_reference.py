import secrets

import pytest

pytest.importorskip("hypothesis")
from hypothesis import given
from hypothesis import strategies as st

from language.reference import find_references, new_reference, parse_reference

numbers = st.integers(0, 10**8 - 1).map(lambda n: new_reference(lambda _: n))


def test_a_new_number_is_drawn_from_eight_digits() -> None:
    asked: list[int] = []
    assert new_reference(lambda below: asked.append(below) or 12345678).startswith("SG-1234-5678-")
    assert asked == [10**8]
    assert parse_reference(new_reference(secrets.randbelow))


@given(numbers)
def test_every_wrong_digit_and_every_swap_of_neighbours_is_caught(reference: str) -> None:
    digits = reference[3:].replace("-", "")
    for i, right in enumerate(digits):
        for wrong in set("0123456789") - {right}:
            assert parse_reference(f"SG-{digits[:i]}{wrong}{digits[i + 1:]}") is None
        if i and digits[i - 1] != right:
            swapped = digits[: i - 1] + right + digits[i - 1] + digits[i + 1 :]
            assert parse_reference(f"SG {swapped}") is None


@given(numbers)
def test_every_spelling_gives_the_canonical_form(reference: str) -> None:
    digits = reference[3:].replace("-", "")
    persian = digits.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    hindi = digits.translate(str.maketrans("0123456789", "०१२३४५६७८९"))
    for spelling in (
        reference.lower(),
        f"sg{digits}",
        f"SG {digits[:4]} {digits[4:8]} {digits[8]}",
        f"S.G. {digits}",
        f"mera number SG-{hindi} hai",
        f"شماره من SG-{persian} است",
        f"\u2068{reference}\u2069",
        f"SG\u2011{digits[:4]}\u2013{digits[4:8]}\u2212{digits[8]}",
        f"एसजी {hindi}",
        digits,
        f"{persian[:4]}-{persian[4:8]}-{persian[8]}",
        f" #{digits}. ",
    ):
        assert parse_reference(spelling) == reference, spelling


@given(numbers)
def test_bare_digits_in_a_sentence_are_not_a_number(reference: str) -> None:
    digits = reference[3:].replace("-", "")
    assert parse_reference(f"paid {digits}") is None
    assert parse_reference(digits + "1") is None
    assert parse_reference(f"msg {digits}") is None  # "sg" inside another word


@given(st.text())
def test_nothing_is_raised_and_offsets_hold(text: str) -> None:
    for reference in find_references(text):
        assert parse_reference(text[reference.start : reference.end]) == reference.value
    parse_reference(text)


def test_the_first_valid_number_is_taken_and_all_are_found() -> None:
    first, second = new_reference(lambda _: 11112222), new_reference(lambda _: 33334444)
    text = f"not SG-0000-0000-1 but {first}, earlier {second}"
    assert parse_reference(text) == first
    assert [(r.value, text[r.start : r.end]) for r in find_references(text)] == [(first, first), (second, second)]
