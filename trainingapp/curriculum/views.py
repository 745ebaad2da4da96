"""Pages of the libraries of courses, lecturers, venues and vehicles: a list, and a form for one entry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.core.columns import Column
from trainingapp.core.forms import ChineseForm
from trainingapp.curriculum import columns, operations, queries
from trainingapp.curriculum.forms import CoachForm, CourseForm, LecturerForm, LecturerTimeForm, VenueForm
from trainingapp.curriculum.models import Coach, Course, Lecturer, Venue
from trainingapp.curriculum.terms import NEVER

blueprint = Blueprint("curriculum", __name__)


@dataclass(frozen=True)
class Library:
    """One library: what its pages are called, what is sought in it, how it lists, and what keeps an entry."""

    kind: str
    title: str
    entry: str
    sought: str
    columns: Sequence[Column[Any]]
    found: Callable[[str], Sequence[Any]]
    model: type[Any]
    form: Callable[[], Any]
    add: Callable[..., object]
    change: Callable[..., object]
    #: The columns of the history of its entries; none where they have none.
    history: Sequence[Column[Any]] = ()

    @property
    def is_taught(self) -> bool:
        """Tell whether its entries have a history."""
        return bool(self.history)

    @property
    def back(self) -> str:
        """Return the address of the list."""
        return url_for(f"curriculum.list_{self.kind}s")


def _course_form() -> CourseForm:
    form = CourseForm()
    form.competencies.offer(queries.list_competencies(), lambda row: row.name)
    return form


COURSES = Library(
    "course",
    "课程",
    "课程",
    "名称、内容、类别、形式、能力",
    columns.COURSES,
    queries.list_courses,
    Course,
    _course_form,
    operations.add_course,
    operations.change_course,
    columns.TAUGHT,
)
LECTURERS = Library(
    "lecturer",
    "师资",
    "讲师",
    "姓名、单位、职务、类别",
    columns.LECTURERS,
    queries.list_lecturers,
    Lecturer,
    LecturerForm,
    operations.add_lecturer,
    operations.change_lecturer,
    columns.TAUGHT,
)
VENUES = Library(
    "venue",
    "场地",
    "场地",
    "名称、地址",
    columns.VENUES,
    queries.list_venues,
    Venue,
    VenueForm,
    operations.add_venue,
    operations.change_venue,
    columns.USED,
)


VEHICLES = Library(
    "vehicle",
    "车辆",
    "车辆",
    "车牌、司机、单位",
    columns.COACHES,
    queries.list_coaches,
    Coach,
    CoachForm,
    operations.add_coach,
    operations.change_coach,
)


def _list(library: Library) -> ResponseReturnValue:
    rows = library.found(request.args.get("q", "").strip())
    taught = queries.taught_of(gate.signed_in_actor(), library.model) if library.is_taught else {}
    return render_template(
        "curriculum/list.html",
        title=library.title,
        kind=library.kind,
        sought=library.sought,
        columns=[*library.columns, *library.history],
        rows=[columns.Listed(row, taught.get(row.id, NEVER)) for row in rows],
    )


def _new(library: Library) -> ResponseReturnValue:
    form = library.form()
    if form.validate_on_submit():
        library.add(gate.signed_in_actor(), **form.values())
        return _saved(library)
    if not form.is_submitted():
        form.prefill(request.args)
    return _form_page(library, form, f"新建{library.entry}")


def _entry(library: Library, public_id: str) -> ResponseReturnValue:
    found = queries.find_entry(library.model, public_id)
    form = library.form()
    if form.validate_on_submit():
        library.change(gate.signed_in_actor(), found, **form.values())
        return _saved(library)
    if not form.is_submitted():
        form.show(found)
    return _form_page(library, form, library.columns[0].text(columns.Listed(found)), found)


def _form_page(library: Library, form: ChineseForm, title: str, entry: object = None) -> ResponseReturnValue:
    return render_template("curriculum/entry.html", title=title, form=form, library=library, entry=entry)


def _saved(library: Library) -> ResponseReturnValue:
    flash(f"{library.entry}已保存")
    return redirect(library.back)


@blueprint.get("/library/courses")
@gate.permit(Permission.LIBRARY_VIEW)
def list_courses() -> ResponseReturnValue:
    """List the courses."""
    return _list(COURSES)


@blueprint.get("/library/vehicles")
@gate.permit(Permission.LIBRARY_VIEW)
def list_vehicles() -> ResponseReturnValue:
    """List the vehicles."""
    return _list(VEHICLES)


@blueprint.route("/library/courses/new", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def add_course() -> ResponseReturnValue:
    """Add a course."""
    return _new(COURSES)


@blueprint.route("/library/courses/<public_id>", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def course(public_id: str) -> ResponseReturnValue:
    """Show and change a course."""
    return _entry(COURSES, public_id)


@blueprint.get("/library/lecturers")
@gate.permit(Permission.LIBRARY_VIEW)
def list_lecturers() -> ResponseReturnValue:
    """List the lecturers."""
    return _list(LECTURERS)


@blueprint.route("/library/lecturers/new", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def add_lecturer() -> ResponseReturnValue:
    """Add a lecturer."""
    return _new(LECTURERS)


@blueprint.route("/library/lecturers/<public_id>", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def lecturer(public_id: str) -> ResponseReturnValue:
    """Show and change a lecturer."""
    return _entry(LECTURERS, public_id)


@blueprint.route("/library/lecturers/<public_id>/times", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def lecturer_times(public_id: str) -> ResponseReturnValue:
    """Show and add to what is known of a lecturer's time."""
    found = queries.find_entry(Lecturer, public_id)
    form = LecturerTimeForm()
    if form.validate_on_submit():
        operations.add_lecturer_time(gate.signed_in_actor(), found, **form.values())
        missed = queries.missed_by(gate.signed_in_actor(), found)
        flash(f"讲师时间已登记；有 {len(missed)} 次已排的课来不了，列在下面" if missed else "讲师时间已登记")
        return redirect(url_for("curriculum.lecturer_times", public_id=public_id))
    times = queries.list_lecturer_times(found)
    missed = queries.missed_by(gate.signed_in_actor(), found)
    return render_template("curriculum/lecturer_times.html", lecturer=found, form=form, times=times, missed=missed)


@blueprint.post("/library/lecturers/<public_id>/times/<time>/remove")
@gate.permit(Permission.LIBRARY_EDIT)
def remove_lecturer_time(public_id: str, time: str) -> ResponseReturnValue:
    """Forget one note on a lecturer's time."""
    found = queries.find_entry(Lecturer, public_id)
    operations.remove_lecturer_time(gate.signed_in_actor(), queries.find_lecturer_time(found, time))
    flash("已删除")
    return redirect(url_for("curriculum.lecturer_times", public_id=public_id))


@blueprint.get("/library/venues")
@gate.permit(Permission.LIBRARY_VIEW)
def list_venues() -> ResponseReturnValue:
    """List the venues."""
    return _list(VENUES)


@blueprint.route("/library/venues/new", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def add_venue() -> ResponseReturnValue:
    """Add a venue."""
    return _new(VENUES)


@blueprint.route("/library/venues/<public_id>", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def venue(public_id: str) -> ResponseReturnValue:
    """Show and change a venue."""
    return _entry(VENUES, public_id)


@blueprint.route("/library/vehicles/new", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def add_vehicle() -> ResponseReturnValue:
    """Add a vehicle."""
    return _new(VEHICLES)


@blueprint.route("/library/vehicles/<public_id>", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def vehicle(public_id: str) -> ResponseReturnValue:
    """Show and change a vehicle."""
    return _entry(VEHICLES, public_id)
