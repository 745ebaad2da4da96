"""Files that come with work, and go out again."""

from flask import Response, request

from trainingapp.assessment.models import WorkPaper
from trainingapp.core import uploads
from trainingapp.core.web import send_attachment


def read_files() -> dict[str, bytes]:
    """Return the files of the request by name; one without a name was not chosen."""
    return {one.filename: one.read() for one in request.files.getlist("files") if one.filename}


def send_paper(paper: WorkPaper) -> Response:
    """Return a file as an attachment, whatever it holds."""
    return send_attachment(uploads.read(paper.digest), media_type=paper.media_type, file_name=paper.file_name)
