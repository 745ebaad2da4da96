"""When the places that a visit stops at receive it: what that leaves of a day, and the visit as the rules see it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from trainingapp.core.times import show_span
from trainingapp.planner.problem import Window
from trainingapp.timetable.rules.cards import Card, Outing, Site
from trainingapp.timetable.rules.planning.clock import PERIOD_MINUTES, PERIODS, Clock
from trainingapp.timetable.rules.planning.wanted import Stay, Wanted

_DAY = 24 * 60


def stays_of_course(
    stops: Sequence[Mapping[str, object]], sites: Mapping[str, Site], *, minutes: int
) -> tuple[Stay, ...]:
    """Return the stops of a course of the plan whose places the library knows; one without a clock takes it all."""
    return tuple(
        Stay(sites[name], _number(stop.get("arrive"), 0), _number(stop.get("leave"), minutes))
        for stop in stops
        if (name := str(stop["site"])) in sites
    )


def stays_of_visit(card: Card) -> tuple[Stay, ...]:
    """Return the stops of a visit that stands, after its start as they are now."""
    begins, ends = _minutes(card.starts.time()), _minutes(card.ends.time())
    return tuple(
        Stay(
            site,
            (_minutes(site.arrives) if site.arrives else begins) - begins,
            (_minutes(site.leaves) if site.leaves else ends) - begins,
        )
        for site in (card.outing.sites if card.outing else ())
    )


def start_minutes(wanted: Wanted) -> tuple[int, int]:
    """Return the first and the last minute of a day at which a card may begin, so that every stop is open."""
    opens = [_minutes(stay.site.opens) - stay.arrives for stay in wanted.stays if stay.site.opens]
    closes = [_minutes(stay.site.closes) - stay.leaves for stay in wanted.stays if stay.site.closes]
    return max([0, *opens]), min([_DAY, *closes])


def shut_windows(clock: Clock, wanted: Wanted, length: int) -> Iterator[Window]:
    """Yield when a card of so many periods cannot be held, because a stop of its way does not open."""
    closed = sorted({int(weekday.value) for stay in wanted.stays for weekday in stay.site.closed})
    if closed:
        yield Window(weekdays=tuple(closed))
    begins = [
        part + offset
        for part in range(0, len(clock.half_days) * PERIODS, PERIODS)
        for offset in range(PERIODS - length + 1)
        if _can_begin(wanted, _minutes(clock.begins(part + offset)), length)
    ]
    reached = {begin + offset for begin in begins for offset in range(length)}
    shut = tuple(number for number in range(len(clock.half_days) * PERIODS) if number not in reached)
    if shut and wanted.stays:
        yield Window(periods=shut)


def _can_begin(wanted: Wanted, minute: int, length: int) -> bool:
    """Tell whether the time kept from a minute on holds a start at which every stop is open."""
    first, last = start_minutes(wanted)
    return max(first, minute) <= min(last, minute + length * PERIOD_MINUTES - wanted.minutes)


def outing_at(wanted: Wanted, starts: datetime) -> Outing | None:
    """Return a card's visit with the clock that its stops have when it begins then."""
    if not wanted.stays:
        return None
    return Outing(
        sites=[
            replace(stay.site, arrives=_after(starts, stay.arrives), leaves=_after(starts, stay.leaves))
            for stay in wanted.stays
        ]
    )


def opening_words(wanted: Wanted) -> list[str]:
    """Return when the places on a card's way are open, those of which something is known."""
    return [words for words in dict.fromkeys(opening_of(stay.site) for stay in wanted.stays) if words]


def opening_of(site: Site) -> str:
    """Return in words when a place is open; nothing where that is not known."""
    hours = show_span(site.opens, site.closes)
    closed = "、".join(weekday.label for weekday in sorted(site.closed, key=lambda weekday: weekday.value))
    told = [f"开放时间是 {hours}" if hours else "", f"{closed}不开放" if closed else ""]
    return f"{site.name}{'，'.join(filter(None, told))}" if any(told) else ""


def _after(starts: datetime, minutes: int) -> time:
    return (starts + timedelta(minutes=minutes)).time()


def _number(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) else otherwise


def _minutes(moment: time | None) -> int:
    return moment.hour * 60 + moment.minute if moment else 0
