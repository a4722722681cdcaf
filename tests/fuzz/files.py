"""Hostile files, and honest ones with what phones write beside the picture. Made here, from nothing: nobody's photo."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image, PngImagePlugin

#: what must not be left of a photo: a place, an owner, a phone
SECRETS = (b"Qyzzaphone", b"26.9124", b"Owner Qyzza")
#: GPSLatitude and GPSLongitude of the photos
LATITUDE = (26.0, 54.0, 44.64)


def exif(orientation: int = 6) -> Image.Exif:
    """EXIF as a phone writes it: how it was held, who made it, where."""
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010F] = "Qyzzaphone"
    made[0x9286] = "Owner Qyzza"
    made.get_ifd(0x8825).update({1: "N", 2: LATITUDE, 3: "E", 4: LATITUDE})
    return made


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><gps>26.9124 Qyzzaphone</gps></x:xmpmeta>'
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x12\x1c\x02\x50\0\x0bOwner Qyzza\0"


def picture(mode: str = "RGB", size: tuple[int, int] = (48, 32)) -> Image.Image:
    """Not one colour: a loss of quality could be seen."""
    width, height = size
    image = Image.new("RGB", size)
    image.putdata([(x * 5 % 256, y * 7 % 256, (x * y) % 256) for y in range(height) for x in range(width)])
    return image.convert(mode)


def png(**more: object) -> bytes:
    out = io.BytesIO()
    picture().save(out, "PNG", **more)
    return out.getvalue()


def photo_png(orientation: int = 6) -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Owner Qyzza")
    told.add_text("Location", "26.9124", zip=True)
    told.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return png(pnginfo=told, exif=exif(orientation), icc_profile=b"profile")


def photo_jpeg(orientation: int = 6, *, progressive: bool = False, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    picture(mode).save(
        out,
        "JPEG",
        exif=exif(orientation),
        xmp=XMP,
        comment=b"Owner Qyzza",
        icc_profile=b"profile" * 20,
        progressive=progressive,
        quality=90,
    )
    content = out.getvalue()
    return content[:2] + b"\xff\xed" + (len(IPTC) + 2).to_bytes(2) + IPTC + content[2:]


def photo_webp(orientation: int = 6, *, lossless: bool = False) -> bytes:
    out = io.BytesIO()
    picture("RGBA").save(out, "WEBP", exif=exif(orientation), xmp=XMP, icc_profile=b"profile", lossless=lossless)
    return out.getvalue()


def photo_avif(orientation: int = 6) -> bytes:
    """The container of HEIC with a picture that this machine's library can read."""
    out = io.BytesIO()
    picture().save(out, "AVIF", exif=exif(orientation), xmp=XMP)
    return out.getvalue()


