"""Where a card could go: its times in a half-day, and what would be wrong with it there."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from trainingapp.core.terms import LabelledEnum, Severity
from trainingapp.core.times import show_span
from trainingapp.timetable.rules.cards import Card, Conflict, Facts, Outing
from trainingapp.timetable.rules.conflicts import find_conflicts
from trainingapp.timetable.rules.slots import first_free, moved_start, shift_clocks
from trainingapp.timetable.terms import HalfDay

Cell = tuple[date, HalfDay]


class Verdict(LabelledEnum):
    """Whether a card fits into a cell."""

    HERE = "here", "现在的位置"
    FITS = "fits", "可以放"
    WARNS = "warns", "可以放，有提醒"
    REFUSES = "refuses", "不能放"


@dataclass(frozen=True, slots=True)
class Fit:
    """What would become of a card in a cell; `card` is None where it is too long for it."""

    day: date
    half_day: HalfDay
    verdict: Verdict
    card: Card | None
    conflicts: Sequence[Conflict] = ()

    @property
    def reasons(self) -> list[str]:
        """Return why it does not fit, or what there is to consider, the gravest first."""
        if self.card is None:
            return ["课太长，会过半夜"]
        return [reason(conflict) for conflict in self.conflicts if conflict.severity is not Severity.NOTE]


def reason(conflict: Conflict) -> str:
    """Return a conflict in short: what clashes, and with which session at what time."""
    other = conflict.other
    there = f"，{other.room.name}" if other and other.room else ""
    against = f"：{other.name}（{show_span(other.starts, other.ends)}{there}）" if other else ""
    return f"{conflict.message}{against}"


def place_card(card: Card, cell: Cell, own: Iterable[Card], *, again: bool = False) -> Card | None:
    """Return a card in a half-day: its length stays, and it follows the sessions of its trainees that are there.

    `own` are the cards of its class, among which the card itself counts only where it is to be held `again`. None where
    it would run past midnight.
    """
    day, half_day = cell
    starts_at = moved_start(card.starts.time(), card.half_day, half_day)
    ends = datetime.combine(day, starts_at) + (card.ends - card.starts)
    if ends.date() != day:
        return None
    wanted = (starts_at, ends.time())
    there = [one for one in own if (again or one.id != card.id) and (one.day, one.half_day) == cell]
    taken = [(one.starts.time(), one.ends.time()) for one in there if card.shares_people_with(one)]
    return put_card(card, cell, *(first_free(half_day, wanted, taken) or wanted))


def put_card(card: Card, cell: Cell, starts_at: time, ends_at: time) -> Card:
    """Return a card at these times, its outing along with it."""
    day, half_day = cell
    starts = datetime.combine(day, starts_at)
    shift = starts - datetime.combine(day, card.starts.time())
    return replace(
        card,
        starts=starts,
        ends=datetime.combine(day, ends_at),
        half_day=half_day,
        outing=card.outing and _shifted(card.outing, shift),
    )


def _shifted(outing: Outing, shift: timedelta) -> Outing:
    """Return an outing that goes along with its session: gathering, stops and return so much later."""
    sites = outing.sites
    clocks = [outing.gathers, outing.returns, *(site.arrives for site in sites), *(site.leaves for site in sites)]
    gathers, returns, *stays = shift_clocks(clocks, shift)
    arrivals, departures = stays[: len(sites)], stays[len(sites) :]
    moved = [
        replace(site, arrives=arrives, leaves=leaves)
        for site, arrives, leaves in zip(sites, arrivals, departures, strict=True)
    ]
    return replace(outing, gathers=gathers, returns=returns, sites=moved)


def judge_cells(card: Card, cells: Iterable[Cell], neighbours: Sequence[Card], facts: Facts) -> list[Fit]:
    """Return of each cell whether a card fits there: judged by `find_conflicts`, as if it were put there.

    `neighbours` are its own class and whatever of other classes it may clash with.
    """
    own = [one for one in neighbours if one.cohort.id == card.cohort.id]
    others = [one for one in neighbours if one.cohort.id != card.cohort.id]
    teaching = [one for one in others if not card.speakers.keys().isdisjoint(one.speakers)]
    near = _by_day(others)
    found = []
    for cell in cells:
        placed = place_card(card, cell, own)
        around = {one.id: one for one in (*own, *teaching, *near.get(cell[0], ()))}
        found.append(_judge(card, cell, placed, list(around.values()), facts))
    return found


def _by_day(cards: Iterable[Card]) -> dict[date, list[Card]]:
    days: dict[date, list[Card]] = defaultdict(list)
    for card in cards:
        days[card.day].append(card)
    return days


def _judge(card: Card, cell: Cell, placed: Card | None, around: Sequence[Card], facts: Facts) -> Fit:
    if placed is None:
        return Fit(*cell, Verdict.REFUSES, None)
    conflicts = find_conflicts([placed], around, facts)
    return Fit(*cell, _verdict(card, cell, conflicts), placed, conflicts)


def _verdict(card: Card, cell: Cell, conflicts: Iterable[Conflict]) -> Verdict:
    if (card.day, card.half_day) == cell:
        return Verdict.HERE
    grades = {conflict.severity for conflict in conflicts}
    if Severity.BLOCK in grades:
        return Verdict.REFUSES
    return Verdict.WARNS if grades - {Severity.NOTE} else Verdict.FITS
