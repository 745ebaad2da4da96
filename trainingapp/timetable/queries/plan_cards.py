"""One class's course plan and sessions as cards for the planner: what wants a place, what stays where it is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from trainingapp.cohorts.models import Cohort
from trainingapp.core.errors import Refused
from trainingapp.curriculum.terms import Category
from trainingapp.timetable.models import CoursePlan, PlannedCourse, PlannedSession, Session
from trainingapp.timetable.queries.cards import Member
from trainingapp.timetable.queries.course_plans import held_sessions
from trainingapp.timetable.rules.planning.wanted import After, PlannedClass, Wanted, Wishes
from trainingapp.timetable.rules.single import HOUSED


class Source(NamedTuple):
    """What a card of the planner stands for: the n-th time of a course of the plan, its session where one stands."""

    planned: PlannedCourse | None
    number: int
    session: Session | None

    @property
    def stops(self) -> Sequence[Mapping[str, object]]:
        """Return the stops that the plan has for it."""
        return self.planned.stops if self.planned else ()


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which sessions stay where they are besides the fixed ones.

    All that stand (`keep`), those before `from_day`; or, for a repair, all may move, also those of no plan.
    """

    keep: bool = False
    from_day: date | None = None
    repairing: bool = False

    def stays(self, session: Session, link: PlannedSession | None) -> bool:
        """Tell whether a session stays where it is."""
        past = self.from_day is not None and session.held_on < self.from_day
        return past or self.keep or (link.fixed if link else not self.repairing)

    def stored(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        first = self.from_day.isoformat() if self.from_day else None
        return {"keep": self.keep, "from_day": first, "repairing": self.repairing}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Scope":
        """Return what was stored."""
        first = date.fromisoformat(stored["from_day"]) if stored["from_day"] else None
        return cls(keep=stored["keep"], from_day=first, repairing=stored["repairing"])


@dataclass
class Gathering:
    """One class on its way into a demand."""

    cohort: Cohort
    members: Sequence[Member]
    scope: Scope
    #: Whether the library has rooms at all; without any a draft leaves the room open.
    housed: bool
    wanted: list[Wanted] = field(default_factory=list)
    standing: dict[str, Session] = field(default_factory=dict)
    present: dict[str, Session] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    orders: list[After] = field(default_factory=list)
    together: list[tuple[str, ...]] = field(default_factory=list)
    #: The sessions that groups of one seminar have side by side, by their ids.
    parallel: Sequence[frozenset[int]] = ()
    #: The sessions that a repair leaves alone because somebody accepted their warnings, by their ids.
    settled: frozenset[int] = frozenset()
    #: The sessions that stay where they are, by their ids.
    staying: set[int] = field(default_factory=set)

    def take(self, courses: Sequence[PlannedCourse], sessions: Sequence[Session]) -> None:
        """Take the courses of the plan, then the sessions that belong to none."""
        links = {link.session_id: link for planned in courses for link in held_sessions(planned).values()}
        self.settle(sessions, links)
        for planned in courses:
            held = held_sessions(planned)
            for number in range(1, planned.times + 1):
                self.take_time(planned, number, held.get(number))
        for session in sessions:
            if session.id not in links:
                self.take_session(session)
        self.relate(courses)

    def settle(self, sessions: Sequence[Session], links: Mapping[int, PlannedSession]) -> None:
        """Find what stays where it is; where the session of one group of a seminar stays, all of them do."""
        self.staying = {
            one.id for one in sessions if one.id in self.settled or self.scope.stays(one, links.get(one.id))
        }
        for partners in self.parallel:
            if partners & self.staying:
                self.staying |= partners

    def take_time(self, planned: PlannedCourse, number: int, link: PlannedSession | None) -> None:
        """Take one time of a course: it stands where it is, or wants a place."""
        key = key_of(planned, number)
        session = link.session if link else None
        self.sources[key] = Source(planned, number, session)
        if session and session.id in self.staying:
            self.standing[key] = session
            return
        if session:
            self.present[key] = session
        wanted = self.of_course(planned, number, key)
        self.wanted.append(self.as_it_stands(wanted, planned, session) if session and self.scope.repairing else wanted)

    def take_session(self, session: Session) -> None:
        """Take a session of no plan: it stands, unless a repair may move it."""
        key = f"s{session.id}"
        self.sources[key] = Source(None, 1, session)
        if session.id in self.staying:
            self.standing[key] = session
            return
        self.present[key] = session
        self.wanted.append(self.of_session(session, key))

    def of_course(self, planned: PlannedCourse, number: int, key: str) -> Wanted:
        """Return one time of a course of the plan."""
        people = self.people({track.id for track in planned.tracks}, {group.id for group in planned.groups})
        several = planned.times > 1
        return Wanted(
            key=key,
            cohort=self.cohort.id,
            title=f"{planned.title}（第{number}次）" if several else planned.title,
            minutes=planned.minutes,
            hours=planned.hours,
            form=planned.form,
            size=len(people) or self.expected(planned),
            people=people,
            tracks=tuple(track.id for track in planned.tracks),
            groups=tuple(group.id for group in planned.groups),
            roles=_roles(planned),
            hosted=planned.host_id is not None,
            rooms=tuple(venue.id for venue in planned.venues),
            needs_room=bool(planned.venues) or (self.housed and planned.form in HOUSED),
            features=tuple(planned.features),
            edge=planned.edge,
            dates=tuple(planned.days),
            half_day=planned.half_day,
            half_day_fixed=planned.half_day_fixed,
            early=planned.category is Category.THEORY,
            series=f"p{planned.id}" if several else "",
        )

    def of_session(self, session: Session, key: str) -> Wanted:
        """Return a session of no plan as a card that may be moved."""
        people = self.people_of(session)
        speakers = [(lecturer.id,) for lecturer in session.speakers]
        return Wanted(
            key=key,
            cohort=self.cohort.id,
            title=session.title,
            minutes=_minutes(session),
            hours=min(session.hours, self.cohort.hours_per_half_day),
            form=session.form,
            size=_seated(len(people) or self.cohort.expected_size or 1, session),
            people=people,
            tracks=tuple(track.id for track in session.tracks),
            groups=tuple(group.id for group in session.groups),
            roles=(*speakers, *([(session.host.id,)] if session.host else [])),
            hosted=session.host is not None,
            rooms=(session.venue_id,) if session.venue_id else (),
            needs_room=session.venue_id is not None,
        )

    def as_it_stands(self, wanted: Wanted, planned: PlannedCourse, session: Session) -> Wanted:
        """Return a card whose demands its present session meets, so that a repair moves nothing that somebody chose.

        Its people are those of the session: one group's session may stand in the plan for the course of all.
        """
        others = () if planned.all_speak else tuple(lecturer.id for lecturer in planned.lecturers)
        speakers = [tuple(dict.fromkeys((lecturer.id, *others))) for lecturer in session.speakers]
        room = (session.venue_id,) if session.venue_id else ()
        people = self.people_of(session)
        return replace(
            wanted,
            minutes=_minutes(session),
            hours=min(session.hours, session.cohort.hours_per_half_day),
            people=people,
            tracks=tuple(track.id for track in session.tracks),
            groups=tuple(group.id for group in session.groups),
            roles=(*speakers, *([(session.host.id,)] if session.host else [])),
            hosted=session.host is not None,
            rooms=tuple(dict.fromkeys((*room, *wanted.rooms))),
            needs_room=bool(room),
            size=_seated(len(people) or wanted.size, session),
            features=tuple(need for need in wanted.features if session.venue and need in session.venue.features),
            dates=(*wanted.dates, session.held_on) if wanted.dates else (),
            half_day_fixed=wanted.half_day_fixed and session.half_day is wanted.half_day,
        )

    def people_of(self, session: Session) -> frozenset[int]:
        """Return the persons whom a session is for."""
        return self.people({track.id for track in session.tracks}, {group.id for group in session.groups})

    def people(self, tracks: set[int], groups: set[int]) -> frozenset[int]:
        """Return the persons of an audience, everybody where it names no part."""
        return frozenset(
            member.person
            for member in self.members
            if not (tracks or groups) or member.track in tracks or member.group in groups
        )

    def expected(self, planned: PlannedCourse) -> int:
        """Return how many people a course is for where nobody is on the roster yet."""
        return (self.cohort.expected_size or 1) if not planned.audiences else 1

    def relate(self, courses: Sequence[PlannedCourse]) -> None:
        """Take the orders between courses, and the courses that are held at the same time."""
        by_id = {planned.id: planned for planned in courses}
        for planned in courses:
            for order in planned.earlier:
                before = by_id.get(order.before_id)
                if before is not None:
                    self.orders.append(After(key_of(before, before.times), key_of(planned, 1), order.half_days))
        for partners in partners_of(courses):
            for number in range(1, min(planned.times for planned in partners) + 1):
                self.together.append(tuple(key_of(planned, number) for planned in partners))
        tied = [set(keys) for keys in self.together]
        for sessions in self.parallel:
            keys = {key for key, source in self.sources.items() if source.session and source.session.id in sessions}
            if len(keys) > 1 and keys not in tied:
                self.together.append(tuple(sorted(keys)))

    def planned_class(self, plan: CoursePlan, sessions: Sequence[Session]) -> PlannedClass:
        """Return the class with the days that it is planned in."""
        cohort = self.cohort
        first = plan.first_on or cohort.starts_on
        last = plan.last_on or cohort.ends_on
        if last is None and self.scope.repairing and sessions:
            last = max(session.held_on for session in sessions)
        if last is None:
            raise Refused(f"{cohort.short_name}没有结业日期，不知道排到哪天为止；请在“编排要求”里填“最晚排到哪天”")
        on_track = Counter(member.track for member in self.members)
        in_group = Counter(member.group for member in self.members)
        return PlannedClass(
            id=cohort.id,
            name=cohort.short_name,
            first=first,
            last=last,
            hours_per_half_day=cohort.hours_per_half_day,
            size=len(self.members) or cohort.expected_size or 1,
            tracks={row.id: (row.name, on_track[row.id]) for row in cohort.tracks},
            groups={row.id: (row.name, in_group[row.id]) for row in cohort.groups},
            home_venue=plan.venue_id,
            wishes=Wishes(
                weights=plan.wishes,
                weekdays=tuple(plan.weekdays),
                weekly_half_days=plan.weekly_half_days,
                longest_gap=plan.longest_gap,
            ),
        )


def key_of(planned: PlannedCourse, number: int) -> str:
    """Return the planner's name of one time of a course."""
    return f"p{planned.id}-{number}"


def _roles(planned: PlannedCourse) -> tuple[tuple[int, ...], ...]:
    speakers = tuple(lecturer.id for lecturer in planned.lecturers)
    pools = [(one,) for one in speakers] if planned.all_speak else [speakers] if speakers else []
    return (*pools, *([(planned.host_id,)] if planned.host_id else []))


def _seated(people: int, session: Session) -> int:
    """Return how many of the people its present room has to seat: somebody chose it, and the warning is told."""
    capacity = session.venue.capacity if session.venue else None
    return people if capacity is None else max(1, min(people, capacity))


def _minutes(session: Session) -> int:
    return (session.ends - session.starts) // timedelta(minutes=1)


def partners_of(courses: Sequence[PlannedCourse]) -> list[list[PlannedCourse]]:
    """Return the courses that are held at the same time, each with all that it is tied to."""
    tied: dict[int, list[PlannedCourse]] = {}
    for planned in courses:
        if planned.together_id is None:
            continue
        here = tied.get(planned.id) or [planned]
        there = tied.get(planned.together_id) or [one for one in courses if one.id == planned.together_id]
        merged = [*there, *(one for one in here if one not in there)]
        tied |= {one.id: merged for one in merged}
    return [list(group) for group in {id(group): group for group in tied.values() if len(group) > 1}.values()]
