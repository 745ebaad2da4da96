"""Acts on sites and visits."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import SessionState
from trainingapp.visits import queries, rules
from trainingapp.visits.models import Site, Stop, Vehicle, Visit
from trainingapp.visits.rules import Fault, Itinerary, StopPlan, VehiclePlan


@dataclass(frozen=True, kw_only=True)
class StopValues:
    """One stop as it is to be."""

    site: Site
    arrive_at: time | None = None
    leave_at: time | None = None
    contact: str = ""
    contact_phone: str = ""
    activity: str = ""


@dataclass(frozen=True, kw_only=True)
class VehicleValues:
    """One vehicle as it is to be."""

    name: str
    seats: int
    plate: str = ""
    driver: str = ""
    driver_phone: str = ""
    in_charge: str = ""


@dataclass(frozen=True, kw_only=True)
class VisitPlan:
    """A whole itinerary as it is to be; the order of the stops is the order of the day."""

    gather_place: str = ""
    gather_at: time | None = None
    return_at: time | None = None
    escort: str = ""
    escort_phone: str = ""
    discipline: str = ""
    safety_plan: str = ""
    stops: Sequence[StopValues] = field(default=())
    vehicles: Sequence[VehicleValues] = field(default=())


VISIT_FIELDS = ("gather_place", "gather_at", "return_at", "escort", "escort_phone", "discipline", "safety_plan")
STOP_FIELDS = ("site", "arrive_at", "leave_at", "contact", "contact_phone", "activity")
VEHICLE_FIELDS = ("name", "seats", "plate", "driver", "driver_phone", "in_charge")


class Impossible(Refused):
    """An itinerary that can never be right; the page shows the faults beside what was typed."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults as data."""
        super().__init__(*(f"{fault.message}。可以：{'；'.join(fault.ways_out)}" for fault in faults))
        self.faults = faults


def add_site(actor: Actor, **values: object) -> Site:
    """Add a site to the library; refuses a name that is taken."""
    _refuse_taken_name(str(values["name"]), None)
    site = Site(**values)
    db.session.add(site)
    db.session.flush()  # the trail needs its id
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


def plan_visit(actor: Actor, session: Session, *, plan: VisitPlan) -> tuple[Visit, list[Fault]]:
    """Plan the visit of a session; return it with what is wrong with it.

    Raises Impossible for what can never be right, Refused for a session that is no visit or is cancelled, Stale when
    somebody else planned it meanwhile.
    """
    _refuse_unfit(session)
    found = queries.visit_of(session)
    if found is not None:
        raise _stale(found)
    faults = _judge(session, plan)
    visit = Visit(session=session)
    db.session.add(visit)
    _write(visit, plan)
    db.session.flush()  # the trail needs its id
    audit.record(actor, "visit.planned", visit, changes.between({}, _told(visit)))
    return visit, faults


def change_visit(actor: Actor, visit: Visit, *, plan: VisitPlan, version: int) -> list[Fault]:
    """Change an itinerary as a whole and return what is wrong with it; one act, told before and after.

    `version` is that of the visit as the actor saw it: raises Stale when somebody else saved it meanwhile, Impossible
    for what can never be right.
    """
    if visit.version != version:
        raise _stale(visit)
    faults = _judge(visit.session, plan)
    before = _told(visit)
    _write(visit, plan)
    changed = changes.between(before, _told(visit))
    if changed:
        flag_modified(visit, "escort")  # a changed stop alone must raise the version of the whole itinerary too
        db.session.flush()
        audit.record(actor, "visit.changed", visit, changed)
    return faults


def reorder_stops(actor: Actor, visit: Visit, *, order: Sequence[int], version: int) -> list[Fault]:
    """Visit the same stops in another order and return what is wrong then; their times stay with them.

    `order` lists the present positions, counted from 1, in the new order. Raises as `change_visit` does.
    """
    if sorted(order) != [stop.position for stop in visit.stops]:
        raise Refused(f"顺序要把 {len(visit.stops)} 个停靠站各写一次")
    plan = _plan_of(visit)
    stops = [plan.stops[position - 1] for position in order]
    values = {name: getattr(plan, name) for name in VISIT_FIELDS}
    return change_visit(actor, visit, plan=VisitPlan(**values, stops=stops, vehicles=plan.vehicles), version=version)


