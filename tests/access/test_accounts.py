"""Pages of accounts: the list, one account, a new one, its roles, what is done to several at once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.access.handed import account, acts, logins, slips
from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.models import Grant, SignIn, User
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort, Enrolment, Group
from trainingapp.cohorts.terms import EnrolmentState, GroupRole, Stage
from trainingapp.core.clock import now, to_local
from trainingapp.core.database import db
from trainingapp.curriculum.models import Lecturer
from trainingapp.people.models import Organisation

Counting = Callable[[], AbstractContextManager[CountedQueries]]
KINDS = [
    (Role.CLASS_TEACHER, "cohort_id", "班主任"),
    (Role.GROUP_LEADER, "group_id", "组长"),
    (Role.TRAINEE, "person_id", "学员"),
    (Role.BRANCH_CONTACT, "organisation_id", "支部联络员"),
    (Role.ORGANISER, "organisation_id", "组织者"),
    (Role.LECTURER, "lecturer_id", "讲师"),
]


def target_of(make: Factory, role: Role) -> Cohort | Group | Enrolment | Organisation | Lecturer:
    """Make what a role is given over."""
    cohort = make.cohort(short_name="青蓝班")
    match role:
        case Role.CLASS_TEACHER:
            return cohort
        case Role.GROUP_LEADER:
            return make.group(cohort)
        case Role.TRAINEE:
            return make.enrolment(cohort, "张新")
        case Role.LECTURER:
            return make.lecturer("赵讲师")
        case _:
            return make.organisation("云杉一村党总支", parent=make.street)


@pytest.mark.parametrize(("role", "column", "label"), KINDS)
def test_each_role_gets_its_reach_on_the_page(make: Factory, role: Role, column: str, label: str) -> None:
    target = target_of(make, role)
    client = make.client(make.user(Role.ADMINISTRATOR))
    data = {"target": target.public_id, "name": "周某", "login": "zhou-1"}

    page = client.get("/accounts/new", query_string={"role": role.value}).text
    answer = client.post("/accounts/new", query_string={"role": role.value}, data=data)

    made = account("zhou-1")
    kept = target.person_id if isinstance(target, Enrolment) else target.id
    assert (target.public_id in page, answer.status_code, answer.headers["Cache-Control"]) == (True, 200, "no-store")
    assert [(one.role, getattr(one, column)) for one in made.grants] == [(role, kept)]
    assert slips(answer.text).keys() == {"zhou-1"}
    assert label in client.get("/accounts").text
    assert [act.after["login"] for act in acts("account.added")] == ["zhou-1"]


def test_first_password_is_shown_once_and_has_to_be_changed(make: Factory) -> None:
    client = make.client(make.user(Role.ADMINISTRATOR))

    text = client.post("/accounts/new?role=organiser", data={"name": "王明"}).text

    ((login, password),) = slips(text).items()
    assert login == "wangming"
    assert password not in client.get("/accounts").text
    told = [f"{act.before}{act.after}{act.reason}" for act in db.session.scalars(select(AuditEvent))]
    assert [line for line in told if password in line or account(login).password_hash in line] == []
    first = make.visitor()
    first.post("/sign-in", data={"login": login, "password": password})
    assert first.get("/desk").location == "/account/password"


def test_name_and_login_of_trainee_and_lecturer_need_no_typing(make: Factory) -> None:
    cohort = make.cohort(code="qinglan-2026")
    trainee = make.enrolment(cohort, "张新", number=7)
    lecturer = make.lecturer("吕岩")
    client = make.client(make.user(Role.ADMINISTRATOR))

    for role, target in (("trainee", trainee), ("lecturer", lecturer)):
        client.post("/accounts/new", query_string={"role": role}, data={"target": target.public_id})

    assert (account("qinglan-2026-07").name, account("lvyan").name) == ("张新", "吕岩")


def test_group_leader_is_named_by_the_group_and_stays_its_trainee(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    leader = make.enrolment(cohort, "李玲", group=group, group_role=GroupRole.LEADER)
    client = make.client(make.user(Role.ADMINISTRATOR))

    client.post("/accounts/new?role=group_leader", data={"target": group.public_id})

    assert {(one.role, one.group_id, one.person_id) for one in account("liling").grants} == {
        (Role.GROUP_LEADER, group.id, None),
        (Role.TRAINEE, None, leader.person_id),
    }


def test_class_is_asked_first_where_there_are_several(make: Factory) -> None:
    first, second = make.cohort(), make.cohort()
    make.enrolment(first, "甲学员")
    wanted = make.enrolment(second, "乙学员")
    client = make.client(make.user(Role.ADMINISTRATOR))

    asked = client.get("/accounts/new?role=trainee").text
    chosen = client.get(f"/accounts/new?role=trainee&cohort={second.public_id}").text

    assert ("先在上面选班次" in asked, wanted.public_id in asked) == (True, False)
    assert (wanted.public_id in chosen, "甲学员" in chosen) == (True, False)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"login": "王 老师"}, "登录名只用字母、数字"),
        ({"login": "card-12"}, "留给学员卡用"),
        ({"name": ""}, "请填姓名"),
    ],
)
def test_wrong_account_is_refused_at_its_field(make: Factory, change: dict[str, str], message: str) -> None:
    client = make.client(make.user(Role.ADMINISTRATOR, "boss"))
    data = {"login": "wanglaoshi", "name": "王老师", **change}

    text = client.post("/accounts/new?role=inspector", data=data).text

    assert (message in text, "data-form-errors" in text) == (True, True)
    assert logins() == {"boss"}


def test_taken_login_is_refused_even_when_another_office_has_it(make: Factory) -> None:
    Factory(make.app, "lengshan").user(Role.ORGANISER, "wanglaoshi")
    make.enter()
    client = make.client(make.user(Role.ADMINISTRATOR))

    typed = client.post("/accounts/new?role=inspector", data={"login": "wanglaoshi", "name": "王老师"})
    proposed = client.post("/accounts/new?role=inspector", data={"name": "王老师"})

    assert (typed.status_code, "已经有人用了" in typed.text) == (422, True)
    assert slips(proposed.text).keys() == {"wanglaoshi-2"}


@pytest.mark.parametrize(("role", "column", "label"), [KINDS[0], KINDS[2], KINDS[5]])
def test_same_form_twice_makes_one_account(make: Factory, role: Role, column: str, label: str) -> None:
    target = target_of(make, role)
    client = make.client(make.user(Role.ADMINISTRATOR, "boss"))
    data = {"target": target.public_id, "name": "周某"}

    first, second = (client.post(f"/accounts/new?role={role.value}", data=data) for _ in range(2))

    assert (first.status_code, second.status_code, len(logins())) == (200, 422, 2)
    assert next(iter(slips(first.text))) in second.text, label
    assert "重置" in second.text, column


def test_namesake_gets_an_account_under_a_login_of_his_own(make: Factory) -> None:
    cohort = make.cohort()
    client = make.client(make.user(Role.ADMINISTRATOR, "boss"))
    data = {"target": cohort.public_id, "name": "王明"}

    client.post("/accounts/new?role=class_teacher", data=data)
    client.post("/accounts/new?role=class_teacher", data={**data, "login": "wangming-b"})

    assert logins() == {"boss", "wangming", "wangming-b"}


def test_role_is_added_and_taken_away_at_once(make: Factory) -> None:
    cohort = make.cohort(short_name="青蓝班")
    user = make.user(Role.INSPECTOR)
    theirs = make.client(user)
    client = make.client(make.user(Role.ADMINISTRATOR))
    address = f"/accounts/{user.public_id}"

    client.post(f"{address}/roles/new?role=class_teacher", data={"target": cohort.public_id})
    added = theirs.get(f"/classes/{cohort.public_id}/roster/import").status_code
    inspector = next(one for one in user.grants if one.role is Role.INSPECTOR)
    client.post(f"{address}/roles/{inspector.public_id}/remove")

    assert (added, theirs.get("/insight").status_code) == (200, 403)
    assert [grant.role for grant in user.grants] == [Role.CLASS_TEACHER]
    told = [(act.verb, act.before or act.after) for act in (*acts("account.role_added"), *acts("account.role_removed"))]
    assert told == [
        ("account.role_added", {"角色": "班主任：青蓝班"}),
        ("account.role_removed", {"角色": "督查：全单位"}),
    ]


def test_trainee_who_becomes_staff_gets_a_proper_password_and_signs_in_anew(make: Factory) -> None:
    cohort = make.cohort()
    group, trainee = make.group(cohort), make.enrolment(cohort, "李组长")
    user = make.user(Role.TRAINEE, "card-0a1b2c", person_id=trainee.person_id)
    phone = make.client(user)
    client = make.client(make.user(Role.ADMINISTRATOR))

    text = client.post(f"/accounts/{user.public_id}/roles/new?role=group_leader", data={"target": group.public_id}).text

    ((login, password),) = slips(text).items()
    assert (login.startswith("card-"), user.login == login, user.must_change_password) == (False, True, True)
    assert "/sign-in" in phone.get("/my").location
    assert make.visitor().post("/sign-in", data={"login": login, "password": password}).status_code == 302


def test_own_roles_and_own_account_are_left_to_somebody_else(make: Factory) -> None:
    user = make.user(Role.ADMINISTRATOR)
    client = make.client(user)
    address = f"/accounts/{user.public_id}"

    answers = [
        client.post(f"{address}/disabled", data={"disabled": "1"}),
        client.post(f"{address}/roles/{user.grants[0].public_id}/remove"),
        client.post(f"{address}/roles/new?role=inspector"),
        client.post("/accounts/several", data={"act": "disable", "account": user.public_id}),
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert (user.disabled, [grant.role for grant in user.grants]) == (False, [Role.ADMINISTRATOR])


def test_reset_password_is_shown_once_and_ends_the_sign_ins(make: Factory) -> None:
    user = make.user(Role.INSPECTOR)
    theirs = make.client(user)
    client = make.client(make.user(Role.ADMINISTRATOR))

    password = slips(client.post(f"/accounts/{user.public_id}/reset").text)[user.login]

    assert "/sign-in" in theirs.get("/desk").location
    assert "待改密码" in client.get("/accounts").text
    assert make.visitor().post("/sign-in", data={"login": user.login, "password": password}).status_code == 302


def test_disabled_account_is_out_at_once_and_can_be_enabled(make: Factory) -> None:
    user = make.user(Role.INSPECTOR)
    theirs = make.client(user)
    client = make.client(make.user(Role.ADMINISTRATOR))

    client.post(f"/accounts/{user.public_id}/disabled", data={"disabled": "1"})
    out, disabled = theirs.get("/desk").location, user.disabled
    client.post(f"/accounts/{user.public_id}/disabled")

    assert ("/sign-in" in out, disabled, user.disabled) == (True, True, False)
    assert (len(acts("account.disabled")), len(acts("account.enabled"))) == (1, 1)


def test_several_are_reset_disabled_and_enabled_together(make: Factory) -> None:
    users = [make.user(Role.INSPECTOR) for _ in range(2)]
    client = make.client(make.user(Role.ADMINISTRATOR))
    chosen = [user.public_id for user in users]

    handed = slips(client.post("/accounts/several", data={"act": "reset", "account": chosen}).text)
    client.post("/accounts/several", data={"act": "disable", "account": chosen})
    disabled = [user.disabled for user in users]
    client.post("/accounts/several", data={"act": "enable", "account": chosen})

    assert handed.keys() == {user.login for user in users}
    assert (disabled, [user.disabled for user in users]) == ([True, True], [False, False])
    assert client.post("/accounts/several", data={"act": "disable"}).status_code == 422


def test_accounts_that_point_to_nothing_live_are_told_and_none_is_changed(make: Factory) -> None:
    closed, running = make.cohort(stage=Stage.CLOSED), make.cohort()
    group = make.group(closed)
    left = make.enrolment(running, "退出人", state=EnrolmentState.WITHDRAWN)
    inside = make.enrolment(running, "在班人")
    idle = {
        make.user(Role.CLASS_TEACHER, cohort_id=closed.id).login,
        make.user(Role.GROUP_LEADER, group_id=group.id).login,
        make.user(Role.TRAINEE, person_id=left.person_id).login,
        make.user(Role.TRAINEE, person_id=make.enrolment(closed, "结班人").person_id).login,
    }
    live = {make.user(Role.TRAINEE, person_id=inside.person_id).login, make.user(Role.INSPECTOR).login}
    both = make.user(Role.CLASS_TEACHER, cohort_id=closed.id)
    both.grants.append(Grant(role=Role.CLASS_TEACHER, cohort_id=running.id))
    client = make.client(make.user(Role.ADMINISTRATOR))

    text = client.get("/accounts?state=idle").text

    assert {login for login in {*idle, *live, both.login} if f">{login}<" in text} == idle
    assert ("系统不会自己停用" in text, "停用选中的" in text) == (True, True)
    assert {user.disabled for user in db.session.scalars(select(User))} == {False}


def test_search_finds_by_login_name_class_and_organisation(make: Factory) -> None:
    cohort = make.cohort(short_name="秋季班")
    place = make.organisation("云杉二村党总支", parent=make.street)
    teacher = make.user(Role.CLASS_TEACHER, "laozhou", cohort_id=cohort.id)
    trainee = make.user(Role.TRAINEE, "autumn-01", person_id=make.enrolment(cohort).person_id)
    contact = make.user(Role.BRANCH_CONTACT, "xiaoli", organisation_id=place.id)
    client = make.client(make.user(Role.ADMINISTRATOR, "boss"))
    every = {one.login for one in (teacher, trainee, contact)}

    def found(**query: str) -> set[str]:
        text = client.get("/accounts", query_string=query).text
        return {login for login in every if f">{login}<" in text}

    assert found(q="秋季") == {"laozhou", "autumn-01"}
    assert found(q="二村") == {"xiaoli"}
    assert found(q="autumn") == {"autumn-01"}
    assert found(role="class_teacher") == {"laozhou"}
    assert found(state="disabled") == set()


def test_list_tells_the_last_sign_in_and_who_never_came(make: Factory) -> None:
    user = make.user(Role.INSPECTOR, "came")
    make.user(Role.INSPECTOR, "never-came")
    for days in (3, 1):
        at = now() - timedelta(days=days)
        make.add(SignIn(user_id=user.id, token_digest=f"{days}", started_at=at, expires_at=at))
    client = make.client(make.user(Role.ADMINISTRATOR))

    text = client.get("/accounts").text
    unused = client.get("/accounts?state=never").text

    assert (f"{to_local(now() - timedelta(days=1)):%Y-%m-%d}" in text, "从没登录" in text) == (True, True)
    assert (">came<" in unused, ">never-came<" in unused) == (False, True)


def test_list_escapes_and_asks_as_much_for_three_as_for_one(make: Factory, count_queries: Counting) -> None:
    client = make.client(make.user(Role.ADMINISTRATOR))
    totals = []
    for amount in (1, 3):
        for _ in range(amount):
            cohort = make.cohort()
            make.user(Role.CLASS_TEACHER, cohort_id=cohort.id).name = "<b>某人</b>"
            make.user(Role.GROUP_LEADER, group_id=make.group(cohort).id)
            make.user(Role.TRAINEE, person_id=make.enrolment(cohort).person_id)
            make.user(Role.LECTURER, lecturer_id=make.lecturer().id)
            make.user(Role.BRANCH_CONTACT, organisation_id=make.organisation().id)
        db.session.commit()
        with count_queries() as counted:
            text = client.get("/accounts").text
        totals.append(counted.total)

    assert totals[0] == totals[1]
    assert ("&lt;b&gt;某人" in text, "<b>某人" in text) == (True, False)


def test_three_hundred_accounts_come_in_pages(make: Factory) -> None:
    for _ in range(120):
        make.user(Role.INSPECTOR)
    client = make.client(make.user(Role.ADMINISTRATOR))

    pages = [client.get(f"/accounts?page={page}").text.count('name="account"') for page in (1, 2, 3, 9)]

    assert pages == [50, 50, 21, 21]


def test_contacts_of_several_branches_are_made_in_one_act(make: Factory) -> None:
    places = [make.organisation(f"云杉{number}村党总支", parent=make.street) for number in "一二三"]
    client = make.client(make.user(Role.ADMINISTRATOR, "boss"))
    data = {f"name-{place.public_id}": name for place, name in zip(places, ("王明", "王明", ""), strict=True)}

    text = client.post("/accounts/contacts", data=data).text
    again = client.post("/accounts/contacts", data=data)

    assert slips(text).keys() == {"wangming", "wangming-2"}
    assert [account(login).grants[0].organisation_id for login in ("wangming", "wangming-2")] == [
        places[0].id,
        places[1].id,
    ]
    assert (again.status_code, len(logins())) == (422, 3)
    assert client.get("/accounts/contacts").text.count("王明") == 2
