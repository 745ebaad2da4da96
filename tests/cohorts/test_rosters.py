"""Taking a roster into a class: one act, all rows or none, and the same rows again change nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts import operations, queries
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.terms import EnrolmentState, RosterEntry, RosterResult, SortRule
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.people.models import Person
from trainingapp.people.terms import Gender

Counting = Callable[[], AbstractContextManager[CountedQueries]]
ENTRIES = (
    RosterEntry(
        4,
        "陈青禾",
        Gender.FEMALE,
        birth_month="1985.03",
        organisation_name="河滨居民区党总支",
        post="书记",
        phone="19900000001",
        group_name="第一组",
        track_name="书记",
    ),
    RosterEntry(5, "林晓岚", organisation_name="河滨居民区党总支", phone="19900000002", group_name="第二组"),
    RosterEntry(6, "何云", organisation_name="青松居民区党总支", group_name="第一组"),
)


def take(make: Factory, cohort: Cohort, *entries: RosterEntry) -> RosterResult:
    """Take these rows and commit, as a request does."""
    result = operations.enrol_many(make.actor, cohort, entries or ENTRIES, source="花名册.xlsx")
    db.session.commit()
    db.session.expire_all()
    return result


def acts() -> int:
    """Return how many acts the trail holds."""
    return db.session.scalar(select(func.count(AuditEvent.id))) or 0


def test_rows_become_trainees_with_groups_and_tracks(make: Factory) -> None:
    cohort = make.cohort()
    organisation = make.organisation("河滨居民区党总支")

    result = take(make, cohort)

    rows = queries.list_roster(cohort.id)
    assert result == RosterResult(added=3)
    assert [(one.number, one.name, one.group and one.group.name, one.track and one.track.name) for one in rows] == [
        (1, "陈青禾", "第一组", "书记"),
        (2, "林晓岚", "第二组", None),
        (3, "何云", "第一组", None),
    ]
    assert [one.organisation_id for one in rows] == [organisation.id, organisation.id, None]
    assert (rows[0].gender, rows[0].birth_month, rows[0].joined_on) == (Gender.FEMALE, "1985.03", cohort.starts_on)


def test_same_rows_again_change_nothing_and_leave_no_trace(make: Factory) -> None:
    cohort = make.cohort()
    make.organisation("青松居民区党总支")
    make.organisation("河滨居民区党总支")
    take(make, cohort)
    before = acts()

    result = take(make, cohort)

    assert (result, acts()) == (RosterResult(unchanged=3), before)


def test_changed_row_changes_that_trainee_and_blanks_erase_nothing(make: Factory) -> None:
    cohort = make.cohort()
    take(make, cohort)

    result = take(make, cohort, replace(ENTRIES[0], post="副书记", birth_month=""))

    first = queries.list_roster(cohort.id)[0]
    act = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert (result, first.post, first.birth_month) == (RosterResult(changed=1), "副书记", "1985.03")
    assert (act.verb, act.before) == ("roster.imported", {"1 陈青禾": {"post": "书记"}})


def test_who_left_is_not_brought_back_by_a_file(make: Factory) -> None:
    cohort = make.cohort()
    take(make, cohort)
    gone = queries.list_roster(cohort.id)[0]
    operations.withdraw(make.actor, gone, on=date(2026, 5, 20), reason="工作调动")

    result = take(make, cohort)

    assert (result.withdrawn, gone.state) == (("陈青禾",), EnrolmentState.WITHDRAWN)


def test_two_of_one_name_stay_two(make: Factory) -> None:
    cohort = make.cohort()

    take(make, cohort, replace(ENTRIES[0], name="张伟"), replace(ENTRIES[1], name="张伟"))

    assert [one.name for one in queries.list_roster(cohort.id)] == ["张伟", "张伟"]
    assert db.session.scalar(select(func.count(Person.id))) == 2


def test_number_that_somebody_has_is_refused_with_its_row(make: Factory) -> None:
    cohort = make.cohort()

    with pytest.raises(Refused, match="编号 7 有 2 人：陈青禾（第 4 行）、林晓岚（第 5 行）"):
        take(make, cohort, replace(ENTRIES[0], number=7), replace(ENTRIES[1], number=7))


def test_queries_do_not_grow_with_the_rows(make: Factory, count_queries: Counting) -> None:
    totals = []
    for amount in (10, 200):
        cohort = make.cohort()
        entries = [RosterEntry(row, f"陈学员{amount}{row}", phone=f"19{amount:03}{row:06}") for row in range(1, amount)]
        db.session.commit()
        with count_queries() as counted:
            take(make, cohort, *entries)
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_lists_by_strokes_of_surname_and_of_name_differ_as_published_ones_do(make: Factory) -> None:
    cohort = make.cohort()
    for name in ("田大利", "田富", "陈甲", "李乙"):
        make.enrolment(cohort, name)

    by_surname = [one.name for one in queries.list_roster(cohort.id, sort=SortRule.STROKES)]
    by_name = [one.name for one in queries.list_roster(cohort.id, sort=SortRule.NAME_STROKES)]

    assert by_surname == ["田富", "田大利", "李乙", "陈甲"]
    assert by_name == ["田大利", "田富", "李乙", "陈甲"]
