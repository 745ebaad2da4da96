"""Nobody gives more than he has: roles above the own ones, and reach beyond the own, are refused and recorded."""

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.access.handed import account, acts, logins, slips
from tests.factories import Factory
from trainingapp.access import queries
from trainingapp.access.rules import class_login, first_free, login_fault, name_login
from trainingapp.accounts.models import Grant
from trainingapp.accounts.permissions import GIVES
from trainingapp.accounts.terms import Actor, Granted, Role
from trainingapp.cohorts.terms import EnrolmentState, Stage
from trainingapp.core.database import db
from trainingapp.followup.models import Mentorship


class Two:
    """One part of an office with everything in it, another one beside it, and who manages the first."""

    def __init__(self, make: Factory) -> None:
        """Make both."""
        self.own, self.other = (make.organisation(name, parent=make.street) for name in ("东片党委", "西片党委"))
        self.cohorts = [make.cohort(host=place) for place in (self.own, self.other)]
        self.groups = [make.group(cohort) for cohort in self.cohorts]
        self.trainees = [make.enrolment(cohort) for cohort in self.cohorts]
        self.lecturers = [make.lecturer() for _ in self.cohorts]
        for cohort, lecturer in zip(self.cohorts, self.lecturers, strict=True):
            make.session(cohort, lecturers=[lecturer])
        self.manager = make.user(Role.ORGANISER, "manager", organisation_id=self.own.id)

    def targets(self, side: int) -> dict[Role, str]:
        """Return what each role could be given over, on one side."""
        place = (self.own, self.other)[side]
        return {
            Role.CLASS_TEACHER: self.cohorts[side].public_id,
            Role.GROUP_LEADER: self.groups[side].public_id,
            Role.TRAINEE: self.trainees[side].public_id,
            Role.BRANCH_CONTACT: place.public_id,
            Role.ORGANISER: place.public_id,
            Role.LECTURER: self.lecturers[side].public_id,
        }


def post(client: FlaskClient, role: Role, target: str) -> int:
    """Send the form of a new account."""
    data = {"target": target, "name": "某人", "login": f"new-{role.value}"}
    return client.post(f"/accounts/new?role={role.value}", data=data).status_code


def test_who_manages_a_part_gives_what_is_his(make: Factory) -> None:
    two = Two(make)
    client = make.client(two.manager)

    answers = {role: post(client, role, key) for role, key in two.targets(0).items()}

    assert answers == dict.fromkeys(two.targets(0), 200)
    assert acts("account.refused") == []


def test_who_manages_a_part_gives_nothing_beyond_it(make: Factory) -> None:
    two = Two(make)
    client = make.client(two.manager)

    answers = {role: post(client, role, key) for role, key in two.targets(1).items()}

    assert answers == dict.fromkeys(two.targets(1), 404)
    assert logins() == {"manager"}
    assert [act.after["角色"] for act in acts("account.refused")] == [role.label for role in two.targets(1)]
    assert {act.user_id for act in acts("account.refused")} == {two.manager.id}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.INSPECTOR, Role.ORGANISER])
def test_who_manages_a_part_gives_no_role_over_the_whole_office(make: Factory, role: Role) -> None:
    two = Two(make)
    client = make.client(two.manager)

    assert post(client, role, "") == 403
    assert (logins(), len(acts("account.refused"))) == ({"manager"}, 1)


def test_class_teacher_lets_in_the_own_class_alone(make: Factory) -> None:
    two = Two(make)
    client = make.client(make.user(Role.CLASS_TEACHER, "teacher", cohort_id=two.cohorts[0].id))

    own = {role: post(client, role, two.targets(0)[role]) for role in (Role.GROUP_LEADER, Role.TRAINEE)}
    beyond = {role: post(client, role, two.targets(1)[role]) for role in (Role.GROUP_LEADER, Role.TRAINEE)}
    above = [post(client, Role.CLASS_TEACHER, two.targets(0)[Role.CLASS_TEACHER])]

    assert (set(own.values()), set(beyond.values()), above) == ({200}, {404}, [403])


