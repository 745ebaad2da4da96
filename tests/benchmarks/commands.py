"""What a command costs in a process of its own: the processor's seconds and the memory, its children's included."""

import subprocess
import sys
from dataclasses import dataclass

RUN = """
import resource, sys
from trainingapp.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    assert not ended.code, ended.code
own, child = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(own.ru_utime + own.ru_stime + child.ru_utime + child.ru_stime, own.ru_maxrss / 1024)
"""


@dataclass(frozen=True)
class Cost:
    """Processor seconds, megabytes at the most, and what the command told."""

    seconds: float
    megabytes: float
    told: str


def cost_of(*words: str) -> Cost:
    """Return what a command costs; it must succeed."""
    told = subprocess.run([sys.executable, "-c", RUN, *words], capture_output=True, text=True, check=True).stdout
    seconds, megabytes = map(float, told.splitlines()[-1].split())
    return Cost(seconds, megabytes, told)
