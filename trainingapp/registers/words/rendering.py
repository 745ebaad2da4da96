"""Filling a Word template through docxtpl, which runs Jinja; an office's text never reaches Jinja as a statement.

Placeholders that the vocabulary knows are rewritten with delimiters of our own, from Unicode's private area, and
numbers in place of names. Jinja is told of no other delimiters: its usual ones are plain text to it, wherever they
stand in the document. So nothing is evaluated but the look-ups written here.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import _Element as Element
from lxml.etree import tostring
from PIL import Image, ImageOps, UnidentifiedImageError

from trainingapp.core.errors import Refused
from trainingapp.core.excel.writing.safe import clean_text
from trainingapp.core.placeholders import Placeholder, Vocabulary, find_placeholders, show_in_text
from trainingapp.registers.words.facts import Fact, Facts, Photo
from trainingapp.registers.words.inspecting import find_mistakes
from trainingapp.registers.words.opening import BROKEN, open_template
from trainingapp.registers.words.paragraphs import (
    BODY,
    PARAGRAPH,
    ROW,
    repeating_element,
    replace_placeholders,
    text_of,
)

LOOK_UP, LOOKED_UP, BEGIN, END, REMARK, REMARKED = map(chr, range(0xF8F0, 0xF8F6))
DELIMITERS = frozenset({LOOK_UP, LOOKED_UP, BEGIN, END, REMARK, REMARKED})
MOST_ROWS = 5_000
TALLEST_PHOTO = 150
"""Millimetres."""
MOST_PIXELS, PHOTO_QUALITY = 1_600, 85
"""Enough for print at this size; a telephone's picture is ten times as large, and says where it was taken."""


def fill_document(content: bytes, facts: Facts, *, page_for_each: str = "", title: str = "") -> bytes:
    """Return a template's document with everything put in its place.

    Rows of tables with fields of a list, and paragraphs with them outside of tables, repeat; those that follow each
    other repeat together. With ``page_for_each`` the whole document repeats, a page for each row of that list.
    Raises Refused with the place of each placeholder that nothing is known for.
    """
    document = open_template(content)
    mistakes = find_mistakes(document, _vocabulary(facts))
    if mistakes:
        raise Refused(*(mistake.sentence for mistake in mistakes))
    template = _Template(io.BytesIO(content), Names.of(facts), page_for_each)
    try:
        return _render(template, facts, title)
    except Refused:
        raise
    except Exception as error:  # docxtpl and python-docx raise whatever a damaged part makes them run into
        raise Refused(BROKEN) from error


def _render(template: "_Template", facts: Facts, title: str) -> bytes:
    template.init_docx()
    context = {**_context(template, facts, blank=True), **_context(template, facts, blank=False)}
    template.render(context, _environment(), autoescape=True)
    if title:
        template.docx.core_properties.title = clean_text(title)
    names = [str(part.partname) for part in template.docx.part.package.iter_parts()]
    if len(set(names)) < len(names):
        raise Refused(BROKEN)
    stream = io.BytesIO()
    template.save(stream)
    return stream.getvalue()


def _vocabulary(facts: Facts) -> Vocabulary:
    fields = {name: {key for row in rows for key in row} for name, rows in facts.lists.items()}
    return Vocabulary(facts.single.keys(), {name: fields[name] or _Anything() for name in fields})


class _Anything(frozenset[str]):
    """The fields of a list without rows: whatever a template asks of it is blank."""

    def __contains__(self, _: object) -> bool:
        return True


@dataclass(frozen=True)
class Names:
    """The numbers by which Jinja looks values up, so that no name of an office's is ever part of a statement."""

    single: Mapping[str, int]
    lists: Mapping[str, int]
    fields: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Facts) -> "Names":
        """Number the names of some facts."""
        fields = dict.fromkeys(key for rows in facts.lists.values() for row in rows for key in row)
        return cls(
            {name: number for number, name in enumerate(facts.single)},
            {name: number for number, name in enumerate(facts.lists)},
            {name: number for number, name in enumerate(fields)},
        )

    def look_up(self, placeholder: Placeholder) -> str:
        """Return the look-up that stands for a placeholder; a field that no row has is blank."""
        if not placeholder.of_list:
            return f"{LOOK_UP}single[{self.single[placeholder.name]}]{LOOKED_UP}"
        number = self.fields.get(placeholder.name)
        return "" if number is None else f"{LOOK_UP}row[{number}]{LOOKED_UP}"

    def loop(self, of_list: str, *, blank: bool) -> str:
        """Return the beginning of a loop over a list; ``blank`` has one blank row where the list has none."""
        return f"{BEGIN}for row in {'rows' if blank else 'lists'}[{self.lists[of_list]}]{END}"


LOOP_END = f"{BEGIN}endfor{END}"


