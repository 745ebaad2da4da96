"""A strict reader of calendars: what RFC 5545 and RFC 7986 demand of a feed, told line by line."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import takewhile

LONGEST_LINE = 75
LINE = re.compile(
    r'(?P<name>[A-Z0-9-]+)(?P<parameters>(?:;[A-Z0-9-]+=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*):(?P<value>.*)'
)
TEXT = re.compile(r"(?:[^\x00-\x08\x0a-\x1f\x7f\\;,]|\\[\\;,nN])*")
UTC_TIME, LOCAL_TIME = re.compile(r"\d{8}T[0-2]\d[0-5]\d[0-5]\dZ"), re.compile(r"\d{8}T[0-2]\d[0-5]\d[0-5]\d")
#: Of each component: the properties that it may have, and how often at least and at most (None is no limit).
ONCE, MAYBE, ANY = (1, 1), (0, 1), (0, None)
KNOWN: Mapping[str, Mapping[str, tuple[int, int | None]]] = {
    "VCALENDAR": {
        **dict.fromkeys(("PRODID", "VERSION"), ONCE),
        **dict.fromkeys(("CALSCALE", "METHOD", "REFRESH-INTERVAL"), MAYBE),
        **dict.fromkeys(("NAME", "DESCRIPTION"), ANY),
    },
    "VTIMEZONE": {"TZID": ONCE},
    "STANDARD": {**dict.fromkeys(("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"), ONCE), "TZNAME": ANY},
    "VEVENT": {
        **dict.fromkeys(("UID", "DTSTAMP", "DTSTART"), ONCE),
        **dict.fromkeys(("DTEND", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "LOCATION"), MAYBE),
        **dict.fromkeys(("DESCRIPTION", "STATUS", "TRANSP"), MAYBE),
        "CATEGORIES": ANY,
    },
}
VALUES: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys(("SUMMARY", "LOCATION", "DESCRIPTION", "NAME", "PRODID", "UID", "TZNAME"), TEXT),
    **dict.fromkeys(("DTSTAMP", "LAST-MODIFIED"), UTC_TIME),
    **dict.fromkeys(("DTSTART", "DTEND"), LOCAL_TIME),
    **dict.fromkeys(("TZOFFSETFROM", "TZOFFSETTO"), re.compile(r"[+-]\d{4}")),
    "SEQUENCE": re.compile(r"\d+"),
    "STATUS": re.compile("TENTATIVE|CONFIRMED|CANCELLED"),
    "TRANSP": re.compile("OPAQUE|TRANSPARENT"),
    "VERSION": re.compile(r"2\.0"),
    "CALSCALE": re.compile("GREGORIAN"),
    "METHOD": re.compile("PUBLISH"),
    "REFRESH-INTERVAL": re.compile(r"P(?:T\d+H|\d+D)"),
}


class Component:
    """A component with its lines as (name, parameters, value), and what stands in it."""

    def __init__(self, name: str) -> None:
        """Begin without lines."""
        self.name = name
        self.lines: list[tuple[str, str, str]] = []
        self.inner: list[Component] = []

    def values(self, name: str) -> list[str]:
        """Return the values of a property."""
        return [value for line, _, value in self.lines if line == name]


def faults_of(feed: bytes) -> list[str]:
    """Return what a strict reader finds wrong with a calendar; none for a right one."""
    faults = [*_broken_lines(feed)]
    root = _read(feed, faults)
    for component in root.inner:
        faults += _faults(component, set(_zones(component)))
    names = [component.name for component in root.inner]
    return faults if names == ["VCALENDAR"] else [*faults, f"components {names}"]


def _broken_lines(feed: bytes) -> Iterator[str]:
    if not feed.endswith(b"\r\n") or feed.replace(b"\r\n", b"").translate(None, b"\r\n") != feed.replace(b"\r\n", b""):
        yield "a line does not end with CRLF"
    for line in feed.split(b"\r\n"):
        if len(line) > LONGEST_LINE:
            yield f"longer than {LONGEST_LINE} octets: {line!r}"
        try:
            line.decode()
        except UnicodeDecodeError:
            yield f"a sign is torn apart: {line!r}"


def _read(feed: bytes, faults: list[str]) -> Component:
    """Return everything that stands in a text; unfolded, nested as BEGIN and END say."""
    stack = [Component("")]
    for line in feed.decode(errors="replace").replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")[:-1]:
        found = LINE.fullmatch(line)
        if found is None:
            faults.append(f"no content line: {line!r}")
            continue
        name, parameters, value = found.group("name", "parameters", "value")
        if name == "BEGIN":
            stack[-1].inner.append(Component(value))
            stack.append(stack[-1].inner[-1])
        elif name == "END":
            if stack.pop().name != value or not stack:
                return Component(f"END:{value} closes nothing")
        else:
            stack[-1].lines.append((name, parameters, value))
    return stack[0]


def _zones(calendar: Component) -> Iterator[str]:
    for zone in calendar.inner:
        if zone.name == "VTIMEZONE":
            yield from zone.values("TZID")


def _faults(component: Component, zones: set[str]) -> Iterator[str]:
    known = KNOWN.get(component.name)
    if known is None:
        yield f"unknown component {component.name}"
        return
    counted = Counter(name for name, _, _ in component.lines if not name.startswith("X-"))
    for name in counted.keys() | known.keys():
        least, most = known.get(name, (0, 0))
        if counted[name] < least or (most is not None and counted[name] > most):
            yield f"{component.name} has {counted[name]} of {name}"
    for name, parameters, value in component.lines:
        yield from _faults_of_line(component, (name, parameters, value), zones)
    yield from _faults_of_events(component)
    for inner in component.inner:
        yield from _faults(inner, zones)


def _faults_of_line(component: Component, line: tuple[str, str, str], zones: set[str]) -> Iterator[str]:
    name, parameters, value = line
    form = VALUES.get(name)
    if form is not None and form.fullmatch(value) is None:
        yield f"{component.name}: {name} cannot be {value!r}"
    zone = "".join(takewhile(lambda sign: sign != ";", parameters.partition("TZID=")[2]))
    if zone and zone not in zones:
        yield f"{component.name}: {name} in a zone that is not defined, {zone}"
    if component.name == "VEVENT" and name in {"DTSTART", "DTEND"} and not zone:
        yield f"{name} floats"


def _faults_of_events(component: Component) -> Iterator[str]:
    events = [one for one in component.inner if one.name == "VEVENT"]
    for uid, times in Counter(uid for one in events for uid in one.values("UID")).items():
        if times > 1:
            yield f"{times} events of {uid}"
    for one in events:
        if one.values("DTEND") and one.values("DTEND") <= one.values("DTSTART"):
            yield f"ends before it begins: {one.values('UID')}"
