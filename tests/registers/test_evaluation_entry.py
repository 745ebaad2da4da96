"""Paper forms typed into a sheet: what is handed out comes back, faults by cell, shuffled, one act, nothing kept."""

import html
import re
from collections.abc import Sequence
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.factories import Factory
from trainingapp.assessment import operations as assessment
from trainingapp.assessment.models import EvaluationAnswer, Questionnaire
from trainingapp.assessment.queries import find_turnout, items_of
from trainingapp.assessment.rules import ITEMS, Item, comment_fault, read_paper_forms
from trainingapp.assessment.terms import EvaluationKind
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.core.excel.child import read_upload
from trainingapp.core.excel.grid import Grid, Workbook
from trainingapp.core.excel.grid import Source as GridSource
from trainingapp.registers import operations
from trainingapp.registers.models import Upload
from trainingapp.registers.rules.evaluation_entry import lines_of, read_entries
from trainingapp.registers.sheets.evaluation_entry import EntrySheet, build_entry_sheet

PAIR = (Item("q1", "内容", 60), Item("q2", "方法：启发引导", 40))


def opened(make: Factory, people: int = 12, *, satisfaction: bool = False) -> Questionnaire:
    cohort = make.cohort()
    make.enrolments(cohort, people)
    kind = EvaluationKind.CLASS if satisfaction else EvaluationKind.LECTURE
    return assessment.open_evaluation(
        make.actor,
        cohort,
        kind=kind,
        session=None if satisfaction else make.session(cohort, title="基层治理"),
        items=ITEMS[kind] if satisfaction else PAIR,
        on=cohort.starts_on,
    )


def filled(sheet: bytes, *rows: Sequence[str | int | None]) -> bytes:
    """Return a sheet with these rows typed in below its heading: points, then the comment."""
    book = load_workbook(BytesIO(sheet))
    page = book.worksheets[0]
    heading = next(cell.row for row in page for cell in row if cell.value == "意见建议")
    for place, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=2):
            page.cell(heading + place, column).value = value
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def page_of(questionnaire: Questionnaire) -> str:
    return f"/classes/{questionnaire.cohort.public_id}/evaluations/{questionnaire.public_id}"


def test_sheet_that_is_handed_out_is_read_and_taken_as_one_act(make: Factory) -> None:
    questionnaire = opened(make)
    client = make.organiser_client()
    page = page_of(questionnaire)
    forms = [(place, 40, f"意见{place}，很好") for place in range(10)]

    sheet = client.get(f"{page}/entry-sheet").data
    shown = client.post(f"{page}/import", data={"file": (BytesIO(filled(sheet, *forms)), "录入.xlsx")})
    text = html.unescape(shown.get_data(as_text=True))
    found = re.search(r'name="forms" value="([^"]*)"', text)
    assert found is not None
    lines = found[1]
    before = find_turnout(questionnaire).forms
    taken = client.post(page, data={"act": "import", "forms": lines})

    assert (shown.status_code, taken.status_code, before) == (200, 302, 0)
    assert sorted(lines.splitlines()) == sorted(f"{place} 40 意见{place}，很好" for place in range(10))
    assert lines.splitlines() != [f"{place} 40 意见{place}，很好" for place in range(10)]
    answers = db.session.query(EvaluationAnswer).all()
    assert sorted((one.points["q1"], one.comment) for one in answers) == [
        (place, f"意见{place}，很好") for place in range(10)
    ]
    told = db.session.query(AuditEvent).filter(AuditEvent.verb == "evaluation.imported").all()
    assert [one.after for one in told] == [{"forms": 10}]
    assert db.session.query(Upload).count() == 0


def test_faults_are_told_by_cell_and_nothing_is_taken(make: Factory) -> None:
    questionnaire = opened(make)
    client = make.organiser_client()
    page = page_of(questionnaire)
    sheet = client.get(f"{page}/entry-sheet").data
    content = filled(sheet, (60, 40, "好"), (61, "十", ""), ("", 40, ""), (None, None, "只有意见"))

    answer = client.post(f"{page}/import", data={"file": (BytesIO(content), "录入.xlsx")})
    text = answer.get_data(as_text=True)

    assert (answer.status_code, 'name="forms"' in text, find_turnout(questionnaire).forms) == (422, False, 0)
    assert re.findall(r"[A-Z][0-9]+：“[^<]*", text) == [
        "B5：“内容”写着“61”，要填 0 到 60 的整数",
        "C5：“方法：启发引导”写着“十”，要填 0 到 40 的整数",
        "B6：“内容”没有填，要填 0 到 60 的整数",
        "B7：“内容”没有填，要填 0 到 60 的整数",
        "C7：“方法：启发引导”没有填，要填 0 到 40 的整数",
    ]


