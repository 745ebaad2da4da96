"""学员手册: cover, rules, committee, timetable, roster, groups, sites, lecturers, rides and pages for notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.shared import Mm, Pt

from trainingapp.registers.office_templates.examples import CLASS, GROUP, LESSON, TRAINEE, VEHICLE
from trainingapp.registers.words.facts import NOTHING, Fact, Facts, Values
from trainingapp.registers.words.layout import (
    CENTRE,
    EMPTY,
    FOUR,
    HEADING,
    THREE,
    TITLE,
    TWO,
    begin_document,
    draw_line_below,
    finish_document,
    number_pages,
    write,
    write_body,
    write_table,
)
from trainingapp.registers.words.rendering import fill_document

COVER_SIZE = 44
NOTE_LINES, NOTE_PAGES = 13, 2
NOTE_HEIGHT = 10.5
"""Millimetres between the lines of a page for notes."""


Rows = Sequence[Mapping[str, Fact]]
"""A list's rows by the headings of their columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handbook:
    """A handbook to be printed; ``rules`` are sentences, one a paragraph. What is empty leaves its blank lines.

    The lists have what their subjects' own columns show, by the columns' headings.
    """

    class_name: str
    host: str
    month: str
    contact: str = ""
    rules: Sequence[str] = ()
    lessons: Rows = ()
    trainees: Rows = ()
    groups: Rows = ()
    committee: Rows = ()
    sites: Rows = ()
    lecturers: Rows = ()
    rides: Rows = ()

    def facts(self) -> Facts:
        """Return its values by the names that templates know them by."""
        return Facts(
            {
                "班次名称": self.class_name, "主办单位": self.host, "编印年月": self.month,
                "联系方式": self.contact, "学员人数": len(self.trainees),
            },
            {
                "须知": [{"序号": str(number), "内容": text} for number, text in enumerate(self.rules, 1)],
                "课程": self.lessons, "学员": self.trainees, "分组": self.groups, "班委": self.committee,
                "教学点": self.sites, "师资": self.lecturers, "车辆": self.rides,
            },
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Printed:
    """A column of a printed list: its heading, what stands in each row, and its width in millimetres."""

    head: str
    text: str
    width: float


LESSONS = (
    Printed("日期", "{{课程.日期}}", 32),
    Printed("时段", "{{课程.时段}}", 13),
    Printed("时间", "{{课程.时间}}", 20),
    Printed("内容", "{{课程.教学内容}}", 41),
    Printed("授课人", "{{课程.授课人}}", 26),
    Printed("地点", "{{课程.地点}}", 24),
)
TRAINEES = (
    Printed("编号", "{{学员.编号}}", 14),
    Printed("姓名", "{{学员.姓名}}", 28),
    Printed("单位及职务", "{{学员.单位}}{{学员.职务}}", 88),
    Printed("组别", "{{学员.组别}}", 26),
)
GROUPS = (
    Printed("组别", "{{分组.组别}}", 20),
    Printed("组长", "{{分组.组长}}", 34),
    Printed("成员", "{{分组.成员}}", 72),
    Printed("讨论地点", "{{分组.讨论地点}}", 30),
)
COMMITTEE = (
    Printed("职务", "{{班委.职务}}", 40),
    Printed("姓名", "{{班委.姓名}}", 36),
    Printed("单位及职务", "{{班委.单位及职务}}", 80),
)
RIDES = (
    Printed("车号", "{{车辆.车号}}", 18),
    Printed("车牌", "{{车辆.车牌}}", 26),
    Printed("带队", "{{车辆.带队（车长）}}", 24),
    Printed("乘客", "{{车辆.乘客}}", 88),
)
EXAMPLE = Handbook(
    class_name=CLASS.class_name,
    host=CLASS.host,
    month="2025年5月",
    contact="陈青禾 19900000001",
    rules=["按时到课，每半天签到一次。"],
    lessons=[LESSON],
    trainees=[TRAINEE],
    groups=[GROUP],
    committee=[{"职务": "班长", "姓名": "陈青禾", "单位及职务": "望景居民区党总支书记助理"}],
    sites=[{"名称": "大场镇党群服务中心", "地址": "宝山区大场镇", "简介": "党建引领社区治理"}],
    lecturers=[{"姓名": "张雪梅", "单位及职称": "上海交通大学马克思主义学院教授", "简介": "讲授《开班第一课》"}],
    rides=[VEHICLE],
).facts()
"""What the fields look like, for the page that lists them."""


def build_handbook(handbook: Handbook, template: bytes | None = None, common: Values = NOTHING) -> bytes:
    """Return the handbook as a .docx, in the office's own layout where there is one."""
    facts = handbook.facts().beside(common)
    return fill_document(template or make_template(), facts, title=f"{handbook.class_name}学员手册")


def make_template() -> bytes:
    """Return the template that comes with the product; an office may change it and hand it in as its own."""
    document = begin_document("学员手册")
    section = document.sections[0]
    section.top_margin = section.bottom_margin = Mm(28)
    section.different_first_page_header_footer = True  # no number on the cover
    number_pages(section)
    _write_cover(document)
    _begin_chapter(document, "一、学员须知")
    write_body(document, "{{须知.序号}}．{{须知.内容}}")
    _write_lists(document)
    _write_notes(document)
    return finish_document(document)


def _write_cover(document: Document) -> None:
    for _ in range(4):
        write(document, EMPTY)
    write(document, "{{班次名称}}", face=TITLE, size=TWO, align=CENTRE)
    write(document, EMPTY)
    write(document, "学员手册", face=TITLE, size=COVER_SIZE, align=CENTRE)
    for _ in range(9):
        write(document, EMPTY)
    write(document, "{{主办单位}}", align=CENTRE)
    write(document, "{{编印年月}}", align=CENTRE)


def _begin_chapter(document: Document, title: str, *, new_page: bool = True) -> None:
    paragraph = write(document, title, face=HEADING, size=THREE)
    paragraph.paragraph_format.page_break_before = new_page
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(FOUR)


def _write_lists(document: Document) -> None:
    _begin_chapter(document, "二、班委和临时党支部", new_page=False)
    _write_list(document, COMMITTEE)
    write(document, "联系方式：{{联系方式}}", size=FOUR)
    _begin_chapter(document, "三、课程安排")
    _write_list(document, LESSONS)
    write(document, "课程如有调整，以班级通知为准。", size=FOUR)
    _begin_chapter(document, "四、学员名册（{{学员人数}}人）")
    _write_list(document, TRAINEES)
    _begin_chapter(document, "五、分组名单")
    _write_list(document, GROUPS)
    _begin_chapter(document, "六、现场教学点")
    write(document, "{{教学点.名称}}　{{教学点.地址}}", face=HEADING, indent=2)
    write_body(document, "{{教学点.简介}}")
    _begin_chapter(document, "七、师资介绍", new_page=False)
    write(document, "{{师资.姓名}}　{{师资.单位及职称}}", face=HEADING, indent=2)
    write_body(document, "{{师资.简介}}")
    _begin_chapter(document, "八、乘车安排", new_page=False)
    _write_list(document, RIDES)


def _write_list(document: Document, columns: Sequence[Printed]) -> None:
    heads, texts = [one.head for one in columns], [one.text for one in columns]
    write_table(document, heads, texts, [one.width for one in columns])


def _write_notes(document: Document) -> None:
    """Add pages with lines to write on."""
    for page in range(NOTE_PAGES):
        if page == 0:
            _begin_chapter(document, "学习笔记")
        for number in range(NOTE_LINES):
            line = write(document, EMPTY)
            line.paragraph_format.line_spacing = Mm(NOTE_HEIGHT)
            line.paragraph_format.page_break_before = page > 0 and number == 0
            draw_line_below(line, colour="999999", size=4)
