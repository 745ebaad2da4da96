"""Who holds a phone (trainee, lecturer, branch contact, group leader, visitor), and every page that each opens."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from tests.factories import Factory
from tests.portal.busy import busy_trainee
from trainingapp.accounts.models import User
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Role
from trainingapp.attendance.models import CheckIn
from trainingapp.attendance.operations import issue_cards
from trainingapp.attendance.queries import card_of
from trainingapp.attendance.terms import CheckInState, Status
from trainingapp.cohorts.models import Cohort, Enrolment, ProgrammeCompetency
from trainingapp.cohorts.operations import nominate, set_call, set_quotas
from trainingapp.core.clock import now, today
from trainingapp.core.database import db
from trainingapp.curriculum.models import Competency
from trainingapp.curriculum.terms import Form
from trainingapp.followup import operations as followup
from trainingapp.followup import queries as followup_queries
from trainingapp.people.models import Organisation
from trainingapp.timetable.queries import list_sessions

ON_PHONES = {Permission.OWN_TRAINING, Permission.OWN_LECTURES, Permission.NOMINATE, Permission.OWN_BRANCH}
"""What somebody with a phone alone may do. Beside it come the boarding list and what needs no sign-in; the page after
scanning lives for 30 seconds, so tests of its own look at it."""
BESIDE = frozenset({"portal.enter", "portal.open_card", "visits.boarding"})
FILES = frozenset({"assessment.own_work_paper", "followup.branch_paper"})
"""What a phone is given to keep, not to read on a page."""
LINK = re.compile(r'href="(/[^"?#]*)')


@dataclass
class Hand:
    """Somebody with a phone: the account, None before signing in, and the pages by the endpoint that draws them."""

    user: User | None
    pages: dict[str, str]


def phone_endpoints(app: Flask) -> set[str]:
    """Return every page that is made for a phone, from the map of addresses itself."""
    asked = {name: getattr(view, "required_permission", None) for name, view in app.view_functions.items()}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return {name for name in pages if asked[name] in ON_PHONES} - FILES | BESIDE


def all_hands(make: Factory) -> list[Hand]:
    """Return a class's people with phones, each with every page that the own links lead to."""
    one = busy_trainee(make)
    lecturer, branch = make.lecturer("王带教"), make.organisation("河滨居民区党总支")
    _follow_up(make, one, branch)
    pair = followup.add_mentorship(
        make.actor, one.cohort, trainee=one, mentor=lecturer.name, lecturer=lecturer, starts_on=today()
    )
    db.session.flush()
    _call(make, one.cohort, branch)
    trainee = make.user(Role.TRAINEE, login="hand-trainee", person_id=one.person_id)
    teacher = make.user(Role.LECTURER, login="hand-lecturer", lecturer_id=lecturer.id)
    contact = make.user(Role.BRANCH_CONTACT, login="hand-contact", organisation_id=branch.id)
    leader = make.user(Role.GROUP_LEADER, login="hand-leader", group_id=one.group_id or 0)
    return [
        Hand(trainee, _reached(make, trainee, _checking_in(make, one))),
        Hand(teacher, _reached(make, teacher, {"followup.own_mentee": f"/my/mentees/{pair.public_id}"})),
        Hand(contact, _reached(make, contact, {})),
        Hand(leader, {"visits.boarding": _boarding(make, one)}),
        Hand(None, _entering(make, one)),
    ]


def _follow_up(make: Factory, one: Enrolment, branch: Organisation) -> None:
    """Give the trainee what comes beside and after a class: competencies, branches to relay to, points."""
    skills = [make.add(Competency(name=name)) for name in ("组织动员", "议事协商")]
    links = [ProgrammeCompetency(competency=skill, position=place) for place, skill in enumerate(skills)]
    one.cohort.programme = make.programme(links=links)
    one.organisation = branch
    for name in ("第一党支部", "第二党支部"):
        make.organisation(name, parent=branch)
    followup.assign_cascade(
        make.actor, one.cohort, topic="学习贯彻党的二十届四中全会精神", requirements="", due_on=None, trainees=[one]
    )
    task = followup_queries.list_cascades(one.cohort)[0].tasks[0]
    followup.report_task(
        make.actor, task, done_on=today(), headcount=30, form=None, note="会后讨论", version=task.version
    )
    item = followup.set_item(make.actor, None, name="参加志愿服务", points=20, source="《党员积分办法》", valid=True)
    followup.enter_points(
        make.actor,
        one.person,
        item=item,
        earned_on=date(2026, 1, 5),
        evidence="志愿服务签到表，照片在支部",
        today=today(),
    )


def _call(make: Factory, cohort: Cohort, branch: Organisation) -> None:
    set_call(make.actor, cohort, is_open=True, closes_on=None, requirements="", required=["phone"])
    set_quotas(make.actor, cohort, seats={branch: 3})
    nominate(make.actor, cohort, organisation=branch, phone="19900000001", on=today(), name="林晓岚", post="社区工作者")


def _reached(make: Factory, user: User, known: Mapping[str, str]) -> dict[str, str]:
    """Return one address of each page that a person's own pages lead to, by following their links."""
    client, mine = make.client(user), phone_endpoints(make.app)
    rules = make.app.url_map.iter_rules()
    waiting = [rule.rule for rule in rules if rule.endpoint in mine - BESIDE and not rule.arguments]
    found: dict[str, str] = {}
    while waiting:
        address = waiting.pop()
        endpoint = _endpoint(make.app, address)
        if endpoint in mine - BESIDE and endpoint not in found:
            text = _text(client, address)
            if text:
                found[endpoint] = address
                waiting += LINK.findall(text)
    return {**found, **known}


def _endpoint(app: Flask, address: str) -> str:
    try:
        endpoint, _values = app.url_map.bind("localhost").match(address)
    except HTTPException:
        return ""
    return str(endpoint)


def _text(client: FlaskClient, address: str) -> str:
    """Return a page, or nothing where it is not this person's."""
    answer = client.get(address)
    return answer.get_data(as_text=True) if answer.status_code == 200 else ""


def _checking_in(make: Factory, one: Enrolment) -> dict[str, str]:
    session = list_sessions(one.cohort)[0]
    waits = CheckIn(
        session_id=session.id,
        enrolment_id=one.id,
        status=Status.PRESENT,
        state=CheckInState.WAITING,
        device_digest="0" * 64,
        checked_in_at=now(),
        note="这部手机刚给别人签过到",
    )
    make.add(waits)
    db.session.commit()
    return {"portal.checked_in": f"/my/check-in/{session.public_id}"}


def _boarding(make: Factory, one: Enrolment) -> str:
    session = make.session(
        one.cohort, form=Form.VISIT, held_on=today() + timedelta(days=40), title="现场教学：两地参观"
    )
    make.visit(session, [make.site("甲站"), make.site("乙站")], gather_place="街道门口")
    db.session.commit()
    return f"/classes/{one.cohort.public_id}/visits/{session.public_id}/boarding"


def _entering(make: Factory, one: Enrolment) -> dict[str, str]:
    issue_cards(make.actor, one.cohort)
    card = card_of(one)
    assert card is not None
    db.session.commit()
    return {"portal.enter": "/my/enter", "portal.open_card": f"/my/card/{card.code}"}
