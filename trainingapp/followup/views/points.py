"""Members' points: a branch's list by name, never a ranking; entries and their check; the rules."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may, reaches_office
from trainingapp.core.clock import today
from trainingapp.core.errors import Refused
from trainingapp.core.excel.tables import write_tables
from trainingapp.core.excel.writing import safe_file_name
from trainingapp.core.uploads import WORKBOOK_TYPE
from trainingapp.core.web import send_attachment
from trainingapp.followup import columns, operations, queries
from trainingapp.followup.forms import CheckForm, PointsForm, PointsItemForm
from trainingapp.followup.terms import CHECKED_AS, PointsState
from trainingapp.followup.views.blueprint import blueprint, year_asked
from trainingapp.people.queries import find_organisation, reached_organisations


@blueprint.get("/points")
@gate.permit(Permission.PEOPLE_VIEW)
def points() -> ResponseReturnValue:
    """Show a branch's members by name with the year's checked points."""
    actor, key = gate.signed_in_actor(), request.args.get("organisation", "")
    organisations = reached_organisations(actor, Permission.PEOPLE_VIEW)
    first = organisations[0] if organisations else None
    chosen = find_organisation(actor, Permission.PEOPLE_VIEW, key) if key else first
    people = queries.members_of(actor, chosen) if chosen else []
    year = year_asked() or queries.year_of_points(people, today().year)
    entries = queries.entries_of(people, year)
    form, editable = PointsForm(), may(actor, Permission.PEOPLE_EDIT)
    form.person.offer(people, lambda one: one.name)
    form.item.offer(queries.list_items(valid_only=True), lambda one: f"{one.name}（{one.points:+d}）")
    form.earned_on.data = today()
    return render_template(
        "followup/points.html",
        organisations=[(one.public_id, "　" * (one.depth - 1) + one.shown_name) for one in organisations],
        chosen=chosen,
        year=year,
        years=[(str(one), f"{one} 年") for one in range(today().year, today().year - 5, -1)],
        members=queries.members_with_points(people, entries),
        entries=entries,
        columns=columns.ENTRIES,
        member_columns=columns.MEMBERS,
        form=form,
        states=[(one.value, one.label) for one in CHECKED_AS],
        waiting=(PointsState.ENTERED, PointsState.APPEALED),
        checkable={one.public_id for one in entries if editable and operations.may_check(actor, one)},
    )


@blueprint.get("/points/<organisation>/workbook")
@gate.permit(Permission.PEOPLE_VIEW)
def points_workbook(organisation: str) -> ResponseReturnValue:
    """Hand out a branch's points of a year: members by name, and the entries behind the sums."""
    actor = gate.signed_in_actor()
    chosen = find_organisation(actor, Permission.PEOPLE_VIEW, organisation)
    year = year_asked() or today().year
    people = queries.members_of(actor, chosen)
    entries = queries.entries_of(people, year)
    title = f"{chosen.shown_name}{year}年党员积分"
    tables = (
        ("党员积分", columns.MEMBERS, queries.members_with_points(people, entries)),
        ("积分记录", columns.ENTRIES, entries),
    )
    content = write_tables(title, tables)
    return send_attachment(content, media_type=WORKBOOK_TYPE, file_name=safe_file_name(title, ".xlsx"))


@blueprint.post("/points/<organisation>/entries")
@gate.permit(Permission.PEOPLE_EDIT)
def enter_points(organisation: str) -> ResponseReturnValue:
    """Enter points for a member of a branch."""
    actor = gate.signed_in_actor()
    chosen = find_organisation(actor, Permission.PEOPLE_EDIT, organisation)
    form = PointsForm()
    form.person.offer(queries.members_of(actor, chosen), lambda one: one.name)
    form.item.offer(queries.list_items(valid_only=True), lambda one: one.name)
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    operations.enter_points(
        actor,
        form.person.row,
        item=form.item.row,
        earned_on=form.earned_on.data,
        evidence=form.evidence.data.strip(),
        today=today(),
    )
    flash("已登记，等别人核查后计入")
    return redirect(url_for("followup.points", organisation=organisation))


@blueprint.post("/points/<organisation>/entries/<entry>")
@gate.permit(Permission.PEOPLE_EDIT)
def check_points(organisation: str, entry: str) -> ResponseReturnValue:
    """Check an entry."""
    actor, form = gate.signed_in_actor(), CheckForm()
    found = queries.find_entry(actor, entry)
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    operations.check_entry(
        actor, found, state=form.state.member, note=(form.note.data or "").strip(), version=form.version.data
    )
    flash(f"{found.person.name}：{found.state.label}")
    return redirect(url_for("followup.points", organisation=organisation))


@blueprint.get("/points/rules")
@gate.permit(Permission.PEOPLE_VIEW)
def points_rules() -> ResponseReturnValue:
    """Show the lines of the points rules."""
    editable = reaches_office(gate.signed_in_actor(), Permission.PEOPLE_EDIT)
    return render_template(
        "followup/points_rules.html", items=queries.list_items(), form=PointsItemForm(), editable=editable
    )


@blueprint.post("/points/rules")
@gate.permit(Permission.PEOPLE_EDIT)
def add_points_rule() -> ResponseReturnValue:
    """Add a line to the points rules."""
    form = PointsItemForm()
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    operations.set_item(
        gate.signed_in_actor(),
        None,
        name=form.name.data.strip(),
        points=form.points.data,
        source=(form.source.data or "").strip(),
        valid=form.valid.data,
    )
    return redirect(url_for("followup.points_rules"))


@blueprint.route("/points/rules/<item>", methods=["GET", "POST"])
@gate.permit(Permission.PEOPLE_EDIT)
def points_rule(item: str) -> ResponseReturnValue:
    """Show and change a line of the points rules."""
    found, form = queries.find_item(item), PointsItemForm()
    if form.validate_on_submit():
        operations.set_item(
            gate.signed_in_actor(),
            found,
            name=form.name.data.strip(),
            points=form.points.data,
            source=(form.source.data or "").strip(),
            valid=form.valid.data,
            version=form.version.data or found.version,
        )
        flash(f"已保存：{found.name}")
        return redirect(url_for("followup.points_rules"))
    if not form.is_submitted():
        form.show(found)
    return render_template("followup/points_rule.html", item=found, form=form)
