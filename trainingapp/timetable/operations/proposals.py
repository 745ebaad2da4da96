"""Acts on proposals: kept beside the draft, taken over whole or card by card, of one class or of several, dropped."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.clock import now
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.timetable import queries
from trainingapp.timetable.models import (
    Proposal,
    ProposedLecturer,
    ProposedPlace,
    Session,
    SessionAudience,
    SessionLecturer,
)
from trainingapp.timetable.models.course_plans import SAME_AS_SESSION
from trainingapp.timetable.operations import jobs
from trainingapp.timetable.operations.planning import Drafted
from trainingapp.timetable.operations.plans import link_planned, links_of, refuse_if_blocking, take_along
from trainingapp.timetable.operations.steps import Edit, keep_step
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.planning.places import Place
from trainingapp.timetable.terms import PlaceState, ProposalKind, ProposalState, Teaching


def propose(
    actor: Actor, cohort: Cohort, *, drafted: Drafted, kind: ProposalKind, seed: int, run: str = ""
) -> Proposal:
    """Keep a draft as a class's proposal; classes that were drafted together have the same `run`."""
    proposal = add_proposal(actor, cohort, kind, seed)
    proposal.folder = run
    fill_proposal(proposal, drafted)
    db.session.flush()
    audit.record(actor, "proposal.ready", proposal, Changes(after={"cards": len(proposal.places)}))
    return proposal


def add_proposal(
    actor: Actor,
    cohort: Cohort,
    kind: ProposalKind,
    seed: int,
    *,
    number: int = 1,
    state: ProposalState = ProposalState.READY,
) -> Proposal:
    """Add a class's proposal, as yet without a card."""
    proposal = Proposal(cohort=cohort, kind=kind, seed=seed, state=state, number=number, started_at=now())
    proposal.started_by = actor.name
    db.session.add(proposal)
    return proposal


def fill_proposal(proposal: Proposal, drafted: Drafted) -> None:
    """Put what a draft holds of its class into a proposal, which is ready then."""
    solution = drafted.solution
    proposal.state, proposal.findings = ProposalState.READY, dict(drafted.findings())
    proposal.cost, proposal.bound, proposal.proven = solution.total, solution.bound, solution.proven
    sources = drafted.planning.sources
    wanted = {card.key: card for card in drafted.planning.demand.wanted}
    own = [place for place in drafted.places if wanted[place.key].cohort == proposal.cohort.id]
    for place in own:
        source = sources[place.key]
        row = ProposedPlace(
            planned=source.planned,
            number=source.number,
            session=source.session,
            session_version=source.session.version if source.session else None,
            held_on=place.day,
            half_day=place.half_day,
            starts_at=place.starts_at,
            ends_at=place.ends_at,
            venue_id=place.room,
            reason=drafted.reasons.get(place.key, "")[:400],
        )
        row.lecturer_links = _lecturers(place)
        proposal.places.append(row)


def _lecturers(place: Place) -> list[ProposedLecturer]:
    hosts = [(place.host, Teaching.HOST)] if place.host else []
    chosen = [*((one, Teaching.SPEAKER) for one in place.speakers), *hosts]
    return [
        ProposedLecturer(lecturer_id=lecturer, role=role, position=position)
        for position, (lecturer, role) in enumerate(chosen)
    ]


def discard_proposal(actor: Actor, proposal: Proposal, *, instance: Path) -> None:
    """Drop a proposal; a search that still runs is stopped. The draft is not touched."""
    if proposal.state in {ProposalState.DISCARDED, ProposalState.ACCEPTED}:
        raise Refused(f"这个方案{proposal.state.label}，不能再放弃")
    if proposal.state is ProposalState.RUNNING:
        jobs.cancel_job(jobs.find_work(instance, proposal.folder))
    changed = changes.apply(proposal, state=ProposalState.DISCARDED)
    audit.record(actor, "proposal.discarded", proposal, changed)


def accept_proposal(
    actor: Actor, proposal: Proposal, *, places: Sequence[str] | None = None, version: int | None = None
) -> list[Conflict]:
    """Take a proposal over into the draft, whole or the `places` with these public ids; return the conflicts left.

    All cards are moved first and then judged together, so cards may change places. Refuses what the rules call BLOCK,
    cards whose session was changed since the planner began, and a proposal that is not ready.
    """
    if version is not None and proposal.version != version:
        raise Stale("别人刚刚处理过这个方案，请刷新后再采用")
    if proposal.state is not ProposalState.READY:
        raise Refused(f"这个方案{proposal.state.label}，不能采用")
    open_places = _open_places(proposal)
    chosen = [place for place in open_places if places is None or place.public_id in places]
    if not chosen:
        raise Refused("没有选中要采用的课次")
    _refuse_changed(chosen)
    edits = [_take_over(actor, proposal, place) for place in chosen]
    _follow(chosen)
    conflicts = _conflicts_of(proposal.cohort, edits)
    refuse_if_blocking(conflicts)
    _keep_step(actor, proposal, edits)
    _close(actor, proposal, chosen, whole=len(chosen) == len(open_places))
    return conflicts


def _open_places(proposal: Proposal) -> list[ProposedPlace]:
    return [place for place in proposal.places if place.state is PlaceState.OPEN]


