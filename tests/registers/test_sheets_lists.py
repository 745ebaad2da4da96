"""Contact list, reply form, allotment, groups and ledger as workbooks, cell by cell."""

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.registers.office_papers import make_contacts, make_groups, make_ledger, make_quotas, make_reply
from tests.registers.papers import CLASS
from trainingapp.core.columns import Column
from trainingapp.registers.sheets.contacts import CONTACT_KEYS, build_contacts
from trainingapp.registers.sheets.grouping import GroupLine, build_groups, group_columns
from trainingapp.registers.sheets.ledger import build_ledger
from trainingapp.registers.sheets.lists import pick_columns
from trainingapp.registers.sheets.quotas import build_quotas
from trainingapp.registers.sheets.reply import build_reply


def open_only(content: bytes) -> Worksheet:
    book = load_workbook(BytesIO(content))
    assert len(book.worksheets) == 1
    return book.worksheets[0]


def filled(sheet: Worksheet, *, first: int = 1, last: int | None = None) -> list[list[object]]:
    """Return what stands in each row, blanks left out."""
    return [
        [value for value in row if value not in {None, ""}]
        for row in sheet.iter_rows(min_row=first, max_row=last, values_only=True)
    ]


def test_contacts_are_the_roster_s_columns_by_their_keys() -> None:
    assert tuple(column.key for column in make_contacts(1).columns) == CONTACT_KEYS


def test_contacts_have_whole_phones_as_text_and_say_what_they_are_for() -> None:
    sheet = open_only(build_contacts(make_contacts(2)))

    assert filled(sheet) == [
        [CLASS + "\n通讯录"],
        ["填报单位：天目西路街道党建办", "填表日期：2025年6月20日"],
        ["序号", "姓名", "单位", "职务", "联系电话"],
        [1, "陶　然", "云杉一村居民区党总支", "副书记", "19900000001"],
        [2, "上官画菊", "北站居民区党支部", "书记助理", "19900000002"],
        ["注：仅供本班培训期间联系使用，请勿转发、公开。"],
    ]
    assert sheet["E4"].data_type == "s"
    assert sheet.page_setup.orientation == "portrait"


def test_contacts_of_nobody_say_so() -> None:
    assert ["（暂无学员）"] in filled(open_only(build_contacts(make_contacts(0))))


def test_columns_are_picked_in_the_order_asked_and_unknown_keys_passed_over() -> None:
    columns: list[Column[str]] = [Column(key, key, lambda row: row) for key in "abc"]

    assert [column.key for column in pick_columns(columns, ("c", "gone", "a"))] == ["c", "a"]


def test_reply_goes_on_with_numbered_lines_to_fill_in() -> None:
    sheet = open_only(build_reply(replace(make_reply(2), blank_lines=3)))

    rows = filled(sheet, first=5, last=9)
    assert [row[0] for row in rows] == [1, 2, 3, 4, 5]
    assert [len(row) for row in rows] == [12, 12, 1, 1, 1]


def test_reply_says_by_when_and_where_to_and_who_signs() -> None:
    sheet = open_only(build_reply(make_reply(0)))

    assert sheet["A1"].value == "附件3"
    assert filled(sheet)[-2:] == [
        ["注：请于5月6日（星期二）17:00前加盖公章后报送街道党建办。手机号码仅用于培训联系；不需要的栏目可以不填。"],
        ["填表人：＿＿＿＿＿＿", "联系电话：＿＿＿＿＿＿", "填表日期：＿＿＿＿＿＿", "（盖章）"],
    ]


def test_reply_without_a_deadline_points_to_the_notice() -> None:
    sheet = open_only(build_reply(replace(make_reply(0), deadline="", send_to="")))

    assert filled(sheet)[-2][0] == (
        "注：请按通知要求的时间加盖公章后报送主办单位。手机号码仅用于培训联系；不需要的栏目可以不填。"
    )


def test_quotas_are_summed() -> None:
    sheet = open_only(build_quotas(make_quotas(4)))

    rows = filled(sheet, first=3, last=8)
    assert rows[0] == ["序号", "单位（党组织）", "名额", "已报名", "备注"]
    assert [row[2:] for row in rows[1:5]] == [[2, 1], [3, 0], [1, 1], [2, 0]]
    assert rows[5] == ["合计", 8, 2]


def test_quotas_before_anyone_counts_have_no_column_for_it() -> None:
    sheet = make_quotas(2)
    uncounted = replace(sheet, quotas=[replace(quota, entered=None) for quota in sheet.quotas])

    assert filled(open_only(build_quotas(uncounted)), first=3, last=3) == [["序号", "单位（党组织）", "名额", "备注"]]


def test_quotas_of_nobody_have_no_sum() -> None:
    rows = filled(open_only(build_quotas(make_quotas(0))))

    assert ["（尚未分配名额）"] in rows
    assert not any("合计" in row for row in rows)


def test_groups_count_their_leaders_and_name_the_members() -> None:
    sheet = open_only(build_groups(make_groups(13)))

    rows = filled(sheet, first=3, last=5)
    assert rows[0] == ["组别", "组长", "副组长\n（联络员）", "成员", "人数", "讨论地点", "指导老师"]
    assert (rows[1][0], rows[1][1], rows[1][4]) == ("第1组", "陶　然", 10)
    assert rows[2] == [
        "第2组", "陶　然", "上官画菊", "司马佳正（长风商务楼联合支部）", 3, "党群服务中心202室", "郭　璐",
    ]  # fmt: skip


def test_group_columns_that_no_group_needs_are_left_out() -> None:
    plain = [GroupLine(name="第1组", leader="陈青禾", members=["陶　然"])]

    assert [column.key for column in group_columns(plain)] == ["name", "leader", "members", "size"]


@pytest.mark.parametrize(
    ("leader", "deputies", "members", "size"), [("", (), (), 0), ("甲", (), (), 1), ("甲", ("乙",), ("丙", "丁"), 4)]
)
def test_group_size_is_everyone_once(leader: str, deputies: tuple[str], members: tuple[str], size: int) -> None:
    assert GroupLine(name="组", leader=leader, deputies=deputies, members=members).size == size


def test_ledger_sums_what_is_known_and_tells_which_papers_are_missing() -> None:
    sheet = open_only(build_ledger(make_ledger(3)))

    rows = filled(sheet, first=4, last=7)
    assert [row[6:8] for row in rows[:3]] == [[319, 42.5]] * 3
    assert "齐全" in rows[1]
    assert "缺：签到表、讲课费签收单" in rows[2]
    assert rows[3] == ["合计 3 期", 957, 127.5, 25601]


def test_ledger_of_nothing_says_so() -> None:
    assert ["（没有办班）"] in filled(open_only(build_ledger(make_ledger(0))))
