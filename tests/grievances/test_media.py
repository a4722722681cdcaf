"""What a photo or a voice note says beside the picture is gone; the picture is the same, bit for bit, and upright."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image, ImageOps

from grievances import attachments, media
from grievances.media import orientation
from tests.fuzz import files
from tests.fuzz.hostile import damage

#: name -> makes a photo with an orientation
PHOTOS = {
    "jpeg": files.photo_jpeg,
    "progressive": lambda turn=6: files.photo_jpeg(turn, progressive=True),
    "grey": lambda turn=6: files.photo_jpeg(turn, mode="L"),
    "cmyk": lambda turn=6: files.photo_jpeg(turn, mode="CMYK"),
    "png": files.photo_png,
    "webp": files.photo_webp,
    "webp-lossless": lambda turn=6: files.photo_webp(turn, lossless=True),
    "avif": files.photo_avif,
}


def upright(content: bytes) -> Image.Image:
    return ImageOps.exif_transpose(Image.open(io.BytesIO(content)))


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("name", PHOTOS)
def test_the_picture_stays_and_what_it_told_goes(name: str, turn: int) -> None:
    before = PHOTOS[name](turn)
    assert [secret for secret in files.SECRETS if secret in before], "it tells something at first"
    found = attachments.examine(before)
    assert not found.damaged
    assert not [secret for secret in files.SECRETS if secret in found.content]
    then, now = upright(before), upright(found.content)
    assert (now.mode, now.size, now.tobytes()) == (then.mode, then.size, then.tobytes())
    told = Image.open(io.BytesIO(found.content))
    assert set(told.getexif()) <= {0x0112} and not told.getexif().get_ifd(0x8825)
    if name != "avif":  # there the colours' profile is a box, and the turn as well
        assert told.info.get("icc_profile") == Image.open(io.BytesIO(before)).info.get("icc_profile")
        assert told.getexif().get(0x0112, 1) == turn
    assert media.clean(found.content, found.type) == media.Clean(found.content, True), "twice is once"


@pytest.mark.parametrize(
    "content", [files.photo_heic(), files.photo_heic(within=True), files.photo_heic(brand=b"mif1")]
)
def test_a_heic_is_blanked_where_it_stands(content: bytes) -> None:
    """Offsets hold: not a byte moves, and the picture's own are the same."""
    found = attachments.examine(content)
    assert (found.type, found.damaged, len(found.content)) == ("image/heic", False, len(content))
    assert not [secret for secret in files.SECRETS if secret in found.content]
    assert b"the picture's own bytes" in found.content
    head = content.index(b"iloc")
    assert found.content[:head] == content[:head].replace(b"\2\0\0Exif", b"\2\0\0free")


def test_places_that_overlap_or_lie_elsewhere_do_no_harm() -> None:
    content = files.photo_heic()
    at = content.index(b"iloc") + 12 + 16
    for place in (b"\xff\xff\xff\xff", b"\0\0\0\0"):
        for length in (b"\xff\xff\xff\xff", b"\0\0\0\0"):
            evil = content[: at + 8] + place + length + content[at + 16 :]
            assert len(attachments.examine(evil).content) == len(content)


@pytest.mark.parametrize("voice", [files.voice_m4a(), files.voice_mp3()])
def test_a_voice_note_loses_its_tags_and_not_its_sound(voice: bytes) -> None:
    found = attachments.examine(voice)
    assert not found.damaged
    assert not [secret for secret in files.SECRETS if secret in found.content]
    for sound in (b"\x04sound", b"\xff\xfb\x90\x00" + bytes(413)):
        assert found.content.count(sound) == voice.count(sound)


@pytest.mark.parametrize(("name", "content"), list(files.refused()), ids=[n for n, _ in files.refused()])
def test_what_is_made_to_exhaust_or_to_run_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(attachments.WrongType):
        attachments.examine(content)


@pytest.mark.parametrize(("name", "content"), list(files.polyglots()), ids=[n for n, _ in files.polyglots()])
def test_a_polyglot_is_only_what_it_begins_as(name: str, content: bytes) -> None:
    found = attachments.examine(content)
    assert found.type in attachments.KINDS
    if found.type.startswith("image/"):
        assert b"alert" not in found.content and b"PK\3\4" not in found.content
        assert upright(found.content).tobytes() == upright(content).tobytes()


@pytest.mark.parametrize("name", [*PHOTOS, "heic", "m4a", "mp3"])
def test_a_file_that_ends_too_early_is_kept_without_what_it_told(name: str) -> None:
    """Wherever the connection broke: a picture that has begun is cleaned like a whole one, the rest is marked."""
    others = {"heic": files.photo_heic, "m4a": files.voice_m4a, "mp3": files.voice_mp3}
    whole = {**PHOTOS, **others}[name]()
    for end in range(12, len(whole), 1 if len(whole) < 2000 else 97):
        found = attachments.examine(whole[:end])
        assert len(found.content) <= end + 40
        if not found.damaged and found.type in ("image/jpeg", "image/png", "image/webp"):
            assert not [secret for secret in files.SECRETS if secret in found.content], end


def test_a_broken_place_in_a_photo_costs_nothing_more() -> None:
    """Readers step over it; the rest of the picture must still be there."""
    content = files.photo_jpeg(1)
    at = content.index(b"\xff\xda") + 60
    broken = content[:at] + b"\xff\x10" + content[at + 2 :]
    found = attachments.examine(broken)
    assert not found.damaged and found.content.endswith(broken[at:])


def test_what_cannot_be_read_is_kept_as_it_came() -> None:
    for content in (
        b"\x89PNG\r\n\x1a\n" + b"a payslip, line by line" * 20, b"\xff\xd8\xff" + b"0" * 5000, b"OggS\0\2", b"ID3\4",
        b"RIFF\x10\0\0\0WEBPVP8 ", b"RIFF\x10\0\0\0WAVEfmt ", b"\0\0\0\x18ftypheic\0\0\0\0", b"\xff\xf3\x40",
    ):  # fmt: skip
        found = attachments.examine(content)
        assert (found.content, found.damaged) == (content, True)


@pytest.mark.parametrize(("name", "content"), list(files.honest()), ids=[n for n, _ in files.honest()])
def test_no_damage_brings_a_walker_down(name: str, content: bytes) -> None:
    chance = random.Random(name)
    for _ in range(400):
        try:
            found = attachments.examine(damage(chance, content))
        except attachments.WrongType:
            continue
        assert len(found.content) <= 3 * len(content) + 100
        again = media.clean(found.content, found.type)
        assert len(again.content) <= len(found.content)


def test_an_orientation_is_read_in_both_byte_orders_and_from_nonsense() -> None:
    for turn in range(1, 9):
        assert orientation.read(orientation.write(turn)) == turn
        little = b"II*\0\x08\0\0\0\1\0\x12\x01\x03\0\1\0\0\0" + bytes((turn, 0, 0, 0))
        assert orientation.read(b"Exif\0\0" + little) == turn
    for nonsense in (
        b"",
        b"II*\0",
        b"MM\0*\xff\xff\xff\xff",
        b"MM\0*\0\0\0\x08\xff\xff",
        orientation.write(9),
        b"x" * 40,
    ):
        assert orientation.read(nonsense) == 1
