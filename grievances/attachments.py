"""Files: encrypted under var/attachments with their person's data key, typed by content, never by name.

What a photo or a voice note says of place, time and phone is taken out before it is kept (docs/security.md).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from grievances import media
from grievances.core import Unit
from grievances.errors import GrievanceError, NotFound
from grievances.failpoints import reach
from grievances.models import Attachment, Conversation, Person

NAME = "attachment-name"
LARGEST = 10 * 1024 * 1024

#: leading bytes -> media type; nothing a browser would run
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"\x1aE\xdf\xa3", "audio/webm"),
)
#: kinds of the two containers: after RIFF, and the brands of photos in boxes (iPhones make them)
RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
BRANDS = {b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"avif": "image/avif"}
BOXED = "audio/mp4"
#: every type that is kept
KINDS = frozenset((*dict(MAGIC).values(), *RIFF.values(), *BRANDS.values(), BOXED))


class WrongType(GrievanceError):
    """Not a kind of file we keep."""

    code = "wrong_type"


class TooLarge(GrievanceError):
    """Larger than LARGEST bytes."""

    code = "too_large"


def type_of(content: bytes) -> str:
    """The media type by content; WrongType for anything but photos, PDF and voice."""
    for magic, kind in MAGIC:
        if content.startswith(magic):
            return kind
    if content[:4] == b"RIFF" and content[8:12] in RIFF:
        return RIFF[content[8:12]]
    if content[4:8] == b"ftyp":
        return BRANDS.get(content[8:12], BOXED)
    raise WrongType("photos, PDF and voice notes only")


@dataclass(frozen=True, slots=True)
class Examined:
    """A file as it will be kept. `damaged`: no picture or voice could be found in it; it is kept, but not opened."""

    content: bytes
    type: str
    damaged: bool


def examine(content: bytes) -> Examined:
    """Type a file and take its metadata out; needs no unit, and takes up to a second. Raises WrongType or TooLarge."""
    if len(content) > LARGEST:
        raise TooLarge(f"at most {LARGEST // 1024 // 1024} MB")
    kind = type_of(content)
    try:
        clean = media.clean(content, kind)
    except media.Refused as refused:
        raise WrongType(str(refused)) from None
    return Examined(clean.content, kind, not clean.whole)


def keep(unit: Unit, conversation: Conversation, folder: Path, name: str, content: bytes | Examined) -> Attachment:
    """Encrypt and keep a file; the row names it. Raises WrongType, TooLarge, or OSError when it cannot be written.

    Where others wait for the unit, `examine` goes before it.
    """
    file = content if isinstance(content, Examined) else examine(content)
    key = unit.key(conversation.person)
    attachment = Attachment(
        person_id=conversation.person_id, conversation_id=conversation.id, type=file.type, size=len(file.content),
        name=key.seal(name[-200:], NAME), damaged=file.damaged, at=unit.now,
    )  # fmt: skip
    unit.db.add(attachment)
    unit.db.flush()
    _write(folder / attachment.id, key.seal_bytes(file.content, attachment.id))
    reach("file.written")
    return attachment


def _write(path: Path, content: bytes) -> None:
    """On the disk before the row is: a row never names a file that a power cut has taken. All of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def sweep(unit: Unit, folder: Path, suspects: frozenset[str] = frozenset()) -> tuple[int, frozenset[str]]:
    """Remove files that a process left behind when it died: those of erased persons, and those without a row.

    A file comes before its row is committed, so one without a row is only a suspect, and goes when a later sweep finds
    it still without. Returns how many went, and the suspects to give to the next sweep.
    """
    found = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    rows = unit.db.execute(select(Attachment.id, Person.erased_at).join(Person, Person.id == Attachment.person_id))
    erased: set[str] = set()
    kept: set[str] = set()
    for name, erased_at in rows:
        (erased if erased_at else kept).add(name)
    unknown = found - kept - erased
    gone = (found & erased) | (unknown & suspects)
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    return len(gone), frozenset(unknown - suspects)


def name_of(unit: Unit, attachment: Attachment) -> str:
    person = unit.db.get_one(Person, attachment.person_id)
    return str(unit.key(person).open(attachment.name, NAME))


def content_of(unit: Unit, attachment: Attachment, folder: Path) -> bytes:
    """The file in clear; NotFound when it is gone, Erased when its person is."""
    person = unit.db.get_one(Person, attachment.person_id)
    path = folder / attachment.id
    if not path.is_file():
        raise NotFound("the file is gone")
    return unit.key(person).open_bytes(path.read_bytes(), attachment.id)
