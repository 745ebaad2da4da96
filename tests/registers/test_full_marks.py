"""Points out of another full mark than 100: found, decided by a person, converted exactly and taken as shown."""

import html
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.factories import Factory
from tests.registers.records import book, packed
from tests.registers.test_records_pages import shown, upload
from trainingapp.assessment import operations as assessment
from trainingapp.assessment.rules import BRACKETS, Part
from trainingapp.assessment.terms import Source
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.registers.rules.records.columns import Expected
from trainingapp.registers.rules.records.full_marks import FullMark, Said, full_marks, read_full_mark
from trainingapp.registers.rules.records.reading import read_records

EXAM = Expected(parts=("考试",))
OF_120 = Said(Decimal(120), "表头写着“满分120”")


@pytest.mark.parametrize(
    ("rows", "full"),
    [
        ((("姓名", "成绩(满分150)"), ("张三", 110)), 150),
        ((("姓名", "考试成绩（50分）"), ("张三", 40)), 50),
        ((("考试成绩单（满分：120分）",), ("姓名", "考试"), ("张三", 110)), 120),
        ((("姓名", "得分", "试卷总分"), ("张三", 110, 120), ("李四", 90, 120)), 120),
        ((("姓名", "得分", "试卷总分"), ("张三", 110, 120), ("李四", 90, 100)), None),
        ((("姓名", "考试(40%)"), ("张三", 92)), None),
    ],
)
def test_full_mark_is_found_where_files_write_it(rows: tuple[tuple[Any, ...], ...], full: int | None) -> None:
    said = read_records(book(*rows), EXAM).full_marks

    assert {part: one.full for part, one in said.items()} == ({"考试": Decimal(full)} if full else {})


def test_title_says_nothing_of_a_file_with_several_components() -> None:
    rows = (("满分120分",), ("姓名", "考试", "心得(满分50)"), ("张三", 110, 40))

    said = read_records(book(*rows), Expected(parts=("考试", "心得"))).full_marks

    assert {part: one.full for part, one in said.items()} == {"心得": Decimal(50)}


@pytest.mark.parametrize(
    ("mark", "asks", "doubts"),
    [
        (FullMark("考试", best=Decimal(92), count=29), False, False),
        (FullMark("考试", OF_120, best=Decimal(92), count=29), True, False),
        (FullMark("考试", OF_120, Decimal(100), Decimal(92), 29), False, False),
        (FullMark("考试", Said(Decimal(100), ""), best=Decimal(92), count=29), False, False),
        (FullMark("考试", best=Decimal("100.5"), count=29), True, False),
        (FullMark("考试", best=Decimal(48), count=29), False, True),
        (FullMark("考试", best=Decimal(48), count=4), False, False),
    ],
)
def test_a_person_is_asked_where_the_full_mark_is_another_or_may_be(
    mark: FullMark, *, asks: bool, doubts: bool
) -> None:
    assert (bool(mark.asks), bool(mark.doubt)) == (asks, doubts)


@pytest.mark.parametrize(
    ("full", "text", "points"),
    [
        ("150", "110", "73.3"),
        ("150", "100", "66.7"),
        ("120", "102", "85"),
        ("50", "40.5", "81"),
        ("160", "75.4", "47.1"),
        ("100", "92.5", "92.5"),
        ("150", "缺考", "缺考"),
    ],
)
def test_points_are_converted_and_rounded_once(full: str, text: str, points: str) -> None:
    assert FullMark("考试", decided=Decimal(full)).convert(text) == points


@pytest.mark.parametrize("text", ["150.5", "-1"])
def test_points_above_the_full_mark_or_below_none_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="不在 0 到满分 150 分之间"):
        FullMark("考试", decided=Decimal(150)).convert(text)


@pytest.mark.parametrize("text", ["0", "-5", "1001", "满分", ""])
def test_what_is_no_full_mark_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_full_mark(text)


@given(st.integers(1, 1000), st.data())
def test_converted_points_are_nearest_and_keep_their_order(full: int, data: st.DataObject) -> None:
    mark = FullMark("考试", decided=Decimal(full))
    first, second = sorted(data.draw(st.lists(st.integers(0, full), min_size=2, max_size=2)))

    low, high = Decimal(mark.convert(str(first))), Decimal(mark.convert(str(second)))

    assert 0 <= low <= high <= 100
    assert abs(Fraction(low) - Fraction(first * 100, full)) <= Fraction(1, 20)


def test_components_without_points_have_no_full_mark() -> None:
    records = read_records(book(("姓名", "考试"), ("张三", "缺考")), EXAM).records

    assert full_marks(records, ["考试", "心得"], {}, {}) == []


def scored_class(make: Factory) -> Cohort:
    """Return a class of two with an examination and points that are added or taken off."""
    cohort = make.cohort()
    for number, name in enumerate(("张三", "李四", "王五"), 1):
        make.enrolment(cohort, name, number=number)
    parts = (Part(1, "考试", 100), Part(2, "加减分", 0, Source.ADJUSTMENT, Decimal(5)))
    assessment.set_scheme(make.actor, cohort, parts=parts, brackets=BRACKETS)
    db.session.commit()
    return cohort


def test_points_out_of_150_wait_for_a_person_and_are_taken_as_they_were_shown(make: Factory) -> None:
    cohort = scored_class(make)
    client = make.organiser_client()
    file = packed(("姓名", "考试(满分150)", "加减分"), ("张三", 110, 2), ("李四", "缺考", None), ("王五", 151, None))

    address = upload(client, cohort, file, "scores", "成绩.xlsx")
    waiting, _ = shown(client, address)
    client.post(f"{address}/columns", data={"full-考试": "150"})
    page, sent = shown(client, address)
    client.post(address, data=sent)

    (act,) = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "scores.imported")).all()
    entered = {key: value for key, value in act.after.items() if key not in {"source", "count"}}
    assert "表头写着“考试(满分150)”，满分是 150" in waiting
    assert re.findall(r'name="take" value="[^"|]+\|([^"]+)"', waiting) == ["加减分"]
    assert "151 不在 0 到满分 150 分之间" in page
    assert re.search(r"<b>73\.3</b><span[^>]*>文件里 110</span>", page)
    assert entered == {"1 张三 考试": "73.3（文件里 110，满分 150）", "2 李四 考试": "缺考"}


def test_wrong_full_mark_is_refused_and_decided_by_nobody(make: Factory) -> None:
    cohort = scored_class(make)
    client = make.organiser_client()
    address = upload(client, cohort, packed(("姓名", "考试"), ("张三", 110)), "scores", "成绩.xlsx")

    answer = client.post(f"{address}/columns", data={"full-考试": "很多"})
    page, sent = shown(client, address)

    assert "满分要填数字" in html.unescape(answer.get_data(as_text=True))
    assert "最高的有 110 分，超过 100" in page
    assert sent["take"] == []
