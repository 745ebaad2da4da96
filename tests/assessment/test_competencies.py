"""Competencies: the programme's own, on courses, work and scores; the own rating on the phone; ratings from paper."""

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.operations import Asked
from trainingapp.assessment.rules import BRACKETS, Part
from trainingapp.assessment.terms import Rater, TaskKind
from trainingapp.cohorts.models import Cohort, Enrolment, ProgrammeCompetency
from trainingapp.cohorts.operations import set_programme
from trainingapp.core.clock import now, today
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Competency, CourseCompetency

DAY = date(2026, 6, 20)


def rated_class(make: Factory, *names: str, **values: object) -> tuple[Cohort, list[Competency]]:
    """Return a class whose programme raises these competencies."""
    skills = [make.add(Competency(name=name)) for name in names]
    links = [ProgrammeCompetency(competency=one, position=place) for place, one in enumerate(skills)]
    return make.cohort(programme=make.programme(links=links), **values), skills


def rate(make: Factory, cohort: Cohort, rater: Rater, *points: tuple[Enrolment, Competency, int]) -> None:
    """Rate trainees."""
    told = {(one, skill): value for one, skill, value in points}
    operations.rate_competencies(make.actor, cohort, rater=rater, points=told)


@pytest.mark.parametrize(
    ("day", "ends_on", "open_to"),
    [
        (DAY - timedelta(days=1), DAY, (Rater.SELF_BEFORE,)),
        (DAY, DAY, (Rater.SELF_AFTER,)),
        (DAY, None, (Rater.SELF_BEFORE, Rater.SELF_AFTER)),
    ],
)
def test_own_rating_turns_from_before_to_after_on_the_last_day(
    day: date, ends_on: date | None, open_to: tuple[Rater, ...]
) -> None:
    assert rules.own_raters(day, ends_on) == open_to


def test_picture_shows_hours_ratings_work_and_scores(make: Factory) -> None:
    cohort, (skill, bare) = rated_class(make, "组织动员", "议事协商")
    make.session(cohort, course=make.course(links=[CourseCompetency(competency=skill)]))
    one, two = make.enrolments(cohort, 2)
    rate(make, cohort, Rater.SELF_BEFORE, (one, skill, 2), (two, skill, 3))
    rate(make, cohort, Rater.SELF_AFTER, (one, skill, 4), (two, skill, 4))
    scheme = operations.set_scheme(make.actor, cohort, parts=[Part(1, "考试", 100)], brackets=BRACKETS)
    exam = scheme.components[0]
    operations.tell_components(make.actor, scheme, told={exam: [skill]})
    operations.enter_scores(make.actor, cohort, scores={(one.id, exam.id): Decimal(90), (two.id, exam.id): Decimal(81)})
    wanted = Asked(title="心得", due_on=DAY, competency=skill)
    task = operations.set_task(make.actor, cohort, kind=TaskKind.ESSAY, asked=wanted)
    work = operations.hand_in(make.actor, task, one, text="走进楼组", at=now())
    operations.mark_work(make.actor, work, points=Decimal("88.5"))

    whole, empty = queries.competency_pictures(cohort)
    own, _empty = queries.competency_pictures(cohort, trainee=one)

    assert (whole.hours, whole.ratings[Rater.SELF_BEFORE].value, whole.gain) == (
        Decimal(3),
        Fraction(5, 2),
        Fraction(3, 2),
    )
    assert (whole.scores, own.scores) == (queries.Mean(Fraction(171, 2), 2), queries.Mean(Fraction(90), 1))
    assert (whole.works, own.works) == (queries.Mean(Fraction(177, 2), 1),) * 2
    assert (own.ratings[Rater.SELF_BEFORE].value, empty.competency, list(empty.sessions)) == (Fraction(2), bare, [])


def test_rating_out_of_one_to_five_is_refused_with_the_name(make: Factory) -> None:
    cohort, (skill,) = rated_class(make, "组织动员")
    one = make.enrolment(cohort, "陈甲")

    with pytest.raises(Refused, match="陈甲的“组织动员”要评 1 到 5 分"):
        rate(make, cohort, Rater.MENTOR, (one, skill, 6))


def test_trainee_rates_himself_on_the_phone_before_the_class_ends(make: Factory) -> None:
    cohort, skills = rated_class(make, "组织动员", "议事协商", ends_on=today() + timedelta(days=9))
    one = make.enrolment(cohort)
    phone = make.client(make.user(Role.TRAINEE, person_id=one.person_id))
    data = {"class": cohort.public_id, "rater": "self_before", f"points-{skills[0].public_id}": "2"}

    partial = phone.post("/my/competencies", data=data)
    late = phone.post("/my/competencies", data={**data, "rater": "self_after"})
    mentor = phone.post("/my/competencies", data={**data, "rater": "mentor"})
    done = phone.post("/my/competencies", data={**data, f"points-{skills[1].public_id}": "3"})
    text = phone.get("/my/competencies").get_data(as_text=True)

    assert [answer.status_code for answer in (partial, late, mentor, done)] == [422, 422, 422, 302]
    kept = re.findall(r'value="(\d)" checked', partial.get_data(as_text=True))
    assert (kept, re.findall(r'value="(\d)" checked', text)) == (["2"], ["2", "3"])
    assert queries.class_ratings(cohort, Rater.SELF_BEFORE) == {(one.id, skills[0].id): 2, (one.id, skills[1].id): 3}


