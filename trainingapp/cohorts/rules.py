"""Pure decisions on classes: the life of a class and what its next step still wants, titles, file-safe codes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from trainingapp.cohorts.terms import Stage

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,62}[a-z0-9]")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS = ("主办单位", "承办单位", "年度", "班次名称", "班次简称", "期次", "表名")
STAGES = list(Stage)


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """What the life of a class hangs on, as far as the class itself knows."""

    stage: Stage
    trainees: int
    groups: int
    groups_without_leader: Sequence[str]
    has_end: bool


def missing_for_next(facts: ClassFacts) -> list[str]:
    """Return what the next stage still wants, in words; it advises and never forbids."""
    missing = []
    if facts.stage in (Stage.PREPARING, Stage.ENROLLING) and not facts.trainees:
        missing.append("学员花名册")
    if facts.stage in (Stage.ENROLLING, Stage.OPENED) and facts.groups_without_leader:
        missing.append("组长（" + "、".join(facts.groups_without_leader) + "）")
    if facts.stage in (Stage.ASSESSING, Stage.COMPLETED) and not facts.has_end:
        missing.append("结业日期")
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


def title_faults(pattern: str) -> list[str]:
    """Return what is wrong with a title pattern: a name in braces that there is not."""
    unknown = [name for name in PLACEHOLDER.findall(pattern) if name not in PLACEHOLDERS]
    return [f"没有“{{{name}}}”这一项；可以用 " + " ".join(f"{{{known}}}" for known in PLACEHOLDERS) for name in unknown]


def fill_title(pattern: str, values: dict[str, str]) -> str:
    """Return a paper's title: each name in braces replaced by its value; nothing is evaluated."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), pattern)
