"""学员手册: cover, rules, committee, timetable, roster, groups, sites, lecturers, rides and pages for notes."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.shared import Mm, Pt

from trainingapp.core.columns import Column, SheetColumn
from trainingapp.core.placeholders import field_name
from trainingapp.registers.words.facts import Facts, list_facts
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


@dataclass(frozen=True, slots=True, kw_only=True)
class HandbookLesson:
    """A line of the timetable."""

    date: str
    half_day: str = ""
    time: str = ""
    topic: str
    form: str = ""
    lecturer: str = ""
    venue: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandbookTrainee:
    """A line of the roster; the phone may be left out."""

    number: str
    name: str
    unit_post: str = ""
    group: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandbookGroup:
    """A group, its members as they are to be read."""

    name: str
    leader: str = ""
    members: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeMember:
    """Who does what in the class committee or the temporary branch."""

    duty: str
    name: str
    unit_post: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduced:
    """A site or a lecturer: a name, a line on it (address; organisation and title), and what there is to tell."""

    name: str
    line: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandbookRide:
    """A vehicle of a trip."""

    vehicle: str
    plate: str = ""
    escort: str = ""
    passengers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handbook:
    """A handbook to be printed; ``rules`` are sentences, one a paragraph. What is empty leaves its blank lines."""

    class_name: str
    host: str
    month: str
    contact: str = ""
    rules: Sequence[str] = ()
    lessons: Sequence[HandbookLesson] = ()
    trainees: Sequence[HandbookTrainee] = ()
    groups: Sequence[HandbookGroup] = ()
    committee: Sequence[CommitteeMember] = ()
    sites: Sequence[Introduced] = ()
    lecturers: Sequence[Introduced] = ()
    rides: Sequence[HandbookRide] = ()

    def facts(self) -> Facts:
        """Return its values by the names that templates know them by."""
        return Facts(
            {
                "班次名称": self.class_name, "主办单位": self.host, "编印年月": self.month,
                "联系方式": self.contact, "学员人数": len(self.trainees),
            },
            {
                "须知": [{"序号": str(number), "内容": text} for number, text in enumerate(self.rules, 1)],
                "课程": list_facts(LESSONS, self.lessons),
                "学员": list_facts(TRAINEES, self.trainees),
                "分组": list_facts(GROUPS, self.groups),
                "班委": list_facts(COMMITTEE, self.committee),
                "教学点": list_facts(SITES, self.sites),
                "师资": list_facts(LECTURERS, self.lecturers),
                "车辆": list_facts(RIDES, self.rides),
            },
        )  # fmt: skip


LESSONS: Sequence[Column[HandbookLesson]] = (
    Column("date", "日期", lambda one: one.date, width=30),
    Column("half_day", "时段", lambda one: one.half_day, width=14),
    Column("time", "时间", lambda one: one.time, width=24),
    Column("topic", "内容", lambda one: one.topic, width=42),
    Column("lecturer", "授课人", lambda one: one.lecturer, width=26),
    Column("venue", "地点", lambda one: one.venue, width=20),
)
TRAINEES: Sequence[Column[HandbookTrainee]] = (
    Column("number", "序号", lambda one: one.number, width=12),
    Column("name", "姓名", lambda one: one.name, width=26),
    Column("unit_post", "单位及职务", lambda one: one.unit_post, width=64),
    Column("group", "组别", lambda one: one.group, width=22),
    Column("phone", "联系电话", lambda one: one.phone, width=32),
)
GROUPS: Sequence[Column[HandbookGroup]] = (
    Column("name", "组别", lambda one: one.name, width=20),
    Column("leader", "组长", lambda one: one.leader, width=24),
    Column("members", "成员", lambda one: one.members, width=82),
    Column("place", "讨论地点", lambda one: one.place, width=30),
)
COMMITTEE: Sequence[Column[CommitteeMember]] = (
    Column("duty", "职务", lambda one: one.duty, width=40),
    Column("name", "姓名", lambda one: one.name, width=36),
    Column("unit_post", "单位及职务", lambda one: one.unit_post, width=80),
)
SITES: Sequence[Column[Introduced]] = (
    Column("name", "名称", lambda one: one.name),
    Column("line", "地址", lambda one: one.line),
    Column("text", "简介", lambda one: one.text),
)
LECTURERS: Sequence[Column[Introduced]] = (
    Column("name", "姓名", lambda one: one.name),
    Column("line", "单位及职称", lambda one: one.line),
    Column("text", "简介", lambda one: one.text),
)
RIDES: Sequence[Column[HandbookRide]] = (
    Column("vehicle", "车号", lambda one: one.vehicle, width=18),
    Column("plate", "车牌", lambda one: one.plate, width=26),
    Column("escort", "带队", lambda one: one.escort, width=24),
    Column("passengers", "乘客", lambda one: one.passengers, width=88),
)


def build_handbook(handbook: Handbook, template: bytes | None = None) -> bytes:
    """Return the handbook as a .docx, in the office's own layout where there is one."""
    return fill_document(template or make_template(), handbook.facts(), title=f"{handbook.class_name}学员手册")


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
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


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
    _write_list(document, "班委", COMMITTEE)
    write(document, "联系方式：{{联系方式}}", size=FOUR)
    _begin_chapter(document, "三、课程安排")
    _write_list(document, "课程", LESSONS)
    write(document, "课程如有调整，以班级通知为准。", size=FOUR)
    _begin_chapter(document, "四、学员名册（{{学员人数}}人）")
    _write_list(document, "学员", TRAINEES)
    write(document, "联系电话仅供本班培训期间使用，请勿外传。", size=FOUR)
    _begin_chapter(document, "五、分组名单")
    _write_list(document, "分组", GROUPS)
    _begin_chapter(document, "六、现场教学点")
    write(document, "{{教学点.名称}}（{{教学点.地址}}）", face=HEADING, indent=2)
    write_body(document, "{{教学点.简介}}")
    _begin_chapter(document, "七、师资介绍", new_page=False)
    write(document, "{{师资.姓名}}　{{师资.单位及职称}}", face=HEADING, indent=2)
    write_body(document, "{{师资.简介}}")
    _begin_chapter(document, "八、乘车安排", new_page=False)
    _write_list(document, "车辆", RIDES)


def _write_list(document: Document, name: str, columns: Sequence[SheetColumn]) -> None:
    heads = [field_name(column) for column in columns]
    write_table(document, heads, [f"{{{{{name}.{head}}}}}" for head in heads], [column.width for column in columns])


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
