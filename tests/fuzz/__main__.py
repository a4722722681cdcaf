"""`make fuzz N=100000 SEED=1`: hostile input on the whole application, all four roles with the real model.

Exit 0 when nothing failed, no process died and no log holds a word of what was sent.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import psutil

from sangam import model, settings
from tests.e2e.conftest import start, stop
from tests.fuzz import chats
from tests.fuzz.attack import attack
from tests.fuzz.hostile import MARK
from tests.logs import assert_no_personal_data
from tests.telegram.api import TOKEN, BotApi

#: of all inputs, one in so many goes through Telegram, where a chat is answered once a second
BY_TELEGRAM = 50


def roles(pid: int) -> set[int]:
    """The processes that a supervisor has started."""
    return {child.pid for child in psutil.Process(pid).children()}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", default="1")
    arguments = parser.parse_args()
    trained = os.environ.get("SANGAM_MODEL") or str(model.train(settings.load()))
    with tempfile.TemporaryDirectory() as folder:
        api = BotApi()
        api.start()
        running = start(Path(folder), trained, SANGAM_TELEGRAM_TOKEN=TOKEN, SANGAM_TELEGRAM_API=api.url)
        before = roles(running.process.pid)
        try:
            in_chats = arguments.count // BY_TELEGRAM
            report = attack(running.base, arguments.count - in_chats, arguments.seed, told=1_000)
            by_telegram = chats.attack(api, in_chats, arguments.seed)
            report.answers += by_telegram.answers
            report.failures += by_telegram.failures
            if roles(running.process.pid) != before:
                report.failures.append("a process died")
        finally:
            stop(running)
            api.stop()
        print(report)
        assert_no_personal_data(running.var / "log", [MARK])
    print(f"seed {arguments.seed}: {'failed' if report.failures else 'nothing found'}")
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
