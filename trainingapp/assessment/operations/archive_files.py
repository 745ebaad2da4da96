"""The file that a closed class travels in: one line with the checksum of the rest, then a ZIP of rows and papers.

The line makes any changed byte visible; most programs open the file as a ZIP all the same. The checksum tells damage,
not forgery: whoever reads an archive in should know where it comes from.
"""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from trainingapp.core.errors import Refused

MAGIC: Final = "qinglan-class-archive 1"
ROWS_PART: Final = "class.json"
PAPERS_FOLDER: Final = "papers/"
#: What the parts may come to when unpacked, so that a small file cannot fill the memory.
MOST_UNPACKED: Final = 200 * 1024 * 1024
#: ZIP's own first day, so that equal classes give equal files.
FIXED_TIME: Final = (1980, 1, 1, 0, 0, 0)
HEADING_LENGTH: Final = len(MAGIC) + 1 + 64 + 1


@dataclass(frozen=True, slots=True)
class Archive:
    """A class on its way: the checksums of its closing and of all its rows, the rows by table, its papers by digest."""

    checksum: str
    whole: str
    tables: Mapping[str, list[dict[str, Any]]]
    papers: Mapping[str, bytes]


def pack(archive: Archive) -> bytes:
    """Return the file of an archive; equal archives give equal files."""
    stream = BytesIO()
    told = {"checksum": archive.checksum, "whole": archive.whole, "tables": archive.tables}
    rows = json.dumps(told, ensure_ascii=False, sort_keys=True)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        _add(parts, ROWS_PART, rows.encode())
        for digest in sorted(archive.papers):
            _add(parts, PAPERS_FOLDER + digest, archive.papers[digest])
    body = stream.getvalue()
    return f"{MAGIC} {hashlib.sha256(body).hexdigest()}\n".encode() + body


def _add(parts: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, FIXED_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    parts.writestr(info, content)


def unpack(content: bytes) -> Archive:
    """Return what a file holds; refuses what is no archive, and one in which a single byte was changed."""
    heading, body = content[:HEADING_LENGTH], content[HEADING_LENGTH:]
    if not heading.startswith(MAGIC.encode() + b" "):
        raise Refused("这不是本系统导出的班级档案，没有读入；请选“导出班级档案”得到的文件")
    if heading != f"{MAGIC} {hashlib.sha256(body).hexdigest()}\n".encode():
        raise Refused("班级档案的校验和不符：文件被改动过或没有传完整，没有读入；请重新导出或重新拷贝")
    try:
        return _read(body)
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as fault:
        raise Refused("班级档案的内容不合格式，没有读入；请用同一版本的系统重新导出") from fault


def _read(body: bytes) -> Archive:
    with zipfile.ZipFile(BytesIO(body)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
            raise Refused("班级档案展开后超过 200 MB，没有读入")
        told = json.loads(parts.read(ROWS_PART))
        names = [name for name in parts.namelist() if name.startswith(PAPERS_FOLDER)]
        papers = {name.removeprefix(PAPERS_FOLDER): parts.read(name) for name in names}
    if any(hashlib.sha256(paper).hexdigest() != digest for digest, paper in papers.items()):
        raise Refused("班级档案里有材料和登记的校验和不符，没有读入")
    return Archive(str(told["checksum"]), str(told["whole"]), dict(told["tables"]), papers)