def find_faults(visit: Visit, *, people: int | None = None) -> list[Fault]:
    """Return what is wrong with a visit as it stands; `people` is how many go, asked of the roster when not given."""
    expected = queries.people_of(visit.session) if people is None else people
    return rules.find_faults(_itinerary(visit.session, _plan_of(visit), expected))


def _judge(session: Session, plan: VisitPlan) -> list[Fault]:
    """Return what is wrong with a plan before anything of it is written; raise Impossible."""
    faults = rules.find_faults(_itinerary(session, plan, queries.people_of(session)))
    blocked = rules.blocking(faults)
    if blocked:
        raise Impossible(blocked)
    return faults


def _refuse_unfit(session: Session) -> None:
    if session.form is not Form.VISIT:
        raise Refused(f"“{session.label}”的形式是{session.form.label}；请先在课表里把形式改成“{Form.VISIT.label}”")
    if session.state is SessionState.CANCELLED:
        raise Refused(f"“{session.label}”已取消；请先在课表里恢复，再安排行程")


def _stale(visit: Visit) -> Stale:
    told = "；".join(f"{stop}" for stop in _told_stops(visit.stops)) or "还没有停靠站"
    return Stale(f"别人刚刚改过“{visit.label}”的行程，现在是：{told}", "您的修改没有保存。请返回刷新，看过新内容再改")


def _itinerary(session: Session, plan: VisitPlan, people: int) -> Itinerary:
    return Itinerary(
        session.starts_at,
        session.ends_at,
        plan.gather_at,
        plan.return_at,
        [StopPlan(one.site.name, one.arrive_at, one.leave_at, one.contact, one.site.capacity) for one in plan.stops],
        [VehiclePlan(one.name, one.seats, one.in_charge) for one in plan.vehicles],
        people,
        plan.escort,
    )


def _values(row: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _plan_of(visit: Visit) -> VisitPlan:
    return VisitPlan(
        **_values(visit, VISIT_FIELDS),
        stops=[StopValues(**_values(stop, STOP_FIELDS)) for stop in visit.stops],
        vehicles=[VehicleValues(**_values(vehicle, VEHICLE_FIELDS)) for vehicle in visit.vehicles],
    )


def _write(visit: Visit, plan: VisitPlan) -> None:
    changes.apply(visit, **_values(plan, VISIT_FIELDS))
    _set_rows(visit.stops, [_values(stop, STOP_FIELDS) for stop in plan.stops], Stop)
    _set_rows(visit.vehicles, [_values(vehicle, VEHICLE_FIELDS) for vehicle in plan.vehicles], Vehicle)


def _set_rows(rows: list[Any], wanted: Sequence[dict[str, Any]], new: Callable[..., Any]) -> None:
    """Bring the rows of an ordered list to the wanted values; each place of the order keeps its row."""
    for row, values in zip(rows, wanted, strict=False):
        changes.apply(row, **values)
    del rows[len(wanted) :]
    first = len(rows)
    rows.extend([new(position=place, **values) for place, values in enumerate(wanted[first:], start=first + 1)])


def _told(visit: Visit) -> dict[str, object]:
    """Return the itinerary in words, as the trail keeps it before and after."""
    return {
        "gather": " ".join(part for part in (_clock(visit.gather_at), visit.gather_place) if part),
        "return_at": _clock(visit.return_at),
        "escort": " ".join(part for part in (visit.escort, visit.escort_phone) if part),
        "stops": _told_stops(visit.stops),
        "vehicles": [_told_vehicle(vehicle) for vehicle in visit.vehicles],
        "discipline": visit.discipline,
        "safety_plan": visit.safety_plan,
    }


def _told_stops(stops: Sequence[Stop]) -> list[str]:
    return [
        " ".join(
            part
            for part in (
                _span(stop.arrive_at, stop.leave_at),
                stop.site.name,
                stop.activity,
                stop.contact,
                stop.contact_phone,
            )
            if part
        )
        for stop in stops
    ]


def _told_vehicle(vehicle: Vehicle) -> str:
    parts = (vehicle.name, vehicle.plate, f"{vehicle.seats}座", vehicle.driver, vehicle.driver_phone, vehicle.in_charge)
    return " ".join(part for part in parts if part)


def _clock(moment: time | None) -> str:
    return f"{moment:%H:%M}" if moment else ""


def _span(first: time | None, last: time | None) -> str:
    return f"{_clock(first)}–{_clock(last)}" if first or last else ""
