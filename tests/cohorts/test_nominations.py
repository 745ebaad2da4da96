"""Finding a class's trainees: calls, places, nominations by branch contacts, review, waiting list, taking in."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts import operations, queries
from trainingapp.cohorts.models import Cohort, Nomination
from trainingapp.cohorts.rules import PutForward, find_remarks
from trainingapp.cohorts.terms import EnrolmentState, NominationState
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.people.models import Organisation
from trainingapp.people.terms import Gender

PEOPLE = ("陈青禾", "林晓岚", "何云", "周子安")
Counting = Callable[[], AbstractContextManager[CountedQueries]]
PERHAPS = "（姓名相同，单位或出生年月也相同，请核对）"


def put_forward(key: int, name: str = "", organisation: int = 1, **values: Any) -> PutForward:  # noqa: ANN401 - any field of it
    """Return somebody put forward by organisation 1 in the order of the keys."""
    state = values.pop("state", NominationState.SENT)
    return PutForward(key, organisation, f"单位{organisation}", key, name or f"人选{key}", state, **values)


@pytest.mark.parametrize(
    ("people", "remarks"),
    [
        ([put_forward(1), put_forward(2)], {1: [], 2: []}),
        (
            [put_forward(1), put_forward(2), put_forward(3)],
            {1: [], 2: [], 3: ["超出名额（名额 2 人，排第 3）"]},
        ),
        (
            [put_forward(1), put_forward(2), put_forward(3, state=NominationState.ACCEPTED)],
            {1: [], 2: ["超出名额（名额 2 人，排第 3）"], 3: []},
        ),
        (
            [put_forward(1, state=NominationState.WITHDRAWN), put_forward(2), put_forward(3)],
            {1: [], 2: [], 3: []},
        ),
        ([put_forward(1, organisation=9)], {1: ["超出名额（没有分到名额）"]}),
        ([put_forward(1, blank=frozenset({"phone", "birth_month", "reason"}))], {1: ["缺出生年月、联系电话"]}),
        (
            [put_forward(1, "张伟", phone="a"), put_forward(2, "张伟", 2, phone="a")],
            {1: ["与单位2推荐的是同一人"], 2: ["与单位1推荐的是同一人"]},
        ),
        ([put_forward(1, "张伟", phone="a"), put_forward(2, "张伟", 2, phone="b")], {1: [], 2: []}),
    ],
)
def test_remarks_say_what_is_to_be_checked(people: list[PutForward], remarks: dict[int, list[str]]) -> None:
    assert find_remarks(people, required=("birth_month", "phone"), seats={1: 2, 2: 2}) == remarks


def test_who_took_it_before_is_named() -> None:
    assert find_remarks([put_forward(1)], taken={1: ["2024 年“后备班”"]}) == {1: ["参加过2024 年“后备班”"]}


def make_call(make: Factory, cohort: Cohort, **values: Any) -> None:  # noqa: ANN401 - the operation's own values
    """Call on organisations for a class."""
    asked = {"is_open": True, "closes_on": None, "requirements": "", "required": ["phone"], **values}
    operations.set_call(make.actor, cohort, **asked)


def contact(make: Factory, organisation: Organisation) -> FlaskClient:
    """Return the signed-in contact of an organisation."""
    return make.client(make.user(Role.BRANCH_CONTACT, organisation_id=organisation.id))


def nominate(make: Factory, cohort: Cohort, organisation: Organisation, name: str, phone: str = "") -> Nomination:
    """Put somebody forward."""
    return operations.nominate(
        make.actor, cohort, organisation=organisation, phone=phone, on=today(), name=name, post="社区工作者"
    )


def names(cohort: Cohort, state: NominationState) -> list[str]:
    """Return who has this state."""
    return [row.name for row in queries.list_nominations(cohort) if row.state is state]


def test_contact_puts_forward_and_sees_the_own_alone(make: Factory) -> None:
    own, other = make.organisation("青松居民区党总支"), make.organisation("河滨居民区党总支")
    cohort = make.cohort(short_name="后备班")
    operations.set_quotas(make.actor, cohort, seats={own: 1, other: 1})
    make_call(make, cohort, requirements="45岁以下")
    nominate(make, cohort, other, "王别人")
    client = contact(make, own)
    page = f"/nominations/{cohort.public_id}"

    form = {"organisation": own.public_id, "name": "陈青禾", "gender": "female", "phone": "19900000001"}
    client.post(f"{page}/new", data=form)
    client.post(f"{page}/new", data={**form, "name": "林晓岚", "phone": ""})
    foreign = client.post(f"{page}/new", data={**form, "organisation": other.public_id, "name": "冒名"})
    text = client.get(page).get_data(as_text=True)
    asked = client.get(f"{page}/new").get_data(as_text=True)

    assert ("名额" in text, "1 人，已推荐 2 人" in text, "请填齐：联系电话" in text) == (True, True, True)
    assert asked.count("本班要求填") == 1
    assert "后备班" in client.get("/nominations").get_data(as_text=True)
    assert ("45岁以下" in text, "陈青禾" in text, "王别人" in text) == (True, True, False)
    assert ("超出名额（名额 1 人，排第 2）" in text, "缺联系电话" in text) == (True, True)
    assert (foreign.status_code, names(cohort, NominationState.SENT)) == (200, ["陈青禾", "林晓岚", "王别人"])
    row = db.session.scalars(select(Nomination).where(Nomination.name == "陈青禾")).one()
    assert (row.phone, row.gender, "19900000001" in (row.phone_cipher or "")) == ("19900000001", Gender.FEMALE, False)


def test_contact_changes_and_withdraws_until_it_is_decided(make: Factory) -> None:
    own = make.organisation()
    cohort = make.cohort()
    make_call(make, cohort)
    row = nominate(make, cohort, own, "陈青禾", "19900000001")
    client = contact(make, own)
    page = f"/nominations/{cohort.public_id}/{row.public_id}"
    form = {"organisation": own.public_id, "name": "陈青禾", "post": "副书记"}

    client.post(page, data={**form, "version": "1"})
    stale = client.post(page, data={**form, "post": "书记", "version": "1"})
    changed = (row.post, row.phone, stale.status_code)
    client.post(f"{page}/withdraw")
    again = client.post(page, data=form)

    assert changed == ("副书记", "19900000001", 409)
    assert (row.state, again.status_code) == (NominationState.WITHDRAWN, 422)


def test_class_that_calls_on_others_is_not_found(make: Factory) -> None:
    own, other = make.organisation(), make.organisation()
    called, elsewhere, uncalled = make.cohort(), make.cohort(), make.cohort()
    for cohort in (called, elsewhere):
        make_call(make, cohort)
    operations.set_quotas(make.actor, elsewhere, seats={other: 3})
    foreign = nominate(make, called, other, "王别人")
    client = contact(make, own)

    pages = [f"/nominations/{cohort.public_id}" for cohort in (called, elsewhere, uncalled)]
    pages.append(f"{pages[0]}/{foreign.public_id}")

    assert [client.get(page).status_code for page in pages] == [200, 404, 404, 404]


def test_nothing_is_put_forward_after_the_last_day(make: Factory) -> None:
    own, cohort = make.organisation(), make.cohort(short_name="后备班")
    last = today()
    make_call(make, cohort, closes_on=last)

    operations.nominate(make.actor, cohort, organisation=own, phone="", on=last, name="陈青禾")

    with pytest.raises(Refused, match=r"“后备班”的推荐已于 .* 截止"):
        operations.nominate(make.actor, cohort, organisation=own, phone="", on=last + timedelta(days=1), name="林晓岚")


def test_review_names_who_took_an_earlier_class_of_the_programme(make: Factory) -> None:
    programme, own = make.programme(), make.organisation()
    earlier = make.cohort(short_name="后备一班", programme=programme, starts_on=date(2024, 5, 10))
    other = make.cohort(short_name="别的班", starts_on=date(2024, 6, 10))
    person = make.person("陈青禾", phone="19900000001")
    for cohort in (earlier, other):
        make.enrolment(cohort, "陈青禾", person=person)
    cohort = make.cohort(programme=programme, starts_on=date(2026, 5, 11))
    make_call(make, cohort)
    same = nominate(make, cohort, own, "陈青禾", "19900000001")
    namesake = nominate(make, cohort, own, "陈青禾", "19900000002")
    make.enrolment(earlier, "林晓岚", person=make.person("林晓岚"))
    unknown = nominate(make, cohort, own, "林晓岚")

    remarks = queries.remarks_on(cohort, queries.list_nominations(cohort))

    assert (remarks[same.id], remarks[namesake.id]) == (["参加过2024 年“后备一班”"], [])
    assert remarks[unknown.id] == ["缺联系电话"]


def test_namesake_of_the_same_organisation_is_a_question_when_too_little_is_known(make: Factory) -> None:
    programme, own, other = make.programme(), make.organisation(), make.organisation()
    earlier = make.cohort(short_name="后备一班", programme=programme, starts_on=date(2024, 5, 10))
    for name, birth_month in (("陈青禾", ""), ("林晓岚", "1990.01"), ("周安", "")):
        make.enrolment(earlier, name, organisation_id=own.id, birth_month=birth_month, person=make.person(name))
    cohort = make.cohort(programme=programme, starts_on=date(2026, 5, 11))
    make_call(make, cohort, required=[])
    question = nominate(make, cohort, own, "陈青禾")
    told_apart = nominate(make, cohort, own, "林晓岚")
    told_apart.birth_month = "1985.06"
    elsewhere = nominate(make, cohort, other, "周安")

    remarks = queries.remarks_on(cohort, queries.list_nominations(cohort))

    assert remarks[question.id] == [f"可能参加过2024 年“后备一班”{PERHAPS}"]
    assert (remarks[told_apart.id], remarks[elsewhere.id]) == ([], [])


def test_who_changed_the_number_is_still_asked_about(make: Factory) -> None:
    programme, own, other = make.programme(), make.organisation(), make.organisation()
    earlier = make.cohort(short_name="后备一班", programme=programme, starts_on=date(2024, 5, 10))
    for name, birth_month in (("陈青禾", ""), ("林晓岚", "1990.01")):
        person = make.person(name, phone=f"1990000000{len(name) + len(birth_month)}")
        make.enrolment(earlier, name, organisation_id=own.id, birth_month=birth_month, person=person)
    cohort = make.cohort(programme=programme, starts_on=date(2026, 5, 11))
    make_call(make, cohort, required=[])
    same_unit = nominate(make, cohort, own, "陈青禾", "19900000008")
    moved = nominate(make, cohort, other, "林晓岚", "19900000007")
    moved.birth_month = "1990.01"

    remarks = queries.remarks_on(cohort, queries.list_nominations(cohort))

    told = [f"可能参加过2024 年“后备一班”{PERHAPS}"]
    assert (remarks[same_unit.id], remarks[moved.id]) == (told, told)


def test_review_decides_waits_and_takes_in(make: Factory) -> None:
    own, cohort = make.organisation("青松居民区党总支"), make.cohort()
    make_call(make, cohort)
    rows = {name: nominate(make, cohort, own, name, f"1990000000{place}") for place, name in enumerate(PEOPLE)}
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/nominations"
    states = dict(zip(PEOPLE, ("accepted", "waiting", "waiting", "declined"), strict=True))
    data = {f"state-{rows[name].public_id}": state for name, state in states.items()}
    reason = {f"note-{rows[PEOPLE[3]].public_id}": "已参加区级班"}

    unexplained = client.post(page, data=data)
    client.post(page, data={**data, **reason})
    client.post(page, data={**data, **reason, f"place-{rows[PEOPLE[1]].public_id}": "3"})
    client.post(f"{page}/enrol")

    trainee = queries.list_roster(cohort.id)[0]
    accepted, second, third, declined = rows.values()
    assert (unexplained.status_code, declined.decision_note) == (422, "已参加区级班")
    assert "“周子安”不录取要写明理由" in unexplained.text
    assert [unexplained.text.count(f'value="{state}" selected') for state in ("accepted", "waiting", "declined")] == [
        1,
        2,
        1,
    ]
    assert (third.waiting, second.waiting) == (1, 2)
    assert (accepted.state, accepted.enrolment_id) == (NominationState.ENROLLED, trainee.id)
    assert (trainee.name, trainee.organisation_id, trainee.person.phone) == (PEOPLE[0], own.id, "19900000000")


def test_who_left_the_class_stays_accepted(make: Factory) -> None:
    own, cohort = make.organisation(), make.cohort()
    make_call(make, cohort)
    person = make.person("陈青禾", phone="19900000001")
    make.enrolment(cohort, "陈青禾", person=person, organisation_name=own.name, state=EnrolmentState.WITHDRAWN)
    row = nominate(make, cohort, own, "陈青禾", "19900000001")
    operations.decide_nominations(make.actor, cohort, decisions={row.id: (NominationState.ACCEPTED, "")})

    result = operations.enrol_accepted(make.actor, cohort)

    assert (result.withdrawn, row.state) == (("陈青禾",), NominationState.ACCEPTED)


def test_quotas_are_given_out_as_one_act(make: Factory) -> None:
    one, two = make.organisation("青松党总支"), make.organisation("河滨党总支")
    cohort = make.cohort()
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/quotas"
    client.post(page, data={"is_open": "y", f"seats-{one.public_id}": "2", f"seats-{two.public_id}": "1"})

    client.post(page, data={"is_open": "y", f"seats-{one.public_id}": "3", f"seats-{two.public_id}": ""})
    wrong = client.post(page, data={"is_open": "y", f"seats-{one.public_id}": "两人"})

    acts = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "quotas.set").order_by(AuditEvent.id)).all()
    assert (acts[1].before, acts[1].after) == ({"青松党总支": 2, "河滨党总支": 1}, {"青松党总支": 3})
    assert (queries.seats_of(cohort), wrong.status_code, len(acts)) == ({one.id: 3}, 422, 2)


def test_pages_ask_as_much_for_three_as_for_one(make: Factory, count_queries: Counting) -> None:
    own, cohort = make.organisation(), make.cohort()
    make_call(make, cohort)
    clients = {f"/classes/{cohort.public_id}/nominations": make.organiser_client()}
    clients[f"/nominations/{cohort.public_id}"] = contact(make, own)
    totals = []
    for people in (PEOPLE[:1], PEOPLE[1:3]):
        for name in people:
            nominate(make, cohort, own, name)
        db.session.commit()
        counts = []
        for page, client in clients.items():
            with count_queries() as counted:
                client.get(page)
            counts.append(counted.total)
        totals.append(counts)

    assert totals[0] == totals[1]
