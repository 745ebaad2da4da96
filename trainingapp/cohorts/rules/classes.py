"""Pure decisions on classes: their life and what its next step still wants, file-safe codes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from trainingapp.cohorts.terms import Stage

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,62}[a-z0-9]")
STAGES = list(Stage)


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """What the life of a class hangs on, as far as the class itself knows."""

    stage: Stage
    trainees: int = 0
    expected_size: int | None = None
    ungrouped: int = 0
    groups_without_leader: Sequence[str] = ()
    has_groups: bool = False
    has_end: bool = False


def missing_for_next(facts: ClassFacts) -> list[str]:
    """Return what the next stage still wants, in words; it advises and never forbids."""
    missing = []
    if facts.stage in (Stage.PREPARING, Stage.ENROLLING):
        missing += _missing_trainees(facts)
    if facts.stage in (Stage.ENROLLING, Stage.OPENED):
        missing += _missing_in_groups(facts)
    if facts.stage in (Stage.ASSESSING, Stage.COMPLETED) and not facts.has_end:
        missing.append("结业日期")
    return missing


def _missing_trainees(facts: ClassFacts) -> list[str]:
    if not facts.trainees:
        return ["学员花名册"]
    short = (facts.expected_size or 0) - facts.trainees
    return [f"学员 {short} 人（计划 {facts.expected_size} 人）"] if short > 0 else []


def _missing_in_groups(facts: ClassFacts) -> list[str]:
    missing = []
    if facts.has_groups and facts.ungrouped:
        missing.append(f"{facts.ungrouped} 人的分组")
    if facts.groups_without_leader:
        missing.append("组长（" + "、".join(facts.groups_without_leader) + "）")
    return missing


def life_line(facts: ClassFacts) -> list[tuple[str, str, str]]:
    """Return (label, done | current | todo, what is missing) of every stage, for the line at the top of a class."""
    here = STAGES.index(facts.stage)
    wanted = "、".join(missing_for_next(facts))
    return [
        (
            stage.label,
            "done" if place < here else "current" if place == here else "todo",
            wanted if place == here else "",
        )
        for place, stage in enumerate(STAGES)
    ]


def code_fault(code: str) -> str | None:
    """Return why a class's code cannot be used in commands and file names, or None."""
    if CODE.fullmatch(code):
        return None
    return "代码用小写字母、数字和短横，3 到 64 个字符，例如 qinglan-2026"
