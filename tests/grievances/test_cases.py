from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from grievances import cases, drafts, erasure, filing, following, officers, outbox
from grievances.core import Core
from grievances.errors import (
    DraftIncomplete,
    Erased,
    NotAllowed,
    NotFound,
    SignInRefused,
    StaleLeg,
    UnknownOffice,
    WrongCode,
)
from grievances.lifecycle import Move
from grievances.models import Event, Grievance, Leg, Notice, Officer
from grievances.routing import route
from grievances.vault import Vault
from language.entities import find_entities
from language.reference import parse_reference
from tests.grievances.conftest import PASSWORD, Clock, complete, file, office_of, officer, worker


def test_a_confirmed_draft_is_filed_once(core: Core) -> None:
    with core.unit() as unit:
        filed = file(unit, "pf_claim_delay")
        again = filing.file(unit, unit.db.get_one(drafts.Draft, filed.grievance.draft_id))
        assert again.grievance.id == filed.grievance.id
        assert (bool(filed.code), again.code) == (True, None)
        assert parse_reference(filed.grievance.number) == filed.grievance.number
        assert filed.code is not None
        assert filed.code not in filed.grievance.code_hash


def test_a_draft_is_not_filed_before_its_end(core: Core) -> None:
    with core.unit() as unit:
        draft = drafts.start(unit, worker(unit), ["bonus"], story="bonus nahi mila")
        with pytest.raises(DraftIncomplete):
            filing.file(unit, draft)
        complete(unit, draft)
        drafts.ask_again(unit, draft, "employer")
        with pytest.raises(DraftIncomplete):
            filing.file(unit, draft)


def test_dropping_a_draft_wipes_it(core: Core) -> None:
    with core.unit() as unit:
        draft = drafts.start(unit, worker(unit), ["bonus"], story="bonus nahi mila")
        drafts.drop(unit, draft)
        assert drafts.read(unit, draft) == {}
        assert drafts.open_draft(unit, worker(unit)) is None


def test_the_story_prefills_and_anonymous_asks_no_name(core: Core) -> None:
    with core.unit() as unit:
        draft = drafts.start(unit, worker(unit), ["wages_unpaid"], story="Patna me 2 mahine se tankhwah nahi")
        assert "place" in draft.answered
        assert "place" not in [q for q in drafts.questions(unit, draft) if q not in draft.answered]
        assert "name" in drafts.questions(unit, draft)
        if "anonymous" in drafts.ways(unit, draft):
            drafts.take(unit, draft, "known_as", "", value="anonymous")
            assert "name" not in drafts.questions(unit, draft)


@pytest.mark.parametrize(
    ("story", "since"),
    [
        ("khadan me 15 saal kaam kiya, march 2026 se saans phoolti hai", {"from": "2026-03-01"}),
        ("on a two year contract, no salary since September 2026", {"from": "2026-09-01"}),
        ("no salary, 2 months", {"count": 2, "unit": "month"}),
    ],
)
def test_a_day_in_the_story_says_more_than_a_length_of_time(core: Core, story: str, since: dict[str, object]) -> None:
    with core.unit() as unit:
        told = find_entities(story, date(2026, 11, 22), "in", None)
        draft = drafts.start(unit, worker(unit), ["wages_unpaid"], story=story, entities=told)
        value = drafts.read(unit, draft)["since"]["value"]
        assert since.items() <= value.items()


def test_two_troubles_are_two_legs_with_their_own_facts(core: Core) -> None:
    with core.unit() as unit:
        draft = drafts.start(unit, worker(unit), ["pf_not_deposited"], story="pf jama nahi karte")
        drafts.add_topic(unit, draft, "unsafe_workplace", "machine khuli hai")
        complete(unit, draft)
        filed = filing.file(unit, draft)
        legs = sorted(filed.grievance.legs, key=lambda leg: leg.ordinal)
        assert [leg.topic for leg in legs] == ["pf_not_deposited", "unsafe_workplace"]
        assert legs[0].office_id != legs[1].office_id
        first, second = (officer(unit, f"o{i}", leg.office_id) for i, leg in enumerate(legs))
        told = [cases.read(unit, who, leg.id).words[0].text for who, leg in zip((first, second), legs, strict=True)]
        assert told == ["pf jama nahi karte", "machine khuli hai"]
        with pytest.raises(NotFound):
            cases.read(unit, first, legs[1].id)


