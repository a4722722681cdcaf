"""PNG (ISO/IEC 15948): a signature, then chunks. Kept: those that are needed to see the picture in its colours."""

from __future__ import annotations

import zlib

from grievances.media import orientation
from grievances.media.parts import Budget, check_pixels

START = b"\x89PNG\r\n\x1a\n"
NEEDED = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT".split())


def clean(content: bytes) -> tuple[bytes, bool]:
    """(the picture alone, whether there is one). What follows its end goes."""
    at, budget = len(START), Budget()
    if content[at + 4 : at + 8] != b"IHDR" or len(content) < at + 25:
        return content, False
    check_pixels(int.from_bytes(content[at + 8 : at + 12]), int.from_bytes(content[at + 12 : at + 16]))
    kept, turned, seen = [START], 1, False
    while at + 12 <= len(content):
        budget.spend()
        kind, end = content[at + 4 : at + 8], at + 12 + int.from_bytes(content[at : at + 4])
        if kind == b"eXIf":
            turned = orientation.read(content[at + 8 : end - 4])
        if kind in NEEDED:
            kept.append(content[at:end])
        seen = seen or kind == b"IDAT"
        at = end
        if kind == b"IEND":
            break
    if turned != 1:
        kept.insert(2, _chunk(b"eXIf", orientation.write(turned)))
    return b"".join(kept), seen


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)
