"""Acts on seats: allotted by group, changed by hand."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import delete
from sqlalchemy.orm.attributes import flag_modified

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Enrolment
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.core import changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.visits import queries
from trainingapp.visits.models import Seat, Vehicle, Visit
from trainingapp.visits.rules import Bus, Rider, allot_seats

NO_SEAT = "没有座位"


def allot_by_group(actor: Actor, visit: Visit, *, version: int, anew: bool = False) -> list[Enrolment]:
    """Give everybody who goes a seat, groups together; return those for whom there was none.

    Seats that exist stay, unless `anew` is asked. Raises Refused without vehicles, Stale when somebody else saved the
    visit meanwhile.
    """
    if not visit.vehicles:
        raise Refused("还没有车辆。请先在行程里写上每辆车和座位数，再排座位")
    riders = queries.riders_of(visit.session)
    found = allot_seats(
        [Rider(rider.id, rider.group_id) for rider in riders],
        [Bus(vehicle.id, vehicle.seats) for vehicle in visit.vehicles],
        {} if anew else queries.seats_of(visit),
    )
    _write_seats(actor, visit, riders, found, version=version)
    return [rider for rider in riders if rider.id not in found]


def set_seats(actor: Actor, visit: Visit, *, seats: Mapping[str, Vehicle | None], version: int) -> int:
    """Seat trainees (by public id; None takes the seat away) by hand and return how many changed.

    Trainees who are not named keep theirs. Raises Refused when a vehicle has fewer seats than that, or somebody does
    not go; Stale when somebody else saved the visit meanwhile.
    """
    riders = queries.riders_of(visit.session)
    strangers = set(seats) - {rider.public_id for rider in riders}
    if strangers:
        raise Refused(f"有 {len(strangers)} 人不参加这次现场教学，没有保存。请刷新页面再排")
    current = queries.seats_of(visit)
    wanted = {rider.id: current[rider.id] for rider in riders if rider.id in current and rider.public_id not in seats}
    for rider in riders:
        vehicle = seats.get(rider.public_id)
        if vehicle is not None:
            wanted[rider.id] = vehicle.id
    _refuse_overfull(visit.vehicles, wanted)
    return _write_seats(actor, visit, riders, wanted, version=version)


def _refuse_overfull(vehicles: Sequence[Vehicle], wanted: Mapping[int, int]) -> None:
    taken = Counter(wanted.values())
    reasons = [
        f"{vehicle.name}只有 {vehicle.seats} 座，排了 {taken[vehicle.id]} 人，多 {taken[vehicle.id] - vehicle.seats} 人"
        for vehicle in vehicles
        if taken[vehicle.id] > vehicle.seats
    ]
    if reasons:
        raise Refused(*reasons)


def _write_seats(
    actor: Actor, visit: Visit, riders: Sequence[Enrolment], wanted: Mapping[int, int], *, version: int
) -> int:
    """Bring the seats to the wanted ones; seats of people who no longer go are given up."""
    refuse_closed(visit.session.cohort, "座位")
    if visit.version != version:
        raise Stale(f"别人刚刚改过“{visit.label}”的行程或座位", "您排的座位没有保存。请刷新页面看过新的再排")
    current = queries.seats_of(visit)
    moved = [
        enrolment_id for enrolment_id in {**current, **wanted} if current.get(enrolment_id) != wanted.get(enrolment_id)
    ]
    if not moved:
        return 0
    db.session.execute(delete(Seat).where(Seat.visit_id == visit.id, Seat.enrolment_id.in_(moved)))
    db.session.add_all(
        Seat(visit_id=visit.id, vehicle_id=wanted[one], enrolment_id=one) for one in moved if one in wanted
    )
    flag_modified(visit, "escort")  # whoever plans meanwhile learns that the seats are others
    db.session.flush()
    told = changes.between(_told(visit, riders, current), _told(visit, riders, wanted))
    audit.record(actor, "visit.seats_changed", visit, told)
    return len(moved)


def _told(visit: Visit, riders: Sequence[Enrolment], seats: Mapping[int, int]) -> dict[str, str]:
    """Return who sits where in words, as the trail keeps it."""
    names = {vehicle.id: vehicle.name for vehicle in visit.vehicles}
    return {f"{rider.number} {rider.name}": names.get(seats.get(rider.id, 0), NO_SEAT) for rider in riders}
