"""Precision, recall and F1 of the entities, a kind and language: `python -m nlu.measuring.entity_report [--misses]`.

The cases are nlu/evaluation/entities/<language>.jsonl: `{"id", "text", "lang", "today", "jurisdiction", "entities":
[{"entity", "value", "text"}]}`. An entity counts as found when its kind and its whole value are right; where it stands
does not count. Bare numbers are not measured. A place is what a jurisdiction's gazetteer finds: this package may not
import it, so it is measured where it is passed in (tests/language/test_entity_report.py).
"""
from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from language.entities import find_entities
from language.normalise import SUPPORTED

CASES = Path(__file__).parents[1] / "evaluation" / "entities"
KINDS = (
    "money", "date", "duration", "phone", "uan", "esi", "bhxh", "cccd", "national_code", "reference", "employer",
)  # fmt: skip
PLACE = "place"
#: (text, jurisdiction) -> the id of the place it names, or None
PlaceFinder = Callable[[str, str], "str | None"]


class Counts(NamedTuple):
    """How often a kind was found rightly, was found in all, and was there."""

    right: int
    found: int
    there: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.there) if self.found + self.there else 1.0


class Judged(NamedTuple):
    """A case with what is right, what was missed and what was found wrongly, as (kind, value in JSON)."""

    case: dict[str, Any]
    right: Counter[tuple[str, str]]
    missed: Counter[tuple[str, str]]
    wrong: Counter[tuple[str, str]]


def read_cases(language: str) -> list[dict[str, Any]]:
    """Return the cases of a language."""
    lines = (CASES / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def judge(case: dict[str, Any], find_place: PlaceFinder | None = None) -> Judged:
    """Compare what is found in a case with what is there."""
    kinds = (*KINDS, PLACE) if find_place else KINDS
    found = find_entities(case["text"], date.fromisoformat(case["today"]), case["jurisdiction"], None)
    if find_place and (place := find_place(case["text"], case["jurisdiction"])):
        found.append({"entity": PLACE, "value": place})

    def counted(entities: Iterable[dict[str, Any]]) -> Counter[tuple[str, str]]:
        return Counter((e["entity"], _comparable(e["value"])) for e in entities if e["entity"] in kinds)

    have, want = counted(found), counted(case["entities"])
    return Judged(case, have & want, want - have, have - want)


def _comparable(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def measure(cases: Iterable[dict[str, Any]], find_place: PlaceFinder | None = None) -> dict[str, Counts]:
    """Return the counts of each kind that occurs or is found."""
    right: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for judged in (judge(case, find_place) for case in cases):
        for total, part in ((right, judged.right), (missed, judged.missed), (wrong, judged.wrong)):
            for (kind, _), times in part.items():
                total[kind] += times
    kinds = [k for k in (*KINDS, PLACE) if right[k] + missed[k] + wrong[k]]
    return {k: Counts(right[k], right[k] + wrong[k], right[k] + missed[k]) for k in kinds}


def table(measured: dict[str, dict[str, Counts]]) -> Iterator[str]:
    """Yield the lines of a table of {language: {kind: counts}}."""
    yield f"{'language':<10}{'kind':<15}{'there':>6}{'found':>7}{'precision':>11}{'recall':>8}{'F1':>6}"
    for language, kinds in measured.items():
        for kind, c in kinds.items():
            yield f"{language:<10}{kind:<15}{c.there:>6}{c.found:>7}{c.precision:>11.2f}{c.recall:>8.2f}{c.f1:>6.2f}"


def main(find_place: PlaceFinder | None = None, arguments: list[str] | None = None) -> None:
    """Print the table, with --misses before it what was missed (-) and found wrongly (+)."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--misses", action="store_true", help="show the cases that went wrong")
    options = parser.parse_args(arguments)
    for case in [case for language in SUPPORTED for case in read_cases(language)] if options.misses else []:
        judged = judge(case, find_place)
        if judged.missed or judged.wrong:
            print(case["id"], case["text"])
            for sign, part in (("-", judged.missed), ("+", judged.wrong)):
                for kind, value in part:
                    print("   ", sign, kind, value)
    for line in table({language: measure(read_cases(language), find_place) for language in SUPPORTED}):
        print(line)


if __name__ == "__main__":
    main()
