"""What a class needs before it can be closed, what it consisted of then, and what has changed since."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from trainingapp.assessment.terms import ADVISED_SCANS, REQUIRED_SCANS, ScanKind

SHOWN_NAMES: Final = 5


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that is missing: what people call it, and the key of its own page where it has one."""

    name: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """What closing looks at."""

    scans: Collection[ScanKind] = ()
    has_end: bool = True
    trainees: int = 0
    sessions: int = 0
    unmarked: Sequence[Named] = ()
    open_leave: Sequence[Named] = ()
    undecided: Sequence[Named] = ()
    open_evaluations: Sequence[Named] = ()
    evaluated: bool = False
    released: bool = False
    unreleased: int = 0
    never_came: Sequence[Named] = ()
    unlisted: Sequence[Named] = ()
    twice: Sequence[Named] = ()
    #: How many were decided each way, in words.
    decided: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist; `place` names the page that mends it, `must` whether closing waits for it.

    `what` says what is missing, `named` are the things that it is about; `fact` is shown where nothing is missing.
    """

    label: str
    what: str
    place: str
    must: bool = True
    named: Sequence[Named] = ()
    fact: str = ""

    @property
    def done(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.what

    @property
    def shown(self) -> Sequence[Named]:
        """Return the first few of the things that are missing."""
        return self.named[:SHOWN_NAMES]

    @property
    def missing(self) -> str:
        """Return what is missing in one sentence: 6 人还没有评定：甲、乙、丙、丁、戊 等."""
        more = " 等" if len(self.named) > SHOWN_NAMES else ""
        return f"{self.what}：{'、'.join(one.name for one in self.shown)}{more}" if self.named else self.what


def checklist(facts: ClosingFacts) -> list[Check]:
    """Return every line of the checklist, what is missing named.

    Source: closed with 培训方案, 开班议程, 签到表 and 最终课表, or nobody gets hours (a city's rule).
    """
    return [
        *(_scan(kind, facts, must=True) for kind in REQUIRED_SCANS),
        Check("结束日期", "" if facts.has_end else "还没有填结束日期", "class"),
        Check("花名册", "" if facts.trainees else "班里没有学员", "roster", fact=f"{facts.trainees} 人"),
        _count("考勤都已确认", "次课没有确认考勤", facts.unmarked, "attendance"),
        _count("同一时间只在一个班", "处同一时间在别的班也记了到课，学时不能算两次", facts.twice, "attendance"),
        _count("请假都已审批", "张请假单还没有审批", facts.open_leave, "leave"),
        replace(_count("结业都已评定", "人还没有评定", facts.undecided, "results"), fact=facts.decided),
        _timetable(facts),
        _count("评估都已结束", "项评估还没有结束", facts.open_evaluations, "evaluations"),
        Check("做过评估", "" if facts.evaluated else "没有做过评课或满意度评估", "evaluations", must=False),
        _count("实到与名单一致", "人在名单上，却一次也没有到课", facts.never_came, "register", must=False),
        _count("来的都在名单上", "人来听过课，不在名单上", facts.unlisted, "guests", must=False),
        *(_scan(kind, facts, must=False) for kind in ADVISED_SCANS),
    ]


def _scan(kind: ScanKind, facts: ClosingFacts, *, must: bool) -> Check:
    return Check(kind.label, "" if kind in facts.scans else f"还没有上传{kind.label}", f"scans:{kind}", must)


def _count(label: str, what: str, named: Sequence[Named], place: str, *, must: bool = True) -> Check:
    return Check(label, f"{len(named)} {what}" if named else "", place, must, named)


def _timetable(facts: ClosingFacts) -> Check:
    if not facts.sessions:
        what = "课表里没有课"
    elif not facts.released:
        what = "课表还没有发布过"
    else:
        what = f"课表有 {facts.unreleased} 处改动没有发布，计划和最终课表不一致" if facts.unreleased else ""
    fact = f"{facts.sessions} 次课，看计划和最终的对照"
    return Check("课表已发布到最终", what, "timetable" if what else "final", fact=fact)


def checksum(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the content's canonical JSON: equal content gives equal sums on every installation."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


#: The words for the fields of the content.
FIELDS: Final = {
    "name": "姓名",
    "hours": "学时",
    "band": "等次",
    "completion": "结业",
    "attendance": "考勤",
    "total": "总分",
    "time": "时间",
    "title": "课题",
    "held_on": "日期",
    "state": "状态",
}


def what_changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return in words what changed between the content of a closing and what holds now."""
    return [
        *_changed("学员", before.get("trainees", {}), now.get("trainees", {}), "name"),
        *_changed("课次", before.get("sessions", {}), now.get("sessions", {}), "title"),
        *_changed("材料", before.get("papers", {}), now.get("papers", {}), "name"),
    ]


def _changed(word: str, before: Mapping[str, Any], now: Mapping[str, Any], label: str) -> list[str]:
    told = [f"{word}增加：{row[label]}" for key, row in now.items() if key not in before]
    told += [f"{word}减少：{row[label]}" for key, row in before.items() if key not in now]
    for key, row in now.items():
        old = before.get(key, row)
        fields = [
            f"{FIELDS.get(name, name)}由“{old[name]}”改为“{row[name]}”"
            for name in row
            if name in old and old[name] != row[name]
        ]
        if fields:
            told.append(f"{row[label]}：{'，'.join(fields)}")
    return told
