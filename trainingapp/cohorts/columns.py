"""The one list of columns of rosters, classes, year plans and nominations, for the page and the workbook."""

from collections.abc import Callable, Sequence

from trainingapp.cohorts.models import Cohort, Enrolment, Nomination, PlanItem, YearPlan
from trainingapp.cohorts.terms import BranchRole, ClassRole, GroupRole
from trainingapp.core.columns import Align, Column, Kind
from trainingapp.people.rules.masking import mask_phone


def _role(enrolment: Enrolment) -> str:
    """Return the offices that a trainee holds in class, branch and group; an ordinary member holds none."""
    roles = []
    if enrolment.class_role is not ClassRole.MEMBER:
        roles.append(enrolment.class_role.label)
    if enrolment.branch_role is not BranchRole.NONE:
        roles.append(f"临时党支部{enrolment.branch_role.label}")
    if enrolment.group_role is not GroupRole.MEMBER:
        roles.append(enrolment.group_role.label)
    return "、".join(roles)


def _masked_phone(enrolment: Enrolment) -> str:
    return mask_phone(enrolment.person.phone)


def _whole_phone(enrolment: Enrolment) -> str:
    return enrolment.person.phone


def _columns(phone: Callable[[Enrolment], str]) -> tuple[Column[Enrolment], ...]:
    return (
        Column("number", "编号", lambda one: one.number, width=6, kind=Kind.NUMBER, sortable=True),
        Column("name", "姓名", lambda one: one.name, width=10, sortable=True),
        Column("gender", "性别", lambda one: one.gender, width=5),
        Column("ethnic", "民族", lambda one: one.ethnic, width=7),
        Column("birth_month", "出生年月", lambda one: one.birth_month, width=9, kind=Kind.MONTH),
        Column("education", "学历", lambda one: one.education, width=9),
        Column("politics", "政治面貌", lambda one: one.politics, width=10),
        Column("party_month", "入党时间", lambda one: one.party_month, width=9, kind=Kind.MONTH),
        Column(
            "organisation",
            "单位",
            lambda one: one.organisation_name,
            width=24,
            align=Align.LEFT,
            sortable=True,
        ),
        Column("post", "职务", lambda one: one.post, width=16, align=Align.LEFT),
        Column("post_month", "任职时间", lambda one: one.post_month, width=9, kind=Kind.MONTH),
        Column("reserve_category", "后备类别", lambda one: one.reserve_category, width=10),
        Column("track", "班型", lambda one: one.track.name if one.track else "", width=9),
        Column("group", "组别", lambda one: one.group.name if one.group else "", width=8),
        Column("role", "班组职务", _role, width=10),
        Column("phone", "联系电话", phone, width=14, kind=Kind.PHONE),
        Column("note", "备注", lambda one: one.note, width=10, align=Align.LEFT),
    )


#: The phone number is masked: for screens, and for papers of those who may not have the whole one.
ROSTER: Sequence[Column[Enrolment]] = _columns(_masked_phone)
ROSTER_WITH_PHONES: Sequence[Column[Enrolment]] = _columns(_whole_phone)
#: Left out of a class where nobody has a value in them.
OPTIONAL = frozenset(
    {
        "ethnic",
        "education",
        "politics",
        "party_month",
        "post_month",
        "reserve_category",
        "track",
        "group",
        "role",
        "note",
    }
)


def columns_in_use(columns: Sequence[Column[Enrolment]], rows: Sequence[Enrolment]) -> tuple[Column[Enrolment], ...]:
    """Return the columns without the optional ones that would be blank from top to bottom."""
    return tuple(column for column in columns if column.key not in OPTIONAL or any(column.text(row) for row in rows))


