"""Pages of the working calendar: a year's days off and days made up for, and the notice of a year taken over."""

from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.core.asked import asked_number
from trainingapp.core.clock import today
from trainingapp.core.errors import NotFound, Refused
from trainingapp.core.forms import ChineseForm
from trainingapp.timetable.forms.calendar import CalendarDayForm, ForgetYearForm, NoticeForm, RemoveDayForm
from trainingapp.timetable.operations import calendar as operations
from trainingapp.timetable.queries import calendar as queries
from trainingapp.timetable.rules.calendar import DayKind, Weekday
from trainingapp.timetable.rules.holiday_notice import HolidayNotice, parse_holiday_notice
from trainingapp.timetable.rules.known_holidays import known_years
from trainingapp.timetable.views.blueprint import blueprint

Filled = TypeVar("Filled", bound=ChineseForm)

#: What may be entered; all other days follow from the week.
ENTERED = (DayKind.HOLIDAY, DayKind.ADJUSTED_WORKDAY)


@blueprint.get("/library/calendar")
@gate.permit(Permission.LIBRARY_VIEW)
def calendar() -> ResponseReturnValue:
    """Show a year's days that differ from the plain week, this year's unless another is asked for."""
    return _page(request.args.get("year", today().year, type=asked_number))


@blueprint.post("/library/calendar/<year>/days")
@gate.permit(Permission.LIBRARY_EDIT)
def set_calendar_day(year: str) -> ResponseReturnValue:
    """Enter a day, or enter it anew."""
    number, form = _year(year), _valid(CalendarDayForm())
    operations.set_calendar_day(gate.signed_in_actor(), number, form.row())
    flash("已录入")
    return _back(number)


@blueprint.post("/library/calendar/<year>/days/remove")
@gate.permit(Permission.LIBRARY_EDIT)
def remove_calendar_day(year: str) -> ResponseReturnValue:
    """Take a day out."""
    number, form = _year(year), _valid(RemoveDayForm())
    operations.remove_calendar_day(gate.signed_in_actor(), number, form.day.data)
    flash("已删除")
    return _back(number)


@blueprint.post("/library/calendar/<year>/notice")
@gate.permit(Permission.LIBRARY_EDIT)
def import_holiday_notice(year: str) -> ResponseReturnValue:
    """Show how a pasted notice is read; take it over once that has been seen."""
    number, form = _year(year), _valid(NoticeForm())
    if not form.sure.data:
        return _page(number, form, parse_holiday_notice(form.text.data, number))
    notice = operations.import_holiday_notice(gate.signed_in_actor(), number, form.text.data)
    flash(f"{number}年的放假安排已导入，共 {len(notice.rows)} 天")
    return _back(number)


@blueprint.post("/library/calendar/<year>/forget")
@gate.permit(Permission.LIBRARY_EDIT)
def forget_calendar_year(year: str) -> ResponseReturnValue:
    """Give a year back to the built-in table."""
    number, _ = _year(year), _valid(ForgetYearForm())
    operations.forget_calendar_year(gate.signed_in_actor(), number)
    flash(f"{number}年已恢复为系统自带的放假安排")
    return _back(number)


def _year(text: str) -> int:
    """Return the year of an address; a calendar of another century is none of ours."""
    year = int(text) if text.isdecimal() else 0
    if not min(known_years()) <= year <= today().year + 10:
        raise NotFound(f"没有{text}年的节假日表")
    return year


def _valid(form: Filled) -> Filled:
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    return form


def _back(year: int) -> ResponseReturnValue:
    return redirect(url_for("timetable.calendar", year=year))


def _page(year: int, form: NoticeForm | None = None, notice: HolidayNotice | None = None) -> ResponseReturnValue:
    year = _year(str(year))
    found = queries.working_calendar()
    years = sorted(known_years() | {one.year for one in queries.kept_years()} | {year, today().year, today().year + 1})
    return render_template(
        "timetable/calendar.html",
        year=year,
        years=years[::-1],
        known=year in found.known_years,
        kept=queries.find_kept_year(year),
        built_in=year in known_years(),
        rows=queries.rows_of_year(year),
        weekday=Weekday.of,
        kinds=[(kind.value, kind.label) for kind in ENTERED],
        form=form or NoticeForm(formdata=None),
        day_form=CalendarDayForm(formdata=None),
        notice=notice,
        editable=may(gate.signed_in_actor(), Permission.LIBRARY_EDIT),
    )