def box(kind: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def full(kind: bytes, *inside: bytes, version: int = 0) -> bytes:
    return box(kind, bytes((version, 0, 0, 0)), *inside)


def photo_heic(*, within: bool = False, brand: bytes = b"heic") -> bytes:
    """A HEIC as an iPhone lays it out: picture and EXIF are items, found by their offsets (or inside `idat`)."""
    hidden, shown = b"\0\0\0\x06Exif\0\0" + exif().tobytes()[6:] + XMP, b"the picture's own bytes"
    head = box(b"ftyp", brand, b"\0\0\0\0", b"mif1heic")

    def meta(at: int) -> bytes:
        infos = [
            full(b"infe", struct.pack(">HH4s", 1, 0, b"hvc1"), b"\0", version=2),
            full(b"infe", struct.pack(">HH4s", 2, 0, b"Exif"), b"\0", version=2),
        ]
        places = [
            struct.pack(">HHHHII", 1, 0, 0, 1, at, len(shown)),
            struct.pack(">HHHHII", 2, int(within), 0, 1, 0 if within else at + len(shown), len(hidden)),
        ]
        return full(
            b"meta",
            full(b"iinf", struct.pack(">H", 2), *infos),
            full(b"iloc", struct.pack(">HH", 0x4400, 2), *places, version=1),
            box(b"iprp", box(b"ipco", full(b"ispe", struct.pack(">II", 4032, 3024)))),
            *([box(b"idat", hidden)] if within else []),
        )

    start = len(head) + len(meta(0)) + 8
    return head + meta(start) + box(b"mdat", shown, b"" if within else hidden)


def voice_m4a() -> bytes:
    """A voice note in boxes, as a phone leaves it: the place stands beside the sound."""
    place = box(b"udta", box(b"\xa9xyz", b"+26.9124+075.7873 Qyzzaphone/"))
    tags = full(b"meta", box(b"ilst", b"Owner Qyzza"))
    film = box(b"moov", full(b"mvhd", bytes(96)), box(b"trak", full(b"tkhd", bytes(80)), place), place, tags)
    head = box(b"ftyp", b"M4A ", b"\0\0\0\0", b"M4A mp42")
    return head + film + box(b"uuid", bytes(16), XMP) + box(b"mdat", b"sound") + box(b"free", b"Owner Qyzza")


def voice_mp3() -> bytes:
    """MPEG frames of silence between two kinds of tags."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    text = b"\0Owner Qyzza 26.9124"
    tag = b"TIT2" + len(text).to_bytes(4) + b"\0\0" + text
    first = b"ID3\x03\0\0" + bytes((0, 0, len(tag) >> 7, len(tag) & 127)) + tag
    return first + frame * 40 + b"TAG" + b"Owner Qyzza".ljust(125, b"\0")


def bomb_png() -> bytes:
    """Four thousand million pixels of nothing in a few kilobytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    size = struct.pack(">IIBBBBB", 65_500, 65_500, 1, 0, 0, 0, 0)
    return png()[:8] + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(bytes(10_000_000), 9)) + chunk(b"IEND", b"")


def bomb_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", bytes(20_000_000))
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
HTML = b"<!doctype html><script>alert(document.domain)</script>"
SCRIPT = b"*/=alert(1)/*"


def refused() -> Iterator[tuple[str, bytes]]:
    """(name, content) of what is no photo, PDF or voice note, or is made to exhaust."""
    yield "bomb.zip", bomb_zip()
    yield "bomb.docx", bomb_zip()
    yield "bomb.png", bomb_png()
    yield "picture.svg", SVG
    yield "picture.png", SVG
    yield "picture.svg", b'<?xml version="1.0"?>' + SVG
    yield "page.html", HTML
    yield "photo.gif", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)"
    yield "tool.exe", b"MZ\x90\0" + bytes(64)
    yield "tool.sh", b"#!/bin/sh\nrm -rf /\n"
    yield "parts.jpg", b"\xff\xd8" + b"\xff\xc4\0\2" * 60_000
    yield "parts.png", png()[:33] + b"\0\0\0\0tEXt\0\0\0\0" * 60_000
    yield "deep.m4a", box(b"ftyp", b"M4A ") + b"\0\0\0\x08moov" * 60_000
    yield "pages.ogg", b"OggS\0" * 60_000


def polyglots() -> Iterator[tuple[str, bytes]]:
    """(name, content) of what is one thing to us and another to a careless browser. Kept, as the first of the two."""
    yield "paper.pdf", b"%PDF-1.7\n" + HTML + b"\n%%EOF"
    yield "paper.html", b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF" + HTML
    jpeg = photo_jpeg()
    yield "photo.jpg", jpeg[:2] + b"\xff\xfe" + (len(SCRIPT) + 2).to_bytes(2) + SCRIPT + jpeg[2:]
    yield "photo.js", jpeg + SCRIPT + HTML
    yield "photo.html", photo_png() + HTML
    yield "photo.zip", photo_webp() + bomb_zip()
    yield "voice.html", voice_mp3() + HTML


def honest() -> Iterator[tuple[str, bytes]]:
    yield "photo.jpg", photo_jpeg()
    yield "photo2.jpg", photo_jpeg(progressive=True)
    yield "photo.png", photo_png()
    yield "photo.webp", photo_webp()
    yield "photo.heic", photo_heic()
    yield "photo.avif", photo_avif()
    yield "voice.m4a", voice_m4a()
    yield "voice.mp3", voice_mp3()
