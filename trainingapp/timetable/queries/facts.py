"""What the rules know beside the cards: the calendar, the office's own rules, lecturers' time, ways, outings."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.core import events
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.curriculum.models import Venue
from trainingapp.timetable.models import ConflictRule, TravelTime
from trainingapp.timetable.queries.calendar import working_calendar
from trainingapp.timetable.queries.lecturers import lecturer_hours
from trainingapp.timetable.rules.calendar import Day
from trainingapp.timetable.rules.cards import Facts, Outing, Site
from trainingapp.timetable.rules.severities import USUAL_RULES, KindRule
from trainingapp.timetable.terms import ConflictKind


def day_of(day: date) -> Day:
    """Return what the working calendar knows of a day."""
    return working_calendar().day(day)


def conflict_rules() -> Mapping[ConflictKind, KindRule]:
    """Return how the office takes each kind of conflict: its own rule, else the usual one."""
    own = {row.kind: KindRule(row.severity, row.source, row.most) for row in db.session.scalars(select(ConflictRule))}
    return {**USUAL_RULES, **own}


def find_conflict_rule(kind: ConflictKind) -> ConflictRule | None:
    """Return the office's own rule for a kind of conflict, or None where the usual one holds."""
    return db.session.scalar(select(ConflictRule).where(ConflictRule.kind == kind))


def list_travel_times() -> Sequence[TravelTime]:
    """Return the ways between venues that the office has set."""
    statement = select(TravelTime).options(joinedload(TravelTime.first), joinedload(TravelTime.second))
    return db.session.scalars(statement.order_by(TravelTime.id)).all()


def find_travel_time(one: Venue, other: Venue) -> TravelTime | None:
    """Return the way between two venues, the one with the smaller id first, or None."""
    return db.session.scalar(select(TravelTime).where(TravelTime.first_id == one.id, TravelTime.second_id == other.id))


def find_way(public_id: str) -> TravelTime:
    """Return a way between two venues; raise NotFound."""
    found = db.session.scalar(select(TravelTime).where(TravelTime.public_id == public_id))
    if found is None:
        raise NotFound("没有这一条路上时间")
    return found


def travel_times() -> Mapping[tuple[int, int], int]:
    """Return the minutes between venues, by their ids, the smaller first."""
    return {(row.first_id, row.second_id): row.minutes for row in db.session.scalars(select(TravelTime))}


def outings_of(session_ids: Iterable[int]) -> Mapping[int, Outing]:
    """Return what the subjects above know of the outings of these sessions."""
    wanted = frozenset(session_ids)
    answers = events.outings_asked.send(None, session_ids=wanted) if wanted else []
    return {key: outing for _, answer in answers for key, outing in answer.items()}


def sites_named(names: Iterable[str]) -> Mapping[str, Site]:
    """Return what the subjects above know of the places of these names; one that nobody knows is left out."""
    wanted = frozenset(names)
    answers = events.sites_asked.send(None, names=wanted) if wanted else []
    return {name: site for _, answer in answers for name, site in answer.items()}


def known_sites() -> Mapping[str, Site]:
    """Return every place that the subjects above know, by name."""
    answers = events.sites_asked.send(None, names=None)
    return {name: site for _, answer in answers for name, site in answer.items()}


def sessions_sharing_vehicles(session_ids: Collection[int], days: Collection[date]) -> set[int]:
    """Return the sessions of these days, of any class, that use a vehicle of these sessions."""
    if not session_ids:
        return set()
    answers = events.vehicles_shared_asked.send(None, session_ids=session_ids, days=days)
    return {key for _, answer in answers for key in answer}


def sessions_with_vehicle(plate: str) -> frozenset[int]:
    """Return the sessions, of any class and cancelled ones too, that use the vehicle with this plate."""
    answers = events.vehicle_used_asked.send(None, plate=plate)
    return frozenset(key for _, answer in answers for key in answer)


def gather_facts(names: Mapping[int, str]) -> Facts:
    """Return what the rules know, for persons of these names."""
    return Facts(working_calendar().day, names, conflict_rules(), lecturer_hours(), travel_times())
