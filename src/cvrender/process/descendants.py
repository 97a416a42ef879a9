"""A process and all that it has started, as /proc tells."""

from __future__ import annotations

import os
import signal
from contextlib import suppress


def kill(root: int) -> None:
    """Kill a process and its descendants, the process itself first: it cannot start any more then."""
    below = _children()
    pending = [root]
    while pending:
        process = pending.pop()
        with suppress(OSError):
            os.kill(process, signal.SIGKILL)
        pending += below.get(process, [])


def _children() -> dict[int, list[int]]:
    """Return the processes that each process has started."""
    children: dict[int, list[int]] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208  # pathlib takes longer to load than this
        with suppress(OSError, ValueError), open(f"/proc/{name}/stat", "rb") as file:  # noqa: PTH123  # as above
            parent = file.read().rpartition(b")")[2].split()[1]  # proc(5); a name may hold anything
            children.setdefault(int(parent), []).append(int(name))
    return children
