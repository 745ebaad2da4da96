"""What an act changed: field by field, before and after, ready for the audit trail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from sqlalchemy import inspect

from trainingapp.core.database import Base

Recorded: TypeAlias = "str | int | float | bool | list[Recorded] | dict[str, Recorded] | None"

HIDDEN = "（已隐去）"
UNRECORDED = frozenset({"id", "office_id", "public_id", "version"})


@dataclass(frozen=True)
class Changes:
    """Values before and after, by field; falsy when nothing changed."""

    before: Mapping[str, Recorded] = field(default_factory=dict)
    after: Mapping[str, Recorded] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.before or self.after)

    def __or__(self, other: "Changes") -> "Changes":
        """Return both as changes of one act; of a field that both changed the other's values hold."""
        return Changes({**self.before, **other.before}, {**self.after, **other.after})


def recorded(value: object) -> Recorded:
    """Return a value as JSON can hold it, readable by a person."""
    if isinstance(value, Mapping):
        return {str(key): recorded(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [recorded(item) for item in value]
    return _recorded_scalar(value)


def _recorded_scalar(value: object) -> Recorded:
    match value:
        case Enum():
            return str(value.value)
        case None | bool() | int() | str():
            return value
        case datetime() | date() | time():
            return value.isoformat()
        case Decimal():
            return format(value.normalize(), "f")
        case _:
            return str(getattr(value, "id", value))


def _shown(row: Base, name: str, value: object) -> Recorded:
    return HIDDEN if name in row.__sensitive__ and value is not None else recorded(value)


def apply(row: Base, **values: object) -> Changes:
    """Set the fields that differ and return what changed; nothing is written when all are equal."""
    before: dict[str, Recorded] = {}
    after: dict[str, Recorded] = {}
    for name, new in values.items():
        old = getattr(row, name)
        if old == new:
            continue
        before[name], after[name] = _shown(row, name, old), _shown(row, name, new)
        setattr(row, name, new)
    return Changes(before, after)


def _columns(row: Base) -> dict[str, Recorded]:
    names = [attribute.key for attribute in inspect(row).mapper.column_attrs if attribute.key not in UNRECORDED]
    return {name: _shown(row, name, value) for name in names if (value := getattr(row, name)) is not None}


def created(row: Base) -> Changes:
    """Return a new row's values as changes from nothing."""
    return Changes(after=_columns(row))


def removed(row: Base) -> Changes:
    """Return a row's values as changes to nothing, so that the trail can bring it back."""
    return Changes(before=_columns(row))


def between(before: Mapping[str, object], after: Mapping[str, object]) -> Changes:
    """Return the difference of two mappings, for acts over many rows."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return Changes(
        {name: recorded(before[name]) for name in names if name in before},
        {name: recorded(after[name]) for name in names if name in after},
    )
