"""The assessment register's workbook, cell by cell."""

from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook

from tests.registers.papers import make_assessment
from trainingapp.core.columns import Column
from trainingapp.registers.sheets.assessment import Component, build_assessment, component_columns


def test_register_has_the_weights_in_its_heading() -> None:
    sheet = load_workbook(BytesIO(build_assessment(make_assessment(1)))).worksheets[0]

    assert sheet["D3"].value == "分项成绩（权重）"
    assert "D3:H3" in {str(merged) for merged in sheet.merged_cells.ranges}
    assert [cell.value for cell in sheet["D4:H4"][0]] == [
        "出勤\n（20%）", "课堂研讨\n（20%）", "现场教学\n（20%）", "学习心得\n（20%）", "结业汇报\n（20%）",
    ]  # fmt: skip


def test_register_shows_scores_total_band_and_completion_as_they_come_in() -> None:
    register = make_assessment(29)

    sheet = load_workbook(BytesIO(build_assessment(register))).worksheets[0]

    for place, trainee in enumerate(register.rows):
        cells = [cell.value for cell in sheet[5 + place]]
        scored = trainee.score is not None
        assert cells[:3] == [trainee.number, trainee.name, trainee.unit]
        assert cells[3:8] == [float(trainee.score) if trainee.score is not None else None] * 5
        assert cells[8:12] == [None, cells[3], "良好" if scored else None, "是" if scored else None]
        assert cells[12] == f"QL2025-01-{trainee.number:03d}"


def test_register_says_how_bands_come_about_and_leaves_room_for_the_seal() -> None:
    sheet = load_workbook(BytesIO(build_assessment(make_assessment(1)))).worksheets[0]

    note, closing = ([text for text in row if text] for row in sheet.iter_rows(min_row=6, values_only=True))
    assert note == ["等次：优秀≥90；良好≥75；合格≥60；不合格＜60。总分＝各分项成绩×权重之和＋加减分。"]
    assert closing[-1] == "（盖章）"


def test_half_percent_weights_are_written_in_full() -> None:
    columns: list[Column[dict[str, Decimal]]] = component_columns(
        [Component("essay", "心得", Decimal("12.5"))], lambda row, key: row[key]
    )

    assert columns[0].header == "心得\n（12.5%）"
    assert columns[0].text({"essay": Decimal("88.50")}) == "88.5"
