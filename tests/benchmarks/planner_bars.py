"""Measure the planner against its bars: `python -m tests.benchmarks.planner_bars PART [--seeds N]`.

Parts: first, classes, quality, large, tight, explain, json. Each prints a line per run, then median and worst. Timings
are of this machine and this moment: quote the ratios. Repairs and peers have files of their own.
"""

import argparse
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterator

from tests.planner import planted
from tests.planner.test_explain import (
    late_before_early,
    one_free_half_day,
    too_few_dates,
    two_only_one_room,
)
from trainingapp.planner.cpsat.classes import bound_by_class
from trainingapp.planner.explain import explain
from trainingapp.planner.problem import Problem
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.budget import Budget
from trainingapp.planner.search.construct import Constructor
from trainingapp.planner.search.solve import solve
from trainingapp.planner.search.state import State
from trainingapp.planner.serialise import problem_from_json, problem_to_json, solution_to_json
from trainingapp.planner.solution import Solution

TRIAL = 200_000
"""Moves by which a processor's speed is measured."""
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


def solve_for(problem: Problem, seed: int, cpu: float) -> Solution:
    """Solve with as many moves as this processor makes in so many CPU seconds, however busy it is."""
    begun = time.process_time()
    trial = solve(problem, effort=TRIAL, seed=seed, prove=False)
    moves = int(trial.steps / (time.process_time() - begun) * cpu)
    begun = time.process_time()
    return solve(problem, effort=moves, seed=seed, prove=False, cancel=lambda: time.process_time() - begun > cpu)


def measure_classes(seeds: int) -> None:
    """One class by the default `solve`: gap and CPU seconds, in a narrow frame of days and in a wide one."""
    for each, days in ((12, 8), (18, 12), (25, 16), (18, 25), (25, 25)):
        gaps, spent = [], []
        for seed in range(1, seeds + 1):
            problem, _ = planted.build(seed, classes=1, each=each, days=days, spare=0.5)
            begin = time.process_time()
            solution = solve(problem, seed=seed)
            spent.append(time.process_time() - begin)
            gaps.append(solution.total / solution.bound - 1 if solution.bound else float("inf"))
            say(f"{each} in {days} days, seed {seed}: {solution.total} / {solution.bound}, {spent[-1]:.2f} s")
        summary(f"{each} in {days} days, gap", gaps)
        summary(f"{each} in {days} days, CPU s", spent)


def measure_quality(seeds: int) -> None:
    """Cost over the sum of the classes' proved bounds."""
    for size, seconds, work in (("S", 2, 0.5), ("M", 10, 0.5), ("L", 60, 0.5)):
        ratios = []
        for seed in range(1, seeds + 1):
            problem, _ = planted.make(size, seed)
            bound = bound_by_class(problem, work=work) or 0
            solution = solve_for(problem, seed, seconds)
            ratios.append(solution.total / bound if bound else float("inf"))
            say(f"{size} seed {seed}: cost {solution.total}, bound {bound}, {solution.steps / seconds:.0f} moves/s")
        summary(f"{size} cost / bound after {seconds} CPU s", ratios)


def measure_large(seeds: int) -> None:
    """A district school's term: cost after the usual effort over the bound, CPU seconds, memory at its peak."""
    ratios = []
    for seed in range(1, seeds + 1):
        problem, _ = planted.make("XL", seed)
        begin = time.process_time()
        solution = solve(problem, seed=seed, prove=False)
        spent, memory = time.process_time() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        bound = bound_by_class(problem, work=0.25) or 0
        whole = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        ratios.append(solution.total / bound)
        say(
            f"XL seed {seed}: {solution.total} / {bound}, {spent:.1f} s, {memory:.0f} MB, with the bound {whole:.0f} MB"
        )
    summary("XL cost / bound", ratios)


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


def measure_json(seeds: int) -> None:
    """Reading and writing a term as JSON."""
    problem, plan = planted.make("XL", 1)
    text = problem_to_json(problem)
    summary("XL JSON read, s", [timed(lambda: problem_from_json(text)) for _ in range(seeds)])
    say(f"XL JSON {len(text) / 1e6:.1f} MB, {len(plan)} sessions")


def main() -> None:
    """Read the arguments and measure one part."""
    parts: dict[str, Callable[[int], None]] = {
        "first": measure_first,
        "classes": measure_classes,
        "quality": measure_quality,
        "large": measure_large,
        "tight": measure_tight,
        "explain": measure_explain,
        "json": measure_json,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=list(parts))
    parser.add_argument("--seeds", type=int, default=5)
    chosen = parser.parse_args()
    parts[chosen.part](chosen.seeds)


if __name__ == "__main__":
    main()
