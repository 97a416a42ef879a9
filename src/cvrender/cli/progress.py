"""How far a run has come: one line at the foot of a terminal, which goes when the run is done."""

from __future__ import annotations

import argparse
import sys
import time
from types import TracebackType
from typing import Self

_WIDTH = 24
"""Characters of the bar."""
_PAUSE = 0.1
"""Seconds between two looks of the line; a terminal takes longer to draw it than a small resume takes to build."""
_ERASE = "\r\x1b[K"


class Progress:
    """A line with how many of `total` are done, how many a second, and how long the others will take.

    There is one where `shown`; else nothing is written at all.
    """

    def __init__(self, total: int, *, shown: bool) -> None:
        self.total = total
        self.shown = shown
        self.done = 0
        self.drawn = False
        self.began, self.last = time.monotonic(), float("-inf")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.clear()

    def clear(self) -> None:
        """Take the line away, so that others can be written."""
        if self.drawn:
            sys.stderr.write(_ERASE)
            sys.stderr.flush()
            self.drawn = False

    def step(self) -> None:
        """Count one, and show it if there was time to read the line before."""
        self.done += 1
        now = time.monotonic()
        if self.shown and now - self.last >= _PAUSE:
            self.last = now
            sys.stdout.flush()
            sys.stderr.write(_ERASE + line(self.done, self.total, now - self.began))
            sys.stderr.flush()
            self.drawn = True


def lively(options: argparse.Namespace, total: int) -> bool:
    """Whether there is a line: for a person at a terminal who has not said no, and several sources."""
    return total > 1 and not options.quiet and options.message_format == "text" and sys.stderr.isatty()


def line(done: int, total: int, seconds: float) -> str:
    """Return the line: `[######..................]  50 of 200   8.1 a second   0:18 left`."""
    full = _WIDTH * done // total
    rate = done / seconds if seconds else 0.0
    left = round((total - done) / rate) if rate else 0
    clock = f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02}" if left >= 3600 else f"{left // 60}:{left % 60:02}"
    return f"[{'#' * full}{'.' * (_WIDTH - full)}]  {done} of {total}   {rate:.1f} a second   {clock} left"
