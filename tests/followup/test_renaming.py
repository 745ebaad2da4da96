"""A mentor who is called otherwise: the same person's talks and ratings follow, another person begins anew."""

import pytest
from sqlalchemy import select

from tests.factories import Factory
from tests.followup.test_mentees import START, skilled
from trainingapp.assessment.operations import rate_competencies
from trainingapp.assessment.queries import list_class_competencies, mentor_ratings
from trainingapp.assessment.terms import Rater
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.followup import operations
from trainingapp.followup.models import Mentorship
from trainingapp.followup.terms import MentorshipState, Renaming


def rated_pair(make: Factory) -> tuple[Cohort, Mentorship]:
    """Return a pair whose mentor has talked to the trainee and rated him twice."""
    cohort = skilled(make)
    one = make.enrolment(cohort, "陈青禾")
    pair = operations.add_mentorship(make.actor, cohort, trainee=one, mentor="王带叫", starts_on=today() - START)
    operations.record_talk(make.actor, pair, held_on=today(), today=today(), content="入户走访怎么开口")
    rate(make, pair, "王带叫")
    return cohort, pair


def rate(make: Factory, pair: Mentorship, mentor: str) -> None:
    """Rate the trainee of a pair 4 in every competency, as this mentor."""
    points = {(pair.enrolment, skill): 4 for skill in list_class_competencies(pair.enrolment.cohort)}
    rate_competencies(make.actor, pair.enrolment.cohort, rater=Rater.MENTOR, points=points, mentor=mentor)
    db.session.flush()


def change(make: Factory, pair: Mentorship, mentor: str, renaming: Renaming | None) -> Mentorship:
    """Call the mentor of a pair otherwise."""
    kept = operations.change_mentorship(
        make.actor,
        pair,
        version=pair.version,
        on=today(),
        trainee=pair.enrolment,
        mentor=mentor,
        renaming=renaming,
        starts_on=pair.starts_on,
    )
    db.session.flush()
    return kept


def test_corrected_name_takes_the_ratings_along(make: Factory) -> None:
    _cohort, pair = rated_pair(make)

    kept = change(make, pair, "王带教", Renaming.CORRECTION)

    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "mentorship.changed")).one()
    assert (kept, len(kept.talks), {name: len(said) for name, said in mentor_ratings(pair.enrolment).items()}) == (
        pair,
        1,
        {"王带教": 2},
    )
    assert (event.before, event.after) == ({"mentor": "王带叫"}, {"mentor": "王带教", "随之改名的评价": 2})


def test_successor_gets_a_pair_of_his_own_and_the_earlier_ratings_stay(make: Factory) -> None:
    _cohort, pair = rated_pair(make)

    successor = change(make, pair, "李接班", Renaming.SUCCESSOR)

    assert (pair.state, pair.ends_on, pair.mentor, len(pair.talks)) == (MentorshipState.ENDED, today(), "王带叫", 1)
    assert (successor.starts_on, successor.state, list(successor.talks)) == (today(), MentorshipState.ACTIVE, [])
    assert set(mentor_ratings(pair.enrolment)) == {"王带叫"}
    rate(make, successor, "李接班")
    assert set(mentor_ratings(pair.enrolment)) == {"王带叫", "李接班"}


def test_other_name_that_does_not_say_what_it_means_is_refused(make: Factory) -> None:
    _cohort, pair = rated_pair(make)

    with pytest.raises(Refused, match="请选是原来写错了，还是换了人"):
        change(make, pair, "王带教", None)

    assert pair.mentor == "王带叫"


def test_pair_without_talks_and_ratings_is_renamed_without_a_question(make: Factory) -> None:
    cohort = skilled(make)
    pair = operations.add_mentorship(
        make.actor, cohort, trainee=make.enrolment(cohort), mentor="王带叫", starts_on=today() - START
    )

    assert change(make, pair, "王带教", None).mentor == "王带教"


def test_two_names_that_both_rated_are_not_made_one(make: Factory) -> None:
    _cohort, pair = rated_pair(make)
    rate(make, pair, "王带教")

    with pytest.raises(Refused, match="都评过陈青禾的组织动员、议事协商"):
        change(make, pair, "王带教", Renaming.CORRECTION)

    assert set(mentor_ratings(pair.enrolment)) == {"王带叫", "王带教"}


def test_page_asks_what_another_name_means_and_leads_to_the_earlier_pair(make: Factory) -> None:
    cohort, pair = rated_pair(make)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/mentorships/{pair.public_id}"
    form = {"trainee": pair.enrolment.public_id, "mentor": "李接班", "starts_on": pair.starts_on.isoformat()}

    asked = client.post(f"{page}/edit", data=form)
    taken = client.post(f"{page}/edit", data={**form, "renaming": "successor"})
    shown = client.get(taken.location).get_data(as_text=True)

    text = asked.get_data(as_text=True)
    assert (asked.status_code, "请选是原来写错了，还是换了人" in text, 'value="李接班"' in text) == (422, True, True)
    assert (taken.status_code, f'href="{page}">王带叫' in shown) == (302, True)
