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
}
#: path separators, control characters, and marks that turn the reading direction (an ending could hide behind them)
UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]')


def safe_name(name: str, kind: str) -> str:
    """The name to save under: no path, no tricks, and an ending that fits the content."""
    endings = ENDINGS.get(kind, (".bin",))
    stem = UNSAFE.sub("_", name).strip(" .") or "file"
    return stem if stem.lower().endswith(endings) else stem + endings[0]


def download(content: bytes, name: str, kind: str) -> Response:
    """An attachment, whatever it is called."""
    shown = f"attachment; filename*=UTF-8''{quote(safe_name(name, kind), safe='')}"
    return Response(content, media_type=kind, headers={"Content-Disposition": shown})
