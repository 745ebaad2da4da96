"""A page of many fields to values: whatever cannot be read is noted at its field, and nothing else is lost."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from trainingapp.core.errors import Refused
from trainingapp.core.terms import LabelledEnum

Kind = TypeVar("Kind", bound=LabelledEnum)
Other = TypeVar("Other")
Value = TypeVar("Value")


class WrongFields(Refused):
    """A page with something wrong; `fields` says what, field by field."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        """Keep the fields beside the sentences."""
        super().__init__(*dict.fromkeys(fields.values()))
        self.fields = fields


class Page:
    """What was sent, read field by field: what cannot be read is noted at its field and left out."""

    def __init__(self, sent: Mapping[str, str]) -> None:
        """Keep what was sent."""
        self.sent = sent
        self.faults: dict[str, str] = {}

    def text(self, field: str) -> str:
        """Return what stands in a field."""
        return self.sent.get(field, "").strip()

    def read(self, field: str, reader: Callable[[str, str], Value], what: str, other: Value) -> Value:
        """Return what a reader makes of a field, `other` where it refuses."""
        try:
            return reader(self.text(field), what)
        except Refused as refused:
            self.faults[field] = "；".join(refused.reasons)
            return other

    def name(self, field: str, limit: int) -> str:
        """Return a name without idle spaces."""
        name = " ".join(self.text(field).split())
        if len(name) > limit:
            self.faults[field] = f"“{name[:20]}…”太长，最多 {limit} 个字"
        return name

    def line(self, field: str, limit: int, others: Sequence[str]) -> str:
        """Return the name of a line; one without a name whose other fields were filled is noted."""
        name = self.name(field, limit)
        if not name and any(self.text(other) for other in others):
            self.faults[field] = "这一行填了内容，还没有写名称；不要就清空这一行"
        return name

    def note(self, field: str, fault: str) -> None:
        """Note what is wrong with what could be read, at its field, beside what is noted there already."""
        known = self.faults.get(field)
        self.faults[field] = f"{known}；{fault}" if known else fault

    def refuse_faulty(self) -> None:
        """Raise WrongFields for all that was noted."""
        if self.faults:
            raise WrongFields(self.faults)

    def ticked(self, field: str) -> bool:
        """Tell whether a box is ticked."""
        return field in self.sent

    def chosen(self, field: str, kind: type[Kind], other: Other) -> Kind | Other:
        """Return the member that was chosen, `other` for none."""
        try:
            return kind(self.text(field))
        except ValueError:
            return other
