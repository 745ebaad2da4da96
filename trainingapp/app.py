"""create_app(): the one place where all subjects meet."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, g, jsonify, request, url_for
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from sqlalchemy import text

from trainingapp.access import views as access_views
from trainingapp.accounts import gate
from trainingapp.accounts import views as accounts_views
from trainingapp.accounts.models import User
from trainingapp.accounts.permissions import Permission, may
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import operations as assessment
from trainingapp.assessment import queries as assessment_queries
from trainingapp.assessment import views as assessment_views
from trainingapp.attendance import operations as attendance
from trainingapp.attendance import queries as attendance_queries
from trainingapp.attendance import views as attendance_views
from trainingapp.attendance.terms import Status, Way
from trainingapp.audit import operations as audit
from trainingapp.audit import views as audit_views
from trainingapp.cohorts import queries as cohort_queries
from trainingapp.cohorts import views as cohorts_views
from trainingapp.cohorts.models import Cohort, Group, Track
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.cohorts.terms import CopyPart
from trainingapp.core import connections, events, places, schema, web
from trainingapp.core.changes import Changes
from trainingapp.core.database import Base, db
from trainingapp.core.encryption import EXTENSION, Keyring
from trainingapp.core.errors import Refused
from trainingapp.curriculum import views as curriculum_views
from trainingapp.curriculum.terms import Missed, Taught
from trainingapp.desk import menu
from trainingapp.desk import views as desk_views
from trainingapp.followup import views as followup_views
from trainingapp.insight import views as insight_views
from trainingapp.notices import views as notices_views
from trainingapp.people import views as people_views
from trainingapp.portal import views as portal_views
from trainingapp.registers import queries as registers_queries
from trainingapp.registers import views as registers_views
from trainingapp.timetable import views as timetable_views
from trainingapp.timetable.models import Session
from trainingapp.timetable.operations import class_copies
from trainingapp.timetable.queries.missed import missed_sessions
from trainingapp.timetable.rules.cards import Outing, Site
from trainingapp.visits import operations as visits
from trainingapp.visits import queries as visits_queries
from trainingapp.visits import views as visits_views

UPLOAD_BYTES = 10 * 1024 * 1024
#: A class's archive holds all its scans.
ARCHIVE_BYTES = 220 * 1024 * 1024
ARCHIVES = "assessment.import_class"
CLASS_PAGES = "/classes/<public_id>/"
FORM_BYTES = 4 * 1024 * 1024
FORM_PARTS = 20_000

BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts_views.blueprint,
    audit_views.blueprint,
    people_views.blueprint,
    curriculum_views.blueprint,
    cohorts_views.blueprint,
    timetable_views.blueprint,
    visits_views.blueprint,
    notices_views.blueprint,
    attendance_views.blueprint,
    assessment_views.blueprint,
    insight_views.blueprint,
    registers_views.blueprint,
    followup_views.blueprint,
    portal_views.blueprint,
    access_views.blueprint,
    desk_views.blueprint,
)

csrf = CSRFProtect()
migrate = Migrate(render_as_batch=True, render_item=schema.render_item)


def create_app(instance: Path, *, database: str | None = None, **settings: Any) -> Flask:  # noqa: ANN401 - Flask's own
    """Return the application for one instance folder.

    `database` is a `postgresql://` URL; without it the SQLite file in the folder is used. Other settings override
    the defaults below by Flask's names.
    """
    instance = instance.resolve()
    app = Flask(
        "trainingapp",
        template_folder=str(places.TEMPLATES),
        static_folder=str(places.STATIC),
        static_url_path=places.static_address(),
    )
    ring = Keyring.load_or_make(instance / "keys.json")
    url = connections.database_url(instance, database)
    app.config.update(
        SECRET_KEY=ring.cookie_key,
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS=connections.engine_options(url),
        INSTANCE=instance,
        MAX_CONTENT_LENGTH=UPLOAD_BYTES + FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        MAX_FORM_PARTS=FORM_PARTS,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PATIENCE_SECONDS=0.8,  # a file that takes longer shows how far it is on a page of its own
        WTF_I18N_ENABLED=False,  # messages are WTForms' own Chinese ones
        WTF_CSRF_TIME_LIMIT=None,  # a class's page may stay open all day
    )
    app.config.update(settings)
    app.extensions[EXTENSION] = ring
    _connect(app)
    return app


def _connect(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        connections.prepare_sqlite(db.engine)
    migrate.init_app(app, db, directory=str(places.MIGRATIONS))
    web.prepare(app)
    app.before_request(_admit_archive)
    csrf.init_app(app)
    app.before_request(gate.check_request)
    app.before_request(_keep_archived)
    app.context_processor(_shown_everywhere)
    app.add_url_rule("/healthz", "healthz", healthz)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    _connect_events()


def _admit_archive() -> None:
    """Let who may read an archive in send one as large as its scans make it; all else keeps the limit."""
    if request.endpoint == ARCHIVES and (actor := gate.current_actor()) and may(actor, Permission.COHORT_EDIT):
        request.max_content_length = ARCHIVE_BYTES


def _keep_archived() -> None:
    """Let nobody write to a class that is closed, except where the view says why he still may."""
    rule, asked = request.url_rule, request.view_args or {}
    if request.method != "POST" or rule is None or not rule.rule.startswith(CLASS_PAGES):
        return
    required = gate.requirement(request.endpoint)
    if required is not None and not gate.after_closing(request.endpoint):
        cohort = cohort_queries.find_cohort(gate.signed_in_actor(), required, asked["public_id"])
        refuse_closed(cohort, "档案里的内容")


def _form_is_locked(cohort: Cohort) -> bool:
    """Tell whether the page is a form, sent to its own address, that its class does not take any more."""
    methods = request.url_rule.methods if request.url_rule else None
    return cohort.archived and {"GET", "POST"} <= (methods or set()) and not gate.after_closing(request.endpoint)


def _connect_events() -> None:
    """Every upward effect of the product, in one list."""
    events.account_acted.connect(_record_account_act)
    events.trainees_boarded.connect(_mark_boarded)
    events.leave_asked.connect(_answer_leave)
    events.session_use_asked.connect(_tell_attendance)
    events.session_use_asked.connect(_tell_itinerary)
    events.session_shifted.connect(_shift_itinerary)
    events.stops_asked.connect(_answer_stops)
    events.outings_asked.connect(_answer_outings)
    events.sites_asked.connect(_answer_sites)
    events.vehicles_shared_asked.connect(_answer_vehicles_shared)
    events.vehicle_used_asked.connect(_answer_vehicle_used)
    events.signed_pages_asked.connect(_answer_signed_pages)
    events.visit_drafted.connect(_plan_drafted_visit)
    events.teaching_asked.connect(_answer_teaching)
    events.missed_asked.connect(_answer_missed)
    events.cohort_copy_checked.connect(_check_timetable_copy, CopyPart.TIMETABLE)
    events.cohort_copied.connect(_copy_timetable, CopyPart.TIMETABLE)
    events.cohort_copied.connect(_copy_attendance, CopyPart.ATTENDANCE)
    events.cohort_copied.connect(_copy_scheme, CopyPart.SCHEME)
    events.sessions_copied.connect(_copy_visits)


def _plan_drafted_visit(
    _sender: object, *, actor: Actor, session: Session, stops: Sequence[Mapping[str, object]]
) -> None:
    visits.plan_drafted_visit(actor, session, stops)


def _shift_itinerary(_sender: object, *, actor: Actor, session: Session, later: timedelta) -> None:
    visits.shift_visit(actor, session, later=later)


def _tell_attendance(_sender: object, *, session: Session) -> str:
    return "已有考勤记录" if attendance_queries.has_records(session) else ""


def _tell_itinerary(_sender: object, *, session: Session) -> str:
    return "已排了行程" if visits_queries.is_worked_out(session) else ""


def _answer_stops(_sender: object, *, session_ids: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    return visits_queries.stops_of(session_ids)


def _answer_outings(_sender: object, *, session_ids: Collection[int]) -> Mapping[int, Outing]:
    return visits_queries.outings_of(session_ids)


def _answer_sites(_sender: object, *, names: Collection[str] | None) -> Mapping[str, Site]:
    return visits_queries.sites_named(names)


def _check_timetable_copy(_part: CopyPart, *, source: Cohort, days: int, **_: object) -> list[str]:
    return class_copies.check_timetable_copy(source, days)


def _copy_timetable(
    _part: CopyPart,
    *,
    actor: Actor,
    source: Cohort,
    cohort: Cohort,
    days: int,
    tracks: Mapping[int, Track],
    groups: Mapping[int, Group],
) -> None:
    class_copies.copy_timetable(actor, source, cohort, days=days, tracks=tracks, groups=groups)


def _copy_attendance(_part: CopyPart, *, actor: Actor, source: Cohort, cohort: Cohort, **_: object) -> None:
    attendance.change_settings(actor, cohort, settings=attendance_queries.settings_of(source.id))


def _copy_scheme(
    _part: CopyPart, *, actor: Actor, source: Cohort, cohort: Cohort, tracks: Mapping[int, Track], **_: object
) -> None:
    assessment.copy_scheme(actor, source, cohort, tracks={old: new.id for old, new in tracks.items()})


def _copy_visits(_sender: object, *, actor: Actor, sessions: Mapping[int, Session]) -> None:
    visits.copy_visits(actor, sessions)


def _answer_teaching(model: type[Base], *, actor: Actor) -> Mapping[int, Taught]:
    return assessment_queries.taught_in_library(actor, model)


def _answer_missed(_sender: object, *, actor: Actor, lecturer_id: int) -> Sequence[Missed]:
    return missed_sessions(actor, lecturer_id)


def _answer_vehicles_shared(
    _sender: object, *, session_ids: Collection[int], days: Collection[date]
) -> Collection[int]:
    return visits_queries.sessions_sharing_vehicles(session_ids, days)


def _answer_vehicle_used(_sender: object, *, plate: str) -> Collection[int]:
    return visits_queries.sessions_with_vehicle(plate)


def _answer_signed_pages(_sender: object, *, session: Session) -> list[tuple[list[int], list[int]]]:
    return registers_queries.pages_to_sign(session)


def _record_account_act(user: User, *, actor: Actor, verb: str, changes: Changes) -> None:
    audit.record(actor, verb, user, changes)


def _mark_boarded(_sender: object, *, actor: Actor, session: Session, enrolment_ids: Collection[int]) -> None:
    """Being on the visit is attendance: who was counted aboard and has no mark yet is present."""
    blank = attendance.unmarked(actor, session, Permission.ATTENDANCE_TAKE)
    marks = {member.id: Status.PRESENT for member in blank if member.id in enrolment_ids}
    with suppress(Refused):  # a class that is closed, or a session without attendance: the count itself is kept
        attendance.record_marks(actor, session, marks=marks, way=Way.VISIT)


def _answer_leave(_sender: object, *, session: Session) -> Collection[int]:
    return attendance_queries.expected_leave(session).keys()


@gate.public
def healthz() -> Response:
    """Tell a watcher that the application answers and the database can be read."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok", database=db.engine.dialect.name)


def _shown_everywhere() -> dict[str, object]:
    if "request_id" not in g or g.get("failed"):
        return {"actor": None, "may": lambda *_asked: False, "navigation": [], "class_tabs": []}
    actor = gate.current_actor()

    def may_do(permission: str, cohort: Cohort | None = None) -> bool:
        """Tell whether the reader has a permission; of a class that is named, whether it lets itself be changed."""
        return actor is not None and may(actor, Permission(permission)) and not (cohort and cohort.archived)

    return {
        "actor": actor,
        "may": may_do,
        "navigation": menu.navigation(actor),
        "class_tabs": menu.class_tabs(actor),
        "life_line_of": cohort_queries.life_line_of,
        "form_is_locked": _form_is_locked,
        "sign_out_url": url_for("accounts.sign_out"),
        "account_url": url_for("accounts.own_password"),
    }
