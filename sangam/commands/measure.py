"""What the model is worth: `sangam nlu-eval`, `model-card`, `nlu-compare`. Each trains first if needed."""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path

from sangam import model
from sangam.commands import Commands
from sangam.environment import for_rasa
from sangam.errors import SetupError
from sangam.settings import ROOT, Settings


def add_to(commands: Commands) -> None:
    parser = commands.add_parser("nlu-eval", help="figures on how well a file of cases is understood")
    parser.add_argument("--cases", required=True, type=Path, help="JSON lines: id, text, lang, style, labels")
    parser.add_argument("--out", required=True, type=Path, help="the report, JSON")
    parser.set_defaults(run=evaluate)
    parser = commands.add_parser("model-card", help="write docs/model-card.md from our own test set")
    parser.set_defaults(run=lambda settings, arguments: _measure(settings, "model_card"))
    parser = commands.add_parser("nlu-compare", help="train stock Rasa on the same data and show both (an hour)")
    parser.set_defaults(run=lambda settings, arguments: _measure(settings, "compare"))


def evaluate(settings: Settings, arguments: argparse.Namespace) -> int:
    """Exit 0 whatever the figures are."""
    if not arguments.cases.is_file():
        raise SetupError(f"There is no file {arguments.cases}.")
    out = arguments.out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    return _measure(settings, "evaluate", "--cases", str(arguments.cases.resolve()), "--out", str(out))


def _measure(settings: Settings, module: str, *arguments: str) -> int:
    trained = model.train(settings)
    python = str(ROOT / "nlu/.venv/bin/python")
    command = [python, "-W", "ignore", "-m", f"nlu.measuring.{module}", "--model", str(trained), *arguments]
    return subprocess.run(command, cwd=ROOT, env=for_rasa(settings), stdin=subprocess.DEVNULL).returncode
