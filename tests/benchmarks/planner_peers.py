"""Measure the planner beside its peers: `python -m tests.benchmarks.planner_peers fet|cpsat|itc [--seeds N]`.

`cpsat` gives one model of the whole problem to CP-SAT on two threads for the same seconds, the writing of the model not
counted; on a machine with nothing else to do.
`fet` needs Debian's program fet-cl; both plan the same terms (tests/planner/term.py), in CPU seconds, in one run.
`itc` needs, by `--folder`, the public ITC-2007 instances of track 3 (University of Udine); each gets so many CPU
seconds, as moves.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks import fet
from tests.benchmarks.planner_bars import draft_from_json, say, solve_for, summary
from tests.planner import itc2007, planted, term
from trainingapp.planner.check import check
from trainingapp.planner.cpsat.classes import bound_by_class
from trainingapp.planner.cpsat.proof import Proof
from trainingapp.planner.problem import Problem
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.state import State
from trainingapp.planner.serialise import problem_to_json

MUELLER = {2: 60, 4: 42, 6: 54, 8: 46, 10: 18, 12: 344, 14: 56, 16: 37, 18: 94, 20: 39}
"""Penalties of Müller's winning solver after 60 s, one thread, as measured for this project on another day."""
IMPROVED_FOR = 10.0
EQUAL_TIME = {"M": 10.0, "L": 60.0}
"""Seconds for this planner and for CP-SAT's whole model, by size."""
WHOLE = """
import sys
from pathlib import Path
from trainingapp.planner.files import solve_file
solve_file(Path(sys.argv[1]), Path(sys.argv[2]), effort=1)
"""


def measure_fet(seeds: range, sizes: list[str], *, day_in_use: int, bound_work: float) -> None:
    """First complete plan and wishes at ten seconds, beside FET on the same term."""
    for size in sizes:
        firsts, wholes, costs, bounds = [], [], [], []
        for seed in seeds:
            problem, planted_plan = term.make(size, seed, day_in_use=day_in_use)
            theirs, their_cost = _fet(fet.with_planted_lecturers(problem, planted_plan), seed)
            text = problem_to_json(problem)
            begun = time.process_time()
            draft_from_json(text, seed)
            ours, whole = time.process_time() - begun, _whole_process(text)
            cost = solve_for(problem, seed, IMPROVED_FOR).total
            firsts.append(ours / theirs)
            wholes.append(whole / theirs)
            costs.append(cost / their_cost)
            say(f"{size} {seed}: FET {theirs:.2f} s {their_cost}; here {ours:.2f} s ({whole:.2f} s), {cost} at 10 s")
            if bound_work:
                bounds.append((bound_by_class(problem, work=bound_work) or 0) / their_cost)
        summary(f"{size} JSON to JSON / FET", firsts)
        summary(f"{size} whole process / FET", wholes)
        summary(f"{size} wishes at 10 s / FET", costs)
        if bounds:
            summary(f"{size} proved bound / FET", bounds)


def _fet(problem: Problem, seed: int) -> tuple[float, int]:
    with tempfile.TemporaryDirectory() as folder:
        outcome = fet.run(problem, Path(folder), seed=seed)
    if outcome.plan is None:
        return outcome.cpu, sys.maxsize
    report = check(problem, outcome.plan)
    say(f"FET: {len(report.violations)} violations, {len(report.unplaced)} unplaced")
    return outcome.cpu, report.total


def _whole_process(text: str) -> float:
    """Return the CPU seconds of a new Python that reads a problem, plans it and writes the plan.

    It is the second such process: the first leaves the program compiled, as every installation has it after one run.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "problem.json", Path(folder) / "solution.json"
        source.write_text(text, "utf-8")
        command = [sys.executable, "-c", WHOLE, str(source), str(out)]
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment = kept | {"PYTHONPYCACHEPREFIX": folder}
        subprocess.run(command, check=True, env=environment)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class WholeModel(Proof):
    """The priced model with CP-SAT's own settings, on both cores."""

    def _solver(self, work: float, seconds: float | None) -> Any:  # noqa: ANN401 - ortools has no types
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 2
        solver.parameters.max_deterministic_time = work
        solver.parameters.max_time_in_seconds = seconds
        return solver


def measure_whole_model(seeds: range, sizes: list[str]) -> None:
    """Cost beside CP-SAT's whole model on the planted problems after the same seconds."""
    for size in sizes:
        ratios = []
        for seed in seeds:
            problem, _ = planted.make(size, seed)
            theirs = _whole_model(problem, EQUAL_TIME[size])
            ours = solve_for(problem, seed, EQUAL_TIME[size]).total
            ratios += [ours / theirs] if theirs else []
            say(f"{size} {seed}: whole model {theirs or 'without a plan'}; here {ours}")
        if ratios:
            summary(f"{size} cost / CP-SAT's whole model, where it has a plan", ratios)


def _whole_model(problem: Problem, seconds: float) -> int | None:
    """Return the cost, as our checker counts it, of what CP-SAT finds in so many seconds; None if it finds none."""
    state = State(Board(problem))
    model = WholeModel(state, list(range(state.board.count)), {})
    model.build()
    answer = model.solve(float("inf"), None, hint={}, seconds=seconds)
    for session, spot in answer.spots.items():
        state.place(session, spot)
    report = check(problem, state.placements())
    return None if report.violations or report.unplaced else report.total


def measure_itc(seeds: range, folder: Path, seconds: float) -> None:
    """The competition's instances through the adapter, against the winning solver."""
    total, reference = 0.0, 0
    for number in sorted(MUELLER):
        instance = itc2007.read(folder / f"comp{number:02d}.ctt")
        costs = []
        for seed in seeds:
            solution = solve_for(itc2007.to_problem(instance), seed, seconds)
            hard, penalty = itc2007.penalty(instance, solution.placements)
            costs.append(penalty if not hard else 10_000 * hard)
        total += statistics.median(costs)
        reference += MUELLER[number]
        say(f"comp{number:02d}: median {statistics.median(costs)}, worst {max(costs)}, Müller {MUELLER[number]}")
    say(f"sum of medians {total:.0f} / {reference} = {total / reference:.2f}")


def main() -> None:
    """Read the arguments and measure beside one peer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=["fet", "cpsat", "itc"])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--sizes", nargs="*", default=["M", "L", "XL"])
    parser.add_argument("--day-in-use", type=int, default=term.DAY_IN_USE, help="weight of a day in use")
    parser.add_argument("--bound-work", type=float, default=0, help="CP-SAT's work per class for a bound; 0 for none")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    chosen = parser.parse_args()
    seeds = range(chosen.first_seed, chosen.first_seed + chosen.seeds)
    if chosen.peer == "fet":
        measure_fet(seeds, chosen.sizes, day_in_use=chosen.day_in_use, bound_work=chosen.bound_work)
    elif chosen.peer == "cpsat":
        measure_whole_model(seeds, [size for size in chosen.sizes if size in EQUAL_TIME])
    else:
        measure_itc(seeds, chosen.folder, chosen.seconds)


if __name__ == "__main__":
    main()
