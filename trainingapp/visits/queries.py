"""Reads of sites and visits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, time

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core import events
from trainingapp.core.clock import to_local
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.core.times import show_clock
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import Session, SessionAudience, SessionLecturer
from trainingapp.timetable.queries import cards_of, list_sessions
from trainingapp.timetable.rules.calendar import Weekday
from trainingapp.timetable.rules.cards import Outing
from trainingapp.timetable.rules.cards import Site as OutingSite
from trainingapp.visits.models import BoardingCount, Seat, Site, Stop, Vehicle, Visit
from trainingapp.visits.rules import Count, Itinerary, Standing, StopPlan, Tally, find_delays, stand, tally


def list_sites(text: str = "") -> Sequence[Site]:
    """Return the sites whose name, unit or topic holds the text, by name."""
    wanted = or_(*(column.contains(text, autoescape=True) for column in (Site.name, Site.unit, Site.topic)))
    return db.session.scalars(select(Site).where(wanted).order_by(Site.name)).all()


def find_site(public_id: str) -> Site:
    """Return a site; raise NotFound."""
    found = db.session.scalar(select(Site).where(Site.public_id == public_id))
    if found is None:
        raise NotFound("教学点库里没有这一条")
    return found


def _visits() -> Select[Visit]:
    session = joinedload(Visit.session)
    return select(Visit).options(
        session.joinedload(Session.venue),
        session.selectinload(Session.teachings).joinedload(SessionLecturer.lecturer),
        session.selectinload(Session.audiences).options(
            joinedload(SessionAudience.track), joinedload(SessionAudience.group)
        ),
        selectinload(Visit.stops).joinedload(Stop.site),
        selectinload(Visit.vehicles),
        selectinload(Visit.duties),
    )


def list_visits(cohort: Cohort) -> Sequence[Visit]:
    """Return a class's visits in order of time, with stops, sites and vehicles; those of cancelled sessions too."""
    statement = _visits().join(Session, Session.id == Visit.session_id).where(Session.cohort_id == cohort.id)
    return db.session.scalars(statement.order_by(Session.held_on, Session.starts_at, Visit.id)).unique().all()


def visits_of(session_ids: Collection[int]) -> Sequence[Visit]:
    """Return the visits of these sessions, with stops, vehicles and duties; constant queries."""
    return db.session.scalars(_visits().where(Visit.session_id.in_(set(session_ids)))).unique().all()


def visit_of(session: Session) -> Visit | None:
    """Return the visit of a session, or None when nothing has been planned."""
    return db.session.scalar(_visits().where(Visit.session_id == session.id))


def is_worked_out(session: Session) -> bool:
    """Tell whether somebody has worked on the itinerary of a session, beyond the stops of its course plan."""
    visit = visit_of(session)
    return visit is not None and bool(visit.vehicles or visit.escort or visit.version > 1)


def find_visit(cohort: Cohort, session_public_id: str) -> Visit:
    """Return the visit of a session of this class; raise NotFound, also where nothing has been planned."""
    wanted = (Session.cohort_id == cohort.id, Session.public_id == session_public_id)
    visit = db.session.scalar(_visits().join(Session, Session.id == Visit.session_id).where(*wanted))
    if visit is None:
        raise NotFound("本班没有这次现场教学，或者还没有安排行程")
    return visit


def sessions_without_visit(cohort: Cohort, visits: Sequence[Visit]) -> list[Session]:
    """Return the planned sessions of the form 现场教学 that have no itinerary yet."""
    planned = {visit.session_id for visit in visits}
    return [one for one in list_sessions(cohort) if one.form is Form.VISIT and one.id not in planned]


def people_of(session: Session) -> int:
    """Return how many trainees a session expects."""
    return people_of_all([session])[session.id]


def people_of_all(sessions: Sequence[Session]) -> Mapping[int, int]:
    """Return how many trainees each of these sessions expects, by its id; one query however many."""
    return {card.id: len(card.people) for card in cards_of(sessions)}


