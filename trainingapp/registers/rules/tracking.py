"""Words and marks by which a paper that was handed out is known again when it comes back."""

from collections.abc import Sequence
from hashlib import sha256

BASE_SHEET = "_青蓝"
MARK = "青蓝导出"
FORMAT = "1"
KEYS_ROW = "列"
HEADINGS_ROW = "表头"
LEVELS = "¦"
NAME = "name"
"""The column that says whom a row is about; it is compared, to notice ids that were torn from their rows."""


def squeeze(text: str) -> str:
    """Return a text without any white space, as names and headings are compared."""
    return "".join(text.split())


def fingerprint(rows: Sequence[Sequence[str]]) -> str:
    """Return the digest of what travels with a file; white space does not count, for programs change it."""
    told = "\n".join("\t".join(squeeze(text) for text in row).rstrip("\t") for row in rows)
    return sha256(told.encode()).hexdigest()
