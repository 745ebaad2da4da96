"""Opening a template. It is far smaller than a roster may be, and is refused before anything expands it."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries

from trainingapp.core.errors import Refused
from trainingapp.core.excel.grid import Source
from trainingapp.core.excel.guard import MEGABYTE, Limits, identify, open_archive

LIMITS = Limits(upload=10 * MEGABYTE, unpacked=30 * MEGABYTE)
MOST_MARKUP = 4 * MEGABYTE
"""Bytes of XML, pictures not counted; an office's form has a hundredth of it."""
MOST_ROWS, MOST_COLUMNS = 2_000, 200
MOST_COVERED = 50_000
"""Cells under merged ranges and links together: openpyxl makes an object of each."""
SHEETS = "xl/worksheets/"
BROKEN = "这个模板打不开，可能已损坏；请在 Excel 或 WPS 里能打开后另存一份，再上传"


def open_template(content: bytes, file_name: str = "模板.xlsx") -> Workbook:
    """Return a template's workbook, formatted texts in cells kept.

    Raises Refused in words for what is no .xlsx, is damaged or is larger than a form can be.
    """
    if identify(content, file_name, limits=LIMITS) is not Source.WORKBOOK:
        raise Refused("表格模板要用 .xlsx 工作簿；请在 Excel 或 WPS 里另存为 .xlsx 再上传")
    archive = open_archive(content, limits=LIMITS)
    _check_size(archive)
    try:
        for part in sheet_parts(archive):
            _check_sheet(archive, part)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of what it leaves out, and `losses` tells it better
            return load_workbook(io.BytesIO(content), rich_text=True, keep_links=False)
    except Refused:
        raise
    except (DefusedXmlException, ParseError) as error:
        raise Refused(BROKEN) from error
    except Exception as error:  # openpyxl raises whatever a damaged part makes it run into
        raise Refused(BROKEN) from error


def sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    """Return the parts that hold worksheets."""
    return [name for name in archive.namelist() if name.startswith(SHEETS) and name.endswith(".xml")]


def _check_size(archive: zipfile.ZipFile) -> None:
    size = sum(part.file_size for part in archive.infolist() if part.filename.endswith((".xml", ".rels", ".vml")))
    if size > MOST_MARKUP:
        raise Refused(
            f"这个模板里的内容有 {size / MEGABYTE:.0f} MB，不像一张表格的样子；请只留下要打印的工作表，删去数据后再上传"
        )


def _check_sheet(archive: zipfile.ZipFile, part: str) -> None:
    covered = 0
    for tag, place in _places(archive, part):
        first_column, first_row, last_column, last_row = (number or 0 for number in range_boundaries(place))
        if tag == "c" and (last_row > MOST_ROWS or last_column > MOST_COLUMNS):
            raise Refused(
                f"模板里 {place} 有内容，超出了 {MOST_ROWS} 行 × {MOST_COLUMNS} 列；请删去表格以外的内容再上传"
            )
        if tag != "c":
            covered += (last_row - first_row + 1) * (last_column - first_column + 1)
        if covered > MOST_COVERED:
            raise Refused(f"模板里 {place} 等合并区域太大；请取消表格以外的合并单元格再上传")


def _places(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    """Yield the references that openpyxl makes cells of."""
    with archive.open(part) as stream:
        for _, element in iterparse(stream):
            tag = element.tag.rsplit("}", 1)[-1]
            place = element.get("r" if tag == "c" else "ref")
            if tag in {"c", "mergeCell", "hyperlink"} and place:
                yield tag, place
            element.clear()
