"""A class of phones at a running server: signed in, with today's page open, ready to press the button."""

import random
import re
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode, urlsplit

from flask import Flask
from sqlalchemy import func, select

from tests.conftest import make_app
from tests.factories import Factory
from trainingapp.accounts.models import SignIn
from trainingapp.accounts.queries import token_digest
from trainingapp.accounts.terms import Role
from trainingapp.attendance import queries
from trainingapp.attendance.models import CheckIn, Mark, MarkEvent
from trainingapp.attendance.operations import change_settings
from trainingapp.attendance.rules import codes
from trainingapp.attendance.rules.codes import Place
from trainingapp.attendance.terms import Settings
from trainingapp.core import schema
from trainingapp.core.clock import local_now, now
from trainingapp.core.database import db
from trainingapp.core.scope import enter_office
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay

PATIENCE_SECONDS = 30
CSRF = re.compile(r'name="csrf-token" content="([^"]+)"')
CLAIM = re.compile(r'name="claim" value="([^"]+)"')
COOKIE = re.compile(r"(session|device)=([^;]+)")


@dataclass
class Answer:
    """What became of one press of the button: its status (0 for a connection that broke) and how long it took."""

    status: int
    seconds: float
    location: str = ""

    @property
    def acknowledged(self) -> bool:
        """Tell whether the phone was shown that it is signed."""
        return self.status == 302 and "/my/check-in/" in self.location


@dataclass
class Phone:
    """One trainee's phone."""

    enrolment_id: int
    cookies: dict[str, str]
    csrf: str = ""
    claim: str = ""

    def send(self, address: str, path: str, fields: dict[str, str] | None = None, *, patience: float = 30) -> Answer:
        """Send one request; a broken connection is an answer of status 0."""
        place = urlsplit(address)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode({**fields, "csrf_token": self.csrf})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = perf_counter()
        try:
            with closing(HTTPConnection(str(place.hostname), place.port, timeout=patience)) as connection:
                connection.request("GET" if fields is None else "POST", path, body, headers)
                answer = connection.getresponse()
                self._keep(answer.headers.get_all("Set-Cookie") or [], answer.read().decode())
                return Answer(answer.status, perf_counter() - began, answer.headers.get("Location", ""))
        except (OSError, HTTPException):
            return Answer(0, perf_counter() - began)

    def _keep(self, cookies: list[str], text: str) -> None:
        self.cookies.update({found[1]: found[2] for line in cookies if (found := COOKIE.match(line))})
        token = CSRF.search(text)
        if token:
            self.csrf = token[1]
        claim = CLAIM.search(text)
        if claim:
            self.claim = claim[1]


@dataclass
class Room:
    """A class whose session is on, its phones, and what the projector shows."""

    app: Flask
    session_id: int
    public_id: str
    office_id: int
    place: Place
    phones: list[Phone]

    def scan(self, address: str, phone: Phone) -> Answer:
        """Open the address that the projector's square leads to now."""
        code = codes.token(self.place, codes.step_at(now()))
        return phone.send(address, f"/in/{self.public_id}/{code}")

    def press(self, address: str, phone: Phone, *, patience: float = PATIENCE_SECONDS) -> Answer:
        """Press 签到 on the page that scanning opened."""
        return phone.send(address, f"/my/check-in/{self.public_id}", {"claim": phone.claim}, patience=patience)

    def look(self, address: str) -> None:
        """Open today's page on every phone, one after the other."""
        for phone in self.phones:
            answer = phone.send(address, "/my")
            assert (answer.status, bool(phone.csrf)) == (200, True)

    def marked(self) -> set[int]:
        """Return the trainees who have a mark."""
        return set(self._read(lambda: db.session.scalars(select(Mark.enrolment_id)).all()))

    def counts(self) -> tuple[int, int, int]:
        """Return how many check-ins, marks and recordings there are."""
        count = [func.count(model.id) for model in (CheckIn, Mark, MarkEvent)]
        check_ins, marks, events = self._read(lambda: [db.session.scalar(select(one)) or 0 for one in count])
        return check_ins, marks, events

    def _read(self, ask: Callable[[], Sequence[int]]) -> Sequence[int]:
        with self.app.app_context():
            enter_office(self.office_id)
            return ask()


def session_now(make: Factory) -> Session:
    """Make a class with check-in by phone, and its session that began a minute ago."""
    moment = local_now().replace(tzinfo=None)
    cohort = make.cohort(starts_on=moment.date())
    change_settings(make.actor, cohort, settings=Settings(check_in=True))
    starts = max(moment - timedelta(minutes=1), moment.replace(hour=0, minute=0))
    ends = moment.replace(hour=23, minute=59, second=59)
    return make.session(
        cohort, held_on=moment.date(), half_day=HalfDay.MORNING, starts_at=starts.time(), ends_at=ends.time()
    )


def open_room(instance: Path, trainees: int) -> Room:
    """Make a class of so many trainees whose session began a minute ago, each signed in on a phone of their own."""
    app = make_app(instance, None)
    with app.app_context():
        schema.bring_forward()
        make = Factory(app)
        session = session_now(make)
        phones = [_phone(app, make, row.id, row.person_id) for row in make.enrolments(session.cohort, trainees)]
        place = queries.place_of(session)
        room = Room(app, session.id, session.public_id, make.office.id, place, phones)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return room


def _phone(app: Flask, make: Factory, enrolment_id: int, person_id: int) -> Phone:
    """Return a phone that is signed in; the slow check of a password is not what is measured here."""
    token = f"token-{enrolment_id}-{random.random()}"
    user = make.user(Role.TRAINEE, person_id=person_id)
    start = now()
    make.add(
        SignIn(user=user, token_digest=token_digest(token), started_at=start, expires_at=start + timedelta(days=1))
    )
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # Flask's own sessions
    assert serializer is not None
    return Phone(enrolment_id, {"session": str(serializer.dumps({"token": token}))})
