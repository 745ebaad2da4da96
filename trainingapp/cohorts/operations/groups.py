"""Acts on the groups and tracks of a class."""

from collections.abc import Mapping

from sqlalchemy import func, select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts import queries
from trainingapp.cohorts.models import Cohort, Enrolment, Group, Track
from trainingapp.cohorts.terms import GroupRole
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused


def add_group(actor: Actor, cohort: Cohort, *, name: str, theme: str = "") -> Group:
    """Add a group at the end; refuses a name that the class has already."""
    _refuse_taken_name(cohort, Group, name, None)
    group = Group(cohort=cohort, name=name, theme=theme, position=len(cohort.groups) + 1)
    db.session.add(group)
    db.session.flush()
    audit.record(actor, "group.added", group, changes.created(group))
    return group


def change_group(actor: Actor, group: Group, *, name: str, theme: str) -> Changes:
    """Rename a group or give it another theme."""
    _refuse_taken_name(group.cohort, Group, name, group)
    changed = changes.apply(group, name=name, theme=theme)
    if changed:
        audit.record(actor, "group.changed", group, changed)
    return changed


def remove_group(actor: Actor, group: Group) -> None:
    """Remove a group without members; refuses one that has any."""
    _refuse_used(Enrolment.group_id == group.id, f"“{group.name}”里还有学员，请先把他们分到别的组")
    audit.record(actor, "group.removed", group, changes.removed(group))
    db.session.delete(group)


def add_track(actor: Actor, cohort: Cohort, *, name: str) -> Track:
    """Add a kind of trainee with courses of its own."""
    _refuse_taken_name(cohort, Track, name, None)
    track = Track(cohort=cohort, name=name, position=len(cohort.tracks) + 1)
    db.session.add(track)
    db.session.flush()
    audit.record(actor, "track.added", track, changes.created(track))
    return track


def remove_track(actor: Actor, track: Track) -> None:
    """Remove a track without trainees; refuses one that has any."""
    _refuse_used(Enrolment.track_id == track.id, f"“{track.name}”班型里还有学员，请先改掉他们的班型")
    audit.record(actor, "track.removed", track, changes.removed(track))
    db.session.delete(track)


def set_group_members(actor: Actor, cohort: Cohort, *, places: Mapping[int, tuple[Group | None, GroupRole]]) -> Changes:
    """Put trainees (by enrolment id) into groups with their roles, all in one act; those not named stay where they are.

    Refuses two leaders in one group, naming them.
    """
    members = {one.id: one for one in queries.list_roster(cohort.id)}
    before = {one.name: _place(one.group, one.group_role) for one in members.values() if one.id in places}
    for key, (group, role) in places.items():
        one = members[key]
        one.group, one.group_role = group, role if group else GroupRole.MEMBER
    _refuse_two_leaders(members)
    after = {members[key].name: _place(members[key].group, members[key].group_role) for key in places}
    changed = changes.between(before, after)
    if changed:
        audit.record(actor, "group.members_changed", cohort, changed, cohort_id=cohort.id)
    return changed


def _place(group: Group | None, role: GroupRole) -> str:
    return f"{group.name} {role.label}" if group else "未分组"


def _refuse_two_leaders(members: Mapping[int, Enrolment]) -> None:
    leaders: dict[str, list[str]] = {}
    for one in members.values():
        if one.group and one.group_role is GroupRole.LEADER:
            leaders.setdefault(one.group.name, []).append(one.name)
    several = [
        f"{name}有 {len(found)} 名组长：{'、'.join(found)}，只能留一名"
        for name, found in leaders.items()
        if len(found) > 1
    ]
    if several:
        raise Refused(*several)


def _refuse_taken_name(cohort: Cohort, model: type[Group | Track], name: str, own: Group | Track | None) -> None:
    found = db.session.scalar(select(model).where(model.cohort_id == cohort.id, model.name == name))
    if found is not None and found is not own:
        raise Refused(f"本班已经有“{name}”，请换个名称")


def _refuse_used(used: object, message: str) -> None:
    if db.session.scalar(select(func.count(Enrolment.id)).where(used)):  # type: ignore[arg-type]  # a column's comparison
        raise Refused(message)
