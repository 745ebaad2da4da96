"""A table of holidays, as it is copied from a page or a sheet, into the items of a notice."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

#: What a column is, by what its heading says; asked in this order, since 调休上班日期 names both.
_COLUMNS = {
    "work": re.compile("上班|补班|调班"),
    "count": re.compile("天数|共几天|几天"),
    "off": re.compile("放假|休假|假期时间|假期日期"),
    "name": re.compile("节日|假日|假期|名称"),
}
_NOTHING = re.compile(r"[-—–/\s]*|无|没有|不调休")


def items_of_table(text: str) -> str:
    """Return a text with the rows of its tables as items (`元旦：1月1日至3日放假，共3天。1月4日上班。`).

    A table is lines of cells with tabs between them, the first of which names its columns. Text without one stays as
    it is; a row that does not tell a festival and its days stays too, for the reader of the notice to refuse.
    """
    lines, columns = [], dict[str, int]()
    for line in text.splitlines():
        cells = [unicodedata.normalize("NFKC", cell).strip() for cell in line.split("\t")]
        heading = _columns_of(cells)
        if heading:
            columns = heading
        else:
            lines.append((len(cells) > 1 and columns and _item(cells, columns)) or line)
    return "\n".join(lines)


def _columns_of(cells: Sequence[str]) -> dict[str, int]:
    """Return where each column stands if these cells are headings, at least of the festival and its days off."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        kind = next((name for name, pattern in _COLUMNS.items() if pattern.search(cell)), None)
        if kind and kind not in found and not re.search(r"\d", cell):
            found[kind] = place
    return found if {"name", "off"} <= found.keys() else {}


def _item(cells: Sequence[str], columns: Mapping[str, int]) -> str:
    told = {name: cells[place] for name, place in columns.items() if place < len(cells)}
    said = {name: cell for name, cell in told.items() if not _NOTHING.fullmatch(cell)}
    if not {"name", "off"} <= said.keys():
        return ""
    count = re.search(r"\d{1,2}", said.get("count", ""))
    off = said["off"].rstrip("。；;,，") + ("" if "放假" in said["off"] or "休" in said["off"] else "放假")
    days = f"，共{count[0]}天" if count and "天" not in off else ""
    work = said.get("work", "").rstrip("。；;,，")
    at_work = f"{work}{'' if '上班' in work else '上班'}。" if work else ""
    return f"{said['name']}：{off}{days}。{at_work}"
