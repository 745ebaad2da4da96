"""Rows below a header as offices fill them: who is a person, what is said of him, what is doubted."""

import pytest

from tests.registers.small_rosters import PAIRS, book, doubts, people
from trainingapp.core.excel.grid import CellValue, Merge
from trainingapp.people.rules.readings import Doubt
from trainingapp.registers.rules.roster import read_roster


def test_merged_organisations_are_filled_down_but_phones_are_not() -> None:
    rows = [("姓名", "单位", "电话"), ("张一鸣", "云杉社区", "19900000001"), ("李二梅", None, None)]

    reading = read_roster(book(*rows, merges=[Merge(2, 2, 3, 2), Merge(2, 3, 3, 3)]))

    assert [(row.person.org, row.person.phone) for row in reading.rows] == [
        ("云杉社区", "19900000001"),
        ("云杉社区", None),
    ]


def test_second_row_of_a_person_is_not_another_person() -> None:
    rows = [("姓名", "职务"), ("张一鸣", "书记"), (None, "主任"), ("李二梅", "委员")]

    reading = read_roster(book(*rows, merges=[Merge(2, 1, 3, 1)]))

    assert [(row.person.name, row.person.post) for row in reading.rows] == [("张一鸣", "书记"), ("李二梅", "委员")]
    assert reading.errors == []


def test_ditto_marks_take_the_value_above() -> None:
    reading = read_roster(book(("姓名", "单位"), ("张一鸣", "云杉社区"), ("李二梅", "同上"), ("王三石", "〃")))

    assert {org for _, org in people(reading)} == {"云杉社区"}


@pytest.mark.parametrize(
    "footer",
    [
        ("合计", "5人"),
        ("总计：5人",),
        ("制表人：", "审核人："),
        ("填表人（签名）：", None),
        ("注：手机号务必准确",),
        ("备注：1. 按姓氏笔画为序", None),
        ("小计", None, 3),
        ("单位（盖章）：", None),
        ("共5人",),
        (None, "填表日期：2026年5月6日"),
    ],
)
def test_footers_are_no_people(footer: tuple[CellValue, ...]) -> None:
    reading = read_roster(book(("姓名", "单位", "人数"), *PAIRS, footer))

    assert people(reading) == PAIRS
    assert reading.errors == []


def test_example_row_is_no_person() -> None:
    assert (
        people(read_roster(book(("序号", "姓名", "单位"), ("示例", "张某某", "某社区"), (1, *PAIRS[0])))) == PAIRS[:1]
    )


def test_numbered_lines_left_blank_are_no_people() -> None:
    reading = read_roster(book(("序号", "姓名", "单位"), (1, *PAIRS[0]), (2, None, None), (3, " ", None)))

    assert (people(reading), reading.errors) == (PAIRS[:1], [])


def test_group_headings_reach_to_the_next() -> None:
    rows = [
        ("序号", "姓名", "单位"),
        ("第一组（组长：张一鸣）",),
        (1, *PAIRS[0]),
        ("2组 副组长：王三石 组长：李二梅",),
        (2, *PAIRS[1]),
    ]

    reading = read_roster(book(*rows))

    assert [row.person.group for row in reading.rows] == ["第一组", "第二组"]
    assert reading.leaders == {"第一组": "张一鸣", "第二组": "李二梅"}


@pytest.mark.parametrize(
    ("written", "group"), [(1, "第一组"), ("2组", "第二组"), ("第12小组", "第十二组"), ("A组", "A组"), ("青年", "青年")]
)
def test_groups_in_a_column_are_brought_to_one_spelling(written: CellValue, group: str) -> None:
    assert read_roster(book(("姓名", "组别"), ("张一鸣", written))).rows[0].person.group == group


def test_other_headings_are_kept_as_sections() -> None:
    rows = [("序号", "姓名", "单位"), ("一、居民区书记",), (1, *PAIRS[0]), ("二、书记助理",), (2, *PAIRS[1])]

    assert [row.section for row in read_roster(book(*rows)).rows] == ["一、居民区书记", "二、书记助理"]


def test_organisation_and_post_in_one_column_are_split() -> None:
    rows = [
        ("姓名", "单位及职务"),
        ("张一鸣", "望景居民区党总支书记"),
        ("李二梅", "云杉一村居委会 副主任"),
        ("王三石", "自由职业"),
        ("赵四方", "河滨居委会主任、党总支副书记"),
    ]

    reading = read_roster(book(*rows))

    assert [(row.person.org, row.person.post) for row in reading.rows] == [
        ("望景居民区党总支", "书记"),
        ("云杉一村居委会", "副主任"),
        ("自由职业", None),
        ("河滨居委会", "主任、党总支副书记"),
    ]
    assert doubts(reading) == [(4, "B", Doubt.UNSURE)]


def test_every_fault_of_a_row_is_told() -> None:
    rows = [("姓名", "性别", "出生年月", "电话"), ("张一鸣", "N", "1985.13", "123")]

    reading = read_roster(book(*rows))

    assert doubts(reading) == [(2, "B", Doubt.GENDER), (2, "C", Doubt.BIRTH), (2, "D", Doubt.PHONE)]
    assert reading.refused[0].texts["phone"] == "123"
    assert reading.rows == []


def test_formula_in_a_name_is_refused_even_with_a_stored_result() -> None:
    reading = read_roster(book(("姓名", "单位"), ("张一鸣", "云杉社区"), formulas=frozenset({(2, 1)})))

    assert doubts(reading) == [(2, "A", Doubt.FORMULA)]


