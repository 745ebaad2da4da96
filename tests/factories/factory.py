"""One maker per kind of row; every value can be given, and what is not given is plain and synthetic."""

from datetime import date, time
from decimal import Decimal
from itertools import count
from typing import Any, TypeAlias

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

from trainingapp.accounts.models import Grant, Office, User
from trainingapp.accounts.terms import Actor, Granted, Role
from trainingapp.assessment.models import Certificate
from trainingapp.cohorts.models import Cohort, Enrolment, Group, Programme, Track
from trainingapp.core.clock import now
from trainingapp.core.database import db
from trainingapp.core.scope import enter_office
from trainingapp.curriculum.models import Coach, Course, Lecturer, Venue
from trainingapp.curriculum.terms import Form, LecturerKind
from trainingapp.people.models import Organisation, Person
from trainingapp.people.rules.order import sort_keys
from trainingapp.people.terms import OrganisationKind
from trainingapp.timetable.models import Release, Session, SessionAudience, SessionLecturer
from trainingapp.timetable.queries import release_readiness
from trainingapp.timetable.terms import HalfDay, Teaching
from trainingapp.visits.models import Site, Stop, Vehicle, Visit

PASSWORD = "Lianxi-2026-mima"
#: scrypt is slow on purpose; tests verify the real thing once and use a quick hash for the many.
PASSWORD_HASH = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")
TIMES = {
    HalfDay.MORNING: (time(9, 0), time(11, 30)),
    HalfDay.AFTERNOON: (time(13, 30), time(16, 0)),
    HalfDay.EVENING: (time(18, 30), time(20, 0)),
}
FIRST_DAY = date(2026, 5, 11)
Value: TypeAlias = Any  # a maker passes on whatever a model takes


