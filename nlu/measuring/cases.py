"""The evaluation sets in nlu/evaluation/: dev (to choose on), test (to report), pairs (one message in two spellings),
several (messages with two troubles, and with one and much around it). Nothing in them is ever trained on."""
from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from language.normalise import SUPPORTED, fold, normalise

SETS = Path(__file__).parents[1] / "evaluation"


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def cases(split: str) -> list[dict[str, Any]]:
    """Return the cases of dev or test, all languages: `{"id", "text", "lang", "style", "labels"}`."""
    return [case for language in SUPPORTED for case in rows(SETS / split / f"{language}.jsonl")]


def several() -> list[dict[str, Any]]:
    """Return the long messages; the labels are all the topics that one tells of, the first leads."""
    return rows(SETS / "several.jsonl")


def pairs() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield (case, the same message in the second spelling): by hand, or by code without marks."""
    for language in ("hi", "fa"):
        for row in rows(SETS / "pairs" / f"{language}.jsonl"):
            shared = {"lang": language, "labels": row["labels"]}
            yield (
                {"id": f"{row['id']}-first", "text": row["first"], "style": "first spelling", **shared},
                {"id": f"{row['id']}-second", "text": row["second"], "style": "second spelling", **shared},
            )
    for case in rows(SETS / "test" / "vi.jsonl"):
        if case["lang"] == "vi" and fold(case["text"]) != normalise(case["text"]).lower():
            yield (
                {**case, "id": f"{case['id']}-first", "style": "first spelling"},
                {**case, "id": f"{case['id']}-second", "text": fold(case["text"]), "style": "second spelling"},
            )
