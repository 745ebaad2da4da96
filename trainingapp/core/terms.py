"""Values that every subject uses: labelled enums and severities."""

from enum import StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    """A string enum whose members carry the Chinese word that the interface shows."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member from its stored value and its label; looking one up needs the value alone."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return (value, label) pairs in order, for a select field."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def by_label(cls, label: str) -> Self | None:
        """Return the member with this label, or None."""
        return next((member for member in cls if member.label == label), None)


class Severity(LabelledEnum):
    """How much a finding weighs: an office may set it per rule."""

    BLOCK = "block", "不能保存"
    BLOCK_RELEASE = "block_release", "不能发布"
    WARN = "warn", "提醒"
    NOTE = "note", "说明"
