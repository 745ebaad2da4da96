"""The list of classes, a class's home, its form and the stages of its life."""

from collections import Counter
from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts import columns, operations, queries, rules
from trainingapp.cohorts.forms import KNOWN_FONTS, CohortForm, CopyForm, PapersForm, StageForm
from trainingapp.cohorts.models import Enrolment
from trainingapp.cohorts.terms import DEFAULT_HOURS_PER_HALF_DAY, Presets, Sign, Stage
from trainingapp.cohorts.views.blueprint import blueprint
from trainingapp.core.clock import today
from trainingapp.core.errors import Refused
from trainingapp.people.queries import reached_organisations

UNKNOWN = "未填"


@blueprint.get("/classes")
@gate.permit(Permission.COHORT_VIEW)
def list_classes() -> ResponseReturnValue:
    """List the classes that the actor reaches, newest first."""
    actor, chosen, year = gate.signed_in_actor(), request.args.get("stage", ""), request.args.get("year", "")
    years = [(str(found), f"{found} 年") for found in queries.class_years(actor)]
    cohorts = queries.list_cohorts(
        actor,
        stage=Stage(chosen) if chosen in set(Stage) else None,
        year=int(year) if year in dict(years) else None,
        text=request.args.get("q", "").strip(),
    )
    sizes = queries.roster_sizes(cohort.id for cohort in cohorts)
    rows = [(cohort, sizes.get(cohort.id, 0)) for cohort in cohorts]
    return render_template(
        "cohorts/list.html",
        rows=rows,
        columns=columns.COHORTS,
        stages=Stage.choices(),
        chosen=chosen,
        years=years,
        year=year,
    )


@blueprint.route("/classes/new", methods=["GET", "POST"])
@gate.permit(Permission.COHORT_EDIT)
def add_class() -> ResponseReturnValue:
    """Add a class."""
    actor = gate.signed_in_actor()
    planned = queries.find_item(request.args["planned"]) if request.args.get("planned") else None
    form = _class_form(actor)
    if form.validate_on_submit():
        cohort = operations.add_cohort(actor, code=form.code.data, presets=Presets(), **form.values())
        if planned:
            operations.link_item(actor, planned, cohort)
        flash(f"已建班：{cohort.short_name}。接下来导入花名册")
        return redirect(url_for("cohorts.home", public_id=cohort.public_id))
    if not form.is_submitted():
        form.hours_per_half_day.data = DEFAULT_HOURS_PER_HALF_DAY
        if planned:
            form.show_planned(planned)
    return render_template("cohorts/new.html", form=form)


@blueprint.get("/classes/<public_id>")
@gate.permit(Permission.COHORT_VIEW)
def home(public_id: str) -> ResponseReturnValue:
    """Show a class at a glance."""
    cohort = queries.find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    roster = queries.list_roster(cohort.id)
    form = StageForm()
    form.offer_stages()
    form.stage.data = cohort.stage
    return render_template(
        "cohorts/home.html",
        cohort=cohort,
        dates=columns.show_dates(cohort),
        size=len(roster),
        charts=_charts(roster),
        form=form,
    )


def _charts(roster: Iterable[Enrolment]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Return (caption, bars) of how the class is made up; a chart with one bar says nothing and is left out."""
    rows = list(roster)
    charts = [
        ("组别", Counter(one.group.name if one.group else "未分组" for one in rows)),
        ("班型", Counter(one.track.name if one.track else "不分" for one in rows)),
        ("性别", Counter(one.gender.label if one.gender else UNKNOWN for one in rows)),
        ("政治面貌", Counter(one.politics or UNKNOWN for one in rows)),
    ]
    return [(caption, list(counted.items())) for caption, counted in charts if len(counted) > 1]


@blueprint.route("/classes/<public_id>/edit", methods=["GET", "POST"])
@gate.permit(Permission.COHORT_EDIT)
def edit_class(public_id: str) -> ResponseReturnValue:
    """Change a class."""
    actor = gate.signed_in_actor()
    cohort = queries.find_cohort(actor, Permission.COHORT_EDIT, public_id)
    form = _class_form(actor)
    if form.validate_on_submit():
        operations.change_cohort(actor, cohort, code=form.code.data, **form.values())
        flash("班次已保存")
        return redirect(url_for("cohorts.home", public_id=public_id))
    if not form.is_submitted():
        form.show(cohort)
    return render_template("cohorts/edit.html", form=form, cohort=cohort)


@blueprint.post("/classes/<public_id>/stage")
@gate.permit(Permission.COHORT_EDIT)
def move_stage(public_id: str) -> ResponseReturnValue:
    """Move a class to another stage of its life."""
    actor = gate.signed_in_actor()
    cohort = queries.find_cohort(actor, Permission.COHORT_EDIT, public_id)
    form = StageForm()
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    operations.move_stage(actor, cohort, stage=form.stage.member, reason=form.reason.data or "")
    flash(f"现在是“{cohort.stage.label}”阶段")
    return redirect(url_for("cohorts.home", public_id=public_id))


@blueprint.route("/classes/<public_id>/copy", methods=["GET", "POST"])
@gate.permit(Permission.COHORT_EDIT, after_closing="只照抄本班，改的是新班")
def copy_class(public_id: str) -> ResponseReturnValue:
    """Make a class after this one; first what there is to check, then the class."""
    actor = gate.signed_in_actor()
    source = queries.find_cohort(actor, Permission.COHORT_EDIT, public_id)
    form, remarks = CopyForm(), None
    form.offer(operations.offered_parts(), queries.open_items())
    if form.validate_on_submit():
        if "check" not in request.form:
            cohort = operations.copy_cohort(
                actor, source, starts_on=form.starts_on.data, parts=form.chosen(), **form.names()
            )
            if form.planned.row:
                operations.link_item(actor, form.planned.row, cohort)
            flash(f"已照“{source.short_name}”建班：{cohort.short_name}")
            return redirect(url_for("cohorts.home", public_id=cohort.public_id))
        remarks = operations.check_copy(source, starts_on=form.starts_on.data, parts=form.chosen())
    if not form.is_submitted():
        form.suggest(source, rules.year_to_copy_into(source.starts_on, today()))
    return render_template("cohorts/copy.html", cohort=source, form=form, remarks=remarks)


@blueprint.route("/classes/<public_id>/settings", methods=["GET", "POST"])
@gate.permit(Permission.COHORT_EDIT)
def settings(public_id: str) -> ResponseReturnValue:
    """Set what a class's papers look like: title, order, lines, the words and signs of attendance."""
    actor = gate.signed_in_actor()
    cohort = queries.find_cohort(actor, Permission.COHORT_EDIT, public_id)
    form = PapersForm()
    if form.validate_on_submit():
        operations.change_presets(
            actor, cohort, presets=form.presets(cohort.presets), version=form.version.data or cohort.version
        )
        flash("表格设置已保存")
        return redirect(url_for("cohorts.home", public_id=public_id))
    if not form.is_submitted():
        form.show(cohort)
    return render_template(
        "cohorts/settings.html",
        form=form,
        cohort=cohort,
        signs=[sign.value for sign in Sign],
        words=[f"{sign.value}_word" for sign in Sign],
        known_fonts=KNOWN_FONTS,
    )


def _class_form(actor: Actor) -> CohortForm:
    form = CohortForm()
    form.host.offer(reached_organisations(actor, Permission.COHORT_EDIT), lambda row: row.shown_name)
    form.programme.offer(queries.list_programmes(), lambda row: row.name)
    return form
