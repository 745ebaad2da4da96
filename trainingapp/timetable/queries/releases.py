"""Reads of releases: the draft as a release would hold it, what keeps it back, and what has been released."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core import events
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.curriculum.models import Lecturer
from trainingapp.timetable.models import Release, ReleaseLook, Session
from trainingapp.timetable.queries.conflicts import class_conflicts
from trainingapp.timetable.queries.sessions import list_sessions
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.frozen import FrozenSession, Named, in_order
from trainingapp.timetable.rules.releases import Change, compare, freeze, holding_back, to_accept

NO_SUCH_RELEASE = "本班没有这一版课表"
COPIED = (
    "held_on", "half_day", "starts_at", "ends_at", "title", "form", "hours", "category",
    "speaker_note", "observers", "note", "takes_attendance", "state",
)  # fmt: skip
"""What a release and a session hold alike."""


def list_releases(cohort: Cohort) -> Sequence[Release]:
    """Return a class's releases, the newest first."""
    statement = select(Release).where(Release.cohort_id == cohort.id)
    return db.session.scalars(statement.order_by(Release.number.desc())).all()


def newest_release(cohort: Cohort) -> Release | None:
    """Return the release that everybody relies on, or None where nothing has been released."""
    return newest_releases([cohort.id]).get(cohort.id)


def newest_number(cohort: Cohort) -> int | None:
    """Return the number of the release that everybody relies on, or None where nothing has been released."""
    return db.session.scalar(select(func.max(Release.number)).where(Release.cohort_id == cohort.id))


def newest_releases(cohort_ids: Collection[int]) -> Mapping[int, Release]:
    """Return the newest release of each of these classes; classes without any are left out."""
    return {release.cohort_id: release for release in db.session.scalars(_newest(cohort_ids))}


def _newest(cohort_ids: Collection[int] | Select[int]) -> Select[Release]:
    newest = (
        select(Release.cohort_id, func.max(Release.number).label("number"))
        .where(Release.cohort_id.in_(cohort_ids))
        .group_by(Release.cohort_id)
        .subquery()
    )
    same = (Release.cohort_id == newest.c.cohort_id) & (Release.number == newest.c.number)
    return select(Release).join(newest, same)


def releases_of_running_classes(since: date) -> Sequence[Release]:
    """Return the newest release of every class that has not ended before a day, with its class."""
    running = select(Cohort.id).where((Cohort.ends_on >= since) | Cohort.ends_on.is_(None))
    statement = _newest(running).options(joinedload(Release.cohort))
    return db.session.scalars(statement.order_by(Release.cohort_id)).all()


def release_numbered(cohort: Cohort, number: int) -> Release | None:
    """Return a class's release with this number, or None."""
    return db.session.scalar(select(Release).where(Release.cohort_id == cohort.id, Release.number == number))


def find_release(cohort: Cohort, public_id: str) -> Release:
    """Return a release of this class; raise NotFound."""
    wanted = (Release.cohort_id == cohort.id, Release.public_id == public_id)
    found = db.session.scalar(select(Release).where(*wanted))
    if found is None:
        raise NotFound(NO_SUCH_RELEASE)
    return found


def draft_of(cohort: Cohort) -> tuple[FrozenSession, ...]:
    """Return the sessions that the draft holds, as a release would hold them."""
    return freeze_sessions(list_sessions(cohort))


def freeze_sessions(sessions: Sequence[Session]) -> tuple[FrozenSession, ...]:
    """Return sessions as a release holds them, with the stops of their visits; constant queries."""
    stops = _ask_stops([session.id for session in sessions])
    return in_order(_freeze(session, stops.get(session.id, ())) for session in sessions)


