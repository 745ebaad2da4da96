"""Pages of classes: what they show and to whom, what their forms write, and that rows cost no queries."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from re import findall

from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort, Enrolment, Group, Track
from trainingapp.cohorts.terms import EnrolmentState, GroupRole, SortRule, Stage
from trainingapp.core.database import db

Counting = Callable[[], AbstractContextManager[CountedQueries]]


def class_data(make: Factory, **values: str) -> dict[str, str]:
    """Return the class form, filled in."""
    filled = {
        "code": "hb-2026",
        "formal_name": "后备干部培训班",
        "short_name": "后备班",
        "host": make.street.public_id,
        "starts_on": "2026-05-11",
        "hours_per_half_day": "4",
    }
    return {**filled, **values}


def papers_data(**values: str) -> dict[str, str]:
    """Return the form of a class's papers, filled in."""
    return {"title_pattern": "{班次名称}{表名}", "sort_rule": "strokes", "observer_lines": "6", **values}


def test_class_is_added_and_changed_from_its_form(make: Factory) -> None:
    client = make.organiser_client()

    client.post("/classes/new", data=class_data(make))
    cohort = db.session.scalars(select(Cohort)).one()
    client.post(f"/classes/{cohort.public_id}/edit", data=class_data(make, short_name="后备一班"))

    assert (cohort.short_name, cohort.formal_name) == ("后备一班", "后备干部培训班")


def test_faults_of_a_class_stand_at_their_fields(make: Factory) -> None:
    client = make.organiser_client()

    text = client.post(
        "/classes/new", data=class_data(make, code="青蓝", ends_on="2026-05-01", hours_per_half_day="0")
    ).get_data(as_text=True)

    assert findall(r'id="(\w+)-error"', text) == ["code", "ends_on", "hours_per_half_day"]
    assert db.session.scalars(select(Cohort)).all() == []


def test_papers_of_a_class_are_set_and_told_setting_by_setting(make: Factory) -> None:
    cohort = make.cohort(stored_presets={"symbols": {"late": "迟"}})
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/settings"

    shown = client.get(page).get_data(as_text=True)
    client.post(page, data=papers_data(sick="★", official="☆", prepared_by="党建办"))

    presets = cohort.presets
    act = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "cohort.changed")).one()
    assert 'value="迟"' in shown
    assert (presets.symbols, presets.sort_rule, presets.observer_lines) == ({"sick": "★"}, SortRule.STROKES, 6)
    assert (act.before["病假符号"], act.after["病假符号"], act.after["制表人"]) == ("○", "★", "党建办")
    assert "公假符号" not in act.after


def test_signs_that_nobody_could_read_are_refused_at_their_fields(make: Factory) -> None:
    cohort = make.cohort()
    page = f"/classes/{cohort.public_id}/settings"

    text = (
        make.organiser_client()
        .post(page, data=papers_data(sick="√", personal="事假条", title_pattern="{班名}"))
        .get_data(as_text=True)
    )

    assert findall(r'id="(\w+)-error"', text) == ["title_pattern", "sick", "personal"]
    assert ("与“到”的符号相同" in text, cohort.stored_presets) == (True, {})


