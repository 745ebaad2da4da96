"""Taking a class over into another year: the same weekdays, and what is to be checked before."""

from datetime import date, timedelta

WEEK = 7
WEEKDAYS = "一二三四五六日"
SATURDAY = 5
LEAP_DAY = (2, 29)


def same_weekday(day: date, year: int) -> date:
    """Return the day of a year that is on the same weekday and nearest to the same date."""
    month, number = (day.month, day.day) if (day.month, day.day) != LEAP_DAY else (2, 28)
    wished = date(year, month, number)
    after = (day.weekday() - wished.weekday()) % WEEK
    return wished + timedelta(days=after if after <= WEEK // 2 else after - WEEK)


def year_to_copy_into(former: date, on: date) -> int:
    """Return the year in which a class would be held next, seen from a day: a later one, and not one gone by."""
    year = max(on.year, former.year + 1)
    return year if same_weekday(former, year) >= on else year + 1


def shift_remarks(former: date, start: date) -> list[str]:
    """Return what the move of the first day means for all the others: other weekdays, a weekend."""
    remarks = []
    if start.weekday() != former.weekday():
        remarks.append(
            f"原来星期{WEEKDAYS[former.weekday()]}开班，现在是星期{WEEKDAYS[start.weekday()]}，各次课的星期都会变"
        )
    if start.weekday() >= SATURDAY:
        remarks.append(f"{start} 是星期{WEEKDAYS[start.weekday()]}，请核对是不是调休上班")
    return remarks
