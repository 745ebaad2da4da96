"""Calendar feeds as text: strict RFC 5545, stable, and nothing but the sessions."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Component, Event

from tests.timetable.rfc5545 import faults_of
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.rules.feeds import ClassFeed, build_feed
from trainingapp.timetable.rules.frozen import FrozenSession, Named
from trainingapp.timetable.rules.releases import Told
from trainingapp.timetable.terms import HalfDay, SessionState

MADE_AT = datetime(2026, 5, 10, 6, 5, tzinfo=UTC)
LONGEST_LINE = 75
CONTROL = re.compile(r"[\x00-\x08]")


def told(number: int = 1, **values: Any) -> Told:  # noqa: ANN401 - a session's own values
    """Return a session as release `number` told of it."""
    usual = {
        "uid": "Ab-1_x",
        "held_on": date(2026, 5, 12),
        "half_day": HalfDay.MORNING,
        "starts_at": time(9, 0),
        "ends_at": time(11, 30),
        "title": "群众工作方法",
        "form": Form.LECTURE,
    }
    return Told(FrozenSession(**{**usual, **values}), number, MADE_AT)


def feed(*sessions: Told, release: str = "第1版") -> bytes:
    """Return the feed of one class."""
    return build_feed("后备班 课表", [ClassFeed("后备班", "云杉街道党建办", release, sessions)])


def read(text: bytes) -> Calendar:
    """Return a feed as a calendar reads it."""
    calendar = Calendar.from_ical(text)
    assert isinstance(calendar, Calendar)
    return calendar


def only_event(text: bytes) -> Event:
    """Return the one event of a feed."""
    (event,) = read(text).events
    return event


def lines_of(component: Component, name: str) -> list[str]:
    """Return the lines of a text."""
    text = component[name]
    assert isinstance(text, str)
    return text.split("\n")


def test_event_holds_time_in_the_zone_place_and_release() -> None:
    text = feed(told(3, venue=Named(1, "报告厅"), address="云杉路1号", speakers=(Named(2, "张教授"),)))

    event = only_event(text)

    assert (event["uid"], event["sequence"], event["status"]) == ("Ab-1_x@timetable.qinglan", 2, "CONFIRMED")
    assert (event["location"], event["summary"]) == ("报告厅，云杉路1号", "群众工作方法")
    assert b"DTSTART;TZID=Asia/Shanghai:20260512T090000\r\nDTEND;TZID=Asia/Shanghai:20260512T113000\r\n" in text
    assert event.start == datetime(2026, 5, 12, 1, 0, tzinfo=UTC)
    description = lines_of(event, "description")
    assert (description[0], description[-1]) == ("班次：后备班", "课表：第3版起")


def test_zone_is_defined_in_the_feed_itself() -> None:
    (zone,) = read(feed(told())).timezones

    assert zone["tzid"] == "Asia/Shanghai"
    assert zone.to_tz().utcoffset(datetime(2026, 7, 1)) == timedelta(hours=8)  # noqa: DTZ001 - local time of that zone


def test_visit_tells_its_stops_in_place_and_description() -> None:
    event = only_event(feed(told(form=Form.VISIT, stops=("13:40 程家桥街道", "15:40 桃浦镇"))))

    assert event["location"] == "13:40 程家桥街道 → 15:40 桃浦镇"
    assert "停靠点：13:40 程家桥街道 → 15:40 桃浦镇" in lines_of(event, "description")


def test_dropped_session_is_cancelled_with_its_uid_and_a_later_sequence() -> None:
    event = only_event(feed(told(4, state=SessionState.CANCELLED)))

    assert (event["uid"], event["sequence"]) == ("Ab-1_x@timetable.qinglan", 3)
    assert (event["status"], event["transp"], event["summary"]) == (
        "CANCELLED",
        "TRANSPARENT",
        "（已取消）群众工作方法",
    )


@pytest.mark.parametrize(
    "title",
    [
        "逗号,分号;反斜杠\\完",
        "第一行\n第二行",
        "a\rb\x00\x07c",
        "BEGIN:VEVENT\r\nUID:x",
        "长" * 200,
        "😀" * 40,
    ],
    ids=["signs", "newline", "control", "injected", "long", "astral"],
)
def test_any_title_survives_and_no_line_is_too_long(title: str) -> None:
    text = feed(told(title=title, note=title))

    expected = CONTROL.sub("", title.replace("\r\n", "\n").replace("\r", "\n"))
    assert only_event(text)["summary"] == expected
    assert max(len(line) for line in text.split(b"\r\n")) <= LONGEST_LINE
    assert (text.count(b"\r\nBEGIN:VEVENT"), text.replace(b"\r\n", b"").count(b"\n"), text[-2:]) == (1, 0, b"\r\n")


def test_same_releases_give_the_same_bytes() -> None:
    assert feed(told(), told(uid="b")) == feed(told(), told(uid="b"))


def test_feed_of_several_classes_names_the_class_of_each_event() -> None:
    one = ClassFeed("一班", "党建办", "第1版", [told()])
    other = ClassFeed("二班", "党建办", "第2版", [told(uid="b")])

    calendar = read(build_feed("张教授的授课", [one, other]))

    assert [event["summary"] for event in calendar.events] == ["一班 群众工作方法", "二班 群众工作方法"]
    assert lines_of(calendar, "description") == ["一班：第1版", "二班：第2版"]


def test_feed_without_a_release_is_whole_and_says_so() -> None:
    calendar = read(build_feed("后备班 课表", []))

    assert (calendar.events, lines_of(calendar, "description")) == ([], ["课表还没有发布"])
    assert [calendar["version"], calendar["prodid"]] == ["2.0", "-//Qinglan//Training Timetable//ZH"]


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)


@given(
    st.lists(
        st.tuples(TEXTS, TEXTS, TEXTS, st.lists(TEXTS, max_size=2), st.sampled_from(SessionState)),
        max_size=4,
    ),
    TEXTS,
)
def test_whatever_is_typed_a_strict_reader_finds_nothing_wrong(
    sessions: list[tuple[str, str, str, list[str], SessionState]], name: str
) -> None:
    listed = [
        told(place + 1, uid=f"u{place}", title=title, note=note, venue=Named(1, venue), stops=tuple(stops), state=state)
        for place, (title, note, venue, stops, state) in enumerate(sessions)
    ]

    text = build_feed(name, [ClassFeed(name, name, "第1版", listed)])

    assert faults_of(text) == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        (b"STATUS:CONFIRMED", b"STATUS:HELD", "VEVENT: STATUS cannot be 'HELD'"),
        (b"UID:Ab-1_x@timetable.qinglan\r\n", b"", "VEVENT has 0 of UID"),
        (b"DTSTART;TZID=Asia/Shanghai:2026", b"DTSTART:2026", "DTSTART floats"),
        (b"TZID:Asia/Shanghai", b"TZID:Asia/Tokyo", "VEVENT: DTSTART in a zone that is not defined, Asia/Shanghai"),
        (b"T113000", b"T083000", "ends before it begins: ['Ab-1_x@timetable.qinglan']"),
        (b"END:VEVENT\r\n", b"END:VEVENT\n", "a line does not end with CRLF"),
    ],
)
def test_strict_reader_finds_what_is_wrong(right: bytes, wrong: bytes, fault: str) -> None:
    text = feed(told())
    assert (faults_of(text), right in text) == ([], True)

    assert fault in faults_of(text.replace(right, wrong))
