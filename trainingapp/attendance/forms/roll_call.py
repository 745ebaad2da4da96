"""HTTP input of attendance to clean values: what the page showed, what came back, and so what the person changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from trainingapp.attendance.queries import RollRow
from trainingapp.attendance.rules import Member
from trainingapp.attendance.terms import KEYS, Status
from trainingapp.core.errors import Refused
from trainingapp.core.forms import ChineseForm

SPOILT = "页面内容不完整，没有保存。请刷新页面后再点名"
REASON_LENGTH = 200
_BY_KEY = {key: status for status, key in KEYS.items()}
BLANK = "-"


class ReopenForm(ChineseForm):
    """Why a confirmed roll call is opened again."""

    reason = StringField("理由", [InputRequired("请填写理由"), Length(max=REASON_LENGTH)])


@dataclass(frozen=True, slots=True)
class Seen:
    """One trainee's mark as the page showed it; version 0 where there was none."""

    version: int
    status: Status | None
    reason: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What the person changed on the page, by enrolment id."""

    marks: Mapping[int, Status | None]
    reasons: Mapping[int, str]
    versions: Mapping[int, int]


def write_seen(rows: Sequence[RollRow]) -> str:
    """Return what the page shows as one compact line per trainee, so that a save tells changed rows from old ones."""
    return "\n".join(_seen_line(row) for row in rows)


def _seen_line(row: RollRow) -> str:
    version = row.mark.version if row.mark else 0
    letter = KEYS[row.status] if row.status else BLANK
    return f"{row.member.public_id} {version} {letter} {row.reason}".rstrip()


def read_seen(text: str) -> dict[str, Seen]:
    """Return what the page showed, by public id; raise Refused when it came back spoilt."""
    try:
        return dict(_read_line(line) for line in text.splitlines())
    except (ValueError, KeyError) as error:
        raise Refused(SPOILT) from error


def _read_line(line: str) -> tuple[str, Seen]:
    public_id, version, letter, *reason = line.split(" ", 3)
    status = None if letter == BLANK else _BY_KEY[letter]
    return public_id, Seen(int(version), status, reason[0] if reason else "")


def read_marks(form: Mapping[str, str], members: Iterable[Member]) -> Sent:
    """Return the rows that the person changed; rows left as they were shown are not part of the save.

    `members` are those whom the actor reaches; what is sent for others is not read. Raises Refused for an unknown mark.
    """
    seen = read_seen(form.get("seen", ""))
    marks: dict[int, Status | None] = {}
    reasons: dict[int, str] = {}
    versions: dict[int, int] = {}
    for member in members:
        shown = seen.get(member.public_id)
        value = form.get(f"mark-{member.public_id}")
        if shown is None or value is None:
            continue
        status = _read_status(value, member)
        reason = " ".join(form.get(f"remark-{member.public_id}", shown.reason).split())
        if (status, reason) == (shown.status, shown.reason):
            continue
        if len(reason) > REASON_LENGTH:
            raise Refused(f"{member.label}：备注最多 {REASON_LENGTH} 字")
        marks[member.id], reasons[member.id], versions[member.id] = status, reason, shown.version
    return Sent(marks, reasons, versions)


def _read_status(value: str, member: Member) -> Status | None:
    if not value:
        return None
    try:
        return Status(value)
    except ValueError as error:
        raise Refused(f"{member.label}：没有“{value}”这种考勤") from error
