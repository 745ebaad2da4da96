"""The remark of a roster's row: kept with the trainee, refused by its cell where it is too long to keep."""

import pytest

from tests.factories import Factory
from tests.registers.small_rosters import book
from tests.registers.test_roster_pages import upload, workbook
from tests.registers.uploads import take
from trainingapp.cohorts.queries import list_roster
from trainingapp.registers.rules.roster import read_roster

HEAD = ("姓名", "单位", "后备类别", "备注")


def test_remark_of_a_row_becomes_the_trainees_note(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()

    rows = (("陈青禾", "望景居民区党总支", "书记后备", "素食"), ("陶然", "云杉居民区党总支", "", ""))

    take(client, upload(client, cohort, workbook(HEAD, *rows)))

    assert [(one.reserve_category, one.note) for one in list_roster(cohort.id)] == [("书记后备", "素食"), ("", "")]


@pytest.mark.parametrize(
    ("category", "remark", "told"),
    [
        ("后" * 40, "备" * 200, []),
        ("后" * 41, "素食", [("C", "后备类别有 41 个字，最多 40 个；请核对是否填错了列")]),
        ("书记后备", "备" * 201, [("D", "备注有 201 个字，最多 200 个；请核对是否填错了列")]),
    ],
)
def test_what_is_too_long_to_keep_is_refused_by_its_cell(
    category: str, remark: str, told: list[tuple[str, str]]
) -> None:
    reading = read_roster(book(HEAD, ("张一鸣", "云杉社区", category, remark)))

    assert [(one.column, one.message) for one in reading.errors] == told
