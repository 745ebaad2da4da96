"""Calendar feeds as RFC 5545 text: what a release says, for any calendar that subscribes.

The text depends on its arguments alone, so that the same releases give the same bytes and a client that asks again
may be answered with "unchanged". An event keeps its UID over all releases; SEQUENCE counts releases, so that a later
one always wins, in whichever feed an event stands.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vText

from trainingapp.timetable.rules.frozen import FrozenSession
from trainingapp.timetable.rules.releases import Told

PRODUCT = "-//Qinglan//Training Timetable//ZH"
DOMAIN = "timetable.qinglan"
ZONE = ZoneInfo("Asia/Shanghai")
_OFFSET = timedelta(hours=8)
#: How often a calendar should ask again.
REFRESH = timedelta(hours=1)
#: Askings of one address that are answered within so long: a whole class on phones and computers, all at the full hour,
#: stays below; somebody who floods the server with an address that leaked does not.
COUNTED_WITHIN = timedelta(minutes=10)
MOST_ASKED = 300


@dataclass(frozen=True, slots=True)
class ClassFeed:
    """What a feed tells of one class: its name and organiser, the newest release in words, and the sessions."""

    name: str
    organiser: str
    release: str
    told: Sequence[Told]


def time_to_wait(counted_from: datetime | None, asked: int, moment: datetime) -> timedelta:
    """Return how long an address is not answered, having been asked so often since then; nothing where it may be."""
    if counted_from is None or asked < MOST_ASKED:
        return timedelta()
    return max(counted_from + COUNTED_WITHIN - moment, timedelta())


def build_feed(title: str, classes: Sequence[ClassFeed]) -> bytes:
    """Return the calendar of these classes' sessions; `title` is its name in the subscriber's list."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    _describe(calendar, title, [f"{one.name}：{one.release}" for one in classes])
    calendar.add_component(_zone())
    for one in classes:
        for event in _events(one, several=len(classes) > 1):
            calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text


def _describe(calendar: Calendar, title: str, releases: Iterable[str]) -> None:
    """Name the calendar twice: as RFC 7986 has it, and as clients older than that read it."""
    text = "\n".join(releases) or "课表还没有发布"
    for name, value in (("name", title), ("description", text), ("x-wr-calname", title), ("x-wr-caldesc", text)):
        calendar.add(name, _text(value))
    calendar.add("x-wr-timezone", ZONE.key)
    calendar.add("refresh-interval", REFRESH, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")


def _zone() -> Timezone:
    """Return the zone as it has been since 1992: no summer time."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE.key)
    standard.add("dtstart", datetime(1992, 1, 1))  # noqa: DTZ001 - local time, as RFC 5545 wants it here
    standard.add("tzoffsetfrom", _OFFSET)
    standard.add("tzoffsetto", _OFFSET)
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone


def _events(one: ClassFeed, *, several: bool) -> Iterable[Event]:
    for told in one.told:
        session = told.session
        event = Event()
        event.add("uid", f"{session.uid}@{DOMAIN}")
        event.add("dtstamp", told.made_at.astimezone(UTC))
        event.add("last-modified", told.made_at.astimezone(UTC))
        event.add("sequence", told.number - 1)
        event.add("dtstart", session.starts.replace(tzinfo=ZONE))
        event.add("dtend", session.ends.replace(tzinfo=ZONE))
        event.add("summary", _text(_summary(session, one.name if several else "")))
        event.add("location", _text(_location(session)))
        event.add("description", _text(_description(session, one, told.number)))
        event.add("categories", [session.form.label])
        event.add("status", "CONFIRMED" if session.is_held else "CANCELLED")
        event.add("transp", "OPAQUE" if session.is_held else "TRANSPARENT")
        yield event


def _text(value: str) -> vText:
    """Return a text without the control characters that RFC 5545 does not allow; the library escapes the rest."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return vText("".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) != "Cc"))


def _summary(session: FrozenSession, class_name: str) -> str:
    """Return the title; many calendars show a cancelled event like any other, so the word stands before it."""
    words = [class_name, session.title]
    return ("" if session.is_held else "（已取消）") + " ".join(filter(None, words))


def _location(session: FrozenSession) -> str:
    return "，".join(filter(None, [session.place, session.address if session.venue else ""])) or "待通知"


def _description(session: FrozenSession, one: ClassFeed, number: int) -> str:
    lines = [
        ("班次", one.name),
        ("主办", one.organiser),
        ("形式", session.form.label),
        ("授课人", session.taught_by),
        ("主持人", session.host.name if session.host else ""),
        ("对象", session.audience_label),
        ("停靠点", " → ".join(session.stops)),
        ("备注", session.note),
        ("课表", f"第{number}版起"),
    ]
    return "\n".join(f"{label}：{text}" for label, text in lines if text)
