"""Pages of the libraries of courses, lecturers and venues: a list, and a form for one entry."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.curriculum import columns, operations, queries
from trainingapp.curriculum.forms import CourseForm, LecturerForm, LecturerTimeForm, VenueForm
from trainingapp.curriculum.models import Course, Lecturer, Venue

blueprint = Blueprint("curriculum", __name__)


@blueprint.get("/library/courses")
@gate.permit(Permission.LIBRARY_VIEW)
def list_courses() -> ResponseReturnValue:
    """List the courses."""
    text = request.args.get("q", "").strip()
    return _list_page("课程", "course", columns.COURSES, queries.list_courses(text))


@blueprint.get("/library/lecturers")
@gate.permit(Permission.LIBRARY_VIEW)
def list_lecturers() -> ResponseReturnValue:
    """List the lecturers."""
    text = request.args.get("q", "").strip()
    return _list_page("师资", "lecturer", columns.LECTURERS, queries.list_lecturers(text))


@blueprint.get("/library/venues")
@gate.permit(Permission.LIBRARY_VIEW)
def list_venues() -> ResponseReturnValue:
    """List the venues."""
    text = request.args.get("q", "").strip()
    return _list_page("场地", "venue", columns.VENUES, queries.list_venues(text))


@blueprint.route("/library/courses/new", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def add_course() -> ResponseReturnValue:
    """Add a course."""
    form = _course_form()
    if form.validate_on_submit():
        operations.add_course(gate.signed_in_actor(), competencies=form.competencies.chosen, **form.values())
        return _saved("课程", "curriculum.list_courses")
    return _form_page("新建课程", form, "curriculum.list_courses")


@blueprint.route("/library/courses/<public_id>", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def course(public_id: str) -> ResponseReturnValue:
    """Show and change a course."""
    found = queries.find_entry(Course, public_id)
    form = _course_form()
    if form.validate_on_submit():
        chosen = form.competencies.chosen
        operations.change_course(gate.signed_in_actor(), found, competencies=chosen, **form.values())
        return _saved("课程", "curriculum.list_courses")
    if not form.is_submitted():
        form.show(found)
    return _form_page(found.title, form, "curriculum.list_courses")


@blueprint.route("/library/lecturers/new", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def add_lecturer() -> ResponseReturnValue:
    """Add a lecturer."""
    form = LecturerForm()
    if form.validate_on_submit():
        operations.add_lecturer(gate.signed_in_actor(), **form.values())
        return _saved("讲师", "curriculum.list_lecturers")
    return _form_page("新建讲师", form, "curriculum.list_lecturers")


@blueprint.route("/library/lecturers/<public_id>", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def lecturer(public_id: str) -> ResponseReturnValue:
    """Show and change a lecturer."""
    found = queries.find_entry(Lecturer, public_id)
    form = LecturerForm()
    if form.validate_on_submit():
        operations.change_lecturer(gate.signed_in_actor(), found, **form.values())
        return _saved("讲师", "curriculum.list_lecturers")
    if not form.is_submitted():
        form.show(found)
    page = "curriculum/lecturer.html"
    back = url_for("curriculum.list_lecturers")
    return render_template(page, title=found.name, form=form, back_url=back, lecturer=found)


@blueprint.route("/library/lecturers/<public_id>/times", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def lecturer_times(public_id: str) -> ResponseReturnValue:
    """Show and add to what is known of a lecturer's time."""
    found = queries.find_entry(Lecturer, public_id)
    form = LecturerTimeForm()
    if form.validate_on_submit():
        operations.add_lecturer_time(gate.signed_in_actor(), found, **form.values())
        flash("讲师时间已登记")
        return redirect(url_for("curriculum.lecturer_times", public_id=public_id))
    times = queries.list_lecturer_times(found)
    return render_template("curriculum/lecturer_times.html", lecturer=found, form=form, times=times)


@blueprint.post("/library/lecturers/<public_id>/times/<time>/remove")
@gate.permit(Permission.LIBRARY_EDIT)
def remove_lecturer_time(public_id: str, time: str) -> ResponseReturnValue:
    """Forget one note on a lecturer's time."""
    found = queries.find_entry(Lecturer, public_id)
    operations.remove_lecturer_time(gate.signed_in_actor(), queries.find_lecturer_time(found, time))
    flash("已删除")
    return redirect(url_for("curriculum.lecturer_times", public_id=public_id))


@blueprint.route("/library/venues/new", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def add_venue() -> ResponseReturnValue:
    """Add a venue."""
    form = VenueForm()
    if form.validate_on_submit():
        operations.add_venue(gate.signed_in_actor(), **form.values())
        return _saved("场地", "curriculum.list_venues")
    return _form_page("新建场地", form, "curriculum.list_venues")


@blueprint.route("/library/venues/<public_id>", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def venue(public_id: str) -> ResponseReturnValue:
    """Show and change a venue."""
    found = queries.find_entry(Venue, public_id)
    form = VenueForm()
    if form.validate_on_submit():
        operations.change_venue(gate.signed_in_actor(), found, **form.values())
        return _saved("场地", "curriculum.list_venues")
    if not form.is_submitted():
        form.show(found)
    return _form_page(found.name, form, "curriculum.list_venues")


def _course_form() -> CourseForm:
    form = CourseForm()
    form.competencies.offer(queries.list_competencies(), lambda row: row.name)
    return form


def _list_page(title: str, kind: str, shown: object, rows: object) -> ResponseReturnValue:
    return render_template("curriculum/list.html", title=title, kind=kind, columns=shown, rows=rows)


def _form_page(title: str, form: object, back: str) -> ResponseReturnValue:
    return render_template("curriculum/entry.html", title=title, form=form, back_url=url_for(back))


def _saved(what: str, back: str) -> ResponseReturnValue:
    flash(f"{what}已保存")
    return redirect(url_for(back))
