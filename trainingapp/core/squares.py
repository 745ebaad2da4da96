"""Addresses as squares that a phone reads (QR)."""

import segno
from flask import request
from markupsafe import Markup

#: Names under which a computer reaches itself, and a phone does not reach it.
OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")


def square(address: str) -> Markup:
    """Return an address as a drawing."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(omitsize=True)
    return Markup(drawn)  # noqa: S704 - drawn by segno: rectangles alone, no text of anybody's


def is_own_name() -> bool:
    """Tell whether this page was opened under a name that no other device reaches."""
    return request.host.rsplit(":", 1)[0] in OWN_NAMES
