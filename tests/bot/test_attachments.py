"""POST /chat/v1/attachments: types by content, limits said in words, nothing readable on disk."""

from __future__ import annotations

from bot.texts import ERRORS
from grievances import attachments
from grievances.models import Attachment
from language.catalogue import translate
from tests.bot.house import House, Phone, one_database

PNG = b"\x89PNG\r\n\x1a\n" + b"a payslip, line by line" * 20
MB = 1024 * 1024


async def test_a_file_is_kept_encrypted_and_can_be_read_again(house: House, phone: Phone) -> None:
    answer = await phone.upload(PNG, "वेतन पर्ची.png")
    assert answer.status_code == 201
    kept = answer.json()
    assert kept == {"id": kept["id"], "name": "वेतन पर्ची.png", "type": "image/png", "bytes": len(PNG)}
    [path] = house.files.iterdir()
    stored = path.read_bytes()
    assert path.name == kept["id"]
    assert path.stat().st_mode & 0o077 == 0
    assert b"payslip" not in stored
    assert PNG[:8] not in stored
    with house.core.reading() as unit:
        row = unit.db.get_one(Attachment, kept["id"])
        assert "वेतन".encode() not in row.name
        assert attachments.content_of(unit, row, house.files) == PNG


TYPES: list[tuple[bytes, str | None]] = [
    (PNG, "image/png"),
    (b"\xff\xd8\xff\xe0...", "image/jpeg"),
    (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
    (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "image/heic"),
    (b"%PDF-1.7 ...", "application/pdf"),
    (b"OggS\x00\x02", "audio/ogg"),
    (b"\x1aE\xdf\xa3\x01", "audio/webm"),
    (b"\x00\x00\x00\x1cftypM4A \x00", "audio/mp4"),
    (b"ID3\x04", "audio/mpeg"),
    (b"\xff\xf3\x40", "audio/mpeg"),
    (b"#!AMR\n", "audio/amr"),
    (b"RIFF\x10\x00\x00\x00WAVEfmt ", "audio/wav"),
    (b"<!doctype html><script>alert(1)</script>", None),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
    (b"MZ\x90\x00", None),
    (b"PK\x03\x04", None),
    (b"GIF", None),
    (b"some words", None),
    (b"", None),
]


@one_database
async def test_the_content_says_what_it_is_and_not_the_name(house: House, phone: Phone) -> None:
    for content, kind in TYPES:
        before = len(list(house.files.glob("*")))
        for name in ("a.exe", "a.png", "../../a"):
            answer = await phone.upload(content, name)
            if kind:
                assert (answer.status_code, answer.json()["type"]) == (201, kind)
            else:
                assert (answer.status_code, answer.json()["error"]["code"]) == (415, "wrong_type")
                assert answer.json()["error"]["message"] == ERRORS["wrong_type"]
        assert len(list(house.files.glob("*"))) - before == (3 if kind else 0)


@one_database
async def test_ten_megabytes_and_one_byte_more(house: House) -> None:
    phone = await house.phone().open(language="vi")
    whole = b"\xff\xd8\xff" + b"0" * (10 * MB - 3)
    assert (await phone.upload(whole)).json()["bytes"] == 10 * MB
    for more in (b"1", b"1" * MB):
        answer = await phone.upload(whole + more)
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
        assert answer.json()["error"]["message"] == translate(
            "vi" if more == b"1" else "en", ERRORS["too_large"], limit=10
        )


@one_database
async def test_what_is_no_file_is_refused(phone: Phone) -> None:
    for status, more in (
        (415, {"json": {"file": "x"}}),
        (415, {"content": PNG, "headers": {"content-type": "image/png"}}),
        (415, {"content": b"file=x", "headers": {"content-type": "application/x-www-form-urlencoded"}}),
        (400, {"content": b"--x\r\nrubbish", "headers": {"content-type": "multipart/form-data"}}),
        (422, {"files": {"other": ("a.png", PNG)}}),
        (422, {"content": b"--x\r\nrubbish", "headers": {"content-type": "multipart/form-data; boundary=x"}}),
    ):
        answer = await phone.call("POST", "attachments", **more)
        assert (answer.status_code, set(answer.json())) == (status, {"error"}), (status, answer.text)


@one_database
async def test_a_name_is_only_a_name(house: House, phone: Phone) -> None:
    for name in ("../../../etc/passwd", "a" * 5000, "\x00", "nul\x00l.png", "‮gnp.exe", ""):
        answer = await phone.upload(PNG, name)
        assert answer.status_code in (201, 400, 422)
    assert {p.parent for p in house.files.rglob("*")} == {house.files}


@one_database
async def test_a_message_may_be_a_file_alone(house: House, phone: Phone) -> None:
    file = (await phone.upload(PNG)).json()["id"]
    await phone.say("", attachments=[file])
    assert house.rasa.turns[0]["metadata"]["attachments"] == [{"id": file, "type": "image/png"}]
    assert (await phone.thread())["messages"][0]["custom"] == {"files": 1}
