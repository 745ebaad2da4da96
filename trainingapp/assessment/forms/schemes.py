"""The scheme's page to values: components, bands, gates, the share of 优秀学员."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from wtforms import IntegerField, StringField
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput

from trainingapp.assessment.rules import (
    BAND_NAME_LENGTH,
    PART_NAME_LENGTH,
    SOURCE_LENGTH,
    Bracket,
    Gate,
    Part,
    Rules,
    read_number,
    read_share,
    read_whole,
    shown,
)
from trainingapp.assessment.terms import (
    MEASURES,
    OF_COMPONENT,
    OF_SHARE,
    WITHOUT_LIMIT,
    Consequence,
    GateKind,
    Outstanding,
    Rounding,
    Source,
    TieRule,
)
from trainingapp.cohorts.models import Cohort
from trainingapp.core.errors import Refused
from trainingapp.core.forms import ChineseForm
from trainingapp.core.terms import LabelledEnum

Kind = TypeVar("Kind", bound=LabelledEnum)
Other = TypeVar("Other")
Value = TypeVar("Value")
#: Lines that the scheme's page offers; empty ones are left out.
PART_LINES, BAND_LINES, GATE_LINES = 8, 6, 6
#: Boxes: sent when ticked, not sent otherwise.
BOXES = frozenset({"passes", "gate-binding"})
KEY = re.compile(r"[0-9]{1,18}")
HIGHEST = Decimal(100)


class SeenForm(ChineseForm):
    """A form that sends back the version of what its page showed; None where it was not sent."""

    version = IntegerField(validators=[Optional()], widget=HiddenInput())

    def see(self, version: int) -> None:
        """Show this version, whatever was sent."""
        self.version.data, self.version.raw_data = version, None


class SourceForm(SeenForm):
    """Where a scheme comes from."""

    source_text = StringField("依据", [Length(max=200)], description="印在登记表下面，如 本班实施方案第五条")


class WrongScheme(Refused):
    """A page that cannot be read; `fields` says why, field by field."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        """Keep the fields beside the sentences."""
        super().__init__(*fields.values())
        self.fields = fields


class _Page:
    """What was sent, read field by field: what cannot be read is noted at its field and left out."""

    def __init__(self, sent: Mapping[str, str]) -> None:
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

    def ticked(self, field: str) -> bool:
        """Tell whether a box is ticked."""
        return field in self.sent

    def chosen(self, field: str, kind: type[Kind], other: Other) -> Kind | Other:
        """Return the member that was chosen, `other` for none."""
        try:
            return kind(self.text(field))
        except ValueError:
            return other


def read_scheme(form: Mapping[str, str], cohort: Cohort) -> Rules:
    """Return the scheme of the page's lines. Raises WrongScheme naming every field that cannot be read."""
    page, tracks = _Page(form), {track.public_id: track.id for track in cohort.tracks}
    parts = [part for line in range(1, PART_LINES + 1) if (part := _part(page, line))]
    brackets = [bracket for line in range(1, BAND_LINES + 1) if (bracket := _bracket(page, line))]
    gates = [gate for line in range(1, GATE_LINES + 1) if (gate := _gate(page, line, tracks))]
    found = Rules(parts, brackets, gates, _outstanding(page))
    if page.faults:
        raise WrongScheme(page.faults)
    return found


def _part(page: _Page, line: int) -> Part | None:
    name = page.name(f"part-{line}", PART_NAME_LENGTH)
    if not name:
        return None
    source = page.chosen(f"source-{line}", Source, Source.SCORE)
    unweighted = source is Source.ADJUSTMENT and not page.text(f"weight-{line}")
    key = page.text(f"key-{line}")
    return Part(
        int(key) if KEY.fullmatch(key) else line,
        name,
        0 if unweighted else page.read(f"weight-{line}", read_whole, f"“{name}”的权重", 0),
        source,
        _measure(page, f"measure-{line}", source, name),
    )


def _measure(page: _Page, field: str, source: Source, name: str) -> Decimal | None:
    if source not in MEASURES or not page.text(field):
        return None
    return page.read(field, read_number, f"“{name}”的{MEASURES[source]}", HIGHEST)


def _bracket(page: _Page, line: int) -> Bracket | None:
    name = page.name(f"band-{line}", BAND_NAME_LENGTH)
    if not name:
        return None
    minimum = page.read(f"minimum-{line}", read_number, f"“{name}”的分数线", HIGHEST)
    return Bracket(name, minimum, page.ticked(f"passes-{line}"))


