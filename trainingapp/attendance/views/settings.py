"""The page on which a class says how it takes attendance."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.attendance import operations, queries
from trainingapp.attendance.forms.settings import SettingsForm
from trainingapp.attendance.rules import PRESETS
from trainingapp.attendance.views.blueprint import blueprint
from trainingapp.cohorts.queries import find_cohort


@blueprint.route("/classes/<public_id>/attendance-settings", methods=["GET", "POST"])
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def settings(public_id: str) -> ResponseReturnValue:
    """Show and set the limit of leave, the chain of approvers, and whether trainees check in by phone."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ATTENDANCE_CONFIRM, public_id)
    form = SettingsForm()
    form.reword(cohort.presets.reword)
    if form.validate_on_submit():
        operations.change_settings(actor, cohort, settings=form.settings())
        flash("考勤设置已保存")
        return redirect(url_for("attendance.sessions", public_id=public_id))
    if request.method == "GET":
        form.show(queries.settings_of(cohort.id))
        _fill_preset(form, request.args.get("preset", ""))
    return render_template("attendance/settings.html", cohort=cohort, form=form, presets=PRESETS)


def _fill_preset(form: SettingsForm, key: str) -> None:
    """Put a preset's values into the fields; they count once they are saved."""
    preset = PRESETS.get(key)
    for name, value in preset.values.items() if preset else ():
        form[name].data = value
