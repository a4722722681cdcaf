"""Boxes (ISO/IEC 14496-12): HEIC and AVIF photos (23008-12), MP4 and M4A voice. Metadata are blanked where they stand.

Everything else is found by its offset in the file, so nothing may move: a box that goes becomes `free`, full of zeros.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from grievances.media.parts import Budget, check_pixels

#: boxes that say something about the recording; `free` and `skip` may hide what an editor took out
TELLING = frozenset((b"udta", b"meta", b"uuid", b"free", b"skip"))
#: kinds of items of a photo that are not pictures: EXIF, XMP, addresses of others
ITEMS = frozenset((b"Exif", b"mime", b"uri "))


class Malformed(Exception):
    """A box that does not say what it has to."""


@dataclass(frozen=True, slots=True)
class Box:
    kind: bytes
    start: int
    body: int
    end: int


class Boxes:
    """A file that is being cleaned."""

    def __init__(self, content: bytes) -> None:
        self.content, self.budget = bytearray(content), Budget()

    def walk(self, at: int, end: int) -> Iterator[Box]:
        """The boxes from `at` to `end`; the last may be cut off. Malformed where there is none."""
        while at + 8 <= end:
            self.budget.spend()
            size, body = int.from_bytes(self.content[at : at + 4]), at + 8
            if size == 1:
                size, body = int.from_bytes(self.content[at + 8 : at + 16]), at + 16
            if size == 0:
                size = end - at
            if size < body - at:
                raise Malformed
            yield Box(bytes(self.content[at + 4 : at + 8]), at, body, min(at + size, end))
            at += size

    def blank(self, box: Box) -> None:
        self.content[box.start + 4 : box.start + 8] = b"free"
        self.zero(box.body, box.end)

    def zero(self, start: int, end: int) -> None:
        if not 0 <= start <= end <= len(self.content):
            raise Malformed
        self.content[start:end] = bytes(end - start)

    def quiet(self, box: Box) -> None:
        """Blank what tells of the recording, in a film and each of its tracks."""
        for inner in list(self.walk(box.body, box.end)):
            if inner.kind in TELLING:
                self.blank(inner)
            elif inner.kind == b"trak" and box.kind == b"moov":
                self.quiet(inner)


def clean(content: bytes, photo: bool) -> tuple[bytes, bool]:
    """(the same without metadata, whether it could be read to the end)."""
    boxes, seen = Boxes(content), False
    try:
        for box in list(boxes.walk(0, len(content))):
            if box.kind == b"moov":
                boxes.quiet(box)
            elif box.kind == b"meta" and photo:
                _photo(boxes, box)
            elif box.kind in TELLING:
                boxes.blank(box)
            seen = seen or box.kind in ((b"meta",) if photo else (b"moov", b"moof"))
    except (Malformed, IndexError, struct.error):
        seen = False
    return bytes(boxes.content), seen


def _photo(boxes: Boxes, meta: Box) -> None:
    parts = {box.kind: box for box in boxes.walk(meta.body + 4, meta.end)}
    if b"iinf" not in parts or b"iloc" not in parts:
        raise Malformed
    if b"iprp" in parts:
        _check_pixels(boxes, parts[b"iprp"])
    telling = set(_items(boxes, parts[b"iinf"]))
    left = len(boxes.content)  # the places of items may overlap, but never be more than the file
    for item, within, start, length in list(_places(Reader(boxes, parts[b"iloc"]))):
        if item not in telling:
            continue
        if within and b"idat" not in parts:
            raise Malformed
        start += parts[b"idat"].body if within else 0
        left -= length
        if left < 0 or not length:
            raise Malformed
        boxes.zero(start, start + length)


def _check_pixels(boxes: Boxes, properties: Box) -> None:
    for store in boxes.walk(properties.body, properties.end):
        for box in boxes.walk(store.body, store.end) if store.kind == b"ipco" else ():
            if box.kind == b"ispe":
                check_pixels(*struct.unpack_from(">II", boxes.content, box.body + 4))


def _items(boxes: Boxes, info: Box) -> Iterator[int]:
    """Ids of the items that are no pictures; each becomes one of an unknown kind, which readers pass over."""
    first = info.body + (6 if boxes.content[info.body] == 0 else 8)
    for box in boxes.walk(first, info.end):
        version = boxes.content[box.body]
        number, kind = (">I", 10) if version == 3 else (">H", 8)
        place = slice(box.body + kind, box.body + kind + 4)
        if version >= 2 and bytes(boxes.content[place]) in ITEMS:
            boxes.content[place] = b"free"
            yield struct.unpack_from(number, boxes.content, box.body + 4)[0]


class Reader:
    """Whole numbers of a box, one after the other; Malformed at its end."""

    def __init__(self, boxes: Boxes, box: Box) -> None:
        self.content, self.at, self.end, self.budget = boxes.content, box.body, box.end, boxes.budget

    def take(self, size: int) -> int:
        self.at += size
        if self.at > self.end:
            raise Malformed
        return int.from_bytes(self.content[self.at - size : self.at])


def _places(box: Reader) -> Iterator[tuple[int, bool, int, int]]:
    """(item, whether it is inside `idat`, offset, length) of every extent of every item."""
    version, _ = box.take(1), box.take(3)
    sizes = box.take(2)
    offset, length, base, index = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15
    wide = 4 if version == 2 else 2
    for _ in range(box.take(wide)):
        item = box.take(wide)
        within = bool(version) and box.take(2) & 15 == 1
        box.take(2)
        start = box.take(base)
        for _ in range(box.take(2)):
            box.budget.spend()
            box.take(index if version else 0)
            yield item, within, start + box.take(offset), box.take(length)
