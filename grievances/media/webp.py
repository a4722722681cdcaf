"""WebP (RFC 9649): chunks in a RIFF. Kept: the picture, its transparency, frames and colour profile."""

from __future__ import annotations

from grievances.media import orientation
from grievances.media.parts import Budget, check_pixels

PICTURE = frozenset((b"VP8 ", b"VP8L", b"ANMF"))
NEEDED = PICTURE | {b"VP8X", b"ALPH", b"ANIM", b"ICCP"}
#: bits of VP8X that announce metadata
EXIF, XMP = 0x08, 0x04


def clean(content: bytes) -> tuple[bytes, bool]:
    """(the picture alone, whether there is one). What follows the RIFF goes."""
    kept: list[bytes] = []
    turned, seen, at, budget = 1, False, 12, Budget()
    stop = min(len(content), 8 + int.from_bytes(content[4:8], "little"))
    while at + 8 <= stop:
        budget.spend()
        kind, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        body = content[at + 8 : min(at + 8 + size, stop)]
        if kind == b"EXIF":
            turned = orientation.read(body)
        if kind in NEEDED:
            _check(kind, body)
            kept.append(kind + size.to_bytes(4, "little") + body + b"\0" * (len(body) % 2))
        seen = seen or kind in PICTURE
        at += 8 + size + size % 2
    if not seen:
        return content, False
    if kept[0].startswith(b"VP8X") and len(kept[0]) >= 18:
        flags = kept[0][8] & ~(EXIF | XMP) | (EXIF if turned != 1 else 0)
        kept[0] = kept[0][:8] + bytes((flags,)) + kept[0][9:]
        if turned != 1:
            block = orientation.write(turned)
            kept.append(b"EXIF" + len(block).to_bytes(4, "little") + block)
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body, True


def _check(kind: bytes, body: bytes) -> None:
    if kind == b"VP8X" and len(body) >= 10:
        check_pixels(1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little"))
    # VP8 and VP8L cannot say more than 16,384 pixels a side; together that is 268 million
    if kind == b"VP8 " and len(body) >= 10:
        width, height = int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")
        check_pixels(width & 0x3FFF, height & 0x3FFF)
    if kind == b"VP8L" and len(body) >= 5:
        bits = int.from_bytes(body[1:5], "little")
        check_pixels(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
