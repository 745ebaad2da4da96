"""Visits that come from a class's course plan: their stops, at the time that the planner found for their session."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import time, timedelta

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.core.database import db
from trainingapp.timetable.models import Session
from trainingapp.visits import queries
from trainingapp.visits.models import Site, Visit
from trainingapp.visits.operations.itineraries import (
    DutyValues,
    Impossible,
    StopValues,
    VehicleValues,
    VisitPlan,
    plan_of,
    plan_visit,
)
from trainingapp.visits.operations.sites import add_site


def plan_drafted_visit(actor: Actor, session: Session, stops: Sequence[Mapping[str, object]]) -> Visit:
    """Plan the visit of a drafted session; `stops` are {site, arrive, leave, activity}, minutes after its start.

    A site that the library does not have is added to it. Raises Impossible for what can never be right.
    """
    found = queries.visit_of(session)
    if found is not None:
        return found
    values = [
        StopValues(
            site=_site(actor, str(stop["site"])),
            arrive_at=_at(session, stop.get("arrive")),
            leave_at=_at(session, stop.get("leave")),
            activity=str(stop.get("activity") or ""),
        )
        for stop in stops
    ]
    visit, _ = plan_visit(actor, session, plan=VisitPlan(stops=values))
    return visit


def copy_visits(actor: Actor, sessions: Mapping[int, Session]) -> None:
    """Plan the visits of copied sessions after those of the sessions they were copied from, by their ids.

    The way, the stops, the seats of the vehicles and what is to be done are taken over; who leads, drives or does it
    is asked anew. An itinerary that can never be right is left to be planned by hand.
    """
    for visit in queries.visits_of(sessions):
        with suppress(Impossible):
            plan_visit(actor, sessions[visit.session_id], plan=_without_people(plan_of(visit)))


def _without_people(plan: VisitPlan) -> VisitPlan:
    return replace(
        plan,
        escort="",
        escort_phone="",
        stops=[replace(stop, key="") for stop in plan.stops],
        vehicles=[VehicleValues(name=one.name, seats=one.seats) for one in plan.vehicles],
        duties=[DutyValues(task=one.task) for one in plan.duties],
    )


def _site(actor: Actor, name: str) -> Site:
    return db.session.scalar(select(Site).where(Site.name == name)) or add_site(actor, name=name)


def _at(session: Session, minutes: object) -> time | None:
    if not isinstance(minutes, int):
        return None
    moment = session.starts + timedelta(minutes=minutes)
    return moment.time() if moment.date() == session.held_on else None
