"""The table that the benchmarks of one run fill, printed at its end."""

import pytest

from tests.benchmarks.ratios import HEADINGS, RatioTable, lay_out
from tests.benchmarks.rosters import make_roster

TABLE = pytest.StashKey[RatioTable]()


def pytest_configure(config: pytest.Config) -> None:
    """Lay out the table for this run."""
    config.stash[TABLE] = RatioTable()


@pytest.fixture(scope="session")
def ratio_table(pytestconfig: pytest.Config) -> RatioTable:
    """Return the run's table: `row = ratio_table.add("点名页", measured=…, floor=…, bar=…)`, then `assert row.ok`."""
    return pytestconfig.stash[TABLE]


@pytest.fixture(scope="session")
def content() -> bytes:
    """Return a roster of 20,000 people as a workbook."""
    return make_roster()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table."""
    rows = config.stash[TABLE].rows
    if not rows:
        return
    terminalreporter.section("速度：实测与同一次运行的基准之比")
    for line in lay_out([HEADINGS, *(row.cells() for row in rows)]):
        terminalreporter.write_line(line)
