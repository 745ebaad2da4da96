"""Copying a class: the same weekdays, what is chosen and nothing of people, checks first."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts import operations, queries
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.rules import same_weekday, shift_remarks, year_to_copy_into
from trainingapp.cohorts.terms import CopyPart, Presets
from trainingapp.core import events
from trainingapp.core.database import db


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(2000, 2091))
def test_same_weekday_is_the_nearest_to_the_same_date(day: date, year: int) -> None:
    found = same_weekday(day, year)

    wished = date(year, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
    assert found.weekday() == day.weekday()
    assert abs((found - wished).days) <= 3


def test_other_weekday_and_weekend_are_told() -> None:
    friday, saturday = date(2025, 5, 9), date(2026, 5, 9)

    assert shift_remarks(friday, date(2026, 5, 8)) == []
    assert shift_remarks(friday, saturday) == [
        "原来星期五开班，现在是星期六，各次课的星期都会变",
        "2026-05-09 是星期六，请核对是不是调休上班",
    ]


def source_class(make: Factory) -> Cohort:
    """Make a class with everything that can be copied, and people."""
    source = make.cohort(
        code="qinglan-2025",
        formal_name="青蓝接力2025年培训班",
        short_name="青蓝2025",
        starts_on=date(2025, 5, 9),
        ends_on=date(2025, 6, 13),
        stored_presets={"checked_by": "党建办"},
    )
    make.track(source, "书记")
    make.group(source, "第一组", theme="群众工作")
    make.enrolment(source)
    operations.set_quotas(make.actor, source, seats={make.street: 2})
    return source


def test_copy_takes_over_what_is_chosen_and_nobody(make: Factory) -> None:
    source = source_class(make)
    names = {"code": "qinglan-2026", "formal_name": "青蓝接力2026年培训班", "short_name": "青蓝2026", "batch": ""}

    whole = operations.copy_cohort(make.actor, source, starts_on=date(2026, 5, 8), parts=list(CopyPart), **names)
    bare = operations.copy_cohort(
        make.actor, source, starts_on=date(2026, 9, 4), parts=[], **{**names, "code": "qinglan-2026-2"}
    )

    assert (whole.ends_on, whole.presets.checked_by, queries.roster_size(whole.id)) == (date(2026, 6, 12), "党建办", 0)
    assert [(one.name, one.theme) for one in whole.groups] == [("第一组", "群众工作")]
    assert ([one.name for one in whole.tracks], queries.seats_of(whole)) == (["书记"], {make.street.id: 2})
    assert (bare.groups, bare.tracks, queries.seats_of(bare), bare.presets) == ([], [], {}, Presets())


def test_words_about_the_end_stay_with_the_class_that_they_speak_of(make: Factory) -> None:
    source = make.cohort(starts_on=date(2025, 5, 9), ends_on=None, end_note="持续至6月")
    names = {"code": "later", "formal_name": "第二期培训班", "short_name": "第二期", "batch": ""}

    told = operations.check_copy(source, starts_on=date(2026, 9, 4), parts=[])
    later = operations.copy_cohort(make.actor, source, starts_on=date(2026, 9, 4), parts=[], **names)

    assert told == ["结束说明“持续至6月”说的是原来那个班，不照搬；需要时到班次设置里填写"]
    assert (source.end_note, later.end_note) == ("持续至6月", "")


@contextmanager
def listening(part: CopyPart) -> Iterator[list[dict[str, Any]]]:
    """Listen for a part as a subject above does; yield what was sent."""
    heard: list[dict[str, Any]] = []

    def check(_part: CopyPart, **values: Any) -> list[str]:  # noqa: ANN401 - whatever is sent
        return [f"第 3 次课移到假日（推后 {values['days']} 天）"]

    def copy(_part: CopyPart, **values: Any) -> None:  # noqa: ANN401 - whatever is sent
        heard.append(values)

    with events.cohort_copy_checked.connected_to(check, part), events.cohort_copied.connected_to(copy, part):
        yield heard


def test_page_tells_what_to_check_first_and_then_copies(make: Factory) -> None:
    source = source_class(make)
    client = make.organiser_client()
    page = f"/classes/{source.public_id}/copy"
    data = {
        "code": "qinglan-2026",
        "formal_name": "青蓝接力2026年培训班",
        "short_name": "青蓝2026",
        "starts_on": "2026-05-08",
        "parts": ["papers", "groups", "timetable"],
    }

    with listening(CopyPart.TIMETABLE) as heard:
        offered = client.get(page).get_data(as_text=True)
        checked = client.post(page, data={**data, "check": "1"}).get_data(as_text=True)
        before = len(db.session.scalars(select(Cohort)).all())
        client.post(page, data=data)

    copied = db.session.scalars(select(Cohort).where(Cohort.code == "qinglan-2026")).one()
    act = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "cohort.copied")).one()
    assert ('value="timetable"' in offered, "第 3 次课移到假日（推后 364 天）" in checked, before) == (True, True, 1)
    assert [(one["cohort"].id, one["days"], len(one["groups"])) for one in heard] == [(copied.id, 364, 1)]
    assert act.after == {
        "来源": "青蓝接力2025年培训班",
        "内容": ["表格设置和考勤符号", "小组（不含组员）", CopyPart.TIMETABLE.label],
    }


@pytest.mark.parametrize(("named", "suggested"), [("青蓝接力", "青蓝接力2095"), ("青蓝2094", "青蓝2095")])
def test_short_name_is_suggested_that_tells_the_two_apart(make: Factory, named: str, suggested: str) -> None:
    source = make.cohort(short_name=named, starts_on=date(2094, 5, 7))

    page = html.document_fromstring(make.organiser_client().get(f"/classes/{source.public_id}/copy").data)

    assert page.xpath("string(//input[@name='short_name']/@value)") == suggested


@pytest.mark.parametrize(
    ("on", "year"),
    [
        (date(2025, 11, 3), 2026),
        (date(2026, 5, 8), 2026),
        (date(2026, 5, 9), 2027),
        (date(2026, 11, 22), 2027),
        (date(2024, 1, 1), 2026),
    ],
)
def test_class_is_taken_over_into_a_year_in_which_it_is_still_to_come(on: date, year: int) -> None:
    assert year_to_copy_into(date(2025, 5, 9), on) == year
