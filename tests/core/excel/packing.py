"""Makes workbook files part by part, so that a test can put into them what no library would write."""

import io
import zipfile
from collections.abc import Iterable, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT = "http://schemas.openxmlformats.org/package/2006/content-types"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def base_parts(sheet: str, *, sheet_name: str = "花名册") -> dict[str, str]:
    """Return the parts of a workbook with one sheet."""
    return {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{CONTENT}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SPREADSHEET}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SPREADSHEET}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{SPREADSHEET}.styles+xml"/></Types>',
        "_rels/.rels": f'{DECLARATION}<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="{sheet_name}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{DECLARATION}<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": f'{DECLARATION}<sst xmlns="{MAIN}"/>',
        "xl/styles.xml": f'{DECLARATION}<styleSheet xmlns="{MAIN}"><cellXfs><xf/></cellXfs></styleSheet>',
    }


def worksheet(rows: str, *, after: str = "", before: str = "") -> str:
    """Return a worksheet's XML around its rows."""
    return f'{DECLARATION}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def text_cell(place: str, text: str) -> str:
    """Return a cell with its text written inside."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def text_row(number: int, texts: Iterable[str]) -> str:
    """Return a row of texts from column A on."""
    cells = "".join(text_cell(f"{chr(ord('A') + index)}{number}", text) for index, text in enumerate(texts))
    return f'<row r="{number}">{cells}</row>'


def pack(parts: Mapping[str, str | bytes], *, compress: bool = True) -> bytes:
    """Return a zip archive of these parts."""
    stream = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def workbook(sheet: str, **more: str | bytes) -> bytes:
    """Return a workbook with one sheet; `more` are further parts, with `/` written as `__`."""
    further = {name.replace("__", "/") + ".xml": content for name, content in more.items()}
    return pack({**base_parts(sheet), **further})


def roster_sheet(
    people: Iterable[Iterable[str]] = (("张三", "云杉社区"),),
    *,
    after: str = "",
    before: str = "",
) -> str:
    """Return the sheet of a small roster."""
    rows = [text_row(1, ("姓名", "单位")), *(text_row(number, person) for number, person in enumerate(people, 2))]
    return worksheet("".join(rows), after=after, before=before)
