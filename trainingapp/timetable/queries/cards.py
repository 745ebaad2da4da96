"""Sessions as the rules see them, with the persons whom each expects."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import select

from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import db
from trainingapp.curriculum.models import Venue
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries.facts import outings_of
from trainingapp.timetable.rules.cards import Card, ClassFacts, Room
from trainingapp.timetable.terms import Teaching

OPENING_WORDS, CLOSING_WORDS = ("开班", "开学"), ("结业", "结班")


class Member(NamedTuple):
    """Who is in a class now, with track and group."""

    person: int
    track: int | None
    group: int | None
    name: str


Members = Mapping[int, Sequence[Member]]
#: Class, tracks and groups: sessions with the same audience expect the same persons.
Audience = tuple[int, frozenset[int], frozenset[int]]


def members_of(cohort_ids: Iterable[int]) -> Members:
    """Return those who are in each of these classes now."""
    statement = select(
        Enrolment.cohort_id, Enrolment.person_id, Enrolment.track_id, Enrolment.group_id, Enrolment.name
    ).where(Enrolment.cohort_id.in_(set(cohort_ids)), Enrolment.state == EnrolmentState.ENROLLED)
    members: dict[int, list[Member]] = {}
    for cohort_id, person, track, group, name in db.session.execute(statement):
        members.setdefault(cohort_id, []).append(Member(person, track, group, name))
    return members


def cards_of(sessions: Sequence[Session], members: Members | None = None) -> list[Card]:
    """Return the sessions as the rules see them, with the persons whom each expects."""
    known = members_of(session.cohort_id for session in sessions) if members is None else members
    audiences: dict[Audience, frozenset[int]] = {}
    cards = [card_of(session, known.get(session.cohort_id, ()), audiences) for session in sessions]
    outings = outings_of(session.id for session in sessions if session.form is Form.VISIT)
    return [replace(card, outing=outings[card.id]) if card.id in outings else card for card in cards]


def card_of(
    session: Session, members: Sequence[Member], audiences: dict[Audience, frozenset[int]] | None = None
) -> Card:
    """Return one session as the rules see it; `audiences` keeps the persons of audiences that come again."""
    tracks = {track.id: track.name for track in session.tracks}
    groups = {group.id: group.name for group in session.groups}
    audience = (session.cohort_id, frozenset(tracks), frozenset(groups))
    known = {} if audiences is None else audiences
    if audience not in known:
        known[audience] = _expected(members, *audience[1:])
    return Card(
        id=session.id,
        label=session.title,
        cohort=_class_facts(session.cohort),
        starts=session.starts,
        ends=session.ends,
        half_day=session.half_day,
        hours=session.hours,
        form=session.form,
        speakers=_names(session, Teaching.SPEAKER),
        hosts=_names(session, Teaching.HOST),
        speaker_named=bool(session.speaker_note),
        room=room_of(session.venue),
        tracks=tracks,
        groups=groups,
        people=known[audience],
        opening=_is_ceremony(session, OPENING_WORDS),
        closing=_is_ceremony(session, CLOSING_WORDS),
        accepted=session.accepted_reason,
        after=session.after_id,
        needs=tuple(session.features),
    )


def _expected(members: Sequence[Member], tracks: frozenset[int], groups: frozenset[int]) -> frozenset[int]:
    if not (tracks or groups):
        return frozenset(member.person for member in members)
    return frozenset(member.person for member in members if member.track in tracks or member.group in groups)


def _class_facts(cohort: Cohort) -> ClassFacts:
    return ClassFacts(cohort.id, cohort.short_name, cohort.starts_on, cohort.ends_on, cohort.hours_per_half_day)


def _names(session: Session, role: Teaching) -> dict[int, str]:
    return {row.lecturer_id: row.lecturer.name for row in session.teachings if row.role is role}


def room_of(venue: Venue | None) -> Room | None:
    """Return a venue as the rules see it."""
    if venue is None:
        return None
    return Room(venue.id, venue.name, venue.capacity, venue.parallel, frozenset(venue.features))


def _is_ceremony(session: Session, words: Sequence[str]) -> bool:
    return session.form is Form.CEREMONY and any(word in session.title for word in words)
