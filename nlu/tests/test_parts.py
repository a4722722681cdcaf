"""The small parts: features, the linear model, clauses, outcomes, requests, extraction."""
from __future__ import annotations

import asyncio
import io
import random
import uuid
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.clauses import clauses
from nlu.decide import choosable
from nlu.extract import extract_domain
from nlu.features import Features, words
from nlu.linear import LinearModel, caution_of
from nlu.outcomes import Outcomes
from nlu.slips import slipped
from nlu.turn import Malformed, parse_turn

# --- features and model ------------------------------------------------------------------------------------------


def test_words_keep_vowel_signs_and_marks() -> None:
    assert words("मेरा वेतन, दो महीने से नहीं मिला है।") == ["मेरा", "वेतन", "दो", "महीने", "से", "नहीं", "मिला", "है"]
    assert words("Công ty (nợ) LƯƠNG!") == ["công", "ty", "nợ", "lương"]
    assert words("حقوقم، ندادن؟") == ["حقوقم", "ندادن"]
    assert words("... ! 🙂") == []


def test_features_are_the_same_from_plain_data() -> None:
    texts = [("chưa trả lương", "vi"), ("chưa trả lương tháng", "vi"), ("वेतन नहीं मिला", "hi"), ("वेतन नहीं", "hi")]
    texts += [("", "en"), ("x", "other")]
    fitted, rows = Features.fit(texts)
    again = Features.from_state(fitted.state(), fitted.weights)
    assert (rows != fitted.transform(texts)).nnz == (rows != again.transform(texts)).nnz == 0


def test_a_message_without_marks_is_near_the_one_with_them() -> None:
    texts = [("chưa trả lương tháng này", "vi")] * 2 + [("phòng trọ có nước uống", "vi")] * 2
    fitted, _ = Features.fit(texts)
    rows = fitted.transform([("chưa trả lương", "vi"), ("chua tra luong", "vi"), ("nuoc uong", "vi")])
    near, far = (rows[0] @ rows[1].T)[0, 0], (rows[0] @ rows[2].T)[0, 0]
    assert near > 4 > 0.5 > far


@pytest.mark.parametrize(
    ("script", "latin", "other", "language"),
    [
        ("तीन महीने का वेतन नहीं मिला", "teen mahine ka vetan nahi mila", "madad karo", "hi"),
        ("سه ماهه حقوقمو ندادن", "se mahe hoghoghamo nadadan", "komak konid", "fa"),
    ],
)
def test_the_two_scripts_of_one_message_meet(script: str, latin: str, other: str, language: str) -> None:
    fitted, _ = Features.fit([(script, language), (other, language)] * 2)
    rows = fitted.transform([(script, language), (latin, language), (other, language)])
    near, far = (rows[0] @ rows[1].T)[0, 0], (rows[0] @ rows[2].T)[0, 0]
    assert near > 1.5 > 0.5 > far


def test_caution_flattens_one_language_only() -> None:
    from scipy.sparse import csr_matrix

    model = LinearModel(["a", "b"], np.array([[1.0], [-1.0]]), np.zeros(2), 2.0)
    rows = csr_matrix([[1.0], [1.0]])
    sharp, flat = model.probabilities(rows, caution_of(["en", "hi"], {"hi": 0.5}))
    assert sharp[0] > flat[0] > 0.5


def test_favour_raises_one_label() -> None:
    from scipy.sparse import csr_matrix

    model = LinearModel(["a", "b"], np.array([[1.0], [-1.0]]), np.zeros(2), 2.0)
    row = csr_matrix([[0.1]])
    plain, favoured = model.probabilities(row)[0], model.probabilities(row, favour={"b": 1.0})[0]
    assert plain[0] > 0.5 > favoured[0]
    assert favoured.sum() == pytest.approx(1)
    assert np.log(favoured[1] / favoured[0]) == pytest.approx(np.log(plain[1] / plain[0]) + 1)


def test_naive_bayes_is_folded_into_the_same_weights() -> None:
    from scipy.sparse import csr_matrix

    rows = csr_matrix(np.random.default_rng(0).random((60, 4)))
    labels = ["a", "b", "c"] * 20
    plain, counted = (LinearModel.fit(rows, labels, 1.0, 0.3, share) for share in (0.0, 0.5))
    assert plain.coefficients.shape == counted.coefficients.shape == (3, 4)
    assert not np.allclose(plain.coefficients, counted.coefficients)


