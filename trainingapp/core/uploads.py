"""Files that an office keeps with its work, such as an approval note: stored once by content, outside the database.

They lie below the instance folder, named by their content alone, so that nothing that was sent can name a path; what
they are is told from their bytes, never from what the sender called them. Views hand them out as attachments.
"""

import hashlib
import io
import os
import re
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from trainingapp.core.errors import NotFound, Refused

FOLDER = "uploads"
MOST_BYTES = 10 * 1024 * 1024
MOST_NAME = 120
SIGNATURES = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFICE_PARTS = {"word/document.xml": DOCUMENT_TYPE, "xl/workbook.xml": WORKBOOK_TYPE}
ENDINGS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    DOCUMENT_TYPE: ".docx",
    WORKBOOK_TYPE: ".xlsx",
}
ACCEPTED = ",".join(ENDINGS.values())
DIGEST = re.compile(r"[0-9a-f]{64}")
UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*]')


class StoredFile:
    """The columns of a row that stands for one stored file."""

    digest: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(MOST_NAME))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored: by these values a row finds it again."""

    digest: str
    file_name: str
    media_type: str
    size: int


def store(content: bytes, *, file_name: str) -> Stored:
    """Store a file and return what a row keeps of it; the same content is stored once.

    Refuses empty files, files of more than 10 MB, and what is none of PDF, picture, Word or Excel by its bytes.
    """
    media_type = media_type_of(content)
    if not content:
        raise Refused(f"“{file_name}”是空文件，没有保存")
    if len(content) > MOST_BYTES:
        raise Refused(f"“{file_name}”超过 {MOST_BYTES // 1024 // 1024} MB，请压缩或拆开再传")
    if media_type is None:
        raise Refused(f"“{file_name}”不是 PDF、图片、Word 或 Excel 文件，没有保存；扫描件请存为 PDF 或 JPG")
    digest = hashlib.sha256(content).hexdigest()
    _write(_path(digest), content)
    return Stored(digest, _clean_name(file_name, media_type), media_type, len(content))


def read(digest: str) -> bytes:
    """Return a stored file's content. Raises NotFound where it is missing or no longer what was stored."""
    if not DIGEST.fullmatch(digest):
        raise NotFound("没有这个附件")
    path = _path(digest)
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise NotFound("附件文件不见了或已损坏，请从备份恢复后再下载")
    return content


def media_type_of(content: bytes) -> str | None:
    """Return what a file is by its first bytes, or for Office files by their parts; None for anything else."""
    for signature, media_type in SIGNATURES:
        if content.startswith(signature):
            return media_type
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return None
    if any(name.endswith("vbaProject.bin") for name in names):
        return None  # macros have no place in a note
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), None)


def _path(digest: str) -> Path:
    folder: Path = current_app.config["INSTANCE"]
    return folder / FOLDER / digest[:2] / digest


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, for its owner alone."""
    if path.is_file() and path.stat().st_size == len(content):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
    Path(name).replace(path)


def _clean_name(file_name: str, media_type: str) -> str:
    """Return the sender's name for the file without what systems refuse, ending as its content does."""
    ending = ENDINGS[media_type]
    stem = UNFIT.sub("", Path(file_name.replace("\\", "/")).name).strip(". ")
    stem = stem[: -len(Path(stem).suffix)] if Path(stem).suffix else stem
    return f"{stem[: MOST_NAME - len(ending)] or '附件'}{ending}"
