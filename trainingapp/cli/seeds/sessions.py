"""A class's sessions and, where a session is a visit, its stops and vehicles."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal

from trainingapp.cli.seeds.library import without
from trainingapp.cli.seeds.rows import Entry, Rows
from trainingapp.cohorts.models import Cohort, Group, Track
from trainingapp.core.clock import OFFICE_ZONE
from trainingapp.curriculum.models import Course, Lecturer, Venue
from trainingapp.curriculum.terms import Category, Form
from trainingapp.timetable.models import Release, Session, SessionAudience, SessionLecturer
from trainingapp.timetable.queries import freeze_sessions, list_sessions
from trainingapp.timetable.terms import HalfDay, Teaching
from trainingapp.visits.models import Site, Stop, Vehicle, Visit

LINKED = ("date", "half_day", "start", "end", "course", "venue", "speakers", "host", "tracks", "groups", "visit")
NOTICE = timedelta(days=7)
RELEASED_BY = "示例数据"


def add_sessions(rows: Rows, cohort: Cohort, entries: list[Entry]) -> Mapping[str, Session]:
    """Add the sessions; return the class's sessions by title, which no two of a class share."""
    sessions = {}
    for entry in entries:
        course = rows.get(Course, title=entry["course"]) if "course" in entry else None
        title = entry.get("title") or entry["course"]
        found = rows.find(Session, cohort_id=cohort.id, title=title)
        sessions[title] = found or _add_session(rows, cohort, {**_of_course(course), **entry, "title": title}, course)
    return sessions


def add_release(rows: Rows, cohort: Cohort) -> None:
    """Release the timetable, as an office would a week before the class; a class with a release is left alone."""
    sessions = list_sessions(cohort)
    if not sessions or rows.find(Release, cohort_id=cohort.id) is not None:
        return
    made_at = datetime.combine(cohort.starts_on - NOTICE, time(10, 0), OFFICE_ZONE)
    held = [one.to_json() for one in freeze_sessions(sessions)]
    rows.add(Release(cohort=cohort, number=1, note="开班前发布", made_by=RELEASED_BY, made_at=made_at, held=held))


def _of_course(course: Course | None) -> Entry:
    """Return what a session takes from its course unless it says otherwise."""
    if course is None:
        return {}
    return {"form": course.form, "category": course.category, "hours": course.hours}


def _add_session(rows: Rows, cohort: Cohort, entry: Entry, course: Course | None) -> Session:
    values = without(entry, *LINKED)
    values["form"] = Form(entry["form"])
    values["category"] = Category(entry["category"]) if entry.get("category") else None
    values["hours"] = Decimal(entry["hours"])
    session = Session(
        **values,
        cohort=cohort,
        course=course,
        venue=rows.get(Venue, name=entry["venue"]) if "venue" in entry else None,
        held_on=entry["date"],
        half_day=HalfDay(entry["half_day"]),
        starts_at=time.fromisoformat(entry["start"]),
        ends_at=time.fromisoformat(entry["end"]),
    )
    session.teachings = _teachings(rows, entry)
    session.audiences = _audiences(rows, cohort, entry)
    rows.add(session)
    if "visit" in entry:
        _add_visit(rows, session, entry["visit"])
    return session


def _teachings(rows: Rows, entry: Entry) -> list[SessionLecturer]:
    named = [(name, Teaching.SPEAKER) for name in entry.get("speakers", [])]
    named += [(entry["host"], Teaching.HOST)] if "host" in entry else []
    return [
        SessionLecturer(lecturer=rows.get(Lecturer, name=name), role=role, position=position)
        for position, (name, role) in enumerate(named)
    ]


def _audiences(rows: Rows, cohort: Cohort, entry: Entry) -> list[SessionAudience]:
    tracks = [rows.get(Track, cohort_id=cohort.id, name=name) for name in entry.get("tracks", [])]
    groups = [rows.get(Group, cohort_id=cohort.id, name=name) for name in entry.get("groups", [])]
    return [*(SessionAudience(track=track) for track in tracks), *(SessionAudience(group=group) for group in groups)]


def _add_visit(rows: Rows, session: Session, entry: Entry) -> None:
    values = without(entry, "stops", "vehicles", "gather_at", "return_at")
    visit = Visit(**values, session=session, gather_at=_time(entry, "gather_at"), return_at=_time(entry, "return_at"))
    visit.stops = [_stop(rows, stop, position) for position, stop in enumerate(entry["stops"], start=1)]
    visit.vehicles = [
        Vehicle(**vehicle, position=position) for position, vehicle in enumerate(entry.get("vehicles", []), start=1)
    ]
    rows.add(visit)


def _stop(rows: Rows, entry: Entry, position: int) -> Stop:
    values = without(entry, "site", "arrive_at", "leave_at")
    site = rows.get(Site, name=entry["site"])
    arrive_at, leave_at = _time(entry, "arrive_at"), _time(entry, "leave_at")
    return Stop(**values, site=site, position=position, arrive_at=arrive_at, leave_at=leave_at)


def _time(entry: Entry, name: str) -> time | None:
    return time.fromisoformat(entry[name]) if name in entry else None
