from __future__ import annotations

import os

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from grievances.errors import Erased
from grievances.vault import Vault

MASTER, INDEX = os.urandom(32), os.urandom(32)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**50), 2**50) | st.text(),
    lambda v: st.lists(v) | st.dictionaries(st.text(), v),
    max_leaves=8
)  # fmt: skip


@given(json_values, st.text(max_size=20))
def test_what_is_sealed_opens_again_and_only_in_its_context(value: object, context: str) -> None:
    _, key = Vault(MASTER, INDEX).new_key()
    sealed = key.seal(value, context)
    assert key.open(sealed, context) == value
    with pytest.raises(InvalidTag):
        key.open(sealed, context + "x")


def test_another_person_cannot_open_it() -> None:
    vault = Vault(MASTER, INDEX)
    (_, mine), (_, theirs) = vault.new_key(), vault.new_key()
    with pytest.raises(InvalidTag):
        theirs.open(mine.seal("secret", "x"), "x")


def test_rotating_the_master_rewraps_and_old_data_stay_readable() -> None:
    wrapped, key = Vault(MASTER, INDEX).new_key()
    sealed = key.seal("words", "x")
    fresh = os.urandom(32)
    again = Vault(fresh, INDEX, (MASTER,)).rewrap(wrapped)
    assert Vault(fresh, INDEX).unwrap(again).open(sealed, "x") == "words"
    with pytest.raises(ValueError, match="SANGAM_MASTER_KEY"):
        Vault(fresh, INDEX).unwrap(wrapped)


def test_without_a_key_nothing_opens() -> None:
    with pytest.raises(Erased):
        Vault(MASTER, INDEX).unwrap(None)
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(b"short", INDEX)


def test_the_blind_index_is_equal_for_equal_parts_only() -> None:
    vault = Vault(MASTER, INDEX)
    assert vault.blind("web", "a") == vault.blind("web", "a")
    assert (
        len({vault.blind("web", "a"), vault.blind("weba"), vault.blind("web", "a", ""), vault.blind("we", "ba")}) == 4
    )
