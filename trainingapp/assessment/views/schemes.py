"""Setting how a class is assessed, and what it said before."""

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.forms import BAND_LINES, GATE_LINES, PART_LINES, SourceForm, read_scheme
from trainingapp.assessment.models import Scheme
from trainingapp.assessment.rules import Preset, Rules
from trainingapp.assessment.terms import MEASURES, Consequence, GateKind, Rounding, Source, TieRule
from trainingapp.assessment.views.blueprint import blueprint, load
from trainingapp.cohorts.models import Cohort
from trainingapp.core.errors import NotFound

NO_SUCH_EDITION = "没有这一版考核办法"


@blueprint.route("/classes/<public_id>/assessment/scheme", methods=["GET", "POST"])
@gate.permit(Permission.ASSESSMENT_EDIT)
def scheme(public_id: str) -> ResponseReturnValue:
    """Show and set how the class is assessed; a preset fills the lines, nothing is saved by choosing one."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    form = SourceForm()
    if not form.validate_on_submit():
        return _scheme_page(cohort, form)
    wanted = read_scheme(request.form, cohort)
    stored = operations.set_scheme(
        actor,
        cohort,
        parts=wanted.parts,
        brackets=wanted.brackets,
        gates=wanted.gates,
        outstanding=wanted.outstanding,
        source_text=(form.source_text.data or "").strip(),
        version=form.version.data,
    )
    flash(f"考核办法已保存（第 {stored.edition} 版）")
    return redirect(url_for("assessment.grid", public_id=public_id))


def _scheme_page(cohort: Cohort, form: SourceForm) -> ResponseReturnValue:
    stored = queries.find_scheme(cohort.id)
    preset = next((one for one in rules.PRESETS if one.key == request.args.get("preset")), None)
    told = _shown_rules(preset, queries.rules_of(stored))
    form.version.data = stored.version if stored else 0
    form.source_text.data = preset.source if preset else stored.source_text if stored else ""
    return render_template(
        "assessment/scheme.html",
        cohort=cohort,
        form=form,
        stored=stored,
        editions=queries.list_editions(stored) if stored else [],
        presets=rules.PRESETS,
        chosen=preset,
        parts=_padded(told.parts, PART_LINES),
        brackets=_padded(told.brackets, BAND_LINES),
        gates=_padded(told.gates, GATE_LINES),
        outstanding=told.outstanding,
        sources=Source.choices(),
        measures=MEASURES,
        kinds=GateKind.choices(),
        consequences=Consequence.choices(),
        roundings=Rounding.choices(),
        ties=TieRule.choices(),
        shown=rules.shown,
    )


def _shown_rules(preset: Preset | None, stored: Rules) -> Rules:
    if preset:
        return Rules(preset.parts, preset.brackets, preset.gates, preset.outstanding)
    return Rules(stored.parts, stored.brackets or rules.BRACKETS, stored.gates, stored.outstanding)


def _padded(lines: Sequence[object], amount: int) -> list[object | None]:
    return [*lines, *[None] * (amount - len(lines))]


@blueprint.get("/classes/<public_id>/assessment/scheme/<number>")
@gate.permit(Permission.ASSESSMENT_VIEW)
def edition(public_id: str, number: str) -> ResponseReturnValue:
    """Show what the scheme said in one edition."""
    _actor, cohort = load(Permission.ASSESSMENT_VIEW, public_id)
    stored = queries.find_scheme(cohort.id)
    if stored is None or not number.isdecimal():
        raise NotFound(NO_SUCH_EDITION)
    edition_number = int(number)
    content, set_by = _edition_content(stored, edition_number)
    return render_template(
        "assessment/edition.html",
        cohort=cohort,
        number=int(number),
        content=content,
        set_by=set_by,
        current=stored.edition,
    )


def _edition_content(stored: Scheme, number: int) -> tuple[Mapping[str, object], str]:
    """Return what an edition says and who set it; a scheme loaded as demonstration data has only the current one."""
    found = queries.find_edition(stored, number)
    if found:
        return found.content, found.set_by
    if number != stored.edition:
        raise NotFound(NO_SUCH_EDITION)
    return operations.tell_scheme(stored), ""
