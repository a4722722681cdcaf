"""The desk API: the same rights, steps and history as the pages', by token."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from desk.api import create_app
from desk.texts import API_ERRORS
from grievances import cases, erasure, officers, tokens
from grievances.models import DeskToken, Event, Leg
from language.catalogue import translate
from tests.desk.conftest import API, PNG, STORY, UAN, Desk, Program


def refusal(answer: Any) -> tuple[int, str]:
    error = answer.json()["error"]
    assert set(answer.json()) == {"error"} and set(error) == {"code", "message"} and error["message"]
    return answer.status_code, error["code"]


def events(desk: Desk, leg: Leg) -> list[tuple[str, str | None, str | None]]:
    """(kind, officer, token) of a case's history."""
    with desk.core.reading() as unit:
        rows = unit.db.scalars(select(Event).where(Event.leg_id == leg.id).order_by(Event.id))
        return [(e.kind, e.officer_id, e.data.get("token")) for e in rows]


def test_from_the_list_to_resolved(desk: Desk) -> None:
    who = desk.officer("own", language="hi")
    leg = desk.file()
    program = desk.program("own")
    listed = program.get("/cases").json()
    assert [(c["id"], c["state"], c["mine"]) for c in listed["cases"]] == [(leg.id, "filed", False)]
    assert listed["cursor"] is None
    found = program.read(leg)
    assert (found["number"], found["topic"], found["office"]) == (desk.number(leg), "pf_claim_delay", "epfo")
    assert [(w["by"], w["text"]) for w in found["words"]] == [("worker", STORY)]
    assert {"take", "reply", "ask", "resolve", "transfer", "end_not_upheld"} == {
        m for m in found["moves"] if not m.startswith("end_") or m == "end_not_upheld"
    }
    taken = program.step(leg, "take")
    assert (taken.status_code, taken.json()["state"], taken.json()["mine"]) == (200, "taken", True)
    # the answer's version is the one the next step needs: nothing has to be read in between
    answered = program.step(leg, "reply", taken.json()["version"], text="Kal aaiye.", language="en")
    assert answered.status_code == 200, answered.text
    asked = program.step(leg, "ask", phrase="need_paper", values={"paper": "passbook"})
    assert asked.json()["state"] == "waiting"
    assert program.step(leg, "resolve", text="Paisa aa gaya.").json()["state"] == "resolved"
    said = desk.said(leg)
    assert [(w.text, w.language, w.phrase, w.values) for w in said] == [
        ("Kal aaiye.", "en", None, {}), (None, "hi", "need_paper", {"paper": "passbook"}),
        ("Paisa aa gaya.", "hi", None, {}),
    ]  # fmt: skip
    assert desk.notices() == ["taken", "reply", "question", "resolved"]
    done = [(kind, token) for kind, officer, token in events(desk, leg) if officer == who.id]
    assert {token for _, token in done} == {program.token}, "the history says by what the officer acted"
    assert [kind for kind, _ in done if kind != "read"] == ["take", "reply", "ask", "resolve"]


@pytest.mark.parametrize("order", ["not_upheld", "partly_upheld", "before_court", "unreachable"])
def test_each_order(desk: Desk, order: str) -> None:
    desk.officer("own")
    leg = desk.file()
    program = desk.program("own")
    assert program.step(leg, "end", order=order, text="The reason.").json()["state"] == order
    assert refusal(program.step(leg, "take")) == (409, "not_allowed")


def test_transfer_and_correct_the_topic(desk: Desk) -> None:
    desk.officer("own")
    leg = desk.file()
    program = desk.program("own")
    choices = program.get("/choices").json()
    office = next(o["id"] for o in choices["offices"] if o["id"] != "epfo")
    assert refusal(program.step(leg, "transfer", office="moon")) == (404, "not_found")
    sealed = next(iter(desk.core.jurisdictions["in"].sealed))
    assert refusal(program.step(leg, "transfer", office=office, topic=sealed)) == (422, "wrong_office")
    moved = program.step(leg, "transfer", office=office, topic="bonus")
    assert (moved.status_code, moved.json()["office"], moved.json()["topic"]) == (200, office, "bonus")
    assert refusal(program.get(f"/cases/{leg.id}")) == (404, "not_found"), "it is not here any more"


