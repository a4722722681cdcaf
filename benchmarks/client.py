"""HTTP as little of it as there can be: the generator shares two cores with what it measures.

One kept connection, JSON in, JSON out. Both sides answer with a length, never in chunks; anything else is an error.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit


class Failed(Exception):
    """An answer that is not 2xx. `status` is its number."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class Client:
    """Requests one after the other to one server."""

    def __init__(self, base: str) -> None:
        parts = urlsplit(base)
        self._host, self._port, self._prefix = parts.hostname or "", parts.port or 80, parts.path
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.headers: dict[str, str] = {}

    async def post(self, path: str, body: Any) -> Any:
        return await self.request("POST", path, json.dumps(body).encode())

    async def get(self, path: str) -> Any:
        return await self.request("GET", path, b"")

    async def request(self, method: str, path: str, body: bytes) -> Any:
        """Send one request and return the JSON of its answer. Failed unless 2xx; OSError when the line is cut."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        lines = [f"{method} {self._prefix}{path} HTTP/1.1", f"host: {self._host}", f"content-length: {len(body)}"]
        lines += ["content-type: application/json", *(f"{name}: {value}" for name, value in self.headers.items())]
        try:
            writer.write("\r\n".join([*lines, "", ""]).encode() + body)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            status, fields = int(head.split(" ", 2)[1]), head.split("\r\n")[1:]
            length = next(int(field[15:]) for field in fields if field.startswith("content-length:"))
            content = await reader.readexactly(length)
        except (asyncio.IncompleteReadError, StopIteration) as cut:
            self.close()
            raise ConnectionError("no whole answer") from cut
        except BaseException:
            self.close()  # what is still to come would be taken for the next answer
            raise
        if "connection: close" in head:
            self.close()
        if not 200 <= status < 300:
            raise Failed(status)
        return json.loads(content)

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()
        self._streams = None
