"""Acts on itineraries: planned, changed and reordered as a whole."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.core import changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.core.times import show_clock, show_span
from trainingapp.curriculum.rules import tidy_plate
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries import session_conflicts
from trainingapp.timetable.rules import conflicts as timetable_rules
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.slots import shift_clocks
from trainingapp.timetable.terms import ConflictKind, SessionState
from trainingapp.visits import queries, rules
from trainingapp.visits.models import Duty, Site, Stop, Vehicle, Visit
from trainingapp.visits.rules import Fault, Itinerary, StopPlan, VehiclePlan


@dataclass(frozen=True, kw_only=True)
class StopValues:
    """One stop as it is to be; `key` is the public id of the stop that it is already, if any. Travel is in minutes."""

    site: Site
    travel_minutes: int | None = None
    arrive_at: time | None = None
    leave_at: time | None = None
    contact: str = ""
    contact_phone: str = ""
    activity: str = ""
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class VehicleValues:
    """One vehicle as it is to be; seats and counts stay with the vehicle that `key` (its public id) names."""

    name: str
    seats: int
    plate: str = ""
    driver: str = ""
    driver_phone: str = ""
    in_charge: str = ""
    in_charge_phone: str = ""
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class DutyValues:
    """One duty and who has it."""

    task: str
    name: str = ""
    phone: str = ""
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class VisitPlan:
    """A whole itinerary as it is to be; the order of the stops is the order of the day."""

    gather_place: str = ""
    gather_at: time | None = None
    return_at: time | None = None
    return_minutes: int | None = None
    escort: str = ""
    escort_phone: str = ""
    discipline: str = ""
    safety_plan: str = ""
    stops: Sequence[StopValues] = field(default=())
    vehicles: Sequence[VehicleValues] = field(default=())
    duties: Sequence[DutyValues] = field(default=())


VISIT_FIELDS = (
    "gather_place",
    "gather_at",
    "return_at",
    "return_minutes",
    "escort",
    "escort_phone",
    "discipline",
    "safety_plan",
)
STOP_FIELDS = ("site", "travel_minutes", "arrive_at", "leave_at", "contact", "contact_phone", "activity")
VEHICLE_FIELDS = ("name", "seats", "plate", "driver", "driver_phone", "in_charge", "in_charge_phone")
DUTY_FIELDS = ("task", "name", "phone")


class Impossible(Refused):
    """An itinerary that can never be right; the page shows the faults beside what was typed."""

    def __init__(self, faults: Sequence[Fault | Conflict]) -> None:
        """Keep the faults as data."""
        super().__init__(*(f"{fault.message}。可以：{'；'.join(fault.ways_out)}" for fault in faults))
        self.faults = faults


def plan_visit(actor: Actor, session: Session, *, plan: VisitPlan) -> tuple[Visit, list[Fault]]:
    """Plan the visit of a session; return it with what is wrong with it.

    Raises Impossible for what can never be right and for a vehicle that another visit has then, Refused for a session
    that is no visit or is cancelled, Stale when somebody else planned it meanwhile.
    """
    refuse_closed(session.cohort, "现场教学")
    _refuse_unfit(session)
    found = queries.visit_of(session)
    if found is not None:
        raise _stale(found)
    faults = _judge(session, plan)
    visit = Visit(session=session)
    db.session.add(visit)
    _write(visit, plan)
    db.session.flush()  # the trail needs its id
    _refuse_taken_vehicles(session)
    audit.record(actor, "visit.planned", visit, changes.between({}, _told(visit)))
    return visit, faults


def change_visit(actor: Actor, visit: Visit, *, plan: VisitPlan, version: int) -> list[Fault]:
    """Change an itinerary as a whole and return what is wrong with it; one act, told before and after.

    `version` is that of the visit as the actor saw it: raises Stale when somebody else saved it meanwhile, Impossible
    for what can never be right.
    """
    refuse_closed(visit.session.cohort, "现场教学")
    if visit.version != version:
        raise _stale(visit)
    faults = _judge(visit.session, plan)
    if _rewrite(actor, visit, plan):
        _refuse_taken_vehicles(visit.session)
    return faults


def _rewrite(actor: Actor, visit: Visit, plan: VisitPlan, *, reason: str = "") -> bool:
    """Bring an itinerary to a plan and tell the trail; return whether that changed anything."""
    before = _told(visit)
    _write(visit, plan)
    changed = changes.between(before, _told(visit))
    if changed:
        flag_modified(visit, "escort")  # a changed stop alone must raise the version of the whole itinerary too
        db.session.flush()
        audit.record(actor, "visit.changed", visit, changed, reason=reason)
    return bool(changed)


def shift_visit(actor: Actor, session: Session, *, later: timedelta) -> None:
    """Let the itinerary of a session that was moved to other hours go along: gathering, stops and return.

    One that would run past midnight stays as it is: what is wrong then is told where it is planned.
    """
    visit = queries.visit_of(session)
    if visit is None:
        return
    plan, stops = plan_of(visit), len(visit.stops)
    arrivals, departures = [stop.arrive_at for stop in plan.stops], [stop.leave_at for stop in plan.stops]
    gathers, returns, *stays = shift_clocks([plan.gather_at, plan.return_at, *arrivals, *departures], later)
    moved = [
        replace(stop, arrive_at=arrives, leave_at=leaves)
        for stop, arrives, leaves in zip(plan.stops, stays[:stops], stays[stops:], strict=True)
    ]
    shifted = replace(plan, gather_at=gathers, return_at=returns, stops=moved)
    _rewrite(actor, visit, shifted, reason=f"随课次移到{session.half_day.label} {session.starts_at:%H:%M}")


def reorder_stops(actor: Actor, visit: Visit, *, order: Sequence[int], version: int) -> list[Fault]:
    """Visit the same stops in another order and return what is wrong then; their times stay with them.

    `order` lists the present positions, counted from 1, in the new order. Raises as `change_visit` does.
    """
    if sorted(order) != [stop.position for stop in visit.stops]:
        raise Refused(f"顺序要把 {len(visit.stops)} 个停靠站各写一次")
    plan = plan_of(visit)
    stops = [plan.stops[position - 1] for position in order]
    return change_visit(actor, visit, plan=replace(plan, stops=stops), version=version)


def find_faults(visit: Visit, *, people: int | None = None) -> list[Fault]:
    """Return what is wrong with a visit as it stands; `people` is how many go, asked of the roster when not given."""
    expected = queries.people_of(visit.session) if people is None else people
    return rules.find_faults(_itinerary(visit.session, plan_of(visit), expected))


def _judge(session: Session, plan: VisitPlan) -> list[Fault]:
    """Return what is wrong with a plan before anything of it is written; raise Impossible."""
    faults = rules.find_faults(_itinerary(session, plan, queries.people_of(session)))
    blocked = rules.blocking(faults)
    if blocked:
        raise Impossible(blocked)
    return faults


def _refuse_taken_vehicles(session: Session) -> None:
    """Refuse a vehicle that another visit has at the same time, where the office's rules call that BLOCK."""
    taken = [one for one in session_conflicts(session) if one.kind is ConflictKind.VEHICLE]
    blocked = timetable_rules.blocking(taken)
    if blocked:
        raise Impossible(blocked)


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
        [_stop_plan(stop) for stop in plan.stops],
        [VehiclePlan(one.name, one.seats, one.in_charge, tidy_plate(one.plate)) for one in plan.vehicles],
        people,
        plan.escort,
        plan.return_minutes,
    )


