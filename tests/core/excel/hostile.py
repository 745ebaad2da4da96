"""The hostile corpus: what a careless or ill-meaning hand may upload, each with words of the refusal it must get."""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from tests.core.excel.packing import (
    DECLARATION,
    MAIN,
    base_parts,
    pack,
    roster_sheet,
    text_cell,
    text_row,
    workbook,
    worksheet,
)
from trainingapp.core.excel.guard import DEFAULT_LIMITS

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
MEGABYTE = 1024 * 1024
HEADER = text_row(1, ("姓名", "单位"))


@dataclass(frozen=True)
class Hostile:
    """A file, its name, a word that its refusal must hold, and the seconds that its child is given."""

    name: str
    file_name: str
    make: Callable[[], bytes]
    word: str
    seconds: float


CORPUS: list[Hostile] = []


def refused(
    file_name: str,
    word: str,
    *,
    seconds: float = DEFAULT_LIMITS.time,
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Put a maker of a hostile file into the corpus."""

    def add(make: Callable[[], bytes]) -> Callable[[], bytes]:
        CORPUS.append(Hostile(make.__name__, file_name, make, word, seconds))
        return make

    return add


@refused("花名册.xlsx", "空文件")
def empty() -> bytes:
    return b""


@refused("花名册.csv", "空文件")
def empty_csv() -> bytes:
    return b""


@refused("花名册.xlsx", "10 MB")
def over_ten_megabytes() -> bytes:
    return b"PK\x03\x04" + bytes(10 * MEGABYTE)


@refused("花名册.xls", ".xls")
def old_format() -> bytes:
    return OLE + bytes(2048)


@refused("花名册.xlsx", "旧格式")
def old_format_renamed() -> bytes:
    return OLE + bytes(2048)


@refused("花名册.xlsx", "打开密码")
def encrypted() -> bytes:
    return OLE + bytes(1024) + "EncryptedPackage".encode("utf-16-le") + bytes(1024)


@refused("花名册.et", ".et")
def wps_format() -> bytes:
    return OLE + bytes(2048)


@refused("花名册.xlsm", "宏")
def macro_extension() -> bytes:
    return workbook(roster_sheet())


@refused("花名册.xlsx", "宏")
def macro_inside() -> bytes:
    return pack({**base_parts(roster_sheet()), "xl/vbaProject.bin": b"\x01\x02"})


@refused("花名册.xlsb", ".xlsb")
def binary_workbook() -> bytes:
    return pack({"[Content_Types].xml": "", "xl/workbook.bin": b"\x01"})


@refused("花名册.xlsx", ".xlsb")
def binary_workbook_renamed() -> bytes:
    return pack({"[Content_Types].xml": "", "xl/workbook.bin": b"\x01"})


@refused("花名册.ods", "OpenDocument")
def open_document() -> bytes:
    return pack({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"})


@refused("花名册.xlsx", "Word")
def word_document_renamed() -> bytes:
    return pack({"[Content_Types].xml": "", "word/document.xml": "<x/>"})


@refused("花名册.xlsx", "PDF")
def pdf_renamed() -> bytes:
    return b"%PDF-1.7\n" + bytes(100)


@refused("花名册.xlsx", "图片")
def picture_renamed() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(100)


@refused("花名册.xlsx", "网页")
def web_page_renamed() -> bytes:
    return "<html><table><tr><td>姓名</td></tr></table></html>".encode()


@refused("花名册.csv", "网页")
def web_page_as_csv() -> bytes:
    return "\ufeff<HTML><table></table></HTML>".encode()


@refused("花名册.csv", ".xlsx")
def workbook_as_csv() -> bytes:
    return workbook(roster_sheet())


@refused("花名册.docx", "不认识")
def unknown_extension() -> bytes:
    return b"PK\x03\x04"


@refused("花名册", "扩展名")
def no_extension() -> bytes:
    return workbook(roster_sheet())


@refused("花名册.xlsx", "不是 Excel 工作簿")
def plain_zip() -> bytes:
    return pack({"readme.txt": "姓名"})


@refused("花名册.xlsx", "什么都没有")
def empty_zip() -> bytes:
    return pack({})


@refused("花名册.xlsx", "损坏")
def truncated() -> bytes:
    content = workbook(roster_sheet())
    return content[: len(content) * 2 // 3]


@refused("花名册.xlsx", "损坏")
def flipped_bytes_in_a_stream() -> bytes:
    content = bytearray(pack(base_parts(roster_sheet([("张三", "云杉社区")] * 200)), compress=True))
    start = content.index(b"sheet1.xml") + 60
    content[start : start + 40] = bytes(byte ^ 0x5A for byte in content[start : start + 40])
    return bytes(content)


@refused("花名册.xlsx", "展开后超过")
def zip_bomb() -> bytes:
    return workbook(worksheet(f"{HEADER}{' ' * 60 * MEGABYTE}"))


@refused("花名册.xlsx", "展开后超过")
def bomb_in_a_picture() -> bytes:
    return pack({**base_parts(roster_sheet()), "xl/media/image1.png": bytes(60 * MEGABYTE)})


@refused("花名册.xlsx", "损坏")
def bomb_that_lies_about_its_size() -> bytes:
    content = bytearray(workbook(worksheet(f"{HEADER}{' ' * 60 * MEGABYTE}")))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        true = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lie = struct.pack("<I", 39 * MEGABYTE)
    return bytes(content).replace(struct.pack("<I", true), lie)


@refused("花名册.xlsx", "部件")
def thousand_parts() -> bytes:
    return pack({**base_parts(roster_sheet()), **{f"xl/media/{number}.xml": "<x/>" for number in range(1000)}})


@refused("花名册.xlsx", "部件")
def hundred_thousand_parts() -> bytes:
    return pack({**base_parts(roster_sheet()), **{f"{number:x}": "" for number in range(60_000)}}, compress=False)


@refused("花名册.xlsx", "重名")
def parts_of_one_name() -> bytes:
    content = pack({**base_parts(roster_sheet()), "xl/workbook.xmk": "<x/>"})
    return content.replace(b"xl/workbook.xmk", b"xl/workbook.xml")


@refused("花名册.xlsx", "压缩密码")
def encrypted_parts() -> bytes:
    content = bytearray(workbook(roster_sheet()))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(mark, place + 4)
    return bytes(content)


@refused("花名册.xlsx", "XFD1048576")
def far_cell() -> bytes:
    return workbook(worksheet(f'{HEADER}<row r="1048576">{text_cell("XFD1048576", "远")}</row>'))


@refused("花名册.xlsx", "离表格太远")
def far_column() -> bytes:
    return workbook(worksheet(f'<row r="1">{text_cell("A1", "姓名")}{text_cell("ZZ1", "远")}</row>'))


@refused("花名册.xlsx", "列数超出")
def million_columns() -> bytes:
    return workbook(worksheet(f'<row r="1">{"<c/>" * 1_000_000}</row>'))


@refused("花名册.xlsx", "列数超出")
def column_beyond_excel() -> bytes:
    return workbook(worksheet(f'<row r="1">{text_cell("BDWGN1", "远")}</row>'))


@refused("花名册.xlsx", "离表格太远")
def forty_thousand_rows() -> bytes:
    return workbook(worksheet("".join(text_row(number, ("张",)) for number in range(1, 40_001))))


@refused("花名册.xlsx", "次序")
def rows_out_of_order() -> bytes:
    return workbook(worksheet(text_row(5, ("姓名",)) + text_row(2, ("张三",))))


@refused("花名册.xlsx", "互相重叠")
def merges_over_each_other() -> bytes:
    merges = "".join(f'<mergeCell ref="A1:B{number}"/>' for number in range(2, 2000))
    return workbook(roster_sheet(after=f"<mergeCells>{merges}</mergeCells>"))


@refused("花名册.xlsx", "外部实体")
def external_entity() -> bytes:
    sheet = roster_sheet().replace(
        DECLARATION,
        f'{DECLARATION}<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    )
    return workbook(sheet.replace("张三", "&e;"))


@refused("花名册.xlsx", "外部实体")
def billion_laughs() -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    texts = f'{DECLARATION}<!DOCTYPE sst [{entities}]><sst xmlns="{MAIN}"><si><t>&a9;</t></si></sst>'
    return workbook(roster_sheet(), xl__sharedStrings=texts)


@refused("花名册.xlsx", "外部实体")
def entity_in_utf16() -> bytes:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY e "x">]><sst/>'
    return workbook(roster_sheet(), xl__sharedStrings=text.encode("utf-16"))


@refused("花名册.xlsx", "另存")
def broken_xml() -> bytes:
    return workbook(roster_sheet().replace("</row>", "", 1))


@refused("花名册.xlsx", "另存")
def deep_nesting() -> bytes:
    return workbook(worksheet("<a>" * 200_000))


@refused("花名册.xlsx", "另存")
def shared_text_that_is_not_there() -> bytes:
    return workbook(worksheet('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'))


@refused("花名册.xlsx", "另存")
def workbook_without_its_sheet() -> bytes:
    parts = base_parts(roster_sheet())
    del parts["xl/_rels/workbook.xml.rels"]
    return pack(parts)


@refused("花名册.xlsx", "Strict")
def strict_format() -> bytes:
    parts = base_parts(roster_sheet())
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    return pack(parts)


@refused("花名册.xlsx", "另存")
def number_of_a_million_digits() -> bytes:
    return workbook(worksheet(f'<row r="{"9" * 1_000_000}"><c r="A1"><v>1</v></c></row>'))


@refused("花名册.xlsx", "文字太多")
def one_long_text_in_every_cell() -> bytes:
    texts = f'<sst xmlns="{MAIN}"><si><t>{"长" * 32_000}</t></si></sst>'
    row = '<c t="s"><v>0</v></c>' * 100
    cells = "".join(f'<row r="{number}">{row}</row>' for number in range(1, 1000))
    return workbook(worksheet(cells), xl__sharedStrings=texts)


@refused("花名册.xlsx", "停下", seconds=3)
def millions_of_shared_texts() -> bytes:
    texts = f'<sst xmlns="{MAIN}">{"<si><t>a</t></si>" * 2_200_000}</sst>'
    return workbook(roster_sheet(), xl__sharedStrings=texts)


@refused("花名册.xlsx", "停下", seconds=3)
def millions_of_styles() -> bytes:
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 6_000_000}</cellXfs></styleSheet>'
    return workbook(roster_sheet(), xl__styles=styles)


@refused("花名册.csv", "不是文字")
def binary_as_csv() -> bytes:
    return bytes(range(32)) * 100


@refused("花名册.csv", "编码")
def unreadable_encoding() -> bytes:
    return b"\xff" * 200


@refused("花名册.csv", "超出了")
def csv_with_a_million_columns() -> bytes:
    return b"x," * 1_000_000


@refused("花名册.csv", "超出了")
def csv_with_too_many_rows() -> bytes:
    return "姓名\n".encode() * 40_000


@refused("花名册.csv", "引号")
def csv_with_an_endless_field() -> bytes:
    return '"姓名'.encode() + b"x" * 5 * MEGABYTE


def mutate(content: bytes, chance: random.Random) -> bytes:
    """Return a file with a few bytes changed, cut out, doubled or moved."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(changed))
        length = chance.randint(1, 64)
        match chance.randrange(4):
            case 0:
                changed[place] = chance.randrange(256)
            case 1:
                del changed[place : place + length]
            case 2:
                changed[place:place] = changed[place : place + length]
            case _:
                changed[place : place + length] = chance.randbytes(length)
        if not changed:
            changed = bytearray(b"\x00")
    return bytes(changed)


def mutate_parts(parts: dict[str, str], chance: random.Random) -> bytes:
    """Return a sound archive with one or two of its parts changed inside: what a parser sees, past every checksum."""
    changed: dict[str, str | bytes] = dict(parts)
    for name in chance.sample(sorted(parts), chance.randint(1, 2)):
        changed[name] = mutate(parts[name].encode(), chance)
    return pack(changed, compress=False)
