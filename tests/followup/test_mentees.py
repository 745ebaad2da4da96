"""A mentor's own account: the trainees in his care and nobody else's, talks with them and ratings."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from fractions import Fraction

from flask.testing import FlaskClient

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.assessment.models import CompetencyRating
from trainingapp.assessment.queries import Mean, competency_pictures, list_class_competencies, mentor_ratings
from trainingapp.assessment.terms import Rater
from trainingapp.cohorts.models import Cohort, ProgrammeCompetency
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.curriculum.models import Competency, Lecturer
from trainingapp.followup import operations
from trainingapp.followup.models import Mentorship, Talk

Counting = Callable[[], AbstractContextManager[CountedQueries]]
START = timedelta(days=40)


def skilled(make: Factory) -> Cohort:
    """Return a class whose programme raises two competencies."""
    skills = [make.add(Competency(name=name)) for name in ("组织动员", "议事协商")]
    links = [ProgrammeCompetency(competency=one, position=place) for place, one in enumerate(skills)]
    return make.cohort(programme=make.programme(links=links))


def paired(make: Factory, cohort: Cohort, mentor: Lecturer, name: str) -> Mentorship:
    """Return a pair of a lecturer and a new trainee of the class."""
    trainee = make.enrolment(cohort, name)
    return operations.add_mentorship(
        make.actor, cohort, trainee=trainee, mentor=mentor.name, lecturer=mentor, starts_on=today() - START
    )


def account(make: Factory, mentor: Lecturer) -> FlaskClient:
    return make.client(make.user(Role.LECTURER, lecturer_id=mentor.id))


def rating(cohort: Cohort, points: int) -> dict[str, str]:
    return {f"points-{one.public_id}": str(points) for one in list_class_competencies(cohort)}


def test_pair_with_a_lecturer_is_made_on_the_page(make: Factory) -> None:
    cohort = make.cohort()
    trainee, mentor = make.enrolment(cohort, "陈甲"), make.lecturer("王带教")
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/mentorships/new"
    form = {"trainee": trainee.public_id, "starts_on": "2026-05-11"}

    nobody = client.post(page, data=form)
    client.post(page, data={**form, "lecturer": mentor.public_id})

    (pair,) = db.session.query(Mentorship).all()
    assert (nobody.status_code, "请选师资库里的带教人" in nobody.get_data(as_text=True)) == (200, True)
    assert (pair.mentor, pair.lecturer_id) == ("王带教", mentor.id)


def test_mentor_rates_and_talks_with_the_own_trainee(make: Factory) -> None:
    cohort = skilled(make)
    mentor = make.lecturer("王带教")
    pair = paired(make, cohort, mentor, "陈甲")
    client = account(make, mentor)
    page = f"/my/mentees/{pair.public_id}"

    seen = client.get("/my/mentees").get_data(as_text=True)
    half = client.post(page, data=dict(list(rating(cohort, 4).items())[:1]))
    wrong = client.post(page, data=rating(cohort, 6))
    client.post(page, data=rating(cohort, 4))
    client.post(f"{page}/talks", data={"held_on": today().isoformat(), "content": "看三份走访记录"})

    rows = db.session.query(CompetencyRating).all()
    assert ("陈甲" in seen, half.status_code, wrong.status_code) == (True, 422, 422)
    assert {(row.enrolment_id, row.rater, row.points) for row in rows} == {(pair.enrolment_id, Rater.MENTOR, 4)}
    assert [talk.content for talk in db.session.query(Talk).all()] == ["看三份走访记录"]
    assert "checked" in client.get(page).get_data(as_text=True)


def test_two_mentors_of_one_trainee_rate_each_on_his_own(make: Factory) -> None:
    cohort = skilled(make)
    mentors = [make.lecturer(name) for name in ("王带教", "李带教")]
    first = paired(make, cohort, mentors[0], "陈甲")
    second = operations.add_mentorship(
        make.actor,
        cohort,
        trainee=first.enrolment,
        mentor="李带教",
        lecturer=mentors[1],
        starts_on=today() - START,
    )
    for mentor, pair, points in zip(mentors, (first, second), (2, 5), strict=True):
        account(make, mentor).post(f"/my/mentees/{pair.public_id}", data=rating(cohort, points))

    own = account(make, mentors[0]).get(f"/my/mentees/{first.public_id}").get_data(as_text=True)
    page = f"/classes/{cohort.public_id}/competencies"
    text = make.organiser_client().get(f"{page}?trainee={first.enrolment.public_id}").get_data(as_text=True)
    (picture, _other) = competency_pictures(cohort)

    assert re.findall(r'value="(\d)" checked', own) == ["2", "2"]
    assert mentor_ratings(first.enrolment) == {
        name: {one.id: points for one in list_class_competencies(cohort)}
        for name, points in (("李带教", 5), ("王带教", 2))
    }
    assert picture.ratings[Rater.MENTOR] == Mean(Fraction(7, 2), 1)
    rows = re.findall(
        r"<tr><th scope=\"row\">(.*?)</tr>", text.partition("带教人各自的评价</caption>")[2].partition("</table>")[0]
    )
    assert [re.findall(r"[>^]?([\d.]+)</td>", row) for row in rows] == [["5", "5"], ["2", "2"], ["3.5", "3.5"]]


def test_nobody_else_s_trainee_can_be_seen_rated_or_written_about(make: Factory) -> None:
    cohort = skilled(make)
    mentor, other = make.lecturer("王带教"), make.lecturer("李带教")
    paired(make, cohort, mentor, "陈甲")
    foreign = paired(make, cohort, other, "林乙")
    unlinked = make.enrolment(cohort, "周丙")
    operations.add_mentorship(make.actor, cohort, trainee=unlinked, mentor="王带教", starts_on=today() - START)
    client = account(make, mentor)
    page = f"/my/mentees/{foreign.public_id}"

    seen = client.get("/my/mentees").get_data(as_text=True)
    answers = [
        client.get(page).status_code,
        client.post(page, data=rating(cohort, 5)).status_code,
        client.post(f"{page}/talks", data={"held_on": today().isoformat(), "content": "x"}).status_code,
        client.get(f"/classes/{cohort.public_id}/mentorships/{foreign.public_id}").status_code,
    ]

    assert ("陈甲" in seen, "林乙" in seen, "周丙" in seen) == (True, False, False)
    assert answers == [404, 404, 404, 403]
    assert (db.session.query(CompetencyRating).count(), db.session.query(Talk).count()) == (0, 0)


def test_pair_that_has_ended_is_read_and_not_rated(make: Factory) -> None:
    cohort = skilled(make)
    mentor = make.lecturer("王带教")
    pair = paired(make, cohort, mentor, "陈甲")
    operations.end_mentorship(make.actor, pair, on=today(), summary="能独立走访")
    client = account(make, mentor)

    text = client.get(f"/my/mentees/{pair.public_id}").get_data(as_text=True)
    late = client.post(f"/my/mentees/{pair.public_id}", data=rating(cohort, 5))

    assert ("能独立走访" in text, "保存评价" in text) == (True, False)
    assert (late.status_code, "已经结束，不能再评" in late.get_data(as_text=True)) == (422, True)


def test_mentees_cost_no_queries_by_their_number(make: Factory, count_queries: Counting) -> None:
    cohort = skilled(make)
    mentor = make.lecturer("王带教")
    client = account(make, mentor)
    counts = []
    for names in (["陈甲"], ["林乙", "周丙"]):
        for name in names:
            paired(make, cohort, mentor, name)
        client.get("/my/mentees")
        with count_queries() as counted:
            client.get("/my/mentees")
        counts.append(counted.total)

    assert counts[0] == counts[1]


def test_date_of_a_talk_outside_the_pair_is_refused_with_what_was_typed(make: Factory) -> None:
    mentor = make.lecturer("王带教")
    pair = paired(make, make.cohort(), mentor, "陈甲")
    data = {"held_on": date(2020, 1, 1).isoformat(), "content": "先说说情况"}

    answer = account(make, mentor).post(f"/my/mentees/{pair.public_id}/talks", data=data)

    assert (answer.status_code, "不在带教期间" in answer.get_data(as_text=True)) == (422, True)
    assert "先说说情况</textarea>" in answer.get_data(as_text=True)
