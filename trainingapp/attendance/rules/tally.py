"""Pure decisions of attendance: who is expected, what a half-day counts as, and the one calculator of totals.

Page, workbook and phone show the figures of `tally`; nothing else counts marks (totals that differ by view are the
commonest complaint about such systems).
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeVar

from trainingapp.attendance.terms import CLASS_OF, Status, StatusClass
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.timetable.terms import HalfDay


@dataclass(frozen=True, slots=True)
class Held:
    """A session as attendance sees it; without tracks and groups it is for the whole class."""

    id: int
    public_id: str
    held_on: date
    half_day: HalfDay
    hours: Decimal
    title: str = ""
    #: False for a cancelled session and for what nobody signs for.
    counts: bool = True
    tracks: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Member:
    """A trainee as attendance sees him."""

    id: int
    public_id: str
    number: int
    name: str
    unit: str = ""
    track_id: int | None = None
    group_id: int | None = None
    joined_on: date | None = None
    left_on: date | None = None
    state: EnrolmentState = EnrolmentState.ENROLLED

    @property
    def label(self) -> str:
        """Return number and name, as messages and the trail call a trainee."""
        return f"{self.number} {self.name}"

    @property
    def kind(self) -> Hashable:
        """Return all that `expected` asks of a trainee: those of one kind are expected in the same sessions."""
        return self.track_id, self.group_id, self.joined_on, self.left_on, self.state


@dataclass(frozen=True, slots=True)
class HalfDayColumn:
    """One column of the register: a date, its half-day, and the sessions that count in it."""

    day: date
    half_day: HalfDay
    sessions: tuple[Held, ...]


def expected(session: Held, member: Member) -> bool:
    """Tell whether a session expects this trainee: it counts, is for him, and lies between joining and leaving.

    Both days are included. Who left without a date is expected nowhere: nobody knows until when.
    """
    if not session.counts or (member.joined_on is not None and session.held_on < member.joined_on):
        return False
    if member.left_on is not None and session.held_on > member.left_on:
        return False
    if member.state is EnrolmentState.WITHDRAWN and member.left_on is None:
        return False
    if not session.tracks and not session.groups:
        return True
    return member.track_id in session.tracks or member.group_id in session.groups


Shared = TypeVar("Shared")


def share_by_kind(members: Iterable[Member], find: Callable[[Member], Shared]) -> Iterator[tuple[Member, Shared]]:
    """Return each trainee with what `find` tells of the kind; it is asked once per kind, for large classes' sake."""
    found: dict[Hashable, Shared] = {}
    for member in members:
        if member.kind not in found:
            found[member.kind] = find(member)
        yield member, found[member.kind]


def half_day_columns(sessions: Iterable[Held]) -> list[HalfDayColumn]:
    """Return the columns of the register in order of time; sessions that do not count make none."""
    found: dict[tuple[date, HalfDay], list[Held]] = {}
    for session in sessions:
        if session.counts:
            found.setdefault((session.held_on, session.half_day), []).append(session)
    keys = sorted(found, key=lambda key: (key[0], key[1].order))
    return [HalfDayColumn(day, half_day, tuple(found[day, half_day])) for day, half_day in keys]


#: From the least to the gravest; a half-day shows the gravest of its sessions.
GRAVITY: Final = (
    Status.EXEMPT,
    Status.PRESENT,
    Status.LATE,
    Status.LEFT_EARLY,
    Status.OFFICIAL,
    Status.SICK,
    Status.PERSONAL,
    Status.ABSENT,
)
_GRAVITY = {status: place for place, status in enumerate(GRAVITY)}
_ATTENDED = frozenset(status for status, kind in CLASS_OF.items() if kind in {StatusClass.PRESENT, StatusClass.LATE})
_LATE = frozenset(status for status, kind in CLASS_OF.items() if kind is StatusClass.LATE)
_EXCUSED = frozenset(status for status, kind in CLASS_OF.items() if kind is StatusClass.EXCUSED)
_EXEMPT = frozenset(status for status, kind in CLASS_OF.items() if kind is StatusClass.EXEMPT)


def half_day_status(statuses: Iterable[Status | None]) -> Status | None:
    """Return the gravest status of a half-day's sessions; None when nothing was recorded, which is never 旷课."""
    recorded = [status for status in statuses if status is not None]
    if len(recorded) > 1:
        return max(recorded, key=_GRAVITY.__getitem__)
    return recorded[0] if recorded else None


