"""Files that come with work, and go out again."""

from http import HTTPStatus

from flask import Response, request

from trainingapp.assessment.models import WorkPaper
from trainingapp.core import uploads


def read_files() -> dict[str, bytes]:
    """Return the files of the request by name; one without a name was not chosen."""
    return {one.filename: one.read() for one in request.files.getlist("files") if one.filename}


def send_paper(paper: WorkPaper) -> Response:
    """Return a file as an attachment, whatever it holds."""
    answer = Response(uploads.read(paper.digest), HTTPStatus.OK, mimetype=paper.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=paper.file_name)
    return answer
