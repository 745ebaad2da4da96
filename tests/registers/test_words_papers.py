"""Notice, certificates, handbook and briefing: what they say, and how they are printed."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from tests.provision.parts import require_part
from tests.registers.printing import Page, convert, read_pages
from tests.registers.word_papers import CLASS, make_briefing, make_certificates, make_handbook, make_notice
from trainingapp.core.placeholders import Vocabulary
from trainingapp.registers.words import briefings, certificates, handbooks, notices
from trainingapp.registers.words.briefings import Briefing, Leader, VisitDay, build_briefing, draft
from trainingapp.registers.words.certificates import build_certificates
from trainingapp.registers.words.facts import Facts
from trainingapp.registers.words.handbooks import Handbook, build_handbook
from trainingapp.registers.words.inspecting import inspect_document
from trainingapp.registers.words.notices import build_notice

pytestmark = pytest.mark.xdist_group("words")  # what they share is made once


def texts_of(content: bytes) -> list[str]:
    """Return the paragraphs that say something."""
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs if paragraph.text]


def rows_of(content: bytes, table: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in Document(io.BytesIO(content)).tables[table].rows]


def test_notice_has_the_parts_of_an_official_paper() -> None:
    assert texts_of(build_notice(make_notice())) == [
        "天目西路街道党建办",
        "天党建〔2025〕5号",
        f"关于举办{CLASS}的通知",
        "各居民区党组织：",
        "为系统提升居民区后备力量的核心能力，街道决定举办培训班。现将有关事项通知如下。",
        "一、培训对象：居民区后备干部29名，名额见附件2",
        "二、培训时间：2025年5月9日至6月20日，5月9日上午9:00开班",
        "三、培训地点：街道党群服务中心报告厅",
        "四、培训内容：集中授课、现场教学、交流分享，课程见附件1",
        "五、有关要求",
        "1．参训学员要严格遵守纪律，请假须书面报批。",
        "2．着装整洁，自带笔记本。",
        "3．5月6日前报送回执。",
        "联系人：陈青禾，联系电话：19900000001。",
        "附件：",
        "1．课程安排表",
        "2．名额分配表",
        "3．报名回执表",
        "天目西路街道党建办　　",
        "2025年4月28日　　",
    ]


def test_notice_has_the_measures_of_an_official_paper() -> None:
    section = Document(io.BytesIO(build_notice(make_notice()))).sections[0]

    assert [round(one.mm) for one in (section.top_margin, section.left_margin) if one is not None] == [37, 28]
    width, left, right = section.page_width, section.left_margin, section.right_margin
    assert width is not None
    assert left is not None
    assert right is not None
    assert round((width - left - right) / 36_000) == 156


def test_certificates_have_a_page_and_a_number_each() -> None:
    texts = texts_of(build_certificates(make_certificates(3)))

    assert [text for text in texts if "编号" in text] == [f"编号：QL2025-01-00{number}" for number in (1, 2, 3)]
    assert texts.count("结业证书") == 3
    assert f"于2025年5月9日至6月20日参加{CLASS}学习，修满规定学时，经考核合格，准予结业。" in texts


def test_single_certificate_is_a_document_of_one_page() -> None:
    whole = make_certificates(3)

    texts = texts_of(build_certificates(replace(whole, certificates=whole.certificates[1:2])))

    assert [text for text in texts if text.endswith("同志：")] == ["上官画菊同志："]


def test_handbook_has_its_chapters_and_lists() -> None:
    content = build_handbook(make_handbook(12))

    texts = texts_of(content)
    chapters = {f"{number}、" for number in "一二三四五六七八"}
    assert [text for text in texts if text[:2] in chapters] == [
        "一、学员须知", "二、班委和临时党支部", "三、课程安排", "四、学员名册（12人）", "五、分组名单",
        "六、现场教学点",
        "七、师资介绍", "八、乘车安排",
    ]  # fmt: skip
    assert "1．严格遵守培训纪律，按时到课。" in texts
    assert [len(rows_of(content, table)) for table in range(5)] == [2, 9, 13, 4, 2]
    assert rows_of(content, 2)[1] == ["1", "陶　然", "云杉一村居民区党总支副书记", "第2组"]
    start = texts.index("大场镇党群服务中心　宝山区大场镇")
    assert texts[start : start + 4] == [
        "大场镇党群服务中心　宝山区大场镇", "党建引领社区治理的实践基地。",
        "慧华苑居民区党群服务站　宝山区大场镇", "社区难题治理平台。",
    ]  # fmt: skip


def test_handbook_of_nothing_is_whole() -> None:
    content = build_handbook(Handbook(class_name="某班", host="某街道", month="2025年5月"))

    assert rows_of(content, 2) == [["编号", "姓名", "单位及职务", "组别"], [""] * 4]


def test_briefing_drafts_what_is_known() -> None:
    opening, lecture, visit, outlook = draft(make_briefing())

    assert opening == (
        f"5月9日上午，天目西路街道举办的{CLASS}正式开班，29名中青年社区治理骨干参加培训。"
        "街道党工委书记、人大街工委主任董启蒙出席开班仪式并作动员讲话。"
    )
    assert lecture == (
        "上海交通大学马克思主义学院博士生导师、教授张雪梅为学员们作题为"
        "《以习近平新时代中国特色社会主义思想引领新征程》的开班第一课。"
    )
    assert visit == (
        "当天下午，学员们先后前往宝山区大场镇党群服务中心和慧华苑居民区党群服务站开展现场教学，"
        "了解党建引领社区治理、社区难题治理平台搭建等方面的经验做法。"
    )
    assert outlook == "本次培训将持续至6月，综合运用集中授课、现场教学、交流分享等形式。"


def test_briefing_leaves_out_what_is_not_known() -> None:
    bare = Briefing(number="1", host="某街道", publisher="党建办", date="", class_name="某班")

    assert draft(bare) == ["某街道举办的某班正式开班。"]
    assert draft(replace(bare, leaders=[Leader(name="甲"), Leader(name="乙")]))[0].endswith("甲、乙出席开班仪式。")
    assert draft(replace(bare, visits=[VisitDay(when="下午", stops=["甲站"]), VisitDay(when="次日", stops=[])])) == [
        "某街道举办的某班正式开班。",
        "下午，学员们前往甲站开展现场教学。",
    ]


def test_briefing_has_voices_and_photographs_with_captions() -> None:
    content = build_briefing(make_briefing())

    assert "“课程贴近工作，回去就能用。”——陈青禾（望景居民区书记助理）" in texts_of(content)
    document = Document(io.BytesIO(content))
    assert len(document.inline_shapes) == 1
    assert document.tables[0].rows[0].cells[0].text.strip() == "培训动员会现场"


def test_briefing_without_voices_and_photographs_is_whole() -> None:
    content = build_briefing(replace(make_briefing(), voices=(), photos=()))

    assert not any("——" in text for text in texts_of(content))
    assert len(Document(io.BytesIO(content)).inline_shapes) == 0


@pytest.mark.parametrize(
    ("make", "facts"),
    [
        (notices.make_template, make_notice().facts()),
        (certificates.make_template, make_certificates(1).facts()),
        (handbooks.make_template, make_handbook(3).facts()),
        (briefings.make_template, make_briefing().facts()),
    ],
    ids=["notice", "certificate", "handbook", "briefing"],
)
def test_template_that_comes_along_can_be_handed_in_as_the_office_s_own(
    make: Callable[[], bytes], facts: Facts
) -> None:
    words = Vocabulary(facts.single, {name: rows[0] for name, rows in facts.lists.items() if rows})

    inspection = inspect_document(make(), "模板.docx", words)

    assert inspection.mistakes == []
    assert {one.of_list for one in inspection.used if one.of_list} == {*words.lists}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Page]]:
    """Return the pages of all four as LibreOffice prints them."""
    for part in ("libreoffice", "poppler", "fonts"):
        require_part(part)
    folder: Path = tmp_path_factory.mktemp("words")
    papers = {
        "notice": build_notice(make_notice()),
        "certificates": build_certificates(make_certificates(7)),
        "handbook": build_handbook(make_handbook(29)),
        "briefing": build_briefing(make_briefing()),
    }
    files = [folder / f"{name}.docx" for name in papers]
    for file, content in zip(files, papers.values(), strict=True):
        file.write_bytes(content)
    convert(files, "pdf", folder)
    return {file.stem: read_pages(file.with_suffix(".pdf")) for file in files}


@pytest.mark.serial
def test_papers_are_printed_on_the_pages_that_they_need(printed: dict[str, list[Page]]) -> None:
    assert {name: len(pages) for name, pages in printed.items()} == {
        "notice": 2, "certificates": 7, "handbook": 9, "briefing": 2,
    }  # fmt: skip


@pytest.mark.serial
def test_nothing_is_cut_and_the_heading_of_a_long_list_repeats(printed: dict[str, list[Page]]) -> None:
    for name, pages in printed.items():
        for page in pages:
            assert all(word.left > 0 and word.right < page.width for word in page.words), name
            assert all(word.top > 0 and word.bottom < page.height for word in page.words), name
    roster = [page for page in printed["handbook"] if "编号" in page.text]
    assert len(roster) == 2
    assert all("单位及职务" in page.text for page in roster)
    assert all("结业证书" in page.text for page in printed["certificates"])
