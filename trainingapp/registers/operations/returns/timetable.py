"""An edited timetable: times, places, forms and hours of sessions that stay on their day."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from decimal import Decimal

from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Venue
from trainingapp.curriculum.queries import list_venues
from trainingapp.curriculum.terms import Form
from trainingapp.registers.rules.returning import Difference, Meaning
from trainingapp.timetable import operations as timetable
from trainingapp.timetable.operations import Plan
from trainingapp.timetable.queries import list_sessions

TIMES = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—－~～至]+\s*(\d{1,2})[:：](\d{2})")
HOURS = re.compile(r"\d{1,2}(\.\d)?")


def meaning(cohort: Cohort) -> Meaning:
    """Return what may be written in a timetable's cell: two times, hours, a form, a venue of the library."""
    del cohort
    venues = {venue.name for venue in list_venues()}

    def read(_row_id: str, key: str, text: str) -> str:
        if key == "time":
            return "{0.hour}:{0:%M}—{1.hour}:{1:%M}".format(*_times(text))
        if key == "hours" and not HOURS.fullmatch(text):
            raise Refused("学时要填数字，如 3 或 1.5")
        if key == "form" and Form.by_label(text) is None:
            raise Refused(f"没有这种形式，可以填：{'、'.join(form.label for form in Form)}")
        if key == "venue" and text and text not in venues:
            raise Refused("资源库里没有这个地点，请先在“资源库 → 场地”里添加，或改成已有的名称")
        return text

    return read


def _times(text: str) -> tuple[time, time]:
    found = TIMES.fullmatch(text)
    try:
        first, last = (time(int(found[at]), int(found[at + 1])) for at in (1, 3)) if found else (None, None)
    except ValueError:
        first = last = None
    if first is None or last is None:
        raise Refused("时间要写成 9:00—11:30 这样")
    return first, last


def take(actor: Actor, cohort: Cohort, edits: Sequence[Difference], reason: str) -> None:
    """Change the sessions one after the other; refuses all where one clashes, warnings want a reason."""
    venues = {venue.name: venue for venue in list_venues()}
    wanted: dict[str, list[Difference]] = {}
    for edit in edits:
        wanted.setdefault(edit.row_id, []).append(edit)
    for session in list_sessions(cohort):
        if session.public_id in wanted:
            plan = Plan.of(session)
            for edit in wanted[session.public_id]:
                plan = _planned(plan, edit, venues.get(edit.change))
            timetable.change_session(actor, session, plan=plan, version=session.version, accepted_reason=reason)


def _planned(plan: Plan, edit: Difference, venue: Venue | None) -> Plan:
    match edit.key:
        case "time":
            starts_at, ends_at = _times(edit.change)
            return replace(plan, starts_at=starts_at, ends_at=ends_at)
        case "hours":
            return replace(plan, hours=Decimal(edit.change))
        case "form":
            return replace(plan, form=Form.by_label(edit.change) or plan.form)
        case _:
            return replace(plan, venue=venue)
