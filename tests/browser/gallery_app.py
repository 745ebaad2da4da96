"""A small application that shows every part with sample data: real templates, style sheet and security policy."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

from flask import Flask, Response, flash, render_template, request
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from trainingapp.attendance.terms import CLASS_OF, DEFAULT_SYMBOLS, KEYS, Status
from trainingapp.core import places
from trainingapp.core.columns import Align, Column, Kind
from trainingapp.core.forms import ChineseForm
from trainingapp.core.terms import Severity
from trainingapp.core.web import HEADERS, KEPT_FOR_GOOD
from trainingapp.curriculum.terms import Category
from trainingapp.timetable.terms import HalfDay

HOLIDAY = "2025-05-31"
PAGES = Path(__file__).parent / "gallery"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金"
QUARTERS = ("慧华苑居民区党总支", "樱花苑居民区党总支", "华阳居民区党支部", "党建办")


@dataclass
class Trainee:
    """A row of the sample roster."""

    number: int
    name: str
    unit: str
    gender: str
    birth: str
    hours: float
    rate: float
    state: str
    public_id: str
    mark: str = ""
    remark: str = ""
    hint: str = ""
    url: str = "#trainee"
    marks: list[tuple[str, str]] = field(default_factory=list)
    totals: list[str] = field(default_factory=list)


class TraineeForm(ChineseForm):
    """Every kind of field once."""

    name = StringField("姓名", [InputRequired("请填写姓名"), Length(max=30)])
    organisation = SelectField("所在单位", choices=[SelectChoice(name, name) for name in QUARTERS])
    gender = RadioField("性别", choices=[SelectChoice("f", "女"), SelectChoice("m", "男")], default="f")
    birth = DateField("出生年月", description="只用于花名册，可以只填到月")
    hours = DecimalField("应修学时", default=24, description="按班次规则默认，可改")
    photo = FileField("登记照片")
    reserve = BooleanField("列入后备人选")
    note = TextAreaField("备注", description="不超过 200 字", render_kw={"rows": 3})


def sample_trainees(count: int = 29) -> list[Trainee]:
    """Return trainees with synthetic names."""
    return [
        Trainee(
            number=place + 1,
            name=f"{SURNAMES[place % len(SURNAMES)]}{'示例' if place % 3 else '样'}",
            unit=QUARTERS[place % 4],
            gender="女" if place % 3 else "男",
            birth=f"19{80 + place % 19}.{place % 12 + 1:02d}",
            hours=24 - place % 5 * 0.5,
            rate=1 - place % 5 / 48,
            state="退出" if place == 6 else "在班",
            public_id=f"tr{place:06d}",
        )
        for place in range(count)
    ]


COLUMNS: list[Column[Trainee]] = [
    Column("number", "序号", lambda row: row.number, kind=Kind.NUMBER, align=Align.RIGHT, sortable=True),
    Column("name", "姓名", lambda row: row.name, align=Align.LEFT, sortable=True),
    Column("gender", "性别", lambda row: row.gender, groups=("基本情况",)),
    Column("birth", "出生年月", lambda row: row.birth, groups=("基本情况",)),
    Column("unit", "单位", lambda row: row.unit, align=Align.LEFT, width=20, sortable=True),
    Column("hours", "学时", lambda row: row.hours, kind=Kind.HOURS, align=Align.RIGHT, sortable=True),
    Column("rate", "出勤率", lambda row: row.rate, kind=Kind.PERCENT, align=Align.RIGHT, sortable=True),
    Column("state", "状态", lambda row: row.state),
]

MARKS = [(s.value, DEFAULT_SYMBOLS[s], s.label, KEYS[s], CLASS_OF[s].value) for s in Status]
CLASH = {
    "severity": Severity.BLOCK,
    "message": "同一讲师同一时间有两节课",
    "first": {"label": "《基层治理中的群众工作》", "url": "#first"},
    "second": {"label": "《大场镇党群服务中心》现场教学", "url": "#second"},
    "when": "5月9日 周五 下午 13:30–16:30",
    "where": "街道党校 201 教室",
    "rule": "一位讲师在同一半天只能在一处（排课规则 3）",
    "ways_out": [("改到 5月12日 上午", "#move"), ("换一位讲师", "#lecturer"), "把其中一节取消"],
}
CONFLICTS = [
    CLASH,
    {"severity": "warn", "message": "党性教育占 18.4%，低于 20%", "rule": "党校主体班比例，对街道班仅供参考"},
    {"severity": "note", "message": "5月9日 下午 未安排带队人员", "ways_out": [("安排带队", "#escort")]},
]


def card(title: str, time: str, **others: object) -> SimpleNamespace:
    """Return a session card with plausible defaults."""
    blank = {
        "id": title,
        "version": 1,
        "url": "#session",
        "category": "",
        "form": "集中授课",
        "lecturers": "",
        "venue": "",
    }
    rest = {"hours": 4, "audience": "", "state": "", "note": "", "day": "", "half_day": ""}
    return SimpleNamespace(title=title, time=time, **{**blank, **rest, **others})


def sample_days() -> list[dict[str, object]]:
    """Return four days of a timetable, with a ceremony, a visit, a clash and a day off."""
    opening = card(
        "开班仪式暨动员讲话", "08:30–09:30", form="仪式", state="ceremony", lecturers="主讲：董启蒙", hours=1
    )
    first = card("以习近平新时代中国特色社会主义思想引领新征程", "09:40–11:30", category="theory")
    first.hours = 3
    first.lecturers, first.venue = "张雪梅（上海交通大学马克思主义学院 教授）", "街道党校 201 教室"
    visit = card("大场镇党群服务中心 → 慧华苑党群服务站", "13:30–16:30", category="party_spirit", form="现场教学")
    visit.lecturers, visit.audience = "带队：示例老师", "一组、二组"
    clash = card(
        "基层治理中的群众工作", "13:30–16:30", category="duty", state="clash", note="讲师冲突", lecturers="示例讲师"
    )
    seminar = card(
        "结构化研讨：垃圾分类怎样长效", "09:00–11:30", category="duty", form="结构化研讨", venue="各组讨论室"
    )
    law = card("物业管理条例解读", "13:30–15:30", category="knowledge", state="cancelled", hours=2)
    night = card("经验交流", "18:30–20:00", category="knowledge", form="交流", hours=2)
    return [
        {
            "key": "2025-05-09",
            "label": "5月9日",
            "weekday": "周五",
            "slots": {"morning": [opening, first], "afternoon": [visit, clash]},
        },
        {
            "key": "2025-05-12",
            "label": "5月12日",
            "weekday": "周一",
            "slots": {"morning": [seminar], "evening": [night]},
        },
        {"key": HOLIDAY, "label": "5月31日", "weekday": "周六", "note": "端午节", "off": True, "slots": {}},
        {"key": "2025-06-03", "label": "6月3日", "weekday": "周二", "slots": {"afternoon": [law]}},
    ]


def sample_register() -> dict[str, object]:
    """Return the whole-class grid: ten half-days, most of them present, a few exceptions, the last ones blank."""
    days = [(f"5月{day}日", [("上", "#m"), ("下", "#a")]) for day in (9, 12, 16, 19, 23)]
    rows = sample_trainees()
    exceptions = {17: Status.LATE, 31: Status.PERSONAL, 44: Status.ABSENT, 58: Status.SICK, 71: Status.LEFT_EARLY}
    for row in rows:
        statuses = [exceptions.get((row.number * 10 + half) % 97, Status.PRESENT) for half in range(8)]
        row.marks = [(DEFAULT_SYMBOLS[status], CLASS_OF[status].value) for status in statuses] + [("", ""), ("", "")]
        present = statuses.count(Status.PRESENT)
        row.totals = [str(present), str(8 - present), f"{present * 4}", f"{present / 8:.1%}"]
    return {"days": days, "rows": rows, "totals": ["出勤", "缺勤", "出勤学时", "出勤率"]}


def roll_rows(count: int = 29) -> list[Trainee]:
    """Return trainees before the roll call: one on approved leave, one already late."""
    rows = sample_trainees(count)
    rows[2].mark, rows[2].hint = "personal", "已批事假"
    rows[4].mark, rows[4].remark = "late", "9:10 到"
    return rows


def organiser_navigation() -> list[tuple[str, str, bool, str]]:
    """Return the organiser's map."""
    keys = [
        "today",
        "cohorts",
        "people",
        "organisations",
        "courses",
        "lecturers",
        "venues",
        "sites",
        "insight",
        "system",
    ]
    labels = ["工作台", "班次", "人员", "组织", "课程", "师资", "场地", "教学点", "统计", "系统"]
    return [(label, f"/{key}", key == "cohorts", key) for label, key in zip(labels, keys, strict=True)]


