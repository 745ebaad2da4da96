"""How the whole test run behaves: what runs alone, what is missing, and what the closing summary says."""

import gc
import json
import os
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import settings

from start import CHECKS_VARIABLE
from tests.provision.parts import MISSING

ALONE = "alone"
GARBAGE_SEARCHES = (100_000, 20, 100)

# Time says nothing about correctness on a busy machine: speed is measured in tests/benchmarks, against a floor.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Put browser tests and serial tests into one group, which one worker runs one after the other.

    Around the other hooks, because xdist's own reads the groups first of all.
    """
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if item.get_closest_marker("browser") or item.get_closest_marker("serial"):
            item.add_marker(pytest.mark.xdist_group(ALONE))
    yield


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their argument: a workbook says when it was made, and workers must collect the same names."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_finish() -> None:
    """Leave what is loaded by now out of every search for garbage, and search less often: a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_SEARCHES)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say before the closing line what the static checks found and which parts were missing."""
    report_checks(terminalreporter, json.loads(os.environ.get(CHECKS_VARIABLE, "{}")))
    report_missing(terminalreporter)


def report_checks(reporter: pytest.TerminalReporter, codes: dict[str, int]) -> None:
    """Print each static check's verdict."""
    if codes:
        reporter.section("静态检查")
    for name, code in codes.items():
        reporter.write_line(f"{name}：{'未通过' if code else '通过'}", red=bool(code), green=not code)


def report_missing(reporter: pytest.TerminalReporter) -> None:
    """Print how many tests were skipped for want of each part."""
    reasons = [report.longrepr[2] for report in reporter.stats.get("skipped", []) if isinstance(report.longrepr, tuple)]
    counts = Counter(reason.removeprefix("Skipped: ") for reason in reasons if MISSING in reason)
    if counts:
        reporter.section("没有运行的测试")
    for reason, count in counts.items():
        reporter.write_line(f"{count} 项：{reason}", yellow=True)
