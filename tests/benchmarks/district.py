"""A district's rows made as sets: 20,000 persons, 60 classes of 100 with 30 half-days, five years of ledger."""

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from sqlalchemy import insert, text

from tests.factories import Factory
from trainingapp.assessment.models import (
    Band,
    Certificate,
    Closing,
    Component,
    EvaluationAnswer,
    EvaluationTicket,
    HoursEntry,
    Outcome,
    Questionnaire,
    Scan,
    Scheme,
    Score,
    Task,
    Work,
)
from trainingapp.assessment.terms import (
    Completion,
    EntryState,
    EvaluationKind,
    EvaluationState,
    HoursSource,
    ScanKind,
    TaskKind,
)
from trainingapp.attendance.models import Mark, RollCall
from trainingapp.attendance.terms import RollState, Status
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import Stage
from trainingapp.core.clock import now
from trainingapp.core.database import Base, db
from trainingapp.core.ids import new_id
from trainingapp.curriculum.models import Course, Lecturer
from trainingapp.curriculum.terms import Category, Form, LecturerKind
from trainingapp.followup.models import Cascade, CascadeTask, Honour, Mentorship, PointsEntry, PointsItem
from trainingapp.followup.terms import HonourLevel
from trainingapp.people.models import Person
from trainingapp.people.terms import OrganisationKind
from trainingapp.timetable.models import Session, SessionLecturer
from trainingapp.timetable.terms import HalfDay

PERSONS: Final = 20_000
STREETS: Final = 12
BRANCHES: Final = 25
YEARS: Final = range(2022, 2027)
TRAINEES: Final = 100
HALF_DAYS: Final = 30
ANSWERS: Final = 60
LECTURERS: Final = 40
POSTS: Final = ("党支部书记", "支部委员", "社区工作者", "党务工作者", "后备人选", "网格员")
PARTS: Final = (("出勤", 20), ("作业", 30), ("结业考试", 50))
BANDS: Final = (("优秀", 90, True), ("良好", 80, True), ("合格", 60, True), ("不合格", 0, False))
ITEMS: Final = [{"key": f"i{place}", "label": f"第 {place} 项", "most": 25} for place in range(1, 5)]
TIMES: Final = {HalfDay.MORNING: (time(9), time(11, 30)), HalfDay.AFTERNOON: (time(13, 30), time(16))}
AT_ONCE: Final = 5_000
Row = dict[str, Any]


def add_rows(model: type[Base], rows: Iterable[Row], office: int) -> list[int]:
    """Insert rows as sets of 5,000 and return their keys."""
    ready = [{"id": new_id(), "office_id": office, **row} for row in rows]
    for start in range(0, len(ready), AT_ONCE):
        db.session.execute(insert(model), ready[start : start + AT_ONCE])
    return [row["id"] for row in ready]


