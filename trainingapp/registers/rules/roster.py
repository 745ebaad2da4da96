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
from trainingapp.registers.rules.headers import fullest_header
from trainingapp.registers.rules.headings import Vocabulary
from trainingapp.registers.rules.merged import MergedGrid

NAME_THE_COLUMNS = "没有认出姓名这一栏，请在“各栏的对应”里写明表头在哪一行、各栏是什么，再重新核对"

__all__ = ["RosterChoice", "RosterReading", "read_roster"]


def read_roster(
    workbook: Workbook,
    *,
    choice: RosterChoice | None = None,
    words: Mapping[str, Sequence[str]] | None = None,
    asks: bool = False,
) -> RosterReading:
    """Return what a workbook says as a roster; `words` are an office's own headings by field name.

    Raises Refused when no sheet has a header with a column of names; where somebody can be asked (`asks`) only when
    there is nothing to ask about, else the reading has no rows and its columns wait to be named.
    """
    choice = choice or RosterChoice()
    vocabulary = Vocabulary(words or {})
    found = find_sheets(workbook, choice, vocabulary)
    unread = _unread(workbook, choice, vocabulary) if asks and not found else None
    if unread is not None:
        return unread
    if not found:
        raise Refused(_no_header(workbook, choice))
    best = max(found, key=lambda one: one.score)
    reading = Collector(best.sheet, best.header, vocabulary, typed_text=workbook.source is not Source.CSV).collect()
    candidates = [one.candidate for one in found]
    reading = _with_other_sheets(reading, candidates) if choice.sheet is None else reading
    return replace(reading, candidates=candidates, encoding=workbook.encoding)


def _unread(workbook: Workbook, choice: RosterChoice, vocabulary: Vocabulary) -> RosterReading | None:
    """Return a reading without people: the fullest row of a sheet, whose columns a person is to name."""
    grids = [grid for grid in workbook.grids if grid.height and choice.sheet in (None, grid.name)]
    if not grids:
        return None
    grid = max(grids, key=lambda one: (not one.hidden, one.height))
    sheet = MergedGrid(grid)
    header = fullest_header(sheet, vocabulary, rows=choice.header_rows)
    reading = Collector(sheet, header, vocabulary, typed_text=workbook.source is not Source.CSV).collect()
    told = Finding(None, None, NAME_THE_COLUMNS, Doubt.UNSURE, refuses=False)
    candidates = [Candidate(one.name, one.hidden, (), 0, 0) for one in workbook.grids if one.height]
    return replace(reading, warnings=[told], candidates=candidates, encoding=workbook.encoding)


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
