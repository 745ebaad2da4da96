"""Field encryption: personal identifiers are unreadable in the file, and found by a keyed index.

A ciphertext is bound to its table, column, office and row, so that one person's value cannot be moved to another's
row. Keys live outside the database (instance/keys.json, mode 0600); each has an id, so that they can be changed.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

EXTENSION = "field-keyring"
SUITE = "v1"
NONCE_BYTES = 12
KEY_BITS = 256
INDEX_LENGTH = 40


@dataclass(frozen=True)
class Keyring:
    """The encryption keys by id, the id in use, the index key and the key that signs cookies."""

    keys: Mapping[str, bytes]
    current: str
    index_key: bytes
    cookie_key: str

    @classmethod
    def make(cls) -> Self:
        """Return a ring of fresh random keys."""
        keys = {"k1": AESGCM.generate_key(KEY_BITS)}
        return cls(keys, "k1", secrets.token_bytes(32), secrets.token_urlsafe(48))

    @classmethod
    def load_or_make(cls, path: Path) -> Self:
        """Read the ring from its file, or make the file (mode 0600) on the first start."""
        if not path.is_file():
            ring = cls.make()
            ring.save(path)
            return ring
        stored = json.loads(path.read_text("utf-8"))
        keys = {name: base64.b64decode(value) for name, value in stored["keys"].items()}
        return cls(keys, stored["current"], base64.b64decode(stored["index_key"]), stored["cookie_key"])

    def save(self, path: Path) -> None:
        """Write the ring to a new file that its owner alone can read."""
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {
            "keys": {name: base64.b64encode(value).decode() for name, value in self.keys.items()},
            "current": self.current,
            "index_key": base64.b64encode(self.index_key).decode(),
            "cookie_key": self.cookie_key,
        }
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(content, stream, indent=1)

    def encrypt(self, text: str, *, bound_to: str) -> str:
        """Return `suite:key:nonce:ciphertext`; `bound_to` names the one place where it can be read."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(self.keys[self.current]).encrypt(nonce, text.encode(), bound_to.encode())
        parts = (SUITE, self.current, base64.b64encode(nonce).decode(), base64.b64encode(sealed).decode())
        return ":".join(parts)

    def decrypt(self, stored: str, *, bound_to: str) -> str:
        """Return the text; raise InvalidTag when the value was moved or altered."""
        _suite, key, nonce, sealed = stored.split(":")
        plain = AESGCM(self.keys[key]).decrypt(base64.b64decode(nonce), base64.b64decode(sealed), bound_to.encode())
        return plain.decode()

    def index(self, text: str) -> str:
        """Return a keyed digest by which an equal value is found without reading any."""
        return hmac.new(self.index_key, text.encode(), hashlib.sha256).hexdigest()[:INDEX_LENGTH]


def keyring() -> Keyring:
    """Return the running application's ring."""
    ring = current_app.extensions[EXTENSION]
    assert isinstance(ring, Keyring)  # noqa: S101 - app.py sets it; this tells mypy
    return ring
