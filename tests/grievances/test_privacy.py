"""What is told about personal data is what the program does: the figures are those of the purges."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from actions.doors import ERASE, SEE
from actions.form import CHANGE
from grievances import erasure, privacy, review, sessions
from grievances.core import Core
from grievances.models import Grievance, Leg, Message, WebSession
from jurisdictions import LANGUAGES, load
from jurisdictions.rights import RUNS_OUT
from language.catalogue import local_digits, translate
from tests.grievances.conftest import Clock, file, worker
from tests.jurisdictions.small import country

COUNTRIES = load(["in", "vn", "ir"])
#: the widget's button
FORGET = "Forget this device"
TODAY = datetime.date(2026, 11, 22)


def test_every_kind_that_runs_out_has_its_time_from_the_program() -> None:
    assert set(privacy.RUNS_OUT) == RUNS_OUT
    assert privacy.RUNS_OUT == {"session": sessions.LIFETIME, "review": review.KEPT}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", COUNTRIES)
def test_the_figures_are_told(id: str, language: str) -> None:
    told = privacy.told(COUNTRIES[id], language, TODAY)
    for kept in (sessions.LIFETIME, review.KEPT):
        assert f"{local_digits(str(kept.days), language)} " in told
    assert "{" not in told and len(told) < 1800


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", COUNTRIES)
def test_buttons_are_called_by_their_names(id: str, language: str) -> None:
    told = privacy.told(COUNTRIES[id], language, TODAY)
    for button in (SEE, ERASE, CHANGE, FORGET):
        assert translate(language, button) in told


def test_law_to_come_and_law_in_force(tmp_path: Path) -> None:
    here = country(tmp_path)
    before = privacy.told(here, "en", datetime.date(2026, 11, 30)).splitlines()
    assert before[0] == "Act 4 The rules for this come into force on 1 Dec 2026; here you can do it today."
    after = privacy.told(here, "en", datetime.date(2026, 12, 1)).splitlines()
    assert after[0] == "Act 4 In force since 1 Dec 2026."
    assert after[1:] == [
        "You can:", "• See: ask (by law within 5 working days)", "• Erase: ask", "What we keep, and how long:",
        "• words", "• files", "• case", "• chat 30 days", "• review 180 days", "the King",
    ]  # fmt: skip


def test_a_session_ends_when_it_is_said_to(core: Core, clock: Clock) -> None:
    with core.unit() as unit:
        token, _ = sessions.open_session(unit, worker(unit))
    clock.move(days=privacy.RUNS_OUT["session"].days - 1)
    with core.unit() as unit:
        assert sessions.find(unit, token)
    clock.move(days=1)
    with core.unit() as unit:
        assert sessions.find(unit, token) is None
        sessions.purge(unit)
        assert unit.db.scalar(select(func.count()).select_from(WebSession)) == 0


def test_after_erasing_only_what_is_said_is_left(core: Core) -> None:
    """Number, office, topic and days stay; no word of the person can be read."""
    with core.unit() as unit:
        filed = file(unit, name="Asha")
        conversation = worker(unit)
        erasure.erase(unit, conversation)
        number = filed.grievance.number
    with core.reading() as unit:
        case = unit.db.scalars(select(Grievance)).one()
        leg = unit.db.scalars(select(Leg)).one()
        assert (case.number, leg.topic, leg.office_id != "", leg.filed_at == core.clock()) == (
            number, "pf_claim_delay", True, True,
        )  # fmt: skip
        assert not any(message.body for message in unit.db.scalars(select(Message)))
        assert case.concerned.wrapped_key is None and case.concerned.details is None
