"""A branch contact's pages: members' points, and relays that the branch confirms; another branch's stay away."""

from datetime import date
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.followup import operations
from trainingapp.followup.models import CascadePaper, CascadeTask
from trainingapp.followup.terms import PointsState
from trainingapp.people.models import Organisation

DONE = date(2026, 5, 20)


@pytest.fixture
def branch(make: Factory) -> Organisation:
    """Make a branch that a trainee relays to."""
    return make.organisation("河滨第一党支部", parent=make.street)


def phone_of(make: Factory, branch: Organisation) -> FlaskClient:
    """Return the phone of who speaks for a branch."""
    return make.client(make.user(Role.BRANCH_CONTACT, organisation_id=branch.id))


def relay_to(make: Factory, branch: Organisation, topic: str = "深化政治巡察") -> CascadeTask:
    """Have a trainee of a branch relay a topic to it, and report it."""
    trainee = make.enrolment(make.cohort(), organisation=branch)
    operations.assign_cascade(make.actor, trainee.cohort, topic=topic, requirements="", due_on=None, trainees=[trainee])
    task = db.session.scalars(select(CascadeTask).where(CascadeTask.organisation_id == branch.id)).one()
    operations.report_task(make.actor, task, done_on=DONE, headcount=46, form=None, note="", version=1)
    db.session.flush()
    return task


def points_of(make: Factory, branch: Organisation, name: str) -> None:
    """Make a member of a branch with three checked points."""
    item = operations.set_item(make.actor, None, name=f"{name}的志愿服务", points=3, source="", valid=True)
    person = make.person(name, organisation=branch)
    entry = operations.enter_points(make.actor, person, item=item, earned_on=today(), evidence="签到表", today=today())
    operations.check_entry(make.actor, entry, state=PointsState.CHECKED, note="", version=1)
    db.session.flush()


def test_branch_sees_the_points_of_its_own_members_alone(make: Factory, branch: Organisation) -> None:
    points_of(make, make.organisation("河滨第一小组", parent=branch), "陈本支")
    points_of(make, make.organisation("青松党支部", parent=make.street), "王别处")
    client = phone_of(make, branch)

    text, before = client.get("/my/branch/points").text, client.get(f"/my/branch/points?year={today().year - 1}").text

    assert ("陈本支" in text, "<strong>3 分</strong>" in text, "陈本支的志愿服务 +3" in text) == (True, True, True)
    assert ("<strong>0 分</strong>" in before, "王别处" in text) == (True, False)


def test_branch_confirms_what_was_relayed_to_it_and_a_later_report_asks_again(
    make: Factory, branch: Organisation
) -> None:
    task, client = relay_to(make, branch), phone_of(make, branch)
    page = f"/my/branch/relays/{task.public_id}"
    waiting = client.get("/my/branch/relays").text
    form = {"version": task.version, "done_on": "2026-05-20", "headcount": "41", "note": "点过名"}

    client.post(page, data={**form, "papers": (BytesIO(b"\x89PNG\r\n\x1a\n photo"), "合影.png")})
    db.session.refresh(task)
    confirmed = (task.headcount, bool(task.confirmed_by), "已确认" in client.get("/my/branch/relays").text)
    operations.report_task(make.actor, task, done_on=DONE, headcount=41, form=None, note="点过名", version=task.version)
    unchanged = bool(task.confirmed_by)
    operations.report_task(make.actor, task, done_on=DONE, headcount=60, form=None, note="点过名", version=task.version)

    assert ("待确认" in waiting, "46 人" in waiting, confirmed, unchanged) == (True, True, (41, True, True), True)
    assert task.confirmed_by == ""
    verbs = db.session.scalars(
        select(AuditEvent.verb).where(AuditEvent.verb.startswith("cascade.")).order_by(AuditEvent.id)
    )
    assert verbs.all() == ["cascade.assigned", "cascade.reported", "cascade.confirmed", "cascade.reported"]


def test_relay_without_a_date_cannot_be_confirmed(make: Factory, branch: Organisation) -> None:
    task = relay_to(make, branch)

    with pytest.raises(Refused, match="没有可以确认的"):
        operations.confirm_task(make.actor, task, done_on=None, headcount=0, form=None, note="", version=task.version)


def test_refused_confirmation_keeps_what_was_typed(make: Factory, branch: Organisation) -> None:
    task = relay_to(make, branch)
    page = f"/my/branch/relays/{task.public_id}"

    answer = phone_of(make, branch).post(page, data={"version": task.version, "headcount": "39", "note": "改到下周"})

    assert (answer.status_code, task.confirmed_by) == (422, "")
    assert [word in answer.text for word in ("没有可以确认的", "改到下周", 'value="39"')] == [True] * 3


def test_relays_of_another_branch_are_not_found(make: Factory, branch: Organisation) -> None:
    relay_to(make, branch, topic="本支部的题目")
    foreign = relay_to(make, make.organisation("青松党支部", parent=make.street), topic="别处的题目")
    foreign.papers.append(CascadePaper(digest="0" * 64, file_name="别处.png", media_type="image/png", size=1))
    db.session.flush()
    client = phone_of(make, branch)
    page = f"/my/branch/relays/{foreign.public_id}"

    text = client.get("/my/branch/relays").text
    sent = client.post(page, data={"version": foreign.version, "done_on": "2026-05-21", "headcount": "1"})
    paper = client.get(f"/my/branch/relay-papers/{foreign.papers[0].public_id}")

    assert ("本支部的题目" in text, "别处的题目" in text) == (True, False)
    assert (sent.status_code, client.get(page).status_code, paper.status_code, foreign.headcount) == (404, 404, 404, 46)