def test_only_the_own_office_sees_a_case(core: Core) -> None:
    with core.unit() as unit:
        filed = file(unit, "pf_claim_delay")
        leg, here = filed.grievance.legs[0], office_of(filed.grievance)
        other = next(o for o in core.jurisdictions["in"].offices if o != here)
        mine, theirs = officer(unit, "mine", here), officer(unit, "theirs", other)
        nodal, admin = officer(unit, "nodal", None, "nodal"), officer(unit, "admin", None, "admin")
        assert [x.id for x in cases.queue(unit, mine)] == [leg.id]
        assert [x.id for x in cases.queue(unit, nodal)] == [leg.id]
        assert cases.queue(unit, theirs) == cases.queue(unit, admin) == []
        for who in (theirs, admin):
            with pytest.raises(NotFound):
                cases.read(unit, who, leg.id)
            assert cases.by_number(unit, who, filed.grievance.number) == []
        with pytest.raises(NotFound):
            cases.take(unit, nodal, leg.id)


def test_an_excluded_officer_or_office_finds_nothing(core: Core) -> None:
    with core.unit() as unit:
        filed = file(unit, "pf_claim_delay")
        here = office_of(filed.grievance)
        accused, honest = officer(unit, "accused", here), officer(unit, "honest", here)
        nodal = officer(unit, "nodal", None, "nodal")
        cases.exclude(unit, filed.grievance, officer_id=accused.id)
        assert cases.queue(unit, accused) == []
        assert len(cases.queue(unit, honest)) == len(cases.queue(unit, nodal)) == 1
        cases.exclude(unit, filed.grievance, office_id=here)
        assert cases.queue(unit, honest) == []
        leg = filed.grievance.legs[0]
        with pytest.raises(NotFound):
            cases.transfer(unit, nodal, leg.id, here)


def test_an_excluded_office_is_never_routed_to(core: Core) -> None:
    india = core.jurisdictions["in"]
    usual = route(india, "pf_claim_delay").office
    above = route(india, "pf_claim_delay", excluded={usual.id}).office
    assert above.id == usual.parent
    with pytest.raises(NotFound):
        route(india, "pf_claim_delay", excluded=set(india.offices))


def test_a_sealed_case_keeps_no_unasked_story_and_is_the_committees_alone(core: Core) -> None:
    with core.unit() as unit:
        filed = file(unit, "sexual_harassment", story="my supervisor touched me")
        leg = filed.grievance.legs[0]
        here = leg.office_id
        member, second = officer(unit, "member", here), officer(unit, "second", here)
        nodal = officer(unit, "nodal", None, "nodal")
        assert leg.sealed
        assert cases.queue(unit, nodal) == []
        assert cases.read(unit, member, leg.id).words == ()
        cases.take(unit, member, leg.id)
        unit.db.flush()
        assert cases.queue(unit, second) == []
        assert len(cases.queue(unit, member)) == 1


def test_resolved_asks_and_no_goes_to_another_reviewer(core: Core) -> None:
    with core.unit() as unit:
        filed = file(unit, "pf_claim_delay")
        leg = filed.grievance.legs[0]
        first, second = officer(unit, "first", leg.office_id), officer(unit, "second", leg.office_id)
        cases.take(unit, first, leg.id)
        cases.resolve(unit, first, leg.id, text="done")
        assert [n.kind for n in outbox.due(unit)] == ["taken", "resolved"]
        following.dispute(unit, leg)
        with pytest.raises(NotAllowed):
            cases.resolve(unit, first, leg.id, text="done again")
        cases.resolve(unit, second, leg.id, text="now really")
        following.confirm(unit, leg)
        assert leg.state == "confirmed"
        with pytest.raises(NotAllowed):
            cases.reply(unit, first, leg.id, text="hello")


def test_who_decided_cannot_decide_again_after_an_appeal(core: Core) -> None:
    with core.unit() as unit:
        leg = file(unit, "pf_claim_delay").grievance.legs[0]
        taker, decider = officer(unit, "taker", leg.office_id), officer(unit, "decider", leg.office_id)
        cases.take(unit, taker, leg.id)
        cases.end(unit, decider, leg.id, Move.END_NOT_UPHELD, text="no")
        following.appeal(unit, leg)
        for again in (
            lambda: cases.take(unit, decider, leg.id),
            lambda: cases.resolve(unit, decider, leg.id, text="done"),
            lambda: cases.end(unit, decider, leg.id, Move.END_NOT_UPHELD, text="still no"),
        ):
            with pytest.raises(NotAllowed):
                again()
        assert cases.reply(unit, decider, leg.id, text="a colleague looks at it").assignee_id is None
        assert cases.end(unit, taker, leg.id, Move.END_PARTLY_UPHELD, text="in part").state == "partly_upheld"


def test_a_disputed_sealed_case_stays_open_to_its_next_reviewer(core: Core) -> None:
    with core.unit() as unit:
        leg = file(unit, "sexual_harassment").grievance.legs[0]
        first, second = officer(unit, "first", leg.office_id), officer(unit, "second", leg.office_id)
        cases.resolve(unit, first, leg.id, text="done")
        following.dispute(unit, leg)
        cases.reply(unit, first, leg.id, text="a colleague looks at it")
        assert cases.resolve(unit, second, leg.id, text="now really").assignee_id == second.id


