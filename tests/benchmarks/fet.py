"""A planted problem as a file of FET, the timetabling program, and its answer as a plan: a peer to measure with.

FET has weeks of at most 35 days: one of its days is a week here, and each activity gets the list of its legal starts.
It cannot choose a lecturer, so it is given the planted one; a site for two groups is two rooms; buses are the most
visits at a time. It has no dates, no compactness and no fairness; the wished half-day and the class's own room are
preferences of 80 %. All its plans are judged by this project's checker.
"""

import resource
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree as ET

from trainingapp.planner.problem import Placement, Problem, Session
from trainingapp.planner.search.board import Board

PROGRAM = "/usr/bin/fet-cl"
WEEK = 7
HARD, SOFT = 100, 80
QUIET = (
    "timetableconflicts", "timetablesstatistics", "timetablesdayshorizontal", "timetablesdaysvertical",
    "timetablestimehorizontal", "timetablestimevertical", "timetablessubgroups", "timetablesgroups", "timetablesyears",
    "timetablesteachers", "timetablesteachersfreeperiods", "timetablesrooms", "timetablessubjects",
)  # fmt: skip
"""What FET need not write; without the other files it would not write its plan as XML either."""


@dataclass(frozen=True)
class Outcome:
    """What FET made of a problem: its plan, none where it found nothing, and the CPU seconds of its process."""

    plan: tuple[Placement, ...] | None
    cpu: float


def with_planted_lecturers(problem: Problem, plan: Iterable[Placement]) -> Problem:
    """Return the problem with the planted lecturers as the only ones, for a program that cannot choose."""
    chosen = {placement.session: placement.lecturers for placement in plan}
    sessions = (replace(one, roles=tuple((name,) for name in chosen[one.id])) for one in problem.sessions)
    return replace(problem, sessions=tuple(sessions))


def run(problem: Problem, folder: Path, *, seed: int) -> Outcome:
    """Let FET plan a problem in which every lecturer is given."""
    source = folder / "problem.fet"
    source.write_text(_Writer(problem).write(), "utf-8")
    command = [PROGRAM, f"--inputfile={source}", f"--outputdir={folder}", "--htmllevel=0", "--timelimitseconds=120"]
    command += [f"--write{name}=false" for name in QUIET]
    command += [f"--randomseeds{part}={seed + number}" for number, part in enumerate((10, 11, 12, 20, 21, 22), start=1)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=False, capture_output=True, cwd=folder)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found = list(folder.glob("timetables/*/*activities.xml"))
    return Outcome(_read(problem, found[0]) if found else None, cpu)


