"""The evaluation sets: big enough, well-formed, and apart from what is trained on."""
from __future__ import annotations

from collections import Counter

import pytest

from language.normalise import SUPPORTED
from nlu.check_data import LANGUAGES, TWIN, grams, read
from nlu.decide import EMERGENCY, OUT_OF_SCOPE, taxonomy, topics
from nlu.measuring.cases import SETS, cases, pairs, rows, several
from nlu.measuring.evaluate import read_cases

#: at least so many cases whose best label it is, in each language and split
LEAST_A_TOPIC, LEAST_EMERGENCIES, LEAST_OUT_OF_SCOPE, LEAST_PAIRS = 10, 60, 150, 200
#: shorter texts ("ok", "pf kab milega") are alike by nature
SHORTEST = 20  # characters


@pytest.mark.parametrize("split", ["dev", "test"])
@pytest.mark.parametrize("language", SUPPORTED)
def test_enough_of_each(split: str, language: str) -> None:
    found = Counter(case["labels"][0] for case in read_cases(SETS / split / f"{language}.jsonl"))
    assert not {topic: found[topic] for topic in topics() | {"privacy"} if found[topic] < LEAST_A_TOPIC}
    assert found[EMERGENCY] >= LEAST_EMERGENCIES
    assert found[OUT_OF_SCOPE] >= LEAST_OUT_OF_SCOPE
    assert set(found) == set(taxonomy())


def test_ids_and_texts_are_unique() -> None:
    both = [*cases("dev"), *cases("test")]
    assert len({case["id"] for case in both}) == len(both)
    for split in ("dev", "test"):
        texts = [(case["lang"], case["text"]) for case in cases(split)]
        assert [text for text, n in Counter(texts).items() if n > 1] == []


def test_pairs_and_several() -> None:
    found = Counter(first["lang"] for first, second in pairs())
    assert all(found[language] >= LEAST_PAIRS for language in ("hi", "fa", "vi"))
    assert all(first["text"] != second["text"] and first["labels"] == second["labels"] for first, second in pairs())
    told = Counter((case["lang"], len(case["labels"])) for case in several())
    assert all(told[language, 2] >= 30 and told[language, 1] >= 15 for language in SUPPORTED)
    assert {label for case in several() for label in case["labels"]} <= topics() | {EMERGENCY, "privacy", OUT_OF_SCOPE}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_measured_is_trained_on(language: str) -> None:
    """No near twin of an evaluation text among the utterances, in whatever intent."""
    measured = [case["text"] for split in ("dev", "test") for case in rows(SETS / split / f"{language}.jsonl")]
    measured += [case["text"] for case in several() if case["lang"] == language]
    measured = [text for text in measured if len(text) >= SHORTEST]
    holding: dict[str, list[int]] = {}
    shapes = [grams(text) for text in measured]
    for index, shape in enumerate(shapes):
        for gram in shape:
            holding.setdefault(gram, []).append(index)
    near = []
    for lines in read(language).values():
        for _, utterance in lines:
            shape = grams(utterance)
            shared = Counter(index for gram in shape for index in holding.get(gram, ()))
            near += [
                (utterance, measured[index])
                for index, n in shared.items()
                if n / (len(shape) + len(shapes[index]) - n) > TWIN
            ]
    assert near == []