class Browser(FlaskClient):
    """A client whose every request has a context and a session of its own, as in use.

    What the test made so far is committed before, and read anew after.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:  # noqa: ANN401 - werkzeug's own
        """Send one request."""
        db.session.commit()
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        db.session.expire_all()
        return answer


class Factory:
    """Makes rows of one office."""

    def __init__(self, app: Flask, code: str = "yunshan") -> None:
        """Make the office and step into it."""
        self.app = app
        self._counter = count(1)
        self.office = Office(code=code, name=f"{code}街道党建办", short_name=f"{code}街道")
        db.session.add(self.office)
        db.session.flush()
        self.enter()
        self.street = self.organisation("云杉街道党工委", kind=OrganisationKind.STREET)
        self.actor = Actor(None, "测试组织者", self.office.id, (Granted(Role.ORGANISER),))

    def enter(self) -> None:
        """Limit the session to this office."""
        enter_office(self.office.id)

    def add(self, row: Any) -> Any:  # noqa: ANN401 - any row in, the same row out
        """Add a row and give it its keys."""
        db.session.add(row)
        db.session.flush()
        return row

    def number(self) -> int:
        """Return the next number of this maker, for distinct names."""
        return next(self._counter)

    def organisation(self, name: str | None = None, **values: Value) -> Organisation:
        """Make an organisation; its path follows its parent."""
        name = name or f"云杉第{self.number()}居民区党总支"
        parent: Organisation | None = values.get("parent")
        values.setdefault("kind", OrganisationKind.RESIDENTIAL)
        row: Organisation = self.add(Organisation(name=name, **values))
        row.path = f"{parent.path if parent else '/'}{row.id}/"
        return row

    def person(self, name: str | None = None, **values: Value) -> Person:
        """Make a person; `phone` and `identity_number` are encrypted as in use."""
        person: Person = self.add(Person(name=name or f"陈学员{self.number()}", **values))
        return person

    def programme(self, **values: Value) -> Programme:
        """Make a programme."""
        number = self.number()
        programme: Programme = self.add(Programme(**{"code": f"programme-{number}", "name": f"项目{number}", **values}))
        return programme

    def cohort(self, **values: Value) -> Cohort:
        """Make a class of the street that starts on FIRST_DAY."""
        number = self.number()
        defaults = {
            "code": f"class-{number}",
            "formal_name": f"居民区后备队伍培训班{number}",
            "short_name": f"后备班{number}",
            "host": self.street,
            "organiser": "云杉街道党建办",
            "starts_on": FIRST_DAY,
        }
        cohort: Cohort = self.add(Cohort(**{**defaults, **values}))
        return cohort

    def track(self, cohort: Cohort, name: str, **values: Value) -> Track:
        """Make a track of a class."""
        track: Track = self.add(Track(cohort=cohort, name=name, **values))
        return track

    def group(self, cohort: Cohort, name: str = "第一组", **values: Value) -> Group:
        """Make a group of a class."""
        group: Group = self.add(Group(cohort=cohort, name=name, **values))
        return group

    def enrolment(self, cohort: Cohort, name: str | None = None, **values: Value) -> Enrolment:
        """Make a trainee with a person of the same name."""
        number = self.number()
        name = name or f"李学员{number}"
        person = values.pop("person", None) or self.person(name)
        defaults = {
            "cohort": cohort,
            "person": person,
            "number": number,
            "name": name,
            "organisation_name": "云杉一村居民区党总支",
            "post": "社区工作者",
            **sort_keys(name),
        }
        enrolment: Enrolment = self.add(Enrolment(**{**defaults, **values}))
        return enrolment

    def enrolments(self, cohort: Cohort, amount: int, **values: Value) -> list[Enrolment]:
        """Make several trainees."""
        return [self.enrolment(cohort, **values) for _ in range(amount)]

    def course(self, title: str | None = None, **values: Value) -> Course:
        """Make a course of the library."""
        defaults = {"title": title or f"课程{self.number()}", "form": Form.LECTURE, "hours": Decimal(3)}
        course: Course = self.add(Course(**{**defaults, **values}))
        return course

    def lecturer(self, name: str | None = None, **values: Value) -> Lecturer:
        """Make a lecturer."""
        defaults = {"name": name or f"王讲师{self.number()}", "kind": LecturerKind.PARTY_SCHOOL, "unit": "区委党校"}
        lecturer: Lecturer = self.add(Lecturer(**{**defaults, **values}))
        return lecturer

    def venue(self, name: str | None = None, **values: Value) -> Venue:
        """Make a venue."""
        venue: Venue = self.add(Venue(name=name or f"会议室{self.number()}", **values))
        return venue

    def coach(self, plate: str | None = None, **values: Value) -> Coach:
        """Make a vehicle of the library, with 45 seats unless said otherwise."""
        coach: Coach = self.add(Coach(plate=plate or f"沪A{self.number():05d}", **{"seats": 45, **values}))
        return coach

    def session(self, cohort: Cohort, **values: Value) -> Session:
        """Make a session; `lecturers`, `host`, `tracks` and `groups` may be given as lists of rows."""
        speakers = values.pop("lecturers", [])
        host = values.pop("host", None)
        tracks, groups = values.pop("tracks", []), values.pop("groups", [])
        half_day = values.setdefault("half_day", HalfDay.MORNING)
        starts_at, ends_at = TIMES[half_day]
        defaults = {
            "cohort": cohort,
            "held_on": cohort.starts_on,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "hours": Decimal(3),
            "title": f"课次{self.number()}",
            "form": Form.LECTURE,
        }
        row = Session(**{**defaults, **values})
        row.teachings = [
            SessionLecturer(lecturer=speaker, position=position) for position, speaker in enumerate(speakers)
        ]
        if host:
            row.teachings.append(SessionLecturer(lecturer=host, role=Teaching.HOST, position=len(speakers)))
        row.audiences = [
            *(SessionAudience(track=track) for track in tracks),
            *(SessionAudience(group=group) for group in groups),
        ]
        session: Session = self.add(row)
        return session

    def release(self, cohort: Cohort, **values: Value) -> Release:
        """Make a release of what the class's timetable holds now, whatever the rules say of it."""
        readiness = release_readiness(cohort)
        held = [one.to_json() for one in readiness.sessions]
        defaults = {"number": readiness.number, "held": held, "made_by": self.actor.name, "made_at": now()}
        release: Release = self.add(Release(**{"cohort": cohort, **defaults, **values}))
        return release

    def site(self, name: str | None = None, **values: Value) -> Site:
        """Make a site."""
        site: Site = self.add(Site(name=name or f"党群服务中心{self.number()}", **values))
        return site

    def visit(self, session: Session, sites: list[Site], **values: Value) -> Visit:
        """Make a visit to these sites in order, with one bus."""
        visit = Visit(session=session, **values)
        visit.stops = [Stop(position=position, site=site) for position, site in enumerate(sites, start=1)]
        visit.vehicles = [Vehicle(position=1, name="1号车", seats=45)]
        row: Visit = self.add(visit)
        return row

    def certificate(self, enrolment: Enrolment, **values: Value) -> Certificate:
        """Issue a certificate to a trainee, as the class would."""
        serial = self.number()
        defaults = {
            "cohort_id": enrolment.cohort_id,
            "enrolment": enrolment,
            "serial": serial,
            "number": f"示例2026-{serial:03}",
            "code": f"{serial:012}",
            "name": enrolment.name,
            "class_name": enrolment.cohort.formal_name,
            "starts_on": FIRST_DAY,
            "ends_on": FIRST_DAY,
            "issuer": "云杉街道党工委",
            "issued_on": FIRST_DAY,
            "issued_by": "组织者",
        }
        row: Certificate = self.add(Certificate(**{**defaults, **values}))
        return row

    def user(self, role: Role, login: str | None = None, **reach: int) -> User:
        """Make an account with one role; its password is PASSWORD."""
        number = self.number()
        user = User(login=login or f"{role.value}{number}", name=f"{role.label}{number}", password_hash=PASSWORD_HASH)
        user.grants = [Grant(role=role, **reach)]
        row: User = self.add(user)
        return row

    def visitor(self) -> FlaskClient:
        """Return a browser without a screen that nobody has signed in on."""
        return Browser(self.app, self.app.response_class)

    def client(self, user: User) -> FlaskClient:
        """Return a browser without a screen that is signed in as this account; commits what was made so far."""
        db.session.commit()
        client = self.visitor()
        answer = client.post("/sign-in", data={"login": user.login, "password": PASSWORD})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return client

    def organiser_client(self) -> FlaskClient:
        """Return a signed-in organiser of the whole office."""
        return self.client(self.user(Role.ORGANISER))
