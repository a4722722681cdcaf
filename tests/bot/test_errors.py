"""Every refusal has one shape, a status of the contract and a sentence in the person's language."""

from __future__ import annotations

import asyncio
import json
import logging
from urllib.parse import urlsplit

import pytest

from bot.errors import STATUS
from bot.texts import ERRORS
from language.catalogue import translate
from tests.bot.house import PAGE, House, Phone, listening, one_database

KIND = {"content-type": "application/json"}


def test_the_statuses_are_the_contracts() -> None:
    assert set(STATUS.values()) == {400, 401, 404, 409, 413, 415, 422, 429}
    assert all(code in ERRORS or code == "erased" for code in STATUS)


@one_database
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nothing", 404),
        ("PUT", "messages", 404),
        ("DELETE", "messages", 404),
        ("GET", "sessions", 404),
    ],
)
async def test_what_is_not_there(phone: Phone, method: str, path: str, status: int) -> None:
    answer = await phone.call(method, path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, "not_found")


@one_database
async def test_json_alone_is_read(phone: Phone) -> None:
    body = b'{"id": "m", "text": "x"}'
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "",
    ):
        answer = await phone.call("POST", "messages", content=body, headers={"content-type": kind})
        assert (answer.status_code, answer.json()["error"]["code"]) == (415, "unsupported"), kind
    answer = await phone.call("POST", "messages", content=body)  # says nothing of what it is
    assert answer.status_code == 415
    good = await phone.call(
        "POST", "messages", content=body, headers={"content-type": "Application/JSON; charset=utf-8"}
    )
    assert good.status_code == 200


@one_database
@pytest.mark.parametrize(
    "body", [b"{", b"", b"\xff\xfe", b'{"id": "m", "text": "\xc3"}', b"[" * 60_000, b'{"id": 1e']
)
async def test_broken_json(phone: Phone, body: bytes) -> None:
    answer = await phone.call("POST", "messages", content=body, headers=KIND)
    assert (answer.status_code, set(answer.json())) == (400, {"error"}) or body == b""
    assert answer.status_code in (400, 422)


@one_database
@pytest.mark.parametrize("language", ["en", "hi", "vi", "fa"])
async def test_errors_speak_the_conversations_language(house: House, language: str) -> None:
    """Whatever the browser's own: a borrowed phone may be set to another."""
    phone = await house.phone().open(language=language)
    browser = {"accept-language": "de,en;q=0.5"}
    wrong = await phone.call("POST", "messages", json={"id": "m"}, headers=browser)
    assert wrong.json()["error"]["message"] == translate(language, ERRORS["invalid"], field="body")
    long = await phone.call("POST", "messages", json={"id": "m", "text": "x" * 4001}, headers=browser)
    assert long.json()["error"]["message"] == translate(language, ERRORS["too_long"], limit=4000)
    kind = await phone.call(
        "POST", "messages", content=b"x", headers={**browser, "content-type": "text/plain"}
    )
    assert kind.json()["error"]["message"] == translate(language, ERRORS["unsupported"])
    file = await phone.call("POST", "attachments", files={"file": ("a.exe", b"MZ")}, headers=browser)
    assert file.json()["error"]["message"] == translate(language, ERRORS["wrong_type"])


@one_database
@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("hi-IN,en;q=0.8", "hi"),
        ("de,fa;q=0.9", "fa"),
        ("*", "en"),
        ("", "en"),
        ("vi", "vi"),
        (",;q=1,,", "en"),
    ],
)
async def test_with_no_session_the_browsers_language_is_spoken(
    house: House, accepted: str, language: str
) -> None:
    spoken = {"accept-language": accepted}
    answer = await house.phone().call("GET", "messages", headers=spoken)
    assert answer.json()["error"]["message"] == translate(language, ERRORS["unauthorized"])
    large = await house.phone().call("POST", "messages", content=b" " * 70_000, headers={**KIND, **spoken})
    assert large.status_code == 413
    assert large.json()["error"]["message"] == translate(language, ERRORS["too_long"], limit=4000)
    file = await house.phone().call(
        "POST", "attachments", content=b"", headers={**spoken, "content-length": "99999999"}
    )
    assert file.json()["error"]["message"] == translate(language, ERRORS["too_large"], limit=10)


@one_database
@pytest.mark.parametrize(
    ("path", "kilobytes", "kind", "sentence", "limit"),
    [
        ("messages", 400, "application/json", "too_long", 4000),
        ("attachments", 11_000, "multipart/form-data; boundary=x", "too_large", 10),
    ],
)
async def test_a_body_that_does_not_say_its_size_is_counted(
    house: House, path: str, kilobytes: int, kind: str, sentence: str, limit: int
) -> None:
    """Chunked, on a real connection: refused in words, which arrive although the sender goes on sending."""
    with listening(house.app) as base:
        phone = await house.phone(base=base).open(language="en")
        at = urlsplit(base)
        reader, writer = await asyncio.open_connection(at.hostname, at.port)
        head = (
            f"POST /chat/v1/{path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n"
            f"Authorization: {phone.headers['authorization']}\r\nAccept-Language: vi\r\nOrigin: {PAGE}\r\n\r\n"
        )
        part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        writer.write(head.encode() + f"{len(part):x}\r\n".encode() + part + b"\r\n")
        for _ in range(kilobytes):
            writer.write(b"400\r\n" + b" " * 1024 + b"\r\n")
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)
        assert answer.startswith(b"HTTP/1.1 413 "), answer
        assert f"access-control-allow-origin: {PAGE}".encode() in answer.lower()
        assert b"x-content-type-options: nosniff" in answer.lower()
        said = json.loads(await asyncio.wait_for(reader.readuntil(b"}}"), 60))["error"]
        assert said == {"code": "too_large", "message": translate("vi", ERRORS[sentence], limit=limit)}
        writer.close()
        assert (await phone.say("still here"))["replies"]


@one_database
async def test_what_nobody_foresaw(
    house: House, phone: Phone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("quoting: Qyzzaphone")

    monkeypatch.setattr("grievances.conversations.receive", broken)
    with caplog.at_level(logging.DEBUG):
        answer = await phone.call(
            "POST", "messages", json={"id": "m", "text": "Qyzzaphone"}, headers={"origin": PAGE}
        )
    assert answer.status_code == 500
    assert answer.json()["error"] == {"code": "failed", "message": ERRORS["failed"]}
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert "RuntimeError" in caplog.text
    assert "Qyzzaphone" not in caplog.text


@one_database
async def test_every_answer_carries_the_safe_headers(phone: Phone) -> None:
    for method, path, more in (
        ("GET", "messages", {}),
        ("GET", "nothing", {}),
        ("POST", "messages", {"content": b"{", "headers": KIND}),
        ("POST", "messages", {"content": b" " * 70_000, "headers": KIND}),
    ):
        answer = await phone.call(method, path, **more)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


@one_database
async def test_the_description_names_what_there_is(phone: Phone) -> None:
    paths = (await phone.call("GET", "openapi.json")).json()["paths"]
    assert set(paths) == {f"/chat/v1/{path}" for path in ("sessions", "messages", "stream", "attachments")}
