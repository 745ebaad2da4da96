"""A workbook's cells as a roster: which sheet, where the header stands, who can be taken and what is doubted.

Pure: the same grid, choice and words always give the same reading, so that what was previewed is what is committed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from trainingapp.core.errors import Refused
from trainingapp.core.excel.grid import Source, Workbook
from trainingapp.people.rules.readings import Doubt
from trainingapp.registers.rules.choosing import RosterChoice, find_sheets
from trainingapp.registers.rules.collecting import Collector
from trainingapp.registers.rules.findings import Candidate, Finding, RosterReading
from trainingapp.registers.rules.headings import Vocabulary

__all__ = ["RosterChoice", "RosterReading", "read_roster"]


def read_roster(
    workbook: Workbook,
    *,
    choice: RosterChoice | None = None,
    words: Mapping[str, Sequence[str]] | None = None,
) -> RosterReading:
    """Return what a workbook says as a roster; `words` are an office's own headings by field name.

    Raises Refused when no sheet has a header with a column of names.
    """
    choice = choice or RosterChoice()
    vocabulary = Vocabulary(words or {})
    found = find_sheets(workbook, choice, vocabulary)
    if not found:
        raise Refused(_no_header(workbook, choice))
    best = max(found, key=lambda one: one.score)
    reading = Collector(best.sheet, best.header, vocabulary, typed_text=workbook.source is not Source.CSV).collect()
    candidates = [one.candidate for one in found]
    reading = _with_other_sheets(reading, candidates) if choice.sheet is None else reading
    return replace(reading, candidates=candidates, encoding=workbook.encoding)


def _no_header(workbook: Workbook, choice: RosterChoice) -> str:
    names = "、".join(f"“{grid.name}”" for grid in workbook.grids) or "（没有工作表）"
    if choice.sheet is not None and workbook.grid(choice.sheet) is None:
        return f"文件里没有工作表“{choice.sheet}”，只有 {names}；请重新选择工作表"
    if not any(grid.height for grid in workbook.grids):
        return "这个文件里没有内容，请检查后重新选择文件"
    where = f"工作表“{choice.sheet}”" if choice.sheet else f"工作表 {names} "
    return f"在{where}里没有找到花名册的表头；请确认有一行写着“姓名”“单位”等栏目，或自己指定表头所在的行和各栏的列"


def _with_other_sheets(reading: RosterReading, candidates: Sequence[Candidate]) -> RosterReading:
    others = [one for one in candidates if one.sheet != reading.sheet and one.people and not one.hidden]
    if not others:
        return reading
    told = "、".join(f"“{one.sheet}”（{one.people} 行）" for one in others)
    message = f"读的是工作表“{reading.sheet}”；另有工作表{told}也像名单，没有读，需要时请改选工作表"
    return replace(reading, warnings=[*reading.warnings, Finding(None, None, message, Doubt.LEFT_OUT, refuses=False)])