def test_target_of_another_office_is_refused_and_recorded(make: Factory) -> None:
    foreign = Factory(make.app, "lengshan")
    key = foreign.cohort().public_id
    make.enter()
    client = make.client(make.user(Role.ADMINISTRATOR, "boss"))

    assert post(client, Role.CLASS_TEACHER, key) == 404
    assert (logins(), len(acts("account.refused"))) == ({"boss"}, 1)


def test_change_of_an_account_beyond_ones_reach_is_refused_and_recorded(make: Factory) -> None:
    two = Two(make)
    client = make.client(two.manager)
    own, beyond = (
        make.user(Role.CLASS_TEACHER, name, cohort_id=cohort.id).public_id
        for name, cohort in zip(("here", "there"), two.cohorts, strict=True)
    )

    answers = [
        client.post(f"/accounts/{beyond}/reset").status_code,
        client.post(f"/accounts/{beyond}/disabled", data={"disabled": "1"}).status_code,
        client.post(f"/accounts/{beyond}/roles/class_teacher/remove").status_code,
        client.post("/accounts/several", data={"act": "disable", "account": [own, beyond]}).status_code,
    ]

    assert answers == [404, 404, 404, 403]
    assert [act.after for act in acts("account.refused")] == [
        {"操作": act, "账号": beyond} for act in ("重置密码", "停用", "去掉角色", "停用")
    ]


def test_lecturer_who_mentors_elsewhere_is_left_to_the_whole_office(make: Factory) -> None:
    two = Two(make)
    make.add(
        Mentorship(
            cohort_id=two.cohorts[1].id,
            enrolment_id=two.trainees[1].id,
            mentor="某",
            lecturer_id=two.lecturers[0].id,
            starts_on=two.cohorts[1].starts_on,
        )
    )

    assert post(make.client(two.manager), Role.LECTURER, two.lecturers[0].public_id) == 404
    assert post(make.organiser_client(), Role.LECTURER, two.lecturers[0].public_id) == 200


def test_account_with_a_role_beyond_reach_is_seen_but_not_touched(make: Factory) -> None:
    two = Two(make)
    mixed = make.user(Role.TRAINEE, "mixed", person_id=two.trainees[0].person_id)
    mixed.grants.append(Grant(role=Role.CLASS_TEACHER, cohort_id=two.cohorts[1].id))
    boss = make.user(Role.ADMINISTRATOR, "boss")
    stored, name = mixed.password_hash, two.cohorts[1].short_name
    client = make.client(two.manager)
    address = f"/accounts/{mixed.public_id}"

    page = client.get(address).text
    answers = [
        client.post(f"{address}/reset"),
        client.post(f"{address}/disabled", data={"disabled": "1"}),
        client.post(f"{address}/roles/{mixed.grants[0].public_id}/remove"),
        client.post(f"{address}/roles/new?role=trainee", data={"target": two.trainees[0].public_id}),
        client.post("/accounts/several", data={"act": "reset", "account": [mixed.public_id]}),
        client.post(
            f"/classes/{two.cohorts[0].public_id}/accounts/reset", data={"trainee": [two.trainees[0].public_id]}
        ),
    ]

    assert ("不归您管的范围" in page, name in page) == (True, False)
    assert [answer.status_code for answer in answers] == [403] * 6
    assert (mixed.disabled, mixed.password_hash, len(mixed.grants)) == (False, stored, 2)
    assert client.get(f"/accounts/{boss.public_id}").status_code == 404
    assert client.post(f"/accounts/{boss.public_id}/reset").status_code == 404


