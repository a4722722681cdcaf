"""Hostile input on the real thing: web, Rasa with the real model, action webhook, worker. `make fuzz` does more."""

from __future__ import annotations

import httpx
import pytest

from tests.e2e.conftest import Sangam
from tests.e2e.people import SAID
from tests.fuzz.__main__ import roles
from tests.fuzz.attack import attack
from tests.fuzz.hostile import MARK

#: of the 2,000 of `make test`; the others go through the core (tests/fuzz/test_core.py)
COUNT = 600


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["/chat/v1/%0A", "/api/v1/cases/%0A/reply", "/api/v1/%00", "/%ff%fe", "/chat/v1/nothing"]
)
def test_every_address_is_answered_in_one_shape(sangam: Sangam, path: str) -> None:
    answer = httpx.get(sangam.base + path)
    assert answer.status_code in (401, 404, 422) and set(answer.json()) == {"error"}
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.slow
def test_nothing_falls_stalls_or_leaves_a_trace_in_a_log(sangam: Sangam) -> None:
    SAID.add(MARK)  # looked for in all logs when the last test is done
    before = roles(sangam.process.pid)
    report = attack(sangam.base, COUNT, "make test")
    assert not report.failures, report
    assert roles(sangam.process.pid) == before, "a process died and was started again"
    answers = sum(count for (kind, status), count in report.answers.items() if kind == "text" and status == 200)
    assert answers > COUNT / 2 and {status for _, status in report.answers} >= {200, 201, 400, 415, 422}, report
