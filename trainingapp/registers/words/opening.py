"""Opening a Word template: what it must be before anything parses it."""

import io
import zipfile
import zlib

from docx import Document
from docx.document import Document as WordDocument

from trainingapp.core.errors import Refused

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
MOST_UNPACKED = 40 * MEGABYTE
MOST_MARKUP = 8 * MEGABYTE
MOST_PARTS = 500
CHUNK = 64 * 1024
OVERLAP = 64
"""Bytes of a chunk looked at again with the next one, so that no marker hides between two."""

MAIN_PART = "word/document.xml"
DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
MARKUP = (".xml", ".rels")
ENCRYPTED = 0x1
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
SAVE_AS = "请在 Word 或 WPS 里“另存为”.docx，再上传"
BROKEN = f"这个文档里有读不了的部分；{SAVE_AS}"


def open_template(content: bytes, file_name: str = "模板.docx") -> WordDocument:
    """Return a template as a document.

    Raises Refused in words for what is no .docx, carries macros, is damaged or far larger than a paper.
    """
    if not file_name.lower().endswith(".docx"):
        raise Refused(f"文书模板要用 .docx 文档；{SAVE_AS}")
    if not content:
        raise Refused("这是空文件（0 字节），请检查后重新选择文件")
    if len(content) > MOST_BYTES:
        raise Refused(
            f"文件有 {len(content) / MEGABYTE:.1f} MB，超过了 {MOST_BYTES // MEGABYTE} MB 的上限；请压缩图片后再上传"
        )
    if content.startswith(OLE):
        raise Refused(f"这是旧格式（.doc 或 .wps），或加了打开密码的文档；请去掉密码，{SAVE_AS}")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive)
        return Document(io.BytesIO(content))
    except Refused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise Refused(f"这个文件不完整或已损坏，打不开；{SAVE_AS}") from error
    except Exception as error:  # python-docx raises whatever a damaged part makes it run into
        raise Refused(BROKEN) from error


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if MAIN_PART not in names:
        raise Refused(f"这个文件是压缩包，但不是 Word 文档；{SAVE_AS}")
    if "word/vbaProject.bin" in names:
        raise Refused(f"这个文档里带有宏，为安全起见不使用；{SAVE_AS}")
    if len(parts) > MOST_PARTS or len(names) < len(parts):
        raise Refused(f"这个文档里的部件太多或有重名，不像一份文书；{SAVE_AS}")
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise Refused("这个文件加了压缩密码，读不了；请去掉密码后再上传")
    _count_streams(archive)


def _count_streams(archive: zipfile.ZipFile) -> None:
    """Count what the parts really unpack to: what the archive says of it may be a lie."""
    total = markup = 0
    for part in archive.infolist():
        is_markup, before = part.filename.lower().endswith(MARKUP), b""
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                total += len(chunk)
                markup += len(chunk) if is_markup else 0
                if total > MOST_UNPACKED or markup > MOST_MARKUP:
                    raise Refused("这个文档展开后太大，可能是压缩炸弹；请删去大图片，另存后再上传")
                if is_markup and any(mark in before + chunk for mark in DOCTYPES):
                    raise Refused(f"这个文档的部件 {part.filename} 里有外部实体声明，可能是恶意文件，不使用；{SAVE_AS}")
                before = chunk[-OVERLAP:]
