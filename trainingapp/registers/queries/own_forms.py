"""Forms without a row that repeats, in an office's own template: a leave, a trainee, the hall; what fills each."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from trainingapp.cohorts.models import Cohort
from trainingapp.core.columns import Column, Row
from trainingapp.core.errors import Refused
from trainingapp.core.placeholders import Filling, Placeholder
from trainingapp.registers.office_templates import class_values, list_values
from trainingapp.registers.office_templates.examples import APPRAISED, ASKED_LEAVE
from trainingapp.registers.queries.fillable import FillableForm, numbered_fields
from trainingapp.registers.queries.papers.facts import facts_of
from trainingapp.registers.queries.papers.parts import Printing
from trainingapp.registers.queries.papers.people import in_seating_order, on_platform
from trainingapp.registers.queries.papers.results import appraisals_of, leave_slips
from trainingapp.registers.rules.printed_names import space_name
from trainingapp.registers.sheets.appraisals import APPRAISAL_FIELDS, Appraisal, make_appraisal_template
from trainingapp.registers.sheets.leave_slips import SLIP_FIELDS, LeaveSlip, make_slip_template
from trainingapp.registers.sheets.seating.plan import (
    MOST_ON_PLATFORM,
    MOST_SEATS,
    PLATFORM_FIELD,
    SEAT_FIELD,
    UNSEATED,
    make_seating_template,
)
from trainingapp.registers.terms import PaperKind

NAMED = 5
NOT_ENOUGH_SEATS = (
    "座次表模板里只有 {seats} 个座位，班里有 {people} 人，{rest} 人没有座位：{names}。"
    "请在模板里加上 {more}，或者在空处写 {unseated} 列出没排上的人，也可以停用这个模板"
)


def _fill_leave(cohort: Cohort, printing: Printing, _used: AbstractSet[str]) -> Mapping[str, Filling]:
    """Return a form for each leave; where there is none, one to fill in by hand."""
    slips = leave_slips(cohort, printing) or [LeaveSlip()]
    return _each(cohort, printing, SLIP_FIELDS, slips, [one.name for one in slips])


def _fill_appraisals(cohort: Cohort, printing: Printing, _used: AbstractSet[str]) -> Mapping[str, Filling]:
    """Return a form for each trainee; in an empty class one to fill in by hand."""
    found = appraisals_of(cohort) or [Appraisal(name="")]
    return _each(cohort, printing, APPRAISAL_FIELDS, found, [one.name for one in found])


def _each(
    cohort: Cohort, printing: Printing, columns: Sequence[Column[Row]], rows: Sequence[Row], names: Sequence[str]
) -> dict[str, Filling]:
    common = class_values(facts_of(cohort, printing))
    told = list_values(columns, rows)
    return {
        f"{place} {name}".strip(): Filling({**common, **values})
        for place, (name, values) in enumerate(zip(names, told, strict=True), start=1)
    }


def _fill_seating(cohort: Cohort, printing: Printing, used: AbstractSet[str]) -> Mapping[str, Filling]:
    """Return the hall: whoever comes n-th in the class's order sits where the template has 座位n.

    Refuses a hall that leaves somebody without a seat, unless the template has a place to name them.
    """
    seats, platform = numbered_fields(SEAT_FIELD, MOST_SEATS), numbered_fields(PLATFORM_FIELD, MOST_ON_PLATFORM)
    seated = _numbered(SEAT_FIELD, [space_name(one.name) for one in in_seating_order(cohort)])
    leaders = {} if used.isdisjoint(platform) else _numbered(PLATFORM_FIELD, on_platform(cohort))
    rest = [name for place, name in (seated | leaders).items() if place not in used]
    if rest and UNSEATED not in used:
        raise Refused(_not_enough(len(used & set(seats)), len(seated), rest))
    blank = dict.fromkeys([*seats, *platform], "")
    values = {**class_values(facts_of(cohort, printing)), **blank, **seated, **leaders, UNSEATED: "、".join(rest)}
    return {PaperKind.SEATING.label: Filling(values)}


def _numbered(word: str, names: Sequence[str]) -> dict[str, str]:
    return dict(zip(numbered_fields(word, len(names)), names, strict=True))


def _not_enough(seats: int, people: int, rest: Sequence[str]) -> str:
    return NOT_ENOUGH_SEATS.format(
        seats=seats,
        people=people,
        rest=len(rest),
        names="、".join(rest[:NAMED]) + ("等" if len(rest) > NAMED else ""),
        more=f"{Placeholder(f'{SEAT_FIELD}1').written} 到 {Placeholder(f'{SEAT_FIELD}{people}').written} 里缺的",
        unseated=Placeholder(UNSEATED).written,
    )


FORMS: Mapping[PaperKind, FillableForm] = {
    PaperKind.LEAVE: FillableForm(_fill_leave, make_slip_template, ASKED_LEAVE, "每张请假单出一张"),
    PaperKind.APPRAISALS: FillableForm(_fill_appraisals, make_appraisal_template, APPRAISED, "每名学员出一张"),
    PaperKind.SEATING: FillableForm(
        _fill_seating,
        make_seating_template,
        {UNSEATED: "陶然"},
        "照会场画，按座次的次序坐人",
        {SEAT_FIELD: MOST_SEATS, PLATFORM_FIELD: MOST_ON_PLATFORM},
    ),
}
