"""What a message brings beside words: files to be fetched, a place on the map, a telephone number."""

from __future__ import annotations

from typing import Any

from telegram import Location, Message

from grievances.attachments import LARGEST

#: digits behind the point: about a metre
PRECISION = 5


def files(message: Message) -> list[dict[str, Any]]:
    """The files to fetch, as an errand's details: Telegram's id, size in bytes as far as told, name."""
    if message.photo:
        # sizes of one picture: the largest that we may keep
        fits = [size for size in message.photo if (size.file_size or 0) <= LARGEST] or [message.photo[0]]
        best = max(fits, key=lambda size: size.width * size.height)
        return [_file(best.file_id, best.file_size, "photo.jpg")]
    if voice := message.voice:
        return [_file(voice.file_id, voice.file_size, "voice.ogg")]
    if audio := message.audio:
        return [_file(audio.file_id, audio.file_size, audio.file_name or "audio")]
    if document := message.document:
        return [_file(document.file_id, document.file_size, document.file_name or "file")]
    return []


def words(message: Message) -> str:
    """The text or caption; a place as a geo URI (RFC 5870), a contact as its number, a sticker as its emoji."""
    if where := message.venue.location if message.venue else message.location:
        return geo(where)
    if message.contact:
        return message.contact.phone_number
    if message.sticker:
        return message.sticker.emoji or ""
    return message.text or message.caption or ""


def geo(where: Location) -> str:
    return f"geo:{where.latitude:.{PRECISION}f},{where.longitude:.{PRECISION}f}"


def _file(file_id: str, size: int | None, name: str) -> dict[str, Any]:
    return {"file_id": file_id, "size": size or 0, "name": name}
