"""The scheme's page to values: components, bands, gates, the share of 优秀学员."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput

from trainingapp.assessment.forms.page import Page
from trainingapp.assessment.rules import (
    BAND_NAME_LENGTH,
    PART_NAME_LENGTH,
    SOURCE_LENGTH,
    Bracket,
    Fault,
    Gate,
    Part,
    Rules,
    read_number,
    read_share,
    read_whole,
    scheme_faults,
    shown,
)
from trainingapp.assessment.terms import (
    MEASURES,
    MILD,
    OF_COMPONENT,
    OF_SHARE,
    WITHOUT_LIMIT,
    Consequence,
    GateKind,
    OffenceKind,
    Outstanding,
    Rounding,
    Source,
    TieRule,
)
from trainingapp.cohorts.models import Cohort
from trainingapp.core.forms import ChineseForm

#: Lines that the scheme's page offers; empty ones are left out.
PART_LINES, BAND_LINES, GATE_LINES = 8, 6, 6
#: What the lines of gates and those of discipline offer; discipline has a line for each kind of offence.
GATE_KINDS = [choice for choice in GateKind.choices() if choice[0] != GateKind.DISCIPLINE.value]
CONSEQUENCES = [choice for choice in Consequence.choices() if Consequence(choice[0]) not in MILD]
DISCIPLINE_CONSEQUENCES = [("", "（没有规定）"), *Consequence.choices()]
#: Boxes: sent when ticked, not sent otherwise.
BOXES = frozenset({"passes", "gate-binding", "offence-binding"})
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

    source_text = StringField(
        "整个考核办法的依据", [Length(max=200)], description="印在登记表下面，如 本班实施方案第五条"
    )
    binding = BooleanField("考核办法是硬性规定", description="不勾就是参考")


def read_scheme(form: Mapping[str, str], cohort: Cohort, beside: Mapping[str, str]) -> Rules:
    """Return the scheme of the page's lines. Raises WrongFields naming every field that is wrong, all at once.

    `beside` is what is wrong with the page's other fields.
    """
    page, tracks = Page(form), {track.public_id: track.id for track in cohort.tracks}
    for field, text in beside.items():
        page.note(field, text)
    parts = {line: part for line in range(1, PART_LINES + 1) if (part := _part(page, line, tracks))}
    brackets = {line: bracket for line in range(1, BAND_LINES + 1) if (bracket := _bracket(page, line))}
    gates = {f"gate-limit-{line}": gate for line in range(1, GATE_LINES + 1) if (gate := _gate(page, line, tracks))}
    gates |= {
        f"offence-off-{offence.value}": gate for offence in OffenceKind if (gate := _discipline(page, offence, tracks))
    }
    found = Rules([*parts.values()], [*brackets.values()], [*gates.values()], _outstanding(page))
    places, unread = _Places([*parts] or [1], [*brackets], [*gates]), frozenset(page.faults)
    for fault in scheme_faults(found, {track.id: track.name for track in cohort.tracks}):
        if places.can_tell(fault, unread):
            page.note(places.field_of(fault), fault.text)
    page.refuse_faulty()
    return found


#: What a fault that rests on the whole list rests on, by its field: the beginnings of the fields' names.
RESTS_ON = {"weight": ("weight-", "part-"), "minimum": ("minimum-", "band-"), "gate": ("part-",)}


@dataclass(frozen=True)
class _Places:
    """Where the lines of a scheme stand on the page: the numbers of their lines, and the fields of the gates."""

    parts: Sequence[int]
    brackets: Sequence[int]
    gates: Sequence[str]

    def can_tell(self, fault: Fault, unread: Collection[str]) -> bool:
        """Tell whether a fault is one of what was written, and not of what stands in for a field nobody could read."""
        if fault.whole and any(field.startswith(RESTS_ON[fault.field]) for field in unread):
            return False
        return fault.field == "gate" or self.field_of(fault) not in unread

    def field_of(self, fault: Fault) -> str:
        """Return the field that a fault is about."""
        match fault.field:
            case "gate":
                return self.gates[fault.line]
            case "share":
                return "outstanding-share"
            case "band" | "minimum":
                return f"{fault.field}-{self.brackets[fault.line]}"
            case _:
                return f"{fault.field}-{self.parts[fault.line]}"


def _part(page: Page, line: int, tracks: Mapping[str, int]) -> Part | None:
    own = {key: f"weight-{line}-{key}" for key in tracks}
    name = page.line(f"part-{line}", PART_NAME_LENGTH, [f"weight-{line}", f"measure-{line}", *own.values()])
    if not name:
        return None
    source = page.chosen(f"source-{line}", Source, Source.SCORE)
    unweighted = source is Source.ADJUSTMENT and not page.text(f"weight-{line}")
    key = page.text(f"key-{line}")
    what = f"“{name}”的权重"
    return Part(
        int(key) if KEY.fullmatch(key) else line,
        name,
        0 if unweighted else page.read(f"weight-{line}", read_whole, what, 0),
        source,
        _measure(page, f"measure-{line}", source, name),
        tuple((tracks[key], page.read(field, read_whole, what, 0)) for key, field in own.items() if page.text(field)),
    )


def _measure(page: Page, field: str, source: Source, name: str) -> Decimal | None:
    if source not in MEASURES or not page.text(field):
        return None
    return page.read(field, read_number, f"“{name}”的{MEASURES[source]}", HIGHEST)


def _bracket(page: Page, line: int) -> Bracket | None:
    name = page.line(f"band-{line}", BAND_NAME_LENGTH, [f"minimum-{line}"])
    if not name:
        return None
    minimum = page.read(f"minimum-{line}", read_number, f"“{name}”的分数线", HIGHEST + line)  # equal to no other's
    return Bracket(name, minimum, page.ticked(f"passes-{line}"))


def _gate(page: Page, line: int, tracks: Mapping[str, int]) -> Gate | None:
    kind = page.chosen(f"gate-{line}", GateKind, None)
    if kind is None:
        return None
    return Gate(
        kind,
        _limit(page, f"gate-limit-{line}", kind),
        page.chosen(f"gate-consequence-{line}", Consequence, Consequence.NOT_COMPLETED),
        page.name(f"gate-part-{line}", PART_NAME_LENGTH) if kind in OF_COMPONENT else "",
        _track(page, f"gate-track-{line}", tracks, f"第 {line} 条一票否决"),
        page.name(f"gate-source-{line}", SOURCE_LENGTH),
        page.ticked(f"gate-binding-{line}"),
    )


def _track(page: Page, field: str, tracks: Mapping[str, int], what: str) -> int | None:
    track = page.text(field)
    if track and track not in tracks:
        page.faults[field] = f"{what}选的班型不在本班，请重新选"
    return tracks.get(track)


def _discipline(page: Page, offence: OffenceKind, tracks: Mapping[str, int]) -> Gate | None:
    """Return what follows from one kind of offence, None where the scheme says nothing of it."""
    key, what = offence.value, f"违纪“{offence.label}”"
    consequence = page.chosen(f"offence-{key}", Consequence, None)
    if consequence is None:
        return None
    off = consequence is Consequence.DEDUCTED
    return Gate(
        GateKind.DISCIPLINE,
        Fraction(page.read(f"offence-off-{key}", read_number, f"{what}每次扣的分", HIGHEST) if off else 0),
        consequence,
        track_id=_track(page, f"offence-track-{key}", tracks, what),
        source=page.name(f"offence-source-{key}", SOURCE_LENGTH),
        binding=page.ticked(f"offence-binding-{key}"),
        offence=offence,
    )


def _limit(page: Page, field: str, kind: GateKind) -> Fraction:
    what = f"一票否决“{kind.label}”"
    if kind in WITHOUT_LIMIT:
        return Fraction(0)
    if kind in OF_SHARE:
        return page.read(field, read_share, what, Fraction(1))
    return Fraction(page.read(field, read_number, what, HIGHEST))


def _outstanding(page: Page) -> Outstanding | None:
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
    fields |= {
        f"weight-{line}-{tracks[key]}": str(weight)
        for line, part in enumerate(rules.parts, start=1)
        for key, weight in part.by_kind
    }
    fields |= _lines(_bracket_fields(bracket) for bracket in rules.brackets)
    fields |= _lines(_gate_fields(gate, tracks) for gate in rules.gates if gate.kind is not GateKind.DISCIPLINE)
    for gate in rules.gates:
        fields |= _discipline_fields(gate, tracks) if gate.offence else {}
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


def _discipline_fields(gate: Gate, tracks: Mapping[int, str]) -> dict[str, str]:
    key = gate.offence.value if gate.offence else ""
    fields = {
        "offence": gate.consequence.value,
        "offence-off": gate.limit_text if gate.consequence is Consequence.DEDUCTED else "",
        "offence-track": tracks.get(gate.track_id, "") if gate.track_id else "",
        "offence-source": gate.source,
        "offence-binding": "on" if gate.binding else "",
    }
    return {f"{name}-{key}": text for name, text in fields.items() if text or name not in BOXES}


def _outstanding_fields(rule: Outstanding) -> dict[str, str]:
    fields = {
        "outstanding-share": str(rule.share),
        "outstanding-rounding": rule.rounding.value,
        "outstanding-ties": rule.ties.value,
        "outstanding-minimum": str(rule.minimum) if rule.minimum else "",
        "outstanding-source": rule.source,
    }
    return {**fields, "outstanding-binding": "on"} if rule.binding else fields
