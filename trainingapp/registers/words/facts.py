"""What a Word paper is filled with: fields of the class, lists with a row each, photographs among them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from trainingapp.core.columns import Column, Row, Shown
from trainingapp.core.placeholders import field_name


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph to be set in the place of a field: a JPEG's or PNG's bytes, at most so many millimetres wide."""

    content: bytes
    width: float = 120


Fact = Shown | Photo
Values = Mapping[str, Shown]
NOTHING: Values = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Facts:
    """The values of a paper by the names that templates know them by."""

    single: Values
    lists: Mapping[str, Sequence[Mapping[str, Fact]]] = field(default_factory=dict)

    def beside(self, common: Values) -> "Facts":
        """Return them with values that every paper of the class knows; the paper's own come first."""
        return Facts({**common, **self.single}, self.lists)


def list_facts(columns: Sequence[Column[Row]], rows: Iterable[Row]) -> list[dict[str, Fact]]:
    """Return each row's texts by the columns' headings: what a heading says is what a template writes."""
    takers = [(field_name(column), column) for column in columns]
    return [{name: column.text(row) for name, column in takers} for row in rows]