def test_papers_that_somebody_else_saved_meanwhile_are_not_overwritten(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/settings"
    client.post(page, data=papers_data(prepared_by="甲", version="1"))

    answer = client.post(page, data=papers_data(prepared_by="乙", version="1"))

    assert (answer.status_code, cohort.presets.prepared_by) == (409, "甲")


def test_list_shows_the_own_classes_and_filters_by_stage(make: Factory) -> None:
    own = make.organisation("甲街道")
    make.cohort(short_name="本街一班", host=own, stage=Stage.RUNNING)
    make.cohort(short_name="本街二班", host=own)
    make.cohort(short_name="别街一班", host=make.organisation("乙街道"))
    client = make.client(make.user(Role.ORGANISER, organisation_id=own.id))

    def shown(url: str) -> list[bool]:
        text = client.get(url).get_data(as_text=True)
        return [name in text for name in ("本街一班", "本街二班", "别街一班")]

    assert [shown("/classes"), shown("/classes?stage=running")] == [[True, True, False], [True, False, False]]


def test_class_of_another_teacher_or_office_is_not_found(make: Factory) -> None:
    mine, other = make.cohort(), make.cohort(short_name="别人的班")
    make.enrolment(other, "王别人")
    abroad = Factory(make.app, "other")
    foreign = abroad.cohort(short_name="外街的班")
    abroad.enrolment(foreign, "王外人")
    make.enter()
    client = make.client(make.user(Role.CLASS_TEACHER, cohort_id=mine.id))

    answers = [
        client.get(f"/classes/{cohort.public_id}{page}") for cohort in (other, foreign) for page in ("", "/roster")
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert [answer.status_code for answer in [client.get(f"/classes/{mine.public_id}/roster")]] == [200]


def test_roster_sorts_searches_masks_and_escapes(make: Factory) -> None:
    cohort = make.cohort()
    for number, name in enumerate(("张伟", "李娜", "丁一"), start=1):
        make.enrolment(cohort, name, number=number, person=make.person(name, phone=f"1990000000{number}"))
    make.enrolment(cohort, "<i>何</i>", number=4, state=EnrolmentState.WITHDRAWN)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/roster"

    def names(query: str) -> list[str]:
        return findall(
            r">(张伟|李娜|丁一|&lt;i&gt;何&lt;/i&gt;)</a></th>", client.get(page + query).get_data(as_text=True)
        )

    text = client.get(page).get_data(as_text=True)
    assert [names(""), names("?sort=name"), names("?sort=-number"), names("?q=李")] == [
        ["张伟", "李娜", "丁一"],
        ["丁一", "李娜", "张伟"],
        ["丁一", "李娜", "张伟"],
        ["李娜"],
    ]
    assert ("199****0001" in text, "19900000001" in text) == (True, False)
    assert ("&lt;i&gt;何" in text, "<i>何" in text) == (True, False)


def test_roster_asks_as_much_for_three_as_for_one(make: Factory, count_queries: Counting) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    totals = []
    for amount in (1, 2):
        for _ in range(amount):
            make.enrolment(cohort, group=make.group(cohort, f"第{make.number()}组"))
        db.session.commit()
        counts = []
        for page in ("", "/roster", "/groups"):
            with count_queries() as counted:
                client.get(f"/classes/{cohort.public_id}{page}")
            counts.append(counted.total)
        totals.append(counts)

    assert totals[0] == totals[1]


def test_trainee_is_added_changed_withdrawn_and_returned(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    roster = f"/classes/{cohort.public_id}/roster"
    member = {"group_role": "member", "class_role": "member"}

    client.post(f"{roster}/new", data={"name": "陈青禾", "phone": "19900000001", **member})
    trainee = db.session.scalars(select(Enrolment)).one()
    page = f"{roster}/{trainee.public_id}"
    client.post(page, data={"name": "陈青禾", "post": "书记", "number": "7", **member, "class_role": "monitor"})
    changed = (trainee.number, trainee.post, trainee.class_role.label, trainee.person.phone)
    client.post(f"{page}/withdraw", data={"left_on": "2026-05-20", "reason": "工作调动"})
    left = trainee.state
    client.post(f"{page}/return")

    assert changed == (7, "书记", "班长", "19900000001")
    assert (left, trainee.state) == (EnrolmentState.WITHDRAWN, EnrolmentState.ENROLLED)


def test_groups_are_saved_as_the_page_says(make: Factory) -> None:
    cohort = make.cohort()
    first, second = make.group(cohort, "第一组"), make.group(cohort, "第二组")
    one, two = make.enrolment(cohort, group=first), make.enrolment(cohort)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/groups"

    client.post(
        page,
        data={
            f"group-{one.public_id}": second.public_id,
            f"role-{one.public_id}": "leader",
            f"group-{two.public_id}": "",
            f"role-{two.public_id}": "leader",
        },
    )
    foreign = client.post(page, data={f"group-{one.public_id}": "none-such", f"role-{one.public_id}": "member"})

    assert (one.group_id, one.group_role) == (second.id, GroupRole.LEADER)
    assert (two.group_id, two.group_role, foreign.status_code) == (None, GroupRole.MEMBER, 422)


def test_group_is_added_renamed_and_removed(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/groups"

    client.post(f"{page}/new", data={"name": "第一组", "theme": "群众工作"})
    group = db.session.scalars(select(Group)).one()
    client.post(f"{page}/{group.public_id}", data={"name": "甲组", "theme": "议事协商"})
    renamed = (group.name, group.theme)
    client.post(f"{page}/{group.public_id}/remove")

    assert renamed == ("甲组", "议事协商")
    assert db.session.scalars(select(Group)).all() == []


def test_track_is_added_renamed_and_removed(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/tracks"

    client.post(f"{page}/new", data={"name": "书记"})
    track = db.session.scalars(select(Track)).one()
    client.post(f"{page}/{track.public_id}", data={"name": "副书记"})
    shown = client.get(f"/classes/{cohort.public_id}/groups").get_data(as_text=True)
    client.post(f"{page}/{track.public_id}/remove")

    assert 'value="副书记"' in shown
    assert db.session.scalars(select(Track)).all() == []


def test_inspector_reads_a_class_without_a_way_to_write(make: Factory) -> None:
    cohort = make.cohort()
    trainee = make.enrolment(cohort)
    client = make.client(make.user(Role.INSPECTOR))
    page = f"/classes/{cohort.public_id}/roster"

    text = client.get(page).get_data(as_text=True)

    assert (trainee.name in text, f"{page}/{trainee.public_id}" in text) == (True, False)
    assert client.post(f"{page}/{trainee.public_id}/withdraw").status_code == 403
