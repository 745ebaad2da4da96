"""An edited timetable: times, places, forms, hours and lecturers of sessions that stay on their day."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from decimal import Decimal

from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Lecturer, Venue
from trainingapp.curriculum.queries import list_lecturers, list_venues
from trainingapp.curriculum.terms import Form
from trainingapp.registers.rules.returning import Difference, Meaning
from trainingapp.registers.rules.tracking import squeeze
from trainingapp.timetable import operations as timetable
from trainingapp.timetable.columns import described
from trainingapp.timetable.operations import Plan
from trainingapp.timetable.queries import list_sessions

TIMES = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—－~～至]+\s*(\d{1,2})[:：](\d{2})")
HOURS = re.compile(r"\d{1,2}(\.\d)?")


def meaning(cohort: Cohort) -> Meaning:
    """Return what may be written in a timetable's cell: two times, hours, a form, a venue and people of the library."""
    venues = {venue.name for venue in list_venues()}
    people = Lecturers()
    notes = {session.public_id: session.speaker_note for session in list_sessions(cohort)}

    def read(row_id: str, key: str, text: str) -> str:
        if key == "speakers":
            return people.read(text, note=notes.get(row_id, ""))
        if key == "host" and text:
            return people.find(text).name
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


class Lecturers:
    """The library's lecturers, by the line that a timetable prints of each, and by name where only one has it."""

    def __init__(self) -> None:
        """Read the library once."""
        self.known: dict[str, list[Lecturer]] = defaultdict(list)
        for one in list_lecturers():
            for name in {squeeze(described(one)), squeeze(one.name)}:
                self.known[name].append(one)

    def find(self, text: str) -> Lecturer:
        """Return who is named; raise Refused for a stranger and for one of several."""
        found = self.known.get(squeeze(text), [])
        if len(found) != 1:
            why = "有几位同名的，请连单位一起写" if found else "没有这位讲师，请先在“资源库 → 师资”里添加"
            raise Refused(f"资源库里{why}：{text}")
        return found[0]

    def read(self, text: str, *, note: str) -> str:
        """Return the lines of a cell as the paper prints them; the session's own note may stay or go."""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return "\n".join(line if line == note else described(self.find(line)) for line in lines)

    def plan(self, plan: Plan, text: str) -> Plan:
        """Return a plan with the lecturers of a cell, and its note where a line still says it."""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        named = [self.find(line) for line in lines if line != plan.speaker_note]
        return replace(plan, speakers=named, speaker_note=plan.speaker_note if plan.speaker_note in lines else "")


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
    people = Lecturers()
    wanted: dict[str, list[Difference]] = {}
    for edit in edits:
        wanted.setdefault(edit.row_id, []).append(edit)
    for session in list_sessions(cohort):
        if session.public_id in wanted:
            plan = Plan.of(session)
            for edit in wanted[session.public_id]:
                plan = _planned(plan, edit, venues.get(edit.change), people)
            timetable.change_session(actor, session, plan=plan, version=session.version, accepted_reason=reason)


def _planned(plan: Plan, edit: Difference, venue: Venue | None, people: Lecturers) -> Plan:
    match edit.key:
        case "time":
            starts_at, ends_at = _times(edit.change)
            return replace(plan, starts_at=starts_at, ends_at=ends_at)
        case "speakers":
            return people.plan(plan, edit.change)
        case "host":
            return replace(plan, host=people.find(edit.change) if edit.change else None)
        case "hours":
            return replace(plan, hours=Decimal(edit.change))
        case "form":
            return replace(plan, form=Form.by_label(edit.change) or plan.form)
        case _:
            return replace(plan, venue=venue)