def test_stranger_to_a_class_does_not_rate_in_it(make: Factory) -> None:
    cohort, (skill,) = rated_class(make, "组织动员")
    outsider = make.enrolment(make.cohort())
    phone = make.client(make.user(Role.TRAINEE, person_id=outsider.person_id))

    data = {"class": cohort.public_id, "rater": "self_before", f"points-{skill.public_id}": "2"}

    assert phone.post("/my/competencies", data=data).status_code == 404


def test_ratings_from_paper_are_all_taken_or_none_and_kept_on_the_page(make: Factory) -> None:
    cohort, (skill,) = rated_class(make, "组织动员")
    one, two = make.enrolment(cohort, "陈甲"), make.enrolment(cohort, "李乙")
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/competencies"
    fields = {f"points-{row.public_id}-{skill.public_id}": value for row, value in ((one, "4"), (two, "9"))}

    refused = client.post(f"{page}/mentor", data=fields)
    before = queries.class_ratings(cohort, Rater.MENTOR)
    client.post(f"{page}/mentor", data={**fields, f"points-{two.public_id}-{skill.public_id}": ""})

    assert (refused.status_code, 'value="9"' in refused.get_data(as_text=True), before) == (422, True, {})
    assert queries.class_ratings(cohort, Rater.MENTOR) == {(one.id, skill.id): 4}
    whole = client.get(page).get_data(as_text=True)
    assert ("没有课" in whole, "组织动员" in whole) == (True, True)
    assert "能力：陈甲" in client.get(page, query_string={"trainee": one.public_id}).get_data(as_text=True)


def test_mean_of_a_class_counts_a_trainee_once_whoever_rates_him(make: Factory) -> None:
    cohort, (skill,) = rated_class(make, "组织动员")
    one, two = make.enrolments(cohort, 2)
    for mentor, points in (("王带教", {one: 5, two: 1}), ("李带教", {one: 4})):
        told = {(who, skill): value for who, value in points.items()}
        operations.rate_competencies(make.actor, cohort, rater=Rater.MENTOR, points=told, mentor=mentor)

    (picture,) = queries.competency_pictures(cohort)

    assert picture.ratings[Rater.MENTOR] == queries.Mean(Fraction(11, 4), 2)


def test_paper_of_one_mentor_is_entered_beside_the_other_s(make: Factory) -> None:
    cohort, (skill,) = rated_class(make, "组织动员")
    one = make.enrolment(cohort, "陈甲")
    client = make.organiser_client()
    page, field = f"/classes/{cohort.public_id}/competencies/mentor", f"points-{one.public_id}-{skill.public_id}"

    for mentor, points in (("王带教", "4"), ("李带教", "2")):
        client.post(page, data={"mentor": mentor, field: points})
    wrong = client.post(page, data={"mentor": "王带教", field: "优"})
    text = client.get(page, query_string={"mentor": "李带教"}).get_data(as_text=True)

    assert queries.mentor_ratings(one) == {"李带教": {skill.id: 2}, "王带教": {skill.id: 4}}
    assert re.findall(r'id="([^"]+)-fault">([^<]*)', wrong.get_data(as_text=True)) == [
        (field, "陈甲的“组织动员”要填数字，现在是“优”")
    ]
    assert (wrong.status_code, f'name="{field}" value="2"' in text) == (422, True)


def test_programme_is_set_with_its_competencies_from_its_page(make: Factory) -> None:
    client = make.organiser_client()
    make.add(Competency(name="组织动员"))

    client.post("/programmes/new", data={"name": "青蓝接力", "competencies": "为民服务、组织动员"})
    twin = client.post("/programmes/new", data={"name": "青蓝接力"})
    text = client.get("/programmes").get_data(as_text=True)

    assert ("为民服务、组织动员" in text, twin.status_code) == (True, 422)
    assert "已经有项目“青蓝接力”" in twin.get_data(as_text=True)


def test_competency_taken_from_a_programme_stays_in_the_library(make: Factory) -> None:
    programme = set_programme(make.actor, None, name="青蓝", competencies=["为民服务", "组织动员"])

    set_programme(make.actor, programme, name="青蓝", competencies=["组织动员", "议事协商"])

    assert [one.name for one in programme.competencies] == ["组织动员", "议事协商"]
    assert make.add(programme).links[0].position == 0


def test_scores_tell_of_competencies_from_the_page(make: Factory) -> None:
    cohort, (skill,) = rated_class(make, "组织动员")
    scheme = operations.set_scheme(make.actor, cohort, parts=[Part(1, "考试", 100)], brackets=BRACKETS)
    exam = scheme.components[0]
    page = f"/classes/{cohort.public_id}/competencies"

    make.organiser_client().post(page, data={f"told-{exam.public_id}": skill.public_id})

    assert queries.component_competencies(scheme) == {exam.id: {skill.id}}
