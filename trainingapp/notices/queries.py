"""Reads of notices: drafts as things stand, what went out, and what a trainee should read."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.accounts.terms import Actor, Role
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.core.times import show_clock
from trainingapp.notices.models import MailSettings, Notice, NoticeReader, Told
from trainingapp.notices.rules import Draft, Outing, Trainee, draft_ride, draft_timetable
from trainingapp.notices.terms import NoticeKind
from trainingapp.timetable.queries import list_releases
from trainingapp.timetable.terms import SessionState
from trainingapp.visits.models import Seat, Vehicle, Visit
from trainingapp.visits.queries import list_visits


def drafts_of(cohort: Cohort) -> list[Draft]:
    """Return the notices that a class should send now: rides of the visits to come, then the newest timetable."""
    told = {(one.kind, one.key): one.state for one in _told(cohort)}
    trainees = _trainees(cohort)
    rides = {key: state for (kind, key), state in told.items() if kind is NoticeKind.RIDE}
    numbers = {key: int(state["number"]) for (kind, key), state in told.items() if kind is NoticeKind.TIMETABLE}
    return [*_ride_drafts(cohort, rides, trainees), *_timetable_drafts(cohort, numbers, trainees)]


def _told(cohort: Cohort) -> Sequence[Told]:
    return db.session.scalars(select(Told).where(Told.cohort_id == cohort.id)).all()


def find_told(cohort: Cohort, kind: NoticeKind, key: str) -> Told | None:
    """Return what these readers were last told, or None."""
    wanted = (Told.cohort_id == cohort.id, Told.kind == kind, Told.key == key)
    return db.session.scalar(select(Told).where(*wanted))


def _trainees(cohort: Cohort) -> list[Trainee]:
    statement = (
        select(Enrolment)
        .where(Enrolment.cohort_id == cohort.id, Enrolment.state == EnrolmentState.ENROLLED)
        .order_by(Enrolment.number, Enrolment.id)
    )
    return [Trainee(one.id, one.name, one.track_id, one.group_id) for one in db.session.scalars(statement)]


def _ride_drafts(cohort: Cohort, told: Mapping[str, Mapping[str, str]], trainees: Sequence[Trainee]) -> list[Draft]:
    """Return the drafts of the visits to come whose seats differ from what was told."""
    coming = [
        visit
        for visit in list_visits(cohort)
        if visit.session.held_on >= today() and visit.session.state is SessionState.PLANNED
    ]
    rides = _rides(coming)
    names = {trainee.id: trainee.name for trainee in trainees}
    drafts = [
        draft_ride(
            Outing(visit.session.public_id, visit.label, _gathering(visit)),
            {int(trainee): words for trainee, words in told.get(visit.session.public_id, {}).items()},
            rides.get(visit.id, {}),
            names,
        )
        for visit in coming
    ]
    return [draft for draft in drafts if draft is not None]


def _rides(visits: Sequence[Visit]) -> dict[int, dict[int, str]]:
    """Return each seated trainee's vehicle in words, by visit; one query."""
    words = {vehicle.id: _in_words(vehicle) for visit in visits for vehicle in visit.vehicles}
    seats = db.session.scalars(select(Seat).where(Seat.visit_id.in_([visit.id for visit in visits])))
    found: dict[int, dict[int, str]] = {}
    for seat in seats:
        found.setdefault(seat.visit_id, {})[seat.enrolment_id] = words[seat.vehicle_id]
    return found


def _in_words(vehicle: Vehicle) -> str:
    known = (vehicle.plate, f"车长{vehicle.in_charge}" if vehicle.in_charge else "")
    more = "，".join(part for part in known if part)
    return f"{vehicle.name}（{more}）" if more else vehicle.name


def _gathering(visit: Visit) -> str:
    moment = show_clock(visit.gather_at)
    told = " ".join(part for part in (moment, visit.gather_place) if part)
    return f"集合：{told}" if told else ""


def _timetable_drafts(cohort: Cohort, told: Mapping[str, int], trainees: Sequence[Trainee]) -> list[Draft]:
    releases = list_releases(cohort)
    if not releases:
        return []
    editions = [release.edition for release in reversed(releases)]
    return draft_timetable(cohort.short_name, editions, releases[0].stamp, told, trainees)


def list_notices(cohort: Cohort) -> Sequence[Notice]:
    """Return what went out, the newest first, with who has read it."""
    readers = selectinload(Notice.readers).joinedload(NoticeReader.enrolment)
    statement = select(Notice).where(Notice.cohort_id == cohort.id).options(readers)
    return db.session.scalars(statement.order_by(Notice.sent_at.desc(), Notice.id.desc())).all()


def find_notice(cohort: Cohort, public_id: str) -> Notice:
    """Return a notice of this class; raise NotFound."""
    wanted = (Notice.cohort_id == cohort.id, Notice.public_id == public_id)
    found = db.session.scalar(select(Notice).where(*wanted))
    if found is None:
        raise NotFound("本班没有这条通知")
    return found


def own_notices(actor: Actor) -> Sequence[NoticeReader]:
    """Return what the actor should read as a trainee, the newest first."""
    statement = (
        select(NoticeReader)
        .join(Enrolment, Enrolment.id == NoticeReader.enrolment_id)
        .where(Enrolment.person_id.in_(actor.reach(Role.TRAINEE, "person_id")))
        .options(joinedload(NoticeReader.notice).joinedload(Notice.cohort))
    )
    return db.session.scalars(statement.order_by(NoticeReader.id.desc())).all()


def count_unread(actor: Actor) -> int:
    """Return how many notices the actor should read as a trainee and has not opened yet."""
    statement = (
        select(func.count(NoticeReader.id))
        .join(Enrolment, Enrolment.id == NoticeReader.enrolment_id)
        .where(Enrolment.person_id.in_(actor.reach(Role.TRAINEE, "person_id")), NoticeReader.read_at.is_(None))
    )
    return db.session.scalar(statement) or 0


def find_own_notice(actor: Actor, public_id: str) -> NoticeReader:
    """Return one of the actor's own; raise NotFound."""
    found = next((one for one in own_notices(actor) if one.notice.public_id == public_id), None)
    if found is None:
        raise NotFound("没有这条通知，或者它不是发给您的")
    return found


def mail_settings() -> MailSettings | None:
    """Return the office's mail server, or None."""
    return db.session.scalar(select(MailSettings))
