"""The papers that an office makes beside a class's registers, for tests. Every name and number here is invented."""

from datetime import date, timedelta
from decimal import Decimal

from tests.registers.papers import CLASS, LONG_UNIT, NAME, NUMBER, UNITS, Trainee, make_heading, make_trainees
from trainingapp.core.columns import Align, Column, Kind
from trainingapp.registers.sheets.attendance import HalfDay
from trainingapp.registers.sheets.contacts import ContactSheet
from trainingapp.registers.sheets.grouping import GroupLine, GroupSheet
from trainingapp.registers.sheets.ledger import HeldClass, LedgerSheet
from trainingapp.registers.sheets.parts import Heading
from trainingapp.registers.sheets.quotas import Quota, QuotaSheet
from trainingapp.registers.sheets.reply import Applicant, ReplySheet
from trainingapp.registers.sheets.signin import SignInLine
from trainingapp.registers.sheets.signin_grid import GridLine, SignInGrid

OPENING_DAY = date(2025, 5, 9)
GROUP_SIZE = 10


def make_contacts(count: int) -> ContactSheet[Trainee]:
    """Return the contact list of that many trainees."""
    columns: list[Column[Trainee]] = [
        NUMBER,
        NAME,
        Column("organisation", "单位", lambda row: row.unit, width=28, align=Align.LEFT),
        Column("post", "职务", lambda row: row.post, width=14),
        Column("phone", "联系电话", lambda row: f"199{row.number:08d}", width=15, kind=Kind.PHONE),
    ]
    return ContactSheet(heading=make_heading("通讯录"), columns=columns, rows=make_trainees(count))


def make_reply(count: int) -> ReplySheet:
    """Return the reply form of a unit that has named that many people."""
    applicants = [
        Applicant(
            number=row.number,
            unit=row.unit,
            name=row.name,
            gender="男女"[row.number % 2],
            ethnic="维吾尔族" if "·" in row.name else "汉族",
            birth_month=f"{1970 + row.number % 30}.10",
            politics="中共党员",
            post=row.post,
            phone=f"199{row.number:08d}",
            meals="清真" if "·" in row.name else "是",
            lodging="否",
            ride="是",
        )
        for row in make_trainees(count)
    ]
    heading = Heading(CLASS + "报名回执表", left="报送单位（盖章）：", attachment="附件3")
    return ReplySheet(heading=heading, applicants=applicants, deadline="5月6日（星期二）17:00", send_to="街道党建办")


def make_quotas(count: int) -> QuotaSheet:
    """Return an allotment to that many units; the first ones have named somebody."""
    quotas = [
        Quota(
            number=number,
            unit=LONG_UNIT if number % 17 == 3 else UNITS[number % len(UNITS)],
            places=1 + number % 3,
            entered=number % 2,
        )
        for number in range(1, count + 1)
    ]
    return QuotaSheet(heading=Heading(CLASS + "名额分配表", attachment="附件2"), quotas=quotas)


def make_signin_grid(count: int, *, half_days: int = 6) -> SignInGrid:
    """Return the sign-in sheet of that many trainees over so many half-days; every seventh has one free."""
    days = [
        HalfDay(OPENING_DAY + timedelta(days=place // 2), ("上午", "下午")[place % 2]) for place in range(half_days)
    ]
    lines = [
        GridLine(
            SignInLine(str(row.number), row.name, row.unit),
            [place != 1 for place in range(half_days)] if row.number % 7 == 0 else (),
        )
        for row in make_trainees(count)
    ]
    return SignInGrid(heading=make_heading("签到总表"), half_days=days, lines=lines)


def make_groups(count: int) -> GroupSheet:
    """Return the groups of that many trainees, ten in each."""
    people = make_trainees(count)
    groups = [
        GroupLine(
            name=f"第{1 + start // GROUP_SIZE}组",
            leader=people[start].name,
            deputies=[row.name for row in people[start + 1 : start + 2]],
            members=[f"{row.name}（{row.unit}）" for row in people[start + 2 : start + GROUP_SIZE]],
            place=f"党群服务中心{201 + start // GROUP_SIZE}室",
            tutor="郭　璐",
        )
        for start in range(0, count, GROUP_SIZE)
    ]
    return GroupSheet(heading=make_heading("分组名单"), groups=groups)


def make_ledger(count: int) -> LedgerSheet:
    """Return the ledger of an office that held so many classes; every third file lacks papers, one is not known."""
    classes = [
        HeldClass(
            number=number,
            name=CLASS,
            dates="2025年5月9日至6月20日",
            days=Decimal("5.5"),
            place="街道党群服务中心",
            audience="居民区后备干部",
            person_times=29 * 11,
            hours=Decimal("42.5"),
            lecturers="上海交通大学马克思主义学院、区委党校",
            cost=Decimal("12800.50") if number % 2 else None,
            file_state="" if number == 1 else "缺：签到表、讲课费签收单" if number % 3 == 0 else "齐全",
        )
        for number in range(1, count + 1)
    ]
    heading = Heading("天目西路街道2025年度培训台账", left="填报单位：街道党建办", right="填表日期：2025年12月20日")
    return LedgerSheet(heading=heading, classes=classes)
