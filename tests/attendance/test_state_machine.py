"""Whatever is done to a class in whatever order, every count still sums to its roster, as a plain model counts it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.factories import Factory
from trainingapp.attendance import queries
from trainingapp.attendance.operations import (
    confirm_roll_call,
    mark_all_present,
    record_marks,
    reopen_roll_call,
)
from trainingapp.attendance.rules import Tally
from trainingapp.attendance.terms import Layer, RollState, Status
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.timetable.terms import HalfDay, SessionState

TRAINEES = 5
SESSIONS = 6
HALVES = (HalfDay.MORNING, HalfDay.AFTERNOON)
PLACES = st.integers(0, TRAINEES - 1)
HELD = st.integers(0, SESSIONS - 1)
DAYS = st.integers(0, 2)
STATUSES = st.sampled_from([None, *Status])
SHORT = settings(
    max_examples=6,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
LONG = settings(SHORT, max_examples=1000, stateful_step_count=50)


@dataclass
class Plain:
    """The class as one would keep it on paper: who is expected when, and what stands in which cell."""

    taken: dict[tuple[int, int], Status] = field(default_factory=dict)
    confirmed: dict[tuple[int, int], Status] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    cancelled: set[int] = field(default_factory=set)
    joined: dict[int, int] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)
    tracked: set[int] = field(default_factory=set)

    def expects(self, session: int, trainee: int) -> bool:
        """Tell whether a session is for a trainee; the last session is for the track alone."""
        day = session // 2
        if session in self.cancelled or day < self.joined.get(trainee, 0) or day > self.left.get(trainee, 99):
            return False
        return session != SESSIONS - 1 or trainee in self.tracked

    def status(self, session: int, trainee: int) -> Status | None:
        """Return what counts in a cell."""
        return self.confirmed.get((session, trainee)) or self.taken.get((session, trainee))


class Attendance(RuleBasedStateMachine):
    """A class of a few trainees and half-days, and everything that may happen to it."""

    make: Factory

    @initialize()
    def begin(self) -> None:
        """Start with a class whose last session is for a track."""
        self.make.enter()
        self.plain = Plain()
        self.cohort = self.make.cohort()
        self.track = self.make.track(self.cohort, "书记")
        self.sessions = [
            self.make.session(
                self.cohort,
                held_on=self.cohort.starts_on + timedelta(days=place // 2),
                half_day=HALVES[place % 2],
                tracks=[self.track] if place == SESSIONS - 1 else [],
            )
            for place in range(SESSIONS)
        ]
        self.trainees = self.make.enrolments(self.cohort, TRAINEES)

    @rule(session=HELD, trainee=PLACES, status=STATUSES)
    def mark(self, session: int, trainee: int, status: Status | None) -> None:
        """Take one mark; an unexpected one is refused."""
        marks = {self.trainees[trainee].id: status}
        if not self.plain.expects(session, trainee):
            with pytest.raises(Refused):
                record_marks(self.make.actor, self.sessions[session], marks=marks)
            return
        record_marks(self.make.actor, self.sessions[session], marks=marks)
        _put(self.plain.taken, (session, trainee), status)

    @rule(session=HELD, trainee=PLACES, status=STATUSES)
    def correct(self, session: int, trainee: int, status: Status | None) -> None:
        """Set a confirmed mark; the taken one stays."""
        if not self.plain.expects(session, trainee):
            return
        marks = {self.trainees[trainee].id: status}
        record_marks(self.make.actor, self.sessions[session], marks=marks, layer=Layer.CONFIRMED)
        _put(self.plain.confirmed, (session, trainee), status)

    @rule(session=HELD)
    def take_all(self, session: int) -> None:
        """Mark everybody without a mark as present."""
        if session in self.plain.cancelled:
            return
        mark_all_present(self.make.actor, self.sessions[session])
        for trainee in range(TRAINEES):
            if self.plain.expects(session, trainee) and self.plain.status(session, trainee) is None:
                self.plain.taken[session, trainee] = Status.PRESENT

    @rule(session=HELD)
    def confirm(self, session: int) -> None:
        """Confirm a roll call: taken marks become confirmed ones where none stand."""
        if session in self.plain.cancelled or session in self.plain.closed:
            return
        confirm_roll_call(self.make.actor, self.sessions[session], accept_unmarked=True)
        self.plain.closed.add(session)
        for trainee in range(TRAINEES):
            if (session, trainee) in self.plain.taken:
                self.plain.confirmed.setdefault((session, trainee), self.plain.taken[session, trainee])

    @rule(session=HELD)
    def reopen(self, session: int) -> None:
        """Open a confirmed roll call again: its marks become the taken ones."""
        if session in self.plain.cancelled or session not in self.plain.closed:
            return
        reopen_roll_call(self.make.actor, self.sessions[session], reason="核对")
        self.plain.closed.discard(session)
        for trainee in range(TRAINEES):
            status = self.plain.confirmed.pop((session, trainee), None)
            _put(self.plain.taken, (session, trainee), status or self.plain.taken.get((session, trainee)))

    @rule(session=HELD)
    def cancel_or_restore(self, session: int) -> None:
        """Cancel a session, or bring it back with its marks."""
        self.plain.cancelled ^= {session}
        gone = session in self.plain.cancelled
        self.sessions[session].state = SessionState.CANCELLED if gone else SessionState.PLANNED
        db.session.flush()

    @rule(trainee=PLACES, day=DAYS)
    def join_late(self, trainee: int, day: int) -> None:
        """Let a trainee join on a later day."""
        if day > self.plain.left.get(trainee, 99):
            return
        self.trainees[trainee].joined_on = self.cohort.starts_on + timedelta(days=day)
        self.plain.joined[trainee] = day
        db.session.flush()

    @rule(trainee=PLACES, day=DAYS)
    def leave(self, trainee: int, day: int) -> None:
        """Let a trainee leave the class on a day."""
        if day < self.plain.joined.get(trainee, 0):
            return
        one = self.trainees[trainee]
        one.left_on, one.state = self.cohort.starts_on + timedelta(days=day), EnrolmentState.WITHDRAWN
        self.plain.left[trainee] = day
        db.session.flush()

    @rule(trainee=PLACES)
    def change_track(self, trainee: int) -> None:
        """Move a trainee into the track, or out of it."""
        self.plain.tracked ^= {trainee}
        self.trainees[trainee].track_id = self.track.id if trainee in self.plain.tracked else None
        db.session.flush()

    @invariant()
    def every_count_sums_to_the_roster(self) -> None:
        """Compare page, workbook and phone's one calculator with the plain model."""
        if not hasattr(self, "trainees"):
            return
        register = queries.cohort_register(self.cohort)
        tallies = {row.member.id: row.tally for row in register.rows}
        for place, trainee in enumerate(self.trainees):
            if trainee.id in tallies:
                self._compare(place, tallies[trainee.id])
        for counts in queries.count_sessions(register):
            place = next(place for place, one in enumerate(self.sessions) if one.id == counts.session.id)
            awaited = [one for one in range(TRAINEES) if self.plain.expects(place, one)]
            recorded = sum(self.plain.status(place, one) is not None for one in awaited)
            assert (counts.expected, counts.recorded, counts.unmarked) == (
                len(awaited),
                recorded,
                len(awaited) - recorded,
            )
            if place in self.plain.closed:
                assert counts.state is RollState.CONFIRMED

    def _compare(self, trainee: int, tally: Tally) -> None:
        awaited = [place for place in range(SESSIONS) if self.plain.expects(place, trainee)]
        statuses = [self.plain.status(place, trainee) for place in awaited]
        wanted = Counter(status for status in statuses if status is not None)
        assert (tally.expected, Counter(tally.counts)) == (len(awaited), wanted)
        assert sum(tally.counts.values()) + tally.unrecorded == tally.expected


def _put(cells: dict[tuple[int, int], Status], key: tuple[int, int], status: Status | None) -> None:
    if status is None:
        cells.pop(key, None)
    else:
        cells[key] = status


def _run(make: Factory, runs: settings) -> None:
    db.session.commit()
    machine = type("AttendanceHere", (Attendance,), {"make": make, "teardown": lambda _self: db.session.rollback()})
    run_state_machine_as_test(machine, settings=runs)


def test_counts_sum_to_the_roster_whatever_happens(make: Factory) -> None:
    _run(make, SHORT)


@pytest.mark.campaign
def test_counts_sum_to_the_roster_in_a_thousand_runs_of_fifty_steps(make: Factory) -> None:
    _run(make, LONG)
