"""Concepts: the lexicon's own shape, and what counts as naming a meaning."""
from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nlu.concepts import LEXICON, Concepts, concepts, lexica


def test_every_language_has_the_same_concepts() -> None:
    ids = {p.stem: list(yaml.safe_load(p.read_text(encoding="utf-8"))) for p in sorted(LEXICON.glob("*.yml"))}
    assert sorted(ids) == ["en", "fa", "hi", "vi"]
    assert ids["hi"] == ids["vi"] == ids["fa"] == ids["en"]
    assert len(ids["en"]) > 300


def test_no_form_is_missing() -> None:
    for path in LEXICON.glob("*.yml"):
        for concept, forms in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            assert forms and all(str(form).strip() for form in forms), f"{path.stem}: {concept}"
    assert set(lexica()) == {"en", "hi", "vi", "fa"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("मेरा पीएफ कब आएगा", "hi"),
        ("mera pf kab aayega", "hi"),
        ("when will my pf come", "en"),
    ],
)
def test_one_meaning_in_its_spellings(text: str, language: str) -> None:
    assert "provident_fund" in concepts(text, language)


def test_forms() -> None:
    known = Concepts("hi", {"unpaid": ["nahi _ mila"], "deduct": ["kaat*"], "contractor": ["thekedaar"]})
    assert known.find("paisa nahi abhi mila") == known.find("nahi mila") == {"unpaid"}
    assert known.find("nahi abhi tak mila") == set()
    assert known.find("kaatte hai") == {"deduct"}
    assert known.find("tekedar bola") == {"contractor"}  # by its sound
    assert known.find("ठेकेदार बोला") == {"contractor"}


def test_a_dot_means_spelling_alone() -> None:
    known = Concepts("fa", {"pick_up": ["bardar*."], "brother": ["baradaram"]})
    assert known.find("bardaram") == {"pick_up", "brother"}
    assert known.find("bradaram") == {"brother"}


def test_marks_count_where_they_are_written() -> None:
    known = Concepts("vi", {"child": ["con nhỏ"], "mother": ["má"]})
    assert known.find("nuôi con nhỏ") == known.find("nuoi con nho") == {"child"}
    assert known.find("nuôi con nhớ") == set()


def test_a_form_needs_a_word() -> None:
    with pytest.raises(ValueError, match="has no word"):
        Concepts("en", {"nothing": ["..."]})


@given(st.text(), st.sampled_from(["en", "hi", "vi", "fa", "other"]))
def test_any_text(text: str, language: str) -> None:
    assert concepts(text, language) <= {c for lexicon in lexica().values() for c in lexicon.ids}
