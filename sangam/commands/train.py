"""`sangam train`: train the model, if what it is made from has changed."""

from __future__ import annotations

import argparse

from sangam import model
from sangam.commands import Commands
from sangam.settings import Settings


def add_to(commands: Commands) -> None:
    commands.add_parser("train", help="train the model, if what it is made from has changed").set_defaults(run=run)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    print(model.train(settings))
    return 0
