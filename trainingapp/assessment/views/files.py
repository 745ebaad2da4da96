"""Files that come with work, and go out again."""

import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import PurePosixPath

from flask import Response, request

from trainingapp.assessment.models import Task, Work, WorkPaper
from trainingapp.core import uploads
from trainingapp.core.errors import Refused
from trainingapp.core.excel.writing import safe_file_name
from trainingapp.core.web import send_attachment

MEGABYTE = 1024 * 1024
#: The archive is made in memory; a class of 100 that sends two photographs each stays below it.
MOST_ARCHIVED = 100 * MEGABYTE


def read_files() -> dict[str, bytes]:
    """Return the files of the request by name; one without a name was not chosen."""
    return {one.filename: one.read() for one in request.files.getlist("files") if one.filename}


def send_works(task: Task, works: Sequence[Work]) -> Response:
    """Return all that was handed in as one archive, a folder for each; refuses more than 100 MB of files."""
    total = sum(paper.size for work in works for paper in work.papers)
    if total > MOST_ARCHIVED:
        raise Refused(f"附件一共 {total // MEGABYTE} MB，超过 {MOST_ARCHIVED // MEGABYTE} MB，请点开各份作业分别下载")
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in _parts(works):
            archive.writestr(name, part)
    file_name = safe_file_name(f"{task.cohort.short_name} {task.title}", ".zip")
    return send_attachment(content.getvalue(), media_type="application/zip", file_name=file_name)


def _parts(works: Sequence[Work]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each part: what was written, then the files in their order."""
    for work in works:
        place, question = _folder(work), work.question or "正文"
        if work.text:
            yield f"{place}/{safe_file_name(question, '.txt')}", work.text.encode("utf-8-sig")
        for number, paper in enumerate(work.papers, start=1):
            named = PurePosixPath(paper.file_name)
            kept = safe_file_name(f"{question if work.question else '附件'}{number} {named.stem}", named.suffix)
            yield f"{place}/{kept}", uploads.read(paper.digest)


def _folder(work: Work) -> str:
    if work.group is not None:
        return safe_file_name(work.group.name, "")
    return safe_file_name(f"{work.enrolment.number:03d} {work.enrolment.name}{'（迟交）' if work.late else ''}", "")


def send_paper(paper: WorkPaper) -> Response:
    """Return a file as an attachment, whatever it holds."""
    return send_attachment(uploads.read(paper.digest), media_type=paper.media_type, file_name=paper.file_name)