class District:
    """An office of a district; its classes are added a few at a time."""

    def __init__(self, make: Factory) -> None:
        """Add the organisations, the persons, the lecturers and five years of hours from elsewhere."""
        self.make = make
        self.office: int = make.office.id
        self.branches = list(self._branches())
        self.persons = add_rows(Person, self._people(), self.office)
        self.lecturers = add_rows(
            Lecturer,
            (
                {"name": f"王讲师{number}", "kind": LecturerKind.PARTY_SCHOOL, "unit": "区委党校"}
                for number in range(LECTURERS)
            ),
            self.office,
        )
        self.courses = add_rows(
            Course,
            ({"title": f"课程{number}", "form": Form.LECTURE, "hours": Decimal(3)} for number in range(HALF_DAYS)),
            self.office,
        )
        add_rows(HoursEntry, self._hours(), self.office)
        self._follow_up()
        self.classes: list[str] = []
        db.session.commit()

    def _branches(self) -> Iterator[int]:
        for street in range(STREETS):
            above = self.make.organisation(f"云杉{street}街道党工委", kind=OrganisationKind.STREET)
            for number in range(BRANCHES):
                name = f"云杉{street}街道第{number}居民区党总支"
                yield self.make.organisation(name, parent=above, parent_id=above.id).id

    def _people(self) -> Iterator[Row]:
        for number in range(PERSONS):
            yield {
                "name": f"李学员{number}",
                "organisation_id": self.branches[number % len(self.branches)],
                "post": POSTS[number % len(POSTS)],
            }

    def _hours(self) -> Iterator[Row]:
        """Give three persons in four something from elsewhere in each year."""
        for year in YEARS:
            for place, person in enumerate(self.persons):
                if (place + year) % 4:
                    source = HoursSource.SUPERIOR if place % 3 else HoursSource.ONLINE
                    yield entry(person, year, source=source, hours=Decimal(8 + place % 40))

    def _follow_up(self) -> None:
        (item,) = add_rows(PointsItem, [{"name": "参加志愿服务", "points": 2, "source": "积分办法"}], self.office)
        earned = (
            {"person_id": person, "item_id": item, "points": 2, "earned_on": date(2026, 1 + place % 6, 5)}
            for place, person in enumerate(self.persons[:5_000])
        )
        add_rows(PointsEntry, earned, self.office)
        honours = (
            {"name": "五星级党支部", "cycle": f"{year}年度", "level": HonourLevel.DISTRICT, "organisation_id": one}
            for year in YEARS
            for one in self.branches[:60]
        )
        add_rows(Honour, honours, self.office)

    def add_classes(self, amount: int) -> None:
        """Add classes with their timetable, marks, results, evaluations, work, and what follows them."""
        for _ in range(amount):
            self.add_class()
        db.session.commit()
        self._count_rows()

    def _count_rows(self) -> None:
        """Let the database know what its tables have grown to, as it would in use within the hour."""
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("ANALYZE"))
            db.session.commit()
        else:
            db.engine.dispose()  # SQLite counts when a connection is opened

    def add_class(self, *, trainees: int = TRAINEES, stage: Stage = Stage.CLOSED) -> str:
        """Add one class and return its public id."""
        number = len(self.classes)
        cohort = self._class(number, stage)
        self._fill(cohort, number, trainees)
        self.classes.append(cohort.public_id)
        db.session.expunge_all()
        return self.classes[-1]

    def _class(self, number: int, stage: Stage) -> Cohort:
        year = YEARS[-1 - number % len(YEARS)]
        starts = date(year, 1 + number % 10, 3)
        return self.make.cohort(
            code=f"district-{number}",
            host_id=self.make.street.id,
            host=db.session.merge(self.make.street),
            starts_on=starts,
            ends_on=starts + timedelta(days=HALF_DAYS // 2 - 1),
            stage=stage,
        )

    def _fill(self, cohort: Cohort, number: int, amount: int) -> None:
        chosen = [self.persons[(number * TRAINEES + place) % PERSONS] for place in range(amount)]
        trainees = add_rows(Enrolment, list(enrolments(cohort, chosen, self.branches)), self.office)
        sessions = add_rows(Session, list(self._sessions(cohort)), self.office)
        speakers = (
            {"session_id": one, "lecturer_id": self.lecturers[(number + place) % LECTURERS], "position": 0}
            for place, one in enumerate(sessions)
        )
        add_rows(SessionLecturer, speakers, self.office)
        add_rows(RollCall, ({"session_id": one, "state": RollState.CONFIRMED} for one in sessions), self.office)
        add_rows(Mark, marks(sessions, trainees), self.office)
        self._results(cohort, number, trainees)
        self._evaluations(cohort, sessions[:3], trainees)
        self._closing(cohort, chosen)
        self._after(cohort, trainees)

    def _sessions(self, cohort: Cohort) -> Iterator[Row]:
        for place in range(HALF_DAYS):
            half_day = (HalfDay.MORNING, HalfDay.AFTERNOON)[place % 2]
            starts_at, ends_at = TIMES[half_day]
            yield {
                "cohort_id": cohort.id,
                "held_on": cohort.starts_on + timedelta(days=place // 2),
                "half_day": half_day,
                "starts_at": starts_at,
                "ends_at": ends_at,
                "hours": Decimal(3),
                "title": f"课程{place}",
                "form": list(Form)[place % 4],
                "category": list(Category)[place % 3],
                "course_id": self.courses[place],
            }

    def _results(self, cohort: Cohort, number: int, trainees: list[int]) -> None:
        (scheme,) = add_rows(Scheme, [{"cohort_id": cohort.id}], self.office)
        parts = (
            {"scheme_id": scheme, "position": place, "name": name, "weight": weight}
            for place, (name, weight) in enumerate(PARTS, start=1)
        )
        components = add_rows(Component, parts, self.office)
        bands = (
            {"scheme_id": scheme, "name": name, "minimum": Decimal(least), "passes": passes}
            for name, least, passes in BANDS
        )
        add_rows(Band, bands, self.office)
        scores = (
            {"component_id": component, "enrolment_id": one, "points": Decimal(60 + place % 40)}
            for component in components
            for place, one in enumerate(trainees)
        )
        add_rows(Score, scores, self.office)
        decided = {"completion": Completion.COMPLETED, "band": "良好", "decided_by": "测试"}
        add_rows(Outcome, ({"enrolment_id": one, **decided} for one in trainees), self.office)
        add_rows(Certificate, certificates(cohort, trainees), self.office)
        (task,) = add_rows(
            Task,
            [{"cohort_id": cohort.id, "kind": TaskKind.ESSAY, "title": "学习心得", "due_on": cohort.ends_on}],
            self.office,
        )
        works = (
            {"task_id": task, "enrolment_id": one, "text": essay(number * TRAINEES + place), "handed_in_at": now()}
            for place, one in enumerate(trainees)
        )
        add_rows(Work, works, self.office)

    def _evaluations(self, cohort: Cohort, sessions: list[int], trainees: list[int]) -> None:
        forms = (
            {
                "cohort_id": cohort.id,
                "kind": EvaluationKind.LECTURE,
                "session_id": session,
                "title": "评课",
                "items": ITEMS,
                "state": EvaluationState.CLOSED,
                "opened_on": cohort.starts_on,
                "closed_on": cohort.ends_on,
                "forms": ANSWERS,
                "points": ANSWERS * 90,
            }
            for session in sessions
        )
        asked = add_rows(Questionnaire, forms, self.office)
        tickets = (
            {"questionnaire_id": one, "enrolment_id": trainee, "answered": place < ANSWERS}
            for one in asked
            for place, trainee in enumerate(trainees)
        )
        add_rows(EvaluationTicket, tickets, self.office)
        points = {item["key"]: 22 for item in ITEMS}
        answers = ({"questionnaire_id": one, "points": points} for one in asked for _ in range(ANSWERS))
        add_rows(EvaluationAnswer, answers, self.office)

    def _closing(self, cohort: Cohort, chosen: list[int]) -> None:
        scan = {"cohort_id": cohort.id, "added_by": "测试", "digest": "0" * 64, "media_type": "application/pdf"}
        add_rows(Scan, ({**scan, "kind": kind, "file_name": "a.pdf", "size": 1} for kind in ScanKind), self.office)
        if cohort.stage is not Stage.CLOSED:
            return
        facts = {"cohort_id": cohort.id, "number": 1, "closed_by": "测试", "content": {}, "checksum": "0" * 64}
        (closing,) = add_rows(Closing, [facts], self.office)
        year = cohort.starts_on.year
        own = {"cohort_id": cohort.id, "closing_id": closing, "state": EntryState.ARCHIVED}
        entries = (
            {**entry(person, year, source=HoursSource.CLASS, hours=Decimal(81)), **own, "concentrated": True}
            for person in chosen
        )
        add_rows(HoursEntry, entries, self.office)

    def _after(self, cohort: Cohort, trainees: list[int]) -> None:
        relay = {"cohort_id": cohort.id, "topic": "传达班上学的内容", "due_on": cohort.ends_on}
        (cascade,) = add_rows(Cascade, [relay], self.office)
        tasks = (
            {"cascade_id": cascade, "enrolment_id": one, "organisation_id": branch}
            for one, branch in zip(trainees, self.branches, strict=False)
        )
        add_rows(CascadeTask, tasks, self.office)
        pairs = (
            {"cohort_id": cohort.id, "enrolment_id": one, "mentor": "周导师", "starts_on": cohort.starts_on}
            for one in trainees[:40]
        )
        add_rows(Mentorship, pairs, self.office)


def entry(person: int, year: int, *, source: HoursSource, hours: Decimal) -> Row:
    """Return the values of an entry of the ledger that counts."""
    return {
        "person_id": person,
        "year": year,
        "source": source,
        "title": f"{year}年培训",
        "hours": hours,
        "ended_on": date(year, 6, 30),
        "state": EntryState.APPROVED,
        "entered_by": "测试",
        "concentrated": source is HoursSource.SUPERIOR,
        "cohort_id": None,
        "closing_id": None,
    }


def enrolments(cohort: Cohort, persons: list[int], branches: list[int]) -> Iterator[Row]:
    """Give the roster's rows."""
    for number, person in enumerate(persons, start=1):
        yield {
            "cohort_id": cohort.id,
            "person_id": person,
            "number": number,
            "name": f"李学员{number}",
            "organisation_id": branches[number % len(branches)],
            "organisation_name": "云杉一村居民区党总支",
            "post": POSTS[number % len(POSTS)],
        }


def marks(sessions: list[int], trainees: list[int]) -> Iterator[Row]:
    """Give one in ten sick leave, the others present."""
    for session in sessions:
        for place, trainee in enumerate(trainees):
            status = Status.SICK if (session + place) % 10 == 0 else Status.PRESENT
            yield {"session_id": session, "enrolment_id": trainee, "taken": status, "confirmed": status}


def essay(number: int) -> str:
    """Return some 800 characters that no other essay shares more with than chance brings."""
    words = Random(number)
    return "".join(chr(words.randrange(0x4E00, 0x9FA0)) for _ in range(800))


def certificates(cohort: Cohort, trainees: list[int]) -> Iterator[Row]:
    """Give the certificates of a class."""
    for serial, one in enumerate(trainees, start=1):
        yield {
            "cohort_id": cohort.id,
            "enrolment_id": one,
            "serial": serial,
            "number": f"{cohort.code}-{serial:03}",
            "code": "0" * 12,
            "name": f"李学员{serial}",
            "class_name": cohort.formal_name,
            "starts_on": cohort.starts_on,
            "ends_on": cohort.ends_on,
            "issued_on": cohort.ends_on,
            "issued_by": "测试",
        }
