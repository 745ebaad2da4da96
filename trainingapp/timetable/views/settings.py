"""What an office sets for its timetables: how grave each conflict is, and the way between venues."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.timetable import operations, queries
from trainingapp.timetable.forms import RulesForm, TravelForm
from trainingapp.timetable.rules.severities import LIMITED
from trainingapp.timetable.terms import ConflictKind
from trainingapp.timetable.views.blueprint import blueprint
from trainingapp.timetable.views.moves import valid


@blueprint.route("/timetable/rules", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def rules() -> ResponseReturnValue:
    """Show and set how the office takes each kind of conflict, with the text that says so."""
    form = RulesForm()
    if form.validate_on_submit():
        changed = operations.set_conflict_rules(gate.signed_in_actor(), rules=form.rules())
        flash(f"已保存，改动 {len(changed)} 条" if changed else "没有改动")
        return redirect(url_for("timetable.rules"))
    if not form.is_submitted():
        form.show(dict(queries.conflict_rules()))
    travel = TravelForm(formdata=None)
    travel.offer()
    return render_template(
        "timetable/rules.html",
        form=form,
        kinds=[(kind, kind in LIMITED) for kind in ConflictKind],
        travel=travel,
        ways=queries.list_travel_times(),
    )


@blueprint.post("/timetable/ways")
@gate.permit(Permission.LIBRARY_EDIT)
def set_way() -> ResponseReturnValue:
    """Set the minutes between two venues."""
    form = TravelForm()
    form.offer()
    valid(form)
    operations.set_travel_time(
        gate.signed_in_actor(), one=form.one.row, other=form.other.row, minutes=form.minutes.data
    )
    flash("路上时间已保存")
    return redirect(url_for("timetable.rules"))


@blueprint.post("/timetable/ways/<way>/remove")
@gate.permit(Permission.LIBRARY_EDIT)
def remove_way(way: str) -> ResponseReturnValue:
    """Forget the way between two venues."""
    operations.remove_travel_time(gate.signed_in_actor(), queries.find_way(way))
    flash("已删除")
    return redirect(url_for("timetable.rules"))
