"""The offices of a class: committee and temporary Party branch, by rule, act and page."""

import pytest
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts import operations
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import list_roster
from trainingapp.cohorts.rules import Held, branch_faults, office_faults
from trainingapp.cohorts.terms import BranchRole, ClassRole, GroupRole
from trainingapp.core.database import db
from trainingapp.core.errors import Refused

FULL = "中共党员"


def held(name: str, branch_role: BranchRole = BranchRole.NONE, politics: str = FULL) -> Held:
    """Return a trainee as the branch's rules see him."""
    return Held(name, branch_role=branch_role, politics=politics)


@pytest.mark.parametrize(
    ("members", "faults"),
    [
        ([held("甲"), held("乙", politics="群众")], []),
        ([held("甲", BranchRole.SECRETARY), held("乙"), held("丙", BranchRole.DISCIPLINE)], []),
        (
            [held("甲", BranchRole.SECRETARY), held("乙")],
            ["班里正式党员 2 人，不足 3 人，不能成立临时党支部"],
        ),
        (
            [
                held("甲", BranchRole.SECRETARY),
                held("乙"),
                held("丙"),
                held("丁", BranchRole.PUBLICITY, "中共预备党员"),
            ],
            ["“丁”的政治面貌是“中共预备党员”，临时党支部委员要由正式党员担任"],
        ),
        ([held("甲", BranchRole.PUBLICITY), held("乙"), held("丙")], ["临时党支部还没有书记，请选一名"]),
    ],
)
def test_branch_follows_the_rules_of_the_party(members: list[Held], faults: list[str]) -> None:
    assert branch_faults(members) == faults


def test_offices_for_one_have_one_holder() -> None:
    members = [
        Held("甲", "第一组", GroupRole.LEADER, ClassRole.MONITOR),
        Held("乙", "第一组", GroupRole.LEADER, ClassRole.MEMBER),
        Held("丙", "第二组", GroupRole.LEADER, ClassRole.MONITOR),
    ]

    assert office_faults(members) == [
        "第一组的组长有 2 人：甲、乙；只能留一人，请把其余的改掉",
        "班长有 2 人：甲、丙；只能留一人，请把其余的改掉",
    ]


def make_class(make: Factory) -> Cohort:
    """Make a class of three full members and one other."""
    cohort = make.cohort()
    for number, name in enumerate(("陈甲", "李乙", "王丙"), start=1):
        make.enrolment(cohort, name, number=number, politics=FULL)
    make.enrolment(cohort, "赵丁", number=4, politics="群众")
    return cohort


def test_committee_is_one_act_and_replaces_the_former(make: Factory) -> None:
    cohort = make_class(make)
    former = make.enrolment(cohort, "孙戊", number=5, class_role=ClassRole.MONITOR)
    client = make.organiser_client()
    roster = _keys(cohort)

    answer = client.post(
        f"/classes/{cohort.public_id}/committee",
        data={
            "class-monitor-0": roster["陈甲"],
            "class-deputy_monitor-0": roster["李乙"],
            "class-deputy_monitor-1": roster["赵丁"],
            "branch-secretary-0": roster["陈甲"],
        },
    )

    act = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "committee.set")).one()
    assert (answer.status_code, former.class_role) == (302, ClassRole.MEMBER)
    assert act.after == {
        "1 陈甲": "班长、临时党支部书记",
        "2 李乙": "副班长",
        "4 赵丁": "副班长",
        "5 孙戊": "无",
    }


def test_one_person_in_two_offices_of_a_kind_is_refused(make: Factory) -> None:
    cohort = make_class(make)
    client = make.organiser_client()
    chosen, other = _keys(cohort)["陈甲"], _keys(cohort)["李乙"]
    data = {"class-monitor-0": chosen, "class-study-0": chosen, "class-life-0": other}

    answer = client.post(f"/classes/{cohort.public_id}/committee", data=data)

    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "“陈甲”同时选为班长和学习委员，请只选一项" in text
    assert [text.count(f'<option value="{one}" selected>') for one in (chosen, other)] == [2, 1]


def test_refused_branch_leaves_what_was_chosen_on_the_page_and_nothing_written(make: Factory) -> None:
    cohort = make_class(make)
    client = make.organiser_client()
    chosen = _keys(cohort)["陈甲"]

    answer = client.post(f"/classes/{cohort.public_id}/committee", data={"branch-discipline-0": chosen})

    text = answer.get_data(as_text=True)
    assert (answer.status_code, "临时党支部还没有书记，请选一名" in text) == (422, True)
    assert text.count(f'<option value="{chosen}" selected>') == 1
    assert {one.branch_role for one in list_roster(cohort.id)} == {BranchRole.NONE}


def test_branch_office_of_a_non_member_is_refused(make: Factory) -> None:
    cohort = make_class(make)
    enrolment = make.enrolment(cohort, "周己", number=6, politics="共青团员")

    with pytest.raises(Refused, match="“周己”的政治面貌是“共青团员”"):
        operations.set_committee(make.actor, cohort, holders={enrolment.id: (ClassRole.MEMBER, BranchRole.SECRETARY)})


def test_inspector_reads_who_holds_the_offices(make: Factory) -> None:
    cohort = make_class(make)
    make.enrolment(cohort, "孙戊", number=5, class_role=ClassRole.MONITOR)
    client = make.client(make.user(Role.INSPECTOR))

    text = client.get(f"/classes/{cohort.public_id}/committee").get_data(as_text=True)

    assert ("孙戊" in text, "<select" in text) == (True, False)


def _keys(cohort: Cohort) -> dict[str, str]:
    return {one.name: one.public_id for one in list_roster(cohort.id)}
