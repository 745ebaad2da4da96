"""The layout of official papers, for the templates that come with the product: type, margins, lines, page numbers.

Measures of a 公文 (GB/T 9704-2012): A4, 37 mm above, 28 mm at the binding edge, a text area of 156 × 225 mm with 22
lines of 28 characters in 三号 (16 points).
"""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell as Cell
from docx.table import _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

TITLE, HEADING, BODY, KAI = "方正小标宋简体", "黑体", "仿宋_GB2312", "楷体_GB2312"
LATIN = "Times New Roman"
TWO, THREE, SMALL_THREE, FOUR, SMALL_FOUR, FIVE = 22, 16, 15, 14, 12, 10.5
"""Points of 二号, 三号, 小三, 四号, 小四 and 五号."""
LINE = 29.0
"""Points: 22 lines in 225 mm."""
RED = RGBColor(0xE6, 0x00, 0x12)
CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
EMPTY = ""


def begin_document(title: str) -> WordDocument:
    """Return an empty 公文: its page, its type, its page number below."""
    document = Document()
    for child in list(document.element.body):
        if child.tag != qn("w:sectPr"):
            document.element.body.remove(child)
    document.core_properties.title = title
    document.core_properties.author = ""
    document.core_properties.comments = ""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    _set_standard_type(document)
    return document


def finish_document(document: WordDocument) -> bytes:
    """Return the document as a .docx."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_standard_type(document: WordDocument) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(THREE)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing_rule, style.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)


def number_pages(section: Section) -> None:
    """Write the page number below, between two dashes: — 1 —."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = CENTRE
    set_type(paragraph.add_run("— "), "宋体", FOUR)
    run = set_type(paragraph.add_run(), "宋体", FOUR)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)  # noqa: SLF001 - python-docx has no fields
    set_type(paragraph.add_run(" —"), "宋体", FOUR)


def set_type(run: Run, face: str, size: float, *, bold: bool = False, colour: RGBColor | None = None) -> Run:
    """Set a run's type, in points; the face is that of its Chinese characters."""
    run.font.name, run.font.size, run.font.bold = LATIN, Pt(size), bold
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)  # noqa: SLF001 - the Chinese face has no public name
    if colour is not None:
        run.font.color.rgb = colour
    return run


def write(
    document: WordDocument | Cell,
    text: str,
    *,
    face: str = BODY,
    size: float = THREE,
    align: WD_ALIGN_PARAGRAPH = LEFT,
    indent: float = 0,
    colour: RGBColor | None = None,
) -> Paragraph:
    """Add a paragraph; ``indent`` is that of its first line in characters."""
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(indent * size)
    set_type(paragraph.add_run(text), face, size, colour=colour)
    if size > LINE / 1.3:  # large type is cut by the line height of the body
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    return paragraph


def write_body(document: WordDocument, text: str) -> Paragraph:
    """Add a paragraph of the body, two characters in."""
    return write(document, text, indent=2)


def write_point(document: WordDocument, head: str, text: str) -> Paragraph:
    """Add a paragraph of the body that begins with its point, such as 一、培训对象, in heading type."""
    paragraph = write(document, head, face=HEADING, indent=2)
    set_type(paragraph.add_run(text), BODY, THREE)
    return paragraph


def draw_line_below(paragraph: Paragraph, *, colour: str = "E60012", size: int = 18) -> None:
    """Draw a line below a paragraph, also where the next one has such a line; its size is in eighths of a point."""
    borders = OxmlElement("w:pBdr")
    for side in ("bottom", "between"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(size)), ("space", "6"), ("color", colour)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - python-docx has no borders of paragraphs
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def write_table(
    document: WordDocument,
    heads: Sequence[str],
    fields: Sequence[str],
    widths: Sequence[float],
    *,
    size: float = SMALL_FOUR,
) -> None:
    """Add a table: its headings, which repeat on every page, and one row of fields; widths in millimetres."""
    table = document.add_table(rows=2, cols=len(heads))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row, texts, face in zip(table.rows, (heads, fields), (HEADING, BODY), strict=True):
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Mm(width)
            write_cell(cell, text, face=face, size=size)
    for row in table.rows:
        _mark_row(row, "w:cantSplit")
    _mark_row(table.rows[0], "w:tblHeader")


def write_cell(cell: Cell, text: str, *, face: str = BODY, size: float = FIVE) -> None:
    """Write a cell's only paragraph, centred, its lines as high as they need."""
    paragraph = cell.paragraphs[0]
    paragraph.alignment = CENTRE
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    set_type(paragraph.add_run(text), face, size)


def _mark_row(row: _Row, mark: str) -> None:
    """Give a row a property that python-docx does not know, such as w:tblHeader."""
    row._tr.get_or_add_trPr().append(OxmlElement(mark))  # noqa: SLF001 - there is no public way


def turn_landscape(section: Section) -> None:
    """Turn a page."""
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
