"""A roster of 20,000 synthetic people as a workbook."""

import io

from openpyxl import Workbook

PEOPLE = 20_000
HEADER = ("序号", "姓名", "性别", "民族", "出生年月", "学历", "政治面貌", "单位", "职务", "联系电话")
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平"


def person(number: int) -> tuple[int | str, ...]:
    name = SURNAMES[number % 10] + GIVEN[number // 10 % 20] + GIVEN[number // 200 % 20]
    birth = f"{1960 + number % 40}.{number % 12 + 1:02d}"
    organisation = f"第{number % 300 + 1}居民区党总支"
    phone = f"199{number:08d}"
    return number, name, "男女"[number % 2], "汉族", birth, "大学", "中共党员", organisation, "书记", phone


def make_roster() -> bytes:
    """Return a roster of all these people as a workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("花名册")
    sheet.append(HEADER)
    for number in range(1, PEOPLE + 1):
        sheet.append(person(number))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
