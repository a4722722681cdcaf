"""Working a case: take, reply, ask, transfer, resolve, the orders; what is refused says why and sends nothing."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest

from grievances import erasure, following
from grievances.lifecycle import ORDERS
from grievances.models import Conversation, Event, Leg
from tests.desk.conftest import UAN, Desk
from tests.grievances.conftest import Clock

STALE = "Somebody else has changed this case meanwhile. Please look again and repeat your step."
NOT_ALLOWED = "This step is not possible in the case's present state."
EMPTY = "Please write the text or choose one, and fill in its blanks."


def test_take_then_reply_in_own_words_and_with_a_catalogue_text(desk: Desk) -> None:
    desk.officer("own")
    leg, who = desk.file(), desk.visitor("own")
    assert desk.send(who, leg, "take").headers["location"] == f"/desk/cases/{leg.id}"
    assert desk.leg(leg).state == "taken"
    desk.send(who, leg, do="reply", text="  आपका दावा आज देखा गया।\nकल फिर बताएँगे। ")
    blanks = {"come.date": "3 December", "come.place": "Room 5", "paid.days": "ignored"}
    desk.send(who, leg, do="reply", phrase="come", text="ignored too", **blanks)
    first, second = desk.said(leg)
    assert (first.text, first.phrase) == ("आपका दावा आज देखा गया।\nकल फिर बताएँगे।", None)
    assert (second.text, second.phrase, second.values) == (None, "come", {"date": "3 December", "place": "Room 5"})
    assert desk.notices() == ["taken", "reply", "reply"]
    page = unescape(who.get(f"/cases/{leg.id}").text)
    assert "Please come to our office on 3 December, Room 5." in page


def test_a_question_waits_for_the_worker(desk: Desk) -> None:
    desk.officer("own")
    leg, who = desk.file(), desk.visitor("own")
    assert desk.send(who, leg, do="ask", phrase="need_paper", **{"need_paper.paper": "bank slip"}).status_code == 303
    assert (desk.leg(leg).state, desk.notices()) == ("waiting", ["question"])
    assert "Waiting for the worker" in who.get("/queue?show=waiting").text
    with desk.core.unit() as unit:
        following.write(unit, unit.db.get_one(Leg, leg.id), "यह रहा")
    assert desk.leg(leg).state == "taken"
    assert "यह रहा" in who.get(f"/cases/{leg.id}").text


def test_a_transfer_leaves_with_the_case(desk: Desk) -> None:
    desk.officer("own")
    desk.officer("next", "clc")
    leg, who, there = desk.file(), desk.visitor("own"), desk.visitor("next")
    desk.send(who, leg, "take")
    assert desk.send(who, leg, "transfer", office="clc").headers["location"] == "/desk/queue"
    assert (desk.leg(leg).office_id, desk.leg(leg).assignee_id, desk.leg(leg).state) == ("clc", None, "transferred")
    assert who.get(f"/cases/{leg.id}").status_code == 404
    clc = desk.core.jurisdictions["in"].offices["clc"].name.get("en")
    assert f"transferred to {clc}" in unescape(there.get(f"/cases/{leg.id}").text)
    assert desk.send(there, leg, "transfer", office="no-such-office").status_code == 404


def test_resolved_no_and_the_next_reviewer(desk: Desk) -> None:
    desk.officer("first")
    desk.officer("second")
    leg, first, second = desk.file(), desk.visitor("first"), desk.visitor("second")
    desk.send(first, leg, do="resolve", phrase="solved", **{"solved.what": "claim paid"})
    assert (desk.leg(leg).state, desk.notices()) == ("resolved", ["resolved"])
    with desk.core.unit() as unit:
        following.dispute(unit, unit.db.get_one(Leg, leg.id))
    page = first.get(f"/cases/{leg.id}").text
    assert "Another officer must decide this case now." in page and 'value="resolve"' not in page
    for form in ({"do": "resolve", "text": "x"}, {"do": "end_unreachable", "text": "x"}):
        refused = desk.send(first, leg, **form)
        assert refused.status_code == 409 and NOT_ALLOWED in unescape(refused.text)
    assert desk.send(first, leg, "take").status_code == 409
    assert desk.send(second, leg, do="resolve", text="now really").status_code == 303


@pytest.mark.parametrize("order", sorted(ORDERS))
def test_each_order_ends_the_case_with_its_reason(desk: Desk, order: str) -> None:
    desk.officer("own")
    leg, who = desk.file(), desk.visitor("own")
    assert desk.send(who, leg, do=order).status_code == 422
    assert desk.send(who, leg, do=order, text="The bank sent it back.").status_code == 303
    assert desk.leg(leg).state == next(end for move, end in ORDERS.items() if move == order)
    assert [(w.kind, w.text) for w in desk.said(leg)] == [("order", "The bank sent it back.")]
    assert desk.notices() == ["ended"]
    late = desk.send(who, leg, do="reply", text="one more thing")
    assert late.status_code == 409 and NOT_ALLOWED in unescape(late.text)


@pytest.mark.parametrize(
    "form",
    [
        {"do": "reply"}, {"do": "reply", "text": "   "}, {"do": "", "text": "x"}, {"do": "confirm", "text": "x"},
        {"do": "reply", "phrase": "paid"}, {"do": "reply", "phrase": "paid", "paid.days": " "},
        {"do": "ask", "phrase": "come", "come.date": "Monday"}, {"do": "reply", "phrase": "made_up", "text": "x"},
    ],
)  # fmt: skip
def test_what_is_left_out_is_said_and_nothing_is_sent(desk: Desk, form: dict[str, str]) -> None:
    desk.officer("own")
    leg, who = desk.file(), desk.visitor("own")
    answer = desk.send(who, leg, **form)
    assert answer.status_code == 422 and EMPTY in answer.text
    assert (desk.leg(leg).version, desk.said(leg), desk.notices()) == (leg.version, [], [])


def test_what_was_written_stands_there_again(desk: Desk) -> None:
    desk.officer("own")
    leg, who = desk.file(), desk.visitor("own")
    page = desk.send(who, leg, do="ask", phrase="come", text="& <my> words", **{"come.date": "Monday"}).text
    assert re.search(r'name="phrase" value="come" checked', page)
    assert re.search(r'name="come.date" maxlength="200" value="Monday"', page)
    assert "&amp; &lt;my&gt; words</textarea>" in page
    assert page.count("<details open>") == 1
    long = desk.send(who, leg, do="resolve", text="x" * 4001)
    assert long.status_code == 422 and "The text is too long." in long.text
    assert desk.send(who, leg, do="resolve", text="ক" * 4000).status_code == 303


def test_an_old_page_is_refused_in_words_and_can_be_sent_again(desk: Desk) -> None:
    desk.officer("own")
    desk.officer("other")
    leg, who, other = desk.file(), desk.visitor("own"), desk.visitor("other")
    seen = desk.leg(leg).version
    desk.send(other, leg, "take")
    for step, form in (("take", {}), ("write", {"do": "reply", "text": "mine"}), ("transfer", {"office": "clc"})):
        answer = desk.send(who, leg, step, version=seen, **form)
        assert answer.status_code == 409 and STALE in answer.text, step
    for version in ("", "x", "²", "9" * 5000, "-1"):
        answer = who.post(f"/cases/{leg.id}/write", do="reply", text="mine", version=version)
        assert answer.status_code == 409, version
    assert (desk.said(leg), desk.notices()) == ([], ["taken"])
    shown = re.search(r'name="version" value="(\d+)"', answer.text)
    assert shown and ">mine</textarea>" in answer.text
    assert who.post(f"/cases/{leg.id}/write", do="reply", text="mine", version=shown[1]).status_code == 303


@pytest.mark.parametrize("do", ["reply", "ask", "resolve", "end_not_upheld"])
def test_the_same_form_twice_sends_once(desk: Desk, do: str) -> None:
    desk.officer("own")
    leg, who = desk.file(), desk.visitor("own")
    csrf, seen = who.csrf(), str(desk.leg(leg).version)

    def press(_: int) -> int:
        form = {"csrf": csrf, "version": seen, "do": do, "text": "We look into it."}
        return who.client.post(f"/desk/cases/{leg.id}/write", data=form).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(press, range(3))) == [303, 303, 303]
    assert len(desk.said(leg)) == len(desk.notices()) == 1
    form = {"do": do, "text": "Something else."}
    assert who.post(f"/cases/{leg.id}/write", version=seen, **form).status_code == 409
    assert len(desk.said(leg)) == 1


def test_taking_twice_is_no_fault(desk: Desk) -> None:
    desk.officer("own")
    leg, who = desk.file(), desk.visitor("own")
    seen = desk.leg(leg).version
    assert [desk.send(who, leg, "take", version=seen).status_code for _ in "12"] == [303, 303]
    assert desk.notices() == ["taken"]


def test_an_erased_case_shows_its_history_alone(desk: Desk) -> None:
    desk.officer("own")
    leg, who = desk.file(), desk.visitor("own")
    photo = desk.photo(leg)
    with desk.core.unit() as unit:
        conversation = unit.db.get_one(Conversation, unit.db.get_one(Leg, leg.id).grievance.conversation_id)
        erasure.erase(unit, conversation)
    page = who.get(f"/cases/{leg.id}")
    assert page.status_code == 200 and "has erased their data" in page.text and "mera pf" not in page.text
    late = desk.send(who, leg, do="reply", text="hello")
    assert late.status_code == 409 and "has erased their data" in late.text
    assert who.get(f"/cases/{leg.id}/files/{photo}").status_code == 404


def test_an_identity_number_shows_its_end_until_it_is_asked_for(desk: Desk) -> None:
    desk.officer("own")
    leg, who = desk.file("pf_balance", uan=UAN), desk.visitor("own")
    page = who.get(f"/cases/{leg.id}").text
    assert UAN not in page and "••••••••6789" in page
    full = who.post(f"/cases/{leg.id}/number", question="uan")
    assert full.status_code == 200 and UAN in full.text
    assert who.post(f"/cases/{leg.id}/number", question="no_such").status_code == 404
    again = who.get(f"/cases/{leg.id}").text
    assert UAN not in again and "looked at a whole number" in again
    with desk.core.reading() as unit:
        assert [event.data for event in unit.db.query(Event).filter_by(kind="number_read")] == [{"question": "uan"}]


def test_the_queue_goes_on_to_the_next_page(desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.casework.PAGE", 2)
    desk.officer("own")
    legs = []
    for _ in range(5):
        legs.append(desk.number(desk.file()))
        clock.move(days=1)
    who, seen, path = desk.visitor("own"), [], "/queue?show=open"
    while path:
        page = unescape(who.get(path).text)
        seen.append(re.findall(r"SG-\d{4}-\d{4}-\d", page))
        following_page = re.search(r'rel="next" href="/desk([^"]+)"', page)
        path = following_page[1] if following_page else ""
    assert seen == [legs[:2], legs[2:4], legs[4:]]
    assert "5 days ago" in who.get("/queue").text and "1 day ago" in unescape(page)
    for made_up in ("x", "2026-01-01_x", "2026-01-01T00:00:00_", "0001-01-01T00:00:00+14:00_" + "0" * 32, "\0_\0"):
        assert legs[0] in who.get("/queue", params={"after": made_up}).text


def test_the_history_names_offices_and_counts_reading_once(desk: Desk) -> None:
    desk.officer("own")
    leg, who = desk.file(), desk.visitor("own")
    for _ in range(4):
        page = who.get(f"/cases/{leg.id}").text
    assert page.count(": opened</li>") == 1
    with desk.core.reading() as unit:
        assert unit.db.query(Event).filter_by(kind="read").count() == 4


def test_mine_and_the_tabs(desk: Desk) -> None:
    desk.officer("own")
    mine, other, who = desk.file(), desk.file(), desk.visitor("own")
    desk.send(who, mine, "take")
    only = who.get("/queue?mine=1").text
    assert desk.number(mine) in only and desk.number(other) not in only
    new = who.get("/queue?show=new").text
    assert desk.number(other) in new and desk.number(mine) not in new
    assert who.get("/queue?show=nonsense&mine=nonsense").status_code == 200
