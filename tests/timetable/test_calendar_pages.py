"""The office's own working calendar: days entered, a notice taken over, years given back, and what the rules see."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from tests.timetable.planned import class_of, course, draft
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.timetable import queries
from trainingapp.timetable.models import CalendarYear
from trainingapp.timetable.operations import calendar as operations
from trainingapp.timetable.queries.calendar import rows_of_year, working_calendar
from trainingapp.timetable.rules.calendar import CalendarRow, DayKind
from trainingapp.timetable.rules.known_holidays import known_rows, known_years
from trainingapp.timetable.terms import ConflictKind

Counting = Callable[[], AbstractContextManager[CountedQueries]]
UNKNOWN = max(known_years()) + 1
#: The form of the State Council's notice, with weekdays of 2027; the arrangement itself is made up for the test.
NOTICE = """一、元旦：2027年1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历腊月二十九、周五）至11日（农历正月初六、周四）放假调休，共7天。1月31日（周日）、2月13日（周六）上班。
三、清明节：4月5日（周一）放假，与周末连休。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""
IDLE_WORKDAY, WORKED_SATURDAY = date(2026, 5, 12), date(2026, 5, 16)


def off(day: date, name: str = "停课日") -> CalendarRow:
    """Return a day off."""
    return CalendarRow(day, DayKind.HOLIDAY, name)


def test_without_rows_the_built_in_years_hold(make: Factory) -> None:
    del make
    assert rows_of_year(2026) == [row for row in known_rows() if row.day.year == 2026]
    assert (working_calendar().day(date(2026, 10, 1)).label, rows_of_year(UNKNOWN)) == ("国庆节放假", [])
    assert working_calendar().known_years == known_years()


def test_day_entered_counts_in_the_rules_at_once(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort, held_on=IDLE_WORKDAY, lecturers=[make.lecturer()], venue=make.venue())
    before = queries.session_conflicts(session)

    kept = operations.set_calendar_day(make.actor, 2026, off(IDLE_WORKDAY, "台风停课"))

    assert before == []
    assert [conflict.kind for conflict in queries.session_conflicts(session)] == [ConflictKind.WORKDAY]
    assert (queries.day_of(IDLE_WORKDAY).label, kept.complete) == ("台风停课放假", True)
    assert len(rows_of_year(2026)) == len([row for row in known_rows() if row.day.year == 2026]) + 1
    assert db.session.scalars(select(AuditEvent)).one().after == {"2026-05-12": "台风停课节假日"}


