"""Paragraphs of a Word document as trees: where they stand, what they say, and their placeholders in one piece.

Word cuts a text into runs wherever it likes, so ``{{班次名称}}`` may lie in five of them.
"""

from collections.abc import Callable, Iterator
from itertools import accumulate, pairwise

from docx.document import Document
from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml.etree import _Element as Element
from lxml.etree import fromstring

from trainingapp.core.placeholders import PLACEHOLDER, Placeholder, find_placeholders

PARAGRAPH, TEXT, ROW, CELL, TABLE, BODY = (qn(f"w:{name}") for name in ("p", "t", "tr", "tc", "tbl", "body"))
TEXT_BOX = qn("w:txbxContent")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
OTHER_PARTS = {"header": "页眉", "footer": "页脚", "footnotes": "脚注"}


def named_trees(document: Document) -> Iterator[tuple[str, Element]]:
    """Yield the trees of a document that may hold placeholders, and what people call them; the body is 正文."""
    yield "正文", document.element.body
    for part in document.part.package.iter_parts():
        name = next((word for word in OTHER_PARTS if f"/{word}" in str(part.partname)), None)
        if name and str(part.partname).endswith(".xml"):
            yield OTHER_PARTS[name], part_tree(part)


def part_tree(part: Part) -> Element:
    """Return a part's tree; python-docx keeps some as trees and some as bytes."""
    element = getattr(part, "element", None)
    return fromstring(part.blob) if element is None else element


def text_nodes(paragraph: Element) -> list[Element]:
    """Return the pieces of text of a paragraph, without those of text boxes that hang in it."""
    return [node for node in paragraph.iter(TEXT) if next(node.iterancestors(PARAGRAPH), None) is paragraph]


def text_of(paragraph: Element) -> str:
    """Return what a paragraph says."""
    return "".join(node.text or "" for node in text_nodes(paragraph))


def repeating_element(paragraph: Element) -> Element:
    """Return what repeats with a list's fields in a paragraph: the row of the table that it is in, or itself."""
    for ancestor in paragraph.iterancestors(ROW, TEXT_BOX):
        return ancestor if ancestor.tag == ROW else paragraph
    return paragraph


def place_of(paragraph: Element, tree: str) -> str:
    """Return where a paragraph stands, as a person counts: 第2张表第4行第1格."""
    if any(True for _ in paragraph.iterancestors(TEXT_BOX)):
        return f"{tree}的文本框"
    row = next(paragraph.iterancestors(ROW), None)
    if row is None:
        return f"{tree}第{_number(paragraph, PARAGRAPH)}段"
    table, cell = next(row.iterancestors(TABLE)), next(paragraph.iterancestors(CELL))
    return f"{tree}第{_number(table, TABLE)}张表第{_number(row, ROW)}行第{_number(cell, CELL)}格"


def _number(element: Element, tag: str) -> int:
    return 1 + sum(1 for _ in element.itersiblings(tag, preceding=True))


def replace_placeholders(paragraph: Element, write: Callable[[Placeholder], str]) -> None:
    """Put what ``write`` says in the place of each placeholder, in the type of the piece in which it begins."""
    nodes = text_nodes(paragraph)
    texts = [node.text or "" for node in nodes]
    whole = "".join(texts)
    if not find_placeholders(whole):
        return
    spans = list(pairwise(accumulate(map(len, texts), initial=0)))
    for found in reversed(list(PLACEHOLDER.finditer(whole))):
        written = write(find_placeholders(found[0])[0])
        for place, (start, end) in enumerate(spans):
            first, last = max(found.start(), start), min(found.end(), end)
            if first < last:
                put = written if start <= found.start() < end else ""
                texts[place] = texts[place][: first - start] + put + texts[place][last - start :]
    for node, text in zip(nodes, texts, strict=True):
        node.text = text
        node.set(SPACE, "preserve")
