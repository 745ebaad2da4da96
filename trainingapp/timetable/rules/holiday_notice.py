"""Read the State Council's yearly notice on holidays, pasted as text, into rows of the calendar.

Understood are the forms of the notices of recent years: `1月1日（周四）至3日（周六）放假调休，共3天。`,
`1月4日（周日）上班。`, `1月1日放假，1月2日（星期一）补休。`, `5月1日放假，与周末连休。`,
`2022年12月31日至2023年1月2日放假调休，共3天。` Items are numbered 一、 (一) 1. 1、 or begin with
the festival's name, with or without a colon; tables are read as well. Weekdays and numbers of days that the notice
states are checked, so that a wrong year or a lost digit is found.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from trainingapp.timetable.rules.calendar import CalendarRow, DayKind, Weekday, chinese_date
from trainingapp.timetable.rules.holiday_table import items_of_table

#: The festivals of 全国年节及纪念日放假办法, in the order of the notice.
FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")

_FULL_NAMES = {name.removesuffix("节"): name for name in FESTIVALS if name not in {"元旦", "春节"}}
_LONGEST_HOLIDAY = 15
_DECEMBER = 12
_SATURDAY = 5

# Every repetition is bounded, so that no pasted text can keep the patterns busy.
_NUMBERED = r"\(?(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?=[.、)]{1,2}\D))[.、)]{1,2}"
_FESTIVAL = rf"(?:{'|'.join(sorted({*FESTIVALS, *_FULL_NAMES}, key=len, reverse=True))})"
_FESTIVALS = rf"{_FESTIVAL}(?:[、,和及与]{_FESTIVAL}){{0,3}}"
_HEAD = rf"(?:(?:{_NUMBERED})?{_FESTIVALS}(?:[:。]|(?=\d{{1,4}}[年月]))|{_NUMBERED}[^:\n。]{{1,40}}:)"
_ITEM = re.compile(rf"(?:^|(?<=[\n。;]))(?P<head>{_HEAD})(?P<text>.*?)(?=\n|[。;]{_HEAD}|\Z)")
_ASIDE = r"\([^()]{0,40}\)"
_DATE = rf"(?:\d{{4}}年)?(?:\d{{1,2}}月)?\d{{1,2}}日(?:{_ASIDE})?"
_SPAN = rf"(?P<first>{_DATE})(?:(?:至|到|[-—–~]{{1,2}})(?P<last>{_DATE}))?"
_SPAN_UNNAMED = re.sub(r"\?P<\w+>", "?:", _SPAN)
_CLAUSE = re.compile(
    rf"(?P<spans>{_SPAN_UNNAMED}(?:[、,和及]{_SPAN_UNNAMED}){{0,9}})为?"
    r"(?P<verb>(?:(?:调休|照常|正常|要|需|均|都)[,、]?){0,3}上班|(?:调休)?放假|补休|调休)"
    r"(?:调休)?(?:[,、]?共?(?P<count>\d{1,3})天)?",
)
_DATE_PARTS = re.compile(
    rf"(?:(?P<year>\d{{4}})年)?(?:(?P<month>\d{{1,2}})月)?(?P<day>\d{{1,2}})日(?P<aside>{_ASIDE})?"
)
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_SIGNED = re.compile(r"国务院办公厅\d{4}年\d{1,2}月\d{1,2}日")
#: Marks of lists, bold type and pictures that a copied page leaves in a text, and signs that nobody sees.
_MARKS = re.compile(r"[*#•·●▪◆■\u200b-\u200f\u2060\ufeff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]")
_TITLE_YEAR = re.compile(r"(\d{4})年部分节假日安排")


@dataclass(frozen=True, slots=True)
class HolidayNotice:
    """What a notice says: rows in order of date, what is wrong with it, and the festivals that it does not name."""

    rows: tuple[CalendarRow, ...]
    problems: tuple[str, ...]
    missing: tuple[str, ...]


def parse_holiday_notice(text: str, year: int) -> HolidayNotice:
    """Read the notice for a year. With problems the rows are for a preview only and should not be taken over."""
    plain = _plain(items_of_table(text))
    reading = _Reading(year)
    reading.check_title(plain)
    if reading.problems:  # each of its days would be wrong as well
        return HolidayNotice((), tuple(reading.problems), ())
    for item in _ITEM.finditer(plain):
        reading.read_item(re.sub(rf"^{_NUMBERED}", "", item["head"]).rstrip(":。"), item["text"])
    if not reading.festivals:
        reading.report(
            "没有读到任何节日。请把国务院办公厅的通知全文粘贴进来，每个节日一条，"
            "如“一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。”；只调整个别日子的补充通知，请用“加一天”逐日改",
        )
    missing = tuple(name for name in FESTIVALS if name not in reading.festivals) if reading.festivals else ()
    return HolidayNotice(tuple(sorted(reading.rows.values())), tuple(reading.problems), missing)


def _plain(text: str) -> str:
    """Make full-width signs plain, drop spaces, and join the lines of one item that copying broke apart."""
    joined = ""
    for line in _MARKS.sub("", unicodedata.normalize("NFKC", text)).splitlines():
        squeezed = "".join(line.split())
        joined += squeezed if not joined or _goes_on(joined, squeezed) else f"\n{squeezed}"
    return joined


def _goes_on(before: str, line: str) -> bool:
    """Say whether a line belongs to the item before it: broken off in mid-sentence, or a further sentence on days."""
    if not line or re.match(rf"{_NUMBERED}|{_HEAD}", line) or before.endswith("\n"):
        return False
    return before[-1] not in "。:" or re.match(rf"{_DATE}.*(?:上班|放假|补休)", line) is not None


@dataclass(slots=True)
class _Reading:
    """One pass over a notice: what has been gathered, and where the reader stands."""

    year: int
    rows: dict[date, CalendarRow] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    festivals: list[str] = field(default_factory=list)
    item: str = ""
    said_year: int | None = None
    said_month: int | None = None

    def report(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)

    def check_title(self, plain: str) -> None:
        title = _TITLE_YEAR.search(plain)
        if title and int(title[1]) != self.year:
            self.report(f"通知是{title[1]}年的，选的是{self.year}年；请改选年份，或换成{self.year}年的通知")

    def read_item(self, heading: str, text: str) -> None:
        names = [_FULL_NAMES.get(name, name) for name in re.split(r"[、和及与,]", heading) if name]
        self.festivals.extend(names)
        self.item, self.said_month = "、".join(names), None
        clauses = list(_CLAUSE.finditer(text))
        if all(clause["verb"].endswith("上班") for clause in clauses):
            self.report(f"“{self.item}”一条没有读到放假日期；请对照通知原文改正：{text}")
        for clause in clauses:
            self._read_clause(clause)
        self._report_dates_left(_CLAUSE.sub("", text))

    def _report_dates_left(self, rest: str) -> None:
        # Dates in brackets are asides: 鼓励…在除夕（2月9日）休息.
        for left in re.findall(r"\d{1,2}月\d{1,2}日", re.sub(_ASIDE, "", _SIGNED.sub("", rest))):
            self._report_unclear(left)

    def _report_unclear(self, what: str) -> None:
        self.report(f"“{self.item}”一条里的“{what}”看不出是放假还是上班，没有读入；请对照通知原文改正")

    def _read_clause(self, clause: re.Match[str]) -> None:
        kind = DayKind.ADJUSTED_WORKDAY if clause["verb"].endswith("上班") else DayKind.HOLIDAY
        self.said_year = None
        days = [day for span in re.finditer(_SPAN, clause["spans"]) for day in self._read_span(span)]
        if days and clause["count"] and len(days) != int(clause["count"]):
            self.report(
                f"“{self.item}”一条写着共{clause['count']}天，从{chinese_date(days[0])}到{chinese_date(days[-1])}"
                f"却是{len(days)}天；请改正日期",
            )
        if clause["verb"] == "调休" and not clause["count"] and all(day.weekday() >= _SATURDAY for day in days):
            # 2月8日（周六）调休: given up for a day off, or taken for one given up? Nobody can tell.
            self._report_unclear(clause["spans"])
            return
        for day in days:
            self._add(CalendarRow(day, kind, self.item))

    def _read_span(self, span: re.Match[str]) -> Iterator[date]:
        first = self._read_date(span["first"])
        last = self._read_date(span["last"]) if span["last"] else first
        if first is None or last is None:
            return
        if first > last and first.month == _DECEMBER and "年" not in span["first"]:
            first = first.replace(year=first.year - 1)  # 12月30日至1月1日: the holiday begins the year before
        length = (last - first).days + 1
        if not 0 < length <= _LONGEST_HOLIDAY:
            self.report(f"“{self.item}”一条从{chinese_date(first)}到{chinese_date(last)}不像一个假期；请改正日期")
            return
        yield from (first + timedelta(days=offset) for offset in range(length))

    def _read_date(self, text: str) -> date | None:
        """Read one date; the year and month that it leaves out are those of the date before (1月1日至3日)."""
        parts = _DATE_PARTS.fullmatch(text)
        assert parts is not None  # noqa: S101 - the pattern of spans lets nothing else through; this tells mypy
        self.said_year = int(parts["year"]) if parts["year"] else self.said_year
        self.said_month = int(parts["month"]) if parts["month"] else self.said_month
        shown = re.sub(_ASIDE, "", text)
        if self.said_month is None:
            self.report(f"“{self.item}”一条的“{shown}”没有写月份；请补上")
            return None
        try:
            day = date(self.said_year or self.year, self.said_month, int(parts["day"]))
        except ValueError:
            self.report(f"“{self.item}”一条的“{shown}”不存在；请对照通知原文改正")
            return None
        self._check_weekday(day, parts["aside"] or "")
        return day

    def _check_weekday(self, day: date, aside: str) -> None:
        stated = _WEEKDAY.search(aside)
        label = f"周{stated[1].replace('天', '日')}" if stated else None
        actual = Weekday.of(day).label
        if label and label != actual:
            self.report(
                f"“{self.item}”一条写着{day.month}月{day.day}日是{label}，{day.year}年这一天却是{actual}；请检查年份和日期",
            )

    def _add(self, row: CalendarRow) -> None:
        other = self.rows.get(row.day)
        shown = chinese_date(row.day)
        if row.day.year not in {self.year - 1, self.year}:
            self.report(f"“{row.name}”一条的{row.day.year}年{shown}不属于{self.year}年的安排；请检查年份")
        elif other and other.kind is not row.kind:
            names = "和".join(f"“{name}”" for name in dict.fromkeys((other.name, row.name)))
            self.report(f"{shown}在{names}里又是放假又是上班；请改正")
        elif row.kind is DayKind.ADJUSTED_WORKDAY and row.day.weekday() < _SATURDAY:
            self.report(f"“{row.name}”一条的{shown}本来就是工作日，不用调休上班；请检查日期")
        else:
            self.rows.setdefault(row.day, row)
