"""培训简报: a draft made of the class's facts, for an editor to go over; the local paper's page is the model.

The draft says only what it was given: who opened the class when, for how many, who spoke, the first lecture, the visit
of the afternoon, the forms of teaching, what trainees said, what comes next. What is not known is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docx.shared import Mm

from trainingapp.registers.office_templates.examples import CLASS
from trainingapp.registers.words.facts import NOTHING, Fact, Facts, Photo, Values
from trainingapp.registers.words.layout import (
    CENTRE,
    EMPTY,
    FIVE,
    FOUR,
    HEADING,
    RED,
    RIGHT,
    TITLE,
    TWO,
    begin_document,
    draw_line_below,
    finish_document,
    number_pages,
    write,
    write_body,
    write_cell,
)
from trainingapp.registers.words.rendering import fill_document

MASTHEAD_SIZE = 48
VOICES = "学员感言"
GONE = "（照片文件不见了，请从备份恢复）"
PICTURE_FIELD, CAPTION_FIELD = "{{照片.图}}", "{{照片.说明}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """A leader who was there: 董启蒙, 街道党工委书记; ``spoke`` says as what (作动员讲话), blank if only present."""

    name: str
    post: str = ""
    spoke: str = ""

    @property
    def named(self) -> str:
        """Return post and name as papers write them."""
        return self.post + self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Lecture:
    """A lecture: 张雪梅, 上海交通大学马克思主义学院教授, 《…》."""

    lecturer: str
    title: str = ""
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDay:
    """A visit: when (5月9日下午), and its stops in their order."""

    when: str
    stops: Sequence[str]
    learned: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What a trainee said, and who it is."""

    text: str
    name: str
    post: str = ""

    @property
    def signature(self) -> str:
        """Return the name with the post behind it."""
        return f"{self.name}（{self.post}）" if self.post else self.name


@dataclass(frozen=True, slots=True)
class CaptionedPhoto:
    """A photograph with its caption; without content where its file is gone."""

    content: bytes | None
    caption: str

    @property
    def shown(self) -> Fact:
        """Return what is printed in its place."""
        return Photo(self.content) if self.content is not None else GONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """The facts of a briefing. Dates as people write them: ``opened`` 5月9日上午, ``until`` 6月."""

    number: str
    host: str
    publisher: str
    date: str
    class_name: str
    opened: str = ""
    trainees: int = 0
    audience: str = "学员"
    aims: Sequence[str] = ()
    leaders: Sequence[Leader] = ()
    lecture: Lecture | None = None
    visits: Sequence[VisitDay] = ()
    forms: Sequence[str] = ()
    hours: str = ""
    until: str = ""
    voices: Sequence[Voice] = ()
    photos: Sequence[CaptionedPhoto] = ()

    def facts(self) -> Facts:
        """Return its values, the drafted text among them, by the names that templates know them by."""
        return Facts(
            {
                "期号": self.number, "主办单位": self.host, "编发单位": self.publisher, "编发日期": self.date,
                "标题": f"{self.class_name}正式开班", "班次名称": self.class_name,
            },
            {
                "正文": [{"段落": text} for text in draft(self)],
                "感言栏": [{"标题": VOICES}] if self.voices else [],
                "感言": [{"内容": one.text, "署名": one.signature} for one in self.voices],
                "照片": [{"图": one.shown, "说明": one.caption} for one in self.photos],
            },
        )  # fmt: skip


def draft(briefing: Briefing) -> list[str]:
    """Return the paragraphs of a briefing; each says only what is known."""
    paragraphs = (_opening(briefing), _lecture(briefing), *_visits(briefing), _outlook(briefing))
    return list(filter(None, paragraphs))


def _opening(briefing: Briefing) -> str:
    aims = f"为{'、'.join(briefing.aims)}，" if briefing.aims else ""
    when = f"{briefing.opened}，" if briefing.opened else ""
    who = f"，{briefing.trainees}名{briefing.audience}参加培训" if briefing.trainees else ""
    return f"{aims}{when}{briefing.host}举办的{briefing.class_name}正式开班{who}。{_leaders(briefing.leaders)}"


def _leaders(leaders: Sequence[Leader]) -> str:
    silent = "、".join(one.named for one in leaders if not one.spoke)
    spoke = [f"{one.named}出席开班仪式并{one.spoke}。" for one in leaders if one.spoke]
    return "".join([*spoke, f"{silent}出席开班仪式。" if silent else ""])


def _lecture(briefing: Briefing) -> str:
    lecture = briefing.lecture
    if lecture is None:
        return ""
    return f"{lecture.title}{lecture.lecturer}为学员们作题为《{lecture.topic.strip('《》')}》的开班第一课。"


def _visits(briefing: Briefing) -> Iterator[str]:
    for visit in briefing.visits:
        if visit.stops:
            *others, last = visit.stops
            went = f"先后前往{'、'.join(others)}和{last}" if others else f"前往{last}"
            learned = f"，{visit.learned}" if visit.learned else ""
            yield f"{visit.when}，学员们{went}开展现场教学{learned}。"


def _outlook(briefing: Briefing) -> str:
    parts = [
        f"将持续至{briefing.until}" if briefing.until else "",
        f"共安排{briefing.hours}学时" if briefing.hours else "",
        f"综合运用{'、'.join(briefing.forms)}等形式" if briefing.forms else "",
    ]
    said = "，".join(filter(None, parts))
    return f"本次培训{said}。" if said else ""


EXAMPLE = Briefing(
    number="1",
    host=CLASS.host,
    publisher="党建办",
    date="2025年5月12日",
    class_name=CLASS.class_name,
    opened="5月9日上午",
    trainees=CLASS.people,
    voices=[Voice(text="课程贴近工作，回去就能用。", name="陈青禾", post="居民区书记助理")],
    photos=[CaptionedPhoto(content=b"-", caption="培训动员会现场")],
).facts()
"""What the fields look like, for the page that lists them."""


def build_briefing(briefing: Briefing, template: bytes | None = None, common: Values = NOTHING) -> bytes:
    """Return the draft as a .docx, in the office's own layout where there is one."""
    facts = briefing.facts().beside(common)
    return fill_document(template or make_template(), facts, title=f"培训简报第{briefing.number}期")


def make_template() -> bytes:
    """Return the template that comes with the product; an office may change it and hand it in as its own."""
    document = begin_document("培训简报")
    document.sections[0].top_margin = Mm(28)
    number_pages(document.sections[0])
    write(document, "培训简报", face=TITLE, size=MASTHEAD_SIZE, align=CENTRE, colour=RED)
    write(document, "第{{期号}}期", align=CENTRE)
    draw_line_below(write(document, "{{编发单位}}　　　　　　　　　　　　　　{{编发日期}}", size=FOUR))
    write(document, EMPTY)
    write(document, "{{标题}}", face=TITLE, size=TWO, align=CENTRE)
    write(document, EMPTY)
    write_body(document, "{{正文.段落}}")
    write(document, EMPTY)
    write(document, "{{感言栏.标题}}", face=HEADING, indent=2).paragraph_format.keep_with_next = True
    write_body(document, "“{{感言.内容}}”——{{感言.署名}}")
    write(document, EMPTY)
    table = document.add_table(rows=1, cols=1)
    cell = table.rows[0].cells[0]
    write_cell(cell, PICTURE_FIELD)
    caption = write(cell, CAPTION_FIELD, size=FIVE, align=CENTRE)
    caption.paragraph_format.keep_together = True
    write(document, EMPTY)
    write(document, "（{{编发单位}}）", align=RIGHT)
    return finish_document(document)
