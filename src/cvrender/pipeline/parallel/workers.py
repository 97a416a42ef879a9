"""Processes that do one job at a time, as an Executor: one that dies costs its own job, and is replaced."""

from __future__ import annotations

import gc
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

from cvrender.process import SUPERVISED, clear_up, unwind_in_silence
from cvrender.process.limits import Limits, WorkerDied, died, impose, renew, suspend

if TYPE_CHECKING:
    from cvrender.process.scratch import Scratch

_PATIENCE = 5.0
"""Seconds that a worker has to clear up when it is told to end."""
_INTERRUPTS = {signal.SIGINT}
_LONGEST_FOLDER = 70
"""Bytes of the folder for temporary files that leave room for the name of a socket, which may have 107 (unix(7))."""


class Workers(Executor):
    """At most so many processes, which begin when there are jobs for them.

    A ProcessPoolExecutor is lost as a whole when one of its processes is killed, and does not say whose job did that.
    Here each process has a pipe of its own, so its end is seen at once, and the job that it had is known.
    """

    def __init__(self, number: int, preload: str = "cvrender.pipeline.run", limits: Limits | None = None) -> None:
        self._number = number
        self._limits = limits or Limits()
        self._jobs: queue.SimpleQueue[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]] | None]
        self._jobs = queue.SimpleQueue()
        self._keepers: list[threading.Thread] = []
        self._workers: set[_Worker] = set()
        self._closed = False
        self._cancelled = False
        self._beginning = threading.Lock()
        # A fork of a process that has loaded what is needed begins in 10 ms and shares its memory. Elsewhere libraries
        # do not take being forked (macOS), or there is no such thing.
        forks = sys.platform == "linux" and len(os.fsencode(gettempdir())) <= _LONGEST_FOLDER
        self._context: Any = get_context("forkserver" if forks else "spawn")
        if forks:
            self._context.set_forkserver_preload([preload])

    def submit(self, job: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        """Put a job in the queue. Its future raises WorkerDied where the process that has it ends."""
        if self._closed or named:
            raise RuntimeError("arguments go by their place" if named else "no job is taken after the end")
        future: Future[Any] = Future()
        self._jobs.put((future, job, args))
        if len(self._keepers) < self._number:
            self._keepers.append(threading.Thread(target=self._keep, daemon=True))
            self._keepers[-1].start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes when all jobs are done, or with `cancel_futures` as soon as they have cleared up."""
        self._closed = True
        if cancel_futures:
            with self._beginning:  # no worker begins behind this
                self._cancelled = True
            while not self._jobs.empty():
                item = self._jobs.get()
                if item:
                    item[0].cancel()
            for worker in list(self._workers):
                worker.process.terminate()
        for _ in self._keepers:
            self._jobs.put(None)
        try:
            deadline = time.monotonic() + _PATIENCE
            for keeper in self._keepers if wait else ():
                keeper.join(max(0.0, deadline - time.monotonic()) if cancel_futures else None)
        finally:
            for worker in list(self._workers) if cancel_futures else ():  # it is busy in a library, which hears nothing
                worker.process.kill()
            for keeper in self._keepers if wait and cancel_futures else ():  # each clears up behind its own
                keeper.join(_PATIENCE)

    def _keep(self) -> None:
        """Give one process a job after the other, and take another where it ends."""
        if hasattr(signal, "pthread_sigmask"):
            # Ctrl-C is this process's affair. What is started here has the mask from its first moment on.
            signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTS)
        worker: _Worker | None = None
        while (item := self._jobs.get()) is not None:
            future, job, args = item
            if not future.set_running_or_notify_cancel():
                continue
            if worker and not worker.process.is_alive():  # it was killed while it had nothing to do
                self._end(worker)
                worker = None
            try:
                worker = worker or self._begin()
            except WorkerDied as error:
                future.set_exception(error)
                continue
            try:
                worker.pipe.send((job, args))
                done, value = worker.pipe.recv()
            except (EOFError, ConnectionError):
                future.set_exception(died(self._end(worker), self._limits))
                worker = None
            except Exception as error:  # noqa: BLE001  # what cannot be pickled raises anything
                future.set_exception(error)
            else:
                future.set_result(value) if done else future.set_exception(value)
        if worker:
            self._end(worker)

    def _begin(self) -> _Worker:
        """Return a new worker. Raises WorkerDied where there can be none, or shall be none any more."""
        with self._beginning:
            if self._cancelled:
                raise WorkerDied("it was cancelled")
            try:
                worker = _Worker(self._context, self._limits)
            except (EOFError, OSError) as error:  # the server that forks has ended, or there may be no more processes
                why = getattr(error, "strerror", None) or "the process that forks workers has ended"
                raise WorkerDied(f"no process could be started: {why}", "use fewer --jobs") from error
            self._workers.add(worker)
        return worker

    def _end(self, worker: _Worker) -> int:
        """Wait for a process that has no more to do, and return its exit status, or minus the signal that ended it."""
        worker.pipe.close()
        worker.process.join(_PATIENCE)
        if worker.process.exitcode is None:
            worker.process.kill()
            worker.process.join()
        worker.ended()
        self._workers.discard(worker)
        return worker.process.exitcode or 0


class _Worker:
    """A process, the pipe to it and, where it can be supervised, its temporary folder and its lifeline."""

    def __init__(self, context: Any, limits: Limits) -> None:
        environment, lifeline = dict(os.environ), None
        self._scratch: Scratch | None = None
        self._lifeline: Connection | None = None
        if SUPERVISED:
            from cvrender.process.scratch import Scratch

            self._scratch = Scratch()
            environment |= self._scratch.environment()
            lifeline, self._lifeline = context.Pipe(duplex=False)
        self.pipe, theirs = context.Pipe()
        arguments = (theirs, lifeline, environment, gc.get_threshold(), limits)
        self.process: BaseProcess = context.Process(target=_work, args=arguments, daemon=True)
        try:
            self.process.start()
        except BaseException:
            self.ended()
            raise
        finally:
            theirs.close()
            if lifeline:
                lifeline.close()

    def ended(self) -> None:
        """Clear up behind the process."""
        if self._scratch:
            self._scratch.remove()
        if self._lifeline:
            self._lifeline.close()


def _work(
    pipe: Connection,
    lifeline: Connection | None,
    environment: dict[str, str],
    thresholds: tuple[int, int, int],
    limits: Limits,
) -> None:
    """Do the jobs that come until there is nobody to send any: a parent that was killed closes the pipe as well."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _unwind)
    gc.set_threshold(*thresholds)
    os.environ.clear()
    os.environ.update(environment)
    impose(limits)
    if lifeline is not None:
        from cvrender.process.supervisor import settle

        settle(lifeline.fileno())
    with suppress(EOFError, ConnectionError, SystemExit):
        while True:
            job, args = pipe.recv()
            renew()
            try:
                answer = True, job(*args)
            except Exception as error:  # noqa: BLE001  # whoever gave the job is told
                answer = False, error
            suspend()
            pipe.send(answer)
    clear_up()  # multiprocessing ends a process without it


def _unwind(*_: object) -> None:
    """Unwind, so that temporary files go; a second signal changes nothing."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    unwind_in_silence()
    sys.exit(0)
