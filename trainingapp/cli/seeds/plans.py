"""A class's course plan: every session of the file without its day, and what `course_plan` demands beyond that."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from trainingapp.cli.seeds.library import without
from trainingapp.cli.seeds.rows import Entry, Rows
from trainingapp.cohorts.models import Cohort
from trainingapp.curriculum.models import Venue
from trainingapp.timetable.models import (
    CoursePlan,
    PlannedAudience,
    PlannedCourse,
    PlannedLecturer,
    PlannedOrder,
    PlannedSession,
    PlannedVenue,
    Session,
)
from trainingapp.timetable.models.course_plans import SAME_AS_SESSION
from trainingapp.timetable.terms import Edge, HalfDay


def add_course_plan(rows: Rows, cohort: Cohort, sessions: Mapping[str, Session], content: Entry) -> None:
    """Add how the plan is to be drafted, and one course of it for each session of the file."""
    entry: Entry = content.get("course_plan", {})
    settings = without(entry, "courses", "venue", "illustrative")
    venue = rows.get(Venue, name=entry["venue"]) if "venue" in entry else None
    rows.ensure(CoursePlan, {"cohort_id": cohort.id}, venue=venue, **settings)
    demands: Mapping[str, Entry] = {demand["title"]: demand for demand in entry.get("courses", [])}
    visits = {_title(one): one["visit"] for one in content.get("sessions", []) if "visit" in one}
    courses: dict[str, PlannedCourse] = {}
    for position, (title, session) in enumerate(sessions.items(), start=1):
        found = rows.find(PlannedCourse, cohort_id=cohort.id, title=title)
        demand = demands.get(title, {})
        stops = _stops(visits.get(title), session)
        courses[title] = found or rows.add(_planned(session, title, position, demand, stops))
        for before in () if found else demand.get("after", []):
            rows.add(PlannedOrder(before=courses[before], after=courses[title]))
        if not found and "together" in demand:
            courses[title].together = courses[demand["together"]]
    rows.flush()


def _title(entry: Entry) -> str:
    return str(entry.get("title") or entry["course"])


def _planned(session: Session, title: str, position: int, demand: Entry, stops: list[dict[str, Any]]) -> PlannedCourse:
    planned = PlannedCourse(
        cohort_id=session.cohort_id,
        title=title,
        position=position,
        minutes=_minutes(session.held_on, session.starts_at, session.ends_at),
        all_speak=True,
        stops=stops,
        edge=Edge(demand.get("edge", "none")),
        dates=[day.isoformat() for day in demand.get("dates", [])],
        half_day=HalfDay(demand["half_day"]) if "half_day" in demand else None,
        half_day_fixed=demand.get("half_day_fixed", False),
        **{name: getattr(session, name) for name in SAME_AS_SESSION},
    )
    planned.illustrative = True
    planned.host_id = session.host.id if session.host else None
    planned.lecturer_links = [
        PlannedLecturer(lecturer=lecturer, position=place) for place, lecturer in enumerate(session.speakers)
    ]
    planned.venue_links = [PlannedVenue(venue=session.venue)] if session.venue else []
    planned.audiences = [PlannedAudience(track=row.track, group=row.group) for row in session.audiences]
    planned.sessions = [PlannedSession(number=1, session=session)]
    return planned


def _stops(visit: Entry | None, session: Session) -> list[dict[str, Any]]:
    """Return a visit's stops in minutes after the start of its session."""
    return [
        {
            "site": stop["site"],
            "arrive": _minutes(session.held_on, session.starts_at, time.fromisoformat(stop["arrive_at"])),
            "leave": _minutes(session.held_on, session.starts_at, time.fromisoformat(stop["leave_at"])),
            "activity": stop.get("activity", ""),
        }
        for stop in (visit or {}).get("stops", [])
    ]


def _minutes(day: date, begins: time, ends: time) -> int:
    return int((datetime.combine(day, ends) - datetime.combine(day, begins)).total_seconds()) // 60