def _ask_stops(session_ids: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    """Ask whoever knows of visits, which lie above timetables, for the stops in words."""
    answers = events.stops_asked.send(None, session_ids=session_ids)
    return {session_id: stops for _, found in answers for session_id, stops in found.items()}


def _freeze(session: Session, stops: tuple[str, ...]) -> FrozenSession:
    venue, course, host = session.venue, session.course, session.host
    return FrozenSession(
        uid=session.public_id,
        **{name: getattr(session, name) for name in COPIED},
        course=Named(course.id, course.title) if course else None,
        venue=Named(venue.id, venue.name) if venue else None,
        address=venue.address if venue else "",
        speakers=tuple(_lecturer(speaker) for speaker in session.speakers),
        host=_lecturer(host) if host else None,
        tracks=tuple(sorted(Named(track.id, track.name) for track in session.tracks)),
        groups=tuple(sorted(Named(group.id, group.name) for group in session.groups)),
        stops=stops,
        features=tuple(session.features),
    )


def _lecturer(lecturer: Lecturer) -> Named:
    return Named(lecturer.id, lecturer.name, "　".join(filter(None, [lecturer.unit + lecturer.title, lecturer.name])))


@dataclass(frozen=True)
class Readiness:
    """Whether a draft can be released: what would change, what keeps it back, what must be taken on."""

    newest: Release | None
    sessions: tuple[FrozenSession, ...]
    changes: Sequence[Change]
    conflicts: Sequence[Conflict]

    @property
    def blocking(self) -> list[Conflict]:
        """Return the conflicts that keep it back."""
        return holding_back(self.conflicts)

    @property
    def warnings(self) -> list[Conflict]:
        """Return the warnings that nobody has given a reason for yet."""
        return to_accept(self.conflicts)

    @property
    def number(self) -> int:
        """Return the number that the release would have."""
        return self.newest.number + 1 if self.newest else 1

    @property
    def seal(self) -> str:
        """Return a digest of what would be released, so that nobody releases what he has not seen."""
        held = json.dumps([one.to_json() for one in self.sessions], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(held.encode()).hexdigest()


def release_readiness(cohort: Cohort) -> Readiness:
    """Return whether a class's draft can be released."""
    draft = list_sessions(cohort)
    newest = newest_release(cohort)
    before = newest.sessions if newest else ()
    sessions = freeze(freeze_sessions(draft), before)
    return Readiness(newest, sessions, compare(before, sessions), class_conflicts(draft))


def unreleased_changes(cohort: Cohort, newest: Release | None) -> list[Change]:
    """Return what the draft changes against the newest release: what nobody outside has been told of."""
    return compare(newest.sessions if newest else (), draft_of(cohort))


def looked_at(enrolment: Enrolment) -> int:
    """Return the number of the newest release that a trainee has said to have seen, 0 for none."""
    statement = select(ReleaseLook.number).where(ReleaseLook.enrolment_id == enrolment.id)
    return db.session.scalar(statement) or 0


def count_looks(cohort: Cohort, number: int) -> int:
    """Return how many of a class's trainees have said to have seen this release or a later one."""
    statement = (
        select(func.count(ReleaseLook.id))
        .join(Enrolment, Enrolment.id == ReleaseLook.enrolment_id)
        .where(
            Enrolment.cohort_id == cohort.id,
            Enrolment.state == EnrolmentState.ENROLLED,
            ReleaseLook.number >= number,
        )
    )
    return db.session.scalar(statement) or 0


@dataclass(frozen=True)
class FinalTimetable:
    """The timetable as it was held in the end, and how each release came to differ from the one before."""

    release: Release
    sessions: tuple[FrozenSession, ...]
    history: Sequence[tuple[Release, Sequence[Change]]]


def final_timetable(cohort: Cohort) -> FinalTimetable | None:
    """Return the newest release's sessions with the history of all releases, for the closing file; None without one."""
    releases = list_releases(cohort)
    if not releases:
        return None
    held = [one for one in releases[0].sessions if one.is_held]
    return FinalTimetable(releases[0], tuple(held), list(_history(releases)))


def _history(releases: Sequence[Release]) -> Iterable[tuple[Release, Sequence[Change]]]:
    for before, release in pairwise(reversed(releases)):
        yield release, compare(before.sessions, release.sessions)