def test_who_may_not_see_a_case_is_told_that_there_is_none(desk: Desk) -> None:
    own, other = desk.officer("own"), desk.officer("other", "esic")
    desk.officer("second"), desk.officer("nodal", None, "nodal"), desk.officer("admin", None, "admin")
    leg, barred = desk.file(), desk.file()
    with desk.core.unit() as unit:
        cases.exclude(unit, unit.db.get_one(Leg, barred.id).grievance, officer_id=own.id)
        unit.db.get_one(Leg, leg.id).sealed = True
    assert other.office_id != "epfo"
    mine, second = desk.program("own"), desk.program("second")
    assert mine.step(leg, "take").status_code == 200
    none = (404, "not_found")
    for program, case in (
        (desk.program("other"), leg), (second, leg), (desk.program("nodal"), leg), (desk.program("admin"), barred),
        (mine, barred), (desk.program("other"), barred),
    ):  # fmt: skip
        assert refusal(program.get(f"/cases/{case.id}")) == none
        assert refusal(program.step(case, "take", 1)) == none
        assert refusal(program.step(case, "reply", 1, text="x")) == none
        assert refusal(program.call("POST", f"/cases/{case.id}/reveal", json={"question": "uan"})) == none
        assert refusal(program.get(f"/cases/{case.id}/files/{desk.photo(case)}")) == none
        assert case.id not in program.get("/cases", show="all").text
        assert program.get("/cases", number=desk.number(case)).json()["cases"] == []
    nodal = desk.program("nodal")
    assert nodal.read(barred)["moves"] == [], "a nodal officer reads what another office works"
    assert refusal(nodal.step(barred, "take")) == none


def test_a_step_that_comes_twice_or_too_late_is_done_once(desk: Desk) -> None:
    desk.officer("own")
    leg = desk.file()
    program = desk.program("own")
    version = program.read(leg)["version"]
    assert program.step(leg, "reply", version, text="once").status_code == 200
    for _ in range(2):
        assert refusal(program.step(leg, "reply", version, text="once")) == (409, "stale")
    assert len(desk.said(leg)) == 1
    whole = float(program.read(leg)["version"])
    assert program.step(leg, "reply", whole, text="3.0 is 3 in JSON").status_code == 200


def test_an_identity_number_and_a_file_are_recorded(desk: Desk) -> None:
    desk.officer("own")
    leg = desk.file(uan=UAN)
    program = desk.program("own")
    told = {a["question"]: a for a in program.read(leg)["answers"]}
    assert told["uan"]["hidden"] and told["uan"]["answer"].endswith("6789") and UAN not in str(told)
    whole = program.call("POST", f"/cases/{leg.id}/reveal", json={"question": "uan"}).json()
    assert (whole["answer"], whole["hidden"]) == (UAN, False)
    assert refusal(program.call("POST", f"/cases/{leg.id}/reveal", json={"question": "shoe"})) == (404, "not_found")
    [file] = program.read(leg)["files"]
    assert (file["name"], file["type"], file["bytes"], file["damaged"]) == ("slip.png", "image/png", len(PNG), False)
    answer = program.get(f"/cases/{leg.id}/files/{file['id']}")
    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert {"number_read", "file_read"} <= {kind for kind, _, token in events(desk, leg) if token == program.token}


def test_the_list_goes_on_where_it_ended(desk: Desk) -> None:
    desk.officer("own")
    filed = []
    for _ in range(5):
        filed.append(desk.file().id)
        desk.core.clock.move(seconds=0.25)
    program = desk.program("own")
    found, cursor = [], None
    for size in (2, 2, 1):
        page = program.get("/cases", limit=2, **({"after": cursor} if cursor else {})).json()
        cursor = page["cursor"]
        assert len(page["cases"]) == size
        found += [case["id"] for case in page["cases"]]
    assert (found, cursor) == (filed, None)
    assert program.get("/cases", mine="true").json()["cases"] == []
    assert program.get("/cases", show="resolved").json()["cases"] == []
    assert refusal(program.get("/cases", after="2026")) == (422, "invalid")
    assert refusal(program.get("/cases", limit="0")) == (422, "invalid")


def test_the_worker_who_erased_their_data(desk: Desk) -> None:
    desk.officer("own")
    leg = desk.file()
    program = desk.program("own")
    with desk.core.unit() as unit:
        erasure.erase(unit, unit.db.get_one(Leg, leg.id).grievance.conversation)
    found = program.read(leg)
    assert (found["erased"], found["words"], found["answers"], found["moves"]) == (True, [], [], [])
    assert refusal(program.step(leg, "reply", text="x")) == (409, "erased")


@pytest.mark.parametrize(
    "body",
    [
        {}, {"text": ""}, {"text": " \n"}, {"text": "\0"}, {"text": "x" * 4001}, {"text": "x", "phrase": "paid"},
        {"phrase": "nothing"}, {"phrase": "come", "values": {"date": "Monday"}}, {"text": 5}, {"text": "x", "more": 1},
        {"phrase": "come", "values": {"date": "1", "place": " "}}, {"phrase": "received", "values": {"date": "1"}},
        {"phrase": "received", "language": "hi"}, {"text": "x", "language": "de"}, {"text": "x", "version": "1"},
        {"text": "x", "version": 0}, {"text": "x", "version": 10**30},
    ],
)  # fmt: skip
def test_what_says_nothing_or_two_things_is_refused(desk: Desk, body: dict[str, Any]) -> None:
    desk.officer("own")
    leg = desk.file()
    answer = desk.program("own").call("POST", f"/cases/{leg.id}/reply", json={"version": desk.leg(leg).version, **body})
    assert refusal(answer) == (422, "invalid")
    assert desk.said(leg) == []


