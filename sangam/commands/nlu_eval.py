"""`sangam nlu-eval`: how well a file of cases is understood, as figures; exit 0 whatever they are."""

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
    parser.set_defaults(run=run)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    if not arguments.cases.is_file():
        raise SetupError(f"There is no file {arguments.cases}.")
    trained = model.train(settings)
    arguments.out.resolve().parent.mkdir(parents=True, exist_ok=True)
    command = [
        str(ROOT / "nlu/.venv/bin/python"), "-W", "ignore", "-m", "nlu.measuring.evaluate", "--model", str(trained),
        "--cases", str(arguments.cases.resolve()), "--out", str(arguments.out.resolve()),
    ]  # fmt: skip
    return subprocess.run(command, cwd=ROOT, env=for_rasa(settings), stdin=subprocess.DEVNULL).returncode
