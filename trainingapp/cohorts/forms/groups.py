"""Forms of groups and tracks, and the page on which trainees are put into groups."""

from collections.abc import Mapping, Sequence

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from trainingapp.cohorts.models import Enrolment, Group
from trainingapp.cohorts.terms import GroupRole
from trainingapp.core.errors import Refused
from trainingapp.core.forms import ChineseForm


class NameForm(ChineseForm):
    """The name of a group or a track; a group may have a theme."""

    name = StringField("名称", [InputRequired("请填名称"), Length(max=40)])
    theme = StringField("研讨主题", [Length(max=120)])


def read_places(
    form: Mapping[str, str], members: Sequence[Enrolment], groups: Sequence[Group]
) -> dict[int, tuple[Group | None, GroupRole]]:
    """Return where the page puts each trainee, for those whose place it changes. Raises Refused for what it cannot."""
    by_key = {group.public_id: group for group in groups}
    places: dict[int, tuple[Group | None, GroupRole]] = {}
    for one in members:
        key = form.get(f"group-{one.public_id}")
        role = form.get(f"role-{one.public_id}", GroupRole.MEMBER.value)
        if key is None:
            continue
        if (key and key not in by_key) or role not in set(GroupRole):
            raise Refused("页面已过期，没有保存。请刷新后再分组")
        place = (by_key.get(key), GroupRole(role) if key else GroupRole.MEMBER)
        if place != (one.group, one.group_role):
            places[one.id] = place
    return places
