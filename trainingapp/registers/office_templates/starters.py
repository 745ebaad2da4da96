"""A template to begin with: the built-in sheet with placeholders in it, for an office to change as it likes."""

from collections.abc import Sequence

from trainingapp.core.columns import Column, Kind, SheetColumn
from trainingapp.core.placeholders import Placeholder, field_name, only_placeholder
from trainingapp.registers.sheets.lists import ListSheet, build_list
from trainingapp.registers.sheets.parts import Heading, Office, SignOff

CLASS_NAME, HOST, FILLED_ON = (Placeholder(name).written for name in ("班次名称", "主办单位", "填表日期"))
CLOSING = (
    SignOff("制表人", Placeholder("制表人").written),
    SignOff("审核人", Placeholder("审核人").written),
    SignOff("填表日期", FILLED_ON),
)


def make_starter(
    paper: str,
    of_list: str,
    columns: Sequence[SheetColumn],
    *,
    above: Sequence[str] = (),
    landscape: bool = True,
    office: Office | None = None,
) -> bytes:
    """Return a workbook with a title, the columns' headings and one row of placeholders that repeats.

    Single fields that are named stand `above` the table, each in a line.
    """
    return build_list(
        ListSheet(
            name=paper,
            heading=Heading(f"{CLASS_NAME}{paper}", left=f"填报单位：{HOST}", right="共 {{学员人数}} 人"),
            columns=[_in_template(column, of_list) for column in columns],
            rows=[of_list],
            facts=[(name, Placeholder(name).written) for name in above],
            closing=CLOSING,
            landscape=landscape,
            office=office or Office(),
        )
    )


def _in_template(column: SheetColumn, of_list: str) -> Column[str]:
    """Return a column that prints its own placeholder; widths are the column's, whatever the placeholder takes.

    A heading that is a field itself, such as a half-day's word, stands in the place of the column's own.
    """
    written = Placeholder(field_name(column), of_list).written
    header, groups = column.header, column.groups
    if groups and only_placeholder(groups[-1]):
        header, groups = groups[-1], groups[:-1]
    return Column(
        column.key,
        header,
        lambda _: written,
        width=column.width,
        align=column.align,
        kind=Kind.TEXT,
        groups=groups,
        size=column.size,
    )
