"""The eleven wild workbooks, each read as `wild/expected.json` says: every person, every field."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from trainingapp.core.excel.child import read_upload
from trainingapp.people.rules.readings import Doubt
from trainingapp.registers.rules.findings import RosterReading
from trainingapp.registers.rules.roster import read_roster

WILD = Path(__file__).parent / "wild"
EXPECTED: dict[str, dict[str, Any]] = json.loads((WILD / "expected.json").read_text("utf-8"))
WITH_PEOPLE = [name for name, expected in EXPECTED.items() if "people" in expected]
REASONS = {
    "phone": Doubt.PHONE,
    "id check digit": Doubt.IDENTITY_CHECK_DIGIT,
    "duplicate of row 1": Doubt.DUPLICATE,
    "no name": Doubt.NO_NAME,
    "formula": Doubt.FORMULA,
    "gender": Doubt.GENDER,
    "too long": Doubt.TOO_LONG,
}


@cache
def reading_of(name: str) -> RosterReading:
    return read_roster(read_upload((WILD / name).read_bytes(), name))


def without_blanks(person: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in person.items() if value is not None}


def test_every_wild_workbook_is_expected_and_present() -> None:
    present = {path.name for path in WILD.iterdir()} - {"expected.json"}

    assert present == set(EXPECTED)


@pytest.mark.parametrize("name", WITH_PEOPLE)
def test_people_read_are_those_expected(name: str) -> None:
    expected = EXPECTED[name]["people"]
    rows = reading_of(name).to_json()["rows"]

    read = [{field: row["person"][field] for field in person} for row, person in zip(rows, expected, strict=True)]

    assert read == expected
    assert len(rows) == EXPECTED[name]["rows"]


@pytest.mark.parametrize("name", WITH_PEOPLE)
def test_fields_without_a_column_stay_blank(name: str) -> None:
    reading = reading_of(name)
    columns = {str(field) for field in reading.columns} | ({"group"} if reading.leaders else set())

    told = {field for row in reading.to_json()["rows"] for field in without_blanks(row["person"])}

    assert told - columns == set()


@pytest.mark.parametrize("name", WITH_PEOPLE)
def test_good_files_have_no_errors(name: str) -> None:
    assert reading_of(name).errors == []


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "header_row" in expected])
def test_header_row_is_the_one_expected(name: str) -> None:
    assert reading_of(name).to_json()["header_row"] == EXPECTED[name]["header_row"]


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "sheet" in expected])
def test_sheet_is_the_one_expected(name: str) -> None:
    assert reading_of(name).sheet == EXPECTED[name]["sheet"]


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "encoding" in expected])
def test_encoding_is_the_one_expected(name: str) -> None:
    assert reading_of(name).encoding == EXPECTED[name]["encoding"]


def test_ambiguous_births_are_warned_of_by_name() -> None:
    name = "03-two-level-header-numbers.xlsx"
    reading = reading_of(name)
    people = {row.row: row.person for row in reading.rows}

    ambiguous = [finding for finding in reading.warnings if finding.doubt is Doubt.BIRTH_AMBIGUOUS]

    assert [people[finding.row or 0].name for finding in ambiguous] == EXPECTED[name]["warn_birth_ambiguous"]
    assert {finding.column for finding in ambiguous} == {"E"}


def test_bad_rows_are_refused_for_the_right_reason() -> None:
    name = "11-bad-rows.xlsx"
    expected = [(bad["excel_row"], REASONS[bad["why"]]) for bad in EXPECTED[name]["bad"]]

    refused = [(finding.row, finding.doubt) for finding in reading_of(name).errors]

    assert refused == expected


def test_good_rows_beside_bad_ones_are_taken() -> None:
    name = "11-bad-rows.xlsx"
    reading = reading_of(name)

    assert len(reading.rows) == EXPECTED[name]["good"]
    assert len(reading.rows) + len(reading.refused) == EXPECTED[name]["rows"]


def test_group_leaders_are_read_from_headings() -> None:
    assert reading_of("05-merged-org-group-headings.xlsx").leaders == {
        "第一组": "解池",
        "第二组": "单永正",
        "第三组": "褚雪平",
    }
