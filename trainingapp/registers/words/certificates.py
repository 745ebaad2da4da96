"""结业证书: one landscape A4 page for each trainee, singly or all in one document.

Numbers come in as they were given; their register is kept in `assessment`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from trainingapp.registers.office_templates.examples import CLASS
from trainingapp.registers.words.facts import NOTHING, Facts, Values
from trainingapp.registers.words.layout import (
    CENTRE,
    EMPTY,
    FOUR,
    KAI,
    RED,
    RIGHT,
    TITLE,
    begin_document,
    finish_document,
    turn_landscape,
    write,
)
from trainingapp.registers.words.rendering import fill_document

NAME_SIZE, TEXT_SIZE = 48, 22
"""Points."""
LINES = 1.6
GAP = 14
"""Points below a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One trainee's certificate; ``begins`` and ``ends`` as people write days."""

    name: str
    number: str
    class_name: str
    begins: str
    ends: str
    issuer: str = ""
    issued: str = ""
    hours: str = ""
    band: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """Certificates to be printed, a page each; each says who gave it and when, as it was issued."""

    host: str
    certificates: Sequence[Certificate]

    def facts(self) -> Facts:
        """Return their values by the names that templates know them by."""
        return Facts(
            {"主办单位": self.host},
            {
                "学员": [
                    {
                        "姓名": one.name,
                        "证书编号": one.number,
                        "班次名称": one.class_name,
                        "开始日期": one.begins,
                        "结束日期": one.ends,
                        "发证单位": one.issuer or self.host,
                        "发证日期": one.issued,
                        "学时": one.hours,
                        "等次": one.band,
                    }
                    for one in self.certificates
                ]
            },
        )


EXAMPLE = Certificates(
    host=CLASS.host,
    certificates=[
        Certificate(
            name="陈青禾",
            number="QL2025-01-001",
            class_name=CLASS.class_name,
            begins="2025年5月9日",
            ends="2025年6月20日",
            issued="2025年6月20日",
            hours="42.5",
            band="优秀",
        )
    ],
).facts()
"""What the fields look like, for the page that lists them."""


def build_certificates(certificates: Certificates, template: bytes | None = None, common: Values = NOTHING) -> bytes:
    """Return all certificates as one .docx, a page each; hand in a single one for a document of its own."""
    facts = certificates.facts().beside(common)
    return fill_document(template or make_template(), facts, page_for_each="学员", title="结业证书")


def make_template() -> bytes:
    """Return the template that comes with the product; an office may change it and hand it in as its own."""
    document = begin_document("结业证书")
    section = document.sections[0]
    turn_landscape(section)
    section.top_margin = section.bottom_margin = Mm(24)
    section.left_margin = section.right_margin = Mm(38)
    _frame_page(document)
    _centre_page(document)
    write(document, "编号：{{学员.证书编号}}", face=KAI, size=FOUR, align=RIGHT)
    write(document, "结业证书", face=TITLE, size=NAME_SIZE, align=CENTRE, colour=RED)
    write(document, EMPTY)
    write(document, EMPTY)
    write(document, "{{学员.姓名}}同志：", face=KAI, size=TEXT_SIZE).paragraph_format.space_after = Pt(GAP)
    text = "于{{学员.开始日期}}至{{学员.结束日期}}参加{{学员.班次名称}}学习，修满规定学时，经考核合格，准予结业。"
    paragraph = write(document, text, face=KAI, size=TEXT_SIZE, indent=2)
    paragraph.paragraph_format.line_spacing = LINES
    paragraph.paragraph_format.space_after = Pt(3 * GAP)
    write(document, "{{学员.发证单位}}（章）　", face=KAI, size=TEXT_SIZE, align=RIGHT)
    write(document, "{{学员.发证日期}}　", face=KAI, size=TEXT_SIZE, align=RIGHT)
    return finish_document(document)


def _frame_page(document: Document) -> None:
    """Draw a double frame around the page."""
    borders = OxmlElement("w:pgBorders")
    borders.set(qn("w:offsetFrom"), "page")
    for side in ("top", "left", "bottom", "right"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "thinThickSmallGap"), ("sz", "24"), ("space", "24"), ("color", "C00000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    settings = document.sections[0]._sectPr  # noqa: SLF001 - python-docx has no borders of pages
    settings.insert(list(settings).index(settings.find(qn("w:pgMar"))) + 1, borders)


def _centre_page(document: Document) -> None:
    """Set what stands on the page in its middle."""
    middle = OxmlElement("w:vAlign")
    middle.set(qn("w:val"), "center")
    settings = document.sections[0]._sectPr  # noqa: SLF001 - python-docx has no vertical alignment
    settings.insert_element_before(
        middle, "w:noEndnote", "w:titlePg", "w:textDirection", "w:bidi", "w:rtlGutter", "w:docGrid"
    )
