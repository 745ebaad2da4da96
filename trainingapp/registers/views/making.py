"""The page of a file that takes its time: how far it is while it is made, then where to take it."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.core.works import Work


def show_work(work: Work, template: str, *, page: str, **values: object) -> ResponseReturnValue:
    """Show a work on its page (its address is `page`), which asks every second for the part that moves."""
    if "HX-Request" not in request.headers:
        return render_template(template, work=work, page=page, **values)
    if not work.running:
        return "", {"HX-Redirect": page}
    return render_template("registers/work_progress.html", work=work, page=page, **values)
