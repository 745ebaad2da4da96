"""Mentoring: pairs, their talks, their end."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.assessment.operations import follow_mentor, rate_competencies
from trainingapp.assessment.queries import mentor_ratings
from trainingapp.assessment.terms import Rater
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.curriculum.models import Competency
from trainingapp.followup.models import Mentorship, Talk
from trainingapp.followup.terms import MentorshipState, Renaming


def add_mentorship(actor: Actor, cohort: Cohort, *, trainee: Enrolment, mentor: str, **values: object) -> Mentorship:
    """Make a pair; refuses a trainee who has this mentor already."""
    found = db.session.scalar(
        select(Mentorship).where(
            Mentorship.enrolment_id == trainee.id,
            Mentorship.mentor == mentor,
            Mentorship.state == MentorshipState.ACTIVE,
        )
    )
    if found:
        raise Refused(f"{mentor}已经在带{trainee.name}，不用再结对")
    pair = Mentorship(cohort_id=cohort.id, enrolment=trainee, mentor=mentor, **values)
    db.session.add(pair)
    db.session.flush()
    audit.record(actor, "mentorship.added", pair, changes.created(pair))
    return pair


def has_history(pair: Mentorship) -> bool:
    """Tell whether a pair's mentor has talked to the trainee or rated him under the present name."""
    return bool(pair.talks) or pair.mentor in mentor_ratings(pair.enrolment)


def change_mentorship(
    actor: Actor,
    pair: Mentorship,
    *,
    version: int,
    on: date,
    trainee: Enrolment,
    mentor: str,
    renaming: Renaming | None = None,
    **values: object,
) -> Mentorship:
    """Change a pair, and return it, or the one that takes its place when somebody else is the mentor from `on`.

    Another name of a mentor who has talked or rated says what it means: a correction takes his ratings along; a
    successor gets a pair of his own, and the earlier one ends with all that is in it. Raises Stale when somebody else
    saved the pair meanwhile; refuses another name that does not say it.
    """
    if pair.version != version:
        raise Stale("别人刚改过这一对，您的改动没有保存。请刷新后再改")
    was, renamed = pair.mentor, mentor != pair.mentor and has_history(pair)
    if renamed and renaming is None:
        raise Refused(f"带教人从“{was}”改成“{mentor}”：请选是原来写错了，还是换了人")
    if renamed and renaming is Renaming.SUCCESSOR:
        end_mentorship(actor, pair, on=max(on, pair.starts_on), summary=pair.summary or f"改由{mentor}带教")
        own = {**values, "starts_on": pair.ends_on}
        return add_mentorship(actor, trainee.cohort, trainee=trainee, mentor=mentor, **own)
    followed = follow_mentor(pair.enrolment, was=was, mentor=mentor) if renamed else 0
    changed = changes.apply(pair, enrolment=trainee, mentor=mentor, **values)
    if changed:
        told = {**changed.after, "随之改名的评价": followed} if followed else changed.after
        audit.record(actor, "mentorship.changed", pair, Changes(changed.before, told))
    return pair


def record_talk(actor: Actor, pair: Mentorship, *, held_on: date, today: date, **values: object) -> Talk:
    """Record a talk; refuses one in the future, before the pair was made, or after it ended."""
    if held_on > today:
        raise Refused(f"谈话日期 {held_on} 还没有到")
    if held_on < pair.starts_on or (pair.state is MentorshipState.ENDED and pair.ends_on and held_on > pair.ends_on):
        raise Refused(f"谈话日期 {held_on} 不在带教期间（{pair.starts_on} 至 {pair.ends_on or '今'}）")
    talk = Talk(mentorship=pair, held_on=held_on, recorded_by=actor.name, **values)
    db.session.add(talk)
    db.session.flush()
    audit.record(actor, "talk.recorded", talk, changes.created(talk), cohort_id=pair.cohort_id)
    return talk


def rate_mentee(actor: Actor, pair: Mentorship, *, points: Mapping[Competency, int]) -> Changes:
    """Rate a trainee in competencies as the mentor; refuses a pair that has ended."""
    if pair.state is MentorshipState.ENDED:
        raise Refused(f"{pair.label}已经结束，不能再评；要改请找办班人")
    trainee = pair.enrolment
    told = {(trainee, skill): value for skill, value in points.items()}
    return rate_competencies(actor, trainee.cohort, rater=Rater.MENTOR, points=told, mentor=pair.mentor)


def end_mentorship(actor: Actor, pair: Mentorship, *, on: date, summary: str) -> Changes:
    """End a pair with what came of it."""
    if pair.state is MentorshipState.ENDED:
        raise Refused(f"{pair.label}已经结束")
    if on < pair.starts_on:
        raise Refused(f"结束日期 {on} 早于开始日期 {pair.starts_on}")
    changed = changes.apply(pair, state=MentorshipState.ENDED, ends_on=on, summary=summary)
    audit.record(actor, "mentorship.ended", pair, changed)
    return changed
