"""一班一档: in which folder of a class's file each paper lies, and what its table of contents says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from trainingapp.assessment.terms import ADVISED_SCANS, REQUIRED_SCANS, ScanKind
from trainingapp.registers.terms import PaperKind

FOLDERS: Sequence[str] = (
    "01 方案通知",
    "02 学员名册",
    "03 课程安排",
    "04 签到考勤",
    "05 请假",
    "06 现场教学",
    "07 考核鉴定",
    "08 教学评估",
    "09 简报照片",
    "10 总结",
)
FILED: Mapping[PaperKind, str] = {
    PaperKind.QUOTAS: FOLDERS[0],
    PaperKind.REPLY: FOLDERS[0],
    PaperKind.ROSTER: FOLDERS[1],
    PaperKind.CONTACTS: FOLDERS[1],
    PaperKind.GROUPS: FOLDERS[1],
    PaperKind.SEATING: FOLDERS[1],
    PaperKind.TIMETABLE: FOLDERS[2],
    PaperKind.FINAL: FOLDERS[2],
    PaperKind.SIGNIN: FOLDERS[3],
    PaperKind.SIGNIN_GRID: FOLDERS[3],
    PaperKind.ATTENDANCE: FOLDERS[3],
    PaperKind.LEAVE: FOLDERS[4],
    PaperKind.RIDES: FOLDERS[5],
    PaperKind.ASSESSMENT: FOLDERS[6],
    PaperKind.APPRAISALS: FOLDERS[6],
    PaperKind.CERTIFICATES: FOLDERS[6],
    PaperKind.EVALUATIONS: FOLDERS[7],
    PaperKind.FEES: FOLDERS[9],
    PaperKind.NOTICE: FOLDERS[0],
    PaperKind.HANDBOOK: FOLDERS[1],
    PaperKind.BRIEFING: FOLDERS[8],
}
SCANNED: Mapping[ScanKind, str] = {
    ScanKind.PLAN: FOLDERS[0],
    ScanKind.AGENDA: FOLDERS[0],
    ScanKind.TIMETABLE: FOLDERS[2],
    ScanKind.SIGN_IN: FOLDERS[3],
    ScanKind.SCORES: FOLDERS[6],
    ScanKind.EVALUATION: FOLDERS[7],
    ScanKind.PHOTOGRAPH: FOLDERS[8],
    ScanKind.OTHER: FOLDERS[9],
}
NOT_SCANNED = "还没有上传{kind}，请在“考核 → 结班”里上传"
NOT_CLOSED = "还没有结班，一班一档不算完整，请在“考核 → 结班”里结班归档"
CONTENTS_NAME = "目录"
EMPTY = "（没有系统里的材料，请把扫描件、照片放进来）"
COMPLETE = "齐全"


@dataclass(frozen=True, slots=True)
class Filed:
    """A line of the table of contents: folder, paper, file, and what is still missing."""

    folder: str
    paper: str
    file: str
    missing: Sequence[str] = ()

    @property
    def state(self) -> str:
        """Return what the last column says."""
        return "；".join(self.missing) or (COMPLETE if self.file else EMPTY)


def unscanned(kinds: Collection[ScanKind]) -> list[Filed]:
    """Return a line for each paper of the closing file that nobody has uploaded yet; ``kinds`` are those there are."""
    wanted = (*REQUIRED_SCANS, *ADVISED_SCANS)
    return [
        Filed(SCANNED[kind], kind.label, "", [NOT_SCANNED.format(kind=kind.label)])
        for kind in wanted
        if kind not in kinds
    ]


def unclosed(*, closed: bool) -> list[Filed]:
    """Return a line that says the file is not complete; none once the class is closed."""
    return [] if closed else [Filed(FOLDERS[-1], "结班归档", "", [NOT_CLOSED])]


def name_apart(names: Sequence[str]) -> list[str]:
    """Return names that Windows, too, holds to be different: 照片.jpg, 照片(2).jpg."""
    taken: set[str] = set()
    found = []
    for name in names:
        stem, dot, suffix = name.rpartition(".")
        tries = (name if number == 1 else f"{stem}({number}){dot}{suffix}" for number in count(1))
        chosen = next(one for one in tries if one.casefold() not in taken)
        taken.add(chosen.casefold())
        found.append(chosen)
    return found


def in_order(filed: Sequence[Filed]) -> list[Filed]:
    """Return the lines folder by folder; a folder without a paper has a line that says so."""
    used = {one.folder for one in filed}
    empty = [Filed(folder, "", "") for folder in FOLDERS if folder not in used]
    return sorted([*filed, *empty], key=lambda one: FOLDERS.index(one.folder))
