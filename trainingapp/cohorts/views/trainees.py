"""The trainees of a class: the table, one trainee, leaving and coming back, the numbers."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts import columns, operations, queries
from trainingapp.cohorts.forms import PhoneForm, TraineeForm, WithdrawForm
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import EnrolmentState, SortRule
from trainingapp.cohorts.views.blueprint import blueprint
from trainingapp.core.clock import today
from trainingapp.core.errors import Refused
from trainingapp.people import operations as people
from trainingapp.people.forms import NUMBER_HINT
from trainingapp.people.queries import list_organisations
from trainingapp.people.rules.masking import mask_identity, mask_phone

#: What a click on a heading sorts by; 姓名 sorts by strokes, as printed lists do.
SORTS = {
    "number": SortRule.NUMBER,
    "name": SortRule.STROKES,
    "name-strokes": SortRule.NAME_STROKES,
    "pinyin": SortRule.PINYIN,
    "organisation": SortRule.ORGANISATION,
    "arrival": SortRule.ARRIVAL,
}


@blueprint.get("/classes/<public_id>/roster")
@gate.permit(Permission.COHORT_VIEW)
def roster(public_id: str) -> ResponseReturnValue:
    """Show the trainees of a class in the asked order."""
    cohort = queries.find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    text, sort = request.args.get("q", "").strip(), request.args.get("sort", "")
    descending, rule = sort.startswith("-"), SORTS.get(sort.lstrip("-"), cohort.presets.sort_rule)
    rows = queries.search_roster(cohort.id, text, sort=rule)
    inside = [row for row in rows if row.state is EnrolmentState.ENROLLED]
    left = [row for row in rows if row.state is EnrolmentState.WITHDRAWN]
    return render_template(
        "cohorts/roster.html",
        cohort=cohort,
        columns=columns.columns_in_use(columns.ROSTER, rows),
        inside=inside[::-1] if descending else inside,
        left=left,
        text=text,
        sort=next(key for key, value in SORTS.items() if value is rule),
        descending=descending,
        sorts=[(key, value.label) for key, value in SORTS.items()],
    )


@blueprint.route("/classes/<public_id>/roster/new", methods=["GET", "POST"])
@gate.permit(Permission.ROSTER_EDIT)
def add_trainee(public_id: str) -> ResponseReturnValue:
    """Take one person into the class by hand."""
    actor = gate.signed_in_actor()
    cohort = queries.find_cohort(actor, Permission.ROSTER_EDIT, public_id)
    form = _trainee_form(cohort)
    if form.validate_on_submit():
        trainee = operations.enrol(
            actor,
            cohort,
            entry=form.entry(),
            organisation=form.organisation.row,
            number=form.number.data,
            **form.place(),
        )
        flash(f"已加入：{trainee.number} {trainee.name}")
        return redirect(url_for("cohorts.roster", public_id=public_id))
    return render_template("cohorts/trainee.html", cohort=cohort, form=form, trainee=None, withdraw=None)


@blueprint.route("/classes/<public_id>/roster/<trainee>", methods=["GET", "POST"])
@gate.permit(Permission.ROSTER_EDIT)
def trainee(public_id: str, trainee: str) -> ResponseReturnValue:
    """Show and change a trainee."""
    actor = gate.signed_in_actor()
    cohort = queries.find_cohort(actor, Permission.ROSTER_EDIT, public_id)
    found = queries.find_enrolment(cohort, trainee)
    form = _trainee_form(cohort)
    form.phone.description = NUMBER_HINT.format(mask_phone(found.person.phone) or "空")
    form.identity_number.description = NUMBER_HINT.format(mask_identity(found.person.identity_number) or "空")
    if form.validate_on_submit():
        operations.change_enrolment(
            actor,
            found,
            phone=form.phone.data or None,
            identity_number=form.identity_number.data or None,
            **_snapshot(form, found),
        )
        flash(f"已保存：{found.number} {found.name}")
        return redirect(url_for("cohorts.roster", public_id=public_id))
    if not form.is_submitted():
        form.show_trainee(found)
    withdraw = WithdrawForm()
    withdraw.left_on.data = today()
    phone = PhoneForm(formdata=None)
    phone.new_phone.description = f"现在是 {mask_phone(found.person.phone) or '空'}"
    return render_template(
        "cohorts/trainee.html", cohort=cohort, form=form, trainee=found, withdraw=withdraw, phone=phone
    )


def _snapshot(form: TraineeForm, trainee: Enrolment) -> dict[str, object]:
    """Return the columns of the snapshot; the name of a unit that is not in the tree stays as it was imported."""
    values = {name: value for name, value in form.values().items() if name != "reading"}
    organisation = form.organisation.row
    if organisation or trainee.organisation_id:
        values["organisation_name"] = organisation.shown_name if organisation else ""
    return {**values, **form.place(), "number": form.number.data or trainee.number}


@blueprint.post("/classes/<public_id>/roster/<trainee>/phone")
@gate.permit(Permission.ROSTER_EDIT, after_closing="电话是现在的联系方式，不在档案里")
def correct_phone(public_id: str, trainee: str) -> ResponseReturnValue:
    """Correct a trainee's phone number and nothing else."""
    actor = gate.signed_in_actor()
    cohort = queries.find_cohort(actor, Permission.ROSTER_EDIT, public_id)
    found = queries.find_enrolment(cohort, trainee)
    form = PhoneForm()
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    changed = people.change_person(actor, found.person, phone=form.new_phone.data)
    flash(f"{found.name} 的电话已更正" if changed else "没有改动")
    return redirect(url_for("cohorts.trainee", public_id=public_id, trainee=trainee))


