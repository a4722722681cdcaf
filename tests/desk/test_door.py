"""Signing in and out, sessions, forged forms, and the headers of every answer."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from desk import show
from desk.app import LARGEST_FORM, create_app
from desk.security import COOKIE, HEADERS, PATH
from grievances import officers
from tests.desk.conftest import Desk, Visitor
from tests.grievances.conftest import PASSWORD, Clock

REFUSED = "Login or password is wrong, or the account is locked for a while."
TOO_OLD = "This form is too old. Please send it again."


def test_a_wrong_password_an_unknown_login_and_a_disabled_account_are_told_alike(desk: Desk) -> None:
    desk.officer("own")
    desk.officer("gone")
    with desk.core.unit() as unit:
        officers.disable(unit, "gone")
    who = desk.visitor()
    pages = []
    for login, password in (("own", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD), ("own\0", PASSWORD), ("", "")):
        answer = who.sign_in(login, password)
        assert answer.status_code == 403 and COOKIE not in answer.cookies
        pages.append(answer.text)
    assert REFUSED in pages[0]
    assert len(set(pages)) == 1
    assert who.sign_in(" OWN ", PASSWORD).headers["location"] == f"{PATH}/queue"


def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(desk: Desk, clock: Clock) -> None:
    desk.officer("own")
    who = desk.visitor()
    for _ in range(officers.TRIES):
        assert who.sign_in("own", "wrong").status_code == 403
    assert who.sign_in("own").status_code == 403
    clock.move(minutes=14)
    assert who.sign_in("own").status_code == 403
    clock.move(minutes=2)
    assert who.sign_in("own").status_code == 303


def test_a_session_ends_after_a_working_day_by_disabling_and_by_signing_out(desk: Desk, clock: Clock) -> None:
    desk.officer("own")
    late, out, disabled = desk.visitor("own"), desk.visitor("own"), desk.visitor("own")
    clock.move(hours=7, minutes=59)
    assert late.get("/queue").status_code == 200
    token = out.client.cookies[COOKIE]
    assert out.post("/sign-out").headers["location"] == f"{PATH}/sign-in"
    assert COOKIE not in out.client.cookies
    out.client.cookies.set(COOKIE, token, domain="testserver.local", path=PATH)
    kept = out.client.get(f"{PATH}/queue", headers={"cookie": f"{COOKIE}={token}"})
    assert kept.status_code == 303, "the server has forgotten the session, not only the browser"
    assert disabled.get("/queue").status_code == 200
    clock.move(minutes=2)
    assert late.get("/queue").headers["location"] == f"{PATH}/sign-in"
    again = desk.visitor("own")
    with desk.core.unit() as unit:
        officers.disable(unit, "own")
    assert again.get("/queue").status_code == 303


@pytest.mark.parametrize("secure", [False, True])
def test_cookies_are_for_this_site_and_not_for_scripts(desk: Desk, secure: bool) -> None:
    desk.officer("own")
    app = Starlette(routes=[Mount(PATH, create_app(desk.core, files=desk.folder, secure=secure))])
    who = Visitor(app, "https://testserver" if secure else "http://testserver")
    door = who.get("/sign-in").headers.get_list("set-cookie")
    entry = who.sign_in("own").headers.get_list("set-cookie")
    session = [cookie for cookie in entry if cookie.startswith(COOKIE)]
    assert len(door) == len(session) == 1
    for cookie in (*door, *session):
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite=strict", f"path={PATH}"} <= parts
        assert ("secure" in parts) is secure


def test_the_cookies_token_is_not_kept_in_clear(desk: Desk) -> None:
    desk.officer("own")
    token = desk.visitor("own").client.cookies[COOKIE]
    with desk.core.reading() as unit:
        kept = unit.db.query(officers.DeskSession).one()
        assert token not in (kept.token_hash, kept.csrf)


@pytest.mark.parametrize(
    ("csrf", "origin"),
    [
        ("", None), ("wrong", None), ("ünïcode\ud7ff", None), ("own", "https://evil.example"), ("own", "null"),
        ("own", "http://["), ("own", "http://testserver.evil.example"), ("other", None),
    ],
)  # fmt: skip
def test_a_form_that_is_not_ours_does_nothing(desk: Desk, csrf: str, origin: str | None) -> None:
    desk.officer("own")
    desk.officer("other")
    leg = desk.file()
    who = desk.visitor("own")
    token = {"own": who.csrf(), "other": desk.visitor("other").csrf()}.get(csrf, csrf)
    headers = {"origin": origin} if origin else {}
    for path, form in (
        (f"/cases/{leg.id}/take", {"version": "1"}),
        (f"/cases/{leg.id}/write", {"version": "1", "do": "reply", "text": "x"}),
        (f"/cases/{leg.id}/transfer", {"version": "1", "office": "clc"}),
        (f"/cases/{leg.id}/number", {"question": "claim_date"}),
        ("/review/1", {"do": "reject"}),
        ("/language", {"language": "fa"}),
        ("/sign-out", {}),
    ):
        answer = who.post(path, own=False, headers=headers, **form, **({"csrf": token} if token else {}))
        assert answer.status_code == 403 and TOO_OLD in answer.text, path
    assert (desk.leg(leg).version, desk.leg(leg).state) == (1, "filed")
    assert 'lang="en"' in who.get("/queue").text


def test_our_own_origin_is_let_in_and_the_door_checks_too(desk: Desk) -> None:
    desk.officer("own")
    who = desk.visitor("own")
    assert who.post("/language", headers={"origin": "http://testserver"}, language="vi").status_code == 303
    stranger = desk.visitor()
    form = {"login": "own", "password": PASSWORD}
    assert stranger.post("/sign-in", own=False, **form, token="made up").status_code == 403
    token = stranger.door_token()
    assert stranger.post("/sign-in", own=False, **form).status_code == 403
    foreign = {"origin": "https://evil.example"}
    assert stranger.post("/sign-in", own=False, headers=foreign, **form, token=token).status_code == 403
    assert stranger.post("/sign-in", own=False, **form, token=token).status_code == 303


def test_every_answer_carries_the_headers_errors_included(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.officer("own")
    leg = desk.file()
    who = desk.visitor("own")
    token = who.csrf()
    answers = {
        200: who.get("/queue"),
        303: who.get("/"),
        404: who.get("/nothing/here"),
        405: who.client.put(f"{PATH}/queue"),
        403: who.post("/sign-out", own=False),
        409: desk.send(who, leg, version=99, do="reply", text="x"),
        413: who.post(f"/cases/{leg.id}/write", text="x" * LARGEST_FORM),
        415: who.client.post(f"{PATH}/sign-out", files={"csrf": ("a", b"x")}),
        422: who.post(f"/cases/{leg.id}/write", do="reply", text=" ", version="1"),
    }
    monkeypatch.setattr(show, "row", lambda *_: 1 / 0)
    answers[500] = who.get("/queue")
    answers[304] = who.get("/static/desk.css", headers={"if-none-match": who.get("/static/desk.css").headers["etag"]})
    for status, answer in answers.items():
        assert answer.status_code == status
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, status
        if answer.text and answer.headers["content-type"].startswith("text/html"):
            assert token not in answer.text or status in (200, 409, 422)
    file = who.get(f"/cases/{leg.id}/files/{desk.photo(leg)}")
    stricter = {**HEADERS, "Content-Security-Policy": "default-src 'none'; sandbox"}
    assert (file.status_code, {name: file.headers.get(name) for name in HEADERS}) == (200, stricter)
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "script-src" not in policy
    assert "ZeroDivisionError" not in answers[500].text


def test_a_body_of_unknown_length_is_not_read(desk: Desk) -> None:
    answer = desk.visitor().client.post(f"{PATH}/sign-in", content=iter([b"login=x"]))
    assert answer.status_code == 413


def test_no_page_has_inline_script_or_style(desk: Desk) -> None:
    desk.officer("own")
    leg = desk.file()
    who = desk.visitor("own")
    for path in ("/sign-in", "/queue", f"/cases/{leg.id}", "/cases/nothing"):
        text = who.get(path).text
        assert "<script" not in text and "<style" not in text and " style=" not in text and " onclick" not in text
