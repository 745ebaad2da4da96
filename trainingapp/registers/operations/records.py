"""Machines' files taken in: laid beside the class as a plan that a person looks over, then written as one act."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import operations as assessment
from trainingapp.assessment.terms import Source
from trainingapp.attendance import operations as attendance
from trainingapp.attendance.queries import settings_of
from trainingapp.attendance.terms import Settings, Status, Way
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.core.changes import Changes, Recorded
from trainingapp.core.encryption import keyring
from trainingapp.core.errors import Refused, Stale
from trainingapp.core.excel.child import read_upload
from trainingapp.registers import queries
from trainingapp.registers.models import Upload
from trainingapp.registers.operations.returns import assessment as points
from trainingapp.registers.operations.uploads import keep_upload, open_upload, settle_upload
from trainingapp.registers.rules.records.columns import Expected
from trainingapp.registers.rules.records.full_marks import FullMark, full_marks, read_full_mark
from trainingapp.registers.rules.records.marks import MarkLine, MarkPlan, plan_marks
from trainingapp.registers.rules.records.people import Match, Trainee, match_people
from trainingapp.registers.rules.records.reading import RecordChoice, RecordReading, read_records
from trainingapp.registers.rules.records.scores import ScoreLine, ScorePlan, plan_scores
from trainingapp.registers.terms import PaperKind, UploadKind
from trainingapp.timetable.queries import list_sessions

PERMISSIONS: Mapping[UploadKind, Permission] = {
    UploadKind.MARKS: Permission.ATTENDANCE_CONFIRM,
    UploadKind.SCORES: Permission.ASSESSMENT_EDIT,
}
LINES_TOLD = 500
NO_PARTS = "本班的考核办法里没有要登记的项目，请先在“考核办法”里设好"
NO_SESSIONS = "课表里还没有要点名的课，请先排课"
NOTHING_CHOSEN = "没有选中要写入的内容，请至少勾选一处"
CHANGED_MEANWHILE = "核对以后系统里的内容又有变化，没有写入。请看过新的比较再确认"


def receive_records(
    actor: Actor, cohort: Cohort, kind: UploadKind, *, content: bytes, file_name: str, at: datetime
) -> Upload:
    """Keep a machine's file of this class, to be looked at before anything is taken from it. `at` is aware, in UTC.

    Raises Refused for what cannot be read, and for a class that has nothing to lay it beside.
    """
    expected = _expected(cohort, kind)
    reading = read_records(read_upload(content, file_name), expected, words=queries.header_words())
    return keep_upload(
        actor, cohort, kind, content=content, file_name=file_name, fingerprint=reading.fingerprint, at=at
    )


def read_kept(upload: Upload) -> RecordReading:
    """Return what a kept file says, read as the organiser chose; the same choice gives the same reading."""
    return read_records(
        open_upload(upload), _expected(upload.cohort, upload.kind), _choice(upload), queries.header_words()
    )


def expected_of(upload: Upload) -> Expected:
    """Return what a kept file is read for."""
    return _expected(upload.cohort, upload.kind)


def _expected(cohort: Cohort, kind: UploadKind) -> Expected:
    if kind is UploadKind.SCORES:
        parts = [row.name for row in queries.entered_parts(cohort)]
        if not parts:
            raise Refused(NO_PARTS)
        return Expected(parts=parts)
    days = frozenset(one.held_on for one in list_sessions(cohort) if one.takes_attendance)
    if not days:
        raise Refused(NO_SESSIONS)
    return Expected(days=days)


def _choice(upload: Upload) -> RecordChoice:
    stored = upload.choices or {}
    rows = stored.get("header_rows") or [0]
    return RecordChoice(stored.get("sheet") or "", rows[0], stored.get("columns"))


def rule_of(upload: Upload) -> Settings:
    """Return the rule that turns a file's times into statuses: the class's, or what was tried on the page."""
    return replace(settings_of(upload.cohort_id), **(upload.choices or {}).get("rule", {}))


def keep_rule(actor: Actor, upload: Upload) -> None:
    """Make the rule that was tried on the page the class's own from now on."""
    attendance.change_settings(actor, upload.cohort, settings=rule_of(upload))


def _people(upload: Upload, reading: RecordReading, trainees: list[Trainee]) -> list[Match]:
    chosen = (upload.choices or {}).get("people") or {}
    return match_people(reading.records, trainees, index=keyring().index, chosen=chosen)


def plan_kept_marks(actor: Actor, upload: Upload, reading: RecordReading) -> MarkPlan:
    """Return what a file of times would mark, session by session."""
    trainees = queries.class_trainees(actor, upload.cohort, PERMISSIONS[upload.kind])
    return plan_marks(
        reading.records,
        _people(upload, reading, trainees),
        queries.class_meetings(upload.cohort),
        [one.member for one in trainees],
        rule_of(upload),
        only=(upload.choices or {}).get("session", ""),
    )


