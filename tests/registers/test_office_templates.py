"""An office's own templates: fields listed, a first one handed out, filled, printed, its totals right."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.core.excel.office_forms import make_filling, score_form
from tests.provision.parts import require_part
from tests.registers.papers import make_attendance, make_roster
from tests.registers.printing import Page, convert, measure_heights, print_workbooks
from trainingapp.core.columns import Column, Kind
from trainingapp.core.excel.filling import fill_template, inspect_template
from trainingapp.core.placeholders import Filling
from trainingapp.registers.office_templates import (
    CLASS_FIELDS,
    class_values,
    describe_fields,
    half_day_values,
    list_values,
    make_starter,
    make_vocabulary,
    number_half_days,
)
from trainingapp.registers.office_templates.examples import CLASS
from trainingapp.registers.queries.fillable import FillableForm, numbered_fields
from trainingapp.registers.queries.templates import FILLABLE
from trainingapp.registers.terms import PaperKind

RATE: Column[float] = Column("rate", "出勤率", lambda one: one, kind=Kind.PERCENT)
NAMED: Column[float] = Column("hours", "出勤\n学时", lambda one: one * 10, kind=Kind.HOURS)


def test_fields_of_lists_are_the_headings_of_their_columns() -> None:
    vocabulary = make_vocabulary({"学员": [NAMED, RATE]})

    assert vocabulary.lists == {"学员": ["出勤学时", "出勤率"]}
    assert list(vocabulary.single)[:3] == ["班次名称", "班次简称", "主办单位"]
    assert len(vocabulary.single) == len(CLASS_FIELDS)


def test_numbers_stay_numbers_and_percentages_are_text() -> None:
    assert list_values([NAMED, RATE], [0.95]) == [{"出勤学时": 9.5, "出勤率": "95.0%"}]


def test_fields_are_listed_as_they_are_written_with_an_example() -> None:
    lines = describe_fields({"填表日期": date(2025, 6, 20)}, {"学员": {"出勤率": "95.0%"}})

    assert [(line.written, line.of_list, line.example) for line in lines] == [
        ("{{填表日期}}", "", "2025年6月20日"),
        ("{{学员.出勤率}}", "学员", "95.0%"),
    ]


@pytest.mark.parametrize("kind", list(FILLABLE))
def test_every_field_that_a_template_may_use_is_listed_with_an_example(kind: PaperKind) -> None:
    fillable = FILLABLE[kind]

    lines = fillable.fields

    numbered = fillable.numbered if isinstance(fillable, FillableForm) else {}
    many = {name for word, most in numbered.items() for name in numbered_fields(word, most)}
    single = [name for name in fillable.vocabulary.single if name not in many]
    known = [*single, *numbered, *(name for names in fillable.vocabulary.lists.values() for name in names)]
    assert len({line.written for line in lines}) == len(lines) == len(known)
    assert [line.written for line in lines if not line.example] == []


def test_starter_is_a_template_without_mistakes_or_losses() -> None:
    roster = make_roster(3)
    starter = make_starter("学员花名册", "学员", roster.columns)

    inspection = inspect_template(starter, "花名册.xlsx", make_vocabulary({"学员": roster.columns}))

    assert inspection.mistakes == []
    assert inspection.losses == []
    assert len([one for one in inspection.used if one.of_list]) == len(roster.columns)


def test_starter_filled_has_everyone_as_the_built_in_sheet_has_them() -> None:
    roster = make_roster(29)
    starter = make_starter("学员花名册", "学员", roster.columns)

    content = fill_template(starter, Filling(class_values(CLASS), {"学员": list_values(roster.columns, roster.rows)}))

    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet["A1"].value == "居民区后备队伍“青蓝接力”计划培训班学员花名册"
    shown = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(4, 32, values_only=True)]
    assert shown == [[column.text(row) for column in roster.columns] for row in roster.rows]
    assert [text for text in next(sheet.iter_rows(33, 33, values_only=True)) if text] == [
        "制表人：陈青禾", "审核人：郭璐", "填表日期：2025年6月20日",
    ]  # fmt: skip


def test_starter_of_a_register_is_filled_for_a_class_with_fewer_half_days() -> None:
    register = make_attendance(3, half_days=4)
    marks = [column for column in register.columns if column.key.startswith("half_day_")]
    others = [column for column in register.columns if column not in marks]
    columns = [*others[:3], *number_half_days([]), *others[3:]]
    starter = make_starter("考勤登记表", "学员", columns)

    single = {**class_values(CLASS), **half_day_values(marks)}
    rows = list_values([*others[:3], *number_half_days(marks), *others[3:]], register.rows)
    content = fill_template(starter, Filling(single, {"学员": rows}))

    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert [cell.value for cell in sheet[3]][3:8] == ["5月9日", "5月9日", "5月16日", "5月16日", None]
    assert [cell.value for cell in sheet[4]][3:8] == ["上午", "下午", "上午", "下午", None]
    assert [cell.value for cell in sheet[5]][1:8] == [
        *("陶　然", "云杉一村居民区党总支"),
        *register.rows[0].marks[:3], None, None,
    ]  # fmt: skip


@pytest.fixture(scope="module")
def filled() -> dict[str, bytes]:
    """Return the office's score form for a class of 29 and one of 100."""
    return {f"scores-{count}": fill_template(score_form(), make_filling(count)) for count in (29, 100)}


@pytest.mark.serial
def test_filled_form_prints_with_its_heading_on_every_page(
    filled: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    for part in ("libreoffice", "poppler", "fonts"):
        require_part(part)

    printed: dict[str, list[Page]] = print_workbooks(filled, tmp_path_factory.mktemp("filled"))

    assert {name: len(pages) for name, pages in printed.items()} == {"scores-29": 2, "scores-100": 4}
    for pages in printed.values():
        assert all("青蓝接力培训班成绩登记表" in page.text and "折算" in page.text for page in pages)
        assert all("街道党建办" in page.text for page in pages)


@pytest.mark.serial
def test_totals_of_a_filled_form_are_right_when_it_is_opened(filled: Mapping[str, bytes], tmp_path: Path) -> None:
    require_part("libreoffice")
    files = [tmp_path / f"{name}.xlsx" for name in filled]
    for file, content in zip(files, filled.values(), strict=True):
        file.write_bytes(content)

    convert(files, "csv:Text - txt - csv (StarCalc):44,34,76", tmp_path)

    for file, count in zip(files, (29, 100), strict=True):
        rows = list(csv.reader(file.with_suffix(".csv").read_text("utf-8").splitlines()))
        total = sum(60 + number % 40 for number in range(1, count + 1))
        sums = next(row for row in rows if row[0] == "合计")
        assert float(sums[3]) == total
        assert float(sums[4]) == pytest.approx(total * 0.6 / count, abs=0.05)


@pytest.mark.campaign
def test_rows_of_a_filled_form_are_high_enough(
    filled: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    require_part("libreoffice")

    heights = measure_heights(filled, tmp_path_factory.mktemp("heights"))

    stated = [height for height in heights if height.given]  # the others take the height that they need
    assert len(stated) > 20
    assert [height for height in stated if height.needed > height.given + 0.5] == []
