"""Files of personal data that wait for their import: encrypted, each bound to its own row."""

import base64

from trainingapp.core.encryption import keyring


def seal(content: bytes, place: str) -> str:
    """Return a file's bytes encrypted; they open at this place only."""
    return keyring().encrypt(base64.b64encode(content).decode(), bound_to=place)


def unseal(sealed: str, place: str) -> bytes:
    """Return the bytes of a file that was sealed at this place."""
    return base64.b64decode(keyring().decrypt(sealed, bound_to=place))
