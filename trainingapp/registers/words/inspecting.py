"""Looking a Word template over at its upload: which fields it uses, and what is wrong, and where."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from trainingapp.core.excel.filling import Loss
from trainingapp.core.placeholders import Placeholder, Vocabulary, find_placeholders, find_problems
from trainingapp.registers.words.opening import open_template
from trainingapp.registers.words.paragraphs import (
    PARAGRAPH,
    named_trees,
    part_tree,
    place_of,
    repeating_element,
    text_of,
)

UNSETTLED = (qn("w:ins"), qn("w:del"), qn("w:moveFrom"))
REACHES_OUT = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE)\b", re.IGNORECASE)
"""Fields of Word that start a program or read another file on the reader's computer."""
NO_REACHING_OUT = "文档里的域会读取外部的程序或文件，为安全起见不使用；请选中它按 Ctrl+Shift+F9 变成文字"
NO_LINKED_FILES = "文档链接着外部的文件或模板，打开时会去读取，为安全起见不使用；请把图片直接插入，断开链接后再上传"
BEYOND_REACH = {"comments": "批注", "endnotes": "尾注", "charts/": "图表", "diagrams/": "SmartArt 图形"}
NOT_FILLED = "这里的占位符填不进去；请移到正文、表格、文本框、页眉、页脚或脚注里"
SIGNATURE = Loss("", "数字签名")
ACCEPT_CHANGES = "文档里还有没有接受的修订；请在“审阅”里接受或拒绝全部修订，再上传"


@dataclass(frozen=True, slots=True)
class WordMistake:
    """Something wrong in a Word template: where, what stands there, and what to do."""

    place: str
    text: str
    message: str

    @property
    def sentence(self) -> str:
        """Return it in one sentence."""
        return f"{self.place}：{self.message}"


@dataclass(frozen=True, slots=True)
class WordInspection:
    """What a Word template uses, what is wrong with it, and what filling it would lose: signatures and nothing else."""

    used: Sequence[Placeholder]
    mistakes: Sequence[WordMistake]
    losses: Sequence[Loss]


def inspect_document(content: bytes, file_name: str, vocabulary: Vocabulary) -> WordInspection:
    """Return what there is to know of a template before anyone relies on it.

    Raises Refused for a file that is no .docx, carries macros, is damaged or far larger than a paper.
    """
    document = open_template(content, file_name)
    texts = (text_of(paragraph) for _, tree in named_trees(document) for paragraph in tree.iter(PARAGRAPH))
    used = dict.fromkeys(placeholder for text in texts for placeholder in find_placeholders(text))
    signed = any("_xmlsignatures" in str(part.partname) for part in document.part.package.iter_parts())
    return WordInspection(list(used), find_mistakes(document, vocabulary), [SIGNATURE] if signed else [])


def find_mistakes(document: Document, vocabulary: Vocabulary) -> list[WordMistake]:
    """Return what is wrong in a template, in the order of its text."""
    linked = [WordMistake("全文", target, NO_LINKED_FILES) for target in _linked_files(document)]
    beyond = [WordMistake(name, text, NOT_FILLED) for name, text in _texts_beyond_reach(document)]
    return [
        *linked,
        *(mistake for name, tree in named_trees(document) for mistake in _tree_mistakes(name, tree, vocabulary)),
        *beyond,
    ]


def _texts_beyond_reach(document: Document) -> Iterator[tuple[str, str]]:
    """Yield texts with placeholders where filling does not go, and what people call the place."""
    for part in document.part.package.iter_parts():
        name = next((word for path, word in BEYOND_REACH.items() if f"/{path}" in str(part.partname)), None)
        if name and str(part.partname).endswith(".xml"):
            text = "".join(str(piece) for piece in part_tree(part).itertext())
            if find_placeholders(text):
                yield name, text


def _linked_files(document: Document) -> Iterator[str]:
    """Yield what the document reads from outside by itself; a link that a reader clicks on is none of it."""
    for part in document.part.package.iter_parts():
        for relation in part.rels.values():
            if relation.is_external and relation.reltype != RELATIONSHIP_TYPE.HYPERLINK:
                yield str(relation.target_ref)


def _tree_mistakes(name: str, tree: Element, vocabulary: Vocabulary) -> Iterator[WordMistake]:
    if next(tree.iter(*UNSETTLED), None) is not None:
        yield WordMistake(name, "", ACCEPT_CHANGES)
    for code in _field_codes(tree):
        if REACHES_OUT.search(code):
            yield WordMistake(name, code, NO_REACHING_OUT)
    lists: dict[Element, str] = {}
    for paragraph in tree.iter(PARAGRAPH):
        text = text_of(paragraph)
        for message in find_problems(text, vocabulary):
            yield WordMistake(place_of(paragraph, name), text, message)
        for placeholder in find_placeholders(text):
            repeats = repeating_element(paragraph)
            if placeholder.of_list and lists.setdefault(repeats, placeholder.of_list) != placeholder.of_list:
                message = (
                    f"同一行（段）里有两个名单（“{lists[repeats]}”和“{placeholder.of_list}”）；只能跟着一个名单重复"
                )
                yield WordMistake(place_of(paragraph, name), text, message)


def _field_codes(tree: Element) -> Iterator[str]:
    """Yield the codes of a tree's fields, those that Word cut into pieces paragraph by paragraph."""
    yield from (element.get(qn("w:instr"), "") for element in tree.iter(qn("w:fldSimple")))
    for paragraph in tree.iter(PARAGRAPH):
        yield "".join(node.text or "" for node in paragraph.iter(qn("w:instrText")))
