"""A parent that does nothing but wait for the command, which works in a forked process.

Whatever a stranger's file makes the work do, the parent is there to say what happened, to remove the temporary files,
to end what the work has started, and to have another process go on behind the source that did it.

The fork comes before anything else is loaded: a process that has loaded 17 MB takes 4,000 page faults more for it, a
tenth of the time of a short run; this one takes 1,000. Linux only: the system libraries of macOS do not take a fork.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
from contextlib import suppress

from cvrender.process import clear_up
from cvrender.process.journal import Journal
from cvrender.process.scratch import Scratch

TYPE_CHECKING = False  # `typing` takes 3 ms to load
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

PATIENCE = 10
"""Seconds that a process has to clear up when it is told to end; its workers have half of it."""
_FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def supervise(work: Callable[[Journal], int], explain: Callable[[int, Journal], int]) -> NoReturn:
    """Do the work in a forked process, and end this one with its status.

    Where that process is ended by a signal, `explain` is called with the signal's number, and says in turn what the
    status is; before, if the journal tells which source is to blame, another process does the rest of the work.
    """
    supervisor = _Supervisor()
    status = supervisor.run(work)
    while status < 0 and not supervisor.ending and supervisor.journal.blame(status):
        status = supervisor.run(work)
    if -status in _FORWARDED:
        status = 128 - status
    elif status < 0:
        status = explain(-status, supervisor.journal)
    supervisor.scratch.remove()
    os._exit(status)


def settle(lifeline: int) -> None:
    """Have this process get SIGTERM when the other end of a pipe is closed: when its parent ends, however it does."""
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGTERM)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:  # it was closed before
        os.kill(os.getpid(), signal.SIGTERM)


class _Supervisor:
    """The process that waits: signals that end a command are for the one that works."""

    def __init__(self) -> None:
        self.scratch = Scratch()
        self.journal = Journal(self.scratch.path)
        self.ending = 0
        """The number of the signal that has come, if one has."""
        self._child = 0
        for number in _FORWARDED:
            if signal.getsignal(number) != signal.SIG_IGN:  # as `nohup` has it
                signal.signal(number, self._forward)
        signal.signal(signal.SIGALRM, self._kill)

    def run(self, work: Callable[[Journal], int]) -> int:
        """Fork a process that does the work; return its exit status, or minus the number of the signal that ended it.

        A process that was told to end has the status of one that this signal ends, however it ended.
        """
        lifeline, ours = os.pipe()
        signal.pthread_sigmask(signal.SIG_BLOCK, _FORWARDED)  # until there is a process to forward them to
        child = os.fork()
        if child == 0:
            os.close(ours)
            _work(work, self.journal, self.scratch, lifeline)
        os.close(lifeline)
        self._child = child
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _FORWARDED)
        _, status = os.waitpid(child, 0)
        self._child = 0
        signal.alarm(0)
        os.close(ours)
        self.scratch.end_programs()
        code = os.waitstatus_to_exitcode(status)
        return 128 + self.ending if code < 0 and self.ending else code

    def _forward(self, number: int, _: object) -> None:
        self.ending = self.ending or number
        with suppress(ProcessLookupError):  # it has just ended
            if self._child:
                os.kill(self._child, number)
                signal.alarm(PATIENCE)

    def _kill(self, *_: object) -> None:
        if self._child:
            from cvrender.process.descendants import kill

            kill(self._child)


def _work(work: Callable[[Journal], int], journal: Journal, scratch: Scratch, lifeline: int) -> NoReturn:
    """Do the work in the process that has just been forked, and end it."""
    status = 1
    try:
        for number in (*_FORWARDED, signal.SIGALRM):
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _FORWARDED)
        settle(lifeline)
        scratch.enter()
        status = work(journal)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except KeyboardInterrupt:  # a signal, when there is nothing left to end
        status = 128 + signal.SIGTERM
    except BaseException:  # noqa: BLE001  # a fault of ours, which must not leave this function
        import traceback

        traceback.print_exc()
    finally:
        for number in _FORWARDED:
            signal.signal(number, signal.SIG_IGN)
        clear_up()
        os._exit(status)
