"""In which order papers print people: who came first, who holds which post, and who sits where."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient

from tests.factories import Factory
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.operations import change_presets
from trainingapp.cohorts.terms import SortRule

NAMES = ("张三丰", "李四光", "王五岳", "丁一", "丁一峰", "单雄信")


def texts(client: FlaskClient, cohort: Cohort, kind: str) -> list[str]:
    """Return what stands in a paper, in reading order and without spaces."""
    content = client.post(f"/classes/{cohort.public_id}/papers/{kind}").get_data()
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    return ["".join(str(cell.value).split()) for row in sheet.iter_rows() for cell in row if cell.value]


def named(found: list[str]) -> list[str]:
    """Return the trainees among some texts; a seat says the group below the name."""
    return [name for text in found for name in NAMES if text.removesuffix("第一组").removesuffix("第二组") == name]


@pytest.mark.parametrize(
    ("rule", "order", "note"),
    [
        (SortRule.NUMBER, "张三丰 李四光 王五岳 丁一 丁一峰 单雄信", ""),
        (SortRule.STROKES, "丁一 丁一峰 王五岳 李四光 张三丰 单雄信", "注：按姓氏笔画为序。"),
        (SortRule.PINYIN, "丁一 丁一峰 李四光 单雄信 王五岳 张三丰", "注：按姓名拼音为序。"),
        (SortRule.ORGANISATION, "李四光 丁一峰 王五岳 张三丰 丁一 单雄信", "注：按单位职务为序。"),
        (SortRule.ARRIVAL, "单雄信 张三丰 李四光 王五岳 丁一 丁一峰", "注：按报到先后为序。"),
    ],
)
def test_roster_is_printed_in_the_order_that_the_class_chose(
    rule: SortRule, order: str, note: str, make: Factory
) -> None:
    cohort = make.cohort()
    posts = ("委员", "书记", "书记助理", "楼组长", "副书记", "社工")
    for place, (name, post) in enumerate(zip(NAMES, posts, strict=True)):
        early = cohort.starts_on - timedelta(days=name == "单雄信")
        unit = "河滨居民区" if place == len(NAMES) - 1 else "云杉居民区"
        make.enrolment(cohort, name, post=post, organisation_name=unit, joined_on=early, number=place + 1)
    change_presets(make.actor, cohort, presets=replace(cohort.presets, sort_rule=rule), version=cohort.version)

    found = texts(make.organiser_client(), cohort, "roster")

    assert named(found) == order.split()
    assert [text for text in found if text.startswith("注：按")] == ([note] if note else [])


def test_people_sit_by_groups_or_in_the_order_that_the_class_chose(make: Factory) -> None:
    cohort = make.cohort()
    groups = [make.group(cohort, name, position=place) for place, name in enumerate(("第一组", "第二组"), start=1)]
    for place, name in enumerate(NAMES):
        make.enrolment(cohort, name, number=place + 1, group=groups[place % 2])
    client = make.organiser_client()
    form = {"title_pattern": "{班次名称}{表名}", "sort_rule": "number", "observer_lines": "4"}

    by_groups = texts(client, cohort, "seating")
    client.post(f"/classes/{cohort.public_id}/settings", data={**form, "seating": "strokes"})
    by_strokes = texts(client, cohort, "seating")

    assert named(by_groups) == ["张三丰", "王五岳", "丁一峰", "李四光", "丁一", "单雄信"]
    assert named(by_strokes) == ["丁一", "丁一峰", "王五岳", "李四光", "张三丰", "单雄信"]
    assert "注：按姓氏笔画为序。" in by_strokes
