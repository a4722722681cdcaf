"""Ours beside stock Rasa on the same data: `python -m nlu.measuring.compare --model FILE [--minutes N] [--split test]`.

Trains the default pipeline (stock.yml) on nlu/data, measures both on an evaluation set and prints them side by side.
An epoch of DIET on 40,000 utterances takes tens of minutes, so it is given some epochs and stopped when its time is up;
how far it came is printed.
"""
from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from nlu.measuring.cases import cases
from nlu.measuring.evaluate import evaluate
from nlu.quiet import keep_quiet

ROOT = Path(__file__).resolve().parents[2]
STOCK = Path(__file__).parent / "stock.yml"
#: Rasa's default is 100; the last may not be reached
EPOCHS = 3
#: minutes of DIET's own training; reading and counting n-grams come before, measuring after, an hour in all
MINUTES = 40.0
FALLBACK = "nlu_fallback"
SHOWN = (
    "intent_accuracy", "top3_accuracy", "family_accuracy", "out_of_scope_recall", "out_of_scope_false_alarms",
    "emergency_recall", "calibration_error", "mean_taps",
)  # fmt: skip


def train_stock(folder: Path, epochs: int, minutes: float) -> tuple[Path, float]:
    """Train the default pipeline on our data; return the model file and how many epochs of DIET there was time for."""
    from rasa.model_training import train_nlu
    from rasa.utils import train_utils
    from tensorflow.keras.callbacks import Callback

    class TimeIsUp(Callback):
        done = 0.0

        def on_train_begin(self, logs: Any = None) -> None:
            self.until = time.monotonic() + 60 * minutes

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self.epoch = epoch

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            self.done = self.epoch + (batch + 1) / self.params["steps"]
            self.model.stop_training = time.monotonic() > self.until

    clock, create = TimeIsUp(), train_utils.create_common_callbacks
    train_utils.create_common_callbacks = lambda *given, **named: [*create(*given, **named), clock]

    config = yaml.safe_load(STOCK.read_text(encoding="utf-8"))
    for component in config["pipeline"]:
        if "epochs" in component:
            component["epochs"] = epochs
    (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        model = train_nlu(str(folder / "config.yml"), str(ROOT / "nlu/data"), str(folder), fixed_model_name="stock")
    if not model:
        raise RuntimeError("the default pipeline did not train")
    return Path(model), clock.done


def evaluate_stock(model: Path, given: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the report of the default pipeline; where it falls back the worker is shown the families."""
    from rasa.core.agent import Agent

    from nlu.measuring.figures import Case, report

    agent = Agent.load(str(model))

    async def parse_all() -> list[dict[str, Any]]:
        return [await agent.parse_message(case["text"]) for case in given]

    found = []
    for case, parsed in zip(given, asyncio.run(parse_all())):
        ranking = [
            {"intent": r["name"], "confidence": r["confidence"]}
            for r in parsed["intent_ranking"]
            if r["name"] != FALLBACK
        ][:5]
        intent = parsed["intent"]["name"]
        decision = "families" if intent == FALLBACK else "answer"
        found.append(
            Case(case["id"], case["lang"], case["style"], case["labels"], case["lang"], decision, intent, ranking)
        )
    return report(found)


def table(ours: dict[str, Any], stock: dict[str, Any]) -> str:
    """Return the figures of both as a Markdown table, all and by language."""
    lines = ["| | ours | stock |", "|---|---|---|"]
    for name in SHOWN:
        lines.append(f"| {name.replace('_', ' ')} | {ours['all'][name]} | {stock['all'][name]} |")
    for language, figures in ours["by_language"].items():
        theirs = stock["by_language"][language]["intent_accuracy"]
        lines.append(f"| intent accuracy, {language} | {figures['intent_accuracy']} | {theirs} |")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="nlu.measuring.compare", description="ours beside stock Rasa")
    parser.add_argument("--model", type=Path, required=True, help="our model")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help=f"of DIET (Rasa's default: 100; here {EPOCHS})")
    parser.add_argument("--minutes", type=float, default=MINUTES, help=f"of DIET's training at most ({MINUTES:.0f})")
    parser.add_argument("--split", choices=("dev", "test"), default="test")
    parser.add_argument("--out", type=Path, help="both reports as JSON")
    given = parser.parse_args(arguments)
    keep_quiet()
    measured = cases(given.split)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        model, epochs = train_stock(Path(folder), given.epochs, given.minutes)
        took, size = time.monotonic() - begun, model.stat().st_size
        stock = evaluate_stock(model, measured)
    ours = evaluate(given.model, measured)
    print(table(ours, stock))
    print(f"\nstock: {epochs:.2f} epochs of DIET, {took:.0f} s of training, {size / 1e6:.0f} MB")
    print(f"ours: {given.model.stat().st_size / 1e6:.0f} MB; {len(measured)} messages of {given.split}")
    if given.out:
        both = {"epochs": epochs, "seconds": took, "ours": ours, "stock": stock}
        given.out.write_text(json.dumps(both, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
