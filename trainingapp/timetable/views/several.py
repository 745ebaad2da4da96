"""Whole days moved and everything shifted, in one class or several: looked at first, then done as one act."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.core.errors import Refused
from trainingapp.core.times import show_span
from trainingapp.timetable import operations, queries
from trainingapp.timetable.forms import DaysForm, LaterForm
from trainingapp.timetable.models import Session
from trainingapp.timetable.operations import Clashing
from trainingapp.timetable.rules.calendar import chinese_date
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.views.blueprint import blueprint
from trainingapp.timetable.views.board import filters, open_classes, shown_classes, steps_in_words
from trainingapp.timetable.views.cards import ShownConflict, show_conflicts
from trainingapp.timetable.views.spans import asked_span
from trainingapp.timetable.views.telling import tell

Act = Callable[[Actor], list[Conflict]]
AnyForm = TypeVar("AnyForm", DaysForm, LaterForm)


class Move(NamedTuple):
    """A session of one of the classes, where it is and where it would be."""

    cohort: str
    title: str
    old: str
    new: str


class Looked(NamedTuple):
    """What an act would do, and what would be wrong then; one that is `refused` is not to be done."""

    moves: Sequence[Move]
    conflicts: Sequence[ShownConflict]
    refused: bool


@blueprint.route("/timetable/days", methods=["GET", "POST"])
@gate.permit(Permission.TIMETABLE_EDIT)
def move_days() -> ResponseReturnValue:
    """Move everything that some classes have on a day to another day."""
    form = _offered(DaysForm())
    if not form.is_submitted():
        form.day.data = next(iter(asked_span().days), None)

    def move(actor: Actor) -> list[Conflict]:
        return operations.move_day(actor, *form.classes.chosen, day=form.day.data, to=form.to.data)

    return _look_or_act(form, move, "整天移动", ("classes", "day", "to"))


@blueprint.route("/timetable/later", methods=["GET", "POST"])
@gate.permit(Permission.TIMETABLE_EDIT)
def shift_days() -> ResponseReturnValue:
    """Shift everything of some classes from a half-day on."""
    form = _offered(LaterForm())
    if not form.is_submitted():
        form.first.data = next(iter(asked_span().days), None)

    def shift(actor: Actor) -> list[Conflict]:
        first, half_day, half_days = form.first.data, form.half_day.member, form.half_days.data
        return operations.shift_later(actor, *form.classes.chosen, first=first, half_day=half_day, half_days=half_days)

    return _look_or_act(form, shift, "顺延", ("classes", "first", "half_day", "half_days"))


def _offered(form: AnyForm) -> AnyForm:
    """Offer the open classes that the actor may change; those that the board shows are ticked."""
    classes = open_classes(gate.signed_in_actor())
    form.classes.offer(classes, lambda cohort: cohort.short_name)
    if not form.is_submitted():
        form.classes.data = [cohort.public_id for cohort in shown_classes(classes)]
    return form


def _look_or_act(form: DaysForm | LaterForm, act: Act, title: str, names: Sequence[str]) -> ResponseReturnValue:
    """Show what an act would do; do it where exactly that has been looked at."""
    actor, looked, status = gate.signed_in_actor(), None, 200
    if form.validate_on_submit():
        try:
            if form.looked.data == form.wanted:
                conflicts = act(actor)
                tell(f"已完成：{steps_in_words(queries.last_step(actor, form.classes.chosen))}", conflicts)
                return redirect(_back(form)[1])
            looked = _look(form, act, actor)
        except Refused as refused:
            status = form.tell(refused)
    form.looked.data = form.wanted if looked and not looked.refused else ""
    page = render_template(
        "timetable/several.html", title=title, form=form, names=names, looked=looked, back=_back(form)
    )
    return page, status


def _back(form: DaysForm | LaterForm) -> tuple[str, str]:
    """Return name and address of the page that led here: a class's own timetable, else the board."""
    home, days = request.args.get("home", ""), asked_span().arguments
    if home in form.classes.rows:
        return "课表", url_for("timetable.grid", public_id=home, **days)
    return "总课表", url_for("timetable.board", **filters(), **days)


def _look(form: DaysForm | LaterForm, act: Act, actor: Actor) -> Looked:
    """Try an act and take it back; nothing of it is written."""
    sessions = queries.list_sessions(*form.classes.chosen)
    before = {one.id: _when(one) for one in sessions}
    try:
        conflicts, refused = act(actor), False
    except Clashing as clashing:
        conflicts, refused = list(clashing.conflicts), True
    moves = [
        Move(one.cohort.short_name, one.title, before[one.id], _when(one))
        for one in sessions
        if _when(one) != before[one.id]
    ]
    queries.forget_changes()
    return Looked(moves, show_conflicts(conflicts, queries.list_sessions(*form.classes.chosen)), refused)


def _when(session: Session) -> str:
    return f"{chinese_date(session.held_on)}{session.half_day.label} {show_span(session.starts_at, session.ends_at)}"
