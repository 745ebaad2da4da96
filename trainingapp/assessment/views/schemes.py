"""Setting how a class is assessed, and what it said before."""

from collections.abc import Mapping
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.forms import (
    BAND_LINES,
    CONSEQUENCES,
    DISCIPLINE_CONSEQUENCES,
    GATE_KINDS,
    GATE_LINES,
    PART_LINES,
    SourceForm,
    WrongFields,
    read_scheme,
    show_scheme,
)
from trainingapp.assessment.models import Scheme
from trainingapp.assessment.rules import Preset, Rules
from trainingapp.assessment.terms import OffenceKind, Rounding, Source, TieRule
from trainingapp.assessment.views.blueprint import blueprint, load
from trainingapp.cohorts.models import Cohort
from trainingapp.core.errors import NotFound, Refused, Stale

NO_SUCH_EDITION = "没有这一版考核办法"


@blueprint.route("/classes/<public_id>/assessment/scheme", methods=["GET", "POST"])
@gate.permit(Permission.ASSESSMENT_EDIT)
def scheme(public_id: str) -> ResponseReturnValue:
    """Show and set how the class is assessed; a preset fills the lines, nothing is saved by choosing one."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    form = SourceForm()
    if request.method == "GET":
        return _scheme_page(cohort, form)
    try:
        stored = _set_scheme(actor, cohort, form)
    except Refused as refused:
        return _scheme_page(cohort, form, refused), refused.status
    flash(f"考核办法已保存（第 {stored.edition} 版）")
    return redirect(url_for("assessment.grid", public_id=public_id))


def _set_scheme(actor: Actor, cohort: Cohort, form: SourceForm) -> Scheme:
    form.validate()
    wanted = read_scheme(request.form, cohort, {name: "；".join(said) for name, said in form.errors.items()})
    return operations.set_scheme(
        actor,
        cohort,
        parts=wanted.parts,
        brackets=wanted.brackets,
        gates=wanted.gates,
        outstanding=wanted.outstanding,
        basis=rules.Basis((form.source_text.data or "").strip(), form.binding.data),
        version=form.version.data,
    )


def _scheme_page(cohort: Cohort, form: SourceForm, refused: Refused | None = None) -> str:
    """Return the page; after a refusal with what was typed, so that it is mended and not written again."""
    stored = queries.find_scheme(cohort.id)
    preset = next((one for one in rules.PRESETS if one.key == request.args.get("preset")), None)
    if refused is None or isinstance(refused, Stale):
        form.see(stored.version if stored else 0)
    if refused is None:
        form.source_text.data = preset.source if preset else stored.source_text if stored else ""
        form.binding.data = bool(stored and stored.binding and not preset)
    return render_template(
        "assessment/scheme.html",
        cohort=cohort,
        form=form,
        stored=stored,
        editions=queries.list_editions(stored) if stored else [],
        presets=rules.PRESETS,
        chosen=preset,
        typed=request.form if refused else _fields(cohort, preset, stored),
        reasons=refused.reasons if refused else (),
        faults=refused.fields if isinstance(refused, WrongFields) else {},
        lines={"part": PART_LINES, "band": BAND_LINES, "gate": GATE_LINES},
        tracks=[(track.public_id, track.name) for track in cohort.tracks],
        kinds_of_trainee=[(f"其中{track.name}", "number") for track in cohort.tracks],
        sources=Source.choices(),
        kinds=GATE_KINDS,
        consequences=CONSEQUENCES,
        offences=OffenceKind.choices(),
        discipline=DISCIPLINE_CONSEQUENCES,
        roundings=Rounding.choices(),
        ties=TieRule.choices(),
    )


def _fields(cohort: Cohort, preset: Preset | None, stored: Scheme | None) -> Mapping[str, str]:
    """Return what the page shows before anybody types: the preset, else what is stored, with bands to start from."""
    if preset:
        told = Rules(preset.parts, preset.brackets, preset.gates, preset.outstanding)
        return show_scheme(told, cohort, stored=False)
    told = queries.rules_of(stored)
    return show_scheme(replace(told, brackets=told.brackets or rules.BRACKETS), cohort, stored=True)


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
