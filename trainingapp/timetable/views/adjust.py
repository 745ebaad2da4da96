"""One session adjusted without a mouse: where it would fit, moving, copying, swapping, splitting, lengthening it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core.asked import asked_day
from trainingapp.core.errors import NotFound
from trainingapp.core.forms import ChineseForm
from trainingapp.core.times import show_span
from trainingapp.timetable import operations, queries
from trainingapp.timetable.forms import CancelForm, CellForm, OrderForm, PlaceForm, ResizeForm, SplitForm, SwapForm
from trainingapp.timetable.models import Session
from trainingapp.timetable.operations import Clashing
from trainingapp.timetable.queries.calendar import working_calendar
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.fitting import Fit
from trainingapp.timetable.terms import HalfDay
from trainingapp.timetable.views.blueprint import blueprint
from trainingapp.timetable.views.cards import days_between
from trainingapp.timetable.views.moves import back_to_grid, move_as_asked, valid
from trainingapp.timetable.views.telling import refuse_clashing, tell

DAYS_OFFERED = 14
ADDRESS = "/classes/<public_id>/timetable/<session>"


@blueprint.get(f"{ADDRESS}/adjust")
@gate.permit(Permission.TIMETABLE_EDIT)
def adjust(public_id: str, session: str) -> ResponseReturnValue:
    """Show where a session would fit in the coming days, and every way to adjust it."""
    _, cohort, found = _load(public_id, session)
    first = request.args.get("from", type=asked_day) or found.held_on - timedelta(days=found.held_on.weekday())
    days = days_between(first, first + timedelta(days=DAYS_OFFERED - 1))
    fits = queries.find_fits(found, [(day, half_day) for day in days for half_day in HalfDay])
    others = [one for one in queries.list_sessions(cohort) if one is not found]
    return render_template(
        "timetable/adjust.html",
        cohort=cohort,
        session=found,
        guessed=working_calendar().unknown_years_notice(days),
        rows=[(day, _of_day(fits, day)) for day in days],
        half_days=HalfDay.choices(),
        first=first.isoformat(),
        earlier=(first - timedelta(days=DAYS_OFFERED)).isoformat(),
        later=(first + timedelta(days=DAYS_OFFERED)).isoformat(),
        forms=_forms(found, others, _asked_cell(found)),
    )


@blueprint.get("/timetable/sessions/<session>/adjust")
@gate.permit(Permission.TIMETABLE_EDIT)
def adjust_any(session: str) -> ResponseReturnValue:
    """Lead from a board of several classes to the page of a session's own class."""
    found = queries.find_any_session(gate.signed_in_actor(), Permission.TIMETABLE_EDIT, session)
    return redirect(url_for("timetable.adjust", public_id=found.cohort.public_id, session=session))


def _of_day(fits: list[Fit], day: date) -> list[Fit]:
    return [fit for fit in fits if fit.day == day]


def _asked_cell(found: Session) -> dict[str, object]:
    """Return the half-day that a link here names, else the one where the session is."""
    day, half_day = request.args.get("day", type=asked_day), request.args.get("half_day", "")
    asked = HalfDay(half_day) if half_day in set(HalfDay) else found.half_day
    return {"day": day or found.held_on, "half_day": asked, "version": found.version}


def _forms(found: Session, others: list[Session], asked: dict[str, object]) -> dict[str, ChineseForm]:
    cell = {"day": found.held_on, "half_day": found.half_day, "version": found.version}
    swap, order = SwapForm(formdata=None, version=found.version), OrderForm(formdata=None)
    swap.offer(others)
    order.offer(others)
    order.after.data = found.after.public_id if found.after else ""
    forms = {
        "place": PlaceForm(formdata=None, **asked),
        "copy": CellForm(formdata=None, **cell),
        "split": SplitForm(formdata=None, first_hours=found.hours // 1 / 2, **cell),
        "resize": ResizeForm(formdata=None, ends_at=found.ends_at, hours=found.hours, version=found.version),
        "swap": swap,
        "order": order,
        "cancel": CancelForm(formdata=None),
    }
    for name, form in forms.items():
        for field in form:  # several forms of the page have a field of the same name
            field.id = field.label.field_id = f"{name}-{field.id}"
    return forms


Done = tuple[str, Sequence[Conflict]]


def _place(actor: Actor, found: Session) -> Done:
    """Move a session from its own page."""
    return move_as_asked(actor, found, valid(PlaceForm()))


def _copy(actor: Actor, found: Session) -> Done:
    """Hold a session once more."""
    form = valid(CellForm())
    copy, conflicts = operations.duplicate_session(actor, found, day=form.day.data, half_day=form.half_day.member)
    return f"已复制：{copy.label}", conflicts


def _swap(actor: Actor, found: Session) -> Done:
    """Let two sessions change places."""
    form = SwapForm()
    form.offer(queries.list_sessions(found.cohort))
    form.other.validate_choice = False  # the chosen one may have a newer version: then the act says so
    other_id, other_version = valid(form).chosen
    other = queries.find_session(found.cohort, other_id)
    conflicts = operations.swap_sessions(actor, found, other, versions=(form.version.data, other_version))
    return f"已对调“{found.title}”和“{other.title}”", conflicts


def _split(actor: Actor, found: Session) -> Done:
    """Make two sessions of one."""
    form = valid(SplitForm())
    second, conflicts = operations.split_session(
        actor,
        found,
        first_hours=form.first_hours.data,
        day=form.day.data,
        half_day=form.half_day.member,
        version=form.version.data,
    )
    return f"已拆成两次，后一次在{second.label}", conflicts


def _resize(actor: Actor, found: Session) -> Done:
    """Let a session end at another time."""
    form = valid(ResizeForm())
    conflicts = operations.resize_session(
        actor, found, ends_at=form.ends_at.data, hours=form.hours.data, version=form.version.data
    )
    return f"“{found.title}”现在是 {show_span(found.starts_at, found.ends_at)}，{found.hours} 学时", conflicts


def _order(actor: Actor, found: Session) -> Done:
    """Say which session another has to follow."""
    form = OrderForm()
    form.offer(queries.list_sessions(found.cohort))
    return "先后要求已保存", operations.order_session(actor, found, after=valid(form).after.row)


ACTS: Mapping[str, Callable[[Actor, Session], Done]] = {
    "place": _place,
    "copy": _copy,
    "swap": _swap,
    "split": _split,
    "resize": _resize,
    "order": _order,
}


@blueprint.post(f"{ADDRESS}/<act>")
@gate.permit(Permission.TIMETABLE_EDIT)
def adjust_session(public_id: str, session: str, act: str) -> ResponseReturnValue:
    """Do one of the acts of the page, each of which has a form of its own."""
    actor, cohort, found = _load(public_id, session)
    if act not in ACTS:
        raise NotFound("没有这样的操作")
    try:
        done, conflicts = ACTS[act](actor, found)
    except Clashing as refused:
        return refuse_clashing(refused, found)
    tell(done, conflicts)
    return back_to_grid(cohort)


def _load(public_id: str, session: str) -> tuple[Actor, Cohort, Session]:
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)
    return actor, cohort, queries.find_session(cohort, session)
