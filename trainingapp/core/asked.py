"""Days and numbers that an address asks for: what no calendar or database can count with is as if not asked.

For `request.args.get(name, type=…)`, which takes a ValueError for "not asked".
"""

from datetime import date

FIRST_YEAR, LAST_YEAR = 1900, 2200
MOST = 2**31 - 1
MOST_KEY = 2**63 - 1


def asked_day(text: str) -> date:
    """Return the day of `2026-05-16`, with room for the weeks and years around it."""
    day = date.fromisoformat(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(text)
    return day


def asked_month(text: str) -> date:
    """Return the first day of `2026-05`."""
    return asked_day(f"{text}-01")


def asked_number(text: str) -> int:
    """Return a whole number that every column holds: a page, a year, a place in a list."""
    number = int(text)
    if abs(number) > MOST:
        raise ValueError(text)
    return number


def asked_key(text: str) -> int:
    """Return a row's key, such as that of the act before which older ones are asked for."""
    key = int(text)
    if not 0 < key <= MOST_KEY:
        raise ValueError(text)
    return key