def test_probabilities_sum_to_one_and_are_calibrated() -> None:
    chance = np.random.default_rng(0)
    rows = chance.normal(size=(600, 5))
    labels = [str(label) for label in np.where(rows[:, 0] + chance.normal(size=600) > 0, "a", "b")]
    from scipy.sparse import csr_matrix

    model = LinearModel.fit(csr_matrix(rows), labels, 1.0, 0.3)
    found = model.probabilities(csr_matrix(rows))
    assert found.sum(axis=1) == pytest.approx(np.ones(600), abs=1e-5)
    first = found.max(axis=1)
    right = np.asarray(model.labels)[found.argmax(axis=1)] == np.asarray(labels)
    assert abs(first.mean() - right.mean()) < 0.06


def test_copies_are_fitted_and_never_held_out() -> None:
    from scipy.sparse import csr_matrix, vstack

    rows = csr_matrix(np.random.default_rng(0).random((60, 4)))
    labels = ["a", "b", "c"] * 20
    plain = LinearModel.fit(rows, labels, 1.0, 0.3)
    # copies that say the opposite move the hyperplanes, not the temperature
    copied = LinearModel.fit(vstack([rows, rows * -1]).tocsr(), labels * 2, 1.0, 0.3, copies=60)
    assert not np.allclose(copied.coefficients, plain.coefficients)
    assert copied.temperature == plain.temperature


def test_coefficients_keep_four_bits() -> None:
    from scipy.sparse import csr_matrix

    rows = csr_matrix(np.random.default_rng(0).random((60, 4)))
    fitted = LinearModel.fit(rows, ["a", "b", "c"] * 20, 1.0, 0.3).coefficients
    parts, _ = np.frexp(fitted.astype(np.float32))
    assert (parts * 32 == np.round(parts * 32)).all()
    assert len(np.unique(fitted)) > 6


@given(st.text(), st.integers())
def test_slips_leave_short_words_and_their_number(text: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  (nothing secret)
    before, after = text.split(), slipped(text, chance).split(" ") if text.split() else []
    assert len(before) == len(after)
    for one, other in zip(before, after):
        assert other == one if len(one) < 4 else abs(len(other) - len(one)) <= 1


def test_slips_are_those_of_a_thumb() -> None:
    chance = random.Random(0)  # noqa: S311  (nothing secret)
    words_of = slipped("provident " * 2_000, chance).split()
    share = sum(word != "provident" for word in words_of) / len(words_of)
    assert 0.15 < share < 0.25
    assert {"povident", "rpovident", "pprovident"} <= set(words_of)


def test_what_tells_least_is_forgotten() -> None:

    texts = [("salary not paid", "en"), ("salary held", "en"), ("holiday not given", "en"), ("holiday cut", "en")]
    features, rows = Features.fit(texts * 2, ["word"])
    model = LinearModel.fit(rows, ["wage", "wage", "leave", "leave"] * 2, 1.0, 0.25)
    kept = model.telling(4)
    fewer, smaller = features.only(kept), model.only(kept)
    assert {"salary", "holiday"} <= set(fewer.vocabulary["word"]) and "not" not in fewer.vocabulary["word"]
    assert list(fewer.vocabulary["word"].values()) == [0, 1, 2, 3] == list(range(smaller.coefficients.shape[1]))
    answers = smaller.probabilities(fewer.transform(texts)).argmax(axis=1)
    assert [smaller.labels[i] for i in answers] == ["wage", "wage", "leave", "leave"]
    assert (model.telling(10_000) == range(len(features.weights))).all()


def test_margins_are_those_of_the_whole_table() -> None:
    from scipy.sparse import csr_matrix

    rows = csr_matrix(np.random.default_rng(0).random((5, 4)) * [[1], [0], [1], [1], [0]])
    model = LinearModel(["a", "b", "c"], np.random.default_rng(1).random((3, 4)), np.arange(3.0), 1.0)
    assert model.margins(rows) == pytest.approx(rows @ model.coefficients.T.astype(float) + np.arange(3), abs=1e-4)
    assert model.margins(rows[:0]).shape == (0, 3)


# --- clauses ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("salary not paid", []),
        ("salary for march has not been paid and also there is no guard on the machine", 2),
        ("मेरा वेतन दो महीने से नहीं मिला। ऊपर से पीएफ भी जमा नहीं कर रहे हैं", 2),
        ("công ty nợ lương hai tháng rồi, còn bảo hiểm thì không đóng cho ai cả", 2),
        ("دو ماه است حقوق ما را نداده‌اند. همچنین بیمه هم رد نمی‌کنند برای ما", 2),
        ("one two three four five six seven eight nine ten eleven", []),
    ],
)
def test_clauses(text: str, parts: Any) -> None:
    found = clauses(text)
    assert (found == []) if parts == [] else (len(found) == parts)