def class_context() -> dict[str, object]:
    """Return what the class layout asks for."""
    stages = ["筹备", "报名", "开班", "进行", "考核", "结业", "结班归档"]
    states = ["done", "done", "done", "current", "todo", "todo", "todo"]
    missing = ["", "", "", "2 个半天未点名", "", "", ""]
    tabs = ["概览", "学员", "课表", "现场教学", "考勤", "考核", "材料", "记录"]
    return {
        "cohort": SimpleNamespace(
            formal_name="天目西路街道2025年居民区后备队伍“青蓝接力”计划培训班",
            short_name="青蓝接力 2025",
            code="qinglan-2025",
        ),
        "life_line": list(zip(stages, states, missing, strict=True)),
        "class_tabs": [(tab, f"#{tab}", tab == "考勤") for tab in tabs],
        "navigation": organiser_navigation(),
        "actor": SimpleNamespace(name="示例组织者", roles=["organiser"]),
        "sign_out_url": "/sign-out",
    }


def make_gallery() -> Flask:
    """Return the application; each page of the folder gallery/ answers at /NAME."""
    templates, static = str(places.TEMPLATES), str(places.STATIC)
    app = Flask("gallery", template_folder=templates, static_folder=static, static_url_path=places.static_address())
    app.jinja_loader = ChoiceLoader([FileSystemLoader(places.TEMPLATES), FileSystemLoader(PAGES)])
    app.config.update(SECRET_KEY=secrets.token_hex(), TESTING=True, WTF_I18N_ENABLED=False)
    CSRFProtect(app)
    app.after_request(_add_policy)
    app.add_url_rule("/<page>", view_func=_show, methods=["GET", "POST"])
    return app


