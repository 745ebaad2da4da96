"""A paper that was handed out comes back edited: it is compared with what stands now, and its changes are one act."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core import changes
from trainingapp.core.changes import Changes, Recorded
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.core.excel.child import read_upload
from trainingapp.core.ids import new_public_id
from trainingapp.registers import queries
from trainingapp.registers.models import LONGEST_FILE_NAME, PaperReturn
from trainingapp.registers.operations.returns import assessment, attendance, roster, timetable
from trainingapp.registers.operations.sealing import seal, unseal
from trainingapp.registers.rules.returning import Comparison, Difference, Meaning, compare, read_base, read_returned
from trainingapp.registers.terms import PaperKind

CELLS_TOLD = 500
OF_ANOTHER_CLASS = "这个文件不是从本班导出的，请到它自己的班次里上传"
NOT_RETURNABLE = "这种表不能读回，可以读回的有：{kinds}"
CHANGED_MEANWHILE = "核对以后系统里的内容又有变化，没有写入。请看过新的比较再确认"
NOTHING_CHOSEN = "没有选中要写入的改动，请至少勾选一处"


@dataclass(frozen=True, slots=True)
class Way:
    """How one kind of paper is taken back: who may, what is understood, and the act.

    `judge` refuses in a comparison what the differences would do to one another and to what stands here. Where a
    row's name may be edited, it is one of the differences (`renames`).
    """

    permission: Permission
    meaning: Callable[[Cohort], Meaning]
    take: Callable[[Actor, Cohort, Sequence[Difference], str], None]
    judge: Callable[[Cohort, Comparison], None] = lambda _cohort, _comparison: None
    renames: bool = False


WAYS: Mapping[PaperKind, Way] = {
    PaperKind.ROSTER: Way(Permission.ROSTER_EDIT, roster.meaning, roster.take, roster.judge, renames=True),
    PaperKind.TIMETABLE: Way(
        Permission.TIMETABLE_EDIT, timetable.meaning, timetable.take, timetable.judge, renames=True
    ),
    PaperKind.ATTENDANCE: Way(Permission.ATTENDANCE_CONFIRM, attendance.meaning, attendance.take),
    PaperKind.ASSESSMENT: Way(Permission.ASSESSMENT_EDIT, assessment.meaning, assessment.take),
}


def receive_return(actor: Actor, cohort: Cohort, *, content: bytes, file_name: str, at: datetime) -> PaperReturn:
    """Keep an edited paper of this class, to be compared before its changes are taken. `at` is aware, in UTC.

    What the same person left lying for this class goes. Raises Refused for what was not handed out here.
    """
    workbook = read_upload(content, file_name)
    base = read_base(workbook)
    if base.cohort != cohort.public_id:
        raise Refused(OF_ANOTHER_CLASS)
    if base.kind not in set(WAYS):
        raise Refused(NOT_RETURNABLE.format(kinds="、".join(kind.label for kind in WAYS)))
    read_returned(workbook, base, renames=WAYS[PaperKind(base.kind)].renames)
    for left in queries.returns_left(actor, cohort):
        db.session.delete(left)
    public_id = new_public_id()
    kept = PaperReturn(
        public_id=public_id,
        cohort=cohort,
        user_id=actor.user_id,
        kind=PaperKind(base.kind),
        file_name=file_name[:LONGEST_FILE_NAME],
        sealed=seal(content, _place(public_id)),
        uploaded_at=at,
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def compare_return(actor: Actor, kept: PaperReturn) -> Comparison:
    """Return what an edited paper would change, as things stand now. Raises NotFound for whom it is out of reach."""
    if kept.taken_at is not None:
        raise Refused(f"“{kept.file_name}”的改动已经写入；还有改动，请重新下载一份")
    way = WAYS[kept.kind]
    cohort = find_cohort(actor, way.permission, kept.cohort.public_id)
    workbook = read_upload(unseal(kept.sealed, _place(kept.public_id)), kept.file_name)
    base = read_base(workbook)
    now = queries.current_values(cohort, kept.kind)
    returned = read_returned(workbook, base, renames=way.renames)
    comparison = compare(base, returned, now, way.meaning(cohort), renames=way.renames)
    way.judge(cohort, comparison)
    return comparison


def take_return(
    actor: Actor, kept: PaperReturn, *, chosen: Collection[str], seen: str, at: datetime, reason: str = ""
) -> list[Difference]:
    """Take the chosen differences (by token) in one act, all or none, and return them.

    `seen` is the fingerprint of the comparison that was shown: raises Stale when it is another one now.
    """
    comparison = compare_return(actor, kept)
    if comparison.fingerprint != seen:
        raise Stale(CHANGED_MEANWHILE)
    edits = [one for one in comparison.to_take if one.token in chosen]
    if not edits:
        raise Refused(NOTHING_CHOSEN)
    WAYS[kept.kind].take(actor, kept.cohort, edits, reason.strip())
    audit.record(actor, "register.returned", kept, _told(kept, edits), reason=reason.strip())
    changes.apply(kept, taken_at=at, sealed="")
    return edits


def _told(kept: PaperReturn, edits: Sequence[Difference]) -> Changes:
    """Return the cells by trainee and heading, the first of very many; every mark and score has its own history."""
    told = edits[:CELLS_TOLD]
    before: dict[str, Recorded] = {f"{one.who} {one.heading}": one.show(one.now) for one in told}
    after: dict[str, Recorded] = {f"{one.who} {one.heading}": one.show(one.change) for one in told}
    return Changes(before, {"kind": kept.kind.label, "count": len(edits), **after})


def _place(public_id: str) -> str:
    return f"paper_return.sealed:{public_id}"