# --- outcomes --------------------------------------------------------------------------------------------------


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_outcomes_are_worked_out_once() -> None:
    done: list[int] = []

    async def work() -> dict[str, Any]:
        done.append(1)
        await asyncio.sleep(0.01)
        return {"n": len(done)}

    async def all_of_it() -> None:
        outcomes = Outcomes()
        key = ("c", "m")
        together = await asyncio.gather(*(outcomes.once(key, work) for _ in range(5)))
        assert together == [{"n": 1}] * 5
        assert await outcomes.once(key, work) == {"n": 1}
        assert await outcomes.once(("c", "other"), work) == {"n": 2}
        outcomes.forget("c")
        assert await outcomes.once(key, work) == {"n": 3}

    asyncio.run(all_of_it())


def test_a_caller_that_goes_away_does_not_stop_the_turn() -> None:
    finished: list[bool] = []

    async def work() -> dict[str, Any]:
        await asyncio.sleep(0.02)
        finished.append(True)
        return {}

    async def all_of_it() -> None:
        outcomes = Outcomes()
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(outcomes.once(("c", "m"), work), 0.001)
        await outcomes.once(("c", "m"), work)

    asyncio.run(all_of_it())
    assert finished == [True]


def test_a_failure_is_not_kept_and_age_and_number_are_bounded() -> None:
    tries: list[str] = []

    async def work() -> dict[str, Any]:
        tries.append("x")
        if len(tries) == 1:
            raise RuntimeError
        return {"n": len(tries)}

    async def all_of_it() -> None:
        clock = Clock()
        outcomes = Outcomes(most=2, age=10, clock=clock)
        with pytest.raises(RuntimeError):
            await outcomes.once(("c", "1"), work)
        assert await outcomes.once(("c", "1"), work) == {"n": 2}
        clock.now = 11
        assert await outcomes.once(("c", "1"), work) == {"n": 3}
        await outcomes.once(("c", "2"), work)
        await outcomes.once(("c", "3"), work)
        assert await outcomes.once(("c", "1"), work) == {"n": 6}

    asyncio.run(all_of_it())


# --- requests --------------------------------------------------------------------------------------------------


def body(**given: Any) -> dict[str, Any]:
    return {"conversation": str(uuid.uuid4()), "message_id": str(uuid.uuid4()), **given}


def test_a_request_is_completed() -> None:
    turn = parse_turn(body(text="hello"), choosable())
    assert (turn.text, turn.choice) == ("hello", None)
    assert turn.metadata["open_question"] is None
    assert turn.metadata["attachments"] == []


def test_a_choice_is_read() -> None:
    turn = parse_turn(body(choice='/file{"topic": "bonus"}'), choosable())
    assert turn.choice is not None
    assert (turn.choice.intent, turn.choice.carries) == ("file", {"topic": "bonus"})


@pytest.mark.parametrize("given", [{}, {"text": "a", "choice": "/help"}, {"text": None}, {"choice": "/restart"}])
def test_what_is_no_turn(given: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        parse_turn(body(**given), choosable())


# --- extraction ------------------------------------------------------------------------------------------------

DOMAIN = """\
intents: [a]
responses:
  utter_hello:
  - text: "Hello {name}."
    buttons:
    - title: "Yes"
      payload: /affirm
  utter_health:
  - text: ok
  utter_buttons_form:
  - text: |
      Two
      lines
    buttons: [{title: Skip, payload: /skip}, {title: Stop, payload: /cancel}]
"""


def test_texts_and_titles_are_extracted_with_the_name_of_their_response() -> None:
    found = list(extract_domain(io.BytesIO(DOMAIN.encode()), {}, (), {}))
    assert found == [
        (4, "gettext", "Hello {name}.", ["utter_hello"]),
        (6, "gettext", "Yes", ["utter_hello"]),
        (11, "gettext", "Two\nlines\n", ["utter_buttons_form"]),
        (14, "gettext", "Skip", ["utter_buttons_form"]),
        (14, "gettext", "Stop", ["utter_buttons_form"]),
    ]


def test_a_file_without_responses_has_no_texts() -> None:
    assert list(extract_domain(io.BytesIO(b"intents: [a]"), {}, (), {})) == []
    assert list(extract_domain(io.BytesIO(b""), {}, (), {})) == []
