"""Measure the planner against its bars: `python -m tests.benchmarks.planner_bars PART [--seeds N] [--folder FOLDER]`.

Parts: first, quality, tight, repair, explain, itc, json. Each prints a line per run, then median and worst. Timings are
of this machine and this moment: quote the ratios. The ITC-2007 instances are public (University of Udine);
name their folder.
"""

import argparse
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.planner import itc2007, planted
from tests.planner.test_explain import (
    late_before_early,
    one_free_half_day,
    too_few_dates,
    two_only_one_room,
)
from tests.planner.test_repair import event, hit_by
from trainingapp.planner.cpsat.classes import bound_by_class
from trainingapp.planner.explain import explain
from trainingapp.planner.repair import repair
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.budget import Budget
from trainingapp.planner.search.construct import Constructor
from trainingapp.planner.search.solve import solve
from trainingapp.planner.search.state import State
from trainingapp.planner.serialise import problem_from_json, problem_to_json, solution_to_json

MUELLER = {2: 60, 4: 42, 6: 54, 8: 46, 10: 18, 12: 344, 14: 56, 16: 37, 18: 94, 20: 39}
"""Penalties of Müller's winning solver after 60 s, one thread, as measured for this project on another day."""
INJECTIONS = (one_free_half_day, late_before_early, two_only_one_room, too_few_dates)


def say(text: str) -> None:
    """Print at once."""
    print(text, flush=True)  # noqa: T201 - a measuring script prints


def summary(name: str, values: list[float]) -> None:
    """Print median and worst."""
    say(f"{name}: median {statistics.median(values):.3f}, worst {max(values):.3f}, n {len(values)}")


def timed(act: Callable[[], object]) -> float:
    """Return the seconds that an act takes."""
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def draft_from_json(text: str, seed: int) -> str:
    """Go from JSON to JSON with a first complete plan and no improvement."""
    return solution_to_json(solve(problem_from_json(text), effort=1, seed=seed, prove=False))


def measure_first(seeds: int) -> None:
    """Time to the first complete plan: search with compiling, and JSON in to JSON out with checking."""
    for size in planted.SIZES:
        times, whole = [], []
        for seed in range(1, seeds + 1):
            problem, _ = planted.make(size, seed)
            text = problem_to_json(problem)
            begin = time.perf_counter()
            state = State(Board(problem))
            complete = Constructor(state, random.Random(seed), Budget(None, None, None)).run()
            times.append(time.perf_counter() - begin if complete else float("inf"))
            whole.append(timed(lambda text=text, seed=seed: draft_from_json(text, seed)))  # type: ignore[misc]  # defaults bind the loop's values
        summary(f"{size} compile and construct, s", times)
        summary(f"{size} JSON to JSON, s", whole)
    say(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def measure_quality(seeds: int) -> None:
    """Cost over the sum of the classes' proved bounds."""
    for size, seconds, work in (("S", 2, 2.0), ("M", 10, 2.0), ("L", 60, 8.0)):
        ratios = []
        for seed in range(1, seeds + 1):
            problem, _ = planted.make(size, seed)
            bound = bound_by_class(problem, work=work) or 0
            solution = solve(problem, seconds=seconds, seed=seed, prove=False)
            ratios.append(solution.total / bound if bound else float("inf"))
            say(f"{size} seed {seed}: cost {solution.total}, bound {bound}, {solution.steps / seconds:.0f} moves/s")
        summary(f"{size} cost / bound after {seconds} s", ratios)


def measure_tight(seeds: int) -> None:
    """How many tight planted problems are completed in 30 s."""
    times, solved, count = [], 0, 0
    for size, spare, seed in _tight_cases(seeds):
        problem, _ = planted.make(size, seed, tight=spare)
        begin = time.perf_counter()
        state = State(Board(problem))
        solved += Constructor(state, random.Random(seed), Budget(None, 30.0, None)).run()
        times.append(time.perf_counter() - begin)
        count += 1
    say(f"tight: {solved} of {count} solved")
    summary("tight, s", times)


def _tight_cases(seeds: int) -> Iterator[tuple[str, float, int]]:
    for size in ("M", "L"):
        for spare in (0.0, 0.02, 0.05, 0.1, 0.2):
            for seed in range(1, seeds + 1):
                yield size, spare, seed


def measure_repair(seeds: int) -> None:
    """Repairs: how many are proved minimal, how far from the bound, and time against a fresh draft."""
    for size in ("M", "L", "XL"):
        proved, ratios, times = 0, [], []
        for seed in range(1, seeds + 1):
            problem, plan = planted.make(size, seed)
            changed = event(problem, plan, seed)
            begin = time.perf_counter()
            answer = repair(changed, plan, effort=40_000)
            times.append(time.perf_counter() - begin)
            proved += answer.minimal
            ratios.append(answer.score / answer.lower_bound if answer.lower_bound else 1.0)
            hit = len(hit_by(changed, plan))
            moved, least = len(answer.moves), answer.lower_bound
            say(f"{size} seed {seed}: hit {hit}, moved {moved}, score {answer.score} >= {least}")
        say(f"{size}: {proved} of {seeds} proved minimal")
        summary(f"{size} score / bound", ratios)
        summary(f"{size} repair, s", times)


def measure_explain(seeds: int) -> None:
    """Injected contradictions: proved, irreducible, and how long it takes."""
    for size in ("S", "M", "L"):
        verified, irreducible, times = 0, 0, []
        for inject in INJECTIONS:
            for seed in range(seeds):
                problem = inject(planted.make(size, seed)[0])
                begin = time.perf_counter()
                found = explain(problem)
                times.append(time.perf_counter() - begin)
                verified += found.verified
                irreducible += found.irreducible
        say(f"{size}: {verified} of {len(times)} proved, {irreducible} with no rule to spare")
        summary(f"{size} explain, s", times)


def measure_itc(seeds: int, folder: Path, seconds: float) -> None:
    """The competition's instances through the adapter, against the winning solver."""
    total, reference = 0.0, 0
    for number in sorted(MUELLER):
        instance = itc2007.read(folder / f"comp{number:02d}.ctt")
        costs = []
        for seed in range(1, seeds + 1):
            solution = solve(itc2007.to_problem(instance), seconds=seconds, seed=seed, prove=False)
            hard, penalty = itc2007.penalty(instance, solution.placements)
            costs.append(penalty if not hard else 10_000 * hard)
        total += statistics.median(costs)
        reference += MUELLER[number]
        say(f"comp{number:02d}: median {statistics.median(costs)}, worst {max(costs)}, Müller {MUELLER[number]}")
    say(f"sum of medians {total:.0f} / {reference} = {total / reference:.2f}")


def measure_json(seeds: int) -> None:
    """Reading and writing a term as JSON."""
    problem, plan = planted.make("XL", 1)
    text = problem_to_json(problem)
    summary("XL JSON read, s", [timed(lambda: problem_from_json(text)) for _ in range(seeds)])
    say(f"XL JSON {len(text) / 1e6:.1f} MB, {len(plan)} sessions")


def main() -> None:
    """Read the arguments and measure one part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=["first", "quality", "tight", "repair", "explain", "itc", "json"])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    chosen = parser.parse_args()
    parts: dict[str, Callable[[int], None]] = {
        "first": measure_first,
        "quality": measure_quality,
        "tight": measure_tight,
        "repair": measure_repair,
        "explain": measure_explain,
        "json": measure_json,
    }
    if chosen.part == "itc":
        measure_itc(chosen.seeds, chosen.folder, chosen.seconds)
    else:
        parts[chosen.part](chosen.seeds)


if __name__ == "__main__":
    main()