def test_two_officers_at_once_do_not_both_write(core: Core) -> None:
    """The row is locked: the second waits for the first and then meets a changed case."""
    with core.unit() as unit:
        leg = file(unit, "pf_claim_delay").grievance.legs[0]
        officer(unit, "a", leg.office_id), officer(unit, "b", leg.office_id)
        leg_id, seen = leg.id, leg.version
    start = threading.Barrier(2)

    def write(login: str) -> str:
        start.wait()
        try:
            with core.unit() as unit:
                who = unit.db.query(Officer).filter_by(login=login).one()
                cases.reply(unit, who, leg_id, text=login, version=seen)
        except StaleLeg:
            return "stale"
        return "sent"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(write, ["a", "b"])) == ["sent", "stale"]
    with core.reading() as unit:
        assert [notice.kind for notice in unit.db.query(Notice)] == ["reply"]


def test_reading_a_whole_number_is_recorded(core: Core) -> None:
    with core.unit() as unit:
        leg = file(unit, "pf_balance", story="pf kitna hai").grievance.legs[0]
        who = officer(unit, "o", leg.office_id)
        question = next(iter(cases.read(unit, who, leg.id).facts))
        assert question in cases.reveal(unit, who, leg.id, question).facts
        with pytest.raises(NotFound):
            cases.reveal(unit, who, leg.id, "no_such_question")
        unit.db.flush()
        events = unit.db.query(Event).filter_by(kind="number_read").all()
        assert [(e.leg_id, e.officer_id, e.data) for e in events] == [(leg.id, who.id, {"question": question})]


def test_silence_counts_only_from_a_delivered_question(core: Core, clock: Clock) -> None:
    with core.unit() as unit:
        leg = file(unit, "pf_claim_delay").grievance.legs[0]
        who = officer(unit, "o", leg.office_id)
        cases.resolve(unit, who, leg.id, text="done")
        leg_id = leg.id
    clock.move(days=100)
    with core.unit() as unit:
        assert following.lapse(unit) == 0
        unit.db.get_one(Leg, leg_id).asked_at = clock.now
    clock.move(days=31)
    with core.unit() as unit:
        assert following.lapse(unit) == 1
        assert unit.db.get_one(Leg, leg_id).state == "closed"
        following.appeal(unit, unit.db.get_one(Leg, leg_id))


def test_a_step_on_an_old_page_is_refused(core: Core) -> None:
    with core.unit() as unit:
        leg = file(unit, "pf_claim_delay").grievance.legs[0]
        who, seen = officer(unit, "o", leg.office_id), leg.version
        cases.take(unit, who, leg.id, seen)
        unit.db.flush()
        with pytest.raises(StaleLeg):
            cases.reply(unit, who, leg.id, text="x", version=seen)


def test_orders_need_a_reason_and_can_be_appealed(core: Core) -> None:
    with core.unit() as unit:
        leg = file(unit, "pf_claim_delay").grievance.legs[0]
        who = officer(unit, "o", leg.office_id)
        with pytest.raises(ValueError, match="reason"):
            cases.end(unit, who, leg.id, Move.END_NOT_UPHELD)
        cases.end(unit, who, leg.id, Move.END_NOT_UPHELD, phrase="no_duty", values={"reason": "x"})
        assert leg.state == "not_upheld"
        following.appeal(unit, leg)
        assert leg.state == "reopened"


def test_withdrawal_can_be_undone_for_a_week(core: Core, clock: Clock) -> None:
    with core.unit() as unit:
        leg = file(unit, "pf_claim_delay").grievance.legs[0]
        following.withdraw(unit, leg)
        following.undo_withdrawal(unit, leg)
        following.withdraw(unit, leg)
        leg_id = leg.id
    clock.move(days=8)
    with core.unit() as unit, pytest.raises(NotFound):
        following.undo_withdrawal(unit, unit.db.get_one(Leg, leg_id))


def test_number_and_code_open_a_case_anywhere_and_five_wrong_codes_lock_it(core: Core, clock: Clock) -> None:
    with core.unit() as unit:
        filed = file(unit, "pf_claim_delay")
        number, code = filed.grievance.number, filed.code or ""
        stranger = worker(unit, "stranger")
        with pytest.raises(NotFound):
            following.get(unit, stranger, number)
        for _ in range(following.TRIES):
            with pytest.raises(WrongCode):
                following.unlock(unit, stranger, number, "000000" if code != "000000" else "111111")
        with pytest.raises(WrongCode):
            following.unlock(unit, stranger, number, code)
    clock.move(minutes=16)
    with core.unit() as unit:
        stranger = worker(unit, "stranger")
        grievance = following.unlock(unit, stranger, number.lower().replace("-", ""), f" {code[:3]} {code[3:]} ")
        assert following.get(unit, stranger, number) is grievance
        assert grievance.conversation_id == stranger.id


