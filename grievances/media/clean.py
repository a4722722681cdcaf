"""By type: the file without what it says beside the picture or the voice."""

from __future__ import annotations

from dataclasses import dataclass

from grievances.media import boxes, jpeg, png, sound, webp


@dataclass(frozen=True, slots=True)
class Clean:
    """`whole` is False for a file in which no picture or voice was found: it is damaged, or pretends."""

    content: bytes
    whole: bool


def clean(content: bytes, kind: str) -> Clean:
    """The file to keep. Refused when it is made to exhaust whoever opens it.

    PDF, AMR and WebM come back as they are: AMR has no metadata, the other two only what an author wrote into them.
    """
    if kind == "image/jpeg":
        return Clean(*jpeg.clean(content))
    if kind == "image/png":
        return Clean(*png.clean(content))
    if kind == "image/webp":
        return Clean(*webp.clean(content))
    if kind in ("image/heic", "image/avif", "audio/mp4"):
        return Clean(*boxes.clean(content, photo=kind.startswith("image/")))
    if kind in sound.TAGGED:
        return Clean(*sound.clean(content))
    return Clean(content, True)
