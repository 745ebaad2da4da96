"""Machines' records laid beside a class's sessions: what each trainee would be marked, and what is there already."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from trainingapp.attendance.rules import Held, Member, Stay, Verdict, expected, judge
from trainingapp.attendance.terms import Settings, Status
from trainingapp.registers.rules.records.people import Match, Named
from trainingapp.registers.rules.records.record import Moment, Record
from trainingapp.timetable.terms import HalfDay

AFTER = timedelta(hours=1)
"""How long after the end of a half-day a punch still tells of going."""
UNRECORDED = "文件里没有记录"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session with its times, whether its roll call is confirmed, the marks that stand, and leave granted."""

    held: Held
    label: str
    starts: datetime
    ends: datetime
    confirmed: bool = False
    marks: Mapping[int, Status] = field(default_factory=dict)
    leave: Mapping[int, Status] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MarkLine:
    """What one trainee would be marked in one session: the verdict, what stands now, and leave that was granted."""

    session: str
    member: Member
    rows: Sequence[int]
    verdict: Verdict
    now: Status | None = None
    leave: Status | None = None

    @property
    def token(self) -> str:
        """Return what the page calls the line."""
        return f"{self.session}|{self.member.public_id}"

    @property
    def done(self) -> bool:
        """Tell whether the mark stands already."""
        return self.now is not None and self.now is self.verdict.status

    @property
    def differs(self) -> bool:
        """Tell whether another mark stands."""
        return self.now is not None and self.now is not self.verdict.status

    @property
    def sure(self) -> bool:
        """Tell whether it is offered as chosen: nothing stands, nothing is asked and no leave was granted."""
        return self.now is None and not self.verdict.asks and self.leave is None


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """One session's lines: those with a record, and those expected who have none (named, never chosen unasked)."""

    meeting: Meeting
    recorded: Sequence[MarkLine]
    unrecorded: Sequence[MarkLine]

    @property
    def lines(self) -> Sequence[MarkLine]:
        """Return all lines that can be taken: none where the roll call is confirmed."""
        if self.meeting.confirmed:
            return ()
        return [line for line in (*self.recorded, *self.unrecorded) if line.verdict.status and not line.done]

    def count(self, status: Status) -> int:
        """Return how many recorded trainees a status would go to."""
        return sum(line.verdict.status is status for line in self.recorded)


@dataclass(frozen=True, slots=True)
class MarkPlan(Named):
    """What a file would do: session by session, whom it names that nobody knows, and records of no session's time."""

    meetings: Sequence[MeetingPlan]
    people: Sequence[Match]
    outside: Sequence[str] = ()

    @property
    def lines(self) -> Mapping[str, MarkLine]:
        """Return the lines that can be taken, by token."""
        return {line.token: line for one in self.meetings for line in one.lines}

    @property
    def fingerprint(self) -> str:
        """Return a digest of the plan: what was shown is what is taken, or it is shown again."""
        return sha256(repr(sorted(self.lines.items())).encode()).hexdigest()


def plan_marks(
    records: Sequence[Record],
    people: Sequence[Match],
    meetings: Sequence[Meeting],
    members: Sequence[Member],
    rule: Settings,
    *,
    only: str = "",
) -> MarkPlan:
    """Return what the records come to; `only` is the session that a person chose for a file without days."""
    found = {row: match.trainee.member for match in people for row in match.rows if match.trainee}
    chosen = [one for one in meetings if only in ("", one.held.public_id)]
    half_days = {_half_day(one) for one in chosen}
    evidence = _Evidence([one for one in meetings if _half_day(one) in half_days], rule, single=bool(only))
    for record in records:
        if record.row in found:
            evidence.add(found[record.row], record)
    plans = [_plan(one, evidence, members, rule) for one in chosen]
    return MarkPlan([one for one in plans if only or one.recorded], people, evidence.outside)


def _half_day(meeting: Meeting) -> tuple[date, HalfDay]:
    return meeting.held.held_on, meeting.held.half_day


@dataclass(slots=True)
class _Trace:
    """What a file says of one trainee in one half-day or session."""

    rows: list[int] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    punches: list[datetime] = field(default_factory=list)
    minutes: int | None = None


