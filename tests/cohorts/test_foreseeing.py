"""What taking a roster would do, told before: the same as what taking it does, for classes and rows made at random."""

import random
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.operations import enrol_many, foresee, withdraw
from trainingapp.cohorts.terms import EnrolmentState, GroupRole, RosterEntry, RosterForecast
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.people.terms import Gender

Counting = Callable[[], AbstractContextManager[CountedQueries]]
NAMES, UNITS, GROUPS = ("张三", "李四", "王五", "赵六", "钱七"), ("云杉社区", "绿苑社区", ""), ("第一组", "第二组", "")
PHONES, TRACKS, POSTS = ("", "19900000001", "19900000002", "19900000003"), ("", "书记"), ("", "书记", "委员")
GENDERS, STATES = (None, Gender.MALE, Gender.FEMALE), [EnrolmentState.ENROLLED] * 4 + [EnrolmentState.WITHDRAWN]
UNTOLD = {"organisation_id"}
"""Follows from the unit's name, and is left out of the trail."""


def made_class(make: Factory, chance: random.Random) -> Cohort:
    cohort = make.cohort()
    make.organisation("云杉社区")
    groups = {name: make.group(cohort, name) for name in GROUPS if name}
    track = make.track(cohort, "书记")
    for number, name in enumerate(chance.choices(NAMES, k=chance.randint(0, 5)), 1):
        group = groups.get(chance.choice(GROUPS))
        make.enrolment(
            cohort,
            name,
            number=number,
            person=make.person(name, phone=chance.choice(PHONES)),
            organisation_name=chance.choice(UNITS),
            post=chance.choice(POSTS),
            gender=chance.choice(GENDERS),
            group=group,
            track=chance.choice((None, track)),
            state=chance.choice(STATES),
            group_role=chance.choice(list(GroupRole)[:1] if group is None else list(GroupRole)),
        )
    db.session.commit()
    db.session.expire_all()
    return cohort


def made_entries(chance: random.Random) -> list[RosterEntry]:
    leading = set(GROUPS)
    entries = []
    for row, name in enumerate(chance.choices(NAMES, k=chance.randint(1, 5)), 2):
        group = chance.choice(GROUPS)
        leads = chance.random() < 0.5 and group in leading
        leading -= {group} if leads else set()
        entries.append(
            RosterEntry(
                row,
                name,
                chance.choice(GENDERS),
                organisation_name=chance.choice(UNITS),
                post=chance.choice(POSTS),
                phone=chance.choice(PHONES),
                group_name=group,
                track_name=chance.choice(TRACKS),
                leads=leads,
            )
        )
    return entries


def done(make: Factory, cohort: Cohort, entries: Sequence[RosterEntry]) -> RosterForecast:
    """Take the rows; return what that did as a forecast would tell it, changes by who and which fields."""
    try:
        result = enrol_many(make.actor, cohort, entries, source="名单")
    except Refused as refused:
        return RosterForecast(faults=tuple(refused.reasons))
    return RosterForecast(result.added, (), result.unchanged, result.withdrawn)


def changed_in_trail() -> dict[str, set[str]]:
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "roster.imported")).one_or_none()
    after = event.after if event else {}
    return {who: set(told) for who, told in after.items() if isinstance(told, dict)}


@pytest.mark.parametrize("seed", range(40))
def test_forecast_is_what_taking_the_rows_does(seed: int, sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    chance = random.Random(seed)
    cohort, entries = made_class(make, chance), made_entries(chance)

    told = foresee(cohort, entries)
    did = done(make, cohort, entries)

    assert replace(told, changed=(), namesakes=()) == did
    if not did.faults:
        assert {one.label: set(one.after) - UNTOLD for one in told.changed} == changed_in_trail()


def test_foreseeing_writes_nothing(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolment(cohort, "张三", number=1, organisation_name="")
    db.session.commit()

    told = foresee(cohort, [RosterEntry(2, "张三", post="书记", group_name="第九组"), RosterEntry(3, "李四")])

    assert (told.added, [one.after for one in told.changed]) == (1, [{"post": "书记", "group": "第九组"}])
    assert [*db.session.new, *db.session.dirty] == []
    assert db.session.scalar(select(func.count(Enrolment.id))) == 1


def test_same_name_in_the_class_is_told_and_is_another_person(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolment(cohort, "张三", number=7, organisation_name="云杉社区")

    told = foresee(cohort, [RosterEntry(2, "张 三", organisation_name="绿苑社区"), RosterEntry(3, "李四")])

    assert (told.added, len(told.namesakes)) == (2, 1)
    assert told.namesakes[0].startswith("第 2 行“张 三”：本班已有同名的 7 张三（云杉社区），")


def test_queries_do_not_grow_with_the_rows(make: Factory, count_queries: Counting) -> None:
    totals = []
    for names in (NAMES[:1], NAMES):
        cohort = make.cohort()
        for name in names[:-1]:
            make.enrolment(cohort, name, group=make.group(cohort, f"{name}组"))
        entries = [RosterEntry(row, name, organisation_name="云杉社区") for row, name in enumerate(names, 2)]
        db.session.commit()
        db.session.expire_all()
        with count_queries() as counted:
            foresee(cohort, entries)
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_numbers_that_two_would_share_are_told_before_as_taking_refuses_them(make: Factory) -> None:
    cohort = make.cohort()
    gone = make.enrolment(cohort, "王丙", number=3)
    withdraw(make.actor, gone, on=date(2026, 5, 20), reason="工作调动")
    entries = [RosterEntry(4, "陈甲", number=7), RosterEntry(5, "李乙", number=7), RosterEntry(6, "赵丁", number=3)]

    told = foresee(cohort, entries)

    with pytest.raises(Refused) as refused:
        enrol_many(make.actor, cohort, entries, source="名单.xlsx")
    assert told.faults == refused.value.reasons
    assert told.faults == (
        "编号 3 有 2 人：王丙（退出）、赵丁（第 6 行）；请改编号，或把编号列留空由系统接着编",
        "编号 7 有 2 人：陈甲（第 4 行）、李乙（第 5 行）；请改编号，或把编号列留空由系统接着编",
    )


def test_rows_that_swap_numbers_are_no_fault(make: Factory) -> None:
    cohort = make.cohort()
    one, two = make.enrolment(cohort, "陈甲", number=1), make.enrolment(cohort, "李乙", number=2)
    units = [one.organisation_name, two.organisation_name]
    entries = [
        RosterEntry(4, "陈甲", organisation_name=units[0], number=2),
        RosterEntry(5, "李乙", organisation_name=units[1], number=1),
    ]

    told = foresee(cohort, entries)
    enrol_many(make.actor, cohort, entries, source="名单.xlsx")

    assert (told.faults, told.added, [one.number, two.number]) == ((), 0, [2, 1])
