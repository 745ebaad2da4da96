"""What is wrong with a session by itself: its day, its lecturers' time, its room, its outing, what it lacks."""

from collections.abc import Iterator, Sequence
from datetime import date, time

from trainingapp.core.times import show_span
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.rules.calendar import Weekday, chinese_date
from trainingapp.timetable.rules.cards import Card, Conflict, Facts, LecturerHours, Site
from trainingapp.timetable.rules.ways import Way
from trainingapp.timetable.terms import ConflictKind

#: Forms that somebody of the library is expected to teach.
TAUGHT = frozenset({Form.LECTURE, Form.EXCHANGE})
#: Forms that need a room; a visit has its stops, self-study none.
HOUSED = frozenset(Form) - {Form.VISIT, Form.SELF_STUDY}


def single_findings(card: Card, facts: Facts) -> Iterator[Conflict]:
    """Yield what is wrong with a card, whatever else there is."""
    yield from _workday(card, facts)
    yield from _period(card)
    yield from _lecturers(card, facts)
    yield from _capacity(card)
    yield from _features(card)
    yield from _outing(card)
    yield from _missing(card)


def _workday(card: Card, facts: Facts) -> Iterator[Conflict]:
    day = facts.calendar(card.day)
    if not day.is_worked:
        message = f"{chinese_date(card.day)}是{day.label}，不是工作日"
        yield Conflict(ConflictKind.WORKDAY, message, card, ways_out=(Way.WORKDAY, Way.REASON))


def _period(card: Card) -> Iterator[Conflict]:
    starts_on, ends_on = card.cohort.starts_on, card.cohort.ends_on
    early = card.day < starts_on
    late = ends_on is not None and card.day > ends_on
    if early or late:
        edge = f"{_dated(starts_on)}开班" if early or ends_on is None else f"{_dated(ends_on)}结业"
        message = f"{chinese_date(card.day)}在班期之外（{edge}）"
        yield Conflict(ConflictKind.PERIOD, message, card, ways_out=(Way.DATE, Way.PERIOD, Way.REASON))


def _dated(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _lecturers(card: Card, facts: Facts) -> Iterator[Conflict]:
    for key, name in {**card.speakers, **card.hosts}.items():
        why = why_away(card, facts.hours.get(key, ()))
        if why:
            ways = (Way.TIME, Way.LECTURER, Way.LECTURER_TIME)
            yield Conflict(ConflictKind.LECTURER_TIME, f"{name}{why}", card, ways_out=ways, lecturer=key)


def why_away(card: Card, rows: Sequence[LecturerHours]) -> str:
    """Return why a lecturer cannot come to a card, in words that follow the name; empty where he can.

    A row that says when he can come speaks for the calendar years that it lies in: what was said for last year's class
    does not bind this year's.
    """
    for row in rows:
        if not row.only and _on(row, card.day) and _overlaps(row, card):
            return f"这时没空{f'（{row.reason}）' if row.reason else ''}"
    only = [row for row in rows if row.only and row.first.year <= card.day.year <= row.last.year]
    if only and not any(_on(row, card.day) and _holds(row, card) for row in only):
        return f"只在{'、'.join(row.described for row in only)}有空"
    return ""


def _on(row: LecturerHours, day: date) -> bool:
    return row.first <= day <= row.last and row.weekday in {None, Weekday.of(day)}


def _overlaps(row: LecturerHours, card: Card) -> bool:
    begins, ends = _clock(row)
    return begins < card.ends.time() and card.starts.time() < ends


def _holds(row: LecturerHours, card: Card) -> bool:
    begins, ends = _clock(row)
    return begins <= card.starts.time() and card.ends.time() <= ends


def _clock(row: LecturerHours) -> tuple[time, time]:
    return row.begins or time.min, row.ends or time.max


def _capacity(card: Card) -> Iterator[Conflict]:
    room, people = card.room, card.headcount
    if room and room.capacity is not None and people > room.capacity:
        yield Conflict(
            ConflictKind.CAPACITY,
            f"{room.name}坐 {room.capacity} 人，这次课{'计划' if card.is_by_plan else '有'} {people} 人",
            card,
            where=room.name,
            ways_out=(Way.LARGER_VENUE, Way.PARTS, Way.REASON),
        )


def _features(card: Card) -> Iterator[Conflict]:
    room = card.room
    missing = [need for need in card.needs if room and need not in room.features]
    if room and missing:
        message = f"这次课要{'、'.join(missing)}，{room.name}没有登记"
        ways = (Way.VENUE, Way.VENUE_FEATURES, Way.REASON)
        yield Conflict(ConflictKind.FEATURES, message, card, where=room.name, ways_out=ways)


def _outing(card: Card) -> Iterator[Conflict]:
    if card.outing is None:
        return
    seats = card.outing.seats
    if seats is not None and card.headcount > seats:
        message = f"车上共 {seats} 个座位，{_going(card)}"
        yield Conflict(ConflictKind.SEATS, message, card, ways_out=(Way.MORE_VEHICLES, Way.IN_TURNS, Way.REASON))
    for delay in card.outing.delays:
        sooner_or_later = (Way.LEAVE_EARLIER, Way.ARRIVE_LATER, Way.REASON)
        yield Conflict(ConflictKind.TRAVEL, delay, card, ways_out=sooner_or_later)
    for site in card.outing.sites:
        message = _site_fault(site, card)
        if message:
            ways = (Way.TIME, Way.OTHER_SITE, Way.IN_TURNS, Way.REASON)
            yield Conflict(ConflictKind.SITE, message, card, where=site.name, ways_out=ways)


def _site_fault(site: Site, card: Card) -> str:
    if Weekday.of(card.day) in site.closed:
        return f"{site.name}{Weekday.of(card.day).label}不开放"
    arrives, leaves = site.arrives or card.starts.time(), site.leaves or card.ends.time()
    if (site.opens and arrives < site.opens) or (site.closes and leaves > site.closes):
        hours = show_span(site.opens, site.closes)
        return f"{site.name}开放时间是 {hours}，安排在 {show_span(arrives, leaves)}"
    if site.capacity is not None and card.headcount > site.capacity:
        return f"{site.name}一次接待 {site.capacity} 人，{_going(card)}"
    return ""


def _going(card: Card) -> str:
    return f"这次{'计划' if card.is_by_plan else ''}去 {card.headcount} 人"


def _missing(card: Card) -> Iterator[Conflict]:
    if card.form in TAUGHT and not card.speakers and not card.speaker_named:
        yield Conflict(ConflictKind.NO_LECTURER, "还没有讲师", card, ways_out=(Way.CHOOSE_LECTURER,))
    if card.form in HOUSED and card.room is None:
        yield Conflict(ConflictKind.NO_VENUE, "还没有场地", card, ways_out=(Way.CHOOSE_VENUE,))
