"""Acts on the groups and tracks of a class."""

from collections.abc import Iterable, Mapping

from sqlalchemy import func, select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts import queries
from trainingapp.cohorts.models import Cohort, Enrolment, Group, Track
from trainingapp.cohorts.operations.archived import refuse_closed
from trainingapp.cohorts.operations.offices import refuse_shared_offices
from trainingapp.cohorts.operations.telling import told_name, told_place
from trainingapp.cohorts.terms import GroupRole
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused


def next_position(rows: Iterable[Group | Track]) -> int:
    """Return the place after all of these."""
    return max((row.position for row in rows), default=0) + 1


def add_group(actor: Actor, cohort: Cohort, *, name: str, theme: str = "") -> Group:
    """Add a group at the end; refuses a name that the class has already."""
    refuse_closed(cohort, "分组")
    _refuse_taken_name(cohort, Group, name, None)
    group = Group(cohort=cohort, name=name, theme=theme, position=next_position(cohort.groups))
    db.session.add(group)
    db.session.flush()
    audit.record(actor, "group.added", group, changes.created(group))
    return group


def change_group(actor: Actor, group: Group, *, name: str, theme: str) -> Changes:
    """Rename a group or give it another theme."""
    refuse_closed(group.cohort, "分组")
    _refuse_taken_name(group.cohort, Group, name, group)
    changed = changes.apply(group, name=name, theme=theme)
    if changed:
        audit.record(actor, "group.changed", group, changed)
    return changed


def remove_group(actor: Actor, group: Group) -> None:
    """Remove a group without members; refuses one that has any."""
    refuse_closed(group.cohort, "分组")
    _refuse_used(Enrolment.group_id == group.id, f"“{group.name}”里还有学员，请先把他们分到别的组")
    audit.record(actor, "group.removed", group, changes.removed(group))
    db.session.delete(group)


def add_track(actor: Actor, cohort: Cohort, *, name: str) -> Track:
    """Add a kind of trainee with courses of its own."""
    refuse_closed(cohort, "班型")
    _refuse_taken_name(cohort, Track, name, None)
    track = Track(cohort=cohort, name=name, position=next_position(cohort.tracks))
    db.session.add(track)
    db.session.flush()
    audit.record(actor, "track.added", track, changes.created(track))
    return track


def rename_track(actor: Actor, track: Track, *, name: str) -> Changes:
    """Give a track another name; refuses one that the class has already."""
    refuse_closed(track.cohort, "班型")
    _refuse_taken_name(track.cohort, Track, name, track)
    changed = changes.apply(track, name=name)
    if changed:
        audit.record(actor, "track.changed", track, changed)
    return changed


def remove_track(actor: Actor, track: Track) -> None:
    """Remove a track without trainees; refuses one that has any."""
    refuse_closed(track.cohort, "班型")
    _refuse_used(Enrolment.track_id == track.id, f"“{track.name}”班型里还有学员，请先改掉他们的班型")
    audit.record(actor, "track.removed", track, changes.removed(track))
    db.session.delete(track)


def set_group_members(actor: Actor, cohort: Cohort, *, places: Mapping[int, tuple[Group | None, GroupRole]]) -> Changes:
    """Put trainees (by enrolment id) into groups with their roles, all in one act; those not named stay where they are.

    A trainee who has left meanwhile is passed over. Refuses two leaders in one group, naming them.
    """
    refuse_closed(cohort, "分组")
    members = [one for one in queries.list_roster(cohort.id) if one.id in places]
    before = {told_name(one): told_place(one) for one in members}
    for one in members:
        group, role = places[one.id]
        one.group, one.group_role = group, role if group else GroupRole.MEMBER
    refuse_shared_offices(cohort)
    changed = changes.between(before, {told_name(one): told_place(one) for one in members})
    if changed:
        audit.record(actor, "group.members_changed", cohort, changed, cohort_id=cohort.id)
    return changed


def _refuse_taken_name(cohort: Cohort, model: type[Group | Track], name: str, own: Group | Track | None) -> None:
    found = db.session.scalar(select(model).where(model.cohort_id == cohort.id, model.name == name))
    if found is not None and found is not own:
        raise Refused(f"本班已经有“{name}”，请换个名称")


def _refuse_used(used: object, message: str) -> None:
    if db.session.scalar(select(func.count(Enrolment.id)).where(used)):  # type: ignore[arg-type]  # a column's comparison
        raise Refused(message)