COHORTS: Sequence[Column[tuple[Cohort, int]]] = (
    Column("name", "班次", lambda row: row[0].short_name, width=20, align=Align.LEFT),
    Column("formal_name", "全称", lambda row: row[0].formal_name, width=36, align=Align.LEFT),
    Column("host", "主办单位", lambda row: row[0].host.shown_name, width=20, align=Align.LEFT),
    Column("dates", "时间", lambda row: show_dates(row[0]), width=24),
    Column("size", "学员", lambda row: row[1], width=6, kind=Kind.NUMBER),
    Column("stage", "阶段", lambda row: row[0].stage, width=8),
)


def show_dates(cohort: Cohort) -> str:
    """Return when a class runs, as papers write it; an open end says what is known."""
    first = f"{cohort.starts_on.year}年{cohort.starts_on.month}月{cohort.starts_on.day}日"
    if cohort.ends_on is None:
        return f"{first}起{cohort.end_note and '，' + cohort.end_note}"
    if cohort.ends_on == cohort.starts_on:
        return first
    year = "" if cohort.ends_on.year == cohort.starts_on.year else f"{cohort.ends_on.year}年"
    return f"{first}至{year}{cohort.ends_on.month}月{cohort.ends_on.day}日"


def _approval(plan: YearPlan) -> str:
    return f"{plan.approved_on} {plan.approved_by}".strip() if plan.approved_on else "未批"


def _held(item: PlanItem) -> str:
    return f"{item.cohort.short_name}（{item.cohort.stage.label}）" if item.cohort else "未建班"


PLANS: Sequence[Column[YearPlan]] = (
    Column("year", "年度", lambda plan: str(plan.year), width=8),
    Column("classes", "班次", lambda plan: len(plan.items), width=6, kind=Kind.NUMBER),
    Column("people", "计划人数", lambda plan: sum(item.people for item in plan.items), width=8, kind=Kind.NUMBER),
    Column("hours", "计划学时", lambda plan: sum(item.hours for item in plan.items), width=8, kind=Kind.NUMBER),
    Column("held", "已建班", lambda plan: sum(item.cohort_id is not None for item in plan.items), width=8),
    Column("approval", "审批", _approval, width=24, align=Align.LEFT),
)
PLAN_ITEMS: Sequence[Column[PlanItem]] = (
    Column("name", "班次", lambda item: item.label, width=30, align=Align.LEFT),
    Column("programme", "项目", lambda item: item.programme.name if item.programme else "", width=18, align=Align.LEFT),
    Column("month", "月份", lambda item: f"{item.month}月" if item.month else "", width=6),
    Column("target", "培训对象", lambda item: item.target, width=24, align=Align.LEFT),
    Column("people", "人数", lambda item: item.people or "", width=6, kind=Kind.NUMBER),
    Column("hours", "学时", lambda item: item.hours or "", width=6, kind=Kind.NUMBER),
    Column("unplanned", "计划", lambda item: "临时增加" if item.unplanned else "年初", width=8),
    Column("held", "进展", _held, width=20, align=Align.LEFT),
    Column("note", "备注", lambda item: item.note, width=16, align=Align.LEFT),
)
NOMINATIONS: Sequence[Column[Nomination]] = (
    Column("organisation", "推荐单位", lambda row: row.organisation.shown_name, width=20, align=Align.LEFT),
    Column("position", "排序", lambda row: row.position, width=5, kind=Kind.NUMBER),
    Column("name", "姓名", lambda row: row.name, width=10),
    Column("gender", "性别", lambda row: row.gender, width=5),
    Column("birth_month", "出生年月", lambda row: row.birth_month, width=9, kind=Kind.MONTH),
    Column("politics", "政治面貌", lambda row: row.politics, width=10),
    Column("post", "职务", lambda row: row.post, width=14, align=Align.LEFT),
    Column("phone", "联系电话", lambda row: mask_phone(row.phone), width=13, kind=Kind.PHONE),
    Column("reason", "推荐理由", lambda row: row.reason, width=20, align=Align.LEFT),
    Column("remarks", "请核对", lambda _row: "", width=20, align=Align.LEFT),
    Column("decision", "审核", lambda row: row.state.label, width=20, align=Align.LEFT),
)
