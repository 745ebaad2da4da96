"""What people may write into what an office files, and which of it stays when it is drawn up anew."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from trainingapp.assessment.terms import ReportKind

#: The paragraphs of a month's report, in order.
PARAGRAPHS: Final[Mapping[str, str]] = {
    "held": "本月办班",
    "attendance": "出勤情况",
    "short": "未达标情况",
    "upcoming": "下月安排",
    "problems": "问题和建议",
}
#: What only people can say of a month.
PROBLEMS: Final = "problems"
#: The cells of a ledger's line that people may change; the others are counted.
CELLS: Final[Mapping[str, str]] = {
    "place": "地点",
    "audience": "对象",
    "lecturers": "师资",
    "cost": "经费（元）",
    "file_state": "材料齐全否",
    "remark": "备注",
}
COST: Final = "cost"
CENT: Final = Decimal("0.01")
MOST_COST: Final = Decimal(10) ** 12


def cell_key(line: str, cell: str) -> str:
    """Return the name under which a ledger keeps a cell of a line."""
    return f"{line}.{cell}"


def ledger_content(lines: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the cells of a ledger as its figures say them."""
    return {cell_key(line["key"], cell): str(line[cell]) for line in lines for cell in CELLS}


def labels(kind: ReportKind, figures: Mapping[str, Any]) -> dict[str, str]:
    """Return what each paragraph or cell is called."""
    if kind is ReportKind.MONTHLY:
        return dict(PARAGRAPHS)
    return {
        cell_key(line["key"], cell): f"{line['name']}：{label}"
        for line in figures.get("classes", [])
        for cell, label in CELLS.items()
    }


def kept(
    kind: ReportKind, *, written: Mapping[str, str], drawn: Mapping[str, str], anew: Mapping[str, str]
) -> dict[str, str]:
    """Return what a draft says when it is drawn up anew; `drawn` is what it said before people wrote.

    Of a month what people wrote of problems stays; of a ledger each cell that they changed.
    """
    if kind is ReportKind.MONTHLY:
        return {**anew, PROBLEMS: written.get(PROBLEMS, "")}
    changed = {key: text for key, text in written.items() if key in anew and text != drawn.get(key)}
    return {**anew, **changed}


def cost_faults(content: Mapping[str, str], named: Mapping[str, str]) -> list[str]:
    """Return in words which costs are no amounts of money."""
    costs = {key: text for key, text in content.items() if key.endswith(f".{COST}") and text}
    return [
        f"{named.get(key, key)}要填金额，最多两位小数，如 12800.50；现在是“{text}”"
        for key, text in costs.items()
        if not _is_amount(text)
    ]


def _is_amount(text: str) -> bool:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return False
    return amount.is_finite() and 0 <= amount < MOST_COST and amount == amount.quantize(CENT)
