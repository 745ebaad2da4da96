"""The scheme's page to values: components, bands, gates, the share of 优秀学员."""

from collections.abc import Mapping
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
#: Lines that the scheme's page offers; empty ones are left out.
PART_LINES, BAND_LINES, GATE_LINES = 8, 6, 6


class SeenForm(ChineseForm):
    """A form that sends back the version of what its page showed; None where it was not sent."""

    version = IntegerField(validators=[Optional()], widget=HiddenInput())


class SourceForm(SeenForm):
    """Where a scheme comes from."""

    source_text = StringField("依据", [Length(max=200)], description="印在登记表下面，如 本班实施方案第五条")


def read_scheme(form: Mapping[str, str], cohort: Cohort) -> Rules:
    """Return the scheme of the page's lines. Raises Refused naming the line of what is no number."""
    tracks = {track.public_id: track.id for track in cohort.tracks}
    parts = [part for line in range(1, PART_LINES + 1) if (part := _part(form, line))]
    brackets = [bracket for line in range(1, BAND_LINES + 1) if (bracket := _bracket(form, line))]
    gates = [gate for line in range(1, GATE_LINES + 1) if (gate := _gate(form, line, tracks))]
    return Rules(parts, brackets, gates, _outstanding(form))


def _part(form: Mapping[str, str], line: int) -> Part | None:
    name = _name(form.get(f"part-{line}", ""), PART_NAME_LENGTH)
    if not name:
        return None
    source = _chosen(Source, form.get(f"source-{line}"), Source.SCORE)
    weight = form.get(f"weight-{line}", "").strip() or ("0" if source is Source.ADJUSTMENT else "")
    return Part(
        read_whole(form.get(f"key-{line}") or str(line), "页面上的编号"),
        name,
        read_whole(weight, f"“{name}”的权重"),
        source,
        _measure(form.get(f"measure-{line}", ""), source, name),
    )


def _measure(text: str, source: Source, name: str) -> Decimal | None:
    if source not in MEASURES or not text.strip():
        return None
    return read_number(text, f"“{name}”的{MEASURES[source]}")


def _bracket(form: Mapping[str, str], line: int) -> Bracket | None:
    name = _name(form.get(f"band-{line}", ""), BAND_NAME_LENGTH)
    if not name:
        return None
    return Bracket(name, read_number(form.get(f"minimum-{line}", ""), f"“{name}”的分数线"), f"passes-{line}" in form)


def _gate(form: Mapping[str, str], line: int, tracks: Mapping[str, int]) -> Gate | None:
    kind = _chosen(GateKind, form.get(f"gate-{line}"), None)
    if kind is None:
        return None
    track = form.get(f"gate-track-{line}", "")
    if track and track not in tracks:
        raise Refused(f"第 {line} 条一票否决选的班型不在本班，请重新选")
    return Gate(
        kind,
        _limit(kind, form.get(f"gate-limit-{line}", "")),
        _chosen(Consequence, form.get(f"gate-consequence-{line}"), Consequence.NOT_COMPLETED),
        _name(form.get(f"gate-part-{line}", ""), PART_NAME_LENGTH) if kind in OF_COMPONENT else "",
        tracks.get(track),
        _name(form.get(f"gate-source-{line}", ""), SOURCE_LENGTH),
        f"gate-binding-{line}" in form,
    )


def _limit(kind: GateKind, text: str) -> Fraction:
    if kind in WITHOUT_LIMIT:
        return Fraction(0)
    if kind in OF_SHARE:
        return read_share(text, f"一票否决“{kind.label}”")
    return Fraction(read_number(text, f"一票否决“{kind.label}”"))


def _outstanding(form: Mapping[str, str]) -> Outstanding | None:
    share = form.get("outstanding-share", "").strip()
    if not share:
        return None
    return Outstanding(
        read_share(share, "优秀学员比例"),
        _chosen(Rounding, form.get("outstanding-rounding"), Rounding.DOWN),
        _chosen(TieRule, form.get("outstanding-ties"), TieRule.ALL),
        read_whole(form.get("outstanding-minimum", "").strip() or "0", "优秀学员的最低总分"),
        _name(form.get("outstanding-source", ""), SOURCE_LENGTH),
        "outstanding-binding" in form,
    )


def _name(text: str, limit: int) -> str:
    name = " ".join(text.split())
    if len(name) > limit:
        raise Refused(f"“{name[:20]}…”太长，最多 {limit} 个字")
    return name


def _chosen(kind: type[Kind], value: str | None, other: Other) -> Kind | Other:
    try:
        return kind(value or "")
    except ValueError:
        return other
