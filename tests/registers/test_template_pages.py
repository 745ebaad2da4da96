"""An office's own templates on their pages: looked over, relied on by a person's word, used for every export after."""

from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.factories import Factory
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db
from trainingapp.registers.models import OfficeTemplate
from trainingapp.registers.queries.templates import FILLABLE


def template(*rows: tuple[str, ...]) -> bytes:
    """Return a workbook with these rows as a template."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(client: FlaskClient, content: bytes, kind: str = "roster") -> TestResponse:
    """Hand in a template."""
    return client.post(
        f"/library/templates/{kind}",
        data={"file": (BytesIO(content), "本单位花名册.xlsx")},
        content_type="multipart/form-data",
    )


def cells(content: bytes) -> list[list[object]]:
    """Return the cells of the first worksheet."""
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows()]


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
def test_first_template_of_each_kind_is_itself_a_good_template(kind: str, make: Factory) -> None:
    cohort = make.cohort()
    make.enrolment(cohort, "陈甲")
    make.session(cohort, title="群众工作方法")
    client = make.organiser_client()
    starter = client.get(f"/library/templates/{kind}/starter").get_data()

    answer = upload(client, starter, kind)

    exported = client.post(f"/classes/{cohort.public_id}/papers/{kind}").get_data()
    texts = {str(value) for row in cells(exported) for value in row}
    assert answer.status_code == 302
    assert ("群众工作方法" if kind == "timetable" else "陈甲") in texts
    assert [text for text in texts if "{{" in text] == []
