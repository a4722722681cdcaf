"""Who may see and do what: every route of the desk with every role."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.routing import Mount, Route

from desk.security import PATH
from grievances import cases
from grievances.models import Grievance, Leg
from tests.desk.conftest import STORY, Desk, Visitor
from tests.grievances.conftest import PASSWORD

CASE = "/cases/{leg_id:uuid}"
#: what is answered to: nobody signed in, who works the case, who may only read it, who must not see it
TABLE: dict[str, tuple[int, int, int, int]] = {
    "GET /": (303, 303, 303, 303),
    "GET /static": (200, 200, 200, 200),
    "GET /sign-in": (200, 200, 200, 200),
    "POST /language": (303, 303, 303, 303),
    "GET /queue": (303, 200, 200, 200),
    "GET /find": (303, 303, 303, 404),
    "GET /review": (303, 404, 200, 404),
    "GET /content": (303, 404, 404, 404),
    "GET /route": (303, 200, 200, 200),
    "GET /glossary": (303, 200, 200, 200),
    "POST /review/{item}": (303, 404, 404, 404),
    f"GET {CASE}": (303, 200, 200, 404),
    # its office works on the desk: tests/desk/test_letter.py has the others
    f"GET {CASE}/letter": (303, 404, 404, 404),
    f"GET {CASE}/files/{{file_id:uuid}}": (303, 200, 200, 404),
    f"POST {CASE}/number": (303, 200, 200, 404),
    f"POST {CASE}/take": (303, 303, 404, 404),
    f"POST {CASE}/write": (303, 303, 404, 404),
    f"POST {CASE}/transfer": (303, 303, 404, 404),
    "POST /sign-out": (303, 303, 303, 303),
    "POST /sign-in": (403, 303, 303, 303),
}
NOBODY, WORKS, READS, STRANGER = range(4)
#: whose role lets them review the messages of their own jurisdiction, whatever they may see of a case
REVIEWS = {"GET /review": 200}
#: an administrator keeps the content as well
ADMIN = {**REVIEWS, "GET /content": 200}


@dataclass
class Role:
    login: str | None
    column: int
    #: plain | accused (its own office is excluded) | sealed (taken by "member")
    case: str = "plain"
    #: answers unlike the column's, with their reason beside the role
    but: Mapping[str, int] = field(default_factory=dict)


ROLES: dict[str, Role] = {
    "nobody signed in": Role(None, NOBODY),
    "officer of the office": Role("own", WORKS),
    "officer of another office": Role("foreign", STRANGER),
    "officer of another jurisdiction": Role("abroad", STRANGER),
    "nodal officer of another jurisdiction": Role("abroad-nodal", STRANGER, but=REVIEWS),
    "officer who is excluded": Role("accused", STRANGER),
    "nodal officer who is excluded": Role("accused-nodal", STRANGER, but=REVIEWS),
    "officer of an excluded office": Role("own", STRANGER, "accused"),
    "nodal officer": Role("nodal", READS),
    "nodal officer, of an office excluded": Role("nodal", READS, "accused"),
    "administrator": Role("admin", STRANGER, but=ADMIN),
    # it is theirs already
    # The table's transfer is to a labour office, which must never receive such a case.
    "officer who took the sealed case": Role(
        "member", WORKS, "sealed", {f"POST {CASE}/take": 409, f"POST {CASE}/transfer": 422}
    ),
    "second officer of the sealed case's office": Role("second", STRANGER, "sealed"),
    "nodal officer, sealed case": Role("nodal", STRANGER, "sealed", REVIEWS),
    "administrator, sealed case": Role("admin", STRANGER, "sealed", ADMIN),
}


def people(desk: Desk) -> None:
    committee = desk.file("sexual_harassment").office_id
    abroad = next(iter(desk.core.jurisdictions["vn"].offices))
    desk.officer("own")
    desk.officer("foreign", "esic")
    desk.officer("abroad", abroad, jurisdiction="vn")
    desk.officer("abroad-nodal", None, "nodal", jurisdiction="vn")
    desk.officer("accused")
    desk.officer("accused-nodal", None, "nodal")
    desk.officer("nodal", None, "nodal")
    desk.officer("admin", None, "admin")
    desk.officer("member", committee)
    desk.officer("second", committee)


def new_case(desk: Desk, kind: str) -> Leg:
    leg = desk.file("sexual_harassment" if kind == "sealed" else "pf_claim_delay", employer="Sharma Garments")
    with desk.core.unit() as unit:
        grievance = unit.db.get_one(Grievance, leg.grievance_id)
        by_login = {officer.login: officer for officer in unit.db.query(cases.Officer)}
        for login in ("accused", "accused-nodal"):
            cases.exclude(unit, grievance, officer_id=by_login[login].id)
        if kind == "accused":
            cases.exclude(unit, grievance, office_id=leg.office_id)
        if kind == "sealed":
            cases.take(unit, by_login["member"], leg.id)
    return leg


def call(desk: Desk, who: Visitor, role: Role, leg: Leg, route: str) -> tuple[int, str]:
    """(status, text) of one route, with valid ids, a valid token and the case's present version."""
    path = route.partition(" ")[2].replace("{leg_id:uuid}", leg.id).replace("{file_id:uuid}", desk.photo(leg))
    path = path.replace("{item}", "1")
    forms: dict[str, dict[str, str]] = {
        "/language": {"language": "en"},
        "/number": {"question": next(iter(facts(desk, leg)))},
        "/take": {},
        "/write": {"do": "reply", "text": "We look into it."},
        "/transfer": {"office": "clc"},
        "/1": {"do": "label", "label": "bonus"},
        "/sign-out": {},
        "/sign-in": {"login": role.login or "nobody", "password": PASSWORD, "token": who.door_token()},
    }
    if route == "GET /static":
        answer = who.get("/static/desk.css")
    elif route == "GET /find":
        answer = who.get("/find", params={"number": desk.number(leg)})
    elif route.startswith("GET"):
        answer = who.get(path)
    else:
        step = path.rpartition("/")[2]
        form = forms[f"/{step}"]
        answer = desk.send(who, leg, step, **form) if CASE in route else who.post(path, **form)
    if role.column == NOBODY and answer.status_code == 303 and route != "GET /":
        assert answer.headers["location"] == f"{PATH}/sign-in", route
    return answer.status_code, answer.text


