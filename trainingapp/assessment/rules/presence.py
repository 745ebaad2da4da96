"""What somebody's marks come to for the gates: study hours by status, over the total that the timetable asks.

The base is the scheduled total, re-counted when a session is cancelled, never only what has been held so far.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from trainingapp.attendance.rules import Held, Member, Tally, expected
from trainingapp.attendance.terms import CLASS_OF, Status, StatusClass

LEAVE = frozenset(status for status, kind in CLASS_OF.items() if kind is StatusClass.EXCUSED)
AWAY = LEAVE | {Status.ABSENT}
NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Presence:
    """A trainee's tally of half-days, and the study hours of the sessions marked, by status."""

    tally: Tally
    hours: Mapping[Status, Decimal] = field(default_factory=dict)
    #: What the class calls the statuses.
    words: Mapping[Status, str] = field(default_factory=lambda: {status: status.label for status in Status})

    def hours_of(self, statuses: Iterable[Status]) -> Decimal:
        """Return the study hours marked with one of these statuses."""
        return sum((self.hours.get(status, NONE) for status in statuses), NONE)

    def half_days_of(self, statuses: Iterable[Status]) -> int:
        """Return the half-days that count as one of these statuses."""
        return sum(self.tally.counts.get(status, 0) for status in statuses)

    @property
    def base(self) -> Decimal:
        """Return the hours that the timetable asks of this trainee, without those he is exempt from."""
        return self.tally.expected_hours - self.hours.get(Status.EXEMPT, NONE)

    def share(self, hours: Decimal) -> Fraction:
        """Return the exact share of these hours in the total; nothing of nothing is 0."""
        return Fraction(hours) / Fraction(self.base) if self.base else Fraction(0)


def presence(
    sessions: Iterable[Held],
    member: Member,
    marks: Mapping[int, Status],
    tally: Tally,
    words: Mapping[Status, str],
) -> Presence:
    """Return a trainee's presence from the marks by session id; `words` are the class's for the statuses."""
    hours: dict[Status, Decimal] = defaultdict(lambda: NONE)
    for session in sessions:
        status = marks.get(session.id)
        if status is not None and expected(session, member):
            hours[status] += session.hours
    return Presence(tally, dict(hours), words)