def _gate(page: _Page, line: int, tracks: Mapping[str, int]) -> Gate | None:
    kind = page.chosen(f"gate-{line}", GateKind, None)
    if kind is None:
        return None
    track = page.text(f"gate-track-{line}")
    if track and track not in tracks:
        page.faults[f"gate-track-{line}"] = f"第 {line} 条一票否决选的班型不在本班，请重新选"
    return Gate(
        kind,
        _limit(page, f"gate-limit-{line}", kind),
        page.chosen(f"gate-consequence-{line}", Consequence, Consequence.NOT_COMPLETED),
        page.name(f"gate-part-{line}", PART_NAME_LENGTH) if kind in OF_COMPONENT else "",
        tracks.get(track),
        page.name(f"gate-source-{line}", SOURCE_LENGTH),
        page.ticked(f"gate-binding-{line}"),
    )


def _limit(page: _Page, field: str, kind: GateKind) -> Fraction:
    what = f"一票否决“{kind.label}”"
    if kind in WITHOUT_LIMIT:
        return Fraction(0)
    if kind in OF_SHARE:
        return page.read(field, read_share, what, Fraction(1))
    return Fraction(page.read(field, read_number, what, HIGHEST))


def _outstanding(page: _Page) -> Outstanding | None:
    if not page.text("outstanding-share"):
        return None
    least = page.text("outstanding-minimum")
    return Outstanding(
        page.read("outstanding-share", read_share, "优秀学员比例", Fraction(1)),
        page.chosen("outstanding-rounding", Rounding, Rounding.DOWN),
        page.chosen("outstanding-ties", TieRule, TieRule.ALL),
        page.read("outstanding-minimum", read_whole, "优秀学员的最低总分", 0) if least else 0,
        page.name("outstanding-source", SOURCE_LENGTH),
        page.ticked("outstanding-binding"),
    )


def show_scheme(rules: Rules, cohort: Cohort, *, stored: bool) -> dict[str, str]:
    """Return the fields of the page that say these rules; `stored` rules keep their keys.

    A blank line offers a band that completes the class.
    """
    tracks = {track.id: track.public_id for track in cohort.tracks}
    fields = {f"passes-{line}": "on" for line in range(len(rules.brackets) + 1, BAND_LINES + 1)}
    fields |= _lines(_part_fields(part, stored=stored) for part in rules.parts)
    fields |= _lines(_bracket_fields(bracket) for bracket in rules.brackets)
    fields |= _lines(_gate_fields(gate, tracks) for gate in rules.gates)
    return fields | (_outstanding_fields(rules.outstanding) if rules.outstanding else {})


def _lines(lines: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the fields of lines, numbered; a box that is not ticked has none."""
    return {
        f"{name}-{line}": text
        for line, fields in enumerate(lines, start=1)
        for name, text in fields.items()
        if text or name not in BOXES
    }


def _part_fields(part: Part, *, stored: bool) -> dict[str, str]:
    return {
        "key": str(part.key) if stored else "",
        "part": part.name,
        "weight": str(part.weight),
        "source": part.source.value,
        "measure": shown(part.measure),
    }


def _bracket_fields(bracket: Bracket) -> dict[str, str]:
    return {"band": bracket.name, "minimum": shown(bracket.minimum), "passes": "on" if bracket.passes else ""}


def _gate_fields(gate: Gate, tracks: Mapping[int, str]) -> dict[str, str]:
    return {
        "gate": gate.kind.value,
        "gate-limit": "" if gate.kind in WITHOUT_LIMIT else str(gate.limit),
        "gate-part": gate.part,
        "gate-consequence": gate.consequence.value,
        "gate-track": tracks.get(gate.track_id, "") if gate.track_id else "",
        "gate-source": gate.source,
        "gate-binding": "on" if gate.binding else "",
    }


def _outstanding_fields(rule: Outstanding) -> dict[str, str]:
    fields = {
        "outstanding-share": str(rule.share),
        "outstanding-rounding": rule.rounding.value,
        "outstanding-ties": rule.ties.value,
        "outstanding-minimum": str(rule.minimum) if rule.minimum else "",
        "outstanding-source": rule.source,
    }
    return {**fields, "outstanding-binding": "on"} if rule.binding else fields