class _Template(DocxTemplate):  # type: ignore[misc]  # docxtpl publishes no types
    """docxtpl with our own preparation in the place of its search for Jinja's signs."""

    def __init__(self, stream: io.BytesIO, names: Names, page_for_each: str) -> None:
        super().__init__(stream)
        self._names = names
        self._page_for_each = page_for_each

    def patch_xml(self, src_xml: str) -> str:
        """Return the XML of a part with placeholders as look-ups, and loops around what repeats."""
        if DELIMITERS & set(src_xml):
            raise Refused("文档里有系统保留的特殊字符（U+F8F0 至 U+F8F5）；请删去后再上传")
        tree = parse_xml(src_xml)
        if tree.tag == BODY and self._page_for_each:
            _repeat_pages(tree, self._names, self._page_for_each)
        else:
            _repeat_rows(tree, self._names)
        for paragraph in tree.iter(PARAGRAPH):
            replace_placeholders(paragraph, self._names.look_up)
        return str(tostring(tree, encoding="unicode"))


def _repeat_pages(body: Element, names: Names, of_list: str) -> None:
    """Put a loop around everything but the page's own settings; each copy begins on a new page."""
    content = [child for child in body if child.tag != qn("w:sectPr")]
    first = next((child for child in content if child.tag == PARAGRAPH), None)
    if first is None:
        raise Refused("模板里没有文字；请在第一页写上要打印的内容再上传")
    first.get_or_add_pPr().append(OxmlElement("w:pageBreakBefore"))
    body.text = names.loop(of_list, blank=True) + (body.text or "")
    content[-1].tail = (content[-1].tail or "") + LOOP_END


def _repeat_rows(tree: Element, names: Names) -> None:
    lists: dict[Element, str] = {}
    for paragraph in tree.iter(PARAGRAPH):
        for placeholder in find_placeholders(text_of(paragraph)):
            if placeholder.of_list:
                lists.setdefault(repeating_element(paragraph), placeholder.of_list)
    for first, last in _runs(lists):
        # A table without a row and a cell without a paragraph are no valid Word document: there a blank one stays.
        blank = first.tag == ROW or first.getparent().tag != BODY
        _append_before(first, names.loop(lists[first], blank=blank))
        last.tail = LOOP_END + (last.tail or "")


def _runs(lists: Mapping[Element, str]) -> Iterator[tuple[Element, Element]]:
    """Yield the first and the last of what repeats together: elements of one list that follow each other."""
    elements = list(lists)
    breaks = [
        place
        for place, (one, other) in enumerate(pairwise(elements), 1)
        if lists[one] != lists[other] or one.getnext() is not other
    ]
    for start, end in pairwise([0, *breaks, len(elements)]):
        if start < end:
            yield elements[start], elements[end - 1]


def _append_before(element: Element, text: str) -> None:
    before, parent = element.getprevious(), element.getparent()
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text


def _environment() -> SandboxedEnvironment:
    """Return a Jinja that knows look-ups and loops, and nothing else: no function, filter or test."""
    environment = SandboxedEnvironment(
        variable_start_string=LOOK_UP, variable_end_string=LOOKED_UP,
        block_start_string=BEGIN, block_end_string=END,
        comment_start_string=REMARK, comment_end_string=REMARKED,
        autoescape=True, keep_trailing_newline=True,
    )  # fmt: skip
    for known in (environment.globals, environment.filters, environment.tests):
        known.clear()
    return environment


def _context(template: DocxTemplate, facts: Facts, *, blank: bool) -> dict[str, Any]:
    """Return what is looked up: the class's own values, and the lists, with one blank row for an empty one or not."""
    fields = list(dict.fromkeys(key for rows in facts.lists.values() for row in rows for key in row))
    lists: list[Sequence[list[Any]]] = []
    for rows in facts.lists.values():
        if len(rows) > MOST_ROWS:
            raise Refused(f"名单有 {len(rows)} 行，超过了 {MOST_ROWS} 行；请分几份来做")
        lists.append([[_show(template, row.get(name, "")) for name in fields] for row in rows])
    if blank:
        lists = [rows or [[""] * len(fields)] for rows in lists]
    return {"rows" if blank else "lists": lists, "single": [_show(template, one) for one in facts.single.values()]}


def _show(template: DocxTemplate, fact: Fact) -> object:
    if not isinstance(fact, Photo):
        return clean_text(show_in_text(fact))
    try:
        with Image.open(io.BytesIO(fact.content)) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise Refused("有一张照片打不开；请换成 JPG 或 PNG 图片") from error
    upright.thumbnail((MOST_PIXELS, MOST_PIXELS))
    stream = io.BytesIO()
    upright.save(stream, "jpeg", quality=PHOTO_QUALITY)
    width, height = upright.size
    stream.seek(0)
    return InlineImage(template, stream, width=Mm(min(fact.width, TALLEST_PHOTO * width / height)))
