"""Personal data at rest: a data key per person, wrapped by the master key.

Rotating the master key rewraps the data keys; erasing a person deletes theirs. AES-256-GCM with a random 96-bit
nonce in front of the ciphertext; the context (what the bytes are) is authenticated, so that a sealed value cannot
be moved to another column or person.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from grievances.errors import Erased

NONCE = 12
KEY = 32


class DataKey:
    """One person's key, unwrapped, for the length of a unit of work."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def seal(self, value: Any, context: str) -> bytes:
        """Encrypt any JSON value; `context` names what it is ("message", "draft"...)."""
        return self.seal_bytes(json.dumps(value, ensure_ascii=False).encode(), context)

    def open(self, sealed: bytes, context: str) -> Any:
        return json.loads(self.open_bytes(sealed, context))

    def seal_bytes(self, plain: bytes, context: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._aead.encrypt(nonce, plain, context.encode())

    def open_bytes(self, sealed: bytes, context: str) -> bytes:
        return self._aead.decrypt(sealed[:NONCE], sealed[NONCE:], context.encode())


class Vault:
    """Wraps and unwraps data keys; makes blind indexes and keyed digests.

    `master` and `index` are 32 random bytes each; `former` are masters still needed until `rewrap` has run.
    """

    def __init__(self, master: bytes, index: bytes, former: tuple[bytes, ...] = ()) -> None:
        for key in (master, index, *former):
            if len(key) != KEY:
                raise ValueError(f"a key must be {KEY} bytes, this one has {len(key)}")
        self.masters = (master, *former)
        self._masters = [AESGCM(k) for k in self.masters]
        self._index = index

    def new_key(self) -> tuple[bytes, DataKey]:
        """Return (wrapped key to store, the key itself)."""
        key = os.urandom(KEY)
        return self._wrap(key), DataKey(key)

    def unwrap(self, wrapped: bytes | None) -> DataKey:
        """Return a person's key; Erased when there is none any more."""
        if not wrapped:
            raise Erased("the person's data were erased")
        return DataKey(self._unwrap(wrapped))

    def rewrap(self, wrapped: bytes) -> bytes:
        """The same data key under the newest master."""
        return self._wrap(self._unwrap(wrapped))

    def blind(self, *parts: str) -> str:
        """A keyed digest, equal for equal parts: finds a channel address without storing it readably."""
        return hmac.new(self._index, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()

    def _wrap(self, key: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._masters[0].encrypt(nonce, key, b"data-key")

    def _unwrap(self, wrapped: bytes) -> bytes:
        for master in self._masters:
            try:
                return master.decrypt(wrapped[:NONCE], wrapped[NONCE:], b"data-key")
            except InvalidTag:
                continue
        raise ValueError("no master key opens this data key: is SANGAM_MASTER_KEY the right one?")