def facts(desk: Desk, leg: Leg) -> dict[str, object]:
    with desk.core.reading() as unit:
        found: dict[str, object] = unit.key(unit.db.get_one(Leg, leg.id).grievance.concerned).open(leg.facts, "facts")
        return found


def routes(desk: Desk) -> set[str]:
    """Every route of the application as "METHOD path"; a kind of route we do not know fails."""
    found = set()
    for route in desk.desk.routes:
        if isinstance(route, Mount):
            found.add(f"GET {route.path}")
        else:
            assert isinstance(route, Route), route
            found |= {f"{method} {route.path}" for method in (route.methods or {"ANY"}) - {"HEAD"}}
    return found


def test_every_route_with_every_role(desk: Desk) -> None:
    assert routes(desk) == set(TABLE), "a route without a line in the table"
    people(desk)
    wrong = []
    for name, role in ROLES.items():
        leg = new_case(desk, role.case)
        number, before = desk.number(leg), desk.leg(leg).version
        who = desk.visitor(role.login)
        for route, columns in TABLE.items():
            status, text = call(desk, who, role, leg, route)
            expected = role.but.get(route, columns[role.column])
            if status != expected:
                wrong.append(f"{name}: {route} answered {status}, not {expected}")
            if role.column in (NOBODY, STRANGER):
                hints = {number, leg.id, STORY, "Sharma Garments", "slip.png"}
                wrong += [f"{name}: {route} shows {hint}" for hint in hints if hint in text]
        if role.column != WORKS and desk.leg(leg).version != before:
            wrong.append(f"{name}: the case was changed")
        if role.column == WORKS:
            assert [words.text for words in desk.said(leg)] == ["We look into it."]
    assert not wrong, "\n".join(wrong)


def test_what_must_not_be_seen_looks_like_what_is_not_there(desk: Desk) -> None:
    people(desk)
    leg, who = new_case(desk, "accused"), desk.visitor("own")
    nothing = "00000000-0000-4000-8000-000000000000"
    for path in ("/cases/{}", "/cases/{}/files/" + desk.photo(leg)):
        hidden, absent = who.get(path.format(leg.id)), who.get(path.format(nothing))
        assert (hidden.status_code, hidden.text) == (absent.status_code, absent.text)
    hidden = desk.send(who, leg, do="reply", text="x")
    absent = who.post(f"/cases/{nothing}/write", do="reply", text="x", version="1")
    assert (hidden.status_code, hidden.text) == (absent.status_code, absent.text) == (404, hidden.text)
    hidden, absent = (who.get("/find", params={"number": n}) for n in (desk.number(leg), "SG-0000-0000-0"))
    assert (hidden.status_code, hidden.text) == (absent.status_code, absent.text)


def test_a_file_is_found_only_through_its_own_case(desk: Desk) -> None:
    people(desk)
    mine, accused, who = new_case(desk, "plain"), new_case(desk, "accused"), desk.visitor("own")
    assert who.get(f"/cases/{mine.id}/files/{desk.photo(mine)}").status_code == 200
    assert who.get(f"/cases/{mine.id}/files/{desk.photo(accused)}").status_code == 404


def test_an_excluded_office_cannot_be_chosen(desk: Desk) -> None:
    desk.officer("own")
    leg = desk.file()
    with desk.core.unit() as unit:
        cases.exclude(unit, unit.db.get_one(Grievance, leg.grievance_id), office_id="clc")
    who = desk.visitor("own")
    offered = re.findall(r'<option value="([^"]+)">', who.get(f"/cases/{leg.id}").text)
    assert "esic" in offered and not {"clc", "epfo"} & set(offered)
    assert desk.send(who, leg, "transfer", office="clc").status_code == 404
    assert desk.leg(leg).office_id == "epfo"