@blueprint.post("/classes/<public_id>/roster/<trainee>/withdraw")
@gate.permit(Permission.ROSTER_EDIT)
def withdraw(public_id: str, trainee: str) -> ResponseReturnValue:
    """Let a trainee leave the class."""
    actor = gate.signed_in_actor()
    cohort = queries.find_cohort(actor, Permission.ROSTER_EDIT, public_id)
    found = queries.find_enrolment(cohort, trainee)
    form = WithdrawForm()
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    operations.withdraw(actor, found, on=form.left_on.data, reason=form.reason.data)
    flash(f"{found.name} 已退出，考勤和成绩都保留")
    return redirect(url_for("cohorts.roster", public_id=public_id))


@blueprint.post("/classes/<public_id>/roster/<trainee>/return")
@gate.permit(Permission.ROSTER_EDIT)
def return_to_class(public_id: str, trainee: str) -> ResponseReturnValue:
    """Take a trainee who left back."""
    actor = gate.signed_in_actor()
    cohort = queries.find_cohort(actor, Permission.ROSTER_EDIT, public_id)
    found = queries.find_enrolment(cohort, trainee)
    operations.return_to_class(actor, found)
    flash(f"{found.name} 已恢复在班")
    return redirect(url_for("cohorts.roster", public_id=public_id))


@blueprint.post("/classes/<public_id>/renumber")
@gate.permit(Permission.ROSTER_EDIT)
def renumber(public_id: str) -> ResponseReturnValue:
    """Number the trainees anew in an order."""
    actor = gate.signed_in_actor()
    cohort = queries.find_cohort(actor, Permission.ROSTER_EDIT, public_id)
    rule = SORTS.get(request.form.get("sort", ""))
    if rule is None:
        raise Refused("请选一种顺序再重排编号")
    changed = operations.renumber(actor, cohort, sort=rule)
    flash(f"已按{rule.label}重排编号，{changed} 人的编号变了")
    return redirect(url_for("cohorts.roster", public_id=public_id))


def _trainee_form(cohort: Cohort) -> TraineeForm:
    form = TraineeForm()
    form.organisation.offer(list_organisations(), lambda row: row.shown_name)
    form.offer(cohort)
    return form
