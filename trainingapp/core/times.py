"""Times of day in words, spelled in one way wherever they stand: 09:00."""

from datetime import datetime, time


def show_clock(moment: time | datetime | None) -> str:
    """Return a time of day as every page, paper and message writes it; nothing where it is not known."""
    return f"{moment:%H:%M}" if moment else ""


def show_span(begins: time | datetime | None, ends: time | datetime | None, *, dash: str = "–") -> str:
    """Return from when to when, `09:00–11:30`; a side that is not known stays empty, nothing where neither is."""
    return f"{show_clock(begins)}{dash}{show_clock(ends)}" if begins or ends else ""
