"""An office's own templates on their pages: looked over, relied on by a person's word, used for every export after."""

from io import BytesIO

import openpyxl
import pytest
from docx import Document
from flask.testing import FlaskClient
from openpyxl.utils import column_index_from_string
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.factories import Factory
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Quota
from trainingapp.core.database import db
from trainingapp.registers.models import OfficeTemplate
from trainingapp.registers.queries.templates import FILLABLE
from trainingapp.registers.terms import PaperKind


def template(*rows: tuple[str, ...]) -> bytes:
    """Return a workbook with these rows as a template."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(
    client: FlaskClient, content: bytes, kind: str = "roster", *, name: str = "本单位花名册.xlsx"
) -> TestResponse:
    """Hand in a template."""
    return client.post(
        f"/library/templates/{kind}",
        data={"file": (BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def document(*paragraphs: str) -> bytes:
    """Return a Word document with these paragraphs as a template."""
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def texts_of(content: bytes) -> list[str]:
    """Return the paragraphs of a Word document, those of its tables too."""
    made = Document(BytesIO(content))
    cells_of = [cell for table in made.tables for row in table.rows for cell in row.cells]
    return [one.text for place in (made, *cells_of) for one in place.paragraphs]


def cells(content: bytes) -> list[list[object]]:
    """Return the cells of the first worksheet that a person sees."""
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    hidden = {column_index_from_string(letter) for letter, one in sheet.column_dimensions.items() if one.hidden}
    return [[cell.value for cell in row if cell.column not in hidden] for row in sheet.iter_rows()]


def test_own_template_is_filled_instead_of_the_built_in_sheet(make: Factory) -> None:
    cohort = make.cohort(formal_name="示例培训班")
    for name in ("陈甲", "李乙"):
        make.enrolment(cohort, name, post="支部书记")
    client = make.organiser_client()

    upload(client, template(("{{班次名称}}名单",), ("{{学员.姓名}}", "{{学员.职务}}")))
    exported = client.post(f"/classes/{cohort.public_id}/papers/roster").get_data()
    seen = client.get(f"/classes/{cohort.public_id}/papers/roster").get_data(as_text=True)

    assert cells(exported) == [["示例培训班名单", None], ["陈甲", "支部书记"], ["李乙", "支部书记"]]
    assert "示例培训班名单" in seen


def test_wrong_field_is_refused_with_its_place_and_nothing_changes(make: Factory) -> None:
    client = make.organiser_client()

    answer = upload(client, template(("{{班次名称}}",), ("{{学员.姓名字}}",)))

    text = answer.get_data(as_text=True)
    assert (answer.status_code, "A2" in text, "姓名字" in text) == (422, True, True)
    assert db.session.scalar(select(func.count(OfficeTemplate.id))) == 0


def test_expression_is_never_evaluated(make: Factory) -> None:
    client = make.organiser_client()

    answer = upload(client, template(("{{ 76543*12345 }}", "{% for a in b %}")))

    assert (answer.status_code, str(76543 * 12345) in answer.get_data(as_text=True)) == (422, False)


def test_replaced_template_is_kept_and_a_retired_one_gives_way(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolment(cohort, "陈甲")
    client = make.organiser_client()
    upload(client, template(("甲{{学员.姓名}}",)))
    upload(client, template(("乙{{学员.姓名}}",)))
    used = db.session.scalars(select(OfficeTemplate).where(OfficeTemplate.retired_at.is_(None))).one()
    second = cells(client.post(f"/classes/{cohort.public_id}/papers/roster").get_data())

    client.post(f"/library/templates/{used.public_id}/retire")

    built_in = cells(client.post(f"/classes/{cohort.public_id}/papers/roster").get_data())
    verbs = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.verb.like("template.%"))).all()
    assert (second, db.session.scalar(select(func.count(OfficeTemplate.id)))) == ([["乙陈甲"]], 2)
    assert "学员花名册" in str(built_in[0][0])
    assert sorted(verbs) == ["template.retired", "template.used", "template.used"]


@pytest.mark.parametrize("kind", list(FILLABLE))
def test_first_template_of_each_kind_is_itself_a_good_template(kind: PaperKind, make: Factory) -> None:
    cohort = make.cohort(formal_name="示例培训班")
    trainee = make.enrolment(cohort, "陈甲", group=make.group(cohort, "第一组"))
    make.session(cohort, title="群众工作方法", lecturers=[make.lecturer("张雪梅", fee_per_hour=1000)])
    make.certificate(trainee)
    make.add(Quota(cohort_id=cohort.id, organisation_id=make.organisation("望景居民区党总支").id, seats=2))
    client = make.organiser_client()
    starter = client.get(f"/library/templates/{kind.value}/starter").get_data()

    answer = upload(client, starter, kind.value, name="模板.docx" if kind.is_document else "模板.xlsx")

    exported = client.post(f"/classes/{cohort.public_id}/papers/{kind.value}").get_data()
    texts = texts_of(exported) if kind.is_document else [str(value) for row in cells(exported) for value in row]
    shown = {PaperKind.TIMETABLE: "群众工作方法", PaperKind.NOTICE: "示例培训班", PaperKind.BRIEFING: "示例培训班"}
    shown |= {PaperKind.QUOTAS: "望景居民区党总支", PaperKind.FEES: "张雪梅"}
    shown |= dict.fromkeys((PaperKind.SIGNIN, PaperKind.SIGNIN_GRID, PaperKind.SEATING), "陈　甲")
    shown |= {PaperKind.LEAVE: "示例培训班"}
    shown |= dict.fromkeys((PaperKind.FINAL, PaperKind.REPLY, PaperKind.RIDES, PaperKind.EVALUATIONS), "示例培训班")
    assert answer.status_code == 302
    assert any(shown.get(kind, "陈甲") in text for text in texts)
    assert [text for text in texts if "{{" in text] == []


def test_own_word_template_is_filled_and_knows_the_class_like_any_other(make: Factory) -> None:
    cohort = make.cohort(formal_name="示例培训班", place="报告厅")
    make.enrolment(cohort, "陈甲")
    client = make.organiser_client()

    upload(
        client, document("{{班次名称}}（{{学员人数}}人，{{培训地点}}）", "{{学员.姓名}}"), "handbook", name="手册.docx"
    )

    exported = client.post(f"/classes/{cohort.public_id}/papers/handbook").get_data()
    assert texts_of(exported) == ["示例培训班（1人，报告厅）", "陈甲"]


def test_wrong_field_of_a_word_template_says_where_and_nothing_changes(make: Factory) -> None:
    client = make.organiser_client()

    answer = upload(client, document("{{班次名称}}", "{{学员.姓名字}}"), "handbook", name="手册.docx")

    text = answer.get_data(as_text=True)
    assert (answer.status_code, "正文第2段" in text, "{{学员.姓名}}" in text) == (422, True, True)
    assert db.session.scalar(select(func.count(OfficeTemplate.id))) == 0


def test_field_where_filling_does_not_go_is_pointed_out(make: Factory) -> None:
    made = Document()
    run = made.add_paragraph("{{班次名称}}").runs[0]
    made.add_comment(run, "请填{{主办单位}}")
    stream = BytesIO()
    made.save(stream)

    answer = upload(make.organiser_client(), stream.getvalue(), "notice", name="通知.docx")

    assert (answer.status_code, "批注：这里的占位符填不进去" in answer.get_data(as_text=True)) == (422, True)


def test_workbook_for_a_word_paper_is_refused_in_words(make: Factory) -> None:
    answer = upload(make.organiser_client(), template(("{{班次名称}}",)), "notice")

    assert (answer.status_code, "文书模板要用 .docx 文档" in answer.get_data(as_text=True)) == (422, True)


def test_page_lists_fields_with_examples(make: Factory) -> None:
    text = make.organiser_client().get("/library/templates/attendance").get_data(as_text=True)

    shown = ("{{学员.考勤1}}", "√", "{{考勤1日期}}", "5月9日", "{{班主任}}", "陈青禾")
    assert [one for one in shown if one not in text] == []
