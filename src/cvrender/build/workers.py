"""Processes that do one job at a time, as an Executor: one that dies costs its own job, and is replaced."""

from __future__ import annotations

import atexit
import gc
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from tempfile import gettempdir
from typing import Any

_PATIENCE = 5.0
"""Seconds that a worker has to clear up when it is to end."""
_INTERRUPTS = {signal.SIGINT}
_LONGEST_FOLDER = 70
"""Bytes of the folder for temporary files that leave room for the name of a socket, which may have 107 (unix(7))."""


class WorkerDied(BrokenExecutor):
    """The process that had the job ended before it was done; the message says how."""


class Workers(Executor):
    """So many processes at most, which begin when there are jobs for them.

    A ProcessPoolExecutor is lost as a whole when one of its processes is killed, and does not say whose job did that.
    Here each process has a pipe of its own, so its end is seen at once, and what it was about is known.
    """

    def __init__(self, number: int, preload: str = "cvrender.build.run") -> None:
        self._number = number
        self._jobs: queue.SimpleQueue[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]] | None]
        self._jobs = queue.SimpleQueue()
        self._keepers: list[threading.Thread] = []
        self._processes: set[BaseProcess] = set()
        self._closed = False
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
            while not self._jobs.empty():
                item = self._jobs.get()
                if item:
                    item[0].cancel()
            for process in list(self._processes):
                process.terminate()
        for _ in self._keepers:
            self._jobs.put(None)
        for keeper in self._keepers if wait else ():
            keeper.join()

    def _keep(self) -> None:
        """Give one process a job after the other, and take another where it ends."""
        if hasattr(signal, "pthread_sigmask"):
            # Ctrl-C is this process's affair. What is started here has the mask from its first moment on.
            signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPTS)
        held: tuple[BaseProcess, Connection] | None = None
        while (item := self._jobs.get()) is not None:
            future, job, args = item
            if not future.set_running_or_notify_cancel():
                continue
            if held and not held[0].is_alive():  # it was killed while it had nothing to do
                self._ended(*held)
                held = None
            try:
                held = held or self._begin()
                held[1].send((job, args))
                done, value = held[1].recv()
            except (EOFError, ConnectionError):
                assert held is not None
                future.set_exception(WorkerDied(self._ended(*held)))
                held = None
            except Exception as error:  # noqa: BLE001  # what cannot be pickled raises anything
                future.set_exception(error)
            else:
                future.set_result(value) if done else future.set_exception(value)
        if held:
            self._ended(*held)

    def _begin(self) -> tuple[BaseProcess, Connection]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(theirs, dict(os.environ), gc.get_threshold()), daemon=True)
        process.start()
        theirs.close()
        self._processes.add(process)
        return process, ours

    def _ended(self, process: BaseProcess, pipe: Connection) -> str:
        """Wait for a process that has no more to do, and say how it ended."""
        pipe.close()
        process.join(_PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
        self._processes.discard(process)
        code = process.exitcode or 0
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"


def _work(pipe: Connection, environment: dict[str, str], thresholds: tuple[int, int, int]) -> None:
    """Do the jobs that come until there is no one to send any: also a parent that was killed closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    gc.set_threshold(*thresholds)
    os.environ.clear()
    os.environ.update(environment)
    try:
        while True:
            job, args = pipe.recv()
            try:
                answer = True, job(*args)
            except Exception as error:  # noqa: BLE001  # it is told to whoever gave the job
                answer = False, error
            pipe.send(answer)
    except (EOFError, ConnectionError, SystemExit):
        pass
    # multiprocessing ends a process without these, and engines have temporary files.
    atexit._run_exitfuncs()
    gc.collect()


def _leave(*_: object) -> None:
    """Unwind, so that temporary files go; a second signal changes nothing."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(0)
