"""What makes a plan senseless, told before anything is searched: each sentence names the item and the way out."""

from collections.abc import Iterator

from trainingapp.planner.grid import Grid
from trainingapp.planner.problem import Problem
from trainingapp.timetable.rules.calendar import chinese_date
from trainingapp.timetable.rules.planning.clock import LONGEST_MINUTES, PERIODS, periods_needed
from trainingapp.timetable.rules.planning.problem import build_problem, fitting_rooms, lecturer_key
from trainingapp.timetable.rules.planning.sites import opening_words
from trainingapp.timetable.rules.planning.wanted import USUAL_WEIGHTS, Demand, Wanted

MOST_CARDS = 5000
MOST_DAYS = 750
MOST_SHOWN = 20


def find_faults(demand: Demand) -> list[str]:
    """Return every fault in words; later checks run only on what earlier ones found sound."""
    for check in (_sizes, _numbers, _references, _cycles, _time):
        found = list(dict.fromkeys(check(demand)))
        if len(found) > MOST_SHOWN:
            found = [*found[:MOST_SHOWN], f"……共{len(found)}处，请先改正这些"]
        if found:
            return found
    return []


def _sizes(demand: Demand) -> Iterator[str]:
    if not demand.wanted:
        yield "没有要排的课：课程计划是空的，或者每一次都已固定、都在“这一天以前不动”之前；请先加课，或放宽要求"
    if len(demand.wanted) > MOST_CARDS:
        yield f"共 {len(demand.wanted)} 次课，一次最多排 {MOST_CARDS} 次，请分几个班编排"
    for planned in demand.classes:
        if planned.last < planned.first:
            yield f"{planned.name}的最后一天 {planned.last} 早于第一天 {planned.first}，请改正编排的起止日期"
    first, last = min(one.first for one in demand.classes), max(one.last for one in demand.classes)
    if (last - first).days >= MOST_DAYS:
        yield f"编排的日子从 {first} 到 {last}，最多 {MOST_DAYS} 天；请缩短编排的起止日期，或把各班分开编排"


def _numbers(demand: Demand) -> Iterator[str]:
    for planned in demand.classes:
        for kind, weight in planned.wishes.weights.items():
            if weight < 0:
                yield f"{planned.name}：愿望的权重不能小于 0（{kind}：{weight}），不想要就写 0"
            if kind not in USUAL_WEIGHTS:
                yield f"{planned.name}：没有“{kind}”这种愿望"
    hours = {planned.id: planned.hours_per_half_day for planned in demand.classes}
    for wanted in demand.wanted:
        if wanted.minutes > LONGEST_MINUTES:
            longest = LONGEST_MINUTES // 60
            yield f"“{wanted.title}”长 {wanted.minutes} 分钟，一个半天最多 {longest} 小时；请拆成几次课"
        elif periods_needed(wanted.minutes, wanted.hours, hours[wanted.cohort]) > PERIODS:
            limit = hours[wanted.cohort]
            yield f"“{wanted.title}”每次 {wanted.hours} 学时，本班每半天 {limit} 学时；请拆成几次课，或改本班设置"


def _references(demand: Demand) -> Iterator[str]:
    halls, teachers = {hall.id for hall in demand.halls}, {teacher.id for teacher in demand.teachers}
    known = {wanted.key for wanted in demand.wanted} | set(demand.standing)
    for wanted in demand.wanted:
        if set(wanted.rooms) - halls:
            yield f"“{wanted.title}”的场地不在场地库里，请重新选择"
        if {one for pool in wanted.roles for one in pool} - teachers:
            yield f"“{wanted.title}”的讲师不在师资库里，请重新选择"
        if wanted.needs_room and not fitting_rooms(demand, wanted):
            yield _no_room(wanted)
        if any(not pool for pool in wanted.roles):
            yield f"“{wanted.title}”没有可选的讲师，请在课程计划里选一位"
        yield from _role_faults(demand, wanted)
    for order in demand.orders:
        if {order.before, order.after} - known:
            yield f"先后要求里有本计划没有的课（{order.before}→{order.after}）"


