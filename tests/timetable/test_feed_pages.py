"""Calendar addresses: who makes them, what they tell and never tell, how they end; a real client reads one."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select
from werkzeug.serving import make_server

from tests.conftest import CountedQueries
from tests.factories import Factory
from tests.provision.servers import running
from tests.timetable.rfc5545 import faults_of
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.clock import now, today
from trainingapp.core.database import db
from trainingapp.curriculum.terms import Form
from trainingapp.timetable import operations
from trainingapp.timetable.models import FeedAddress
from trainingapp.timetable.queries import feeds
from trainingapp.timetable.rules import feeds as feed_rules
from trainingapp.timetable.terms import HalfDay

#: What the buttons send.
SURE = {"sure": "1"}
Counting = Callable[[], AbstractContextManager[CountedQueries]]


def address_of(make: Factory, subject: feeds.Subject) -> str:
    """Return the path of a new address."""
    _, secret = operations.make_feed(make.actor, subject)
    return f"/feeds/{secret}.ics"


def events_of(client: FlaskClient, path: str) -> dict[str, tuple[str, int]]:
    """Return status and sequence of each event of a feed, by its summary; the feed must be whole."""
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    calendar = Calendar.from_ical(answer.data)
    assert isinstance(calendar, Calendar)
    assert faults_of(answer.data) == []
    return {str(one["summary"]): (str(one["status"]), int(str(one["sequence"]))) for one in calendar.events}


def test_feed_follows_the_releases_and_never_the_draft(make: Factory) -> None:
    cohort = make.cohort()
    kept, dropped = make.session(cohort, title="留下的课"), make.session(cohort, title="取消的课")
    path, visitor = address_of(make, cohort), make.visitor()
    empty = events_of(visitor, path)
    make.release(cohort)
    first = events_of(visitor, path)
    operations.cancel_session(make.actor, dropped, reason="讲师生病")
    kept.title = "改名的课"
    draft = events_of(visitor, path)
    make.release(cohort)
    second = events_of(visitor, path)

    assert (empty, draft) == ({}, first)
    assert first == {"留下的课": ("CONFIRMED", 0), "取消的课": ("CONFIRMED", 0)}
    assert second == {"改名的课": ("CONFIRMED", 1), "（已取消）取消的课": ("CANCELLED", 1)}


def test_trainee_gets_the_own_sessions_of_every_class(make: Factory) -> None:
    person = make.person("陈青禾")
    cohort, other = make.cohort(short_name="一班"), make.cohort(short_name="二班")
    mine, theirs = make.group(cohort, "第一组"), make.group(cohort, "第二组")
    for one, group in ((cohort, mine), (other, None)):
        make.enrolment(one, "陈青禾", person=person, group=group)
    left = make.enrolment(make.cohort(short_name="退出的班"), person=person, state=EnrolmentState.WITHDRAWN)
    make.session(cohort, title="我组的课", groups=[mine])
    make.session(cohort, title="他组的课", groups=[theirs])
    make.session(other, title="另一个班的课")
    make.session(left.cohort, title="退出的班的课")
    for one in (cohort, other, left.cohort):
        make.release(one)

    found = events_of(make.visitor(), address_of(make, person))

    assert sorted(found) == ["一班 我组的课", "二班 另一个班的课"]


def test_lecturer_and_venue_get_theirs_from_every_class(make: Factory) -> None:
    lecturer, venue = make.lecturer("张教授"), make.venue("报告厅")
    recent = make.cohort(starts_on=today(), short_name="新班")
    long_ago = make.cohort(starts_on=date(2020, 5, 11), ends_on=date(2020, 5, 20), short_name="老班")
    make.session(recent, title="他讲的课", lecturers=[lecturer])
    make.session(recent, title="他主持的课", host=lecturer, venue=venue, half_day=HalfDay.AFTERNOON)
    make.session(recent, title="别人的课", half_day=HalfDay.EVENING)
    make.session(long_ago, title="多年前的课", lecturers=[lecturer], venue=venue)
    for cohort in (recent, long_ago):
        make.release(cohort)
    visitor = make.visitor()

    assert sorted(events_of(visitor, address_of(make, lecturer))) == ["他主持的课", "他讲的课"]
    assert sorted(events_of(visitor, address_of(make, venue))) == ["他主持的课"]


@pytest.mark.parametrize("kind", ["person", "lecturer", "cohort", "venue"])
def test_feed_tells_nothing_of_other_persons(make: Factory, kind: str) -> None:
    cohort = make.cohort(note="内部说明", starts_on=today())
    group = make.group(cohort, "第一组")
    me, other = make.enrolment(cohort, "陈本人", group=group), make.enrolment(cohort, "王他人", group=group)
    other.person.phone, other.person.identity_number = "19900001234", "110101199003070003"
    lecturer, venue = make.lecturer("张教授"), make.venue("报告厅")
    session = make.session(
        cohort, form=Form.VISIT, lecturers=[lecturer], venue=venue, groups=[group], accepted_reason="王他人只有这天有空"
    )
    visit = make.visit(session, [make.site("程家桥街道", contact="赵联系人", phone="19900005678")])
    visit.escort, visit.escort_phone, visit.safety_plan = "钱带队", "19900009999", "应急预案"
    visit.vehicles[0].driver, visit.vehicles[0].driver_phone = "孙司机", "19900008888"
    strange = make.cohort(short_name="别的班", starts_on=today())
    make.session(strange, title="别的班的课")
    make.release(strange, note="王他人请假调课")
    make.release(cohort, note="王他人请假调课", made_by="周经办")
    subjects: dict[str, feeds.Subject] = {"person": me.person, "lecturer": lecturer, "cohort": cohort, "venue": venue}

    text = make.visitor().get(address_of(make, subjects[kind])).get_data(as_text=True).replace("\r\n ", "")

    assert "程家桥街道" in text
    told = ("王他人", "陈本人", "1990000", "110101", "赵联系人", "钱带队", "孙司机", "应急预案", "周经办", "内部说明")
    assert [word for word in (*told, "别的班", "有空", other.public_id, me.public_id) if word in text] == []


def test_feed_of_another_office_tells_of_that_office_alone(make: Factory, app: Flask) -> None:
    venue = make.venue("报告厅")
    cohort = make.cohort(starts_on=today())
    make.session(cohort, title="本街道的课", venue=venue)
    make.release(cohort)
    path = address_of(make, venue)
    db.session.commit()
    foreign = Factory(app, "qingsong")
    other = foreign.cohort(starts_on=today())
    foreign.session(other, title="别的街道的课", venue=foreign.venue("报告厅"))
    foreign.release(other)
    client = foreign.organiser_client()

    assert list(events_of(client, path)) == ["本街道的课"]


def test_revoked_and_replaced_addresses_answer_no_more(make: Factory) -> None:
    cohort = make.cohort()
    visitor = make.visitor()
    first = address_of(make, cohort)
    second = address_of(make, cohort)
    replaced = [visitor.get(path).status_code for path in (first, second, "/feeds/guessed.ics")]
    operations.revoke_feed(make.actor, cohort)

    assert (replaced, visitor.get(second).status_code) == ([404, 200, 404], 404)
    verbs = list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))
    assert verbs == ["feed.made", "feed.revoked", "feed.made", "feed.revoked"]


def test_secret_is_kept_nowhere(make: Factory) -> None:
    cohort = make.cohort()
    secret = address_of(make, cohort).removeprefix("/feeds/").removesuffix(".ics")

    row = db.session.scalars(select(FeedAddress)).one()
    event = db.session.scalars(select(AuditEvent)).one()

    assert len(secret) == 32
    assert secret not in f"{vars(row)}{event.before}{event.after}"
    assert row.secret_digest not in f"{event.after}"


def test_unchanged_timetable_is_not_sent_again(make: Factory) -> None:
    cohort = make.cohort()
    make.session(cohort)
    make.release(cohort)
    path, visitor = address_of(make, cohort), make.visitor()

    first = visitor.get(path)
    again = visitor.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")


def test_address_that_is_asked_without_end_answers_no_more_for_a_while(
    make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_rules, "MOST_ASKED", 3)
    cohort = make.cohort()
    path, other = address_of(make, cohort), address_of(make, make.venue())
    visitor = make.visitor()

    asked = [visitor.get(path) for _ in range(5)]
    unharmed = visitor.get(other).status_code
    db.session.expire_all()
    feed = feeds.live_feed(cohort)
    assert feed is not None
    feed.counted_from = now() - feed_rules.COUNTED_WITHIN
    db.session.commit()
    later = visitor.get(path).status_code
    db.session.expire_all()

    assert [answer.status_code for answer in asked] == [200, 200, 200, 429, 429]
    assert (0 < int(asked[3].headers["Retry-After"]) <= 600, "请过 10 分钟" in asked[3].get_data(as_text=True)) == (
        True,
    ) * 2
    assert (unharmed, later, feed.asked) == (200, 200, 1)
    page = make.organiser_client().get(f"/classes/{cohort.public_id}/timetable/feed").get_data(as_text=True)
    assert "前后读过" in page


def test_class_address_is_shown_once_and_revoked_from_the_page(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/timetable/feed"

    before = client.get(page).get_data(as_text=True)
    made = client.post(page, data=SURE).get_data(as_text=True)
    after = client.get(page).get_data(as_text=True)
    revoked = client.post(f"{page}/revoke", data=SURE, follow_redirects=True).get_data(as_text=True)

    assert [("/feeds/" in text, "正在使用" in text) for text in (before, made, after, revoked)] == [
        (False, False),
        (True, True),
        (False, True),
        (False, False),
    ]


def test_library_lists_addresses_and_makes_them(make: Factory, count_queries: Counting) -> None:
    lecturer = make.lecturer("张教授")
    client = make.organiser_client()
    totals = []
    for amount in (0, 2):
        for _ in range(amount):
            make.lecturer(), make.venue()
        db.session.commit()
        with count_queries() as counted:
            client.get("/library/feeds")
        totals.append(counted.total)

    made = client.post(f"/library/feeds/lecturer/{lecturer.public_id}", data=SURE).get_data(as_text=True)
    missing = client.post(f"/library/feeds/course/{lecturer.public_id}", data=SURE).status_code
    client.post(f"/library/feeds/lecturer/{lecturer.public_id}/revoke", data=SURE)

    assert ("张教授的讲师日历：新的日历地址" in made, missing) == (True, 404)
    assert (totals[0], feeds.live_feed(lecturer)) == (totals[1], None)


@pytest.mark.parametrize(
    ("role", "reach", "page"),
    [(Role.TRAINEE, "person_id", "/my/feed"), (Role.LECTURER, "lecturer_id", "/my/lectures/feed")],
)
def test_trainee_and_lecturer_make_and_revoke_their_own(make: Factory, role: Role, reach: str, page: str) -> None:
    subject = make.enrolment(make.cohort()).person if role is Role.TRAINEE else make.lecturer()
    client = make.client(make.user(role, None, **{reach: subject.id}))

    made = client.post(page, data=SURE).get_data(as_text=True)
    live = feeds.live_feed(subject)
    client.post(f"{page}/revoke", data=SURE)

    assert ("/feeds/" in made, "webcal://" in made, live is not None) == (True, True, True)
    assert feeds.live_feed(subject) is None


def test_lecturer_account_without_a_lecturer_is_told_so(make: Factory) -> None:
    answer = make.client(make.user(Role.LECTURER)).get("/my/lectures/feed")

    assert (answer.status_code, "还没有和师资库里的讲师对上" in answer.get_data(as_text=True)) == (404, True)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the application on a free port of this machine; give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    with running(server):
        yield f"http://127.0.0.1:{server.server_port}"
    server.server_close()


class Subscriber:
    """Somebody who subscribes with vdirsyncer and looks at the calendar with khal."""

    def __init__(self, folder: Path, address: str) -> None:
        """Write the two programs' settings."""
        self.folder = folder
        self.calendar = folder / "calendar"
        self.calendar.mkdir()
        (folder / "vdirsyncer").write_text(
            f'[general]\nstatus_path = "{folder}/status"\n'
            '[pair timetable]\na = "feed"\nb = "disk"\ncollections = null\n'
            f'[storage feed]\ntype = "http"\nurl = "{address}"\n'
            f'[storage disk]\ntype = "filesystem"\npath = "{self.calendar}"\nfileext = ".ics"\n',
            "utf-8",
        )
        (folder / "khal").write_text(
            f"[calendars]\n[[timetable]]\npath = {self.calendar}\n[sqlite]\npath = {folder}/khal.db\n"
            "[locale]\nlocal_timezone = Asia/Shanghai\ndefault_timezone = Asia/Shanghai\n"
            "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
            "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n",
            "utf-8",
        )
        self.run("vdirsyncer", "discover")

    def run(self, program: str, *arguments: str) -> str:
        """Run one of the programs and return what it prints."""
        command = [sys.executable, "-m", program, "--config", str(self.folder / program), *arguments]
        environment = os.environ | {"PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "HOME": str(self.folder)}
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def look(self) -> list[str]:
        """Ask the feed again and return the calendar's lines for the days of the class."""
        self.run("vdirsyncer", "sync")
        form = "{start-time}-{end-time} {title} @{location}"
        return self.run("khal", "list", "--format", form, "--day-format", "{date}", "2026-05-11", "7d").splitlines()


def test_real_calendar_subscribes_and_follows(sqlite_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> None:
    make = Factory(sqlite_app)
    cohort = make.cohort()
    lecture = make.session(cohort, title="群众工作，方法", venue=make.venue("报告厅", address="云杉路1号"))
    visit = make.session(cohort, title="参观", form=Form.VISIT, held_on=cohort.starts_on + timedelta(days=1))
    make.visit(visit, [make.site("程家桥街道")], gather_place="街道门口", gather_at=time(13, 0))
    make.release(cohort)
    path = address_of(make, cohort)
    db.session.commit()

    with served(sqlite_app) as address:
        subscriber = Subscriber(tmp_path_factory.mktemp("subscriber"), address + path)
        first = subscriber.look()
        lecture.held_on = date(2026, 5, 13)
        operations.cancel_session(make.actor, visit, reason="下雨")
        make.release(cohort)
        db.session.commit()
        second = subscriber.look()

    assert first == [
        "2026-05-11",
        "09:00-11:30 群众工作，方法 @报告厅，云杉路1号",
        "2026-05-12",
        "09:00-11:30 参观 @13:00 街道门口集合 → 程家桥街道",
    ]
    assert second == [
        "2026-05-12",
        "09:00-11:30 （已取消）参观 @13:00 街道门口集合 → 程家桥街道",
        "2026-05-13",
        "09:00-11:30 群众工作，方法 @报告厅，云杉路1号",
    ]
    assert len(list(subscriber.calendar.iterdir())) == 2