def test_formula_elsewhere_is_taken_by_its_stored_result_with_a_warning() -> None:
    reading = read_roster(book(("姓名", "出生年月"), ("张一鸣", "1985.03"), formulas=frozenset({(2, 2)})))

    assert reading.rows[0].person.birth == "1985.03"
    assert [finding.doubt for finding in reading.warnings] == [Doubt.FORMULA]


def test_formula_beside_the_fields_does_not_matter() -> None:
    reading = read_roster(book(("序号", "姓名", "单位"), (1, *PAIRS[0]), formulas=frozenset({(2, 1)})))

    assert doubts(reading) == []


def test_error_value_is_refused() -> None:
    assert doubts(read_roster(book(("姓名", "单位"), ("张一鸣", "#N/A")))) == [(2, "B", Doubt.ERROR_VALUE)]


def test_birth_and_gender_come_from_the_identity_number() -> None:
    reading = read_roster(book(("姓名", "身份证号"), ("诸葛煜", "11010519491231002X")))

    person = reading.rows[0].person
    assert (person.birth, person.gender) == ("1949.12", "女")


def test_what_disagrees_with_the_identity_number_is_told() -> None:
    rows = [("姓名", "性别", "出生年月", "身份证号"), ("诸葛煜", "男", "1949.11", "11010519491231002X")]

    reading = read_roster(book(*rows))

    assert doubts(reading) == [(2, "B", Doubt.DISAGREES), (2, "C", Doubt.DISAGREES)]


def test_number_1985_1_is_solved_by_the_identity_number() -> None:
    reading = read_roster(book(("姓名", "出生年月", "身份证号"), ("诸葛煜", 1949.1, "11010519491231002X")))

    assert (reading.rows[0].person.birth, reading.warnings) == ("1949.12", [])


def test_brackets_after_a_name_say_gender_and_ethnic_group() -> None:
    person = read_roster(book(("姓名", "单位"), ("张伟（女，回族）", "云杉社区"))).rows[0].person

    assert (person.name, person.gender, person.ethnic) == ("张伟", "女", "回族")


@pytest.mark.parametrize(
    ("first", "second", "is_duplicate"),
    [
        (("张伟", "云杉社区", None, None), ("张伟", "云杉社区", None, None), True),
        (("张伟", "云杉社区", None, None), ("张伟", "望景社区", None, None), False),
        (("张伟", "云杉社区", "19900000001", None), ("张伟", "云杉社区", "19900000002", None), False),
        (("张伟", "云杉社区", "19900000001", None), ("张伟", "云杉社区", None, None), True),
        (("张伟", "云杉社区", "19900000001", None), ("李梅", "望景社区", "19900000001", None), True),
        (("张伟", "云杉社区", "021-60000001", None), ("李梅", "云杉社区", "021-60000001", None), False),
        (("张伟", "云杉社区", None, "11010519491231002X"), ("张韦", "望景社区", None, "11010519491231002X"), True),
        (("张　伟", "云杉社区", None, None), ("张伟", "云杉社区", None, None), True),
    ],
)
def test_duplicates_are_told_by_identity_then_phone_then_name_and_organisation(
    first: tuple[CellValue, ...],
    second: tuple[CellValue, ...],
    is_duplicate: bool,  # noqa: FBT001 - a table's column
) -> None:
    reading = read_roster(book(("姓名", "单位", "电话", "身份证号"), first, second))

    assert len(reading.rows) == (1 if is_duplicate else 2)
    assert [finding.doubt for finding in reading.errors] == ([Doubt.DUPLICATE] if is_duplicate else [])


def test_hidden_rows_are_read_and_told() -> None:
    reading = read_roster(book(("姓名", "单位"), *PAIRS, hidden_rows=frozenset({3, 4})))

    assert people(reading) == PAIRS
    assert "第 3、4 行" in reading.warnings[0].message


def test_numbers_and_remarks_are_kept_beside_the_person() -> None:
    rows = [("编号", "姓名", "单位", "后备类别", "备注"), ("QL-01", "张一鸣", "云杉社区", "书记后备", "素食")]

    row = read_roster(book(*rows)).rows[0]

    assert (row.number, dict(row.extra)) == ("QL-01", {"category": "书记后备", "remark": "素食"})


def test_json_has_exactly_the_agreed_keys() -> None:
    told = read_roster(book(("姓名", "身份证号"), ("诸葛煜", "11010519491231002X"), ("", "1"))).to_json()

    assert list(told) == ["sheet", "header_row", "columns", "rows", "warnings", "errors"]
    assert list(told["rows"][0]) == ["row", "person"]
    assert list(told["rows"][0]["person"]) == [
        "name",
        "gender",
        "ethnic",
        "birth",
        "org",
        "post",
        "phone",
        "politics",
        "edu",
        "group",
    ]
    assert list(told["errors"][0]) == ["row", "column", "message"]


def test_identity_numbers_stay_out_of_traces_and_messages() -> None:
    rows = [("姓名", "身份证号"), ("诸葛煜", "11010519491231002X"), ("张一鸣", "110105194912310021")]

    reading = read_roster(book(*rows))

    assert "11010519491231" not in repr(reading.rows) + repr(reading.errors) + str(reading.to_json())


def test_finding_says_its_place_before_its_message() -> None:
    finding = read_roster(book(("姓名", "性别"), ("张一鸣", "N"))).errors[0]

    assert finding.sentence().startswith("第 2 行 B 列：性别“N”不对")
