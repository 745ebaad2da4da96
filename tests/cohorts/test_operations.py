"""Acts on classes, groups and trainees: what they write, what they refuse, what the trail tells."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts import operations, queries
from trainingapp.cohorts.terms import EnrolmentState, GroupRole, Presets, SortRule, Stage
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.people.terms import PersonEntry


def last_act() -> AuditEvent:
    """Return the newest act."""
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()


def values(make: Factory) -> dict[str, Any]:
    """Return what a class needs."""
    return {
        "formal_name": "后备干部培训班",
        "short_name": "后备班",
        "host": make.street,
        "starts_on": date(2026, 5, 11),
    }


def test_class_is_added_with_its_presets(make: Factory) -> None:
    cohort = operations.add_cohort(
        make.actor, code="hb-2026", presets=Presets(sort_rule=SortRule.STROKES, checked_by="党建办"), **values(make)
    )

    db.session.commit()
    db.session.expire_all()
    assert (cohort.presets.sort_rule, cohort.presets.checked_by, last_act().verb) == (
        SortRule.STROKES,
        "党建办",
        "cohort.added",
    )


@pytest.mark.parametrize(
    ("code", "message"),
    [("青蓝", "代码用小写字母"), ("a", "代码用小写字母"), ("../x", "代码用小写字母"), ("taken", "已经用于“旧班”")],
)
def test_bad_code_is_refused(make: Factory, code: str, message: str) -> None:
    make.cohort(code="taken", short_name="旧班")

    with pytest.raises(Refused, match=message):
        operations.add_cohort(make.actor, code=code, **values(make))


def test_title_with_an_unknown_name_is_refused(make: Factory) -> None:
    with pytest.raises(Refused, match=r"没有“\{班名\}”这一项"):
        operations.add_cohort(make.actor, code="hb-2026", presets=Presets(title_pattern="{班名}花名册"), **values(make))


def test_stage_goes_back_only_with_a_reason(make: Factory) -> None:
    cohort = make.cohort(stage=Stage.RUNNING)

    with pytest.raises(Refused, match="从“进行”退回“开班”要写明理由"):
        operations.move_stage(make.actor, cohort, stage=Stage.OPENED)
    operations.move_stage(make.actor, cohort, stage=Stage.OPENED, reason="延期开班")

    assert (cohort.stage, last_act().reason) == (Stage.OPENED, "延期开班")


@pytest.mark.parametrize(("here", "there"), [(Stage.COMPLETED, Stage.CLOSED), (Stage.CLOSED, Stage.COMPLETED)])
def test_stage_reaches_and_leaves_the_archive_by_closing_alone(make: Factory, here: Stage, there: Stage) -> None:
    cohort = make.cohort(stage=here)

    with pytest.raises(Refused, match="要在“结班”页办理"):
        operations.move_stage(make.actor, cohort, stage=there, reason="直接改")

    assert cohort.stage is here


def test_trainee_is_enrolled_by_hand_and_not_twice(make: Factory) -> None:
    cohort = make.cohort()
    entry = PersonEntry("欧阳雪", phone="19900000001", organisation_id=make.street.id)

    trainee = operations.enrol(make.actor, cohort, entry=entry, organisation=make.street)

    assert (trainee.number, trainee.organisation_name, trainee.person.phone) == (1, make.street.name, "19900000001")
    with pytest.raises(Refused, match="“欧阳雪”已经在班里（编号 1）"):
        operations.enrol(make.actor, cohort, entry=entry)


def test_taken_number_is_refused(make: Factory) -> None:
    cohort = make.cohort()
    one, two = make.enrolment(cohort, "陈甲", number=1), make.enrolment(cohort, "李乙", number=2)

    with pytest.raises(Refused, match="编号 1 是“陈甲”的"):
        operations.change_enrolment(make.actor, two, number=one.number)


def test_leaving_keeps_the_row_and_coming_back_keeps_the_number(make: Factory) -> None:
    cohort = make.cohort()
    trainee = make.enrolment(cohort, number=5)

    operations.withdraw(make.actor, trainee, on=date(2026, 5, 20), reason="工作调动")
    left = (trainee.state, trainee.left_on, last_act().reason, queries.roster_size(cohort.id))
    operations.return_to_class(make.actor, trainee)

    assert left == (EnrolmentState.WITHDRAWN, date(2026, 5, 20), "工作调动", 0)
    assert (trainee.state, trainee.left_on, trainee.number) == (EnrolmentState.ENROLLED, None, 5)


def test_leaving_before_joining_is_refused(make: Factory) -> None:
    trainee = make.enrolment(make.cohort(), joined_on=date(2026, 5, 11))

    with pytest.raises(Refused, match="早于入班日期"):
        operations.withdraw(make.actor, trainee, on=date(2026, 5, 10), reason="工作调动")


def test_renumbering_by_strokes_follows_published_order(make: Factory) -> None:
    cohort = make.cohort()
    for name in ("张伟", "李娜", "丁一"):
        make.enrolment(cohort, name)

    operations.renumber(make.actor, cohort, sort=SortRule.STROKES)

    assert [(one.number, one.name) for one in queries.list_roster(cohort.id)] == [(1, "丁一"), (2, "李娜"), (3, "张伟")]


def test_two_leaders_of_one_group_are_refused_by_name(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    one, two = make.enrolment(cohort, "陈甲"), make.enrolment(cohort, "李乙")

    with pytest.raises(Refused, match="第一组的组长有 2 人：陈甲、李乙"):
        operations.set_group_members(
            make.actor, cohort, places={one.id: (group, GroupRole.LEADER), two.id: (group, GroupRole.LEADER)}
        )


def test_grouping_is_one_act(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    one = make.enrolment(cohort, "陈甲", number=2)

    operations.set_group_members(make.actor, cohort, places={one.id: (group, GroupRole.LEADER)})

    act = last_act()
    assert (act.verb, act.before, act.after) == (
        "group.members_changed",
        {"2 陈甲": "未分组"},
        {"2 陈甲": "第一组 组长"},
    )


def test_group_with_members_is_not_removed(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    make.enrolment(cohort, group=group)

    with pytest.raises(Refused, match="里还有学员"):
        operations.remove_group(make.actor, group)
