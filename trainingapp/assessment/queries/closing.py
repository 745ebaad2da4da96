"""Reads of closing: the checklist's facts, the content of a class, its scans and closings."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from trainingapp.assessment.models import ClassImport, Closing, Scan
from trainingapp.assessment.queries.evaluation import list_questionnaires
from trainingapp.assessment.queries.results import ClassAssessment, class_assessment
from trainingapp.assessment.rules import Check, ClosingFacts, Named, checklist, plain, what_changed
from trainingapp.assessment.terms import Completion, EvaluationState, ScanKind
from trainingapp.attendance.models import Guest, Leave
from trainingapp.attendance.queries import Register, attended_twice, cohort_register
from trainingapp.attendance.rules import Tally, expected, is_attended
from trainingapp.attendance.terms import LeaveState, RollState, Status
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.timetable.columns import show_times
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries import list_sessions, newest_release, unreleased_changes
from trainingapp.timetable.terms import SessionState


@dataclass(frozen=True)
class ClassContent:
    """What a class consists of when it is closed: the register, the results, all sessions and the papers."""

    register: Register
    found: ClassAssessment
    sessions: Sequence[Session]
    scans: Sequence[Scan] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the facts by trainee and session, by public ids, so that two installations agree."""
        tallies = {row.member.id: row.tally for row in self.register.rows}
        return {
            "trainees": {
                row.enrolment.public_id: {
                    "name": row.enrolment.name,
                    "hours": plain(tallies[row.enrolment.id].hours if row.enrolment.id in tallies else Decimal(0)),
                    "attendance": _told(tallies.get(row.enrolment.id)),
                    "total": "" if row.total is None else plain(row.total),
                    "band": row.band,
                    "completion": row.completion.label,
                }
                for row in self.found.rows
            },
            "sessions": {
                session.public_id: {
                    "title": session.title,
                    "held_on": session.held_on.isoformat(),
                    "time": f"{session.half_day.label} {show_times(session.starts_at, session.ends_at)}",
                    "hours": plain(session.hours),
                    "state": session.state.label,
                }
                for session in self.sessions
            },
            "papers": {scan.public_id: {"name": scan.label} for scan in self.scans},
        }

    def hours_by_year(self) -> dict[int, dict[int, Decimal]]:
        """Return the hours attended by enrolment and by the year of the sessions."""
        years: dict[int, dict[int, Decimal]] = {}
        for row in self.register.rows:
            for session in self.register.sessions:
                status = row.marks.get(session.id)
                if status is not None and is_attended(status) and expected(session, row.member):
                    mine = years.setdefault(row.member.id, {})
                    mine[session.held_on.year] = mine.get(session.held_on.year, Decimal(0)) + session.hours
        return years


def _told(tally: Tally | None) -> str:
    """Return in words how often each status was recorded."""
    counts = tally.counts if tally else {}
    return "、".join(f"{status.label} {counts[status]}" for status in Status if counts.get(status))


def class_content(cohort: Cohort) -> ClassContent:
    """Return what a class consists of, in constant queries."""
    register = cohort_register(cohort)
    found = class_assessment(cohort, register=register)
    return ClassContent(register, found, list_sessions(cohort, cancelled=True), list_scans(cohort))


def closing_facts(cohort: Cohort, content: ClassContent) -> ClosingFacts:
    """Return what the checklist looks at, in constant queries."""
    register = content.register
    newest = newest_release(cohort)
    evaluations = list_questionnaires(cohort)
    return ClosingFacts(
        scans={scan.kind for scan in content.scans},
        has_end=cohort.ends_on is not None,
        trainees=len(content.found.rows),
        sessions=sum(session.state is SessionState.PLANNED for session in content.sessions),
        unmarked=[
            Named(one.title, one.public_id)
            for one in register.sessions
            if register.state(one) is not RollState.CONFIRMED
        ],
        open_leave=_open_leave(cohort),
        undecided=[_of(row.enrolment) for row in content.found.rows if not row.decided],
        decided=_ways(content.found),
        open_evaluations=[
            Named(one.questionnaire.title, one.questionnaire.public_id)
            for one in evaluations
            if one.questionnaire.state is EvaluationState.OPEN
        ],
        evaluated=bool(evaluations),
        released=newest is not None,
        unreleased=len(unreleased_changes(cohort, newest)) if newest else 0,
        unlisted=_unlisted(cohort),
        twice=[Named(told) for told in attended_twice(cohort)],
        never_came=[Named(row.member.name) for row in register.rows if row.tally.recorded and not row.tally.attended],
    )


def _of(one: Enrolment) -> Named:
    return Named(one.name, one.public_id)


def _ways(found: ClassAssessment) -> str:
    """Return how many were decided each way, in words."""
    decided = [row.completion for row in found.rows if row.decided]
    return "、".join(f"{one.label} {decided.count(one)} 人" for one in Completion if one in decided)


def _open_leave(cohort: Cohort) -> Sequence[Named]:
    statement = select(Enrolment.name).join(Leave, Leave.enrolment_id == Enrolment.id)
    waiting = statement.where(Enrolment.cohort_id == cohort.id, Leave.state == LeaveState.REQUESTED)
    return [Named(name) for name in db.session.scalars(waiting.order_by(Enrolment.number))]


def _unlisted(cohort: Cohort) -> Sequence[Named]:
    statement = select(Guest.name).where(Guest.cohort_id == cohort.id, Guest.enrolment_id.is_(None))
    return [Named(name) for name in db.session.scalars(statement.order_by(Guest.id))]


def closing_checks(cohort: Cohort, content: ClassContent) -> list[Check]:
    """Return the checklist of a class."""
    return checklist(closing_facts(cohort, content))


def list_scans(cohort: Cohort) -> Sequence[Scan]:
    """Return the papers of the closing file by kind."""
    rows = db.session.scalars(select(Scan).where(Scan.cohort_id == cohort.id).order_by(Scan.id)).all()
    order = {kind: place for place, kind in enumerate(ScanKind)}
    return sorted(rows, key=lambda scan: order[scan.kind])


def find_scan(cohort: Cohort, public_id: str) -> Scan:
    """Return a paper of this class's file; raise NotFound otherwise."""
    scan = db.session.scalar(select(Scan).where(Scan.cohort_id == cohort.id, Scan.public_id == public_id))
    if scan is None:
        raise NotFound("没有这份材料，或者您看不到它")
    return scan


def list_closings(cohort: Cohort) -> Sequence[Closing]:
    """Return each time that a class was closed, the newest first."""
    statement = select(Closing).where(Closing.cohort_id == cohort.id).order_by(Closing.number.desc())
    return db.session.scalars(statement).all()


def import_of(cohort: Cohort) -> ClassImport | None:
    """Return how a class was read in from an archive; None for one that was made here."""
    return db.session.scalar(select(ClassImport).where(ClassImport.cohort_id == cohort.id))


def changes_since(closing: Closing, content: ClassContent) -> list[str]:
    """Return in words what changed since a closing."""
    return what_changed(closing.content, content.as_json())
