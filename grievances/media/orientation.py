"""The one thing of EXIF that is kept: how a phone was held, without which photos of papers lie on their side."""

from __future__ import annotations

import struct

TAG, SHORT = 0x0112, 3


def read(exif: bytes) -> int:
    """The orientation (1 to 8) of a TIFF block, with or without its `Exif` prefix; 1, upright, if it says none."""
    tiff = exif[6:] if exif.startswith(b"Exif\0\0") else exif
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 8:
        return 1
    (start,) = struct.unpack_from(order + "I", tiff, 4)
    if start + 2 > len(tiff):
        return 1
    (count,) = struct.unpack_from(order + "H", tiff, start)
    for entry in range(start + 2, min(start + 2 + count * 12, len(tiff) - 11), 12):
        tag, kind, _, value = struct.unpack_from(order + "HHIH", tiff, entry)
        if (tag, kind) == (TAG, SHORT) and 1 <= value <= 8:
            return int(value)
    return 1


def write(orientation: int) -> bytes:
    """A TIFF block that says the orientation and nothing else."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, TAG, SHORT, 1, orientation, 0, 0)