def test_organiser_of_the_office_does_not_touch_an_administrator(make: Factory) -> None:
    boss = make.user(Role.ADMINISTRATOR, "boss")
    client = make.organiser_client()

    answers = [
        client.post(f"/accounts/{boss.public_id}/reset").status_code,
        client.post(f"/accounts/{boss.public_id}/disabled", data={"disabled": "1"}).status_code,
        post(client, Role.ADMINISTRATOR, ""),
    ]

    assert (answers, boss.disabled) == ([403, 403, 403], False)


def test_account_of_another_office_is_neither_listed_nor_touched(make: Factory) -> None:
    other = Factory(make.app, "lengshan")
    foreign = other.user(Role.INSPECTOR, "foreign-login")
    key, stored = foreign.public_id, foreign.password_hash
    make.enter()
    client = make.client(make.user(Role.ADMINISTRATOR))

    statuses = [
        client.post(f"/accounts/{key}/{act}", data={"disabled": "1"}).status_code for act in ("reset", "disabled")
    ]
    several = client.post("/accounts/several", data={"act": "disable", "account": [key]}).status_code

    assert (statuses, several) == ([404, 404], 403)
    assert "foreign-login" not in client.get("/accounts").text
    other.enter()
    db.session.refresh(foreign)
    assert (foreign.disabled, foreign.password_hash) == (False, stored)


def test_closed_class_and_trainee_who_left_get_no_account(make: Factory) -> None:
    closed = make.cohort(stage=Stage.CLOSED)
    left = make.enrolment(make.cohort(), state=EnrolmentState.WITHDRAWN)
    client = make.client(make.user(Role.ADMINISTRATOR, "boss"))

    answers = [
        post(client, Role.CLASS_TEACHER, closed.public_id),
        post(client, Role.GROUP_LEADER, make.group(closed).public_id),
        post(client, Role.TRAINEE, left.public_id),
    ]

    assert (answers, logins()) == ([422, 422, 422], {"boss"})


def test_organiser_of_a_part_is_given_over_an_organisation(make: Factory) -> None:
    place = make.organisation(parent=make.street)
    client = make.organiser_client()

    text = client.post("/accounts/new?role=organiser", data={"target": place.public_id, "name": "王明"}).text
    whole = client.post("/accounts/new?role=organiser", data={"name": "李明"}).text

    assert account(next(iter(slips(text)))).grants[0].organisation_id == place.id
    assert account(next(iter(slips(whole)))).grants[0].organisation_id is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    own=st.frozensets(st.sampled_from([*Role]), min_size=1, max_size=3),
    partial=st.booleans(),
    role=st.sampled_from([*Role]),
)
def test_what_is_given_lies_within_what_the_giver_has(
    sqlite_app: object, own: frozenset[Role], role: Role, *, partial: bool
) -> None:
    reach = {"organisation_id": 1} if partial else {}
    actor = Actor(1, "某", 1, tuple(Granted(one, **(reach if one is Role.ORGANISER else {})) for one in own))

    offered = role in queries.roles_given(actor)

    giving = {one for one in own if role in GIVES.get(one, ())}
    assert not (offered and not giving)
    assert not (offered and role is Role.ADMINISTRATOR and Role.ADMINISTRATOR not in own)
    assert not (queries.whole_office(actor, role) and partial and Role.ADMINISTRATOR not in own)


@given(st.text(max_size=80), st.integers(1, 999))
def test_proposed_logins_can_be_typed(name: str, number: int) -> None:
    assert login_fault(name_login(name)) is None
    assert login_fault(class_login("qinglan-2026" * 5, number)) is None
    assert login_fault(first_free(name_login(name), {name_login(name)})) is None


def test_logins_are_told_apart() -> None:
    assert [first_free("a-01", set(taken)) for taken in ((), ("a-01",), ("a-01", "a-01-2"))] == [
        "a-01",
        "a-01-2",
        "a-01-3",
    ]
    assert [name_login(name) for name in ("王明", "吕岩", "欧阳娜娜", "Li Wei", "")] == [
        "wangming",
        "lvyan",
        "ouyangnana",
        "liwei",
        "zhanghao",
    ]
