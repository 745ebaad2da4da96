"""Counting people before the vehicles leave: one list on a phone, its words, and the record of all that was said."""

from typing import Any

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.queries import trainees_reached
from trainingapp.visits import columns, operations, queries
from trainingapp.visits.forms import read_counts
from trainingapp.visits.models import Visit
from trainingapp.visits.views.blueprint import blueprint, load


@blueprint.get("/classes/<public_id>/visits/<session>/boarding")
@gate.permit(Permission.VISIT_COUNT)
def boarding(public_id: str, session: str) -> ResponseReturnValue:
    """Show the list on which people are counted; from here on the page needs no network."""
    actor = gate.signed_in_actor()
    cohort, visit = load(actor, Permission.VISIT_COUNT, public_id, session)
    here: dict[str, Any] = {"public_id": public_id, "session": session}
    above: dict[str, Any] = {"public_id": public_id}
    return render_template(
        "visits/boarding.html",
        cohort=cohort,
        visit=visit,
        board=_board(actor, visit),
        here=here,
        whole=may(actor, Permission.VISIT_EDIT),
        navigation=[
            (label, url_for(endpoint, **place), endpoint == request.endpoint, key)
            for label, endpoint, place, permission, key in (
                ("现场教学", "visits.list_visits", above, Permission.COHORT_VIEW, "visits"),
                ("点名", "attendance.roll_call", here, Permission.ATTENDANCE_TAKE, "check"),
                ("上车清点", "visits.boarding", here, Permission.VISIT_COUNT, "attendance"),
                ("清点记录", "visits.boarding_record", here, Permission.COHORT_VIEW, "papers"),
            )
            if may(actor, permission)
        ],
    )


def _board(actor: Actor, visit: Visit) -> dict[str, object]:
    return queries.board_of(visit, reached=trainees_reached(actor, Permission.VISIT_COUNT))


@blueprint.get("/classes/<public_id>/visits/<session>/boarding/board")
@gate.permit(Permission.VISIT_COUNT)
def board(public_id: str, session: str) -> ResponseReturnValue:
    """Tell the page what the other phones have counted."""
    actor = gate.signed_in_actor()
    _cohort, visit = load(actor, Permission.VISIT_COUNT, public_id, session)
    return jsonify(_board(actor, visit))


@blueprint.post("/classes/<public_id>/visits/<session>/boarding")
@gate.permit(Permission.VISIT_COUNT)
def count_boarding(public_id: str, session: str) -> ResponseReturnValue:
    """Keep what a phone counted; it may send the same again, and nothing doubles."""
    actor = gate.signed_in_actor()
    _cohort, visit = load(actor, Permission.VISIT_COUNT, public_id, session)
    device, entries = read_counts(request.get_json(silent=True))
    received = operations.record_counts(actor, visit, device=device, entries=entries)
    return jsonify(kept=received.kept, refused=received.refused, board=_board(actor, visit))


@blueprint.post("/classes/<public_id>/visits/<session>/boarding/phones")
@gate.permit(Permission.VISIT_COUNT, after_closing="只看电话，查看留痕")
def boarding_phones(public_id: str, session: str) -> ResponseReturnValue:
    """Hand out the phone numbers of those who are counted here, for calling who is missing; that is recorded."""
    actor = gate.signed_in_actor()
    _cohort, visit = load(actor, Permission.VISIT_COUNT, public_id, session)
    riders = queries.riders_of(visit.session, reached=trainees_reached(actor, Permission.VISIT_COUNT))
    return jsonify(phones=operations.show_phones(actor, visit, riders))


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