def test_day_entered_again_is_replaced_and_a_day_taken_out_is_plain(make: Factory) -> None:
    operations.set_calendar_day(make.actor, 2026, off(WORKED_SATURDAY))
    operations.set_calendar_day(make.actor, 2026, CalendarRow(WORKED_SATURDAY, DayKind.ADJUSTED_WORKDAY, "补课"))
    worked = queries.day_of(WORKED_SATURDAY)
    operations.remove_calendar_day(make.actor, 2026, WORKED_SATURDAY)
    operations.remove_calendar_day(make.actor, 2026, date(2026, 10, 1))

    assert worked.kind is DayKind.ADJUSTED_WORKDAY
    assert [queries.day_of(day).kind for day in (WORKED_SATURDAY, date(2026, 10, 1))] == [
        DayKind.WEEKEND,
        DayKind.WORKDAY,
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (off(date(2025, 5, 12)), "不在2026年"),
        (CalendarRow(IDLE_WORKDAY, DayKind.ADJUSTED_WORKDAY, "补课"), "本来就是工作日"),
        (CalendarRow(IDLE_WORKDAY, DayKind.WEEKEND, "周末"), "只需录入"),
    ],
    ids=["another year", "worked anyway", "follows from the week"],
)
def test_senseless_day_is_refused(make: Factory, row: CalendarRow, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        operations.set_calendar_day(make.actor, 2026, row)

    assert db.session.scalars(select(CalendarYear)).all() == []


def test_notice_makes_a_year_known(make: Factory) -> None:
    before = queries.day_of(date(UNKNOWN, 5, 3))

    notice = operations.import_holiday_notice(make.actor, UNKNOWN, NOTICE)

    assert (before.known, notice.problems, notice.missing) == (False, (), ())
    assert queries.day_of(date(UNKNOWN, 5, 3)).label == "劳动节放假"
    assert queries.day_of(date(UNKNOWN, 5, 8)).kind is DayKind.ADJUSTED_WORKDAY
    assert queries.day_of(date(UNKNOWN, 5, 10)).known
    assert working_calendar().unknown_years_notice([date(UNKNOWN, 5, 10)]) is None


def test_notice_that_leaves_a_festival_out_leaves_the_year_unknown(make: Factory) -> None:
    notice = operations.import_holiday_notice(make.actor, UNKNOWN, NOTICE.split("七、", maxsplit=1)[0])

    assert notice.missing == ("国庆节",)
    assert (queries.day_of(date(UNKNOWN, 5, 3)).known, queries.day_of(date(UNKNOWN, 11, 2)).known) == (True, False)


def test_notice_with_a_wrong_weekday_changes_nothing(make: Factory) -> None:
    with pytest.raises(Refused, match="周五"):
        operations.import_holiday_notice(make.actor, UNKNOWN, NOTICE.replace("1月1日（周五）", "1月1日（周四）"))

    assert rows_of_year(UNKNOWN) == []


def test_year_is_given_back_to_the_built_in_table(make: Factory) -> None:
    operations.set_calendar_day(make.actor, 2026, off(IDLE_WORKDAY))
    operations.forget_calendar_year(make.actor, 2026)

    assert rows_of_year(2026) == [row for row in known_rows() if row.day.year == 2026]
    with pytest.raises(Refused, match="没有自带"):
        operations.forget_calendar_year(make.actor, UNKNOWN)


def test_calendar_is_the_office_s_own(make: Factory, app: Flask) -> None:
    operations.set_calendar_day(make.actor, 2026, off(IDLE_WORKDAY))
    db.session.commit()

    other = Factory(app, "qingsong")

    assert queries.day_of(IDLE_WORKDAY).kind is DayKind.WORKDAY
    make.enter()
    assert queries.day_of(IDLE_WORKDAY).kind is DayKind.HOLIDAY
    assert other.office.id != make.office.id


def test_calendar_is_read_once_within_a_transaction(make: Factory, count_queries: Counting) -> None:
    operations.set_calendar_day(make.actor, 2026, off(IDLE_WORKDAY))
    db.session.commit()

    with count_queries() as counted:
        kinds = {queries.day_of(date(2026, month, 1)).kind for month in range(1, 13)}

    assert (DayKind.HOLIDAY in kinds, sum("FROM calendar" in one for one in counted.statements)) == (True, 2)


def test_page_takes_a_notice_over_once_its_reading_was_seen(make: Factory) -> None:
    client = make.organiser_client()
    page = f"/library/calendar?year={UNKNOWN}"
    act = f"/library/calendar/{UNKNOWN}/notice"

    before = client.get(page).get_data(as_text=True)
    read = client.post(act, data={"text": NOTICE}).get_data(as_text=True)
    between = rows_of_year(UNKNOWN)
    client.post(act, data={"text": NOTICE, "sure": "1"})
    after = client.get(page).get_data(as_text=True)

    assert ("还没有录入完整" in before, "还没有保存" in read, "替换" in read, between) == (True, True, True, [])
    assert ("还没有录入完整" in after, "国务院办公厅关于" in after, "5月8日" in after) == (False, True, True)


def test_page_shows_what_a_notice_has_wrong_and_offers_no_import(make: Factory) -> None:
    text = make.organiser_client().post(
        f"/library/calendar/{UNKNOWN}/notice", data={"text": NOTICE.replace("共7天。9月", "共8天。9月")}
    )

    page = text.get_data(as_text=True)
    assert ("写着共8天" in page, "替换" in page) == (True, False)


def test_days_are_entered_and_taken_out_on_the_page(make: Factory) -> None:
    client = make.organiser_client()
    act = "/library/calendar/2026"

    client.post(f"{act}/days", data={"day": "2026-05-12", "kind": "holiday", "name": "<b>停课</b>"})
    entered = client.get("/library/calendar?year=2026").get_data(as_text=True)
    client.post(f"{act}/days/remove", data={"day": "2026-05-12"})
    removed = queries.day_of(IDLE_WORKDAY).kind
    client.post(f"{act}/forget", data={"sure": "1"})

    assert ("&lt;b&gt;停课" in entered, "<b>停课" in entered, removed) == (True, False, DayKind.WORKDAY)
    assert db.session.scalars(select(CalendarYear)).all() == []


@pytest.mark.parametrize("address", ["/library/calendar?year=1066", "/library/calendar?year=99999"])
def test_year_that_is_none_of_ours_is_not_found(make: Factory, address: str) -> None:
    assert make.organiser_client().get(address).status_code == 404


def test_timetable_in_a_year_that_is_not_known_says_so(make: Factory) -> None:
    sessions = [make.session(make.cohort(starts_on=day)) for day in (date(2026, 5, 11), date(2031, 5, 12))]
    client = make.organiser_client()

    for page in ("timetable", "timetable/{session}/adjust"):
        addresses = [f"/classes/{one.cohort.public_id}/{page.format(session=one.public_id)}" for one in sessions]
        pages = [client.get(address).get_data(as_text=True) for address in addresses]
        assert ["2031年的放假安排还没有录入" in page for page in pages] == [False, True]
    weeks = [client.get(f"/timetable?week={one.held_on}").get_data(as_text=True) for one in sessions]
    assert ["2031年的放假安排还没有录入" in page for page in weeks] == [False, True]


def test_empty_timetable_and_a_draft_in_a_year_that_is_not_known_say_so(make: Factory) -> None:
    cohort = class_of(make, starts_on=date(2031, 5, 12), ends_on=date(2031, 5, 16))
    course(make, cohort, "甲课")

    page = make.organiser_client().get(f"/classes/{cohort.public_id}/timetable").get_data(as_text=True)

    assert "2031年的放假安排还没有录入" in page
    assert [text[:13] for text in draft(cohort).findings()["warned"]] == ["2031年的放假安排还没有"]


def test_inspector_sees_the_calendar_without_buttons(make: Factory) -> None:
    text = make.client(make.user(Role.INSPECTOR)).get("/library/calendar?year=2026").get_data(as_text=True)

    assert ("国庆节" in text, "加一天" in text, "删除" in text) == (True, False, False)


def test_page_asks_as_much_for_many_days_as_for_one(make: Factory, count_queries: Counting) -> None:
    client = make.organiser_client()
    totals = []
    for day in (11, 12):
        operations.set_calendar_day(make.actor, 2026, off(date(2026, 5, day)))
        db.session.commit()
        with count_queries() as counted:
            client.get("/library/calendar?year=2026")
        totals.append(counted.total)

    assert totals[0] == totals[1]
