"""What an upload must be before anything parses it: sizes counted from real streams, and a kind that its bytes prove.

A true roster of 20,000 rows unpacks to about 12 MB.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from trainingapp.core.errors import Refused
from trainingapp.core.excel.grid import Source

MEGABYTE = 1024 * 1024
CHUNK = 64 * 1024
OVERLAP = 64
"""Bytes of a chunk looked at again with the next one, so that no marker hides between two."""

ZIP_MAGIC = b"PK\x03\x04"
EMPTY_ZIP_MAGIC = b"PK\x05\x06"
OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
ENCRYPTED_FLAG = 0x1

SAVE_AS = "请在 Excel 或 WPS 里打开它，“另存为”选“Excel 工作簿（.xlsx）”，再上传"
ACCEPTED = "可以上传 .xlsx 工作簿，或 .csv 文本表格"

WORKBOOK_SUFFIXES = frozenset({".xlsx"})
TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
OTHER_SUFFIXES = {
    ".xls": "这是旧格式的 .xls 文件",
    ".et": "这是 WPS 表格的 .et 文件",
    ".xlsm": "这是带宏的 .xlsm 文件，为安全起见不读取宏",
    ".xlsb": "这是二进制的 .xlsb 文件",
    ".xltx": "这是模板 .xltx 文件",
    ".ods": "这是 OpenDocument 的 .ods 文件",
    ".numbers": "这是 Numbers 表格文件",
}
MAGICS = {
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
    b"\x1f\x8b": "gzip 压缩包",
    b"MZ": "程序文件",
    b"{\\rtf": "RTF 文档",
}
HTML_STARTS = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta", b"<head")

CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK_PART = "xl/workbook.xml"
STRANGERS = {
    "word/document.xml": "这是 Word 文档，不是 Excel 工作簿",
    "ppt/presentation.xml": "这是幻灯片，不是 Excel 工作簿",
    "xl/workbook.bin": "这是二进制的 .xlsb 工作簿",
    "content.xml": "这是 OpenDocument 文件，不是 .xlsx 工作簿",
    "xl/vbaProject.bin": "这个工作簿里带有宏，为安全起见不读取",
}
MARKUP_SUFFIXES = (".xml", ".rels", ".vml")
DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
STRICT_NAMESPACE = b"http://purl.oclc.org/ooxml/"


@dataclass(frozen=True, slots=True)
class Limits:
    """How large an upload may be, and how much its reading may cost.

    Bytes for `upload`, `unpacked`, `memory` and `output` (what the child may send back); seconds for `time`; `columns`
    and `rows` reach to the last used cell.
    """

    upload: int = 10 * MEGABYTE
    parts: int = 200
    unpacked: int = 40 * MEGABYTE
    memory: int = 512 * MEGABYTE
    time: float = 20.0
    rows: int = 30_000
    columns: int = 200
    output: int = 64 * MEGABYTE


DEFAULT_LIMITS = Limits()


def identify(content: bytes, file_name: str, *, limits: Limits = DEFAULT_LIMITS) -> Source:
    """Return what kind of table an upload is, from its size, extension and first bytes; cheap enough for any thread.

    Raises Refused in words when it is empty, too large, of another format or not what its extension says.
    """
    _check_size(content, limits)
    suffix = PurePath(file_name.replace("\\", "/")).suffix.lower()
    if content.startswith(OLE_MAGIC):
        raise Refused(_ole_reason(content, suffix))
    if suffix in OTHER_SUFFIXES:
        raise Refused(f"{OTHER_SUFFIXES[suffix]}；{SAVE_AS}")
    if suffix in WORKBOOK_SUFFIXES:
        _expect_zip(content)
        return Source.WORKBOOK
    if suffix in TEXT_SUFFIXES:
        _expect_text(content, suffix)
        return Source.CSV
    shown = f"扩展名“{suffix}”" if suffix else "没有扩展名"
    raise Refused(f"不认识这种文件（{shown}）；{ACCEPTED}")


def _check_size(content: bytes, limits: Limits) -> None:
    if not content:
        raise Refused("这是空文件（0 字节），请检查后重新选择文件")
    if len(content) > limits.upload:
        raise Refused(
            f"文件有 {len(content) / MEGABYTE:.1f} MB，超过了 {limits.upload // MEGABYTE} MB 的上限；"
            "请删去图片和无关的工作表后再上传",
        )


def _ole_reason(content: bytes, suffix: str) -> str:
    if ENCRYPTED_PACKAGE in content:
        return "这个工作簿加了打开密码，读不了；请在 Excel 里取消密码（文件—信息—保护工作簿），保存后再上传"
    if suffix in WORKBOOK_SUFFIXES | TEXT_SUFFIXES:
        return f"这个文件的扩展名是 {suffix}，内容却是旧格式（.xls 或 .et）；{SAVE_AS}"
    return f"{OTHER_SUFFIXES.get(suffix, '这是旧格式的 Office 文件')}；{SAVE_AS}"


def _foreign_kind(content: bytes) -> str | None:
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(HTML_STARTS):
        return "网页（系统导出的“假 Excel”）"
    return next((kind for magic, kind in MAGICS.items() if content.startswith(magic)), None)


def _expect_zip(content: bytes) -> None:
    if content.startswith(ZIP_MAGIC):
        return
    if content.startswith(EMPTY_ZIP_MAGIC):
        raise Refused("这个 .xlsx 里什么都没有，请检查后重新选择文件")
    kind = _foreign_kind(content) or "别的内容"
    raise Refused(f"这个文件的扩展名是 .xlsx，内容却是{kind}；{SAVE_AS}")


def _expect_text(content: bytes, suffix: str) -> None:
    if content.startswith(ZIP_MAGIC):
        raise Refused(
            f"这个文件的扩展名是 {suffix}，内容却是压缩包或 Excel 工作簿；若是工作簿，请把扩展名改回 .xlsx 再上传",
        )
    kind = _foreign_kind(content)
    if kind:
        raise Refused(f"这个文件的扩展名是 {suffix}，内容却是{kind}；{ACCEPTED}")


def open_archive(content: bytes, *, limits: Limits = DEFAULT_LIMITS) -> zipfile.ZipFile:
    """Return a workbook's archive after counting what it really unpacks to; costs time in step with its size.

    Call it in the child process. Raises Refused for a damaged, encrypted, oversized or foreign archive.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        _check_parts(archive.infolist(), limits)
        _count_streams(archive, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Refused("这个文件不完整或已损坏，打不开；请在 Excel 里能打开后另存一份，再上传") from error
    return archive


def _check_parts(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(parts) > limits.parts:
        raise Refused(
            f"这个工作簿里有 {len(parts)} 个部件，超过了 {limits.parts} 个的上限；请只留下花名册所在的工作表再上传",
        )
    if any(part.flag_bits & ENCRYPTED_FLAG for part in parts):
        raise Refused("这个文件加了压缩密码，读不了；请去掉密码后再上传")
    names = [part.filename for part in parts]
    if len(set(names)) < len(names):
        raise Refused(f"这个工作簿里有重名的部件，不是 Excel 保存的样子；{SAVE_AS}")
    _check_names(frozenset(names))


def _check_names(names: frozenset[str]) -> None:
    for part, reason in STRANGERS.items():
        if part in names:
            raise Refused(f"{reason}；{SAVE_AS}")
    if CONTENT_TYPES not in names or WORKBOOK_PART not in names:
        raise Refused(f"这个文件是压缩包，但不是 Excel 工作簿；{ACCEPTED}")


def _count_streams(archive: zipfile.ZipFile, limits: Limits) -> None:
    total = 0
    for part in archive.infolist():
        is_markup = part.filename.lower().endswith(MARKUP_SUFFIXES)
        before = b""
        for chunk in _chunks(archive, part):
            total += len(chunk)
            if total > limits.unpacked:
                raise Refused(
                    f"这个文件展开后超过 {limits.unpacked // MEGABYTE} MB，可能是压缩炸弹或带了大量图片；"
                    "请只留下花名册所在的工作表，另存后再上传",
                )
            if is_markup:
                _check_markup(before + chunk, part.filename)
            before = chunk[-OVERLAP:]


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _check_markup(chunk: bytes, part: str) -> None:
    if any(mark in chunk for mark in DOCTYPES):
        raise Refused(f"这个工作簿的部件 {part} 里有外部实体声明，可能是恶意文件，不读取；{SAVE_AS}")
    if part == WORKBOOK_PART and STRICT_NAMESPACE in chunk:
        raise Refused(f"这个工作簿是“Strict Open XML”格式；{SAVE_AS}（不要选“Strict Open XML 电子表格”）")
