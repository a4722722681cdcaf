"""The constants of config.yml that are chosen on dev: `python -m nlu.measuring.calibrate --model FILE`.

Prints, per language, the caution with the least calibration error, and what each emergency bar finds and cries falsely.
The model must have been trained without caution. Messages of out_of_scope and emergency are counted at the weight they
have in life (as in the labelled samples that the sets were modelled on), since dev holds more of them.
"""
from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from language.normalise import SUPPORTED
from nlu.components.classifier import TfidfIntentClassifier
from nlu.decide import EMERGENCY, OUT_OF_SCOPE, Costs, Ranked, decide_free
from nlu.measuring.cases import cases
from nlu.measuring.figures import BINS
from nlu.quiet import keep_quiet

#: how much one such message of dev counts, so that their shares are those of the samples: 9 % and 1 %
WEIGHTS = {OUT_OF_SCOPE: 0.5, EMERGENCY: 0.15}
CAUTIONS = np.arange(0.5, 1.55, 0.05)
BARS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)


def weighted_error(confidence: np.ndarray, right: np.ndarray, weight: np.ndarray) -> float:
    """The calibration error of nlu.measuring.figures, each message at its weight."""
    index = np.minimum(BINS - 1, (confidence * BINS).astype(int))
    gaps = [abs((weight * (right - confidence))[index == i].sum()) for i in range(BINS)]
    return float(sum(gaps) / weight.sum())


def at_caution(rankings: Sequence[list[Ranked]], caution: float) -> np.ndarray:
    """Return the first confidences as they would be at this caution, from rankings of all labels at caution one."""
    firsts = []
    for ranking in rankings:
        powers = np.array([max(r.confidence, 1e-12) for r in ranking]) ** caution
        firsts.append(powers[0] / powers.sum())
    return np.array(firsts)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="nlu.measuring.calibrate", description="choose constants on dev")
    parser.add_argument("--model", type=Path, required=True, metavar="FILE", help="trained with `caution: {}`")
    given = parser.parse_args(arguments)
    keep_quiet()
    measured = cases("dev")
    rankings = parse(given.model, measured)
    for language in SUPPORTED:
        here = [(c, r) for c, r in zip(measured, rankings) if c["lang"] == language]
        right = np.array([r[0].intent in c["labels"] for c, r in here], dtype=float)
        weight = np.array([WEIGHTS.get(c["labels"][0], 1.0) for c, _ in here])
        errors = {k: weighted_error(at_caution([r for _, r in here], k), right, weight) for k in CAUTIONS}
        best = min(errors, key=lambda k: errors[k])
        nearest = min(errors, key=lambda k: abs(k - 1))
        print(f"{language}: caution {best:.2f} (error {errors[best]:.3f}, without {errors[nearest]:.3f})")
    for bar in BARS:
        costs = Costs(emergency_bar=bar)
        acted = [decide_free(r[:5], costs).intent == EMERGENCY for r in rankings]
        meant = [c["labels"][0] == EMERGENCY for c in measured]
        false = [a for a, c in zip(acted, measured) if EMERGENCY not in c["labels"]]
        found = np.mean([a for a, m in zip(acted, meant) if m])
        print(f"emergency bar {bar}: found {found:.3f}, false {np.mean(false):.4f}")
    return 0


def parse(model: Path, measured: list[dict[str, Any]]) -> list[list[Ranked]]:
    """Return the whole ranking of each case."""
    from rasa.core.channels.channel import UserMessage

    from nlu.loading import load_agent

    agent, _ = load_agent(model)
    for node in agent.processor.graph_runner._instantiated_nodes.values():
        if isinstance(component := node._component, TfidfIntentClassifier):
            component.rank_all()

    async def parse_all() -> list[list[Ranked]]:
        found = [await agent.processor.parse_message(UserMessage(case["text"], metadata={})) for case in measured]
        return [[Ranked(r["intent"], r["confidence"]) for r in parsed["ranking"]] for parsed in found]

    return asyncio.run(parse_all())


if __name__ == "__main__":
    sys.exit(main())
