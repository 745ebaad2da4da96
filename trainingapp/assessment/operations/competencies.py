"""Acts on competencies: rating trainees, and which parts of a scheme tell of which."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select

from trainingapp.accounts.terms import Actor
from trainingapp.assessment import rules
from trainingapp.assessment.models import CompetencyRating, Component, ComponentCompetency, Scheme
from trainingapp.assessment.terms import Rater
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Competency


def rate_competencies(
    actor: Actor, cohort: Cohort, *, rater: Rater, points: Mapping[tuple[Enrolment, Competency], int], mentor: str = ""
) -> Changes:
    """Rate trainees in competencies, from 1 to 5, as one act; rating again replaces what the same rater said.

    `mentor` is the name of the mentor who rates: each of a trainee's mentors has a rating of his own.
    """
    mentor = mentor.strip() if rater is Rater.MENTOR else ""
    wrong = [
        f"{one.name}的“{skill.name}”" for (one, skill), value in points.items() if value not in dict(rules.RATINGS)
    ]
    if wrong:
        raise Refused(f"{'、'.join(wrong[:5])}要评 1 到 5 分")
    known = _known(rater, mentor, [one.id for one, _skill in points])
    before: dict[str, int | None] = {}
    after: dict[str, int | None] = {}
    for (one, skill), value in points.items():
        row = known.get((one.id, skill.id))
        before[f"{one.name} {skill.name}"], after[f"{one.name} {skill.name}"] = row.points if row else None, value
        if row is None:
            row = CompetencyRating(enrolment_id=one.id, competency_id=skill.id, rater=rater, mentor=mentor)
            db.session.add(row)
        if row.points != value:
            row.points, row.rated_by = value, actor.name
    changed = changes.between(before, after)
    if changed:
        who = f"{rater.label}（{mentor}）" if mentor else rater.label
        audit.record(actor, "competency.rated", cohort, changed, cohort_id=cohort.id, reason=who)
    return changed


def _known(rater: Rater, mentor: str, enrolments: Sequence[int]) -> dict[tuple[int, int], CompetencyRating]:
    statement = select(CompetencyRating).where(
        CompetencyRating.rater == rater,
        CompetencyRating.mentor == mentor,
        CompetencyRating.enrolment_id.in_(set(enrolments)),
    )
    return {(row.enrolment_id, row.competency_id): row for row in db.session.scalars(statement).all()}


def follow_mentor(trainee: Enrolment, *, was: str, mentor: str) -> int:
    """Let a mentor's ratings of a trainee follow his name, which was spelt wrongly; return how many there are.

    The caller's act is what the trail records. Refuses where both names have rated the same competency.
    """
    mine = CompetencyRating.enrolment_id == trainee.id, CompetencyRating.rater == Rater.MENTOR
    rows = db.session.scalars(select(CompetencyRating).where(*mine, CompetencyRating.mentor == was)).all()
    rated = select(CompetencyRating.competency_id).where(*mine, CompetencyRating.mentor == mentor)
    named = select(Competency).where(Competency.id.in_(rated)).order_by(Competency.id)
    both = [one.name for one in db.session.scalars(named) if one.id in {row.competency_id for row in rows}]
    if both:
        names = f"“{was}”和“{mentor}”都评过{trainee.name}的{'、'.join(both)}"
        raise Refused(f"{names}，合不成一个人的；请先到“考核 → 能力”核对，或者选换了人")
    for row in rows:
        row.mentor = mentor
    return len(rows)


def tell_components(actor: Actor, scheme: Scheme, *, told: Mapping[Component, Sequence[Competency]]) -> Changes:
    """Set which competencies the points of each component tell of."""
    refuse_closed(scheme.cohort, "考核办法")
    names = {row.id: row.name for row in told}
    before = _named(scheme)
    for component, skills in told.items():
        gone = delete(ComponentCompetency).where(ComponentCompetency.component_id == component.id)
        db.session.execute(gone.execution_options(synchronize_session=False))
        db.session.add_all(ComponentCompetency(component_id=component.id, competency_id=one.id) for one in skills)
    db.session.flush()
    changed = changes.between(before, _named(scheme))
    if changed and names:
        audit.record(actor, "competency.components_set", scheme, changed, cohort_id=scheme.cohort_id)
    return changed


def _named(scheme: Scheme) -> dict[str, object]:
    statement = (
        select(Component.name, Competency.name)
        .join(ComponentCompetency, ComponentCompetency.component_id == Component.id)
        .join(Competency, Competency.id == ComponentCompetency.competency_id)
        .where(Component.scheme_id == scheme.id)
        .order_by(Component.position, Competency.id)
    )
    found: dict[str, list[str]] = {}
    for component, skill in db.session.execute(statement):
        found.setdefault(component, []).append(skill)
    return dict(found)
