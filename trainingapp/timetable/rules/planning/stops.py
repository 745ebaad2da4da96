"""The itinerary of a visit before it has a day: one stop a line, in minutes after the session's start."""

import re
from collections.abc import Mapping, Sequence

_FORMAT = "请写成“教学点，到达，离开，活动”，例如 大场镇党群服务中心，15，100，参观"
_BETWEEN = re.compile(r"\s*[，,]\s*")
_MOST_PARTS = 4

Stop = dict[str, object]


class StopsError(ValueError):
    """A text that is not a list of stops; the message names the line."""


def read_stops(text: str) -> list[Stop]:
    """Return the stops of a text, in order. Raises StopsError, also where one is left before it is reached."""
    lines = [line.strip() for line in text.splitlines()]
    return [_read(number, line) for number, line in enumerate(lines, start=1) if line]


def _read(number: int, line: str) -> Stop:
    site, *rest = _BETWEEN.split(line, _MOST_PARTS - 1)
    if not site or len(rest) == 1 or not all(part.isdecimal() for part in rest[:2]):
        raise StopsError(f"第 {number} 行看不懂；{_FORMAT}")
    if not rest:
        return {"site": site}
    arrive, leave, *activity = rest
    if int(leave) <= int(arrive):
        raise StopsError(f"第 {number} 行“{site}”的离开要晚于到达")
    return {"site": site, "arrive": int(arrive), "leave": int(leave), "activity": "".join(activity)}


def write_stops(stops: Sequence[Mapping[str, object]]) -> str:
    """Return stops as they are typed."""
    return "\n".join(_write(stop) for stop in stops)


def _write(stop: Mapping[str, object]) -> str:
    names = ("site", "arrive", "leave", "activity") if "arrive" in stop else ("site",)
    return "，".join(str(stop[name]) for name in names if stop.get(name) not in (None, ""))
