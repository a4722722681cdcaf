"""Voice notes and music files: tags (titles, pictures, places) are taken out by mutagen; the sound is not touched."""

from __future__ import annotations

from io import BytesIO

import mutagen
from mutagen import apev2

from grievances.media.parts import MOST_PARTS, Refused

#: the types whose tags mutagen takes out
TAGGED = frozenset(("audio/mpeg", "audio/ogg", "audio/wav"))


def clean(content: bytes) -> tuple[bytes, bool]:
    """(the same without tags, whether it could be read)."""
    if content.count(b"OggS") > MOST_PARTS:
        raise Refused("too many parts")
    file = BytesIO(content)
    try:
        found = mutagen.File(file)
        if found is None:
            return content, False
        found.delete(file)
        file.seek(0)
        apev2.delete(file)
    except Exception:  # whatever a broken file does to the library: the voice is kept as it came
        return content, False
    return file.getvalue(), True
