"""Headers that offices write: where they stand, what their columns hold, and which sheet is the roster."""

import pytest

from tests.registers.small_rosters import PAIRS, book, people
from trainingapp.core.errors import Refused
from trainingapp.core.excel.grid import Grid, Merge, Source, Workbook
from trainingapp.people.rules.readings import Doubt
from trainingapp.registers.rules.header_words import RosterField
from trainingapp.registers.rules.roster import RosterChoice, read_roster


def test_columns_in_any_order_are_found() -> None:
    reading = read_roster(book(("备注", "单位", "电话", "姓名"), ("", "云杉社区", "19900000001", "张一鸣")))

    assert people(reading) == [("张一鸣", "云杉社区")]
    assert {str(name): found.letter for name, found in reading.columns.items()} == {
        "remark": "A",
        "org": "B",
        "phone": "C",
        "name": "D",
    }


def test_header_far_down_is_found() -> None:
    notes = [(f"说明第 {number} 条：请如实填写",) for number in range(1, 60)]

    reading = read_roster(book(*notes, ("姓名", "单位"), *PAIRS))

    assert reading.header_rows == (60,)
    assert people(reading) == PAIRS


def test_three_lists_side_by_side_are_read_list_after_list() -> None:
    header = ("序号", "姓名", "单位") * 3
    rows = [
        (1, "张一鸣", "云杉社区", 3, "王三石", "河滨社区", 5, "钱五岳", "北站社区"),
        (2, "李二梅", "望景社区", 4, "赵四方", "绿苑社区", None, None, None),
    ]

    assert people(read_roster(book(header, *rows))) == PAIRS


def test_lists_with_an_empty_column_between_are_read() -> None:
    header = ("姓名", "单位", None, "姓名", "单位")

    reading = read_roster(book(header, ("张一鸣", "云杉社区", None, "李二梅", "望景社区")))

    assert people(reading) == PAIRS[:2]


def test_groups_side_by_side_give_their_people_their_group() -> None:
    rows = [
        ("第一组", None, "第二组", None),
        ("姓名", "单位", "姓名", "单位"),
        ("张一鸣", "云杉社区", "李二梅", "望景社区"),
        (None, None, "王三石", "河滨社区"),
    ]

    reading = read_roster(book(*rows, merges=[Merge(1, 1, 1, 2), Merge(1, 3, 1, 4)]))

    assert [(row.person.name, row.person.group) for row in reading.rows] == [
        ("张一鸣", "第一组"),
        ("李二梅", "第二组"),
        ("王三石", "第二组"),
    ]


def test_three_levels_of_header_are_taken_together() -> None:
    rows = [
        ("学员情况", None, None, None),
        ("基本", None, "联系", None),
        ("姓名", "性别", "电话", None),
        (None, None, "手机", "座机"),
        ("张一鸣", "男", "19900000001", "021-60000001"),
    ]
    merges = [
        Merge(1, 1, 1, 4),
        Merge(2, 1, 2, 2),
        Merge(2, 3, 2, 4),
        Merge(3, 1, 4, 1),
        Merge(3, 2, 4, 2),
        Merge(3, 3, 3, 4),
    ]

    reading = read_roster(book(*rows, merges=merges))

    assert reading.header_rows == (2, 3, 4)
    assert reading.rows[0].person.phone == "19900000001"
    assert reading.rows[0].person.gender == "男"


def test_unmerged_second_level_is_taken_with_the_first() -> None:
    rows = [("姓名", "单位", "联系方式"), (None, None, "手机"), ("张一鸣", "云杉社区", "19900000001")]

    reading = read_roster(book(*rows, merges=[Merge(1, 1, 2, 1)]))

    assert reading.header_rows == (1, 2)
    assert [row.person.phone for row in reading.rows] == ["19900000001"]


def test_names_merged_over_two_columns_are_no_headings() -> None:
    rows = [("姓名", None, "单位"), ("张一鸣", None, "云杉社区"), ("李二梅", None, "望景社区")]

    reading = read_roster(book(*rows, merges=[Merge(row, 1, row, 2) for row in (1, 2, 3)]))

    assert people(reading) == PAIRS[:2]


def test_header_repeated_on_each_page_is_passed_over() -> None:
    header = ("姓名", "单位")

    assert people(read_roster(book(header, PAIRS[0], header, PAIRS[1]))) == PAIRS[:2]


def test_second_table_with_other_columns_is_read_by_its_own_header() -> None:
    rows = [
        ("姓名", "性别", "单位"),
        ("张一鸣", "男", "云杉社区"),
        ("第二批",),
        ("单位", "姓名", "性别"),
        ("望景社区", "李二梅", "女"),
    ]

    reading = read_roster(book(*rows))

    assert [(row.person.name, row.person.gender, row.person.org) for row in reading.rows] == [
        ("张一鸣", "男", "云杉社区"),
        ("李二梅", "女", "望景社区"),
    ]