def test_the_history_cannot_be_changed(core: Core) -> None:
    with core.unit() as unit:
        file(unit, "pf_claim_delay")
    for statement in ("UPDATE event SET kind = 'x'", "DELETE FROM event"):
        with pytest.raises(DatabaseError, match="append-only"), core.unit() as unit:
            unit.db.execute(text(statement))
    with core.reading() as unit:
        assert {e.kind for e in unit.db.query(Event)} >= {"filed", "leg_filed", "consented"}


def test_erasing_leaves_ids_and_codes_and_no_word(core: Core) -> None:
    with core.unit() as unit:
        filed = file(unit, "pf_claim_delay", story="mera pf")
        leg = filed.grievance.legs[0]
        who = officer(unit, "o", leg.office_id)
        cases.reply(unit, who, leg.id, text="hello")
        conversation = worker(unit)
        assert erasure.held(unit, conversation)["details"] == {"name": "name text"}
        erasure.erase(unit, conversation)
    with core.unit() as unit:
        who = unit.db.query(Officer).one()
        case = cases.read(unit, who, unit.db.query(Leg).one().id)
        assert (case.erased, case.facts, case.words, case.name) == (True, {}, (), None)
        assert {n.state for n in unit.db.query(Notice)} == {"failed"}
        grievance = unit.db.query(Grievance).one()
        with pytest.raises(Erased):
            unit.key(grievance.concerned)
        assert worker(unit).id != grievance.conversation_id


def test_five_wrong_passwords_lock_the_account(core: Core, clock: Clock) -> None:
    with core.unit() as unit:
        officer(unit, "o", "epfo")
        for _ in range(officers.TRIES):
            with pytest.raises(SignInRefused):
                officers.sign_in(unit, "o", "wrong")
        with pytest.raises(SignInRefused):
            officers.sign_in(unit, "o\0", PASSWORD)
        with pytest.raises(SignInRefused):
            officers.sign_in(unit, "o", PASSWORD)
    clock.move(minutes=16)
    with core.unit() as unit:
        token, _ = officers.sign_in(unit, " O ", PASSWORD)
        assert officers.session_of(unit, token)
        officers.disable(unit, "o")
        assert officers.session_of(unit, token) is None
        with pytest.raises(SignInRefused):
            officers.sign_in(unit, "o", PASSWORD)


def test_an_office_that_vanished_from_the_data_stops_the_start(core: Core) -> None:
    with core.unit() as unit:
        file(unit, "pf_claim_delay").grievance.legs[0].office_id = "gone-office"
    with pytest.raises(UnknownOffice, match="gone-office"):
        core.check_offices()


def test_a_new_password_opens_a_closed_account_and_ends_its_sessions(core: Core) -> None:
    with core.unit() as unit:
        officer(unit, "o", "epfo")
        token, _ = officers.sign_in(unit, "o", PASSWORD)
        officers.disable(unit, "o")
        with pytest.raises(ValueError, match="12 characters"):
            officers.set_password(unit, "o", "short")
        officers.set_password(unit, "o", "another long password")
        assert officers.session_of(unit, token) is None
        with pytest.raises(SignInRefused):
            officers.sign_in(unit, "o", PASSWORD)
        assert officers.sign_in(unit, "o", "another long password")


def test_rewrapping_puts_everything_under_the_new_master_key(core: Core) -> None:
    with core.unit() as unit:
        file(unit, "pf_claim_delay", story="mera pf")
    old, index, fresh = core.vault, b"i" * 32, os.urandom(32)
    core.vault = Vault(fresh, index, old.masters)
    with core.unit() as unit:
        assert erasure.rewrap_all(unit) == 1
    core.vault = Vault(fresh, index)
    with core.unit() as unit:
        leg = unit.db.query(Leg).one()
        assert cases.read(unit, officer(unit, "o", leg.office_id), leg.id).words[0].text == "mera pf"


def test_the_nodal_officer_acts_for_an_office_that_is_not_on_the_desk(core: Core) -> None:
    india = core.jurisdictions["in"]
    by_letter = next(o.id for o in india.offices.values() if o.reach == "letter")
    with core.unit() as unit:
        leg = file(unit, "pf_claim_delay").grievance.legs[0]
        nodal = officer(unit, "nodal", None, "nodal")
        with pytest.raises(NotFound):
            cases.take(unit, nodal, leg.id)
        leg.office_id = by_letter
        unit.db.flush()
        cases.take(unit, nodal, leg.id)
        cases.reply(unit, nodal, leg.id, text="The letter went out today.")
        assert (leg.state, leg.assignee_id) == ("taken", nodal.id)