class _Evidence:
    """The records by half-day: who came at nine is there for the second lecture of the morning too."""

    def __init__(self, meetings: Sequence[Meeting], rule: Settings, *, single: bool) -> None:
        self.single = single
        self.opens = timedelta(minutes=rule.opens_minutes)
        self.half_days: dict[tuple[date, HalfDay], list[Meeting]] = defaultdict(list)
        for one in meetings:
            self.half_days[_half_day(one)].append(one)
        self.traces: dict[tuple[tuple[date, HalfDay], int], _Trace] = defaultdict(_Trace)
        self.outside: list[str] = []

    def add(self, member: Member, record: Record) -> None:
        """Give a record to the half-days that it tells of; what fits none is told."""
        if not [key for key, block in self.half_days.items() if self._note(key, block, member, record)]:
            self.outside.append(f"第 {record.row} 行 {record.who.shown}")

    def _note(self, key: tuple[date, HalfDay], block: Sequence[Meeting], member: Member, record: Record) -> bool:
        first, last = min(one.starts for one in block) - self.opens, max(one.ends for one in block) + AFTER
        punches = [at for moment in record.punches if (at := self._date(moment, key[0])) and first <= at <= last]
        stay = Stay(self._date(record.arrived, key[0]), self._date(record.left, key[0]))
        stays = [stay] if _touches(stay, first, last) else []
        if not (punches or stays or self._is_bare(record, key[0])):
            return False
        trace = self.traces[key, member.id]
        trace.rows.append(record.row)
        trace.punches += punches
        trace.stays += stays
        if record.minutes is not None:
            trace.minutes = (trace.minutes or 0) + record.minutes
        return True

    def _date(self, moment: Moment | None, day: date) -> datetime | None:
        """Return a moment with its day; one without is on the day of the session that a person chose, else nowhere."""
        if isinstance(moment, time):
            return datetime.combine(day, moment) if self.single else None
        return moment

    def _is_bare(self, record: Record, day: date) -> bool:
        """Tell whether a record without times tells of a day: a list of a meeting, or minutes that were counted."""
        timed = record.punches or record.arrived or record.left
        return not timed and record.day in {None, day} and (self.single or (bool(record.day) and bool(record.minutes)))

    def trace(self, meeting: Meeting, member: Member) -> _Trace | None:
        """Return what the file says of a trainee in the half-day of a session."""
        return self.traces.get((_half_day(meeting), member.id))

    def verdict(self, meeting: Meeting, member: Member, trace: _Trace, rule: Settings) -> Verdict:
        """Return what a trace comes to in a session; of sessions side by side only those that expect him count."""
        block = [one for one in self.half_days[_half_day(meeting)] if expected(one.held, member)]
        stays = [*trace.stays, *_stays(trace.punches, block)]
        whole = self.single or len(block) == 1
        if not stays and trace.minutes is not None and not whole:
            return Verdict(None, f"{trace.minutes} 分钟，这个半天有几次课，请选定是哪一次课", asks=True)
        return judge(meeting.starts, meeting.ends, stays, trace.minutes if whole else None, rule)


def _touches(stay: Stay, first: datetime, last: datetime) -> bool:
    """Tell whether a stay lies in a half-day or over it; of one known at one end only, that end must lie in it."""
    if stay.arrived and stay.left:
        return stay.arrived <= last and stay.left >= first
    known = stay.arrived or stay.left
    return known is not None and first <= known <= last


def _stays(punches: Sequence[datetime], block: Sequence[Meeting]) -> list[Stay]:
    """Return what punches of a half-day tell: the first is coming, the last, when past the middle, going."""
    if not punches:
        return []
    starts, ends = min(one.starts for one in block), max(one.ends for one in block)
    middle = starts + (ends - starts) / 2
    first, last = min(punches), max(punches)
    if first > middle:
        return [Stay(None, last)]
    return [Stay(first, last if last > middle else None)]


def _plan(meeting: Meeting, evidence: _Evidence, members: Iterable[Member], rule: Settings) -> MeetingPlan:
    recorded, unrecorded = [], []
    for member in members:
        if not expected(meeting.held, member):
            continue
        trace = evidence.trace(meeting, member)
        now, leave = meeting.marks.get(member.id), meeting.leave.get(member.id)
        session = meeting.held.public_id
        if trace is not None:
            verdict = evidence.verdict(meeting, member, trace, rule)
            recorded.append(MarkLine(session, member, trace.rows, verdict, now, leave))
        elif now is None:
            asked = Verdict(leave or Status.ABSENT, UNRECORDED, asks=True)
            unrecorded.append(MarkLine(session, member, (), asked, now, leave))
    return MeetingPlan(meeting, recorded, unrecorded)
