"""Campaigns at the real server: a burst of phones loses and doubles nothing; kill -9 takes no acknowledged mark."""

import os
import random
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import pytest

from tests.attendance.phones import Answer, Phone, Room, open_room
from tests.cli.test_start import started

pytestmark = [pytest.mark.campaign, pytest.mark.skipif(os.name == "nt", reason="signals are posix only")]

TRAINEES = 300
ROUNDS = 20
PHONES_A_ROUND = 15


def press(room: Room, address: str, phone: Phone, kind: str) -> list[Answer]:
    """Press once, twice at the same moment, or again after the phone had lost patience."""
    if kind == "double":
        with ThreadPoolExecutor(2) as fingers:
            return list(fingers.map(lambda _: room.press(address, phone), range(2)))
    if kind == "retry":
        room.press(address, phone, patience=0.02)
    return [room.press(address, phone)]


def come_in(room: Room, address: str, phone: Phone, after: float, kind: str) -> list[list[Answer]]:
    """Scan the square after so many seconds, press, and be shown what came of it: three lists of answers."""
    time.sleep(after)
    scanned = room.scan(address, phone)
    pressed = press(room, address, phone, kind)
    return [[scanned], pressed, [phone.send(address, pressed[0].location or "/my")]]


def tell(what: str, answers: list[Answer]) -> None:
    """Print the figures of one kind of request."""
    taken = sorted(answer.seconds for answer in answers)
    print(f"{what}: p50 {taken[len(taken) // 2]:.3f} s, p99 {taken[int(len(taken) * 0.99)]:.3f} s")  # noqa: T201 - the figure


def processor_seconds(process: int) -> float:
    """Return the processor time that a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("seconds", [60, 10])
def test_three_hundred_phones_in_one_minute_and_in_one_burst(tmp_path: Path, seconds: int) -> None:
    chance = random.Random(seconds)
    room = open_room(tmp_path, TRAINEES)
    kinds = ["double"] * 30 + ["retry"] * 30 + ["once"] * 240
    chance.shuffle(kinds)
    kinds_of_answers: list[list[Answer]] = [[], [], []]

    with started(tmp_path, "--no-demo") as server:
        room.look(server.address)
        before = processor_seconds(server.process.pid)
        with ThreadPoolExecutor(TRAINEES) as people:
            arrivals = [
                people.submit(come_in, room, server.address, phone, chance.uniform(0, seconds), kind)
                for phone, kind in zip(room.phones, kinds, strict=True)
            ]
            for arrival in as_completed(arrivals):
                for answers, more in zip(kinds_of_answers, arrival.result(), strict=True):
                    answers.extend(more)
        used = processor_seconds(server.process.pid) - before

    scanned, pressed, shown = kinds_of_answers
    for what, answers in (("scan", scanned), ("press", pressed), ("result", shown)):
        tell(f"{seconds} s, {what}", answers)
    print(f"{seconds} s: the server used {1000 * used / TRAINEES:.0f} ms of processor time a phone")  # noqa: T201 - the figure
    assert {answer.status for answer in scanned + shown} == {200}
    assert Counter(answer.acknowledged for answer in pressed) == {True: len(pressed)}
    assert room.counts() == (TRAINEES, TRAINEES, TRAINEES)


def test_kill_takes_back_no_acknowledged_mark(tmp_path: Path) -> None:
    chance = random.Random(9)
    room = open_room(tmp_path, ROUNDS * PHONES_A_ROUND)
    acknowledged: set[int] = set()
    with started(tmp_path, "--no-demo") as server:
        room.look(server.address)

    for turn in range(ROUNDS):
        phones = room.phones[turn * PHONES_A_ROUND : (turn + 1) * PHONES_A_ROUND]
        with started(tmp_path, "--no-demo") as server, ThreadPoolExecutor(PHONES_A_ROUND) as people:
            arrivals = {
                people.submit(come_in, room, server.address, phone, chance.uniform(0, 1), "once"): phone
                for phone in phones
            }
            left = chance.randint(
                1, PHONES_A_ROUND - 3
            )  # acknowledged ones before the blow; the others are on their way
            for arrival in as_completed(arrivals):
                if all(answer.acknowledged for answer in arrival.result()[1]):
                    acknowledged.add(arrivals[arrival].enrolment_id)
                    left -= 1
                if left == 0:
                    os.kill(server.process.pid, signal.SIGKILL)

    print(f"{len(acknowledged)} of {len(room.phones)} acknowledged over {ROUNDS} kills")  # noqa: T201 - the figure
    marked = room.marked()
    check_ins, marks, events = room.counts()
    assert acknowledged <= marked
    assert check_ins == marks == events
    assert 0 < len(acknowledged) < len(room.phones)
