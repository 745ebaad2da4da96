"""Counting people before the vehicles leave: every word is a row, and the same word sent twice is one row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Enrolment
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.cohorts.queries import trainees_reached
from trainingapp.core import events
from trainingapp.core.changes import Changes
from trainingapp.core.clock import now
from trainingapp.core.database import db
from trainingapp.visits.models import BoardingCount, Visit
from trainingapp.visits.terms import Boarding


@dataclass(frozen=True, kw_only=True)
class CountEntry:
    """One word as a phone sends it.

    `who`, `departure` and `vehicle` are keys of the page; `place` and `vehicle_name` are what the page called them.
    `elapsed` is how many seconds ago it was tapped: the phone's own time of day is never asked.
    """

    client_id: str
    who: str
    departure: str
    state: Boarding
    vehicle: str = ""
    place: str = ""
    vehicle_name: str = ""
    seen: int = 0
    elapsed: int = 0


@dataclass(frozen=True)
class Received:
    """What became of the words: kept now or before, or of nobody whom the actor may count."""

    kept: Sequence[str]
    refused: Sequence[str]


def record_counts(actor: Actor, visit: Visit, *, device: str, entries: Sequence[CountEntry]) -> Received:
    """Keep the words of one phone, in the order in which they were tapped; send them again as often as needed.

    A word whose stop or vehicle has gone from the itinerary meanwhile is kept under the name that it had. Words that
    contradict each other are all kept (`rules.stand` tells which stand). Trainees counted aboard are announced.
    """
    refuse_closed(visit.session.cohort, "上车清点")
    _lock(visit)
    known = _known(entries)
    trainees = _trainees(actor, visit, entries)
    fresh = {entry.client_id: entry for entry in entries if entry.client_id not in known and entry.who in trainees}
    moment = now()
    rows = [_row(actor, visit, entry, trainees[entry.who], device=device, moment=moment) for entry in fresh.values()]
    if rows:
        db.session.add_all(rows)
        db.session.flush()
        audit.record(actor, "visit.counted", visit, Changes(after={"counts": [_told(row) for row in rows]}))
        _announce(actor, visit, rows)
    refused = [entry.client_id for entry in entries if entry.client_id not in known and entry.who not in trainees]
    return Received([entry.client_id for entry in entries if entry.client_id not in refused], refused)


def show_phones(actor: Actor, visit: Visit, riders: Sequence[Enrolment]) -> Mapping[str, str]:
    """Return the whole phone numbers of those who go, by public id, for calling who is missing; leaves a record."""
    audit.record(actor, "visit.phones_shown", visit, Changes(after={"people": len(riders)}))
    return {rider.public_id: rider.person.phone for rider in riders if rider.person.phone}


def _lock(visit: Visit) -> None:
    """Let two phones of one visit write one after the other: ids then grow in the order in which words are kept."""
    db.session.execute(select(Visit.id).where(Visit.id == visit.id).with_for_update())


def _known(entries: Sequence[CountEntry]) -> frozenset[str]:
    sent = [entry.client_id for entry in entries]
    return frozenset(db.session.scalars(select(BoardingCount.client_id).where(BoardingCount.client_id.in_(sent))))


def _trainees(actor: Actor, visit: Visit, entries: Sequence[CountEntry]) -> dict[str, Enrolment]:
    """Return the trainees whom the words are about and the actor may count; who left the class meanwhile is one too."""
    named = {entry.who for entry in entries}
    reached = trainees_reached(actor, Permission.VISIT_COUNT)
    wanted = (Enrolment.cohort_id == visit.cohort_id, Enrolment.public_id.in_(named), reached)
    return {trainee.public_id: trainee for trainee in db.session.scalars(select(Enrolment).where(*wanted))}


def _row(
    actor: Actor, visit: Visit, entry: CountEntry, trainee: Enrolment, *, device: str, moment: datetime
) -> BoardingCount:
    vehicle = next((one for one in visit.vehicles if one.public_id == entry.vehicle), None)
    return BoardingCount(
        visit_id=visit.id,
        enrolment=trainee,
        client_id=entry.client_id,
        device=device,
        departure=entry.departure,
        place=visit.departures.get(entry.departure, entry.place),
        vehicle_id=vehicle.id if vehicle else None,
        vehicle_name=vehicle.name if vehicle else entry.vehicle_name,
        state=entry.state,
        seen=entry.seen,
        counted_at=moment - timedelta(seconds=entry.elapsed),
        received_at=moment,
        user_id=actor.user_id,
        actor_name=actor.name,
    )


def _told(row: BoardingCount) -> str:
    parts = (row.place, row.vehicle_name, f"{row.enrolment.number} {row.enrolment.name}", row.state.label)
    return " ".join(part for part in parts if part)


def _announce(actor: Actor, visit: Visit, rows: Sequence[BoardingCount]) -> None:
    aboard = frozenset(row.enrolment.id for row in rows if row.state is Boarding.ABOARD)
    if aboard:
        events.trainees_boarded.send(None, actor=actor, session=visit.session, enrolment_ids=aboard)
