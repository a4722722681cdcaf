"""The benchmark's script does what it is measured for: every conversation with the real roles ends in a grievance."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks import long, open_loop, people, sides
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
def test_stock_reads_back_and_files_what_its_form_was_told(tmp_path: Path) -> None:
    """Its actions over our data and tables; its model, a quarter of an hour of training, is not needed for that."""
    told = {
        "topic": "wages_unpaid", "story": "salary of july not given", "employer": "Raj Textiles", "place": "gj",
        "sector": "factory", "known_as": "anonymous", "confirm": True,
    }  # fmt: skip
    with sides.stock_actions(tmp_path) as (webhook, process, _):

        def run(action: str) -> str:
            tracker = {"sender_id": "3f0c", "slots": told, "events": [], "latest_message": {}, "active_loop": {}}
            answer = httpx.post(webhook, json={"next_action": action, "tracker": tracker, "domain": answers})
            assert answer.status_code == 200, answer.text
            return " ".join(str(reply) for reply in answer.json()["responses"])

        answers: dict[str, Any] = {"responses": {}}
        sides.until(lambda: reached(webhook), process, tmp_path / "actions.log")
        assert "Raj Textiles" in run("action_ask_confirm")
        assert "utter_filed" in run("action_file_grievance")
        assert "sent to the office" in run("action_status")


def reached(webhook: str) -> bool:
    try:
        return httpx.get(webhook.replace("/webhook", "/health")).status_code == 200
    except httpx.TransportError:
        return False


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
