"""目录 of 一班一档: which paper lies in which folder, and what is still missing."""

from collections.abc import Sequence

from trainingapp.core.columns import Align, Column
from trainingapp.registers.rules.filing import CONTENTS_NAME, Filed
from trainingapp.registers.sheets.lists import ListSheet, build_list
from trainingapp.registers.sheets.parts import Heading

COLUMNS: Sequence[Column[Filed]] = (
    Column("folder", "文件夹", lambda one: one.folder, width=14, align=Align.LEFT, merge_down=True),
    Column("paper", "材料", lambda one: one.paper, width=18, align=Align.LEFT),
    Column("file", "文件", lambda one: one.file, width=52, align=Align.LEFT),
    Column("state", "还缺什么", lambda one: one.state, width=34, align=Align.LEFT),
)


def build_contents(title: str, filed: Sequence[Filed]) -> bytes:
    """Return the table of contents as a workbook."""
    return build_list(
        ListSheet(name=CONTENTS_NAME, heading=Heading(title), columns=COLUMNS, rows=filed, closing=(), landscape=True)
    )
