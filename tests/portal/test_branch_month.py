"""A branch contact's month: the own trainees' marks and hours, never another branch's."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal

import pytest

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.models import User
from trainingapp.accounts.terms import Role
from trainingapp.attendance.operations import record_marks
from trainingapp.attendance.terms import Status, StatusClass
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.insight.queries import branch_month, newest_month
from trainingapp.people.models import Organisation

Counting = Callable[[], AbstractContextManager[CountedQueries]]
MAY = date(2026, 5, 1)


@pytest.fixture
def branch(make: Factory) -> Organisation:
    """Make a branch of the street."""
    return make.organisation("河滨居民区党总支", parent=make.street)


def contact_of(make: Factory, branch: Organisation) -> User:
    """Make the account of who speaks for a branch."""
    return make.user(Role.BRANCH_CONTACT, organisation_id=branch.id)


def class_marked(make: Factory, *organisations: Organisation, held_on: date = date(2026, 5, 11)) -> Cohort:
    """Make a class with a trainee of each organisation, present in one session and on leave from another."""
    cohort = make.cohort(starts_on=held_on, ends_on=date(2026, 6, 5))
    trainees = [make.enrolment(cohort, f"{one.shown_name}学员", organisation=one) for one in organisations]
    for day, status in ((11, Status.PRESENT), (12, Status.SICK)):
        session = make.session(cohort, held_on=held_on.replace(day=day), hours=Decimal(4))
        record_marks(make.actor, session, marks=dict.fromkeys([one.id for one in trainees], status))
    db.session.flush()
    return cohort


def test_month_counts_the_own_trainees_and_no_others(make: Factory, branch: Organisation) -> None:
    below = make.organisation("河滨第一支部", parent=branch)
    other = make.organisation("青松居民区党总支", parent=make.street)
    cohort = class_marked(make, below, other)
    class_marked(make, other)

    found = branch_month(contact_of(make, branch).actor(), MAY)

    assert [(row.trainee.name, row.marks, row.hours) for row in found.rows] == [
        ("河滨第一支部学员", {StatusClass.PRESENT: 1, StatusClass.EXCUSED: 1}, Decimal(4))
    ]
    assert (found.came, found.recorded, found.hours) == (1, 2, Decimal(4))
    assert [one.id for one in found.upcoming] == [cohort.id]


def test_page_opens_at_the_last_month_with_marks_and_turns_back(make: Factory, branch: Organisation) -> None:
    other = make.organisation("青松居民区党总支", parent=make.street)
    class_marked(make, branch, held_on=date(2026, 4, 11))
    class_marked(make, other)
    client = make.client(contact_of(make, branch))

    newest, earlier = client.get("/my/branch/month").text, client.get("/my/branch/month?month=2026-03").text
    wrong = [client.get(f"/my/branch/month?month={month}").status_code for month in ("2026-13", "0001-01", "9999-12")]

    assert ("<h1>2026 年 4 月</h1>" in newest, "河滨居民区党总支学员" in newest, "50.0%" in newest) == (
        True,
        True,
        True,
    )
    assert ("青松" in newest, "没有学员登记过考勤" in earlier) == (False, True)
    assert wrong == [404, 404, 404]


def test_month_costs_as_much_for_three_trainees_as_for_one(
    make: Factory, branch: Organisation, count_queries: Counting
) -> None:
    user = contact_of(make, branch)
    client, totals = make.client(user), []
    for amount in (1, 2):
        for _ in range(amount):
            class_marked(make, branch)
        db.session.commit()
        with count_queries() as counted:
            client.get("/my/branch/month?month=2026-05")
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_month_without_marks_is_this_one(make: Factory, branch: Organisation) -> None:
    assert newest_month(contact_of(make, branch).actor(), date(2026, 7, 15)) == date(2026, 7, 1)