class _Writer:
    def __init__(self, problem: Problem) -> None:
        self.problem, self.board = problem, Board(problem)
        self.root = ET.Element("fet", version="6.8.5")
        self.weeks = self.board.weeks
        self.hours = WEEK * self.board.periods
        self.numbers = {session.id: number for number, session in enumerate(problem.sessions, start=1)}

    def write(self) -> str:
        ET.SubElement(self.root, "Mode").text = "Official"
        ET.SubElement(self.root, "Institution_Name").text = "planted"
        self.names("Days_List", "Day", [f"w{number}" for number in range(self.weeks)], counted="Number_of_Days")
        self.names("Hours_List", "Hour", [f"h{number}" for number in range(self.hours)], counted="Number_of_Hours")
        self.names("Subjects_List", "Subject", ["class"])
        self.names("Activity_Tags_List", "Activity_Tag", [])
        self.names("Teachers_List", "Teacher", [one.id for one in self.problem.lecturers])
        self.students()
        self.activities()
        self.rooms()
        self.times()
        self.spaces()
        return ET.tostring(self.root, encoding="unicode", xml_declaration=True)

    def names(self, place: str, tag: str, names: Sequence[str], *, counted: str = "") -> None:
        rows = ET.SubElement(self.root, place)
        if counted:
            ET.SubElement(rows, counted).text = str(len(names))
        for name in names:
            _row(rows, tag, Name=name)

    def students(self) -> None:
        rows = ET.SubElement(self.root, "Students_List")
        for cohort in self.problem.cohorts:
            year = _row(rows, "Year", Name=cohort.id, Number_of_Students=cohort.size)
            for group in cohort.groups:
                _row(year, "Group", Name=group.id, Number_of_Students=group.size)

    def activities(self) -> None:
        rows = ET.SubElement(self.root, "Activities_List")
        for session in self.problem.sessions:
            row = ET.SubElement(rows, "Activity")
            for pool in session.roles:
                ET.SubElement(row, "Teacher").text = pool[0]
            ET.SubElement(row, "Subject").text = "class"
            for name in session.audience:
                ET.SubElement(row, "Students").text = name
            length = {"Duration": session.length, "Total_Duration": session.length}
            _fill(row, {**length, "Id": self.numbers[session.id], "Activity_Group_Id": 0, "Active": "true"})

    def rooms(self) -> None:
        ET.SubElement(self.root, "Buildings_List")
        rows = ET.SubElement(self.root, "Rooms_List")
        for venue in self.problem.venues:
            for name in _rooms_of(venue.id, venue.parallel):
                _row(rows, "Room", Name=name, Building="", Capacity=venue.capacity, Virtual="false")

    def times(self) -> None:
        rows = ET.SubElement(self.root, "Time_Constraints_List")
        _rule(rows, "ConstraintBasicCompulsoryTime", HARD)
        for number, session in enumerate(self.problem.sessions):
            starts = self.board.starts[number]
            self.starting(rows, session, starts, HARD)
            wished = [start for start in starts if self.half_day(start) == session.half_day]
            if session.half_day and wished:
                self.starting(rows, session, wished, SOFT)
        for number, card in enumerate(self.board.cards, start=1):
            for later in card.after:
                _rule(
                    rows, "ConstraintTwoActivitiesOrdered", HARD, First_Activity_Id=number, Second_Activity_Id=later + 1
                )
        self.buses(rows)

    def half_day(self, start: int) -> str:
        part = self.board.grid.half_day_of[self.board.period_of[start]]
        return self.problem.calendar.half_days[part].id

    def slot(self, start: int) -> tuple[str, str]:
        """Return the week and the hour of it."""
        day = self.problem.calendar.days[self.board.day_of[start]].date
        week = self.board.week_of[self.board.day_of[start]]
        return f"w{week}", f"h{day.weekday() * self.board.periods + self.board.period_of[start]}"

    def starting(self, rows: ET.Element, session: Session, starts: Sequence[int], weight: int) -> None:
        row = _rule(
            rows,
            "ConstraintActivityPreferredStartingTimes",
            weight,
            Activity_Id=self.numbers[session.id],
            Number_of_Preferred_Starting_Times=len(starts),
        )
        for start in starts:
            week, hour = self.slot(start)
            _row(row, "Preferred_Starting_Time", Preferred_Starting_Day=week, Preferred_Starting_Hour=hour)

    def buses(self, rows: ET.Element) -> None:
        riders = [self.numbers[one.id] for one in self.problem.sessions if one.seats]
        name = "ConstraintActivitiesMaxSimultaneousInSelectedTimeSlots"
        row = _rule(rows, name, HARD, Number_of_Activities=len(riders))
        for number in riders:
            ET.SubElement(row, "Activity_Id").text = str(number)
        slots = [(f"w{week}", f"h{hour}") for week in range(self.weeks) for hour in range(self.hours)]
        _fill(row, {"Number_of_Selected_Time_Slots": len(slots)})
        for week, hour in slots:
            _row(row, "Selected_Time_Slot", Selected_Day=week, Selected_Hour=hour)
        _fill(row, {"Max_Number_of_Simultaneous_Activities": self.problem.fleet[0].count})

    def spaces(self) -> None:
        rows = ET.SubElement(self.root, "Space_Constraints_List")
        _rule(rows, "ConstraintBasicCompulsorySpace", HARD)
        venues = self.problem.venues
        home = {name: one.home_venue for one in self.problem.cohorts for name in one.audience_ids()}
        for number, session in enumerate(self.problem.sessions):
            fitting = [
                venues[one] for one in self.board.venues[number] if self.board.heads[number] <= venues[one].capacity
            ]
            names = [name for venue in fitting for name in _rooms_of(venue.id, venue.parallel)]
            self.preferred(rows, session, names, HARD)
            own = home[session.audience[0]]
            if own in names:
                self.preferred(rows, session, [own], SOFT)

    def preferred(self, rows: ET.Element, session: Session, names: Sequence[str], weight: int) -> None:
        number = {"Activity_Id": self.numbers[session.id], "Number_of_Preferred_Rooms": len(names)}
        row = _rule(rows, "ConstraintActivityPreferredRooms", weight, **number)
        for name in names:
            ET.SubElement(row, "Preferred_Room").text = name


def _rooms_of(venue: str, parallel: int) -> list[str]:
    return [venue] if parallel == 1 else [f"{venue}~{number}" for number in range(parallel)]


def _row(rows: ET.Element, tag: str, **values: object) -> ET.Element:
    return _fill(ET.SubElement(rows, tag), values)


def _rule(rows: ET.Element, tag: str, weight: int, **values: object) -> ET.Element:
    return _row(rows, tag, Weight_Percentage=weight, Active="true", **values)


def _fill(row: ET.Element, values: dict[str, object]) -> ET.Element:
    for name, value in values.items():
        ET.SubElement(row, name).text = str(value)
    return row


def _read(problem: Problem, path: Path) -> tuple[Placement, ...]:
    board = Board(problem)
    days = {(board.week_of[n], day.date.weekday()): day.date for n, day in enumerate(problem.calendar.days)}
    plan = []
    for row in ET.parse(path).getroot().iter("Activity"):  # noqa: S314 - written by the program just now
        session = problem.sessions[int(row.findtext("Id", "")) - 1]
        week, hour = int(row.findtext("Day", "")[1:]), int(row.findtext("Hour", "")[1:])
        plan.append(
            Placement(
                session.id,
                days[week, hour // board.periods],
                hour % board.periods,
                row.findtext("Room", "").partition("~")[0],
                tuple(pool[0] for pool in session.roles),
                {problem.fleet[0].id: 1} if session.seats else {},
            )
        )
    return tuple(plan)
