"""A worker's file as a download: nothing they sent runs on the desk, nor looks like something it is not."""

from __future__ import annotations

import re
from urllib.parse import quote

from fastapi import Response

#: the kinds `grievances.attachments` keeps -> the endings a download of it may have, the usual one first
ENDINGS: dict[str, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/mpeg": (".mp3",),
    "audio/webm": (".webm",),
    "audio/amr": (".amr",),
    "audio/mp4": (".m4a", ".mp4"),
    "audio/wav": (".wav",),
    "image/heic": (".heic", ".heif"),
    "image/avif": (".avif",),
}
#: a file in which no picture could be found is no kind of file: nothing opens it by a click
DAMAGED = "application/octet-stream"
#: names that mean a device to Windows, whatever their ending
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE | re.DOTALL)
#: characters of a name: at most 255 bytes with its ending, in every script
LONGEST = 60
#: whatever a browser is told to do with it later: no script, no origin, no address elsewhere
POLICY = "default-src 'none'; sandbox"
#: path separators, control characters, and marks that turn the reading direction (an ending could hide behind them)
UNSAFE = re.compile(
    r'[\x00-\x1f\x7f-\x9f\xad/\\:*?"<>|\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff'
    r"\ud800-\udfff\U000e0000-\U000e0fff]"
)


def safe_name(name: str, kind: str) -> str:
    """The name to save under, and to show: no path, no tricks, and an ending that fits the content."""
    endings = ENDINGS.get(kind, (".bin",))
    stem = UNSAFE.sub("_", name).strip(" .") or "file"
    ending = next((e for e in endings if stem.lower().endswith(e)), "")
    stem, ending = stem[: len(stem) - len(ending)], stem[len(stem) - len(ending) :] if ending else endings[0]
    if DEVICES.fullmatch(stem.strip(" .")):
        stem = f"_{stem}"
    return (stem[:LONGEST].strip(" .") or "file") + ending


def download(content: bytes, name: str, kind: str) -> Response:
    """An attachment, whatever it is called."""
    shown = f"attachment; filename*=UTF-8''{quote(safe_name(name, kind), safe='')}"
    return Response(content, media_type=kind, headers={"Content-Disposition": shown, "Content-Security-Policy": POLICY})
