"""`cvrender build`: render resumes."""

from __future__ import annotations

import argparse
import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cvrender.cli.asked import plans
from cvrender.cli.progress import Progress, lively
from cvrender.cli.show import show
from cvrender.cli.usage import flush, say, tell, usage
from cvrender.diagnostics.report import Report
from cvrender.loading.files import SOURCES, clashes, endangered, find
from cvrender.loading.options import Options, Outcome
from cvrender.loading.registry import EXIT_SOURCE
from cvrender.pipeline.run import every, lost
from cvrender.pipeline.run import outcome as built
from cvrender.process.limits import Limits, died, impose

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from cvrender.process.journal import Journal


def run(options: argparse.Namespace) -> int:
    """Build the sources that are named; return the exit status."""
    cluster = (options.jobs or "").startswith("dask:")
    if cluster and (options.watch or options.depfile):
        return usage("--watch and --depfile are for files of this machine, not for --jobs dask:")
    if options.watch and options.depfile:
        return usage("--depfile is for a run that ends, and --watch does not")
    if options.watch:
        from cvrender.cli.watch import watch

        return watch(options)
    planned = plans(options)
    if isinstance(planned, int):
        return planned
    if cluster:
        from cvrender.cli.cluster import build

        return build(planned)
    status = 0
    jobs = []
    for one, wanted in planned:
        report = Report()
        named = find(one.sources or [SOURCES], report, one.root, follow_links=one.follow_links)
        sources = clashes(named, report)
        show(report, options)
        status = EXIT_SOURCE if report.failed() else status
        jobs.append(_Job(one, wanted.replace(sources=endangered(named, sources)), sources))
    with closing(_built(jobs, options)) as outcomes:
        for outcome in told(_noted(outcomes, jobs, options.depfile), sum(len(job.sources) for job in jobs), options):
            status = max(status, outcome.status)
    return status


class _Job(NamedTuple):
    """One build: its options, what they come to, and its sources."""

    options: argparse.Namespace
    wanted: Options
    sources: list[Path]


class _Replayed(Outcome):
    """What became of a source by the work of an earlier process, which has told it."""


def _built(jobs: list[_Job], options: argparse.Namespace) -> Generator[Outcome]:
    """What becomes of each source in each build, none of which may write what another one has written."""
    written: set[Path] = set()
    several = [min(processes(job.options.jobs), len(job.sources)) for job in jobs]
    parallel = any(number > 1 for number in several)
    earlier = deque(options.journal.entries() if options.journal and not parallel else ())
    if options.own_process and not parallel:
        impose(limits(options))
    for number, job in zip(several, jobs, strict=True):
        sources, wanted = job.sources, job.wanted.replace(taken=frozenset(written))
        with workers(number, wanted, options) as executor:
            outcomes = (
                every(sources, wanted, executor, ahead=4 * number)
                if executor or not options.journal
                else _one_by_one(sources, wanted, options, earlier)
            )
            for outcome in outcomes:
                written.update(Path(path).resolve() for path in outcome.written if len(jobs) > 1)
                yield outcome


def _one_by_one(
    sources: list[Path], wanted: Options, options: argparse.Namespace, earlier: deque[tuple[str, Any]]
) -> Iterator[Outcome]:
    """Build the sources in this process, and note each for the one that goes on should this one be ended.

    Of those that earlier processes have seen to, the last is the one that ended its process.
    """
    journal: Journal = options.journal
    for source in sources:
        if earlier:
            yield _replayed(source, *earlier.popleft(), fresh=not earlier, allowed=limits(options))
            continue
        journal.begin()
        outcome = built(source, wanted)
        journal.done(outcome.status, list(map(str, outcome.written)))
        yield outcome


def _replayed(source: Path, kind: str, entry: tuple[Any, ...], *, fresh: bool, allowed: Limits) -> Outcome:
    if kind == "died":
        outcome = lost(source, died(entry[0], allowed))
        return outcome if fresh else _Replayed(**vars(outcome))
    status, written = entry
    return _Replayed(source, Report(), tuple(map(Path, written)), status=status)


def told(outcomes: Iterable[Outcome], total: int, options: argparse.Namespace) -> Iterator[Outcome]:
    """Pass on what became of each source, when it has been told."""
    with Progress(total, shown=lively(options, total)) as progress:
        for outcome in outcomes:
            progress.clear()
            if not isinstance(outcome, _Replayed):
                _tell(outcome, options)
                flush()  # who reads a pipe sees each source as it is done
            progress.step()
            yield outcome


def _tell(outcome: Outcome, options: argparse.Namespace) -> None:
    """Write the diagnostics of a source to stderr, and what was written to stdout."""
    show(outcome.report, options)
    for path in outcome.written:
        say(str(path))
    if outcome.proven and outcome.written and not options.quiet and options.message_format == "text":
        found = _proven(outcome.proven, outcome.pages, in_order=outcome.in_order)
        gone = sum(diagnostic.code == "CV072" for diagnostic in outcome.report.diagnostics)
        found += f", but for what was left out to fit ({gone} in the PDF)" if gone else ""
        tell(f"{outcome.source}: {found}")
    if options.verbose:
        laps = ", ".join(f"{stage} {seconds * 1000:.0f} ms" for stage, seconds in outcome.seconds.items())
        tell(f"{outcome.source}: {laps}")


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


def _noted(outcomes: Iterator[Outcome], jobs: list[_Job], depfile: Path | None) -> Iterator[Outcome]:
    """The outcomes; where a file for Make is wanted, what they were made of is written behind the last."""
    if not depfile:
        return outcomes
    from cvrender.pipeline.incremental.depfile import noted

    each = [job.options for job in jobs]
    files = {place.file: None for one in each for place in one.places.values()}
    settings = [*map(Path, files), *(Path(text.partition("=")[2]) for one in each for text in one.setting_files)]
    return noted(outcomes, depfile, settings, [source for one in each for source in one.sources or [SOURCES]])


def _proven(facts: int, pages: tuple[int, ...], *, in_order: bool) -> str:
    """Say that all facts are there, and on how many pages: `247 facts, all there, in order, 2 pages`."""
    told = f"{facts} fact{'' if facts == 1 else 's'}, all there{', in order' if in_order else ''}"
    if not pages:
        return told
    least, most = min(pages), max(pages)
    return f"{told}, {least if least == most else f'{least} to {most}'} page{'' if most == 1 else 's'}"
