"""The benchmark's script does what it is measured for: every conversation with the real roles ends in a grievance."""

from __future__ import annotations

import asyncio

import pytest

from benchmarks import long, open_loop, people
from benchmarks.play import play
from tests.e2e.conftest import Sangam


@pytest.mark.slow
def test_each_conversation_of_the_script_files_a_grievance(sangam: Sangam) -> None:
    before = open_loop.told(sangam.var)
    figures = asyncio.run(play(lambda: people.OurWorker(sangam.base), people.script(), clients=2, conversations=2))
    assert open_loop.told(sangam.var) - before == 4
    assert figures["turns"] == 4 * 12
    assert sum(turn.form for turn in people.script()) == 6


@pytest.mark.slow
def test_turns_that_are_offered_are_all_answered(sangam: Sangam) -> None:
    before, run = open_loop.told(sangam.var), open_loop.Offered(sangam.base, people.script())
    asyncio.run(run.run(rate=6, seconds=5))
    assert run.failed == {}
    assert len(run.answered) > 10
    assert open_loop.lost(sangam.var, before + run.filed) == {"unanswered": 0, "grievances_missing": 0}


@pytest.mark.slow
def test_the_long_conversation_goes_round(sangam: Sangam) -> None:
    figures = asyncio.run(long.play(people.OurWorker(sangam.base), turns=long.EARLY.stop + len(long.CYCLE)))
    assert figures["turns"] == 32


@pytest.mark.slow
def test_an_unexpected_answer_is_no_answer(sangam: Sangam) -> None:
    run = open_loop.Offered(sangam.base, [people.Turn(say="hello", hears="a word that is not said")])
    asyncio.run(run.run(rate=4, seconds=2))
    assert run.answered == []
    assert list(run.failed) == ["Wrong"]
