"""An edited timetable: days, times, places, titles, forms, hours and lecturers of its sessions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Lecturer, Venue
from trainingapp.curriculum.queries import list_lecturers, list_venues
from trainingapp.curriculum.terms import Form
from trainingapp.registers.rules.returned_lessons import (
    own_note,
    read_half_day,
    read_held_on,
    read_hours,
    read_times,
    read_title,
    times_fault,
)
from trainingapp.registers.rules.returning import Comparison, Difference, Meaning
from trainingapp.registers.rules.tracking import NAME, squeeze
from trainingapp.timetable import operations as timetable
from trainingapp.timetable.columns import NOTES_APART, described, show_day, show_times, told_before_note
from trainingapp.timetable.models import Session
from trainingapp.timetable.operations import Plan
from trainingapp.timetable.queries import freeze_sessions, list_sessions
from trainingapp.timetable.rules.conflicts import blocking, sentence, warnings
from trainingapp.timetable.rules.slots import moved_start
from trainingapp.timetable.terms import HalfDay


def meaning(cohort: Cohort) -> Meaning:
    """Return what may be written in a timetable's cell: a day, times, a form, a venue and people of the library."""
    cells = _Cells(cohort)

    def read(row_id: str, key: str, text: str) -> str:
        session = cells.sessions.get(row_id)
        return cells.read(session, key, text) if session else text  # a row that is gone is refused as such

    return read


class _Cells:
    """What the cells of a class's timetable may say."""

    def __init__(self, cohort: Cohort) -> None:
        self.venues = {venue.name for venue in list_venues()}
        self.people = Lecturers()
        self.sessions = {session.public_id: session for session in list_sessions(cohort)}
        self.outings = {one.uid for one in freeze_sessions(list(self.sessions.values())) if one.stops and not one.venue}

    def read(self, session: Session, key: str, text: str) -> str:
        """Return what a cell says as the paper itself writes it; a blank one without a day or time says nothing."""
        match key:
            case "date":
                return show_day(read_held_on(text, session.held_on) if text else session.held_on)
            case "half_day":
                return (read_half_day(text) if text else session.half_day).label
            case "time":
                return show_times(*read_times(text))
            case "speakers":
                return self.people.read(text, note=session.speaker_note)
            case "note":
                own_note(text, told_before_note(session), NOTES_APART)
                return text
            case _:
                return self._read_word(session, key, text)

    def _read_word(self, session: Session, key: str, text: str) -> str:
        if key == NAME:
            return read_title(text)
        if key == "host" and text:
            return self.people.find(text).name
        if key == "hours":
            return read_hours(text)
        if key == "form" and Form.by_label(text) is None:
            raise Refused(f"没有这种形式，可以填：{'、'.join(form.label for form in Form)}")
        if key == "venue" and text not in self.venues and session.public_id in self.outings:
            raise Refused("这次课去现场，地点就是行程里的停靠站，请在“现场教学 → 行程”里改；这一格可以照原样留着")
        if key == "venue" and text and text not in self.venues:
            raise Refused("资源库里没有这个地点，请先在“资源库 → 场地”里添加，或改成已有的名称")
        return text


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


def judge(cohort: Cohort, comparison: Comparison) -> None:
    """Refuse what the rules do not let stand, each session with its places and the reason; warnings are told."""
    plans = _plans(cohort, comparison.to_take)
    for session, plan in list(plans.values()):
        fault = times_fault(plan.half_day, plan.starts_at, plan.ends_at)
        if fault:
            _refuse(comparison, session, fault)
            del plans[session.id]
    conflicts = timetable.judge_plans(list(plans.values()))
    while clashing := {card.id: one for one in blocking(conflicts) for card in one.cards if card.id in plans}:
        for session_id, conflict in clashing.items():
            _refuse(comparison, plans.pop(session_id)[0], sentence(conflict))
        conflicts = timetable.judge_plans(list(plans.values()))
    comparison.warnings += [sentence(one) for one in warnings(conflicts) if not one.accepted]


def _refuse(comparison: Comparison, session: Session, why: str) -> None:
    comparison.refuse([one for one in comparison.to_take if one.row_id == session.public_id], why)


def take(actor: Actor, cohort: Cohort, edits: Sequence[Difference], reason: str) -> None:
    """Change the sessions in one step; refuses all where one clashes, warnings want a reason."""
    label = f"读回改过的课程安排表（{len(edits)} 处）"
    plans = list(_plans(cohort, edits).values())
    timetable.change_sessions(actor, cohort, plans, label=label, accepted_reason=reason)


def _plans(cohort: Cohort, edits: Sequence[Difference]) -> dict[int, tuple[Session, Plan]]:
    """Return the sessions that edits concern, by id, with what each is to be."""
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    for edit in edits:
        wanted[edit.row_id][edit.key] = edit.change
    if not wanted:
        return {}
    venues = {venue.name: venue for venue in list_venues()}
    people = Lecturers()
    sessions = [session for session in list_sessions(cohort) if session.public_id in wanted]
    return {one.id: (one, _planned(one, wanted[one.public_id], venues, people)) for one in sessions}


def _planned(session: Session, texts: dict[str, str], venues: dict[str, Venue], people: "Lecturers") -> Plan:
    plan = _placed(session, texts)
    for key, text in texts.items():
        match key:
            case "speakers":
                plan = people.plan(plan, text)
            case "host":
                plan = replace(plan, host=people.find(text) if text else None)
            case "hours":
                plan = replace(plan, hours=Decimal(text))
            case "form":
                plan = replace(plan, form=Form.by_label(text) or plan.form)
            case "venue":
                plan = replace(plan, venue=venues.get(text))
            case "note":
                plan = replace(plan, note=own_note(text, told_before_note(session), NOTES_APART))
            case _ if key == NAME:
                plan = replace(plan, title=text)
    return plan


def _placed(session: Session, texts: dict[str, str]) -> Plan:
    """Return a session on its day and half-day; without times of its own in the file it keeps its length."""
    plan = Plan.of(session)
    day = read_held_on(texts["date"], session.held_on) if "date" in texts else plan.held_on
    half_day = HalfDay.by_label(texts.get("half_day", "")) or plan.half_day
    if "time" in texts:
        starts_at, ends_at = read_times(texts["time"])
    else:
        starts_at = moved_start(plan.starts_at, plan.half_day, half_day)
        ends_at = (datetime.combine(day, starts_at) + (session.ends - session.starts)).time()
    return replace(plan, held_on=day, half_day=half_day, starts_at=starts_at, ends_at=ends_at)
