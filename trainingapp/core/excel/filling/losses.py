"""What filling a template would lose, by name: openpyxl writes what it understands, and drops the rest without a word.

Kept are pictures in cells' drawings, charts, conditional formats, data validations, names, merges, comments, headers'
and footers' text and formatted text in cells.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import basename, dirname, join, normpath
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

IN_SHEET = {
    "legacyDrawingHF": "页眉、页脚里的图片",
    "picture": "工作表的背景图片",
    "controls": "按钮、复选框等控件",
    "oleObjects": "嵌入的对象（如 Word 文档）",
    "sparklineGroup": "迷你图",
    "customSheetView": "自定义视图",
}
"""Elements of a worksheet that are dropped."""
IN_EXTENSION = {
    "conditionalFormatting": "新式数据条、图标集等条件格式",
    "dataValidation": "引用其他工作表的下拉列表（数据验证）",
    "slicerList": "切片器",
}
"""Elements that are kept in their old form and dropped in the extended one."""
IN_DRAWING = {
    "sp": "文本框、图形",
    "cxnSp": "连接线",
    "grpSp": "组合在一起的图形、图片",
}
PARTS = (
    (re.compile(r"xl/featurePropertyBag/"), "单元格复选框"),
    (re.compile(r"xl/cellimages\.xml"), "嵌入单元格的图片（WPS）"),
    (re.compile(r"xl/richData/"), "放在单元格里的图片、数据类型"),
    (re.compile(r"xl/threadedComments/"), "批注里的讨论（只留下批注文字）"),
    (re.compile(r"xl/diagrams/"), "SmartArt 图形"),
    (re.compile(r"xl/charts/chartEx"), "新式图表（树状图、瀑布图等）"),
    (re.compile(r"xl/media/.*\.(emf|wmf|svg)", re.IGNORECASE), "矢量图片（EMF、WMF、SVG）"),
    (re.compile(r"xl/(connections\.xml|queryTables/)"), "外部数据连接"),
    (re.compile(r"xl/externalLinks/"), "对其他工作簿的引用"),
    (re.compile(r"_xmlsignatures/"), "数字签名"),
    (re.compile(r"xl/timelines/"), "日程表筛选器"),
)

_OLD_CONTROL = re.compile(rb"""ObjectType=["'](?!Note|Pict)""")
"""A drawing of the oldest kind holds comments (Note), pictures of page headers, and buttons."""


@dataclass(frozen=True, slots=True, order=True)
class Loss:
    """Something that a filled template would not have, and the worksheet that it is on, blank where it is on none."""

    sheet: str
    what: str

    @property
    def sentence(self) -> str:
        """Return it in one sentence."""
        where = f"工作表“{self.sheet}”：" if self.sheet else ""
        return f"{where}{self.what}，填写后会丢失"


def list_losses(archive: zipfile.ZipFile) -> list[Loss]:
    """Return what filling would lose, sheet by sheet, each once."""
    found: dict[Loss, None] = {}
    for title, part in _sheets(archive).items():
        found |= dict.fromkeys(Loss(title, what) for what in _in_sheet(archive, part))
    whole = (Loss("", what) for pattern, what in PARTS if any(pattern.match(name) for name in archive.namelist()))
    return list(found | dict.fromkeys(whole))


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each worksheet by its title."""
    targets = _targets(archive, "xl/workbook.xml")
    sheets = (element for element in _parse(archive, "xl/workbook.xml").iter() if _name(element) == "sheet")
    found = {element.get("name", ""): targets.get(element.get(RELATION_ID, "")) for element in sheets}
    return {title: part for title, part in found.items() if part in archive.namelist()}


def _targets(archive: zipfile.ZipFile, part: str) -> Mapping[str, str]:
    """Return the parts that a part refers to, by the id of the relation."""
    relations = join(dirname(part), "_rels", f"{basename(part)}.rels")
    if relations not in archive.namelist():
        return {}
    return {
        relation.get("Id", ""): _absolute(part, relation.get("Target", ""))
        for relation in _parse(archive, relations).iter(RELATIONS)
    }


def _absolute(part: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))


def _in_sheet(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    root = _parse(archive, part)
    names = {_name(element) for element in root.iter()}
    yield from (what for name, what in IN_SHEET.items() if name in names)
    extended = {_name(inside) for child in root if _name(child) == "extLst" for inside in child.iter()}
    yield from (what for name, what in IN_EXTENSION.items() if name in extended)
    for target in set(_targets(archive, part).values()) & set(archive.namelist()):
        if target.startswith("xl/drawings/drawing"):
            drawn = {_name(element) for element in _parse(archive, target).iter()}
            yield from (what for name, what in IN_DRAWING.items() if name in drawn)
        elif target.endswith(".vml") and _OLD_CONTROL.search(archive.read(target)):
            yield IN_SHEET["controls"]


def _parse(archive: zipfile.ZipFile, part: str) -> Element:
    root: Element = fromstring(archive.read(part))
    return root


def _name(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1]
