"""分组名单: one row per group with its leader, members, room and tutor, landscape."""

from collections.abc import Sequence
from dataclasses import dataclass

from trainingapp.core.columns import Align, Column, Kind
from trainingapp.registers.sheets.lists import ListSheet, build_list
from trainingapp.registers.sheets.parts import MADE_CHECKED_DATED, Heading, Office, SignOff

BETWEEN_MEMBERS = "、"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """A group as it is printed; members as they are to be read, such as 陈青禾（望景居民区）, without the leaders."""

    name: str
    leader: str = ""
    deputies: Sequence[str] = ()
    members: Sequence[str] = ()
    place: str = ""
    tutor: str = ""
    theme: str = ""

    @property
    def size(self) -> int:
        """Return how many people the group has, its leaders among them."""
        return bool(self.leader) + len(self.deputies) + len(self.members)


GROUPS: Sequence[Column[GroupLine]] = (
    Column("name", "组别", lambda one: one.name, width=9),
    Column("leader", "组长", lambda one: one.leader, width=14),
    Column("deputies", "副组长\n（联络员）", lambda one: BETWEEN_MEMBERS.join(one.deputies), width=14),
    Column("members", "成员", lambda one: BETWEEN_MEMBERS.join(one.members), width=56, align=Align.LEFT),
    Column("size", "人数", lambda one: one.size, width=6, kind=Kind.NUMBER),
    Column("theme", "研讨主题", lambda one: one.theme, width=20, align=Align.LEFT),
    Column("place", "讨论地点", lambda one: one.place, width=14),
    Column("tutor", "指导老师", lambda one: one.tutor, width=11),
)
OPTIONAL = frozenset({"deputies", "theme", "place", "tutor"})


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSheet:
    """A list of groups to be printed."""

    heading: Heading
    groups: Sequence[GroupLine]
    notes: Sequence[str] = ()
    closing: Sequence[SignOff] = MADE_CHECKED_DATED
    office: Office = Office()


def group_columns(groups: Sequence[GroupLine]) -> list[Column[GroupLine]]:
    """Return the columns; of those that a class may do without, the ones in which some group has something."""
    return [column for column in GROUPS if column.key not in OPTIONAL or any(map(column.text, groups))]


def build_groups(sheet: GroupSheet) -> bytes:
    """Return the list's workbook."""
    return build_list(
        ListSheet(
            name="分组名单",
            heading=sheet.heading,
            columns=group_columns(sheet.groups),
            rows=sheet.groups,
            notes=sheet.notes,
            closing=sheet.closing,
            landscape=True,
            empty="（尚未分组）",
            freeze=1,
            office=sheet.office,
        )
    )
