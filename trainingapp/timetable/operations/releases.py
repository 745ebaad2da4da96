"""Acts on releases: making one, putting the draft back to one, and a trainee's word of having seen one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Enrolment, Group, Track
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.core.changes import Changes, apply, between
from trainingapp.core.clock import now
from trainingapp.core.database import Published, db
from trainingapp.core.errors import Refused, Stale
from trainingapp.curriculum.models import Course, Lecturer, Venue
from trainingapp.timetable import queries
from trainingapp.timetable.models import Release, ReleaseLook, Session
from trainingapp.timetable.operations.plans import Clashing, Plan, links_of, set_people, take_along
from trainingapp.timetable.operations.sessions import drop_session
from trainingapp.timetable.operations.steps import Edit, keep_step
from trainingapp.timetable.rules.conflicts import sentence
from trainingapp.timetable.rules.frozen import FrozenSession, Named
from trainingapp.timetable.rules.releases import Change, compare
from trainingapp.timetable.terms import SessionState

#: What a release names by id, by the field that names it.
LINKED: Mapping[str, type[Published]] = {
    "course": Course,
    "venue": Venue,
    "host": Lecturer,
    "speakers": Lecturer,
    "tracks": Track,
    "groups": Group,
}


def publish_release(
    actor: Actor, cohort: Cohort, *, note: str = "", accepted_reason: str = "", seal: str | None = None
) -> Release:
    """Release a class's draft under the next number; from now on trainees and calendars see it.

    Refuses a draft that something blocks, one that changes nothing, and one with warnings that neither their sessions
    nor `accepted_reason` give a reason for. `seal` is that of the readiness that the actor saw: raises Stale when the
    draft has been changed since.
    """
    refuse_closed(cohort, "课表")
    readiness = queries.release_readiness(cohort)
    if seal is not None and seal != readiness.seal:
        raise Stale("您看过以后课表又改了，没有发布。请重新看一遍再发布")
    _refuse_unready(readiness, accepted_reason)
    release = Release(
        cohort=cohort,
        number=readiness.number,
        note=note.strip(),
        warnings=[sentence(warning) for warning in readiness.warnings],
        accepted_reason=accepted_reason.strip() if readiness.warnings else "",
        user_id=actor.user_id,
        made_by=actor.name,
        made_at=now(),
        held=[one.to_json() for one in readiness.sessions],
    )
    db.session.add(release)
    db.session.flush()
    told = Changes(after={"number": release.number, "changes": [str(change) for change in readiness.changes]})
    audit.record(actor, "timetable.released", release, told, reason=release.note)
    return release


class Unexplained(Clashing):
    """The timetable has warnings, and whoever releases it has not said why; the page asks."""


def _refuse_unready(readiness: queries.Readiness, accepted_reason: str) -> None:
    if readiness.blocking:
        raise Clashing(readiness.blocking, "课表还不能发布，请先解决下面的冲突")
    if not readiness.sessions:
        raise Refused("课表还是空的，请先排课再发布")
    if not readiness.changes:
        raise Refused("课表和最新的发布版一样，不用再发布")
    if readiness.warnings and not accepted_reason.strip():
        raise Unexplained(readiness.warnings, f"有 {len(readiness.warnings)} 条提醒，请先处理，或写明照此发布的理由")


def restore_release(actor: Actor, cohort: Cohort, release: Release) -> list[Change]:
    """Put the draft back to what a release holds and return what that changed.

    Sessions that the release does not hold are cancelled, not deleted: their attendance stays on record. Conflicts
    with other classes show in the draft and keep it from being released. Visits go along to the hours of their
    sessions, else their itineraries stay as they are. The whole is one step to undo.
    Refuses a release that names a group, a lecturer or a venue that there is no more.
    """
    before = queries.draft_of(cohort)
    draft = {one.public_id: one for one in queries.list_sessions(cohort, cancelled=True)}
    wanted = {one.uid: one for one in release.sessions if one.is_held}
    plans = _plans(release, wanted.values())
    edits = [
        _put_back(actor, draft.get(uid) or Session(cohort=cohort, public_id=uid), plan) for uid, plan in plans.items()
    ]
    for uid, session in draft.items():
        if uid not in wanted and session.state is SessionState.PLANNED:
            edits.append(Edit(session, drop_session(actor, session, reason=f"恢复到{release.label}")))
    db.session.flush()
    keep_step(actor, cohort, label=f"草稿恢复到{release.label}", edits=edits)
    changes = compare(before, queries.draft_of(cohort))
    if changes:
        told = Changes(after={"number": release.number, "changes": [str(change) for change in changes]})
        audit.record(actor, "timetable.restored", release, told)
    return changes


def _put_back(actor: Actor, session: Session, plan: Plan) -> Edit:
    is_new = session.id is None
    began, links = session.starts_at, links_of(session)
    db.session.add(session)
    changed = apply(session, **plan.columns, state=SessionState.PLANNED)
    set_people(session, plan)
    session.course, session.venue = plan.course, plan.venue
    if is_new:
        return Edit(session, None)
    take_along(actor, session, began)
    return Edit(session, changed | between(links, links_of(session)), moved=True)


def _plans(release: Release, sessions: Collection[FrozenSession]) -> dict[str, Plan]:
    """Return what each session is to be, with the rows of the libraries and of the class that it names."""
    rows = {
        name: _rows(kind, (named for one in sessions for named in _named(one, name))) for name, kind in LINKED.items()
    }
    missing = [
        named.name for one in sessions for name in rows for named in _named(one, name) if named.id not in rows[name]
    ]
    if missing:
        raise Refused(f"{release.label}里的“{'”“'.join(dict.fromkeys(missing))}”已经删除，不能照原样恢复")
    return {one.uid: _plan(one, rows) for one in sessions}


def _rows(kind: type[Published], named: Iterable[Named]) -> dict[int, Any]:
    found = db.session.scalars(select(kind).where(kind.id.in_({one.id for one in named})))
    return {row.id: row for row in found}


def _plan(one: FrozenSession, rows: Mapping[str, Mapping[int, Any]]) -> Plan:
    linked = {name: [found[named.id] for named in _named(one, name)] for name, found in rows.items()}
    single = {name: next(iter(linked[name]), None) for name in ("course", "venue", "host")}
    own = {field.name: getattr(one, field.name) for field in fields(Plan) if field.name not in linked}
    return Plan(**{**own, **linked, **single})


def _named(one: FrozenSession, name: str) -> tuple[Named, ...]:
    value: tuple[Named, ...] | Named | None = getattr(one, name)
    return value if isinstance(value, tuple) else (value,) if value else ()


def record_look(actor: Actor, enrolment: Enrolment, release: Release) -> None:
    """Keep that a trainee has seen a release; an older one than before changes nothing."""
    del actor  # a trainee's own word: the row itself tells who and when
    look = db.session.scalar(select(ReleaseLook).where(ReleaseLook.enrolment_id == enrolment.id))
    if look is None:
        look = ReleaseLook(enrolment=enrolment, number=0, seen_at=now())
        db.session.add(look)
    if look.number < release.number:
        look.number, look.seen_at = release.number, now()
    db.session.flush()