def take_marks(actor: Actor, upload: Upload, *, chosen: Collection[str], seen: str, at: datetime) -> list[MarkLine]:
    """Record the chosen marks (by token) of a file in one act, all or none, and return them.

    `seen` is the fingerprint of the plan that was shown: raises Stale when it is another one now.
    """
    plan = plan_kept_marks(actor, upload, read_kept(upload))
    lines = [line for token, line in plan.lines.items() if token in chosen]
    _refuse(plan.fingerprint, seen, lines)
    marks: dict[str, dict[int, Status | None]] = {}
    reasons: dict[str, dict[int, str]] = {}
    for line in lines:
        marks.setdefault(line.session, {})[line.member.id] = line.verdict.status
        if line.verdict.status is not Status.PRESENT:
            reasons.setdefault(line.session, {})[line.member.id] = line.verdict.why
    for session in list_sessions(upload.cohort):
        told = marks.get(session.public_id)
        if told:
            remarks = reasons.get(session.public_id)
            attendance.record_marks(actor, session, marks=told, reasons=remarks, way=Way.IMPORT)
    after: dict[str, Recorded] = {f"{line.member.label} {_label(plan, line)}": _status(line) for line in lines}
    _record(actor, upload, "attendance.imported", len(lines), after)
    settle_upload(upload, at=at)
    return lines


def _label(plan: MarkPlan, line: MarkLine) -> str:
    return next(one.meeting.label for one in plan.meetings if one.meeting.held.public_id == line.session)


def _status(line: MarkLine) -> str:
    status = line.verdict.status.label if line.verdict.status else ""
    return f"{status}（{line.verdict.why}）"


def plan_kept_scores(actor: Actor, upload: Upload, reading: RecordReading) -> ScorePlan:
    """Return what a file of points would enter."""
    cohort = upload.cohort
    parts = {row.name: str(row.id) for row in queries.entered_parts(cohort)}
    trainees = queries.class_trainees(actor, cohort, PERMISSIONS[upload.kind])
    now = queries.current_values(cohort, PaperKind.ASSESSMENT)
    stands = {(row, name): now[row].get(key, "") for row in now for name, key in parts.items()}
    meaning = points.meaning(cohort)
    expected = [one for one in trainees if one.member.public_id in now]
    return plan_scores(
        reading.records,
        _people(upload, reading, expected),
        expected,
        stands,
        lambda row, part, text: meaning(row, parts[part], text),
        full=_full_marks(upload, reading),
    )


def _full_marks(upload: Upload, reading: RecordReading) -> list[FullMark]:
    """Return the full marks of the components that have points out of 100; what is added or taken off has none."""
    decided = {part: read_full_mark(text) for part, text in (upload.choices or {}).get("full", {}).items()}
    scored = [row.name for row in queries.entered_parts(upload.cohort) if row.source is Source.SCORE]
    return full_marks(reading.records, scored, reading.full_marks, decided)


def take_scores(actor: Actor, upload: Upload, *, chosen: Collection[str], seen: str, at: datetime) -> list[ScoreLine]:
    """Enter the chosen points (by token) of a file in one act, all or none, and return them; Stale as for marks."""
    plan = plan_kept_scores(actor, upload, read_kept(upload))
    lines = [line for token, line in plan.to_take.items() if token in chosen]
    _refuse(plan.fingerprint, seen, lines)
    parts = {row.name: row.id for row in queries.entered_parts(upload.cohort)}
    scores: dict[tuple[int, int], assessment.Entered] = {
        (line.trainee.member.id, parts[line.part]): points.entered(line.points) for line in lines
    }
    assessment.enter_scores(actor, upload.cohort, scores=scores)
    after: dict[str, Recorded] = {f"{line.trainee.member.label} {line.part}": _points(line, plan) for line in lines}
    _record(actor, upload, "scores.imported", len(lines), after)
    settle_upload(upload, at=at)
    return lines


def _points(line: ScoreLine, plan: ScorePlan) -> str:
    full = next((one.full for one in plan.full if one.part == line.part), "")
    return f"{line.points}（文件里 {line.written}，满分 {full}）" if line.written else line.points


def _refuse(fingerprint: str, seen: str, lines: Collection[object]) -> None:
    if fingerprint != seen:
        raise Stale(CHANGED_MEANWHILE)
    if not lines:
        raise Refused(NOTHING_CHOSEN)


def _record(actor: Actor, upload: Upload, verb: str, count: int, after: Mapping[str, Recorded]) -> None:
    told = dict(list(after.items())[:LINES_TOLD])
    audit.record(actor, verb, upload, Changes(after={"source": upload.file_name, "count": count, **told}))
