"""JPEG (ITU-T T.81): segments up to the scans, the scans, the end. Kept: what is needed to see the picture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grievances.media import orientation
from grievances.media.parts import Budget, check_pixels

START, END = b"\xff\xd8", b"\xff\xd9"
EOI, SOS, APP0, APP1, APP2, APP14 = 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE
#: frame headers, which hold the size; C4, C8 and CC are tables among them
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
#: tables, frames, scans, restart intervals
NEEDED = frozenset(range(0xC0, 0xD0)) | {SOS} | frozenset(range(0xDB, 0xE0))
#: where a scan ends; what is no marker is a broken place in the picture, over which readers step
MARKER = re.compile(rb"\xff[\xc0-\xcf\xd9-\xef\xfe]")


def clean(content: bytes) -> tuple[bytes, bool]:
    """(the picture alone, whether there is one). What follows the first picture goes: previews, videos, other files."""
    kept: list[bytes] = [START]
    turned, framed, scanned, place = 1, False, False, 1
    budget, at = Budget(), len(START)
    while at + 4 <= len(content):
        budget.spend()
        marker = content[at + 1]
        if content[at : at + 2] == b"\xff\xff" or (content[at] == 0xFF and marker in (0x01, *range(0xD0, 0xD8))):
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(content[at + 2 : at + 4])
        if content[at] != 0xFF or marker < 0xC0 or marker == EOI or length < 2:
            break
        body = content[at + 4 : at + 2 + length]
        at += 2 + length
        if marker == APP1 and body.startswith(b"Exif\0"):
            turned = orientation.read(body)
        if marker in FRAMES and len(body) >= 5:
            framed = True
            check_pixels(int.from_bytes(body[3:5]), int.from_bytes(body[1:3]))
        kept += _segment(marker, body)
        if marker == APP0 and len(kept) == 2:
            place = 2  # EXIF stands after it
        if marker == SOS:
            scanned = True
            found = MARKER.search(content, at)
            end = found.start() if found else len(content)
            kept.append(content[at:end])
            at = end
    if turned != 1:
        kept[place:place] = _segment(APP1, b"Exif\0\0" + orientation.write(turned), True)
    rest = content[at : at + 2]
    if framed and scanned:
        kept.append(END if rest == END else b"")
    else:
        kept.append(content[at:])  # damaged: what cannot be read stays as it is
    return b"".join(kept), framed and scanned


def _segment(marker: int, body: bytes, needed: bool = False) -> Iterator[bytes]:
    """A segment as it is kept, if it is: JFIF without its preview, the colour profile, Adobe's mark of the colours."""
    if marker == APP0 and body.startswith(b"JFIF\0") and len(body) >= 12:
        body, needed = body[:12] + b"\0\0", True
    if needed or marker in NEEDED or (marker == APP2 and body.startswith(b"ICC_PROFILE\0")) or (
        marker == APP14 and body.startswith(b"Adobe")
    ):  # fmt: skip
        yield bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body
