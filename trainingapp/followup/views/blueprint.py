"""The blueprint that every view of this subject hangs on, and the year that an address asks for."""

from flask import Blueprint, request

blueprint = Blueprint("followup", __name__)
FOUR_DIGITS = 4


def year_asked() -> int | None:
    """Return the year of the address, None where it names none."""
    asked = request.args.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == FOUR_DIGITS else None
