"""The figures of the evaluation contract, from cases and what the pipeline made of them. Pure, so tested by hand."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from statistics import fmean
from typing import Any, NamedTuple

from nlu.decide import EMERGENCY, OUT_OF_SCOPE, taxonomy

BINS = 10
#: taps until the right topic is reached (see `taps`)
TAPS_THREE, TAPS_FAMILIES, TAPS_SOMETHING_ELSE = 1, 2, 3


class Case(NamedTuple):
    """One message and what was made of it. `intent` is what would be acted on, `ranking` the five likeliest."""

    id: str
    lang: str
    style: str
    labels: list[str]
    language: str
    decision: str
    intent: str
    ranking: list[dict[str, Any]]

    @property
    def first(self) -> str:
        return str(self.ranking[0]["intent"])


def right(case: Case) -> bool:
    """The likeliest intent is among the labels."""
    return case.first in case.labels


def in_three(case: Case) -> bool:
    """One of the three likeliest intents is among the labels."""
    return any(r["intent"] in case.labels for r in case.ranking[:3])


def right_family(case: Case) -> bool:
    """The likeliest intent's family is that of a label; each conversation act is its own family."""
    return taxonomy()[case.first] in {taxonomy()[label] for label in case.labels}


def taps(case: Case) -> int:
    """Taps until the worker reaches what was meant.

    Answered rightly 0; among three offered 1; families first 2 (family, topic); answered wrongly, or not among the
    three, 3 ("something else", family, topic).
    """
    if case.decision == "answer":
        return 0 if case.intent in case.labels else TAPS_SOMETHING_ELSE
    if case.decision == "three":
        return TAPS_THREE if in_three(case) else TAPS_SOMETHING_ELSE
    return TAPS_FAMILIES


class Bin(NamedTuple):
    """The messages of one tenth of confidence, from `low` on: how many, mean confidence, share that is right."""

    low: float
    n: int
    confidence: float
    right: float


def bins(judged: Iterable[tuple[float, bool]]) -> list[Bin]:
    """Return the bins that are not empty, of (confidence, right)."""
    inside: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, is_right in judged:
        inside[min(BINS - 1, int(confidence * BINS))].append((confidence, is_right))
    return [
        Bin(index / BINS, len(members), fmean(c for c, _ in members), fmean(r for _, r in members))
        for index, members in sorted(inside.items())
    ]


def calibration_error(cases: list[Case]) -> float:
    """Mean distance between confidence and accuracy of the likeliest intent, over ten equal bins, weighted by size."""
    found = bins((case.ranking[0]["confidence"], right(case)) for case in cases)
    return sum(b.n * abs(b.right - b.confidence) for b in found) / len(cases)


def _share(cases: Iterable[Case], holds: Callable[[Case], bool]) -> float | None:
    found = [holds(case) for case in cases]
    return round(fmean(found), 4) if found else None


def figures(cases: list[Case]) -> dict[str, float | int | None]:
    """Return all figures of a group of cases; None where the group has no case to measure on.

    `out_of_scope_recall`: of the cases whose best label is out_of_scope, those ranked so.
    `out_of_scope_false_alarms`: of the cases with no such label, those ranked so.
    `emergency_recall`: of the cases whose best label is emergency, those acted on as one.
    `language_accuracy`: the text's own language, identified with nothing else known.
    """
    inside = [c for c in cases if OUT_OF_SCOPE not in c.labels]
    outside = [c for c in cases if c.labels[0] == OUT_OF_SCOPE]
    urgent = [c for c in cases if c.labels[0] == EMERGENCY]
    return {
        "n": len(cases),
        "intent_accuracy": _share(cases, right),
        "top3_accuracy": _share(cases, in_three),
        "family_accuracy": _share(cases, right_family),
        "language_accuracy": _share(cases, lambda c: c.language == c.lang),
        "out_of_scope_recall": _share(outside, lambda c: c.first == OUT_OF_SCOPE),
        "out_of_scope_false_alarms": _share(inside, lambda c: c.first == OUT_OF_SCOPE),
        "emergency_recall": _share(urgent, lambda c: c.intent == EMERGENCY),
        "calibration_error": round(calibration_error(cases), 4) if cases else None,
        "mean_taps": round(fmean(map(taps, cases)), 4) if cases else None,
    }


def report(cases: list[Case]) -> dict[str, Any]:
    """Return the whole report: all, by language, by style (`hi/roman`), and each case."""
    by_language: dict[str, list[Case]] = defaultdict(list)
    by_style: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_language[case.lang].append(case)
        by_style[f"{case.lang}/{case.style}"].append(case)
    return {
        "all": figures(cases),
        "by_language": {name: figures(group) for name, group in sorted(by_language.items())},
        "by_style": {name: figures(group) for name, group in sorted(by_style.items())},
        "cases": [
            {"id": c.id, "language": c.language, "decision": c.decision, "ranking": c.ranking} for c in cases
        ],
    }
