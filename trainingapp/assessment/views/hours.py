"""A person's ledger of study hours, and what waits for a second person's word."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may, reaches_office
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.forms import REQUIREMENT_LINES, ExemptionForm, HoursForm, WrongFields, read_requirements
from trainingapp.assessment.rules import Attained, HoursStanding, Requirement
from trainingapp.assessment.views.blueprint import blueprint
from trainingapp.core.clock import today
from trainingapp.core.errors import NotPermitted, Refused
from trainingapp.people.models import Person
from trainingapp.people.queries import find_person

YEAR_DIGITS = 4


@blueprint.get("/people/<person>/hours")
@gate.permit(Permission.INSIGHT_VIEW)
def ledger(person: str) -> ResponseReturnValue:
    """Show a person's hours over all years, or what counts in one, and how each year stands."""
    actor = gate.signed_in_actor()
    return _ledger_page(actor, find_person(actor, Permission.INSIGHT_VIEW, person), HoursForm())


def _ledger_page(actor: Actor, person: Person, form: HoursForm) -> str:
    entries, asked = queries.list_entries(person), request.args.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == YEAR_DIGITS and int(asked) else None
    years = sorted({today().year, *([year] if year else []), *(entry.year for entry in entries)}, reverse=True)
    exemption = ExemptionForm(formdata=None)
    exemption.year.data = today().year
    return render_template(
        "assessment/ledger.html",
        person=person,
        entries=entries if year is None else queries.list_entries(person, counted_in=year),
        year=year,
        running=queries.running_hours([person.id], year),
        standings=[(year, _standing(person, year)) for year in years],
        form=form,
        exemption=exemption,
        editable=may(actor, Permission.PEOPLE_EDIT),
        plain=rules.plain,
    )


def _standing(person: Person, year: int) -> HoursStanding:
    rule = rules.requirement_for(queries.hours_rules(), person.post, year)
    attained = queries.attained_in(year, person_id=person.id).get(person.id, Attained())
    return rules.stand(rule, attained, queries.exemptions_in(year).get(person.id), year)


@blueprint.post("/people/<person>/hours")
@gate.permit(Permission.PEOPLE_EDIT)
def add_hours(person: str) -> ResponseReturnValue:
    """Enter hours from elsewhere, or ask for less in a year."""
    actor = gate.signed_in_actor()
    found = find_person(actor, Permission.PEOPLE_EDIT, person)
    if "exempt" in request.form:
        return _exempt(actor, found)
    form = HoursForm()
    if not form.validate_on_submit():
        return _ledger_page(actor, found, form), 422
    operations.add_hours(
        actor,
        found,
        source=form.source.member,
        title=form.title.data or "",
        hours=form.hours.data,
        ended_on=form.ended_on.data,
        concentrated=form.concentrated.data,
        note=form.note.data or "",
    )
    flash("已补录，另一个人审核后计入")
    return redirect(url_for("assessment.ledger", person=person))


def _exempt(actor: Actor, person: Person) -> ResponseReturnValue:
    form = ExemptionForm()
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    operations.set_exemption(
        actor,
        person,
        year=form.year.data,
        kind=form.kind.member,
        from_month=form.from_month.data,
        note=form.reason.data or "",
    )
    flash("已保存减免")
    return redirect(url_for("assessment.ledger", person=person.public_id))


@blueprint.get("/hours/pending")
@gate.permit(Permission.PEOPLE_EDIT)
def pending_hours() -> ResponseReturnValue:
    """Show what waits for a second person's word."""
    return render_template(
        "assessment/pending_hours.html", rows=queries.pending_entries(gate.signed_in_actor()), plain=rules.plain
    )


@blueprint.post("/hours/pending/<entry>")
@gate.permit(Permission.PEOPLE_EDIT)
def decide_hours(entry: str) -> ResponseReturnValue:
    """Agree to an entry, or refuse it with a reason."""
    actor = gate.signed_in_actor()
    found = queries.find_entry(entry)
    find_person(actor, Permission.PEOPLE_EDIT, found.person.public_id)
    agreed = "agree" in request.form
    operations.decide_hours(actor, found, agreed=agreed, note=request.form.get("note", ""))
    flash("已审核通过，学时计入" if agreed else "已退回")
    return redirect(url_for("assessment.pending_hours"))


@blueprint.route("/hours/rules", methods=["GET", "POST"])
@gate.permit(Permission.PEOPLE_EDIT)
def hours_rules() -> ResponseReturnValue:
    """Show and set what the office asks in a year; a refused page keeps what was typed."""
    actor = gate.signed_in_actor()
    if request.method == "GET":
        return _requirements_page()
    if not reaches_office(actor, Permission.PEOPLE_EDIT):
        raise NotPermitted("应修学时对全单位有效，只管部分组织的账号不能改")
    try:
        operations.set_hours_rules(actor, read_requirements(request.form))
    except Refused as refused:
        return _requirements_page(refused), refused.status
    flash("已保存应修学时")
    return redirect(url_for("assessment.hours_rules"))


def _requirements_page(refused: Refused | None = None) -> str:
    told = [_line(one) for one in queries.hours_rules()]
    shown = [_typed(line) if refused else dict[str, str]() for line in range(1, REQUIREMENT_LINES + 1)]
    if not refused:
        shown[: len(told)] = told
    return render_template(
        "assessment/hours_rules.html",
        editable=reaches_office(gate.signed_in_actor(), Permission.PEOPLE_EDIT),
        lines=shown,
        reasons=refused.reasons if refused else (),
        faults=refused.fields if isinstance(refused, WrongFields) else {},
    )


def _line(one: Requirement) -> dict[str, str]:
    return {
        "label": one.label,
        "posts": "、".join(one.posts),
        "hours": rules.plain(one.hours),
        "concentrated": str(one.concentrated),
        "from": str(one.from_year or ""),
        "source": one.source,
        "binding": "1" if one.binding else "",
    }


def _typed(line: int) -> dict[str, str]:
    names = ("label", "posts", "hours", "concentrated", "from", "source", "binding")
    return {name: request.form.get(f"{name}-{line}", "") for name in names}
