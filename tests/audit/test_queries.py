"""The trail's statements: who reaches which acts, filters, pages, and acts in words."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import Factory
from trainingapp.accounts.terms import Actor, Granted, Role
from trainingapp.audit.models import AuditEvent
from trainingapp.audit.operations import record
from trainingapp.audit.queries import Wanted, cohort_trail, office_trail, read_acts
from trainingapp.audit.rules import Line
from trainingapp.core.changes import Changes, apply
from trainingapp.core.database import db


def act(make: Factory, actor: Actor | None = None, verb: str = "venue.changed", **values: object) -> AuditEvent:
    """Record one act on a new venue."""
    event = record(actor or make.actor, verb, make.venue(), Changes())
    for name, value in values.items():
        setattr(event, name, value)
    db.session.flush()
    return event


def person(make: Factory, role: Role, **reach: int) -> Actor:
    """Return an account of this role as an actor."""
    return make.user(role, None, **reach).actor()


def test_whole_office_is_read_by_its_organiser_and_by_the_inspector(make: Factory) -> None:
    events = [act(make), act(make, person(make, Role.CLASS_TEACHER, cohort_id=make.cohort().id))]

    for role in (Role.ORGANISER, Role.INSPECTOR):
        assert set(events) <= set(office_trail(person(make, role)))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TRAINEE, Role.LECTURER, Role.GROUP_LEADER])
def test_role_without_the_permission_reads_its_own_acts_alone(make: Factory, role: Role) -> None:
    own, foreign = person(make, role), act(make)
    mine = act(make, own)

    assert (office_trail(own), foreign in office_trail(make.actor)) == ([mine], True)


def test_teacher_reads_the_acts_on_the_own_class_alone(make: Factory) -> None:
    own, other = make.cohort(), make.cohort()
    teacher = person(make, Role.CLASS_TEACHER, cohort_id=own.id)
    seen = [act(make, cohort_id=own.id), act(make, teacher)]
    act(make, cohort_id=other.id)

    assert office_trail(teacher) == seen[::-1]


def test_organiser_of_one_street_does_not_read_the_acts_of_others(make: Factory) -> None:
    street = person(make, Role.ORGANISER, organisation_id=make.street.id)
    act(make)
    mine = act(make, street)

    assert office_trail(street) == [mine]


def test_actor_without_an_account_reads_no_acts_of_other_commands(make: Factory) -> None:
    nobody = Actor(None, "命令行", make.office.id, (Granted(Role.TRAINEE),))
    act(make, nobody)

    assert office_trail(nobody) == []


def test_acts_of_another_office_are_never_read(make: Factory) -> None:
    mine = act(make)
    act(Factory(make.app, "lengshan"))
    make.enter()

    assert office_trail(make.actor) == [mine]


def test_each_filter_limits_and_together_they_limit_more(make: Factory) -> None:
    user = make.user(Role.ORGANISER)
    early = act(make, user.actor(), "venue.added", occurred_at=datetime(2026, 5, 10, 15, 59, tzinfo=UTC))
    late = act(make, verb="venue.added", occurred_at=datetime(2026, 5, 10, 16, 0, tzinfo=UTC), reason="换了%场地")
    other = act(make)

    found = {
        name: office_trail(make.actor, wanted=wanted)
        for name, wanted in {
            "verb": Wanted(verb="venue.added"),
            "person": Wanted(user_id=user.id),
            "day": Wanted(day=date(2026, 5, 11)),
            "text": Wanted(text="%场"),
            "none": Wanted(),
            "both": Wanted(verb="venue.added", day=date(2026, 5, 10)),
        }.items()
    }

    assert found == {
        "verb": [late, early],
        "person": [early],
        "day": [late],
        "text": [late],
        "none": [other, late, early],
        "both": [early],
    }


def test_pages_join_without_a_gap(make: Factory) -> None:
    cohort = make.cohort()
    events = [act(make, cohort_id=cohort.id) for _ in range(5)]

    first = office_trail(make.actor, limit=3)
    second = office_trail(make.actor, limit=3, before_id=first[-1].id)

    assert [*first, *second] == events[::-1]
    assert cohort_trail(cohort.id, limit=2, before_id=events[2].id) == [events[1], events[0]]


def test_act_is_read_with_labels_and_the_names_of_linked_rows(make: Factory) -> None:
    session = make.session(make.cohort(), course=make.course("旧课"), venue=make.venue("大厅"))
    changed = apply(session, form="visit", course_id=make.course("新课").id, venue_id=None, takes_attendance=False)
    event = record(make.actor, "session.changed", session, changed)
    db.session.flush()

    acts = read_acts([event])

    assert (acts[0].verb, acts[0].lines) == (
        "修改课次",
        [
            Line("形式", "集中授课", "现场教学"),
            Line("课程", "旧课", "新课"),
            Line("场地", "大厅", "（空）"),
            Line("要点名", "是", "否"),
        ],
    )


def test_act_of_a_kind_that_is_no_more_is_still_read(make: Factory) -> None:
    event = act(make, subject_kind="ghost", after={"colour": "red"}, verb="ghost.walked")

    assert [(one.verb, one.lines) for one in read_acts([event])] == [
        ("ghost.walked", [Line("colour", "（空）", "red")])
    ]
