"""Counting people before the vehicles leave: one list on a phone, its words, and the record of all that was said."""

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.visits import columns, operations, queries
from trainingapp.visits.forms import read_counts
from trainingapp.visits.views.blueprint import blueprint, load


@blueprint.get("/classes/<public_id>/visits/<session>/boarding")
@gate.permit(Permission.VISIT_EDIT)
def boarding(public_id: str, session: str) -> ResponseReturnValue:
    """Show the list on which people are counted; from here on the page needs no network."""
    actor = gate.signed_in_actor()
    cohort, visit = load(actor, Permission.VISIT_EDIT, public_id, session)
    return render_template(
        "visits/boarding.html",
        cohort=cohort,
        visit=visit,
        board=queries.board_of(visit),
        here={"public_id": public_id, "session": session},
        may_call=may(actor, Permission.PERSONAL_EXPORT),
        navigation=[
            ("现场教学", url_for("visits.list_visits", public_id=public_id), False, "visits"),
            ("上车清点", url_for("visits.boarding", public_id=public_id, session=session), True, "attendance"),
            ("清点记录", url_for("visits.boarding_record", public_id=public_id, session=session), False, "papers"),
        ],
    )


@blueprint.get("/classes/<public_id>/visits/<session>/boarding/board")
@gate.permit(Permission.VISIT_EDIT)
def board(public_id: str, session: str) -> ResponseReturnValue:
    """Tell the page what the other phones have counted."""
    _cohort, visit = load(gate.signed_in_actor(), Permission.VISIT_EDIT, public_id, session)
    return jsonify(queries.board_of(visit))


@blueprint.post("/classes/<public_id>/visits/<session>/boarding")
@gate.permit(Permission.VISIT_EDIT)
def count_boarding(public_id: str, session: str) -> ResponseReturnValue:
    """Keep what a phone counted; it may send the same again, and nothing doubles."""
    actor = gate.signed_in_actor()
    _cohort, visit = load(actor, Permission.VISIT_EDIT, public_id, session)
    device, entries = read_counts(request.get_json(silent=True))
    received = operations.record_counts(actor, visit, device=device, entries=entries)
    return jsonify(kept=received.kept, refused=received.refused, board=queries.board_of(visit))


@blueprint.post("/classes/<public_id>/visits/<session>/boarding/phones")
@gate.permit(Permission.PERSONAL_EXPORT)
def boarding_phones(public_id: str, session: str) -> ResponseReturnValue:
    """Hand out the phone numbers of those who go, for calling who is missing; that is recorded."""
    actor = gate.signed_in_actor()
    _cohort, visit = load(actor, Permission.PERSONAL_EXPORT, public_id, session)
    return jsonify(phones=operations.show_phones(actor, visit, queries.riders_of(visit.session)))


@blueprint.get("/classes/<public_id>/visits/<session>/boarding/record")
@gate.permit(Permission.COHORT_VIEW)
def boarding_record(public_id: str, session: str) -> ResponseReturnValue:
    """Show who was counted where and when, every word of it."""
    cohort, visit = load(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id, session)
    counts = queries.counts_of(visit)
    riders = queries.riders_of(visit.session)
    return render_template(
        "visits/record.html",
        cohort=cohort,
        visit=visit,
        summary=columns.summary_of(visit, riders, queries.tallies_of(visit, riders, counts), counts),
        summary_columns=columns.SUMMARY,
        counts=counts,
        count_columns=columns.COUNTS,
    )
