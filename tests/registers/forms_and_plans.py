"""Forms, plans and lists with money for tests of the workbooks. Every name and number here is invented."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from tests.registers.office_papers import OPENING_DAY
from tests.registers.papers import CLASS, make_heading, make_trainees
from trainingapp.registers.sheets.appraisals import Appraisal, AppraisalSheets
from trainingapp.registers.sheets.boarding import BoardingSheets, Passenger, VehicleLine
from trainingapp.registers.sheets.evaluations import (
    EvaluatedItem,
    EvaluatedLesson,
    EvaluationSheets,
    Remark,
    Satisfaction,
)
from trainingapp.registers.sheets.leave_slips import LeaveSlip, LeaveSlips, Opinion
from trainingapp.registers.sheets.lecture_fees import FeeLine, FeeSheet
from trainingapp.registers.sheets.monthly import Behind, MonthClass, MonthlyReport, NextMonth
from trainingapp.registers.sheets.parts import Heading
from trainingapp.registers.sheets.seating import Seat, SeatingPlan, choose_blocks, fill_rows

SEATS = 45
COURSES = (
    "以习近平新时代中国特色社会主义思想引领新征程",
    "居民区议事协商的组织与引导",
    "结构化研讨：垃圾分类",
    "12345 市民热线案例教学",
)
ITEMS = (
    EvaluatedItem("教学态度", Decimal(20)),
    EvaluatedItem("教学内容", Decimal(30)),
    EvaluatedItem("教学方法", Decimal(20)),
    EvaluatedItem("教学效果", Decimal(30)),
)
ANSWERS = ("非常满意", "满意", "基本满意", "不满意")
OWN_WORDS = "通过培训，我对居民区党组织书记的职责有了更深的认识，学到了议事协商的方法。" * 6


def make_leave_slips(count: int) -> LeaveSlips:
    """Return that many leave forms; the second has been decided on."""
    decided = (Opinion("班主任\n意见", "情况属实，同意。"), Opinion("党建办\n意见", "同意。"), Opinion("领导审批"))
    slips = [
        LeaveSlip(
            name=row.name,
            kind="事假",
            class_name=CLASS,
            unit_post=row.unit + row.post,
            period="2025年5月16日上午至5月16日下午",
            sessions=("5月16日上午　居民区议事协商的组织与引导", "5月16日下午　结构化研讨：垃圾分类"),
            hours=Decimal(8),
            total_hours=Decimal("12.5"),
            reason="家中老人住院，需要陪护。",
            attachments="住院通知复印件 1 份",
            opinions=decided if row.number == 2 else LeaveSlip().opinions,
            returned="2025年5月17日上午",
        )
        for row in make_trainees(count)
    ]
    return LeaveSlips(
        heading=Heading(CLASS + "请假审批表", right="编号：＿＿＿＿"),
        slips=slips,
        rule="累计请假超过总学时七分之一的，按本班管理办法处理；未经批准离开的，按旷课登记。",
    )


def make_appraisals(count: int) -> AppraisalSheets:
    """Return the appraisals of that many trainees; every third has written a long text."""
    appraisals = [
        Appraisal(
            name=row.name,
            gender="男女"[row.number % 2],
            ethnic="维吾尔族" if "·" in row.name else "汉族",
            birth_month=f"{1970 + row.number % 30}.10",
            politics="中共党员",
            education="大学本科",
            unit_post=row.unit + row.post,
            class_name=CLASS,
            dates="2025年5月9日至6月20日",
            group=f"第{row.number % 3 + 1}组",
            learning="应到 42.5 学时，实到 38.5 学时，出勤率 90.6%；请假 1 次（4 学时）；心得 2 篇，均已交。",
            score="86.5" if row.score else "",
            band="良好" if row.score else "",
            own_words=OWN_WORDS if row.number % 3 == 0 else "",
        )
        for row in make_trainees(count)
    ]
    return AppraisalSheets(heading=Heading(CLASS + "学员鉴定表"), appraisals=appraisals)


def make_boarding(count: int) -> BoardingSheets:
    """Return the rides of that many people in buses of forty-five; one person has none."""
    people = [Passenger(str(row.number), row.name, row.unit) for row in make_trainees(count)]
    vehicles = [
        VehicleLine(
            name=f"{1 + start // SEATS}号车",
            plate=f"沪A·{10000 + start}",
            driver="周师傅",
            driver_phone="19900001234",
            escort="郭　璐",
            seats=SEATS,
            passengers=people[start : start + SEATS],
        )
        for start in range(0, count, SEATS)
    ]
    return BoardingSheets(
        heading=Heading(CLASS + "现场教学乘车安排", left="填报单位：天目西路街道党建办"),
        vehicles=vehicles,
        when="2025年5月9日（星期五）12:50 上车，13:00 发车",
        gather_at="街道党群服务中心门口",
        route="街道 → 大场镇党群服务中心 → 慧华苑居民区党群服务站 → 街道",
        unplaced=["华　甜"] if count else [],
    )


def make_seating(count: int) -> SeatingPlan:
    """Return the seats of that many people, with five on the platform."""
    seats = [Seat(row.name, f"第{row.number % 3 + 1}组") for row in make_trainees(count)]
    blocks = choose_blocks(count)
    return SeatingPlan(
        heading=Heading(CLASS + "座次表"),
        rows=fill_rows(seats, blocks),
        blocks=blocks,
        platform=("董启蒙", "张雪梅", "郭　璐", "姜　岚", "陈青禾") if count else (),
        notes=("注：学员席按姓氏笔画为序，从前向后、从左向右就座。",),
    )


def make_evaluations(count: int) -> EvaluationSheets:
    """Return the evaluation of that many lessons; every fifth had too few answers, the last none."""
    lessons = [
        EvaluatedLesson(
            number=number,
            day=OPENING_DAY + timedelta(days=7 * number),
            course=COURSES[number % len(COURSES)],
            lecturer="张雪梅（上海交通大学马克思主义学院教授）",
            asked=29,
            returned=0 if number == count else 3 if number % 5 == 0 else 27,
            scores=[None] * 4 if number % 5 == 0 or number == count else [item.points - 1 for item in ITEMS],
            total=None if number % 5 == 0 or number == count else Fraction(289, 3),
        )
        for number in range(1, count + 1)
    ]
    return EvaluationSheets(
        heading=make_heading("教学质量评估汇总表"),
        items=ITEMS,
        lessons=lessons,
        answers=ANSWERS,
        satisfaction=[
            Satisfaction(topic=topic, counts=(20, 6, 1, 0), share=Fraction(26, 27))
            for topic in ("课程设置", "师资", "现场教学", "组织管理", "后勤保障")
        ],
        remarks=[
            Remark(number, COURSES[number // 3 % 4], "希望多安排案例和现场教学。") for number in range(1, count + 1)
        ],
        notes=("注：评估不记名；收回不足 5 份的课程不显示分数。",),
    )


def make_lecture_fees(count: int, *, restricted: bool = True) -> FeeSheet:
    """Return that many payments; without the restricted fields nobody's number is there."""
    lines = [
        FeeLine(
            number=number,
            day=OPENING_DAY + timedelta(days=7 * number),
            half_day="上午",
            course=COURSES[number % len(COURSES)],
            lecturer="张雪梅",
            title="教授",
            hours=Decimal("2.5"),
            rate=Decimal(1000),
            amount=Decimal(2500),
            account=f"某某银行 62220000000000{number:04d}" if restricted else "",
            remark="授课 5 学时，每半天最多按 4 学时" if number % 4 == 0 else "",
        )
        for number in range(1, count + 1)
    ]
    return FeeSheet(heading=make_heading("讲课费签收单"), lines=lines)


def make_monthly(count: int) -> MonthlyReport:
    """Return a month's report with that many people behind."""
    return MonthlyReport(
        heading=Heading(
            "天目西路街道2025年5月培训工作月报", left="填报单位：街道党建办", right="填表日期：2025年5月30日"
        ),
        classes=[
            MonthClass(
                name=CLASS, dates="5月9日至6月20日", person_times=87, hours=Decimal("24.5"), rate=Fraction(19, 20)
            ),
            MonthClass(name="居民区党组织书记培训班", dates="5月20日至22日"),
        ],
        person_times=87,
        hours=Decimal("24.5"),
        rate=Fraction(19, 20),
        behind=[
            Behind(name=row.name, unit=row.unit, class_name=CLASS, state="缺 8 学时") for row in make_trainees(count)
        ],
        upcoming=[NextMonth(name="结业汇报", dates="6月20日", audience="全体学员", people="29")],
        problems="现场教学日遇雨，需备雨天方案。",
    )
