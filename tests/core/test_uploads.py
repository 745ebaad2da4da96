"""Files kept with the office's work: told by their bytes, stored by content, never by what the sender called them."""

import io
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.core import uploads
from trainingapp.core.errors import NotFound, Refused

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n...."


def archive(*names: str) -> bytes:
    """Return a ZIP with these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as written:
        for name in names:
            written.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (archive("word/document.xml"), uploads.OFFICE_PARTS["word/document.xml"]),
        (archive("xl/workbook.xml"), uploads.OFFICE_PARTS["xl/workbook.xml"]),
        (archive("word/document.xml", "word/vbaProject.bin"), None),
        (archive("anything.txt"), None),
        (b"PK\x03\x04 broken", None),
        (b"<html><script>alert(1)</script>", None),
        (b"", None),
    ],
)
def test_kind_is_told_from_the_bytes(content: bytes, media_type: str | None) -> None:
    assert uploads.media_type_of(content) == media_type


def test_file_is_stored_once_and_read_back(sqlite_app: Flask) -> None:
    first = uploads.store(PDF, file_name="审批单.pdf")
    again = uploads.store(PDF, file_name="另一个名字.PDF")

    stored = list((Path(sqlite_app.config["INSTANCE"]) / "uploads").rglob("*"))
    assert (first.digest, uploads.read(first.digest)) == (again.digest, PDF)
    assert [path.name for path in stored if path.is_file()] == [first.digest]
    assert (stored[-1].stat().st_mode & 0o077, first.file_name, again.file_name) == (0, "审批单.pdf", "另一个名字.pdf")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "是空文件"),
        (b"plain text", "不是 PDF、图片、Word 或 Excel 文件"),
        (PDF + b" " * uploads.MOST_BYTES, "超过 10 MB"),
    ],
)
def test_unfit_files_are_refused(sqlite_app: Flask, content: bytes, message: str) -> None:
    with pytest.raises(Refused, match=message):
        uploads.store(content, file_name="审批单.pdf")

    assert not (Path(sqlite_app.config["INSTANCE"]) / "uploads").exists()


def test_missing_changed_or_named_by_a_path_is_not_found(sqlite_app: Flask) -> None:
    stored = uploads.store(PDF, file_name="审批单.pdf")
    path = Path(sqlite_app.config["INSTANCE"]) / "uploads" / stored.digest[:2] / stored.digest
    path.write_bytes(b"other")

    for digest in (stored.digest, "0" * 64, "../../keys.json"):
        with pytest.raises(NotFound):
            uploads.read(digest)


@given(st.text(max_size=300))
def test_any_name_becomes_one_that_systems_take(name: str) -> None:
    shown = uploads._clean_name(name, "image/png")

    assert shown.endswith(".png")
    assert (len(shown) <= uploads.MOST_NAME, len(shown) > len(".png")) == (True, True)
    assert not set(shown) & set('<>:"/\\|?*\n\x00')
