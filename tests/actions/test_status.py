"""The status says which office leads where several work on one trouble."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from actions.follow_up import FollowUp
from grievances import drafts
from grievances.core import Core
from grievances.lifecycle import State
from grievances.models import Conversation, Leg
from language.catalogue import translate
from tests.actions.test_promise import Chat, clock, core, served

__all__ = ["clock", "core", "served"]
ASKED = {"intent": {"name": "check_status"}}


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """What is said does not depend on the database."""
    return f"sqlite:///{tmp_path / 'sangam.db'}"


def status(core: Core, topic: str, language: str, withdrawn: bool = False) -> str:
    """What the worker reads of a trouble that two offices work on, the routed one and ESIC."""
    chat = Chat(core, "in", topic, language)
    with core.unit() as unit:
        draft = drafts.open_draft(unit, unit.db.get_one(Conversation, chat.id))
        assert draft
        drafts.agree(unit, draft, topic, "esic")
    chat.filed()
    if withdrawn:
        with core.unit() as unit:
            unit.db.query(Leg).filter_by(ordinal=2).one().state = State.WITHDRAWN
    return re.sub("[\u2066-\u2069]", "", chat.run(FollowUp, **ASKED))


@pytest.mark.parametrize("language", ["en", "hi", "vi", "fa"])
@pytest.mark.parametrize(("topic", "esic_leads"), [("maternity_benefit", True), ("accident", False)])
def test_who_leads(core: Core, topic: str, esic_leads: bool, language: str) -> None:
    told = status(core, topic, language)
    with core.reading() as unit:
        ids = [leg.office_id for leg in unit.db.query(Leg).order_by(Leg.ordinal)]
    own, esic = (core.jurisdictions["in"].offices[id].name.get(language) for id in ids)
    first, second = (esic, own) if esic_leads else (own, esic)
    line = translate(language, "{office} leads. Also on it: {others}.", office=first, others=second)
    assert told.count(re.sub("[\u2066-\u2069]", "", line)) == 1, told


def test_nobody_leads_what_one_office_works_on_alone(core: Core) -> None:
    assert " leads. " not in status(core, "maternity_benefit", "en", withdrawn=True)
