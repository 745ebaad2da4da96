"""Reads of calendar feeds: which address is whose, and the sessions that it tells of."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.core.scope import ALL_OFFICES
from trainingapp.curriculum.models import Lecturer, Venue
from trainingapp.people.models import Person
from trainingapp.timetable.models import FeedAddress, Release
from trainingapp.timetable.rules.feeds import ClassFeed, build_feed
from trainingapp.timetable.rules.frozen import FrozenSession
from trainingapp.timetable.rules.releases import Edition, follow
from trainingapp.timetable.terms import FeedKind

NO_SUCH_FEED = "没有这个日历地址，或者它已经停用。请向主办单位要新的地址"
#: For how long classes that are over stay in the calendars of lecturers and venues.
KEPT = timedelta(days=180)

Subject = Person | Lecturer | Cohort | Venue
Concerns = Callable[[FrozenSession], bool]
#: The column of an address that names its subject.
COLUMNS: Mapping[FeedKind, InstrumentedAttribute[int | None]] = {
    FeedKind.PERSON: FeedAddress.person_id,
    FeedKind.LECTURER: FeedAddress.lecturer_id,
    FeedKind.COHORT: FeedAddress.cohort_id,
    FeedKind.VENUE: FeedAddress.venue_id,
}


def digest_of(secret: str) -> str:
    """Return the digest under which the secret of an address is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find_feed(secret: str) -> FeedAddress:
    """Return the live address with this secret, in any office; raise NotFound, also for one that was revoked."""
    statement = select(FeedAddress).where(
        FeedAddress.secret_digest == digest_of(secret), FeedAddress.revoked_at.is_(None)
    )
    found = db.session.scalar(statement, execution_options={ALL_OFFICES: True})
    if found is None:
        raise NotFound(NO_SUCH_FEED)
    return found


def live_feeds(kind: FeedKind, subject_ids: Collection[int]) -> Mapping[int, FeedAddress]:
    """Return the live address of each of these persons, lecturers, classes or venues that has one."""
    column = COLUMNS[kind]
    statement = select(FeedAddress).where(column.in_(subject_ids), FeedAddress.revoked_at.is_(None))
    feeds = db.session.scalars(statement.order_by(FeedAddress.id)).all()
    return {subject_id: feed for feed in feeds if (subject_id := getattr(feed, column.key)) is not None}


def live_feed(subject: Subject) -> FeedAddress | None:
    """Return the live address of somebody or something, or None."""
    return live_feeds(kind_of(subject), [subject.id]).get(subject.id)


def kind_of(subject: Subject) -> FeedKind:
    """Return what kind of feed tells of this subject."""
    return FeedKind(type(subject).__name__.lower())


def feed_text(feed: FeedAddress, today: date) -> bytes:
    """Return what an address answers with on a day: RFC 5545 text."""
    subject = feed.subject
    match subject:
        case Person():
            return build_feed("我的培训课表", _classes_of_person(subject))
        case Cohort():
            return build_feed(f"{subject.short_name} 课表", _tell([(subject, lambda _: True)]))
        case Lecturer():
            return build_feed(f"{subject.name}的授课安排", _tell_where(lambda one: one.is_with(subject.id), today))
        case Venue():
            return build_feed(f"{subject.name}的课程安排", _tell_where(lambda one: one.is_in(subject.id), today))


def _classes_of_person(person: Person) -> list[ClassFeed]:
    statement = (
        select(Enrolment)
        .where(Enrolment.person_id == person.id, Enrolment.state == EnrolmentState.ENROLLED)
        .options(joinedload(Enrolment.cohort))
        .order_by(Enrolment.cohort_id)
    )
    return _tell([(one.cohort, _for_trainee(one)) for one in db.session.scalars(statement)])


def _for_trainee(enrolment: Enrolment) -> Concerns:
    return lambda session: session.is_for(track=enrolment.track_id, group=enrolment.group_id)


def _tell_where(concerns: Concerns, today: date) -> list[ClassFeed]:
    """Return the classes of the office in which something concerns a lecturer or a venue."""
    statement = select(Cohort).where((Cohort.ends_on >= today - KEPT) | Cohort.ends_on.is_(None)).order_by(Cohort.id)
    told = _tell([(cohort, concerns) for cohort in db.session.scalars(statement)])
    return [one for one in told if one.told]


def _tell(classes: Sequence[tuple[Cohort, Concerns]]) -> list[ClassFeed]:
    """Return what the releases of these classes tell; a class without a release is left out."""
    releases = _releases_of(cohort.id for cohort, _ in classes)
    return [
        ClassFeed(
            cohort.short_name,
            cohort.organiser,
            releases[cohort.id][-1].stamp,
            follow(_editions(releases[cohort.id]), concerns),
        )
        for cohort, concerns in classes
        if cohort.id in releases
    ]


def _editions(releases: Iterable[Release]) -> list[Edition]:
    """Return releases as the rules see them; most sessions stay as they were, and are read once for all releases."""
    known: dict[str, tuple[dict[str, Any], FrozenSession]] = {}

    def read(stored: dict[str, Any]) -> FrozenSession:
        before, session = known.get(stored["uid"], (None, None))
        if session is None or before != stored:
            session = FrozenSession.from_json(stored)
            known[stored["uid"]] = (stored, session)
        return session

    return [Edition(one.number, one.made_at, tuple(read(stored) for stored in one.held)) for one in releases]


def _releases_of(cohort_ids: Iterable[int]) -> Mapping[int, list[Release]]:
    """Return every release of these classes by class, oldest first; one query."""
    statement = select(Release).where(Release.cohort_id.in_(set(cohort_ids)))
    ordered = db.session.scalars(statement.order_by(Release.cohort_id, Release.number))
    return {cohort_id: list(several) for cohort_id, several in groupby(ordered, key=lambda one: one.cohort_id)}
