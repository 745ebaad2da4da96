"""A visit whose session is moved to other hours goes along, and back again when that is undone."""

from datetime import date, time

from sqlalchemy import select

from tests.factories import Factory
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db
from trainingapp.core.terms import Severity
from trainingapp.curriculum.terms import Form
from trainingapp.timetable import operations, queries
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import ConflictKind, HalfDay
from trainingapp.visits.models import Visit

TUESDAY = date(2026, 5, 12)


def afternoon_visit(make: Factory, **values: object) -> tuple[Session, Visit]:
    """Return a visit from 13:30 to 16:30 with one stop, gathering at 13:00 and returning at 17:00."""
    session = make.session(
        make.cohort(), form=Form.VISIT, half_day=HalfDay.AFTERNOON, ends_at=time(16, 30), title="参观"
    )
    usual = {"gather_at": time(13, 0), "return_at": time(17, 0)}
    visit = make.visit(session, [make.site("纪念馆")], **{**usual, **values})
    visit.stops[0].arrive_at, visit.stops[0].leave_at = time(13, 45), time(16, 0)
    db.session.flush()
    return session, visit


def clocks(visit: Visit) -> list[time | None]:
    """Return the times of an itinerary in the order of the day."""
    (stop,) = visit.stops
    return [visit.gather_at, stop.arrive_at, stop.leave_at, visit.return_at]


def test_itinerary_goes_along_and_comes_back(make: Factory) -> None:
    session, visit = afternoon_visit(make)
    at_first = clocks(visit)

    operations.move_session(make.actor, session, day=TUESDAY, half_day=HalfDay.MORNING, version=1)
    moved = clocks(visit)
    operations.undo_step(make.actor, session.cohort)
    undone = clocks(visit)
    operations.redo_step(make.actor, session.cohort)

    assert moved == [time(8, 30), time(9, 15), time(11, 30), time(12, 30)]
    assert (undone, clocks(visit), visit.version) == (at_first, moved, 4)
    trail = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "visit.changed").order_by(AuditEvent.id))
    assert [one.reason for one in trail][:2] == ["随课次移到上午 09:00", "随课次移到下午 13:30"]


def test_way_between_stops_that_is_too_short_is_a_conflict_of_the_timetable(make: Factory) -> None:
    session, visit = afternoon_visit(make)
    visit.stops[0].travel_minutes, visit.return_minutes = 40, 90
    make.enrolment(session.cohort)

    found = [one for one in queries.session_conflicts(session) if one.kind is ConflictKind.TRAVEL]

    assert [(one.message, one.severity) for one in found] == [
        ("最后一站返回路上要 90 分钟，只留了 60 分钟（16:00 离开，17:00 到达）", Severity.WARN)
    ]


def test_cells_judge_the_itinerary_as_it_would_be_there(make: Factory) -> None:
    session, _ = afternoon_visit(make)
    make.enrolment(session.cohort)
    make.session(session.cohort, title="下午课", held_on=TUESDAY, half_day=HalfDay.AFTERNOON)

    (fit,) = queries.find_fits(session, [(TUESDAY, HalfDay.MORNING)])

    assert (fit.verdict.value, fit.reasons) == ("fits", [])


def test_same_hours_on_another_day_leave_the_itinerary_alone(make: Factory) -> None:
    session, visit = afternoon_visit(make)

    operations.move_session(make.actor, session, day=TUESDAY, half_day=HalfDay.AFTERNOON, version=1)

    assert (clocks(visit)[0], visit.version) == (time(13, 0), 1)


def test_itinerary_that_would_pass_midnight_stays_and_is_told(make: Factory) -> None:
    session, visit = afternoon_visit(make, return_at=time(20, 0))
    before = clocks(visit)

    operations.move_session(make.actor, session, day=TUESDAY, half_day=HalfDay.EVENING, version=1)

    assert clocks(visit) == before


def test_draft_put_back_to_a_release_takes_its_visits_along(make: Factory) -> None:
    session, visit = afternoon_visit(make)
    release, at_first = make.release(session.cohort), clocks(visit)
    operations.move_session(make.actor, session, day=TUESDAY, half_day=HalfDay.MORNING, version=1)

    operations.restore_release(make.actor, session.cohort, release)

    assert (session.starts_at, clocks(visit)) == (time(13, 30), at_first)
