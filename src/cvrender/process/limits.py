"""Limits of time and memory for a process that works on a stranger's files.

The kernel enforces them, so nothing that runs in the process can put them off: not a regular expression, a layout that
does not end, or a library written in C. Systems other than Linux have some of them (macOS) or none (Windows).
"""

from __future__ import annotations

import time
from contextlib import suppress

from cvrender.record import Record

_WALL = 20
"""Seconds that may pass for each second of processor time: the machine may be busy with other things."""


class Limits(Record):
    """What one stage of a job may take: seconds of processor time; and what the process may take: megabytes of memory.

    0 means no limit.
    """

    seconds: int = 60
    megabytes: int = 2048


class WorkerDied(Exception):
    """The process that had a job ended before it was done.

    The message says how, `hint` what can be done about it, and `limited` whether it ran into one of its limits.
    """

    def __init__(self, message: str, hint: str = "", *, limited: bool = False) -> None:
        super().__init__(message)
        self.hint = hint
        self.limited = limited


_REPORT = "nothing of this machine should do that; report it, with the source"
_limits: Limits | None = None
_users_own: list[int] = []
"""Seconds of processor time that the user allows this process in all (`ulimit -t`)."""


def impose(limits: Limits) -> None:
    """Bound this process, and the programs that it starts, from now on."""
    global _limits, _users_own  # noqa: PLW0603  # limits belong to the process, and a process has one set of them
    try:
        import resource
    except ImportError:  # Windows
        return
    if _limits is None:
        _users_own = [one for one in resource.getrlimit(resource.RLIMIT_CPU) if one != resource.RLIM_INFINITY]
    _limits = limits
    with suppress(ValueError, OSError):  # a core of a process that was ended would hold the resume
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    # Linux counts the memory that the process can write and shares with no other.
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    own = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    if limits.megabytes:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (min([limits.megabytes << 20, *own]), hard))
    renew()


def renew() -> None:
    """Give the next stage as much time as the one before had. Without effect in a process that has no limits."""
    if _limits is None or not _limits.seconds:
        return
    try:
        import resource
        import signal
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    ours = int(time.process_time()) + 1 + _limits.seconds
    with suppress(ValueError, OSError):  # beyond the hard limit
        resource.setrlimit(resource.RLIMIT_CPU, (min([ours, *_users_own]), hard))
    signal.setitimer(signal.ITIMER_REAL, _limits.seconds * _WALL)


def suspend() -> None:
    """Stop the clock: what comes next is waiting for another job."""
    with suppress(ImportError, AttributeError):
        import signal

        signal.setitimer(signal.ITIMER_REAL, 0)


def died(status: int, limits: Limits) -> WorkerDied:
    """Return the error that tells how a process ended, and what the user can do about it.

    `status` is what `os.waitstatus_to_exitcode` makes of it: an exit status, or the negative number of a signal.
    """
    import signal

    if status >= 0:
        return WorkerDied(f"its process ended with status {status}", _REPORT)
    number = -status
    if number == getattr(signal, "SIGXCPU", None):
        hint = f"if it needs that, allow more: `--time-limit {limits.seconds * 5}`"
        return WorkerDied(f"it took more than {limits.seconds} s of processor time", hint, limited=True)
    if number == getattr(signal, "SIGALRM", None):
        hint = f"it waits for something, or the machine is very busy; `--time-limit {limits.seconds * 5}` allows more"
        return WorkerDied(f"it took more than {limits.seconds * _WALL} s", hint, limited=True)
    if number in (signal.SIGABRT, signal.SIGSEGV, getattr(signal, "SIGBUS", 0), signal.SIGILL):
        hint = f"a library failed, often for want of memory: `--memory-limit {limits.megabytes * 4}` allows more"
        return WorkerDied(f"its process was ended by {signal.Signals(number).name}", hint)
    hint = "most often the system had no memory left: use fewer --jobs, or build this source alone"
    return WorkerDied(f"its process was ended by {signal.Signals(number).name}", hint)


def out_of_memory() -> tuple[str, str]:
    """Return what to say of a MemoryError, and what the user can do about it."""
    if _limits is None or not _limits.megabytes:
        return "it needs more memory than there is", "leave something out, or take a machine with more"
    allowed = _limits.megabytes
    return f"it needs more than {allowed} MB of memory", f"if it needs that, allow more: `--memory-limit {allowed * 4}`"