def stops_of(session_ids: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    """Return the way of each of these sessions' visits in words: gathering, each stop in order, the return.

    Places and times alone: it goes out with releases and calendars, which name nobody in charge and no telephone.
    """
    statement = select(Visit).where(Visit.session_id.in_(session_ids))
    visits = db.session.scalars(statement.options(selectinload(Visit.stops).joinedload(Stop.site))).all()
    return {visit.session_id: way_of(visit) for visit in visits}


def outings_of(session_ids: Collection[int]) -> Mapping[int, Outing]:
    """Return what a timetable's conflicts have to know of these sessions' visits; constant queries."""
    statement = select(Visit).where(Visit.session_id.in_(session_ids))
    loaded = statement.options(selectinload(Visit.stops).joinedload(Stop.site), selectinload(Visit.vehicles))
    return {visit.session_id: _outing(visit) for visit in db.session.scalars(loaded)}


def _outing(visit: Visit) -> Outing:
    sites = [_outing_site(stop) for stop in visit.stops]
    seats = sum(vehicle.seats for vehicle in visit.vehicles) if visit.vehicles else None
    plates = frozenset(vehicle.plate for vehicle in visit.vehicles if vehicle.plate)
    return Outing(visit.gather_at, visit.return_at, sites, seats, plates, _delays(visit))


def _delays(visit: Visit) -> tuple[str, ...]:
    """Return where the way is too short; the hours of the session itself say nothing of that."""
    stops = [
        StopPlan(stop.site.name, stop.arrive_at, stop.leave_at, travel=stop.travel_minutes) for stop in visit.stops
    ]
    day = Itinerary(time.min, time.max, visit.gather_at, visit.return_at, stops, return_travel=visit.return_minutes)
    return tuple(fault.message for fault in find_delays(day))


def _outing_site(stop: Stop) -> OutingSite:
    return replace(_as_rules_see(stop.site), arrives=stop.arrive_at, leaves=stop.leave_at)


def sites_named(names: Collection[str] | None) -> Mapping[str, OutingSite]:
    """Return the sites of these names, None are all, as a timetable's rules see them, by name; one query."""
    wanted = true() if names is None else Site.name.in_(names)
    found = db.session.scalars(select(Site).where(wanted).order_by(Site.name))
    return {site.name: _as_rules_see(site) for site in found}


def _as_rules_see(site: Site) -> OutingSite:
    return OutingSite(
        name=site.name,
        capacity=site.capacity,
        opens=site.opens_at,
        closes=site.closes_at,
        closed=frozenset(Weekday(str(day)) for day in site.closed_weekdays),
    )


def sessions_with_vehicle(plate: str) -> Sequence[int]:
    """Return the sessions, of any class, whose visit goes with the vehicle of this plate."""
    return db.session.scalars(_riding().where(Vehicle.plate == plate)).all()


def sessions_sharing_vehicles(session_ids: Collection[int], days: Collection[date]) -> Sequence[int]:
    """Return the sessions of these days whose visit goes with a vehicle of these sessions' visits."""
    plates = select(Vehicle.plate).join(Visit, Visit.id == Vehicle.visit_id).where(Visit.session_id.in_(session_ids))
    same = Vehicle.plate.in_(plates.where(Vehicle.plate != ""))
    return db.session.scalars(_riding().where(same, Session.held_on.in_(days))).all()


def _riding() -> Select[int]:
    statement = select(Visit.session_id).join(Session, Session.id == Visit.session_id)
    return statement.join(Vehicle, Vehicle.visit_id == Visit.id).distinct()


def way_of(visit: Visit) -> tuple[str, ...]:
    """Return a visit's way in words: `13:00 街道门口集合`, `13:40–15:00 程家桥街道`, `17:30 返回`."""
    gathering = _timed(f"{visit.gather_place}集合" if visit.gather_place else "集合（地点另行通知）", visit.gather_at)
    stops = [_timed(stop.site.name, stop.arrive_at, stop.leave_at) for stop in visit.stops]
    return (gathering, *stops, *([_timed("返回", visit.return_at)] if visit.return_at else []))


def _timed(words: str, *moments: time | None) -> str:
    clock = "–".join(show_clock(moment) for moment in moments if moment)
    return f"{clock} {words}".strip()


def riders_of(session: Session, *, reached: ColumnElement[bool] | None = None) -> Sequence[Enrolment]:
    """Return the trainees whom a session expects (of those reached), with person and group, by group and number."""
    (card,) = cards_of([session])
    statement = (
        select(Enrolment)
        .where(
            Enrolment.cohort_id == session.cohort_id,
            Enrolment.person_id.in_(card.people),
            true() if reached is None else reached,
        )
        .options(joinedload(Enrolment.person), joinedload(Enrolment.group))
    )
    return sorted(db.session.scalars(statement), key=_by_group)


def _by_group(rider: Enrolment) -> tuple[bool, int, int, int]:
    group = rider.group
    return (group is None, group.position if group else 0, group.id if group else 0, rider.number)


def seats_of(visit: Visit) -> Mapping[int, int]:
    """Return each seated trainee's vehicle, by ids."""
    found = db.session.execute(select(Seat.enrolment_id, Seat.vehicle_id).where(Seat.visit_id == visit.id)).all()
    return dict(found)


def counts_of(visit: Visit) -> Sequence[BoardingCount]:
    """Return every word about who boarded, in the order in which they arrived."""
    statement = select(BoardingCount).where(BoardingCount.visit_id == visit.id).order_by(BoardingCount.id)
    return db.session.scalars(statement.options(joinedload(BoardingCount.enrolment))).all()


def as_rule_sees(count: BoardingCount) -> Count:
    """Return a word as the rules see it."""
    return Count(count.id, count.enrolment_id, count.departure, count.state, count.device, count.vehicle_id, count.seen)


def tallies_of(visit: Visit, riders: Sequence[Enrolment], counts: Sequence[BoardingCount]) -> list[Tally]:
    """Return who was aboard, away and missing at each departure of the itinerary as it is."""
    standings = stand([as_rule_sees(count) for count in counts])
    return tally(list(visit.departures), [rider.id for rider in riders], standings, on_leave(visit.session))


def on_leave(session: Session) -> frozenset[int]:
    """Return the trainees (enrolment ids) who have leave granted for a session; attendance, which lies beside, says."""
    answers = events.leave_asked.send(None, session=session)
    return frozenset(trainee for _, answer in answers for trainee in answer)


def board_of(visit: Visit, *, reached: ColumnElement[bool] | None = None) -> dict[str, object]:
    """Return all that the boarding page draws, under keys that a phone may keep and without phone numbers of trainees.

    It shows the trainees reached: a group leader counts the own group. A word's `seen` is the newest count of that
    trainee at that departure, which the phone sends back with its next one; it is text, since a script's numbers are
    too short for it.
    """
    riders = riders_of(visit.session, reached=reached)
    seats, absent = seats_of(visit), on_leave(visit.session)
    vehicles = {vehicle.id: vehicle.public_id for vehicle in visit.vehicles}
    return {
        "departures": [{"key": key, "name": name} for key, name in visit.departures.items()],
        "vehicles": [
            {"key": one.public_id, "name": one.name, "leader": one.in_charge, "phone": one.in_charge_phone}
            for one in visit.vehicles
        ],
        "people": [
            {
                "key": rider.public_id,
                "number": rider.number,
                "name": rider.name,
                "group": rider.group.name if rider.group else "",
                "vehicle": vehicles.get(seats.get(rider.id, 0), ""),
                "leave": rider.id in absent,
            }
            for rider in riders
        ],
        "words": _words(visit, {rider.id: rider.public_id for rider in riders}),
    }


def _words(visit: Visit, people: Mapping[int, str]) -> list[dict[str, object]]:
    """Return what holds of each trainee at each departure, with what contradicts it."""
    counts = counts_of(visit)
    rows = {count.id: count for count in counts}
    vehicles = {vehicle.id: vehicle.public_id for vehicle in visit.vehicles}
    newest = {(count.enrolment_id, count.departure): str(count.id) for count in counts}
    standings = stand([as_rule_sees(count) for count in counts])
    return [
        {"who": people[key[0]], "departure": key[1], "seen": newest[key], **_word(standing, rows, vehicles)}
        for key, standing in standings.items()
        if key[0] in people
    ]


def _word(standing: Standing, rows: Mapping[int, BoardingCount], vehicles: Mapping[int, str]) -> dict[str, object]:
    word, *others = (
        {
            "state": row.state.value,
            "vehicle": vehicles.get(row.vehicle_id or 0, ""),
            "by": row.actor_name,
            "at": f"{to_local(row.counted_at):%H:%M}",
        }
        for row in (rows[one.id] for one in (standing.word, *standing.others))
    )
    return {**word, "clash": others}
