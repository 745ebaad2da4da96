"""Word templates: found, filled, repeated, and never evaluated."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.registers.word_papers import picture
from trainingapp.core.errors import Refused
from trainingapp.core.placeholders import Vocabulary
from trainingapp.registers.words.facts import Fact, Facts, Photo
from trainingapp.registers.words.inspecting import NO_REACHING_OUT, inspect_document
from trainingapp.registers.words.rendering import fill_document

WORDS = Vocabulary(
    {"班次名称", "开班日期", "人数"}, {"学员": ["姓名", "单位"], "课程": ["内容"], "照片": ["图", "说明"]}
)
FACTS = Facts(
    {"班次名称": "青蓝接力培训班", "开班日期": date(2025, 5, 9), "人数": 29},
    {
        "学员": [{"姓名": "陈青禾", "单位": "望景居民区"}, {"姓名": "陶然", "单位": "云杉一村"}],
        "课程": [{"内容": "开班第一课"}],
        "照片": [],
    },
)
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
)
BOX = (
    f'<w:p {NAMESPACES}><w:r><w:pict><v:shape style="width:100pt;height:40pt"><v:textbox><w:txbxContent>'
    "<w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
)
EXPRESSIONS = (
    "{{7*7}}", "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{% for x in range(9) %}x{% endfor %}",
    "{% import os %}", "{# 注 #}", "{{ 班次名称|upper }}", "{{ 班次名称.__class__ }}", "{%tr for a in b %}",
    "{{ lipsum.__globals__ }}", "{{ config }}", "{{r 班次名称 }}",
)  # fmt: skip


def make_document(*texts: str, draw: Callable[[WordDocument], object] | None = None) -> bytes:
    """Return a document of paragraphs, and of whatever the caller draws."""
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    if draw:
        draw(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def texts_of(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


def rows_of(content: bytes, table: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in Document(io.BytesIO(content)).tables[table].rows]


def body_of(content: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()


def test_fields_are_put_in_where_they_stand() -> None:
    content = make_document("{{班次名称}}于{{开班日期}}开班，共｛｛人数｝｝人。", "普通文字")

    assert texts_of(fill_document(content, FACTS)) == ["青蓝接力培训班于2025年5月9日开班，共29人。", "普通文字"]


def test_field_that_word_cut_into_pieces_keeps_the_type_of_its_first() -> None:
    def draw(document: WordDocument) -> None:
        paragraph = document.add_paragraph("甲")
        for text, bold in (("{", True), ("{班次", None), ("名称}", None), ("}乙", None)):
            paragraph.add_run(text).bold = bold

    filled = Document(io.BytesIO(fill_document(make_document(draw=draw), FACTS)))

    runs = filled.paragraphs[0].runs
    assert filled.paragraphs[0].text == "甲青蓝接力培训班乙"
    assert [run.text for run in runs if run.bold] == ["青蓝接力培训班"]


def draw_table(document: WordDocument) -> None:
    table = document.add_table(rows=3, cols=2)
    for row, texts in zip(
        table.rows, (("姓名", "单位"), ("{{学员.姓名}}", "{{学员.单位}}"), ("合计", "{{人数}}")), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def test_row_of_a_table_repeats_for_everyone() -> None:
    content = fill_document(make_document(draw=draw_table), FACTS)

    assert rows_of(content) == [["姓名", "单位"], ["陈青禾", "望景居民区"], ["陶然", "云杉一村"], ["合计", "29"]]


def test_empty_list_leaves_a_blank_row_and_no_paragraph() -> None:
    empty = Facts(FACTS.single, {"学员": [], "课程": [], "照片": []})

    content = fill_document(make_document("前", "{{课程.内容}}", "后", draw=draw_table), empty)

    assert rows_of(content) == [["姓名", "单位"], ["", ""], ["合计", "29"]]
    assert texts_of(content) == ["前", "后"]


def test_paragraphs_that_follow_each_other_repeat_together() -> None:
    content = fill_document(make_document("名单", "{{学员.姓名}}", "（{{学员.单位}}）", "完"), FACTS)

    assert texts_of(content) == ["名单", "陈青禾", "（望景居民区）", "陶然", "（云杉一村）", "完"]


def test_headers_footers_and_text_boxes_are_filled() -> None:
    def draw(document: WordDocument) -> None:
        document.sections[0].header.paragraphs[0].text = "{{班次名称}}"
        document.sections[0].footer.paragraphs[0].text = "共{{人数}}人"
        document.element.body.insert(0, parse_xml(BOX.format("{{班次名称}}")))

    filled = fill_document(make_document("正文", draw=draw), FACTS)

    section = Document(io.BytesIO(filled)).sections[0]
    assert (section.header.paragraphs[0].text, section.footer.paragraphs[0].text) == ("青蓝接力培训班", "共29人")
    assert body_of(filled).count("青蓝接力培训班") == 1


def test_page_for_each_repeats_the_whole_document() -> None:
    template = make_document("{{班次名称}}", "兹证明{{学员.姓名}}同志", "特发此证")

    content = fill_document(template, FACTS, page_for_each="学员")

    assert texts_of(content) == [
        *("青蓝接力培训班", "兹证明陈青禾同志", "特发此证"),
        *("青蓝接力培训班", "兹证明陶然同志", "特发此证"),
    ]
    assert body_of(content).count("w:pageBreakBefore") == 2


def test_photographs_are_set_with_their_captions() -> None:
    def draw(document: WordDocument) -> None:
        cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
        cell.text = "{{照片.图}}"
        cell.add_paragraph("{{照片.说明}}")

    photos: list[dict[str, Fact]] = [
        {"图": Photo(picture(), 80), "说明": "会场"},
        {"图": Photo(picture(90, 900)), "说明": "合影"},
    ]

    content = fill_document(make_document(draw=draw), Facts({}, {"照片": photos}))

    document = Document(io.BytesIO(content))
    assert [[cell.text.strip() for cell in row.cells] for row in document.tables[0].rows] == [["会场"], ["合影"]]
    sizes = [(round(shape.width.mm), round(shape.height.mm)) for shape in document.inline_shapes]
    assert sizes == [(80, 45), (15, 150)]


def test_photograph_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match="照片打不开"):
        fill_document(make_document("{{照片.图}}"), Facts({}, {"照片": [{"图": Photo(b"no picture")}]}))


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_expression_in_a_template_is_refused_and_its_place_named(expression: str) -> None:
    template = make_document("第一段", f"甲{expression}乙")

    mistakes = inspect_document(template, "通知.docx", WORDS).mistakes

    assert {mistake.place for mistake in mistakes} == {"正文第2段"}
    with pytest.raises(Refused):
        fill_document(template, FACTS)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_expression_in_a_value_is_text(expression: str) -> None:
    facts = Facts({"班次名称": expression}, {"学员": [{"姓名": expression}]})

    content = fill_document(make_document("{{班次名称}}", "{{学员.姓名}}"), facts)

    assert texts_of(content) == [expression, expression]


def test_statement_hidden_where_no_text_is_stays_what_it_is() -> None:
    hidden = "{{7*7}}{% for x in y %}{# z"

    def draw(document: WordDocument) -> None:
        document.add_picture(io.BytesIO(picture()))
        document.element.body.xpath(".//wp:docPr")[0].set("descr", hidden)
        document.core_properties.title = hidden

    filled = fill_document(make_document("{{班次名称}}", draw=draw), FACTS)

    assert hidden in body_of(filled)
    assert Document(io.BytesIO(filled)).core_properties.title == hidden


@pytest.mark.parametrize("sign", [chr(code) for code in range(0xF8F0, 0xF8F6)])
def test_our_own_delimiters_cannot_be_brought_along(sign: str) -> None:
    with pytest.raises(Refused, match="特殊字符"):
        fill_document(make_document(f"甲{sign}7*7乙"), FACTS)


def test_our_own_delimiters_in_a_value_are_text() -> None:
    value = "\uf8f07*7\uf8f1"

    assert texts_of(fill_document(make_document("{{班次名称}}"), Facts({"班次名称": value}))) == [value]


@settings(max_examples=10, deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_put_in(text: str) -> None:
    content = fill_document(make_document("甲{{班次名称}}乙"), Facts({"班次名称": text}))

    assert len(texts_of(content)) == 1
    assert texts_of(content)[0].startswith("甲")
    assert texts_of(content)[0].endswith("乙")


def test_text_of_several_lines_keeps_them() -> None:
    content = fill_document(make_document("{{班次名称}}"), Facts({"班次名称": "一\n二<w:b/>&"}))

    assert texts_of(content) == ["一\n二<w:b/>&"]


def test_inspection_lists_the_fields_in_use() -> None:
    inspection = inspect_document(make_document("{{班次名称}}{{班次名称}}", draw=draw_table), "花名册.docx", WORDS)

    assert [one.written for one in inspection.used] == ["{{班次名称}}", "{{学员.姓名}}", "{{学员.单位}}", "{{人数}}"]
    assert inspection.mistakes == []


def test_mistakes_are_named_with_their_places() -> None:
    def draw(document: WordDocument) -> None:
        table = document.add_table(rows=2, cols=2)
        table.rows[1].cells[0].text = "{{学员.姓名}}"
        table.rows[1].cells[1].text = "{{课程.内容}}{{学员.名字}}"
        document.sections[0].footer.paragraphs[0].text = "{{人数"
        document.element.body.insert(0, parse_xml(BOX.format("{{班级名称}}")))

    mistakes = inspect_document(make_document("甲", "{{班级}}", draw=draw), "通知.docx", WORDS).mistakes

    assert [mistake.sentence for mistake in mistakes] == [
        "正文的文本框：没有 {{班级名称}} 这个字段；是不是 {{班次名称}}？",
        "正文第3段：没有 {{班级}} 这个字段；能用的字段见字段表",
        "正文第1张表第2行第2格：没有 {{学员.名字}} 这个字段；是不是 {{学员.姓名}}？",
        "正文第1张表第2行第2格：同一行（段）里有两个名单（“学员”和“课程”）；只能跟着一个名单重复",
        "页脚第1段：花括号没有成对；请写成 {{字段}}，前后各两个花括号",
    ]


def test_changes_not_yet_accepted_are_pointed_out() -> None:
    def draw(document: WordDocument) -> None:
        paragraph = document.add_paragraph("{{班次名称}}")
        paragraph._p.append(
            parse_xml('<w:ins xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>')
        )

    mistakes = inspect_document(make_document(draw=draw), "通知.docx", WORDS).mistakes

    assert ["修订" in mistake.message for mistake in mistakes] == [True]


def repack(content: bytes, name: str, part: bytes) -> bytes:
    """Return a document with a part added or changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for one in before.namelist():
            if one != name:
                after.writestr(one, before.read(one))
        after.writestr(name, part)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "通知.docx", "空文件"),
        (b"PK\x03\x04 no zip", "通知.docx", "不完整或已损坏"),
        (b"x", "通知.doc", r"要用 \.docx"),
        (bytes.fromhex("D0CF11E0A1B11AE1"), "通知.docx", "旧格式"),
        (b"x" * (10 * 1024 * 1024 + 1), "通知.docx", "超过了 10 MB"),
        (repack(make_document(), "word/vbaProject.bin", b"x"), "通知.docx", "宏"),
        (repack(make_document(), "word/document.xml", b"<broken"), "通知.docx", "读不了"),
        (
            repack(make_document(), "word/document.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
            "通知.docx",
            "外部实体",
        ),
        (repack(make_document(), "word/media/a.png", b"0" * (41 * 1024 * 1024)), "通知.docx", "压缩炸弹"),
        (repack(make_document(), "word/a.xml", b" " * (9 * 1024 * 1024)), "通知.docx", "压缩炸弹"),
    ],
    ids=["empty", "no zip", "doc", "old", "large", "macro", "broken", "entity", "bomb", "markup"],
)
def test_what_is_no_document_is_refused_in_words(content: bytes, name: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        inspect_document(content, name, WORDS)


def test_archive_without_a_document_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "x")

    with pytest.raises(Refused, match="不是 Word 文档"):
        inspect_document(stream.getvalue(), "通知.docx", WORDS)


@pytest.mark.parametrize("code", ['DDEAUTO c:\\\\windows "calc"', 'INCLUDEPICTURE "http://127.0.0.1/a.png"'])
def test_field_that_reaches_out_is_refused(code: str) -> None:
    def draw(document: WordDocument) -> None:
        run = document.add_paragraph().add_run()
        for piece in (code[:3], code[3:]):
            text = parse_xml(f"<w:instrText {NAMESPACES}/>")
            text.text = piece
            run._r.append(text)

    mistakes = inspect_document(make_document(draw=draw), "通知.docx", WORDS).mistakes

    assert [mistake.sentence for mistake in mistakes] == [f"正文：{NO_REACHING_OUT}"]


def test_file_that_is_read_from_outside_is_refused_and_a_link_is_not() -> None:
    def draw(document: WordDocument) -> None:
        document.part.relate_to("http://127.0.0.1/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        document.part.relate_to("http://127.0.0.1/a.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)

    mistakes = inspect_document(make_document(draw=draw), "通知.docx", WORDS).mistakes

    assert [(mistake.place, mistake.text) for mistake in mistakes] == [("全文", "http://127.0.0.1/a.png")]
