"""Every workbook that may have a template of the office's own, filled for a class of 29 and one of 100."""

from collections import Counter
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from flask import Flask
from openpyxl.drawing.image import Image

from tests.core.excel.office_forms import picture
from tests.factories import Factory
from trainingapp.assessment.operations import open_evaluation
from trainingapp.assessment.rules import Item
from trainingapp.assessment.terms import EvaluationKind
from trainingapp.cohorts.models import Cohort, Enrolment, Quota
from trainingapp.cohorts.queries import list_roster
from trainingapp.core.clock import today
from trainingapp.core.excel.filling import inspect_template
from trainingapp.curriculum.terms import Form
from trainingapp.registers.queries import Printing
from trainingapp.registers.queries.fillable import FillableForm, FillableSheet
from trainingapp.registers.queries.templates import FILLABLE, fill_own
from trainingapp.registers.terms import PaperKind
from trainingapp.timetable.terms import HalfDay
from trainingapp.visits.operations import allot_by_group

SHEETS = [kind for kind, fillable in FILLABLE.items() if isinstance(fillable, FillableSheet | FillableForm)]
#: How often each trainee stands in a paper, and what else has to stand there.
EVERYBODY = {
    PaperKind.ROSTER: 1,
    PaperKind.CONTACTS: 1,
    PaperKind.ATTENDANCE: 1,
    PaperKind.ASSESSMENT: 1,
    PaperKind.GROUPS: 1,
    PaperKind.SIGNIN: 3,
    PaperKind.SIGNIN_GRID: 1,
    PaperKind.RIDES: 1,
    PaperKind.APPRAISALS: 1,
    PaperKind.SEATING: 1,
}
TOLD = {
    PaperKind.TIMETABLE: "群众工作方法",
    PaperKind.FINAL: "群众工作方法",
    PaperKind.QUOTAS: "望景居民区党总支",
    PaperKind.FEES: "张雪梅",
    PaperKind.EVALUATIONS: "群众工作方法",
    PaperKind.REPLY: "8",
}


def made_class(make: Factory, size: int) -> tuple[Cohort, list[Enrolment]]:
    """Return a class of so many with three sessions, the last a visit, and what each paper is about."""
    cohort = make.cohort(formal_name=f"{size}人培训班")
    group = make.group(cohort, "第一组")
    trainees = [make.enrolment(cohort, f"学员{number:03d}", group=group) for number in range(size)]
    lecturer = make.lecturer("张雪梅", fee_per_hour=1000)
    first = make.session(cohort, title="群众工作方法", lecturers=[lecturer])
    make.session(cohort, title="议事协商", half_day=HalfDay.AFTERNOON, held_on=first.held_on)
    outing = make.session(cohort, title="现场教学", form=Form.VISIT, held_on=first.held_on + timedelta(days=1))
    visit = make.visit(outing, [make.site()])
    visit.vehicles[0].seats = 120
    allot_by_group(make.actor, visit, version=visit.version)
    make.add(Quota(cohort_id=cohort.id, organisation_id=make.organisation("望景居民区党总支").id, seats=2))
    open_evaluation(
        make.actor,
        cohort,
        kind=EvaluationKind.LECTURE,
        session=first,
        items=[Item("q1", "教学内容", 100)],
        on=first.held_on,
    )
    make.release(cohort)
    return cohort, trainees


def texts(content: bytes) -> list[str]:
    """Return what stands in the cells that a person sees."""
    book = openpyxl.load_workbook(BytesIO(content))
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return [str(cell.value) for sheet in shown for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.fixture(params=[29, 100])
def sized(request: pytest.FixtureRequest, sqlite_app: Flask) -> tuple[Factory, Cohort, list[Enrolment]]:
    """Return a class of 29 and one of 100."""
    make = Factory(sqlite_app)
    return make, *made_class(make, request.param)


def test_every_kind_is_filled_from_its_first_template(sized: tuple[Factory, Cohort, list[Enrolment]]) -> None:
    make, cohort, trainees = sized
    names = [one.name for one in trainees]

    for kind in SHEETS:
        filled = texts(fill_own(cohort, kind, Printing(make.actor, today()), FILLABLE[kind].starter(kind.label)))

        whole = "\n".join(filled)
        assert [text for text in filled if "{{" in text] == [], kind
        assert TOLD.get(kind, f"{len(trainees)}人培训班") in whole, kind
        assert Counter(whole.count(name) for name in names) == {EVERYBODY.get(kind, 0): len(trainees)}, kind


@pytest.mark.parametrize("kind", SHEETS)
def test_first_template_has_no_mistakes_and_loses_nothing(kind: PaperKind) -> None:
    fillable = FILLABLE[kind]

    found = inspect_template(fillable.starter(kind.label), f"{kind.label}.xlsx", fillable.vocabulary)

    assert (found.mistakes, found.losses) == ([], [])


def two_up() -> bytes:
    """Return an office's sign-in form: its logo, names two-up, a page header, the heading on every page."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["{{班次名称}}签到表"])
    sheet.append(["{{培训内容}}", "{{时间}}", "{{应到人数}}"])
    sheet.append(["序号", "姓名", "签名", "序号", "姓名", "签名"])
    sheet.append(["{{两栏.序号}}", "{{两栏.姓名}}", None, "{{两栏.右序号}}", "{{两栏.右姓名}}"])
    sheet.merge_cells("A1:F1")
    sheet.print_title_rows = "1:3"
    assert sheet.oddHeader is not None
    sheet.oddHeader.center.text = "{{主办单位}}"
    sheet.add_image(Image(picture()), "F1")
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_own_sign_in_sheet_comes_once_for_each_session(make: Factory) -> None:
    cohort, trainees = made_class(make, 5)
    printing = Printing(make.actor, today())

    content = fill_own(cohort, PaperKind.SIGNIN, printing, two_up())

    book = openpyxl.load_workbook(BytesIO(content))
    topics = [sheet["A2"].value for sheet in book.worksheets]
    assert topics == ["群众工作方法", "议事协商", "现场教学"]
    assert len({sheet.title for sheet in book.worksheets}) == len(topics)
    for sheet in book.worksheets:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
        names = [name for row in rows for name in (row[1], row[4]) if name]
        assert names == [one.name for one in list_roster(cohort.id)][: len(trainees)]
        assert sheet.oddHeader is not None
        assert (sheet.print_title_rows, sheet.oddHeader.center.text) == ("$1:$3", cohort.host.shown_name)
    drawn = [name for name in ZipFile(BytesIO(content)).namelist() if name.startswith("xl/drawings/drawing")]
    assert len(drawn) == len(topics)


def test_own_sign_in_sheet_of_a_class_without_sessions_is_one_to_fill_in(make: Factory) -> None:
    cohort = make.cohort(formal_name="新班")

    filled = texts(fill_own(cohort, PaperKind.SIGNIN, Printing(make.actor, today()), two_up()))

    assert (filled[0], [text for text in filled if "{{" in text]) == ("新班签到表", [])
