"""`make chaos N=1000 [SEED=7]`: random deaths over a population of workers, then everything is counted."""

from __future__ import annotations

import argparse
import os
import secrets
import tempfile
import time
from pathlib import Path

from sangam import model, settings
from tests.chaos.house import House
from tests.chaos.play import play
from tests.e2e.people import SAID
from tests.logs import assert_no_personal_data


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000, help="workers that come")
    parser.add_argument("--seed", type=int, default=None, help="repeats who comes and what dies")
    parser.add_argument("--database", default="", help="postgresql://... of an empty database; else SQLite")
    given = parser.parse_args()
    seed = secrets.randbelow(10**6) if given.seed is None else given.seed
    print(f"SEED={seed}", flush=True)
    trained = str(model.train(settings.load()))
    more = {"SANGAM_DATABASE_URL": given.database} if given.database else {}
    with tempfile.TemporaryDirectory(prefix="sangam-chaos-") as folder:
        house = House(Path(folder), trained, **more)
        begun = time.monotonic()
        try:
            deaths = play(house, given.rounds, seed, lambda line: print(line, flush=True))
        finally:
            house.stop()
        assert_no_personal_data(house.var / "log", SAID)
    minutes = (time.monotonic() - begun) / 60
    print(f"{given.rounds} rounds, {deaths} deaths in {minutes:.1f} minutes: nothing lost, nothing doubled")
    return 0


if __name__ == "__main__":
    os.umask(0o077)
    raise SystemExit(main())
