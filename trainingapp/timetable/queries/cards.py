"""Sessions as the rules see them, with the persons whom each expects."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from trainingapp.cohorts.models import Enrolment
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
Names = dict[int, str]


class Expected:
    """The persons whom sessions expect; those with the same class, tracks and groups expect the same."""

    def __init__(self, members: Members) -> None:
        """Take who is in each class."""
        self._members = members
        self._known: dict[tuple[int, frozenset[int], frozenset[int]], frozenset[int]] = {}

    def of(self, cohort_id: int, tracks: Collection[int], groups: Collection[int]) -> frozenset[int]:
        """Return the persons of an audience: those of its tracks and groups, the whole class where it has neither."""
        audience = (cohort_id, frozenset(tracks), frozenset(groups))
        if audience not in self._known:
            members = self._members.get(cohort_id, ())
            self._known[audience] = frozenset(
                one.person for one in members if not (tracks or groups) or one.track in tracks or one.group in groups
            )
        return self._known[audience]


class Parts(NamedTuple):
    """What a card has of other tables: its class and room as the rules see them, names by id; what its room needs."""

    cohort: ClassFacts
    room: Room | None
    speakers: Names
    hosts: Names
    tracks: Names
    groups: Names
    needs: tuple[str, ...] = ()


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
    return with_outings(cards_without_outings(sessions, Expected(known)))


def cards_without_outings(sessions: Iterable[Session], expected: Expected) -> list[Card]:
    """Return the sessions as the rules see them, but for what visits add."""
    return [make_card(session, _parts(session), expected) for session in sessions]


def with_outings(cards: Sequence[Card]) -> list[Card]:
    """Return the cards with what the subjects above know of the outings of visits."""
    outings = outings_of(card.id for card in cards if card.form is Form.VISIT)
    return [replace(card, outing=outings[card.id]) if card.id in outings else card for card in cards]


def make_card(session: Session | Row[Any], parts: Parts, expected: Expected) -> Card:
    """Return one session, or the bare columns of one, as the rules see it."""
    held_on, form, title = session.held_on, session.form, session.title
    return Card(
        id=session.id,
        label=title,
        cohort=parts.cohort,
        starts=datetime.combine(held_on, session.starts_at),
        ends=datetime.combine(held_on, session.ends_at),
        half_day=session.half_day,
        hours=session.hours,
        form=form,
        speakers=parts.speakers,
        hosts=parts.hosts,
        speaker_named=bool(session.speaker_note),
        room=parts.room,
        tracks=parts.tracks,
        groups=parts.groups,
        people=expected.of(parts.cohort.id, parts.tracks, parts.groups),
        opening=form is Form.CEREMONY and any(word in title for word in OPENING_WORDS),
        closing=form is Form.CEREMONY and any(word in title for word in CLOSING_WORDS),
        accepted=session.accepted_reason,
        after=session.after_id,
        needs=parts.needs,
    )


def _parts(session: Session) -> Parts:
    cohort, teachings, audiences = session.cohort, session.teachings, session.audiences
    size = cohort.expected_size or 0
    return Parts(
        ClassFacts(cohort.id, cohort.short_name, cohort.starts_on, cohort.ends_on, cohort.hours_per_half_day, size),
        room_of(session.venue),
        speakers={row.lecturer_id: row.lecturer.name for row in teachings if row.role is Teaching.SPEAKER},
        hosts={row.lecturer_id: row.lecturer.name for row in teachings if row.role is Teaching.HOST},
        tracks={row.track.id: row.track.name for row in audiences if row.track},
        groups={row.group.id: row.group.name for row in audiences if row.group},
        needs=tuple(session.features),
    )


def room_of(venue: Venue | None) -> Room | None:
    """Return a venue as the rules see it."""
    if venue is None:
        return None
    return Room(venue.id, venue.name, venue.capacity, venue.parallel, frozenset(venue.features))
