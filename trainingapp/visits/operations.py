"""Acts on sites and visits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.core.terms import Severity
from trainingapp.timetable.models import Session
from trainingapp.visits import queries, rules
from trainingapp.visits.models import Site, Stop, Vehicle, Visit
from trainingapp.visits.rules import Fault, Itinerary, StopPlan


@dataclass(frozen=True, kw_only=True)
class StopValues:
    """One stop of a visit's form."""

    site: Site
    arrive_at: time | None = None
    leave_at: time | None = None
    contact: str = ""
    contact_phone: str = ""
    activity: str = ""


@dataclass(frozen=True, kw_only=True)
class VehicleValues:
    """One vehicle of a visit's form."""

    name: str
    seats: int
    plate: str = ""
    driver: str = ""
    driver_phone: str = ""
    in_charge: str = ""


def add_site(actor: Actor, **values: object) -> Site:
    """Add a site to the library; refuses a name that is taken."""
    _refuse_taken_name(str(values["name"]), None)
    site = Site(**values)
    db.session.add(site)
    db.session.flush()
    audit.record(actor, "site.added", site, changes.created(site))
    return site


def change_site(actor: Actor, site: Site, **values: object) -> Changes:
    """Change a site; visits that were planned keep their own contacts."""
    _refuse_taken_name(str(values["name"]), site)
    changed = changes.apply(site, **values)
    if changed:
        audit.record(actor, "site.changed", site, changed)
    return changed


def _refuse_taken_name(name: str, own: Site | None) -> None:
    found = db.session.scalar(select(Site).where(Site.name == name))
    if found is not None and found is not own:
        raise Refused(f"教学点库里已经有“{name}”，请改名或直接修改那一条")


def plan_visit(
    actor: Actor,
    session: Session,
    *,
    stops: Sequence[StopValues],
    vehicles: Sequence[VehicleValues] = (),
    **values: object,
) -> list[Fault]:
    """Plan or change the visit of a session and return what is wrong with it; refuses what can never be right.

    The order of `stops` is the order of the day. One row of the trail tells the whole itinerary before and after.
    """
    visit = queries.visit_of(session)
    before = _told(visit)
    if visit is None:
        visit = Visit(session=session)
        db.session.add(visit)
    verb = "visit.changed" if before else "visit.planned"
    changes.apply(visit, **values)
    _set_stops(visit, stops)
    _set_vehicles(visit, vehicles)
    faults = find_faults(visit)
    blocked = [fault.message for fault in faults if fault.severity is Severity.BLOCK]
    if blocked:
        raise Refused(*blocked)
    db.session.flush()
    changed = changes.between(before, _told(visit))
    if changed:
        audit.record(actor, verb, visit, changed)
    return faults


def find_faults(visit: Visit) -> list[Fault]:
    """Return what is wrong with a visit as it stands."""
    session = visit.session
    plan = Itinerary(
        session.starts_at,
        session.ends_at,
        visit.gather_at,
        visit.return_at,
        [StopPlan(stop.site.name, stop.arrive_at, stop.leave_at) for stop in visit.stops],
        [vehicle.seats for vehicle in visit.vehicles],
        queries.people_of(session),
        visit.escort,
    )
    return rules.find_faults(plan)


def _told(visit: Visit | None) -> dict[str, object]:
    if visit is None:
        return {}
    return {
        "gather": f"{visit.gather_at or ''} {visit.gather_place}".strip(),
        "return_at": visit.return_at,
        "escort": visit.escort,
        "stops": [f"{stop.arrive_at or ''}—{stop.leave_at or ''} {stop.site.name}" for stop in visit.stops],
        "vehicles": [f"{vehicle.name} {vehicle.plate} {vehicle.seats}座" for vehicle in visit.vehicles],
        "discipline": visit.discipline,
        "safety_plan": visit.safety_plan,
    }


def _set_stops(visit: Visit, stops: Sequence[StopValues]) -> None:
    visit.stops = []
    db.session.flush()  # the old places of the order go before the new ones come
    visit.stops = [
        Stop(
            position=place,
            site=one.site,
            arrive_at=one.arrive_at,
            leave_at=one.leave_at,
            contact=one.contact,
            contact_phone=one.contact_phone,
            activity=one.activity,
        )
        for place, one in enumerate(stops, start=1)
    ]


def _set_vehicles(visit: Visit, vehicles: Sequence[VehicleValues]) -> None:
    visit.vehicles = []
    db.session.flush()
    visit.vehicles = [
        Vehicle(
            position=place,
            name=one.name,
            seats=one.seats,
            plate=one.plate,
            driver=one.driver,
            driver_phone=one.driver_phone,
            in_charge=one.in_charge,
        )
        for place, one in enumerate(vehicles, start=1)
    ]