def _add_policy(response: Response) -> Response:
    response.headers.update(HEADERS)
    if request.endpoint == "static":
        response.headers["Cache-Control"] = KEPT_FOR_GOOD
    return response


def _refuse(reason: str) -> tuple[str, int]:
    return render_template("layout/error.html", status=409, reasons=[reason], request_id="5f2c91aa07bd"), 409


def _show(page: str) -> str | tuple[str, int]:
    if page == "broken":
        return _refuse("同样的记录已经存在，没有保存")
    if request.form.get("day") == HOLIDAY:
        return _refuse("5月31日 端午节放假，不能排课")
    if page == "parts" and request.method == "GET":
        flash("已保存 29 条考勤", "success")
        flash("5月9日 下午 还没有点名", "warning")
    form = TraineeForm()
    form.validate_on_submit()
    sample = SimpleNamespace(
        columns=COLUMNS,
        trainees=sample_trainees(),
        conflicts=CONFLICTS,
        days=sample_days(),
        periods=HalfDay.choices(),
        categories=Category.choices(),
        register=sample_register(),
        marks=MARKS,
        legend=[(symbol, label) for _, symbol, label, _, _ in MARKS],
        roll=roll_rows(),
        posted=dict(request.form),
    )
    return render_template(f"{page}.html", sample=sample, form=form, **class_context())
