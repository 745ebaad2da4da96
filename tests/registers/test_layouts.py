"""Which columns a class's papers print, in which order and how wide; presets kept by name and taken over."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import func, select

from tests.factories import Factory
from trainingapp.attendance import columns as attendance_columns
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.terms import ColumnChoice, SortRule
from trainingapp.core.columns import Column
from trainingapp.core.database import db
from trainingapp.core.excel.writing.measure import fit_widths
from trainingapp.registers.models import NamedPresets
from trainingapp.registers.queries.layouts import LAID_OUT
from trainingapp.registers.sheets.arranging import arrange

LETTERS: Sequence[Column[str]] = [Column(key, key.upper(), lambda row: row, family=key[:-1]) for key in ("a1", "a2")]
OTHERS: Sequence[Column[str]] = [Column(key, key.upper(), lambda row: row) for key in ("b", "c", "d")]
FIVE: Sequence[Column[str]] = [*LETTERS, *OTHERS]


def made_class(make: Factory) -> Cohort:
    """Return a class of two with a post each."""
    cohort = make.cohort(formal_name="示例培训班")
    for name in ("陈甲", "李乙"):
        make.enrolment(cohort, name, post="支部书记")
    return cohort


def lay_out(client: FlaskClient, cohort: Cohort, kind: str, **fields: str) -> int:
    """Send the page of a paper's columns."""
    return client.post(f"/classes/{cohort.public_id}/papers/layouts/{kind}", data=fields).status_code


def printed(client: FlaskClient, cohort: Cohort, kind: str) -> Worksheet:
    """Return the first worksheet of a paper that is handed out."""
    content = client.post(f"/classes/{cohort.public_id}/papers/{kind}").get_data()
    return openpyxl.load_workbook(BytesIO(content)).worksheets[0]


def heading(sheet: Worksheet) -> list[object]:
    """Return the headings that are printed, those of the row that has 姓名."""
    row = next(row for row in sheet.iter_rows() if any(cell.value == "姓名" for cell in row))
    return [
        cell.value for cell in row if cell.value is not None and not sheet.column_dimensions[cell.column_letter].hidden
    ]


def test_columns_are_printed_as_the_class_wants_them(make: Factory) -> None:
    cohort, client = made_class(make), make.organiser_client()

    shown = {"order-post": "0", "shown-post": "1", "width-post": "30", "shown-organisation": "1"}
    status = lay_out(client, cohort, "roster", **shown)

    sheet = printed(client, cohort, "roster")
    act = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "paper.laid_out")).one()
    assert (status, heading(sheet)) == (302, ["职务", "姓名", "单位"])
    assert sheet.column_dimensions["A"].width == pytest.approx(30, abs=0.1)
    assert act.after == {"学员花名册": "职务（宽 30）、姓名、单位"}
    assert "民族" not in client.get(f"/classes/{cohort.public_id}/papers/roster").get_data(as_text=True)


def test_paper_goes_back_to_its_own_columns(make: Factory) -> None:
    cohort, client = made_class(make), make.organiser_client()
    usual = heading(printed(client, cohort, "roster"))
    lay_out(client, cohort, "roster", **{"shown-post": "1"})

    lay_out(client, cohort, "roster", reset="1")

    assert heading(printed(client, cohort, "roster")) == usual
    assert cohort.presets.layouts == {}


def test_half_days_of_a_register_are_placed_together(make: Factory) -> None:
    cohort, client = made_class(make), make.organiser_client()
    make.session(cohort)
    marks = attendance_columns.HALF_DAYS

    lay_out(client, cohort, "attendance", **{"shown-rate": "1", f"shown-{marks}": "1", f"order-{marks}": "99"})

    row = [cell.value for cell in printed(client, cohort, "attendance")[4] if cell.value]
    assert row[:2] == ["姓名", "到课率"]
    assert "月" in str(row[2])


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"width-post": "二十", "shown-post": "1"}, "“职务”的次序或宽度不是数字"),
        ({"width-post": "500", "shown-post": "1"}, "“职务”的宽度 500 不行"),
        ({"width-post": "nan", "shown-post": "1"}, "“职务”的宽度 nan 不行"),
        ({}, "至少要印 2 栏"),
    ],
)
def test_layout_that_cannot_be_is_refused_with_its_column(make: Factory, fields: dict[str, str], message: str) -> None:
    cohort, client = made_class(make), make.organiser_client()

    answer = client.post(f"/classes/{cohort.public_id}/papers/layouts/roster", data=fields)

    assert (answer.status_code, message in answer.get_data(as_text=True)) == (422, True)
    assert cohort.presets.layouts == {}


def test_layout_that_somebody_else_saved_meanwhile_is_not_overwritten(make: Factory) -> None:
    cohort, client = made_class(make), make.organiser_client()
    lay_out(client, cohort, "roster", version="1", **{"shown-post": "1"})

    assert lay_out(client, cohort, "roster", version="1", **{"shown-gender": "1"}) == 409