def test_satisfaction_is_typed_as_points_or_words(make: Factory) -> None:
    questionnaire = opened(make, satisfaction=True)
    sheet = operations.entry_sheet(questionnaire).content
    content = filled(sheet, (5, "满意", "４", "非常满意", "不满意", "后勤好"))

    (row,) = operations.read_entry_sheet(questionnaire, content=content, file_name="录入.xlsx")

    assert (lines_of([row], items_of(questionnaire)), row.faults) == ("5 4 4 5 1 后勤好", {})


@pytest.mark.parametrize(
    ("title", "code", "items", "rows", "told"),
    [
        ("x", "other", PAIR, [(1, 1)], "另一项评估"),
        ("x", "mine", PAIR[:1], [(1,)], "没有找到“方法：启发引导”"),
        ("x", "mine", PAIR, [], "一份也没有填"),
    ],
    ids=["another evaluation", "column missing", "empty"],
)
def test_sheet_that_is_not_this_one_is_refused(
    title: str, code: str, items: Sequence[Item], rows: Sequence[Sequence[int]], told: str
) -> None:
    sheet = build_entry_sheet(EntrySheet(title=title, code=code, items=items, lines=3))

    with pytest.raises(Refused, match=told):
        read_entries(read_upload(filled(sheet, *rows), "录入.xlsx"), PAIR, "mine")


def test_no_more_forms_than_people_were_asked(make: Factory) -> None:
    questionnaire = opened(make, 3)
    sheet = operations.entry_sheet(questionnaire).content

    with pytest.raises(Refused, match="再录 4 份就超过人数"):
        operations.read_entry_sheet(questionnaire, content=filled(sheet, *[(1, 1)] * 4), file_name="录入.xlsx")


FORM = st.tuples(
    st.integers(0, 60),
    st.integers(0, 40),
    st.text(alphabet="讲得好，12 34,。a", max_size=12).map(lambda text: " ".join(text.split())),
)


@given(st.lists(FORM, min_size=1, max_size=5))
def test_forms_of_a_sheet_are_the_forms_of_its_lines(forms: list[tuple[int, int, str]]) -> None:
    """What the preview shows is what is taken, whatever was written into the comments; else its cell is faulty."""
    heading = ["序号", "内容（60分）", "方法：启发引导（40分）", "意见建议"]
    grid = Grid("录入", [heading, *([None, *form] for form in forms)])

    rows = read_entries(Workbook(GridSource.WORKBOOK, [grid]), PAIR, "mine")
    fit = [row for row in rows if not row.faults]

    assert read_paper_forms(PAIR, lines_of(fit, PAIR)) == [(row.points, row.comment) for row in fit]
    assert [row.comment for row in rows] == [comment.lstrip(",， ") for _one, _two, comment in forms]
    assert {comment_fault(row.comment) for row in fit} <= {None}


def test_closed_evaluation_takes_no_sheet(make: Factory) -> None:
    questionnaire = opened(make)
    sheet = operations.entry_sheet(questionnaire).content
    assessment.close_evaluation(make.actor, questionnaire, on=questionnaire.opened_on)

    with pytest.raises(Refused, match="已经结束，不再收表"):
        operations.read_entry_sheet(questionnaire, content=filled(sheet, (1, 1)), file_name="录入.xlsx")


def test_whom_the_class_is_out_of_reach_finds_no_sheet(make: Factory) -> None:
    questionnaire = opened(make)
    client = make.organiser_client()
    elsewhere = f"/classes/{make.cohort().public_id}/evaluations/{questionnaire.public_id}"

    assert [client.get(f"{elsewhere}/{word}").status_code for word in ("entry-sheet", "import")] == [404, 404]
