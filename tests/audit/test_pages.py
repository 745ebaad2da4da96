"""The page of the office's trail: what it shows, filters, pages, and that rows cost no queries."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape
from re import search

import pytest

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.audit import views
from trainingapp.audit.operations import record
from trainingapp.core.changes import Changes, apply
from trainingapp.core.database import db

Counting = Callable[[], AbstractContextManager[CountedQueries]]


def rename(make: Factory, name: str, *, reason: str = "") -> None:
    """Record that a course got another name and another venue took its place."""
    session = make.session(make.cohort(), course=make.course(), venue=make.venue())
    changed = apply(session, title=name, course_id=make.course().id, venue_id=make.venue().id)
    record(make.actor, "session.changed", session, changed, reason=reason)


def test_page_shows_act_values_and_reason_and_escapes_them(make: Factory) -> None:
    rename(make, "<b>新课</b>", reason="<i>换人</i>")
    client = make.organiser_client()

    text = client.get("/audit").get_data(as_text=True)

    assert ("修改课次" in text, "&lt;b&gt;新课" in text, "&lt;i&gt;换人" in text) == (True, True, True)
    assert ("<b>新课" in text, "<i>换人" in text) == (False, False)


def test_page_asks_as_much_for_three_acts_as_for_one(make: Factory, count_queries: Counting) -> None:
    client = make.organiser_client()
    totals = []
    for amount in (1, 3):
        for number in range(amount):
            rename(make, f"课{number}")
        db.session.commit()
        with count_queries() as counted:
            client.get("/audit")
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_page_filters_by_verb_person_and_day(make: Factory) -> None:
    user = make.user(Role.ORGANISER, "lilaoshi")
    record(user.actor(), "venue.added", make.venue("大报告厅"), Changes())
    rename(make, "另一门课")
    client = make.organiser_client()

    pages = [
        client.get(f"/audit?{asked}").get_data(as_text=True)
        for asked in ("verb=venue.added", f"who={user.public_id}", "q=大报告", "day=1999-01-01", "day=nonsense")
    ]

    assert [("大报告厅" in text, "另一门课" in text) for text in pages] == [
        (True, False),
        (True, False),
        (True, False),
        (False, False),
        (True, True),
    ]
    assert "哪一天：" in pages[-1]


def test_older_acts_are_one_step_away_and_keep_the_filter(make: Factory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PAGE", 2)
    for name in ("一号厅", "二号厅", "三号厅"):
        record(make.actor, "venue.added", make.venue(name), Changes())
    client = make.organiser_client()

    first = client.get("/audit?verb=venue.added").get_data(as_text=True)
    older = search(r'href="(/audit\?[^"]*before=[^"]*)"', first)
    assert older is not None
    second = client.get(unescape(older[1])).get_data(as_text=True)

    assert [[name in text for name in ("一号厅", "二号厅", "三号厅")] for text in (first, second)] == [
        [False, True, True],
        [True, False, False],
    ]
    assert ("更早的记录" in second, "回到最新" in second, "verb=venue.added" in older[1]) == (False, True, True)


def test_teacher_sees_no_acts_and_no_accounts_of_others(make: Factory) -> None:
    own, other = make.cohort(), make.cohort()
    for cohort, name in ((own, "本班会议室"), (other, "别班会议室")):
        record(make.actor, "venue.added", make.venue(name), Changes(), cohort_id=cohort.id)
    make.user(Role.ADMINISTRATOR, "hidden-login")
    client = make.client(make.user(Role.CLASS_TEACHER, None, cohort_id=own.id))

    text = client.get("/audit").get_data(as_text=True)

    assert ("本班会议室" in text, "别班会议室" in text, "hidden-login" in text) == (True, False, False)


def test_acts_of_another_office_are_not_shown(make: Factory) -> None:
    other = Factory(make.app, "lengshan")
    record(other.actor, "venue.added", other.venue("别处的礼堂"), Changes())
    db.session.flush()
    make.enter()
    client = make.organiser_client()

    assert "别处的礼堂" not in client.get("/audit?q=礼堂").get_data(as_text=True)
