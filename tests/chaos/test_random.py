"""Sixty rounds of `make chaos`: whatever dies whenever, nothing is lost and nothing doubled."""

from __future__ import annotations

import os
import secrets

import pytest

from tests.chaos.house import House
from tests.chaos.play import play

ROUNDS = 60
#: seconds after which no new round begins, so that a run ends
SECONDS = 2700.0


@pytest.mark.slow
def test_sixty_rounds_of_chaos(house: House) -> None:
    seed = int(os.environ.get("SEED") or secrets.randbelow(10**6))
    print(f"SEED={seed}")
    assert play(house, ROUNDS, seed, seconds=SECONDS) > 0
