"""开班通知: an official notice of a class, in the layout of a 公文, with its attachments named."""

from collections.abc import Sequence
from dataclasses import dataclass

from trainingapp.registers.office_templates.examples import CLASS
from trainingapp.registers.words.facts import NOTHING, Facts, Values
from trainingapp.registers.words.layout import (
    CENTRE,
    EMPTY,
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
    write_point,
)
from trainingapp.registers.words.rendering import fill_document

ATTACHMENTS = ("课程安排表", "名额分配表", "报名回执表")
TO_WRITE = "＿＿＿＿＿＿"
"""Where the class says nothing, and a hand may."""
HEAD_SIZE = 36
"""Points of the red name above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice to be printed; ``requirements`` are sentences, one a line; ``date`` as people write it."""

    host: str
    number: str = ""
    class_name: str
    addressees: str = "各居民区党组织"
    purpose: str = ""
    audience: str = ""
    time: str = ""
    place: str = ""
    content: str = ""
    requirements: Sequence[str] = ()
    contact: str = ""
    contact_phone: str = ""
    date: str = ""
    attachments: Sequence[str] = ATTACHMENTS

    def facts(self) -> Facts:
        """Return its values by the names that templates know them by."""
        return Facts(
            {
                "主办单位": self.host,
                "发文字号": self.number,
                "班次名称": self.class_name,
                "主送单位": self.addressees,
                "培训目的": self.purpose,
                "培训对象": self.audience,
                "培训时间": self.time,
                "培训地点": self.place,
                "培训内容": self.content,
                "联系人": self.contact or TO_WRITE,
                "联系电话": self.contact_phone or TO_WRITE,
                "发文日期": self.date,
            },
            {
                "要求": [{"序号": str(number), "内容": text} for number, text in enumerate(self.requirements, 1)],
                "附件": [{"序号": str(number), "名称": name} for number, name in enumerate(self.attachments, 1)],
            },
        )


EXAMPLE = Notice(
    host=CLASS.host,
    number="天党建〔2025〕5号",
    class_name=CLASS.class_name,
    purpose="为提升居民区后备力量的核心能力，街道决定举办培训班。",
    audience=CLASS.audience,
    time=CLASS.dates,
    place=CLASS.place,
    content="集中授课、现场教学、交流分享",
    requirements=["参训学员要严格遵守纪律，请假须书面报批。"],
    contact=CLASS.contact,
    contact_phone=CLASS.contact_phone,
    date="2025年4月28日",
).facts()
"""What the fields look like, for the page that lists them."""


def build_notice(notice: Notice, template: bytes | None = None, common: Values = NOTHING) -> bytes:
    """Return the notice as a .docx, in the office's own layout where there is one."""
    facts = notice.facts().beside(common)
    return fill_document(template or make_template(), facts, title=f"关于举办{notice.class_name}的通知")


def make_template() -> bytes:
    """Return the template that comes with the product; an office may change it and hand it in as its own."""
    document = begin_document("开班通知")
    number_pages(document.sections[0])
    write(document, "{{主办单位}}", face=TITLE, size=HEAD_SIZE, align=CENTRE, colour=RED)
    draw_line_below(write(document, "{{发文字号}}", align=CENTRE))
    write(document, EMPTY)
    write(document, "关于举办{{班次名称}}的通知", face=TITLE, size=TWO, align=CENTRE)
    write(document, EMPTY)
    write(document, "{{主送单位}}：")
    write_body(document, "{{培训目的}}现将有关事项通知如下。")
    for head, text in (
        ("一、培训对象", "：{{培训对象}}"),
        ("二、培训时间", "：{{培训时间}}"),
        ("三、培训地点", "：{{培训地点}}"),
        ("四、培训内容", "：{{培训内容}}"),
        ("五、有关要求", EMPTY),
    ):
        write_point(document, head, text)
    write_body(document, "{{要求.序号}}．{{要求.内容}}")
    write_body(document, "联系人：{{联系人}}，联系电话：{{联系电话}}。")
    write(document, EMPTY)
    write_body(document, "附件：")
    write(document, "{{附件.序号}}．{{附件.名称}}", indent=5)
    write(document, EMPTY)
    write(document, EMPTY)
    write(document, "{{主办单位}}　　", align=RIGHT)
    write(document, "{{发文日期}}　　", align=RIGHT)
    return finish_document(document)