def test_words_that_no_database_keeps_are_mended(desk: Desk) -> None:
    desk.officer("own")
    leg = desk.file()
    raw = f'{{"version": {desk.leg(leg).version}, "text": "a\\u0000b \\ud83d \\u202e"}}'
    json = {"content-type": "application/json"}
    answer = desk.program("own").call("POST", f"/cases/{leg.id}/reply", content=raw, headers=json)
    assert answer.status_code == 200, answer.text
    assert [w.text for w in desk.said(leg)] == ["ab \ufffd \u202e"]


def test_only_a_living_token_opens(desk: Desk) -> None:
    desk.officer("own", language="fa")
    good, revoked = desk.program("own", days=2), desk.program("own")
    assert good.get("/me").json()["login"] == "own"
    with desk.core.unit() as unit:
        tokens.revoke(unit, revoked.token)
    for program in (Program(desk.app, ""), Program(desk.app, "wrong"), revoked, Program(desk.app, good.token)):
        assert refusal(program.get("/cases")) == (401, "unauthorized")
        assert refusal(program.call("POST", "/cases/x/take", json={})) == (401, "unauthorized")
    assert refusal(Program(desk.app, "").call("GET", "/cases", headers={"authorization": "Basic x"}))[0] == 401
    desk.core.clock.move(days=2)
    assert refusal(good.get("/me")) == (401, "unauthorized")
    third = desk.program("own")
    with desk.core.unit() as unit:
        officers.disable(unit, "own")
        officers.set_password(unit, "own", "a new long password")
    assert refusal(third.get("/me")) == (401, "unauthorized"), "a token does not come back with the account"


def test_tokens_are_stored_hashed_and_their_use_is_history(desk: Desk) -> None:
    who = desk.officer("own")
    program = desk.program("own", name="import")
    for _ in range(3):
        assert program.get("/cases").status_code == 200
    desk.core.clock.move(days=1)
    program.get("/cases")
    with desk.core.reading() as unit:
        row = unit.db.get_one(DeskToken, program.token)
        assert program.secret not in (row.token_hash, row.name, row.id) and row.used_at == unit.now
        rows = unit.db.scalars(select(Event).where(Event.kind.like("token_%")).order_by(Event.id))
        told = [(e.kind, e.officer_id, e.data["token"]) for e in rows]
    used = ("token_used", who.id, program.token)
    assert told == [("token_added", None, program.token), used, used], "once a day"


def test_too_fast(desk: Desk) -> None:
    desk.officer("own", language="hi")
    desk.officer("other")
    desk.app.router.routes[-1].app = create_app(desk.core, files=desk.folder, rate=3)
    program, other = desk.program("own"), desk.program("other")
    assert [program.get("/me").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    answer = program.get("/me")
    wait = int(answer.headers["retry-after"])
    assert 0 < wait <= 60
    assert answer.json()["error"]["message"] == translate("hi", API_ERRORS["slow_down"], seconds=wait)
    assert other.get("/me").status_code == 200
    desk.core.clock.move(seconds=60)
    assert program.get("/me").status_code == 200


def test_the_shape_of_what_is_refused_before_it_is_read(desk: Desk) -> None:
    desk.officer("own")
    program, path = desk.program("own"), "/cases/00000000-0000-4000-8000-000000000000/take"
    kind = {"content-type": "application/json"}
    assert refusal(program.call("POST", path, content=b"{", headers=kind)) == (400, "bad_request")
    assert refusal(program.call("POST", path, content=b"{}")) == (415, "unsupported")
    assert refusal(program.call("POST", path, content=b" " * 70_000, headers=kind)) == (413, "too_large")
    assert refusal(program.call("GET", "/cases/x")) == (422, "invalid")
    assert refusal(program.call("GET", "/nothing")) == (404, "not_found")
    assert refusal(program.call("DELETE", path)) == (404, "not_found")
    for answer in (program.get("/me"), program.call("GET", "/nothing"), Program(desk.app, "").get("/me")):
        assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["cache-control"] == "no-store"


def test_the_description_names_every_route_and_the_token(desk: Desk) -> None:
    described = Program(desk.app, "").get("/openapi.json").json()
    paths = {path for path in described["paths"]}
    steps = {f"/cases/{{case}}/{s}" for s in ("take", "reply", "ask", "resolve", "end", "transfer", "reveal")}
    assert paths == {"/me", "/choices", "/cases", "/cases/{case}", "/cases/{case}/files/{file}", *steps}
    assert described["servers"] == [{"url": API}]
    for path in described["paths"].values():
        for operation in path.values():
            assert operation["security"] == [{"HTTPBearer": []}]
