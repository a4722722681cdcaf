"""Rounds of chaos: workers live their lives while parts of the house die at random, then everything is counted.

The seed decides who comes, what they do, what dies and after how long; what a death meets is decided by the machine.
"""

from __future__ import annotations

import random
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from grievances.failpoints import POINTS
from grievances.models import Grievance
from tests.chaos.house import House
from tests.chaos.population import live

#: workers at the same time
AT_ONCE = 12
#: seconds between two deaths
PAUSE = (1.0, 4.0)
#: how often each kind of death comes: at a point, Rasa at a point of ours, a role at any moment
DEATHS = {"point": 6, "rasa": 1, "role": 3}
RASA_AT = ("action.begun", "action.written", "action.committed", "turn.answered")


def play(house: House, rounds: int, seed: int, say: Callable[[str], None] = print, seconds: float = 1e9) -> int:
    """Let `rounds` workers come; what broke is an AssertionError that names the seed. Returns the number of deaths."""
    end, before = time.monotonic() + seconds, numbers(house)
    reaper = Reaper(house, random.Random(seed))
    told: list[str] = []
    wrong: list[str] = []
    done = 0

    def one(number: int) -> None:
        nonlocal done
        if time.monotonic() > end:
            wrong.append(f"round {number} did not begin in time")
            return
        try:
            filed = live(house, random.Random(f"{seed}-{number}"))
        except Exception as error:  # an assertion's text may quote nobody: all words are the script's
            way = " > ".join(f"{step.name}:{step.lineno}" for step in traceback.extract_tb(error.__traceback__)[1:])
            wrong.append(f"round {number}, {way}: {type(error).__name__}: {error}"[:500])
        else:
            told.extend([filed] if filed else [])
        done += 1
        if done % 50 == 0:
            say(f"{done} of {rounds} rounds, {reaper.deaths} deaths")

    with reaper, ThreadPoolExecutor(AT_ONCE) as workers:
        list(workers.map(one, range(rounds)))
    assert not wrong, f"SEED={seed}: " + "\n".join(wrong)
    house.check()
    assert len(set(told)) == len(told), f"SEED={seed}: a number was told to two workers"
    filed = numbers(house) - before
    assert filed == set(told), f"SEED={seed}: {len(set(told) - filed)} missing, {len(filed - set(told))} too many"
    return reaper.deaths


def numbers(house: House) -> set[str]:
    with house.core.reading() as unit:
        return set(unit.db.scalars(select(Grievance.number)))


class Reaper:
    """Kills in a thread of its own as long as the block lasts."""

    def __init__(self, house: House, rng: random.Random) -> None:
        self.deaths = 0
        self._house, self._rng = house, rng
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._reap, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(120)
        for armed in self._house.failpoints.iterdir():
            armed.unlink(missing_ok=True)

    def _reap(self) -> None:
        points = [p for p in POINTS if not p.startswith("telegram.")]
        armed: set[str] = set()
        while not self._stop.wait(self._rng.uniform(*PAUSE)):
            [kind] = self._rng.choices(list(DEATHS), list(DEATHS.values()))
            for point in armed:
                if (self._house.failpoints / point).exists():
                    self._house.disarm(point)
                else:
                    self.deaths += 1
            armed.clear()
            if kind == "role":
                self._house.kill(self._rng.choice(("actions", "web", "worker", "rasa")))
                self.deaths += 1
                continue
            point = self._rng.choice(points if kind == "point" else RASA_AT)
            self._house.arm(point, "kill" if kind == "point" else f"kill {self._house.pid('rasa')}")
            armed.add(point)
