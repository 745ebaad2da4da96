"""The table of the benchmarks: what it counts as within the bar, and how it stands on a terminal."""

import time

from tests.benchmarks.ratios import HEADINGS, RatioTable, lay_out, time_best, width_of


def test_ratio_at_its_bar_is_within_it() -> None:
    table = RatioTable()

    assert table.add("at", measured=0.3, floor=0.1, bar=3.0000001).ok
    assert not table.add("over", measured=0.31, floor=0.1, bar=3).ok
    assert [row.name for row in table.rows] == ["at", "over"]


def test_rows_show_milliseconds_or_their_own_unit() -> None:
    table = RatioTable()

    seconds = table.add("点名页", measured=0.0125, floor=0.005, bar=3)
    kilobytes = table.add("点名页大小", measured=90, floor=60, bar=1.2, unit="KB")

    assert seconds.cells() == ("点名页", "12.5 ms", "5.0 ms", "2.50", "3", "达标")
    assert kilobytes.cells() == ("点名页大小", "90.0 KB", "60.0 KB", "1.50", "1.2", "超限")


def test_columns_stand_under_each_other() -> None:
    row = RatioTable().add("考勤登记表 workbook", measured=1, floor=0.5, bar=3).cells()

    lines = lay_out([HEADINGS, row])

    assert lines[0] == "项目                      实测      基准  倍数  上限  结论"
    assert lines[1] == "考勤登记表 workbook  1000.0 ms  500.0 ms  2.00     3  达标"
    assert len({width_of(line) for line in lines}) == 1


def test_best_time_leaves_out_waiting_and_the_warm_up() -> None:
    runs: list[int] = []

    def work() -> None:
        time.sleep(0.03 if not runs else 0.001)
        runs.append(1)

    best = time_best(work, repeats=3, clock=time.perf_counter)

    assert len(runs) == 4
    assert 0.001 <= best < 0.03