def _no_room(wanted: Wanted) -> str:
    if wanted.features:
        needs = "、".join(wanted.features)
        return f"“{wanted.title}”有 {wanted.size} 人，要{needs}，没有坐得下又登记了这些的场地；请换场地，或改场地库"
    return f"“{wanted.title}”有 {wanted.size} 人，没有坐得下的场地；请换大一点的场地，或按班型、小组分开上"


def _role_faults(demand: Demand, wanted: Wanted) -> Iterator[str]:
    names = {teacher.id: teacher.name for teacher in demand.teachers}
    sole = [pool[0] for pool in wanted.roles if len(set(pool)) == 1]
    for one in dict.fromkeys(sole):
        if sole.count(one) > 1:
            yield f"“{wanted.title}”里{names.get(one, '')}既主讲又主持，请换一位主持人"


def _cycles(demand: Demand) -> Iterator[str]:
    after: dict[str, list[str]] = {}
    for order in demand.orders:
        after.setdefault(order.before, []).append(order.after)
    titles = {wanted.key: wanted.title for wanted in demand.wanted} | {
        key: card.label for key, card in demand.standing.items()
    }
    cycle = _find_cycle(after)
    if cycle:
        yield "先后要求绕成了圈：" + "→".join(f"“{titles[key]}”" for key in cycle) + "；请去掉其中一个"


def _find_cycle(after: dict[str, list[str]]) -> list[str]:
    """Return a cycle, its first member again at the end, or nothing."""
    done: set[str] = set()
    for root in after:
        path: list[str] = []
        stack = [iter([root])]
        while stack:
            key = next(stack[-1], None)
            if key is None:
                stack.pop()
                if path:
                    done.add(path.pop())
            elif key in path:
                return [*path[path.index(key) :], key]
            elif key not in done:
                path.append(key)
                stack.append(iter(after.get(key, ())))
    return []


def _time(demand: Demand) -> Iterator[str]:
    first = {planned.id: planned.first for planned in demand.classes}
    last = {planned.id: planned.last for planned in demand.classes}
    for wanted in demand.wanted:
        outside = [day for day in wanted.dates if not first[wanted.cohort] <= day <= last[wanted.cohort]]
        if outside:
            span = f"{first[wanted.cohort]} 至 {last[wanted.cohort]}"
            days = "、".join(chinese_date(day) for day in outside)
            yield f"“{wanted.title}”指定的{days}不在编排的起止日期（{span}）之内，请改日期"
    yield from _no_time(demand, build_problem(demand))


def _no_time(demand: Demand, problem: Problem) -> Iterator[str]:
    grid = Grid(problem.calendar)
    by_key = {lecturer.id: lecturer for lecturer in problem.lecturers}
    shut = {key for key, lecturer in by_key.items() if not any(grid.masks(lecturer.when))}
    for wanted in demand.wanted:
        for pool in wanted.roles:
            keys = [lecturer_key(one) for one in pool]
            if all(key in shut for key in keys):
                names = "、".join(by_key[key].name for key in keys)
                yield f"“{wanted.title}”：{names}在编排的这段日子里没有空；请在师资库里改他的时间，或换一位讲师"
    cards = {session.id: session for session in problem.sessions}
    open_days = {day.date for day in problem.calendar.days if not day.closed}
    if not open_days:
        yield "编排的起止日期里没有工作日，请放宽日期"
        return
    for wanted in demand.wanted:
        if not any(grid.masks(cards[wanted.key].when)):
            limits = "、".join(["指定的日期", "先后要求", *opening_words(wanted)])
            yield f"“{wanted.title}”没有一个半天可排：{limits}和学员、讲师已有的课、路上时间占满了；请放宽其中一项"