def test_unknown_headings_are_told_by_their_values_with_a_warning() -> None:
    rows = [("称呼", "在哪里", "怎么找"), *((name, org, 19900000001 + row) for row, (name, org) in enumerate(PAIRS))]

    reading = read_roster(book(*rows), words={"name": ["称呼"]})

    assert people(reading) == PAIRS
    assert reading.columns[RosterField.PHONE].letter == "C"
    assert [(finding.column, finding.doubt) for finding in reading.warnings] == [
        ("B", Doubt.UNSURE),
        ("C", Doubt.UNSURE),
    ]


def test_sheet_without_any_header_is_told_by_its_values() -> None:
    rows = [(number, name, "男", org, f"1990000000{number}") for number, (name, org) in enumerate(PAIRS, 1)]

    reading = read_roster(book(*rows))

    assert reading.header_rows == ()
    assert people(reading) == PAIRS
    assert reading.to_json()["header_row"] is None


def test_column_of_another_person_is_left_alone() -> None:
    rows = [("姓名", "单位", "联系人姓名", "联系人电话"), ("张一鸣", "云杉社区", "李二梅", "19900000002")]

    reading = read_roster(book(*rows))

    assert people(reading) == PAIRS[:1]
    assert reading.rows[0].person.phone is None


def test_mobile_is_preferred_to_other_phones() -> None:
    rows = [("姓名", "办公电话", "联系电话", "手机"), ("张一鸣", "021-60000001", "021-60000002", "19900000003")]

    assert read_roster(book(*rows)).rows[0].person.phone == "19900000003"


def test_office_words_name_columns() -> None:
    reading = read_roster(book(("同志", "所属片区"), ("张一鸣", "北片")), words={"name": ["同志"], "org": ["所属片区"]})

    assert people(reading) == [("张一鸣", "北片")]


def test_visible_sheet_goes_before_a_hidden_one_and_others_are_told() -> None:
    header = ("姓名", "单位")
    sheets = [
        Grid("旧", [header, *PAIRS], hidden=True),
        Grid("学员", [header, *PAIRS]),
        Grid("通讯录", [header, PAIRS[0]]),
    ]

    reading = read_roster(Workbook(Source.WORKBOOK, sheets))

    assert reading.sheet == "学员"
    assert [one.sheet for one in reading.candidates] == ["旧", "学员", "通讯录"]
    assert "“通讯录”（1 行）" in reading.warnings[0].message


def test_choice_of_sheet_header_and_columns_is_obeyed() -> None:
    first = Grid("一", [("姓名", "单位"), PAIRS[0]])
    second = Grid("二", [("甲", "乙", "丙"), ("x", "望景社区", "李二梅")])
    choice = RosterChoice("二", (1,), {RosterField.NAME: "C", RosterField.ORG: "B"})

    reading = read_roster(Workbook(Source.WORKBOOK, [first, second]), choice=choice)

    assert people(reading) == [PAIRS[1]]
    assert reading.columns[RosterField.NAME].heading == "丙"
    assert reading.columns[RosterField.NAME].confidence == 1.0


def test_choice_of_columns_moves_with_lists_side_by_side() -> None:
    rows = [("姓名", "单位", "地址", "姓名", "单位", "地址"), ("张一鸣", "x", "云杉社区", "李二梅", "x", "望景社区")]
    choice = RosterChoice(columns={RosterField.NAME: "A", RosterField.ORG: "C"})

    assert people(read_roster(book(*rows), choice=choice)) == PAIRS[:2]


def test_equal_headers_have_equal_fingerprints() -> None:
    header = ("姓名", "单位")

    prints = {read_roster(book(header, pair)).fingerprint for pair in PAIRS}

    assert len(prints) == 1
    assert read_roster(book(("单位", "姓名"), PAIRS[0][::-1])).fingerprint not in prints


def test_no_header_is_refused_with_the_names_of_the_sheets() -> None:
    with pytest.raises(Refused, match="“说明”"):
        read_roster(book(("请填写下表",), name="说明"))


def test_missing_sheet_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused, match="没有工作表“甲”，只有 “花名册”"):
        read_roster(book(("姓名", "单位"), PAIRS[0]), choice=RosterChoice("甲"))


def test_empty_workbook_is_refused() -> None:
    with pytest.raises(Refused, match="没有内容"):
        read_roster(Workbook(Source.WORKBOOK, [Grid("Sheet1", [])]))
