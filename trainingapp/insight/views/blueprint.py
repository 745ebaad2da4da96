"""The blueprint that every view of this subject hangs on, and what their addresses say."""

from flask import Blueprint, request

from trainingapp.core.clock import today

blueprint = Blueprint("insight", __name__)
#: A rotation takes five years (the plans of 2019-2023 and 2024-2028).
CYCLE = 5
MOST_YEARS = 10
FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_PAGES = 9999


def number_asked(name: str, default: int, *, least: int, most: int) -> int:
    """Return a whole number of the address within its limits, the default where it is none."""
    text = request.args.get(name, "")
    return min(max(int(text), least), most) if text.isdecimal() and len(text) <= len(str(most)) else default


def year_asked() -> int:
    """Return the year of the address, this one without."""
    return number_asked("year", today().year, least=FIRST_YEAR, most=LAST_YEAR)


def month_asked() -> int:
    """Return the month of the address, 0 for all."""
    return number_asked("month", 0, least=0, most=12)


def page_asked() -> int:
    """Return the page of the address."""
    return number_asked("page", 1, least=1, most=MOST_PAGES)


def years_asked() -> tuple[int, int]:
    """Return the first and the last of the years of the address."""
    last, span = year_asked(), number_asked("span", CYCLE, least=1, most=MOST_YEARS)
    return last - span + 1, last
