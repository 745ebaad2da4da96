"""Course plans with all that surrounds them, gathered into a demand that the planner's rules turn into a problem."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.terms import Severity
from trainingapp.curriculum import queries as curriculum
from trainingapp.timetable.models import PlannedCourse, Session
from trainingapp.timetable.queries.calendar import working_calendar
from trainingapp.timetable.queries.cards import cards_of, members_of
from trainingapp.timetable.queries.conflicts import class_conflicts
from trainingapp.timetable.queries.course_plans import find_plans, held_sessions, list_courses_of
from trainingapp.timetable.queries.facts import gather_facts, sites_named
from trainingapp.timetable.queries.lecturers import lecturer_hours
from trainingapp.timetable.queries.plan_cards import Gathering, Scope, Source, partners_of
from trainingapp.timetable.queries.seminars import sessions_side_by_side
from trainingapp.timetable.queries.sessions import whole_sessions
from trainingapp.timetable.rules.cards import Card, Facts, LecturerHours, Site
from trainingapp.timetable.rules.planning.sites import stays_of_course, stays_of_visit
from trainingapp.timetable.rules.planning.wanted import Demand, Hall, Stay, Teacher, Wanted
from trainingapp.timetable.terms import Edge, SessionState

#: What nobody can accept where a session stands.
_GRAVE = frozenset({Severity.BLOCK, Severity.BLOCK_RELEASE})


@dataclass(frozen=True)
class Planning:
    """A demand, what its cards stand for, and what the conflict rules know beside it."""

    demand: Demand
    sources: Mapping[str, Source]
    facts: Facts
    #: The present places of cards that may move.
    present: Mapping[str, Card] = field(default_factory=dict)


def gather_planning(cohorts: Sequence[Cohort], scope: Scope | None = None) -> Planning:
    """Gather the plans of these classes; constant queries, however many classes.

    Refuses a class without a last day, for then nobody knows where its timetable ends.
    """
    plans = find_plans(cohorts)
    sessions = _sessions_of(plans)
    members = members_of(plans)
    halls = [
        Hall(venue.id, venue.name, venue.capacity, venue.parallel, frozenset(venue.features))
        for venue in curriculum.list_venues()
    ]
    parallel = sessions_side_by_side(plans)
    courses = list_courses_of(plans)
    ties = [tie for one in cohorts for tie in (*parallel.get(one.id, ()), *_ties(courses[one.id]))]
    settled = _settled(sessions, ties) if scope and scope.repairing else frozenset()
    gatherings = [
        Gathering(
            one,
            members.get(one.id, ()),
            scope or Scope(),
            bool(halls),
            parallel=parallel.get(one.id, ()),
            settled=settled,
        )
        for one in cohorts
    ]
    for gathering in gatherings:
        gathering.take(courses[gathering.cohort.id], sessions[gathering.cohort.id])
    classes = [one.planned_class(plans[one.cohort.id], sessions[one.cohort.id]) for one in gatherings]
    sources = {key: source for one in gatherings for key, source in one.sources.items()}
    present = _standing([gathering.present for gathering in gatherings])
    others = _sessions_of_others(plans, min(one.first for one in classes), max(one.last for one in classes))
    names = {member.person: member.name for found in members.values() for member in found}
    facts = gather_facts(names)
    demand = Demand(
        classes=classes,
        wanted=_with_stays(gatherings, present),
        halls=halls,
        teachers=_teachers({day.year for one in classes for day in (one.first, one.last)}),
        calendar=working_calendar(),
        standing=_at_edges(_standing([gathering.standing for gathering in gatherings]), sources),
        others=cards_of(others),
        orders=[order for one in gatherings for order in one.orders],
        together=[keys for one in gatherings for keys in one.together],
        travel=facts.travel,
    )
    return Planning(demand, sources, facts, present)


def _ties(courses: Sequence[PlannedCourse]) -> list[frozenset[int]]:
    """Return the sessions of the courses that are held at the same time, by their ids."""
    return [
        frozenset(link.session_id for planned in partners for link in held_sessions(planned).values())
        for partners in partners_of(courses)
    ]


def _settled(sessions: Mapping[int, Sequence[Session]], ties: Iterable[frozenset[int]]) -> frozenset[int]:
    """Return the sessions whose warnings somebody has accepted, by their ids: a repair leaves them where they are.

    Not so where something graver touches one of them, or a session that is held at the same time.
    """
    own = [session for of_class in sessions.values() for session in of_class]
    if not any(session.accepted_reason for session in own):
        return frozenset()
    found = class_conflicts(own)
    hit = {card.id for conflict in found if conflict.severity in _GRAVE for card in conflict.cards}
    hit.update(*(tie for tie in ties if tie & hit))
    return frozenset(card.id for conflict in found if conflict.accepted for card in conflict.cards) - hit


def _standing(parts: Iterable[Mapping[str, Session]]) -> dict[str, Card]:
    sessions = {key: session for part in parts for key, session in part.items()}
    cards = cards_of(list(sessions.values()))
    return dict(zip(sessions, cards, strict=True))


def _at_edges(standing: Mapping[str, Card], sources: Mapping[str, Source]) -> dict[str, Card]:
    """Return cards that the plan puts at an end of the class as openings and closings, whatever they are called."""
    planned = {key: sources[key].planned for key in standing}
    edges = {key: course.edge for key, course in planned.items() if course}
    return {
        key: replace(
            card,
            opening=card.opening or edges.get(key) is Edge.OPENING,
            closing=card.closing or edges.get(key) is Edge.CLOSING,
        )
        for key, card in standing.items()
    }


def _with_stays(gatherings: Iterable[Gathering], present: Mapping[str, Card]) -> list[Wanted]:
    """Return the cards with the stops of their visits; one question for all the places of the plans."""
    wanted = [
        (card, gathering.sources[card.key], gathering.scope) for gathering in gatherings for card in gathering.wanted
    ]
    sites = sites_named(str(stop["site"]) for _, source, _ in wanted for stop in source.stops)
    return [
        replace(card, stays=_stays(card, source, present.get(card.key), sites, settled=scope.repairing))
        for card, source, scope in wanted
    ]


def _stays(
    card: Wanted, source: Source, standing: Card | None, sites: Mapping[str, Site], *, settled: bool
) -> tuple[Stay, ...]:
    """Return the stops of the visit that stands, else of the plan; none where a repair meets an accepted warning."""
    if standing and standing.outing:
        return () if settled and standing.accepted else stays_of_visit(standing)
    return stays_of_course(source.stops, sites, minutes=card.minutes)


def _teachers(years: set[int]) -> list[Teacher]:
    """Return the lecturers; when one can come is said for the years it lies in, and binds no other year."""
    hours = lecturer_hours()
    return [
        Teacher(
            lecturer.id,
            lecturer.name,
            tuple(row for row in hours.get(lecturer.id, ()) if not row.only or _concerns(row, years)),
        )
        for lecturer in curriculum.list_lecturers()
    ]


def _concerns(row: LecturerHours, years: set[int]) -> bool:
    return any(row.first.year <= year <= row.last.year for year in years)


def _sessions_of(cohort_ids: Iterable[int]) -> Mapping[int, Sequence[Session]]:
    """Return the planned sessions of each class in order of time, with the classes' own tracks and groups at hand."""
    wanted = list(cohort_ids)
    found: dict[int, list[Session]] = {cohort_id: [] for cohort_id in wanted}
    parts = (selectinload(Cohort.tracks), selectinload(Cohort.groups))
    db.session.scalars(select(Cohort).where(Cohort.id.in_(wanted)).options(*parts)).all()
    statement = whole_sessions().where(Session.cohort_id.in_(wanted), Session.state == SessionState.PLANNED)
    for session in db.session.scalars(statement.order_by(Session.held_on, Session.starts_at, Session.id)):
        found[session.cohort_id].append(session)
    return found


def _sessions_of_others(cohort_ids: Iterable[int], first: date, last: date) -> Sequence[Session]:
    statement = whole_sessions().where(
        Session.cohort_id.not_in(list(cohort_ids)),
        Session.held_on.between(first, last),
        Session.state == SessionState.PLANNED,
    )
    return db.session.scalars(statement.options(joinedload(Session.cohort)).order_by(Session.id)).all()
