"""Arrivals: one press with the time, taken back, an order for lists; optional, and no attendance."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from tests.registers.test_own_kinds import texts
from trainingapp.accounts.terms import Role
from trainingapp.attendance.models import Mark
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts import operations, queries
from trainingapp.cohorts.terms import SortRule
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.registers.queries import Printing
from trainingapp.registers.queries.papers import make_paper
from trainingapp.registers.terms import PaperKind

EIGHT = datetime(2026, 5, 11, 0, 0, tzinfo=UTC)

Counting = Callable[[], AbstractContextManager[CountedQueries]]


def test_lists_stand_in_the_order_of_arrival_and_who_has_not_come_last(make: Factory) -> None:
    cohort = make.cohort(stored_presets={"sort_rule": "arrival"})
    late, first, absent, second = (make.enrolment(cohort, name) for name in ("陈甲", "李乙", "王丙", "赵丁"))
    absent.joined_on = date(2026, 5, 1)
    for minutes, one in enumerate((first, second, late)):
        operations.note_arrival(make.actor, one, at=EIGHT + timedelta(minutes=minutes))

    listed = [one.name for one in queries.list_roster(cohort.id, sort=SortRule.ARRIVAL)]
    paper = texts(make_paper(cohort, PaperKind.ROSTER, Printing(make.actor, date(2026, 5, 11))))
    operations.renumber(make.actor, cohort, sort=SortRule.ARRIVAL)

    assert listed == ["李乙", "赵丁", "陈甲", "王丙"]
    assert [name for text in paper if (name := text.replace("　", "")) in set(listed)] == listed
    assert [one.number for one in (first, second, late, absent)] == [1, 2, 3, 4]


def test_second_press_keeps_the_first_time_and_undo_forgets_it(make: Factory) -> None:
    one = make.enrolment(make.cohort())

    times = [operations.note_arrival(make.actor, one, at=EIGHT + timedelta(minutes=minutes)) for minutes in (0, 5)]
    operations.take_back_arrival(make.actor, one)
    operations.take_back_arrival(make.actor, one)

    trail = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    told = [(event.verb, dict(event.before), dict(event.after)) for event in trail]
    noted = {"arrived_at": "05-11 08:00:00"}
    assert (times, one.arrived_at) == ([EIGHT, EIGHT], None)
    assert [each for each in told if each[0].startswith("enrolment.arriv")] == [
        ("enrolment.arrived", {}, noted),
        ("enrolment.arrival_undone", noted, {}),
    ]


def test_whoever_left_the_class_is_not_noted(make: Factory) -> None:
    one = make.enrolment(make.cohort(), "陈青禾")
    operations.withdraw(make.actor, one, on=date(2026, 5, 20), reason="工作调动")

    with pytest.raises(Refused, match="“陈青禾”已退出本班"):
        operations.note_arrival(make.actor, one, at=EIGHT)


def test_page_notes_an_arrival_with_one_press_and_marks_nobody(make: Factory) -> None:
    cohort = make.cohort()
    make.session(cohort)
    one, _other = make.enrolments(cohort, 2)
    client = make.organiser_client()
    url = f"/classes/{cohort.public_id}/arrivals"

    answer = client.post(f"{url}/{one.public_id}", follow_redirects=True).get_data(as_text=True)
    client.post(f"{url}/{one.public_id}/undo")
    after = client.get(url).get_data(as_text=True)

    assert ("还没有报到（1 人）" in answer, "已报到（1 人）" in answer) == (True, True)
    assert ("还没有报到（2 人）" in after, "已报到" in after) == (True, False)
    assert db.session.scalars(select(Mark)).all() == []


def test_reader_sees_the_list_without_buttons_and_writes_nothing(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort)
    client = make.client(make.user(Role.INSPECTOR))
    url = f"/classes/{cohort.public_id}/arrivals"

    shown, refused = client.get(url), client.post(f"{url}/{one.public_id}")

    assert (shown.status_code, f"{one.public_id}" in shown.get_data(as_text=True)) == (200, False)
    assert (refused.status_code, one.arrived_at) == (403, None)


def test_arrivals_cost_the_same_queries_for_one_and_three(make: Factory, count_queries: Counting) -> None:
    client = make.organiser_client()
    amounts = []
    for size in (1, 3):
        cohort = make.cohort()
        make.enrolments(cohort, size)
        operations.note_arrival(make.actor, make.enrolment(cohort), at=EIGHT)
        client.get(f"/classes/{cohort.public_id}/arrivals")
        with count_queries() as counted:
            client.get(f"/classes/{cohort.public_id}/arrivals")
        amounts.append(counted.total)

    assert amounts[0] == amounts[1]


@pytest.mark.parametrize("rule", SortRule)
def test_roster_page_opens_in_every_order_that_a_class_may_have(rule: SortRule, make: Factory) -> None:
    cohort = make.cohort(stored_presets={"sort_rule": rule.value})
    make.enrolments(cohort, 2)

    answer = make.organiser_client().get(f"/classes/{cohort.public_id}/roster")

    assert answer.status_code == 200
