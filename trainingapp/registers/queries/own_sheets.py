"""Workbooks that are printed and signed, in an office's own template: what fills them for a class."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from trainingapp.assessment.rules import SATISFACTION
from trainingapp.cohorts.models import Cohort
from trainingapp.core.columns import Column, Shown, taken_from
from trainingapp.core.placeholders import Filling, field_name
from trainingapp.registers.office_templates import (
    HALF_DAYS,
    class_values,
    half_day_values,
    list_values,
    number_half_days,
)
from trainingapp.registers.office_templates import examples as made_up
from trainingapp.registers.queries.fillable import FillableSheet, Filled
from trainingapp.registers.queries.papers.facts import facts_of
from trainingapp.registers.queries.papers.lectures import evaluated
from trainingapp.registers.queries.papers.parts import Printing
from trainingapp.registers.queries.papers.teaching import grid_to_sign, rides_of, sheets_to_sign
from trainingapp.registers.sheets.boarding import PASSENGER, VEHICLES, Passenger, VehicleLine
from trainingapp.registers.sheets.evaluations import (
    REMARKS,
    EvaluatedItem,
    EvaluatedLesson,
    lesson_columns,
    satisfaction_columns,
)
from trainingapp.registers.sheets.reply import REPLY, reply_lines
from trainingapp.registers.sheets.signin import BLANK, LINE, SESSION_FIELDS, Pair, SignInLine, sign_lines
from trainingapp.registers.sheets.signin_grid import WHO, signature_columns
from trainingapp.registers.terms import PaperKind
from trainingapp.timetable.columns import TIMETABLE
from trainingapp.timetable.queries import final_timetable

TRAINEES, LESSONS, TWO_UP, APPLICANTS = "学员", "课程", "两栏", "报名"
VEHICLE, RIDERS, EVALUATED, CONTENT, COMMENTS = "车辆", "乘客", "评课", "满意度", "意见"
RIGHT = "右"
ITEMS = 10
"""Items of an evaluation form that a template may have."""
ITEM_NAMES = [f"分项{number}名称" for number in range(1, ITEMS + 1)]
UNPLACED = "未安排车辆"

Rider = tuple[VehicleLine, Passenger]
"""Somebody and the vehicle that takes him."""
RIDING: Sequence[Column[Rider]] = (
    taken_from(VEHICLES[0], "vehicle", lambda rider: rider[0]),
    *(taken_from(column, column.key, lambda rider: rider[1]) for column in PASSENGER),
)
PAIRED: Sequence[Column[Pair]] = (
    *(taken_from(column, column.key, lambda pair: pair[0]) for column in LINE),
    *(
        replace(taken_from(column, f"{column.key}_right", lambda pair: pair[1]), header=f"{RIGHT}{column.header}")
        for column in LINE
    ),
)
ANSWERS = satisfaction_columns([label for _points, label in SATISFACTION])


def _fill_final(cohort: Cohort, printing: Printing) -> Filled:
    found = final_timetable(cohort)
    return Filled(class_values(facts_of(cohort, printing)), LESSONS, TIMETABLE, found.sessions if found else [])


def _fill_reply(cohort: Cohort, printing: Printing) -> Filled:
    return Filled(class_values(facts_of(cohort, printing)), APPLICANTS, REPLY, reply_lines())


def _fill_signin_grid(cohort: Cohort, printing: Printing) -> Filled:
    grid = grid_to_sign(cohort)
    places = signature_columns(grid.half_days, range(len(grid.half_days)))
    values = {**class_values(facts_of(cohort, printing)), **half_day_values(places)}
    return Filled(values, TRAINEES, [*WHO, *number_half_days(places)], [*grid.lines, *grid.spare])


def _fill_signin(cohort: Cohort, printing: Printing) -> Filled:
    """Return a worksheet for each session; where there is none yet, one to fill in by hand."""
    values, sheets = class_values(facts_of(cohort, printing)), sheets_to_sign(cohort, printing)
    each = {
        session.sheet_name: Filling(
            {**values, **{field_name(column): column.shown(session) for column in SESSION_FIELDS}},
            _signed(sign_lines(sheets, session)),
        )
        for session in sheets.sessions
    }
    blank = [BLANK] * sheets.blank_lines
    empty = {field_name(column): "" for column in SESSION_FIELDS}
    return Filled({**values, **empty}, TRAINEES, LINE, blank, more=_signed(blank), each=each)


def _signed(lines: Sequence[SignInLine]) -> dict[str, Sequence[Mapping[str, Shown]]]:
    pairs = list(zip(lines[::2], [*lines[1::2], BLANK][: len(lines[::2])], strict=True))
    return {TRAINEES: list_values(LINE, lines), TWO_UP: list_values(PAIRED, pairs)}


def _fill_rides(cohort: Cohort, printing: Printing) -> Filled:
    rides = rides_of(cohort, printing)
    told = {
        "乘车时间": rides.when,
        "集合地点": rides.gather_at,
        "路线": rides.route,
        UNPLACED: "、".join(rides.unplaced),
    }
    riders = [(vehicle, one) for vehicle in rides.vehicles for one in vehicle.passengers]
    values = {**class_values(facts_of(cohort, printing)), **told}
    return Filled(values, VEHICLE, VEHICLES, rides.vehicles, more={RIDERS: list_values(RIDING, riders)})


def _fill_evaluations(cohort: Cohort, printing: Printing) -> Filled:
    sheets = evaluated(cohort, printing)
    forms = [sheets.items, *(table.items for table in sheets.further)]
    lessons = [*sheets.lessons, *(lesson for table in sheets.further for lesson in table.lessons)]
    values = {**class_values(facts_of(cohort, printing)), **_item_names(forms)}
    more = {CONTENT: list_values(ANSWERS, sheets.satisfaction), COMMENTS: list_values(REMARKS, sheets.remarks)}
    return Filled(values, EVALUATED, LESSON_COLUMNS, lessons, more=more)


def _item_names(forms: Sequence[Sequence[EvaluatedItem]]) -> dict[str, Shown]:
    """Return what the items at each place are called; forms that differ there are both named."""
    return {
        name: "／".join(dict.fromkeys(items[place].name for items in forms if place < len(items)))
        for place, name in enumerate(ITEM_NAMES)
    }


def _number_items(columns: Sequence[Column[EvaluatedLesson]]) -> list[Column[EvaluatedLesson]]:
    """Return the columns of lessons with the items called by their place: a template outlives the form."""
    return [
        replace(column, header=f"分项{int(column.key.removeprefix('item_')) + 1}", groups=())
        if column.family
        else column
        for column in columns
    ]


LESSON_COLUMNS = _number_items(lesson_columns([EvaluatedItem("", Decimal(0))] * ITEMS))
_SIGNED: dict[str, Any] = {"序号": 1, "姓名": "陈青禾", "单位": "望景居民区党总支", "签名": "（由学员签名）"}
_PAIR = {**_SIGNED, **{f"{RIGHT}{name}": value for name, value in _SIGNED.items()}}
_MARKS = {f"考勤{number}": "（由学员签名）" for number in range(1, HALF_DAYS + 1)}
_HALF_DAYS = {name: "5月9日" if name.endswith("日期") else "上午" for name in half_day_values([])}
_SESSION = {
    "培训内容": made_up.LESSON["教学内容"],
    "时间": "2025年5月9日（星期五）上午 9:00—11:30",
    "地点": "报告厅",
    "授课人": "张雪梅",
    "对象": "全体学员",
    "应到人数": "29 人",
}
_RIDES = {"乘车时间": "5月16日 上午", "集合地点": "街道大门口", "路线": "街道 → 场馆 → 街道", UNPLACED: "陶然"}

FURTHER: Mapping[PaperKind, FillableSheet] = {
    PaperKind.FINAL: FillableSheet({LESSONS: TIMETABLE}, _fill_final, {LESSONS: made_up.LESSON}),
    PaperKind.REPLY: FillableSheet({APPLICANTS: REPLY}, _fill_reply, {APPLICANTS: made_up.APPLICANT}),
    PaperKind.SIGNIN: FillableSheet(
        {TRAINEES: LINE, TWO_UP: PAIRED},
        _fill_signin,
        {TRAINEES: _SIGNED, TWO_UP: _PAIR},
        _SESSION,
        above=list(_SESSION),
        landscape=False,
    ),
    PaperKind.SIGNIN_GRID: FillableSheet(
        {TRAINEES: [*WHO, *number_half_days([])]}, _fill_signin_grid, {TRAINEES: {**_SIGNED, **_MARKS}}, _HALF_DAYS
    ),
    PaperKind.RIDES: FillableSheet(
        {VEHICLE: VEHICLES, RIDERS: RIDING},
        _fill_rides,
        {VEHICLE: made_up.VEHICLE, RIDERS: {**_SIGNED, "车号": "1号车", "去程": "（打勾）", "回程": "（打勾）"}},
        _RIDES,
        above=list(_RIDES),
    ),
    PaperKind.EVALUATIONS: FillableSheet(
        {EVALUATED: LESSON_COLUMNS, CONTENT: ANSWERS, COMMENTS: REMARKS},
        _fill_evaluations,
        {EVALUATED: made_up.EVALUATED, CONTENT: made_up.CONTENT, COMMENTS: made_up.COMMENT},
        dict.fromkeys(ITEM_NAMES, "教学内容"),
    ),
}
