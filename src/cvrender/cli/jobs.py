"""The processes that work on sources, and what each may take."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cvrender.loading.options import Options
from cvrender.process.limits import Limits

if TYPE_CHECKING:
    from concurrent.futures import Executor


def processes(asked: str) -> int:
    """How many processes are meant: a number, or for `auto` and 0 one for each processor that may be used."""
    if asked not in ("auto", "0"):
        return int(asked or 1)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def limits(options: argparse.Namespace) -> Limits:
    """Return what the command line allows the work on a source to take."""
    return Limits(options.time_limit, options.memory_limit)


@contextmanager
def workers(
    jobs: int, wanted: Options, options: argparse.Namespace, *, always: bool = False
) -> Iterator[Executor | None]:
    """As many processes as there are jobs, none for one unless there always are some; they end with the block, at once
    where it is left early.
    """
    if jobs < 2 and not always:
        yield None
        return
    from cvrender.pipeline.parallel.workers import Workers

    engines = wanted.engines or ("auto",)
    weasyprint = "pdf" in wanted.formats and not {"auto", "weasyprint"}.isdisjoint(engines)
    executor = Workers(
        jobs, "cvrender.pipeline.parallel.preload" if weasyprint else "cvrender.pipeline.run", limits(options)
    )
    try:
        yield executor
    except BaseException:
        executor.shutdown(cancel_futures=True)
        raise
    executor.shutdown()
