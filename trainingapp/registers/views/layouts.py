"""Which columns a class's papers print, what its Word papers say, and presets kept by name for the next class."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core.clock import now
from trainingapp.core.errors import NotFound
from trainingapp.registers import operations
from trainingapp.registers.queries.layouts import (
    LAID_OUT,
    find_named_presets,
    list_named_presets,
    offered_columns,
)
from trainingapp.registers.queries.papers.facts import text_of
from trainingapp.registers.queries.templates import list_templates
from trainingapp.registers.rules.layouts import NARROWEST, WIDEST, read_layout
from trainingapp.registers.terms import PaperKind, PaperText
from trainingapp.registers.views.blueprint import blueprint


@blueprint.get("/classes/<public_id>/papers/layouts")
@gate.permit(Permission.COHORT_EDIT)
def layouts(public_id: str) -> ResponseReturnValue:
    """Show which papers have columns to choose from, how the class has them, and the presets kept by name."""
    cohort = _find(public_id)
    return render_template(
        "registers/layouts.html",
        cohort=cohort,
        papers=[(kind, offered_columns(cohort, kind), kind.value in cohort.presets.layouts) for kind in LAID_OUT],
        templates=list_templates(),
        named=list_named_presets(),
    )


@blueprint.route("/classes/<public_id>/papers/layouts/<kind>", methods=["GET", "POST"])
@gate.permit(Permission.COHORT_EDIT)
def layout(public_id: str, kind: str) -> ResponseReturnValue:
    """Choose a paper's columns, their order and widths."""
    cohort, chosen = _find(public_id), _kind(kind)
    offered = offered_columns(cohort, chosen)
    if request.method == "POST":
        picked = () if "reset" in request.form else read_layout(offered, request.form)
        operations.lay_out_paper(gate.signed_in_actor(), cohort, chosen, layout=picked, version=_version(cohort))
        flash(f"“{chosen.label}”的栏目已保存，预览和下载都按这个印")
        return redirect(url_for("registers.layouts", public_id=public_id))
    return render_template(
        "registers/layout.html", cohort=cohort, kind=chosen, offered=offered, narrowest=NARROWEST, widest=WIDEST
    )


@blueprint.route("/classes/<public_id>/papers/texts", methods=["GET", "POST"])
@gate.permit(Permission.COHORT_EDIT)
def texts(public_id: str) -> ResponseReturnValue:
    """Write what the class's Word papers say: addressees, aims, requirements, rules, whom to ask."""
    cohort = _find(public_id)
    if request.method == "POST":
        written = {text: request.form.get(text.value, "") for text in PaperText}
        operations.write_texts(gate.signed_in_actor(), cohort, texts=written, version=_version(cohort))
        flash("文书内容已保存，通知、手册、简报都按这个写")
        return redirect(url_for("registers.papers", public_id=public_id))
    shown = [(text, text_of(cohort, text)) for text in PaperText]
    return render_template("registers/texts.html", cohort=cohort, texts=shown)


@blueprint.post("/classes/<public_id>/papers/presets")
@gate.permit(Permission.COHORT_EDIT, after_closing="版式是全单位的，本班不变")
def save_presets(public_id: str) -> ResponseReturnValue:
    """Keep what the class's papers look like by a name."""
    name = request.form.get("name", "")
    kept = operations.save_presets(gate.signed_in_actor(), _find(public_id), name=name, at=now())
    flash(f"已保存为版式“{kept.name}”，别的班可以套用")
    return redirect(url_for("registers.layouts", public_id=public_id))


@blueprint.post("/classes/<public_id>/papers/presets/<presets>/apply")
@gate.permit(Permission.COHORT_EDIT)
def apply_presets(public_id: str, presets: str) -> ResponseReturnValue:
    """Let the class's papers look as presets say."""
    cohort, kept = _find(public_id), find_named_presets(presets)
    operations.apply_presets(gate.signed_in_actor(), cohort, kept, version=_version(cohort))
    flash(f"已套用版式“{kept.name}”")
    return redirect(url_for("registers.layouts", public_id=public_id))


@blueprint.post("/classes/<public_id>/papers/presets/<presets>/remove")
@gate.permit(Permission.COHORT_EDIT, after_closing="版式是全单位的，本班不变")
def remove_presets(public_id: str, presets: str) -> ResponseReturnValue:
    """Forget presets."""
    _find(public_id)
    kept = find_named_presets(presets)
    operations.remove_presets(gate.signed_in_actor(), kept)
    flash(f"版式“{kept.name}”已删除；套用过它的班不变")
    return redirect(url_for("registers.layouts", public_id=public_id))


def _find(public_id: str) -> Cohort:
    return find_cohort(gate.signed_in_actor(), Permission.COHORT_EDIT, public_id)


def _kind(word: str) -> PaperKind:
    if word not in LAID_OUT:
        raise NotFound("这种表没有可以选的栏目")
    return PaperKind(word)


def _version(cohort: Cohort) -> int:
    word = request.form.get("version", "")
    return int(word) if word.isdecimal() else cohort.version
