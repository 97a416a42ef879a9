"""How long commands take."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

PYTHON = sys.executable
TOOL = [PYTHON, "-m", "cvrender"]
Row = tuple[str, float, float | None, float | None]
"""A case, its seconds, what they are of those of what it is held against, and how much that may be."""


def whole(command: list[str], runs: int) -> float:
    """Return the median seconds of a whole process."""
    laps = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        laps.append(time.perf_counter() - start)
    return statistics.median(laps)


def against(command: list[str], reference: list[str], runs: int) -> tuple[float, float]:
    """Return the median seconds of a command, and their ratio to those of another; both run in turn, so that what slows
    a machine down slows both.
    """
    laps = [(whole(command, 1), whole(reference, 1)) for _ in range(runs)]
    mine, other = (statistics.median(column) for column in zip(*laps, strict=True))
    return mine, mine / other
