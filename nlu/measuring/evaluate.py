"""Measure a model: `python -m nlu.measuring.evaluate --cases FILE.jsonl --out REPORT.json --model FILE`.

The figures are defined in nlu.measuring.figures.

A case is `{"id", "text", "lang": "en|hi|vi|fa|other", "style", "labels": [best, other acceptable...]}`, each a new
conversation: nothing is known of language, country or an open question.
"""
from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from nlu.quiet import keep_quiet


def read_cases(path: Path) -> list[dict[str, Any]]:
    """Return the cases of a JSON Lines file; raise ValueError naming the line that is none."""
    from nlu.decide import taxonomy

    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            case = json.loads(line)
            valid = case["labels"] and set(case["labels"]) <= set(taxonomy())
            valid = valid and all(isinstance(case[key], str) for key in ("text", "lang"))
        except (ValueError, KeyError, TypeError) as wrong:
            raise ValueError(f"{path}:{number}: not a case: {type(wrong).__name__}") from None
        if not valid:
            raise ValueError(f"{path}:{number}: labels are not intents of the taxonomy, or text or lang is no string")
        cases.append(case)
    return cases


def evaluate(model: Path, given: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the report of a model over cases."""
    from rasa.core.channels.channel import UserMessage

    from nlu.loading import load_agent
    from nlu.measuring.figures import Case, report

    agent, _ = load_agent(model)

    async def parse(text: str) -> dict[str, Any]:
        parsed: dict[str, Any] = await agent.processor.parse_message(UserMessage(text, metadata={}))
        return parsed

    async def parse_all() -> list[dict[str, Any]]:
        return [await parse(case["text"]) for case in given]

    cases = [
        Case(
            id=str(case.get("id", number)),
            lang=case["lang"],
            style=str(case.get("style", "")),
            labels=case["labels"],
            language=parsed["identified"],
            decision=parsed["decision"],
            intent=parsed["intent"]["name"],
            ranking=parsed["ranking"],
        )
        for number, (case, parsed) in enumerate(zip(given, asyncio.run(parse_all())))
    ]
    return report(cases)


def further_topics(model: Path, texts: list[str]) -> list[list[str]]:
    """Return the topics that each text is taken to tell of: the likeliest intent first, then those offered as legs."""
    from nlu.loading import load_agent
    from nlu.turns import Turns

    turns = Turns(*load_agent(model))

    async def all_topics() -> list[list[str]]:
        found = [await turns.understand(text, {}) for text in texts]
        return [[parsed["ranking"][0]["intent"], *parsed["further_topics"]] for parsed in found]

    return asyncio.run(all_topics())


def main(arguments: list[str] | None = None) -> int:
    """Exit 0 whatever the figures are, 2 when the cases cannot be read."""
    parser = argparse.ArgumentParser(prog="nlu.measuring.evaluate", description="measure a model")
    parser.add_argument("--cases", type=Path, required=True, metavar="FILE", help="JSON Lines")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the report, JSON")
    parser.add_argument("--model", type=Path, required=True, metavar="FILE", help="a model that nlu.train made")
    given = parser.parse_args(arguments)
    keep_quiet()
    try:
        cases = read_cases(given.cases)
    except (OSError, ValueError) as wrong:
        print(f"nlu.measuring.evaluate: {wrong}", file=sys.stderr)
        return 2
    result = evaluate(given.model, cases)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    figures = result["all"]
    print(" ".join(f"{name} {value}" for name, value in figures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
