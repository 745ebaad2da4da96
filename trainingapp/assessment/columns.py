"""The one list of columns of the assessment register, for page, paper and workbook."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from trainingapp.assessment.models import Component
from trainingapp.assessment.queries import AssessmentRow, ClassAssessment, gates_of
from trainingapp.assessment.rules import Part, parts_for, shown, source_of, weight_of
from trainingapp.assessment.terms import Consequence, Source
from trainingapp.core.columns import Align, Column, Kind

COMPONENTS = "分项成绩（权重）"
WHO: Sequence[Column[AssessmentRow]] = (
    Column("number", "序号", lambda row: row.enrolment.number, width=5.6, kind=Kind.NUMBER),
    Column("name", "姓名", lambda row: row.enrolment.name, width=10),
    Column(
        "unit",
        "单位及职务",
        lambda row: f"{row.enrolment.organisation_name}{row.enrolment.post}",
        width=26,
        align=Align.LEFT,
        size=10,
    ),
)
RESULT: Sequence[Column[AssessmentRow]] = (
    Column("total", "总分", lambda row: row.total, width=8, kind=Kind.NUMBER),
    Column("band", "等次", lambda row: row.band, width=8),
    Column("completion", "是否结业", lambda row: row.completion, width=9),
    Column("certificate", "证书号", lambda row: row.certificate_number, width=14),
    Column("remark", "备注", lambda row: row.remark, width=12, align=Align.LEFT),
)


def component_columns(found: ClassAssessment) -> list[Column[AssessmentRow]]:
    """Return one column per component, its weight in the heading."""

    def points_of(key: int) -> Callable[[AssessmentRow], Decimal | None]:
        return lambda row: row.verdict.points.get(key)

    return [
        Column(
            f"component_{place}",
            f"{component.name}\n（{component.weight_text}）" if component.weight_text else component.name,
            points_of(component.id),
            width=11,
            kind=Kind.NUMBER,
            groups=(COMPONENTS,),
            family=COMPONENTS,
        )
        for place, component in enumerate(found.components, start=1)
    ]


def register_columns(found: ClassAssessment) -> list[Column[AssessmentRow]]:
    """Return every column of the register."""
    return [*WHO, *component_columns(found), *RESULT]


def legend(found: ClassAssessment) -> list[str]:
    """Return how totals and bands come about, one line each, as papers print them."""
    if found.scheme is None:
        return []
    bands = "；".join(f"{band.name} {shown(band.minimum)} 分以上" for band in found.scheme.bands)
    gates = gates_of(found.scheme)
    off = " - 违纪扣分" if any(gate.consequence is Consequence.DEDUCTED for gate in gates) else ""
    lines = [f"{line}{off}" for line in _explain_totals(found.components)] + [f"等次：{bands}"]
    lines += [line for row in found.components if (line := _explain_source(row))]
    lines += [f"{gate.text}（{weight_of(gate)}）" for gate in gates]
    return lines + (
        [f"考核办法的依据（{source_of(found.scheme.source_text, binding=found.scheme.binding)}）"]
        if found.scheme.source_text
        else []
    )


def _explain_totals(components: Sequence[Component]) -> list[str]:
    """Return how the total comes about: for all, then for each kind of trainee that has weights of its own."""
    named = {own.track_id: own.track.name for row in components for own in row.weights}
    kinds: dict[int | None, str] = {None: "总分", **{key: f"总分（{name}）" for key, name in named.items()}}
    return [
        f"{told} = {_sum_in_words(parts_for([row.part for row in components], key))}" for key, told in kinds.items()
    ]


def _sum_in_words(parts: Sequence[Part]) -> str:
    adjusted = "".join(f" ± {part.name}" for part in parts if part.source is Source.ADJUSTMENT)
    return " + ".join(f"{part.name}×{part.weight}%" for part in parts if part.weight) + adjusted


def _explain_source(row: Component) -> str:
    match row.source:
        case Source.ATTENDANCE:
            return f"{row.name} = 到课率 × 100"
        case Source.DEDUCTION:
            return f"{row.name} = 100 - 缺课半天数 × {shown(row.measure)}，最低 0"
        case Source.ESSAYS:
            return f"{row.name} = 已交篇数 ÷ {shown(row.measure)} × 100，最高 100"
        case _:
            return ""
