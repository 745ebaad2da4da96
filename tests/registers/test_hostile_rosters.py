"""Sound workbooks with hostile contents: each cell is named with its row and column, and nothing is written."""

import html
import re
from io import BytesIO

import openpyxl
from openpyxl.utils import get_column_letter

from tests.factories import Factory
from tests.registers.uploads import take
from trainingapp.cohorts.queries import list_roster

HEADER = ("姓名", "性别", "民族", "出生年月", "单位", "职务", "手机", "政治面貌", "学历", "组别", "身份证号")
SOUND = ("张三", "男", "汉族", "1985.03", "云杉社区", "书记", "19900000001", "中共党员", "大学", "第一组", None)
LETTERS = {heading: get_column_letter(at) for at, heading in enumerate(HEADER, 1)}
LONG = "长" * 32_767
HOSTILE: list[tuple[str, str | float, str]] = [
    *((field, "=1+1", "是公式，不读取") for field in ("姓名", "出生年月", "单位", "职务", "手机", "身份证号")),
    ("单位", "='[别的表.xlsx]Sheet1'!A1", "是公式，不读取"),
    ("姓名", LONG, "最多 40 个"),
    ("单位", LONG, "最多"),
    ("职务", LONG, "最多"),
    ("组别", LONG, "最多"),
    ("姓名", "<script>alert(1)</script>", "不该出现的字符"),
    ("姓名", "#REF!", "出错的值"),
    ("出生年月", "9999-99", "出生年份 9999 不对"),
    ("出生年月", "1985年13月", "出生月份 13 不对"),
    ("性别", "不详", "性别"),
    ("手机", 1.99e10 + 0.5, "联系电话"),
    ("手机", "1.99E+10", "科学计数法"),
    ("身份证号", "11010519491231002Y", "身份证"),
]


FIRST_ROW = 3


def roster() -> bytes:
    """Return a roster with one sound row and then one row for each hostile cell."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADER)
    sheet.append(SOUND)
    for row, (heading, value, _told) in enumerate(HOSTILE, FIRST_ROW):
        sheet.append([f"李{'甲乙丙丁戊己庚辛壬癸'[row % 10]}{'子丑寅卯'[row // 10]}", *SOUND[1:6], None, *SOUND[7:]])
        sheet.cell(row, HEADER.index(heading) + 1).value = value
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_every_hostile_cell_is_named_and_nothing_is_half_written(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()

    answer = client.post(
        f"/classes/{cohort.public_id}/roster/import",
        data={"file": (BytesIO(roster()), "名单.xlsx")},
        content_type="multipart/form-data",
    )
    refused = client.post(answer.location)
    words = html.unescape(refused.get_data(as_text=True))
    half = list_roster(cohort.id)
    taken = take(client, answer.location, {"without_refused": "y"})

    places = [
        (f"第 {row} 行 {LETTERS[heading]} 列：", told) for row, (heading, _value, told) in enumerate(HOSTILE, FIRST_ROW)
    ]
    assert [(place, told) for place, told in places if not re.search(f"{place}[^第]*{re.escape(told)}", words)] == []
    assert (refused.status_code, list(half)) == (422, [])
    assert (taken.status_code, [one.name for one in list_roster(cohort.id)]) == (302, ["张三"])
