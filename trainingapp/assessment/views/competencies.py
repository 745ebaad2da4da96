"""Pages of competencies: the class's picture, a trainee's, ratings entered from paper, what scores tell of."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.forms import WrongFields, read_ratings
from trainingapp.assessment.terms import Rater
from trainingapp.assessment.views.blueprint import blueprint, load
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import find_enrolment, list_roster, may_change
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Competency

MENTOR_LENGTH = 40


@blueprint.get("/classes/<public_id>/competencies")
@gate.permit(Permission.ASSESSMENT_VIEW)
def competencies(public_id: str) -> ResponseReturnValue:
    """Show how the timetable covers the programme's competencies, and how trainees are rated in them."""
    actor, cohort = load(Permission.ASSESSMENT_VIEW, public_id)
    chosen = request.args.get("trainee", "")
    trainee = find_enrolment(cohort, chosen) if chosen else None
    scheme = queries.find_scheme(cohort.id)
    return render_template(
        "assessment/competencies.html",
        cohort=cohort,
        trainee=trainee,
        roster=list_roster(cohort.id),
        pictures=queries.competency_pictures(cohort, trainee=trainee),
        scheme=scheme,
        told=queries.component_competencies(scheme) if scheme else {},
        mentors=queries.mentor_ratings(trainee) if trainee else {},
        raters=list(Rater),
        editable=may_change(actor, Permission.ASSESSMENT_EDIT, cohort),
        programmes=may(actor, Permission.COHORT_EDIT),
        to_tenth=rules.to_tenth,
        shown=rules.shown,
    )


@blueprint.post("/classes/<public_id>/competencies")
@gate.permit(Permission.ASSESSMENT_EDIT)
def tell_components(public_id: str) -> ResponseReturnValue:
    """Keep which competencies the points of each component tell of."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    scheme = queries.find_scheme(cohort.id)
    if scheme is None:
        raise Refused(operations.NO_SCHEME)
    skills = {one.public_id: one for one in queries.list_class_competencies(cohort)}
    told = {
        component: [skills[key] for key in request.form.getlist(f"told-{component.public_id}") if key in skills]
        for component in scheme.components
    }
    operations.tell_components(actor, scheme, told=told)
    flash("已保存考核内容对应的能力")
    return redirect(url_for("assessment.competencies", public_id=public_id))


@blueprint.route("/classes/<public_id>/competencies/<rater>", methods=["GET", "POST"])
@gate.permit(Permission.ASSESSMENT_EDIT, after_closing="带教评价在结班以后接着记")
def ratings(public_id: str, rater: str) -> ResponseReturnValue:
    """Enter what one rater says of each trainee, from paper: the whole class in one table."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    who = next((one for one in Rater if one.value == rater), None)
    if who is None:
        raise Refused("请选谁来评")
    mentor = " ".join(request.values.get("mentor", "").split())[:MENTOR_LENGTH] if who is Rater.MENTOR else ""
    if request.method == "GET":
        return _ratings_page(cohort, who, mentor)
    try:
        points = read_ratings(request.form, _fields(cohort))
        changed = operations.rate_competencies(actor, cohort, rater=who, points=points, mentor=mentor)
    except Refused as refused:
        return _ratings_page(cohort, who, mentor, refused), refused.status
    flash(f"已保存{who.label}，改动 {len(changed.after)} 处")
    return redirect(url_for("assessment.ratings", public_id=public_id, rater=rater, mentor=mentor or None))


def _field(one: Enrolment, skill: Competency) -> str:
    return f"points-{one.public_id}-{skill.public_id}"


def _fields(cohort: Cohort) -> dict[str, tuple[Enrolment, Competency]]:
    skills = queries.list_class_competencies(cohort)
    return {_field(one, skill): (one, skill) for one in list_roster(cohort.id) for skill in skills}


def _ratings_page(cohort: Cohort, rater: Rater, mentor: str, refused: Refused | None = None) -> str:
    return render_template(
        "assessment/ratings.html",
        cohort=cohort,
        rater=rater,
        raters=list(Rater),
        mentor=mentor,
        mentors=[name for name in queries.list_mentors(cohort) if name] if rater is Rater.MENTOR else [],
        roster=list_roster(cohort.id),
        skills=queries.list_class_competencies(cohort),
        known=queries.class_ratings(cohort, rater, mentor),
        field=_field,
        reasons=refused.reasons if refused else (),
        faults=refused.fields if isinstance(refused, WrongFields) else {},
        typed=request.form if refused else {},
    )