def test_every_paper_with_columns_shows_them_and_prints_what_is_chosen(make: Factory) -> None:
    cohort, client = made_class(make), make.organiser_client()
    make.session(cohort)
    pages, statuses = {}, {}
    for kind, columns in LAID_OUT.items():
        pages[kind] = client.get(f"/classes/{cohort.public_id}/papers/layouts/{kind.value}").get_data(as_text=True)
        lay_out(client, cohort, kind.value, **{f"shown-{column.key}": "1" for column in columns[:3]})
        statuses[kind] = client.get(f"/classes/{cohort.public_id}/papers/{kind.value}").status_code

    offered = [(kind, column.key) for kind, columns in LAID_OUT.items() for column in columns]
    assert [(kind, key) for kind, key in offered if f'name="width-{key}"' not in pages[kind]] == []
    assert set(statuses.values()) == {200}
    assert set(cohort.presets.layouts) == {kind.value for kind in LAID_OUT}


def test_presets_are_kept_by_name_and_taken_over_by_another_class(make: Factory) -> None:
    cohort, other, client = made_class(make), make.cohort(formal_name="次年班"), make.organiser_client()
    cohort.stored_presets = replace(
        cohort.presets, title_pattern="{班次名称}·{表名}", sort_rule=SortRule.STROKES, prepared_by="甲"
    ).stored()
    lay_out(client, cohort, "roster", **{"shown-post": "1"})

    client.post(f"/classes/{cohort.public_id}/papers/presets", data={"name": "书记班"})
    kept = db.session.scalars(select(NamedPresets)).one()
    client.post(f"/classes/{other.public_id}/papers/presets/{kept.public_id}/apply")

    act = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "presets.applied")).one()
    assert other.presets == cohort.presets
    assert (act.cohort_id, act.after["版式"], act.after["名单顺序"]) == (other.id, "书记班", "姓氏笔画")


def test_presets_of_the_same_name_are_kept_anew_and_removed_without_touching_classes(make: Factory) -> None:
    cohort, client = made_class(make), make.organiser_client()
    address = f"/classes/{cohort.public_id}/papers/presets"
    for _ in range(2):
        client.post(address, data={"name": " 书记班 "})
    kept = db.session.scalars(select(NamedPresets)).one()

    client.post(f"{address}/{kept.public_id}/remove")
    nameless = client.post(address, data={"name": "  "})

    assert (db.session.scalar(select(func.count(NamedPresets.id))), nameless.status_code) == (0, 422)


def test_next_years_class_takes_the_layouts_over(make: Factory) -> None:
    cohort, client = made_class(make), make.organiser_client()
    lay_out(client, cohort, "roster", **{"shown-post": "1"})
    copied = {"code": "next-year", "formal_name": "次年班", "short_name": "次年", "starts_on": "2031-05-09"}

    client.post(f"/classes/{cohort.public_id}/copy", data={**copied, "parts": ["papers"]})

    other = db.session.scalars(select(Cohort).where(Cohort.code == "next-year")).one()
    assert other.presets.layouts == cohort.presets.layouts != {}


def test_fonts_and_lines_to_sign_on_are_printed(make: Factory) -> None:
    cohort, client = made_class(make), make.organiser_client()
    own = {
        "title_font": "华文中宋",
        "body_font": "楷体",
        "signers": "经办人、制表人、单位负责人",
        "prepared_by": "陈青禾",
    }

    client.post(
        f"/classes/{cohort.public_id}/settings",
        data={"title_pattern": "{班次名称}{表名}", "sort_rule": "number", "observer_lines": "4", **own},
    )

    sheet = printed(client, cohort, "roster")
    last = [str(cell.value) for cell in list(sheet.iter_rows())[-1] if cell.value]
    names = [cell for row in sheet.iter_rows() for cell in row if cell.value == "陈　甲"]
    assert (sheet["A1"].font.name, [cell.font.name for cell in names]) == ("华文中宋", ["楷体"])
    assert [text.split("：")[0] for text in last] == ["经办人", "制表人", "单位负责人", "（盖章）"]
    assert "制表人：陈青禾" in last


def test_font_that_is_none_and_too_many_lines_are_refused_at_their_fields(make: Factory) -> None:
    cohort = made_class(make)
    wrong = {"title_font": '宋体",&"黑体', "signers": "甲、乙、丙、丁、戊、己、庚"}

    text = (
        make.organiser_client()
        .post(
            f"/classes/{cohort.public_id}/settings",
            data={"title_pattern": "{班次名称}{表名}", "sort_rule": "number", "observer_lines": "4", **wrong},
        )
        .get_data(as_text=True)
    )

    assert ('id="title_font-error"' in text, 'id="signers-error"' in text) == (True, True)
    assert cohort.stored_presets == {}


@given(
    st.lists(
        st.builds(ColumnChoice, st.sampled_from("abcdx"), st.booleans(), st.sampled_from([0.0, 12.0])),
        unique_by=lambda choice: choice.key,
    )
)
def test_arranging_prints_what_is_chosen_in_order_and_then_what_nobody_decided(layout: list[ColumnChoice]) -> None:
    known = {choice.key for choice in layout}

    arranged = arrange(FIVE, layout)

    keys = list(dict.fromkeys(column.family or column.key for column in arranged))
    chosen = [choice.key for choice in layout if choice.shown and choice.key != "x"]
    assert keys == chosen + [key for key in "abcd" if key not in known]
    assert [column.key for column in arranged if column.family] in ([], ["a1", "a2"])


def test_column_of_a_fixed_width_has_it_and_the_others_fill_the_page() -> None:
    fixed, free = replace(FIVE[2], width=20, fixed=True), FIVE[3]

    assert fit_widths([fixed, free], [["长" * 30, "短"]], available=30) == pytest.approx([20, 10])
    assert fit_widths([fixed], [["长" * 30]], available=90) == pytest.approx([20])
