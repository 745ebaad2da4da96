"""Papers that come back edited: the one that is looked at, those left lying, and who changed a cell meanwhile."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.attendance.models import MarkEvent
from trainingapp.attendance.queries import cohort_register
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import list_roster
from trainingapp.core.clock import to_local
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.registers.models import PaperReturn
from trainingapp.registers.queries.tracks import half_day_key
from trainingapp.registers.rules.returning import Difference
from trainingapp.registers.rules.tracking import NAME, squeeze
from trainingapp.registers.terms import PaperKind
from trainingapp.timetable.queries import list_sessions

ROSTER_FIELDS = {"organisation_name": "organisation", "group_id": "group", "track_id": "track"}
SESSION_FIELDS = {
    "title": NAME,
    "held_on": "date",
    "starts_at": "time",
    "ends_at": "time",
    "venue_id": "venue",
    "speaker_note": "speakers",
}
"""The paper's columns by the fields that the trail names, where they are called otherwise."""
NO_SUCH_RETURN = "没有这个待读回的文件，可能已被新上传的文件替代；请重新上传"


def find_return(cohort: Cohort, public_id: str) -> PaperReturn:
    """Return a paper that came back to this class; raise NotFound."""
    statement = select(PaperReturn).where(PaperReturn.cohort_id == cohort.id, PaperReturn.public_id == public_id)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound(NO_SUCH_RETURN)
    return found


def returns_left(actor: Actor, cohort: Cohort) -> Sequence[PaperReturn]:
    """Return the papers that this person sent back to this class and whose changes were never taken."""
    statement = select(PaperReturn).where(
        PaperReturn.cohort_id == cohort.id, PaperReturn.user_id == actor.user_id, PaperReturn.taken_at.is_(None)
    )
    return db.session.scalars(statement).all()


def changers(cohort: Cohort, kind: PaperKind, cells: Sequence[Difference]) -> dict[str, str]:
    """Return who changed these cells last, and when, by the cells' tokens; no word where the trail has none."""
    changed = [cell for cell in cells if cell.now != cell.base]
    if not changed:
        return {}
    match kind:
        case PaperKind.ATTENDANCE:
            return _who_marked(cohort, changed)
        case PaperKind.ASSESSMENT:
            return _who_scored(cohort, changed)
        case PaperKind.ROSTER:
            ids = {row.id: row.public_id for row in list_roster(cohort.id)}
            return _who_edited(cohort, changed, "enrolment", ids, ROSTER_FIELDS)
        case PaperKind.TIMETABLE:
            ids = {row.id: row.public_id for row in list_sessions(cohort)}
            return _who_edited(cohort, changed, "session", ids, SESSION_FIELDS)
        case _:
            return {}


def _who_edited(
    cohort: Cohort,
    cells: Sequence[Difference],
    subject: str,
    ids: Mapping[int, str],
    fields: Mapping[str, str],
) -> dict[str, str]:
    """Return who changed cells of rows that have trails of their own: by the row's id and the field's column."""
    statement = (
        select(AuditEvent)
        .where(AuditEvent.cohort_id == cohort.id, AuditEvent.subject_kind == subject)
        .order_by(AuditEvent.id)
    )
    last = {
        (ids.get(event.subject_id or 0), fields.get(name, name)): _told(event)
        for event in db.session.scalars(statement)
        for name in {**event.before, **event.after}
    }
    return {cell.token: told for cell in cells if (told := last.get((cell.row_id, cell.key)))}


def _told(event: AuditEvent) -> str:
    return f"{event.actor_name} {to_local(event.occurred_at):%m-%d %H:%M}"


def _who_marked(cohort: Cohort, cells: Sequence[Difference]) -> dict[str, str]:
    columns = {half_day_key(column): column for column in cohort_register(cohort).columns}
    statement = (
        select(Enrolment.public_id, MarkEvent.session_id, MarkEvent.actor_name, MarkEvent.occurred_at)
        .join(Enrolment, Enrolment.id == MarkEvent.enrolment_id)
        .where(Enrolment.cohort_id == cohort.id, Enrolment.public_id.in_({cell.row_id for cell in cells}))
        .order_by(MarkEvent.id)
    )
    last = {(who, session): (name, at) for who, session, name, at in db.session.execute(statement)}
    told = {}
    for cell in cells:
        sessions = columns[cell.key].sessions if cell.key in columns else ()
        found = [last[cell.row_id, one.id] for one in sessions if (cell.row_id, one.id) in last]
        if found:
            name, at = max(found, key=lambda one: one[1])
            told[cell.token] = f"{name} {to_local(at):%m-%d %H:%M}"
    return told


def _who_scored(cohort: Cohort, cells: Sequence[Difference]) -> dict[str, str]:
    statement = (
        select(AuditEvent)
        .where(AuditEvent.cohort_id == cohort.id, AuditEvent.verb == "scores.entered")
        .order_by(AuditEvent.id)
    )
    last = {
        squeeze(place): _told(event)
        for event in db.session.scalars(statement)
        for place in {**event.before, **event.after}
    }
    # The trail names a score by the trainee and the component; a heading has the weight behind the component's name.
    return {
        cell.token: told
        for cell in cells
        if (told := last.get(squeeze(cell.who + cell.heading.split(" ")[-1].split("（")[0])))
    }