def _stop_plan(stop: StopValues) -> StopPlan:
    site = stop.site
    return StopPlan(site.name, stop.arrive_at, stop.leave_at, stop.contact, site.capacity, stop.travel_minutes)


def _values(row: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def plan_of(visit: Visit) -> VisitPlan:
    """Return an itinerary as it stands, each line with its key, to be changed in parts."""
    return VisitPlan(
        **_values(visit, VISIT_FIELDS),
        stops=[StopValues(**_values(stop, STOP_FIELDS), key=stop.public_id) for stop in visit.stops],
        vehicles=[VehicleValues(**_values(one, VEHICLE_FIELDS), key=one.public_id) for one in visit.vehicles],
        duties=[DutyValues(**_values(duty, DUTY_FIELDS), key=duty.public_id) for duty in visit.duties],
    )


def _write(visit: Visit, plan: VisitPlan) -> None:
    changes.apply(visit, **_values(plan, VISIT_FIELDS))
    _set_rows(visit.stops, plan.stops, STOP_FIELDS, Stop)
    _set_rows(visit.vehicles, plan.vehicles, VEHICLE_FIELDS, Vehicle)
    _set_rows(visit.duties, plan.duties, DUTY_FIELDS, Duty)


def _set_rows(rows: list[Any], wanted: Sequence[Any], names: Sequence[str], new: Callable[..., Any]) -> None:
    """Bring the rows of an ordered list to the wanted values.

    A row is recognised by its key, so that what hangs on it (seats, counts) stays with it however the order changes.
    """
    known = {row.public_id: row for row in rows}
    after = [known.pop(one.key, None) or new() for one in wanted]
    if after[: len(rows)] != rows:
        _free_positions(rows)
    for position, (row, one) in enumerate(zip(after, wanted, strict=True), start=1):
        changes.apply(row, **_values(one, names), position=position)
    rows[:] = after


def _free_positions(rows: Sequence[Any]) -> None:
    """Move the rows out of the way: a position is unique, and the database sees one row's change before another's."""
    for row in rows:
        row.position = -row.position
    db.session.flush()


def _told(visit: Visit) -> dict[str, object]:
    """Return the itinerary in words, as the trail keeps it before and after."""
    return {
        "gather": " ".join(part for part in (show_clock(visit.gather_at), visit.gather_place) if part),
        "return_at": " ".join(filter(None, (show_clock(visit.return_at), _way(visit.return_minutes)))),
        "escort": " ".join(part for part in (visit.escort, visit.escort_phone) if part),
        "stops": _told_stops(visit.stops),
        "vehicles": [_told_vehicle(vehicle) for vehicle in visit.vehicles],
        "duties": [" ".join(filter(None, (duty.task, duty.name, duty.phone))) for duty in visit.duties],
        "discipline": visit.discipline,
        "safety_plan": visit.safety_plan,
    }


def _told_stops(stops: Sequence[Stop]) -> list[str]:
    return [
        " ".join(
            part
            for part in (
                _way(stop.travel_minutes),
                show_span(stop.arrive_at, stop.leave_at),
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
    who = (vehicle.driver, vehicle.driver_phone, vehicle.in_charge, vehicle.in_charge_phone)
    return " ".join(part for part in (vehicle.name, vehicle.plate, f"{vehicle.seats}座", *who) if part)


def _way(minutes: int | None) -> str:
    return f"路上{minutes}分钟" if minutes else ""