def is_attended(status: Status) -> bool:
    """Tell whether a status counts as having come: present, late and left early do."""
    return status in _ATTENDED


@dataclass(frozen=True, slots=True)
class Tally:
    """What one trainee's marks come to. Half-days are counted whole; hours are those of the sessions attended.

    `cells` has one entry per column: the half-day's status, None when nothing was recorded; `awaited` tells in which
    columns the trainee was expected.
    """

    cells: tuple[Status | None, ...]
    awaited: tuple[bool, ...]
    counts: Mapping[Status, int]
    hours: Decimal
    expected_hours: Decimal

    @property
    def expected(self) -> int:
        """Return how many half-days expect the trainee."""
        return sum(self.awaited)

    @property
    def recorded(self) -> int:
        """Return how many of them have a mark."""
        return sum(self.counts.values())

    @property
    def unrecorded(self) -> int:
        """Return how many of them are blank."""
        return self.expected - self.recorded

    @property
    def attended(self) -> int:
        """Return how many half-days were attended, late and left early included."""
        return self._sum(_ATTENDED)

    @property
    def rate(self) -> Fraction | None:
        """Return 到课率: attended of the recorded half-days, exempt ones left out; None when there are none."""
        return self._share(self.attended)

    @property
    def rate_with_leave(self) -> Fraction | None:
        """Return 到课+准假率: attended or on approved leave, of the same half-days."""
        return self._share(self.attended + self._sum(_EXCUSED))

    @property
    def late(self) -> int:
        """Return how many half-days were late or left early."""
        return self._sum(_LATE)

    def converted(self, lates_per_absence: int) -> int:
        """Return how many half-days of absence the late ones come to; 0 never converts."""
        return self.late // lates_per_absence if lates_per_absence else 0

    @property
    def longest_absence(self) -> int:
        """Return the longest run of 旷课 half-days; what did not expect the trainee is passed over, a blank ends it."""
        longest = run = 0
        for cell, awaited in zip(self.cells, self.awaited, strict=True):
            if awaited:
                run = run + 1 if cell is Status.ABSENT else 0
                longest = max(longest, run)
        return longest

    def _sum(self, statuses: Iterable[Status]) -> int:
        return sum(self.counts.get(status, 0) for status in statuses)

    def _share(self, part: int) -> Fraction | None:
        base = self.recorded - self._sum(_EXEMPT)
        return Fraction(part, base) if base else None


@dataclass(frozen=True, slots=True)
class Plan:
    """What the columns expect of one kind of trainee: the sessions of each column, and their hours together."""

    columns: tuple[tuple[Held, ...], ...]
    awaited: tuple[bool, ...]
    hours: Decimal


_NONE = Decimal(0)


def plan(columns: Sequence[HalfDayColumn], member: Member) -> Plan:
    """Return what these columns expect of a trainee."""
    mine = tuple(tuple(session for session in column.sessions if expected(session, member)) for column in columns)
    hours = sum((session.hours for sessions in mine for session in sessions), _NONE)
    return Plan(mine, tuple(bool(sessions) for sessions in mine), hours)


def tally(columns: Sequence[HalfDayColumn], member: Member, marks: Mapping[int, Status]) -> Tally:
    """Return what a trainee's marks (by session id) come to over these columns: the one calculator."""
    return _tally(plan(columns, member), marks)


def tally_all(
    columns: Sequence[HalfDayColumn], members: Iterable[Member], marks: Mapping[int, Mapping[int, Status]]
) -> list[Tally]:
    """Return the tally of each trainee (marks by trainee and session id); those of a kind share one plan."""
    plans = share_by_kind(members, lambda member: plan(columns, member))
    return [_tally(mine, marks.get(member.id, {})) for member, mine in plans]


def _tally(mine: Plan, marks: Mapping[int, Status]) -> Tally:
    cells: list[Status | None] = []
    hours = _NONE
    for sessions in mine.columns:
        statuses = []
        for session in sessions:
            status = marks.get(session.id)
            if status is not None:
                statuses.append(status)
                if status in _ATTENDED:
                    hours += session.hours
        cells.append(half_day_status(statuses))
    counts = Counter(cell for cell in cells if cell is not None)
    return Tally(tuple(cells), mine.awaited, counts, hours, mine.hours)
