"""Refuse a problem that makes no sense, before any search: each reason names the place and the way out."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from math import prod

from trainingapp.planner.availability import describe
from trainingapp.planner.grid import Grid
from trainingapp.planner.problem import SCHEMA_VERSION, PlanProblemError, Problem, Session, When
from trainingapp.planner.rules import RELAXABLE, WISHES, order_rule
from trainingapp.planner.search.options import MOST_CREWS

MOST_SESSIONS = 5000
MOST_DAYS = 750
MOST_PERIODS = 24
MOST_FLEETS = 2_000
MOST_SHOWN = 20
WEEK = 7


def refuse_invalid(problem: Problem) -> None:
    """Raise PlanProblemError with the reasons (at most 20) if there are any."""
    reasons = find_faults(problem)
    if len(reasons) > MOST_SHOWN:
        reasons = [*reasons[:MOST_SHOWN], f"……共{len(reasons)}处"]
    if reasons:
        raise PlanProblemError(reasons)


def find_faults(problem: Problem) -> list[str]:
    """Return every fault as a Chinese sentence; later checks run only on what the earlier ones found sound."""
    for check in (_sizes, _calendar, _identifiers, _references, _numbers, _cycles, _availability):
        reasons = list(check(problem))
        if reasons:
            return reasons
    return []


def _sizes(problem: Problem) -> Iterator[str]:
    if problem.schema_version != SCHEMA_VERSION:
        yield f"schema_version 为{problem.schema_version}，本程序只认{SCHEMA_VERSION}"
    if len(problem.sessions) > MOST_SESSIONS:
        yield f"共{len(problem.sessions)}个课次，一次最多排{MOST_SESSIONS}个，请分批编排"
    if len(problem.calendar.days) > MOST_DAYS:
        yield f"日历共{len(problem.calendar.days)}天，最多{MOST_DAYS}天，请缩短起止日期"
    if not problem.calendar.days:
        yield "日历里没有日期"
    if not any(part.periods for part in problem.calendar.half_days):
        yield "日历里没有课时（half_days 的 periods）"


def _calendar(problem: Problem) -> Iterator[str]:
    dates = [day.date for day in problem.calendar.days]
    if dates != sorted(set(dates)):
        yield "calendar.days：日期要从早到晚，不能重复"
    periods = [period for part in problem.calendar.half_days for period in part.periods]
    if len(periods) > MOST_PERIODS:
        yield f"一天{len(periods)}课时，最多{MOST_PERIODS}课时"
    for period in periods:
        if not _is_clock(period.begin) or not _is_clock(period.end):
            yield f"calendar.half_days：“{period.begin}-{period.end}”不是“时:分”"
            return
    moments = [minute for period in periods for minute in (period.begin_minute, period.end_minute)]
    if moments != sorted(moments) or any(period.begin_minute == period.end_minute for period in periods):
        yield "calendar.half_days：各课时要从早到晚，不能重叠"


def _is_clock(text: str) -> bool:
    hours, colon, minutes = text.partition(":")
    return bool(colon) and hours.isdecimal() and minutes.isdecimal() and int(hours) <= 24 and int(minutes) < 60  # noqa: PLR2004 - a day has 24 hours of 60 minutes


def _identifiers(problem: Problem) -> Iterator[str]:
    groups = [name for cohort in problem.cohorts for name in cohort.audience_ids()]
    named = {
        "calendar.half_days": [part.id for part in problem.calendar.half_days],
        "cohorts": groups,
        "sessions": [item.id for item in problem.sessions],
        "venues": [item.id for item in problem.venues],
        "lecturers": [item.id for item in problem.lecturers],
        "fleet": [item.id for item in problem.fleet],
    }
    for place, names in named.items():
        for name, count in Counter(names).items():
            if count > 1:
                yield f"{place}：编号“{name}”重复{count}次"
            if not name:
                yield f"{place}：有编号为空"


def _references(problem: Problem) -> Iterator[str]:
    sessions = [item.id for item in problem.sessions]
    groups = [name for cohort in problem.cohorts for name in cohort.audience_ids()]
    venues = [item.id for item in problem.venues]
    for index, session in enumerate(problem.sessions):
        where = f"sessions[{index}]《{session.title}》"
        if not session.audience:
            yield f"{where}没有听课对象（audience）"
        yield from _unknown(f"{where}的 audience", session.audience, groups, "班次或小组")
        yield from _unknown(f"{where}的 venues", session.venues, venues, "场地")
        for role, pool in enumerate(session.roles):
            if not pool:
                yield f"{where}的 roles[{role}] 没有可选的师资"
            yield from _unknown(f"{where}的 roles[{role}]", pool, [item.id for item in problem.lecturers], "师资")
        yield from _unknown(f"{where}的 half_day", filter(None, [session.half_day]), _parts(problem), "半天")
        if session.place not in ("", "opening", "closing"):
            yield f"{where}的 place 为“{session.place}”，只能是 opening、closing 或空"
    for place, names in _session_lists(problem):
        yield from _unknown(place, names, sessions, "课次")
    for index, shared in enumerate(problem.shared):
        yield from _unknown(f"shared[{index}]", (shared.first, shared.second), groups, "班次或小组")
    for index, cohort in enumerate(problem.cohorts):
        yield from _unknown(
            f"cohorts[{index}]{cohort.name}的 home_venue", filter(None, [cohort.home_venue]), venues, "场地"
        )
    yield from _references_of_choices(problem)


def _references_of_choices(problem: Problem) -> Iterator[str]:
    venues = [item.id for item in problem.venues]
    lecturers = [item.id for item in problem.lecturers]
    dates = [day.date.isoformat() for day in problem.calendar.days]
    for index, wish in enumerate(problem.wishes):
        yield from _unknown(f"wishes[{index}].kind", [wish.kind], WISHES, "愿望")
        yield from _unknown(f"wishes[{index}].cohorts", wish.cohorts, [item.id for item in problem.cohorts], "班次")
    for index, pin in enumerate(problem.pins):
        yield from _unknown(f"pins[{index}].venue", filter(None, [pin.venue]), venues, "场地")
        yield from _unknown(f"pins[{index}].lecturers", pin.lecturers, lecturers, "师资")
        yield from _unknown(f"pins[{index}].half_day", filter(None, [pin.half_day]), _parts(problem), "半天")
        yield from _unknown(f"pins[{index}].date", [pin.date.isoformat()] if pin.date else [], dates, "日历日期")
    for rule in problem.relaxed:
        if rule.partition(":")[0] not in RELAXABLE:
            yield f"relaxed：“{rule}”不是可以放宽的规则"


def _parts(problem: Problem) -> list[str]:
    return [part.id for part in problem.calendar.half_days]


def _session_lists(problem: Problem) -> Iterator[tuple[str, tuple[str, ...]]]:
    for index, order in enumerate(problem.orders):
        yield f"orders[{index}]", (order.before, order.after)
    for index, group in enumerate(problem.together):
        yield f"together[{index}]", group.sessions
    for index, series in enumerate(problem.series):
        yield f"series[{index}]", series.sessions
    for index, pin in enumerate(problem.pins):
        yield f"pins[{index}]", (pin.session,)
    for index, placement in enumerate(problem.published):
        yield f"published[{index}]", (placement.session,)


def _unknown(place: str, names: Iterable[str], known: Iterable[str], what: str) -> Iterator[str]:
    valid = frozenset(known)
    for name in names:
        if name not in valid:
            yield f"{place}：没有编号为“{name}”的{what}"


def _numbers(problem: Problem) -> Iterator[str]:
    for index, wish in enumerate(problem.wishes):
        if wish.weight < 0:
            yield f"wishes[{index}]（{WISHES[wish.kind].label}）的权重为{wish.weight}，不能小于0"
    for index, session in enumerate(problem.sessions):
        if session.length < 1:
            yield f"sessions[{index}]《{session.title}》的 length 为{session.length}，至少1课时"
        if min(session.headcount, session.seats) < 0:
            yield f"sessions[{index}]《{session.title}》的人数不能小于0"
    for index, cohort in enumerate(problem.cohorts):
        if min(cohort.size, cohort.day_limit, cohort.half_day_limit, *(group.size for group in cohort.groups)) < 0:
            yield f"cohorts[{index}]{cohort.name}的人数和课时上限不能小于0"
    yield from _numbers_of_places(problem)


def _numbers_of_places(problem: Problem) -> Iterator[str]:
    for index, venue in enumerate(problem.venues):
        if venue.parallel < 1 or venue.capacity < 0:
            yield f"venues[{index}]{venue.name}的 parallel 至少为1，capacity 不能小于0"
    for index, kind in enumerate(problem.fleet):
        if kind.seats < 1 or kind.count < 0:
            yield f"fleet[{index}]{kind.name}的 seats 至少为1，count 不能小于0"
    for index, order in enumerate(problem.orders):
        if min(order.half_days, order.days) < 0:
            yield f"orders[{index}]的间隔不能小于0"
    for index, leg in enumerate(problem.travel):
        if leg.minutes < 0:
            yield f"travel[{index}]的分钟数不能小于0"


def _cycles(problem: Problem) -> Iterator[str]:
    cycle = _find_cycle(problem)
    if cycle:
        titles = {session.id: session.title for session in problem.sessions}
        yield "orders：先后顺序绕成了圈：" + "→".join(f"《{titles[name]}》" for name in cycle)


def _find_cycle(problem: Problem) -> list[str]:
    """Return a cycle of session ids (the first repeated at the end), or nothing.

    A rule that is relaxed takes no part.
    """
    after: dict[str, list[str]] = {}
    for order in problem.orders:
        if order_rule(order) not in problem.relaxed:
            after.setdefault(order.before, []).append(order.after)
    done: set[str] = set()
    for root in after:
        path: list[str] = []
        stack = [(root, iter(after.get(root, ())))] if root not in done else []
        path += [root] if stack else []
        while stack:
            name, rest = stack[-1]
            child = next(rest, None)
            if child is None:
                done.add(name)
                stack.pop()
                path.pop()
            elif child in path:
                return [*path[path.index(child) :], child]
            elif child not in done:
                stack.append((child, iter(after.get(child, ()))))
                path.append(child)
    return []


def _availability(problem: Problem) -> Iterator[str]:
    grid = Grid(problem.calendar)
    named = [(f"lecturers[{i}]{item.name}", item.when) for i, item in enumerate(problem.lecturers)]
    named += [(f"venues[{i}]{item.name}", item.when) for i, item in enumerate(problem.venues)]
    named += [(f"cohorts[{i}]{item.name}", item.when) for i, item in enumerate(problem.cohorts)]
    for place, when in named:
        if not any(grid.masks(when)):
            yield f"{place}在这份日历里没有任何可用时间（{_told(problem, when)}），请补充时间或换人换地"
    longest = max(len(part.periods) for part in problem.calendar.half_days)
    for index, session in enumerate(problem.sessions):
        where = f"sessions[{index}]《{session.title}》"
        if session.length > longest:
            yield f"{where}长{session.length}课时，一个半天最多{longest}课时，请拆成几个课次"
        if not any(grid.masks(session.when)):
            yield f"{where}在这份日历里没有任何可用时间（{_told(problem, session.when)}）"
        yield from _choices(problem, session, where)


def _told(problem: Problem, when: When) -> str:
    return describe(when, problem.calendar, only="只有{}可用", never="{}不可用")


def _choices(problem: Problem, session: Session, where: str) -> Iterator[str]:
    if session.needs_venue and not problem.venues:
        yield f"{where}要场地，但没有任何场地"
    combinations = 1
    for pool in session.roles:
        combinations *= len(pool)
    if combinations > MOST_CREWS:
        yield f"{where}的师资组合有{combinations}种，最多{MOST_CREWS}种，请减少可选人员"
    elif session.roles and not any(len(set(names)) == len(names) for names in product(*session.roles)):
        yield f"{where}的几个角色只能由同一人担任，请增加可选人员"
    if session.seats and not problem.fleet:
        yield f"{where}要乘车，但没有车辆（fleet）"
    fleets = prod(min(kind.count, -(-session.seats // kind.seats)) + 1 for kind in problem.fleet)
    if fleets > MOST_FLEETS:
        yield f"{where}要 {session.seats} 座，车辆的搭配有{fleets}种，最多{MOST_FLEETS}种，请合并车型或减少辆数"
