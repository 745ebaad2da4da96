"""Own Excel templates without a row that repeats: one form a leave, one a trainee, and the hall."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest

from tests.factories import Factory
from tests.registers.test_own_kinds import texts
from trainingapp.attendance.operations import request_leave
from trainingapp.attendance.terms import LeaveKind
from trainingapp.cohorts.models import Cohort
from trainingapp.core.clock import today
from trainingapp.core.errors import Refused
from trainingapp.curriculum.terms import Form
from trainingapp.registers.queries import Printing
from trainingapp.registers.queries.templates import FILLABLE, fill_own
from trainingapp.registers.terms import PaperKind


def form(*rows: tuple[str, ...]) -> bytes:
    """Return an office's own form with these cells, its first row merged."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheets_of(make: Factory, cohort: Cohort, kind: PaperKind, template: bytes) -> dict[str, list[str]]:
    """Return what stands in each worksheet of a paper in the office's own layout, by its name."""
    book = openpyxl.load_workbook(BytesIO(fill_own(cohort, kind, Printing(make.actor, today()), template)))
    return {
        sheet.title: [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
        for sheet in book.worksheets
    }


def test_each_leave_fills_a_form_of_its_own(make: Factory) -> None:
    cohort = make.cohort(formal_name="示例培训班")
    first = make.session(cohort, title="群众工作方法", held_on=today() + timedelta(days=1))
    second = make.session(cohort, title="议事协商", held_on=today() + timedelta(days=2))
    for name, session, kind in (("陈甲", first, LeaveKind.SICK), ("李乙", second, LeaveKind.OFFICIAL)):
        trainee = make.enrolment(cohort, name, organisation_name="望景居民区党总支", post="副书记")
        request_leave(make.actor, trainee, kind=kind, sessions=[session], reason="不可外传的病情")
    template = form(
        ("{{班次名称}}请假条",), ("{{姓名}}", "{{请假类别}}"), ("{{单位及职务}}", "{{请假学时}}"), ("{{涉及课程}}",)
    )

    found = sheets_of(make, cohort, PaperKind.LEAVE, template)

    heading, unit = "示例培训班请假条", "望景居民区党总支 副书记"
    assert {name[2:]: cells for name, cells in found.items()} == {
        "陈甲": [heading, "陈甲", "病假", unit, "3 学时", first.label],
        "李乙": [heading, "李乙", "公假", unit, "3 学时", second.label],
    }


def test_class_without_leave_gets_one_blank_form(make: Factory) -> None:
    cohort = make.cohort(formal_name="示例培训班")

    found = sheets_of(make, cohort, PaperKind.LEAVE, FILLABLE[PaperKind.LEAVE].starter("请假审批表"))

    (cells,) = found.values()
    assert (cells[0], [cell for cell in cells if "{{" in cell]) == ("示例培训班请假审批表", [])
    assert {"姓　　名", "请假类别", "事　　由", "领导审批"} <= set(cells)


def test_each_trainee_has_an_appraisal_namesakes_too(make: Factory) -> None:
    cohort = make.cohort()
    for number, unit in enumerate(("甲居民区", "乙居民区", "丙居民区"), start=1):
        make.enrolment(cohort, "陈青禾", number=number, organisation_name=unit)

    found = sheets_of(make, cohort, PaperKind.APPRAISALS, form(("鉴定表",), ("{{姓名}}", "{{单位及职务}}")))

    assert found == {
        "1 陈青禾": ["鉴定表", "陈青禾", "甲居民区 社区工作者"],
        "2 陈青禾": ["鉴定表", "陈青禾", "乙居民区 社区工作者"],
        "3 陈青禾": ["鉴定表", "陈青禾", "丙居民区 社区工作者"],
    }


def test_form_too_large_to_come_once_for_everybody_is_refused_before_it_is_copied(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolments(cohort, 40)
    wide = form(*[("{{姓名}}", *["—"] * 99) for _ in range(51)])

    with pytest.raises(Refused, match="有 5100 格，要出 40 张，填出来超过 200000 个单元格；请清除用不到的格子"):
        sheets_of(make, cohort, PaperKind.APPRAISALS, wide)


def made_hall(make: Factory) -> Cohort:
    """Return a class of three in two groups, which opens with a speech."""
    cohort = make.cohort()
    later, first = make.group(cohort, "第二组", position=2), make.group(cohort, "第一组", position=1)
    for name, group in (("陈甲甲", later), ("李乙乙", first), ("王丙丙", None)):
        make.enrolment(cohort, name, group=group)
    make.session(cohort, form=Form.CEREMONY, lecturers=[make.lecturer("董启蒙")])
    return cohort


def test_hall_is_the_office_own_and_people_sit_by_groups(make: Factory) -> None:
    template = form(("座次",), ("{{主席台1}}",), ("{{座位2}}", "{{座位1}}"), ("{{座位4}}", "{{座位3}}"))

    found = sheets_of(make, made_hall(make), PaperKind.SEATING, template)

    assert found == {"座次表": ["座次", "董启蒙", "陈甲甲", "李乙乙", "王丙丙"]}


def test_hall_too_small_is_refused_by_name_unless_it_says_who_stands(make: Factory) -> None:
    cohort = made_hall(make)
    small = ("{{座位1}}", "{{座位2}}")

    with pytest.raises(Refused, match="只有 2 个座位，班里有 3 人，1 人没有座位：王丙丙。请在模板里加上"):
        sheets_of(make, cohort, PaperKind.SEATING, form(("座次",), small))
    found = sheets_of(make, cohort, PaperKind.SEATING, form(("座次",), small, ("站着：{{未排上}}",)))

    assert found["座次表"][-1] == "站着：王丙丙"


def test_first_hall_names_the_platform_by_rank(make: Factory) -> None:
    starter = FILLABLE[PaperKind.SEATING].starter("座次表")

    filled = texts(fill_own(made_hall(make), PaperKind.SEATING, Printing(make.actor, today()), starter))

    assert ("董启蒙" in filled, "李乙乙" in filled, [text for text in filled if "{{" in text]) == (True, True, [])