def accept_together(actor: Actor, proposals: Sequence[Proposal]) -> list[Conflict]:
    """Take what is open of proposals that were drafted together over; refuses what accepting one refuses.

    The cards of all classes are moved first and then judged, so that one class may go where another makes room.
    """
    unready = [proposal for proposal in proposals if proposal.state is not ProposalState.READY]
    if unready:
        raise Refused(*(f"{one.cohort.short_name}的方案{one.state.label}，不能采用" for one in unready))
    taken = [(proposal, _open_places(proposal)) for proposal in proposals if _open_places(proposal)]
    for _, places in taken:
        _refuse_changed(places)
    edits = {proposal.id: [_take_over(actor, proposal, place) for place in places] for proposal, places in taken}
    _follow([place for _, places in taken for place in places])
    conflicts = [found for proposal, _ in taken for found in _conflicts_of(proposal.cohort, edits[proposal.id])]
    refuse_if_blocking(conflicts)
    for proposal, places in taken:
        _keep_step(actor, proposal, edits[proposal.id])
        _close(actor, proposal, places, whole=True)
    return conflicts


def _keep_step(actor: Actor, proposal: Proposal, edits: Sequence[Edit]) -> None:
    keep_step(actor, proposal.cohort, label=f"采用{proposal.label}", edits=edits)


def _close(actor: Actor, proposal: Proposal, chosen: Sequence[ProposedPlace], *, whole: bool) -> None:
    for place in chosen:
        place.state = PlaceState.ACCEPTED
    changed = changes.apply(proposal, state=ProposalState.ACCEPTED) if whole else Changes()
    taken = changes.between({}, {"cards": len(chosen)})
    audit.record(actor, "proposal.accepted", proposal, Changes(changed.before, {**changed.after, **taken.after}))


def _refuse_changed(places: Sequence[ProposedPlace]) -> None:
    reasons = []
    for place in places:
        session = place.session
        if session is not None and session.version != place.session_version:
            reasons.append(f"“{session.label}”在编排以后被人改过，请放弃这个方案，重新编排")
        if session is None and place.planned is None:
            reasons.append("方案里有一门课已从课程计划删除，请重新编排")
    if reasons:
        raise Stale(*reasons)


def _take_over(actor: Actor, proposal: Proposal, place: ProposedPlace) -> Edit:
    """Put one card where the proposal has it; a step back brings back its place and its lecturers."""
    session = place.session
    if session is None:
        return Edit(add_drafted(actor, proposal.cohort, place), None)
    before, began, links = session.label, session.starts_at, links_of(session)
    moved = changes.apply(session, **_where(place))
    named = _set_lecturers(session, place)
    session.venue = place.venue
    if moved:  # a reason that was given for the old place does not speak for the new one
        dropped = changes.apply(session, accepted_reason="")
        moved = dropped | moved
    whole = moved | named
    if whole:
        audit.record(actor, "session.moved", session, whole, reason=f"采用{proposal.label}，原为{before}")
    take_along(actor, session, began)
    return Edit(session, moved | changes.between(links, links_of(session)), moved=True)


def _where(place: ProposedPlace) -> dict[str, Any]:
    names = ("held_on", "half_day", "starts_at", "ends_at", "venue_id")
    return {name: getattr(place, name) for name in names}


def _set_lecturers(session: Session, place: ProposedPlace) -> Changes:
    """Set who teaches; a session of somebody who is not in the library has no rows and keeps none."""
    before = [row.lecturer.name for row in session.teachings]
    kept = {(row.lecturer_id, row.role): row for row in session.teachings}
    session.teachings = [
        kept.get((link.lecturer_id, link.role)) or SessionLecturer(lecturer=link.lecturer, role=link.role)
        for link in place.lecturer_links
    ]
    for position, row in enumerate(session.teachings):
        row.position = position
    return changes.between({"lecturers": before}, {"lecturers": [row.lecturer.name for row in session.teachings]})


def add_drafted(actor: Actor, cohort: Cohort, place: ProposedPlace) -> Session:
    """Add the session of one time of a course of the plan where a place says; its link to the plan with it."""
    planned = place.planned
    if planned is None:
        raise Stale("方案里有一门课已从课程计划删除，请重新编排")
    title = f"{planned.title}（第{place.number}次）" if planned.times > 1 else planned.title
    values: Mapping[str, Any] = {name: getattr(planned, name) for name in SAME_AS_SESSION}
    session = Session(cohort=cohort, title=title, **values, **_where(place))
    session.venue = place.venue
    _set_lecturers(session, place)
    session.audiences = [SessionAudience(track=row.track, group=row.group) for row in planned.audiences]
    _forget_cancelled(place)
    db.session.add(session)
    db.session.flush()
    place.session, place.session_version = session, session.version
    audit.record(actor, "session.added", session, changes.created(session))
    link_planned(actor, planned, place.number, session)
    return session


def _follow(places: Sequence[ProposedPlace]) -> None:
    """Let new sessions follow what their course follows in the plan, so that the timetable keeps watch over it later.

    A session follows one other: the last of those that its course comes after.
    """
    db.session.flush()
    for place in places:
        planned, session = place.planned, place.session
        if planned is None or session is None or place.number > 1 or session.after_id:
            continue
        standing = {order.before_id: order.before.sessions for order in planned.earlier}
        before = [link.session for links in standing.values() for link in links if link.session.starts < session.starts]
        if before:
            session.after_id = max(before, key=lambda one: one.ends).id
    db.session.flush()


def _forget_cancelled(place: ProposedPlace) -> None:
    """Let a new session stand for this time of the course instead of one that was cancelled."""
    for link in list(place.planned.sessions if place.planned else ()):
        if link.number == place.number:
            db.session.delete(link)
    db.session.flush()


def _conflicts_of(cohort: Cohort, edits: Sequence[Edit]) -> list[Conflict]:
    touched = {edit.session.id for edit in edits}
    found = queries.class_conflicts(queries.list_sessions(cohort))
    return [conflict for conflict in found if touched & {card.id for card in conflict.cards}]
