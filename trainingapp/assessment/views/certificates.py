"""The register of certificates, their print, and the page where anybody may check one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.models import Certificate
from trainingapp.assessment.terms import Completion
from trainingapp.assessment.views.blueprint import blueprint, load
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import may_change
from trainingapp.core.clock import today
from trainingapp.core.errors import NotFound, Refused


@blueprint.get("/classes/<public_id>/certificates")
@gate.permit(Permission.ASSESSMENT_VIEW)
def certificates(public_id: str) -> ResponseReturnValue:
    """Show the register of numbers, and who is due for a certificate."""
    return _certificates_page(*load(Permission.ASSESSMENT_VIEW, public_id))


def _certificates_page(
    actor: Actor, cohort: Cohort, refused: Refused | None = None, voiding: Certificate | None = None
) -> str:
    """Return the page; after a refusal with what was typed, and with the one that was to be voided."""
    found = queries.class_assessment(cohort)
    completed = [row for row in found.rows if row.decided and row.completion is Completion.COMPLETED]
    return render_template(
        "assessment/certificates.html",
        cohort=cohort,
        rows=queries.list_certificates(cohort),
        due=[row for row in completed if not row.certificate_number],
        undecided=sum(not row.decided for row in found.rows),
        settings=queries.certificate_settings(),
        editable=may_change(actor, Permission.ASSESSMENT_EDIT, cohort),
        office_wide=may(actor, Permission.COHORT_EDIT),
        reasons=refused.reasons if refused else (),
        typed=request.form if refused else {},
        voiding=voiding,
    )


@blueprint.get("/certificates")
@gate.permit(Permission.ASSESSMENT_VIEW)
def certificate_register() -> ResponseReturnValue:
    """Show the register of numbers over all classes that the actor sees, a year at a time."""
    text = request.args.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == len("2026") else today().year
    rows, years = queries.certificate_register(gate.signed_in_actor(), year)
    return render_template("assessment/certificate_register.html", rows=rows, year=year, years=years)


@blueprint.post("/classes/<public_id>/certificates")
@gate.permit(Permission.ASSESSMENT_EDIT)
def issue_certificates(public_id: str) -> ResponseReturnValue:
    """Issue what is due."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    try:
        issued = operations.issue_certificates(actor, cohort, queries.class_assessment(cohort), on=today())
    except Refused as refused:
        return _certificates_page(actor, cohort, refused), refused.status
    flash(f"已发证 {len(issued)} 张" if issued else "没有应发证的学员：先评定为结业，再发证")
    return redirect(url_for("assessment.certificates", public_id=public_id))


@blueprint.post("/classes/<public_id>/certificates/<certificate>/void")
@gate.permit(Permission.ASSESSMENT_EDIT)
def void_certificate(public_id: str, certificate: str) -> ResponseReturnValue:
    """Void one, and issue another if asked."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    row = queries.find_certificate(cohort, certificate)
    reason, again = request.form.get("reason", ""), "again" in request.form
    try:
        issued = operations.void_certificate(actor, cohort, row, reason=reason, on=today(), again=again)
    except Refused as refused:
        return _certificates_page(actor, cohort, refused, row), refused.status
    flash(f"{row.number} 已作废" + (f"，补发 {issued.number}" if issued else ""))
    return redirect(url_for("assessment.certificates", public_id=public_id))


@blueprint.post("/classes/<public_id>/certificates/settings")
@gate.permit(Permission.COHORT_EDIT, after_closing="证书设置是全单位的")
def set_certificates(public_id: str) -> ResponseReturnValue:
    """Set the office's numbering and whether its certificates can be checked by anybody."""
    actor, cohort = load(Permission.COHORT_EDIT, public_id)
    pattern, body = request.form.get("pattern", ""), request.form.get("body", "")
    try:
        operations.set_certificates(actor, pattern=pattern, body=body, checkable="checkable" in request.form)
    except Refused as refused:
        return _certificates_page(actor, cohort, refused), refused.status
    flash("证书设置已保存")
    return redirect(url_for("assessment.certificates", public_id=public_id))


@blueprint.get("/classes/<public_id>/certificates/paper")
@gate.permit(Permission.ASSESSMENT_VIEW)
def certificates_paper(public_id: str) -> ResponseReturnValue:
    """Show the certificates that hold, one to a sheet, ready to print."""
    _actor, cohort = load(Permission.ASSESSMENT_VIEW, public_id)
    rows = [row for row in queries.list_certificates(cohort) if row.valid]
    settings = queries.certificate_settings()
    return render_template("assessment/certificates_paper.html", cohort=cohort, rows=rows, settings=settings)


@blueprint.get("/certificates/check")
@gate.public
def check_certificate() -> ResponseReturnValue:
    """Tell whether a certificate holds, for who knows its number and its code: a masked name and no more."""
    number, code = request.args.get("number", "").strip(), request.args.get("code", "").strip().upper()
    found, reasons = None, []
    if number or code:
        try:
            found = queries.check_certificate(number, code)
        except NotFound as missing:
            reasons = list(missing.reasons)
    page = render_template(
        "assessment/check.html",
        number=number,
        found=found,
        name=rules.mask_name(found.name) if found else "",
        reasons=reasons,
    )
    return page, 404 if reasons else 200
