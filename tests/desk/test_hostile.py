"""What workers and strangers send: markup stays text, files stay downloads, no form brings the desk down."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.downloads import ENDINGS, safe_name
from desk.forms import LONGEST, Invalid, Written, whole
from desk.security import PATH
from grievances import attachments
from grievances.lifecycle import Move
from grievances.phrases import PHRASES, placeholders
from tests.desk.conftest import PNG, Desk

EVIL = '<script>alert(1)</script><img src=x onerror=alert(2)>"\'</textarea></blockquote>{{ 7*7 }} {reason} %(x)s'


def test_markup_is_shown_as_text(desk: Desk) -> None:
    desk.officer("own", name=f"Asha {EVIL}"[:128])
    told = {"story": f"story {EVIL}", "employer": f"employer {EVIL}", "name": f"name {EVIL}"}
    leg = desk.file(file_name=f"file {EVIL}.png", **told)
    who = desk.visitor("own")
    desk.send(who, leg, do="reply", text=f"reply {EVIL}")
    desk.send(who, leg, do="reply", phrase="come", **{"come.date": f"date {EVIL}", "come.place": "Room 5"})
    pages = [who.get(f"/cases/{leg.id}").text, who.get("/queue").text]
    again = {"text": f"again {EVIL}", "come.date": f"blank {EVIL}"}
    pages.append(desk.send(who, leg, do="ask", phrase="come", **again).text)
    for where in ("story", "employer", "name", "reply", "date"):
        assert f"{where} &lt;script&gt;" in pages[0], where
    assert "file _script_" in pages[0], "a file is shown by the name it is saved under"
    assert f"again {escape(EVIL)}".replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in pages[2]
    assert "blank &lt;script&gt;" in pages[2]
    for page in pages:
        assert "<script" not in page and "<img" not in page
        assert page.count("</textarea>") == page.count("<textarea")
        assert page.count("</blockquote>") == page.count("<blockquote")
    assert "{{ 7*7 }}" in pages[0] and "49" not in pages[0].split("reply &lt;script")[1][:120]


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("slip.png", "slip.png"), ("SLIP.PNG", "SLIP.PNG"), ("पर्ची.png", "पर्ची.png"), ("", "file.png"),
        ("page.html", "page.html.png"), ("../../etc/passwd", "_.._etc_passwd.png"),
        ('a"; filename=evil.exe\r\nX-Evil: 1', "a_; filename=evil.exe__X-Evil_ 1.png"),
        ("photo\u202egnp.exe", "photo_gnp.exe.png"), ("CON", "_CON.png"), ("nul.txt.png", "_nul.txt.png"),
        ("\u0646\u0627\u0645\u0647\u2066.png", "\u0646\u0627\u0645\u0647_.png"), (" .. ", "file.png"),
        ("..png", "png.png"),
        ("\u0905" * 10_000 + ".png", "\u0905" * 60 + ".png"),
    ],
)  # fmt: skip
def test_a_file_is_a_download_with_a_safe_name(desk: Desk, name: str, saved: str) -> None:
    desk.officer("own")
    leg = desk.file(file_name=name)
    answer = desk.visitor("own").get(f"/cases/{leg.id}/files/{desk.photo(leg)}")
    assert (answer.status_code, answer.content) == (200, PNG)
    kind, _, shown = answer.headers["content-disposition"].partition("; filename*=UTF-8''")
    assert (kind, unquote(shown)) == ("attachment", saved)
    assert (answer.headers["content-type"], answer.headers["x-content-type-options"]) == ("image/png", "nosniff")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert "x-evil" not in answer.headers


def test_every_kind_of_file_we_keep_has_an_ending() -> None:
    assert set(ENDINGS) == attachments.KINDS


@given(name=st.text(max_size=60), kind=st.sampled_from([*ENDINGS, "text/html"]))
def test_a_saved_name_is_never_a_path_nor_another_kind(name: str, kind: str) -> None:
    saved = safe_name(name, kind)
    assert saved.lower().endswith(ENDINGS.get(kind, (".bin",)))
    assert not saved.startswith(".") and not set(saved) & set('/\\:*?"<>|\r\n\0\u202e')
    assert len(saved.encode()) <= 255


def test_a_damaged_file_is_kept_said_and_opened_by_no_click(desk: Desk) -> None:
    desk.officer("own")
    broken = b"\x89PNG\r\n\x1a\nhalf a picture"
    leg = desk.file(file_name="slip.png", content=broken)
    who = desk.visitor("own")
    assert "slip.png.bin</bdi></a> (photo, 1 kB, damaged" in who.get(f"/cases/{leg.id}").text
    answer = who.get(f"/cases/{leg.id}/files/{desk.photo(leg)}")
    assert (answer.content, answer.headers["content-type"]) == (broken, "application/octet-stream")
    assert "slip.png.bin" in answer.headers["content-disposition"]


def test_a_file_whose_content_is_gone_is_not_found(desk: Desk) -> None:
    desk.officer("own")
    leg = desk.file()
    (desk.folder / desk.photo(leg)).unlink()
    assert desk.visitor("own").get(f"/cases/{leg.id}/files/{desk.photo(leg)}").status_code == 404


ANY = st.text(max_size=40) | st.sampled_from(["\0", "²", "9" * 30, "-1", "x" * 5000, "{date}", EVIL])
BLANKS = [f"{phrase}.{name}" for phrase in PHRASES for name in placeholders(phrase)]
FORM = st.fixed_dictionaries(
    {},
    optional={
        "do": st.sampled_from([*Move, ""]) | ANY,
        "text": ANY,
        "phrase": st.sampled_from(list(PHRASES)) | ANY,
        "version": ANY,
        "office": ANY,
        "question": ANY,
        **{blank: ANY for blank in BLANKS},
    },
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=FORM, newest=st.booleans(), step=st.sampled_from(["write", "write", "write", "take", "transfer", "number"]))
def test_no_form_brings_the_desk_down(desk: Desk, form: dict[str, str], newest: bool, step: str) -> None:
    if not hasattr(desk, "tried"):
        desk.officer("own")
        desk.tried = desk.file(), desk.visitor("own")
        desk.token = desk.tried[1].csrf()
    leg, who = desk.tried
    if newest:
        form = {**form, "version": str(desk.leg(leg).version)}
    answer = who.client.post(f"{PATH}/cases/{leg.id}/{step}", data={"csrf": desk.token, **form})
    assert answer.status_code in (200, 303, 404, 409, 422), (step, form)
    assert who.get(f"/cases/{leg.id}").status_code == 200


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200), kind=st.sampled_from(["", "; charset=utf-16", "; charset=unicode_escape"]))
def test_no_raw_body_brings_the_door_down(desk: Desk, body: bytes, kind: str) -> None:
    who = desk.visitor()
    for path in ("/sign-in", "/sign-out", "/language", "/cases/00000000-0000-4000-8000-000000000000/write"):
        headers = {"content-type": f"application/x-www-form-urlencoded{kind}"}
        answer = who.client.post(PATH + path, content=body, headers=headers)
        assert answer.status_code in (303, 400, 403, 422), path


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY)
def test_no_address_brings_the_desk_down(desk: Desk, text: str) -> None:
    who = desk.visitor()
    if not hasattr(desk, "tried"):
        desk.officer("own")
        desk.officer("nodal", None, "nodal")
        desk.tried = desk.visitor("own"), desk.visitor("nodal")
    for visitor in (who, *desk.tried):
        asked: list[tuple[str, dict[str, Any]]] = [
            ("/find", {"number": text}), ("/queue", {"after": text, "show": text, "mine": text}),
            ("/sign-in", {"language": text}), ("/review", {"show": text, "language": text, "after": text}),
        ]  # fmt: skip
        for path, params in asked:
            assert visitor.get(path, params=params).status_code in (200, 303, 404), path


@given(form=FORM)
def test_what_is_read_from_a_form_is_sendable_or_refused(form: dict[str, str]) -> None:
    written = Written.read(form)
    try:
        text, phrase, values = written.words()
    except Invalid:
        return
    assert (text is None) is (phrase is not None)
    if phrase:
        assert set(values) == set(placeholders(phrase)) and all(values.values())
    assert 0 < len(text or "x") <= LONGEST


@given(text=st.text() | st.integers(0).map(str))
def test_whole_reads_small_numbers_and_nothing_else(text: str) -> None:
    expected = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    assert whole(text) == expected >= 0
