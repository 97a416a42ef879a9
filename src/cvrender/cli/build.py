"""`cvrender build`: render resumes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cvrender.build.files import SOURCES, clashes, endangered, find
from cvrender.build.names import EXIT_SOURCE
from cvrender.build.options import Options, Outcome
from cvrender.build.run import every
from cvrender.cli.asked import plans
from cvrender.cli.progress import Progress, lively
from cvrender.cli.show import show
from cvrender.cli.usage import usage
from cvrender.diagnostics import Report, printable

if TYPE_CHECKING:
    from concurrent.futures import Executor


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
        named = find(one.sources or [SOURCES], report)
        sources = clashes(named, report)
        show(report, options)
        status = EXIT_SOURCE if report.failed() else status
        jobs.append(_Job(one, wanted.replace(sources=endangered(named, sources)), sources))
    with closing(_built(jobs)) as outcomes:
        for outcome in told(_noted(outcomes, jobs, options.depfile), sum(len(job.sources) for job in jobs), options):
            status = max(status, outcome.status)
    return status


class _Job(NamedTuple):
    """One build: its options, what they come to, and its sources."""

    options: argparse.Namespace
    wanted: Options
    sources: list[Path]


def _built(jobs: list[_Job]) -> Generator[Outcome]:
    """What becomes of each source in each build, none of which may write what another one has written."""
    written: set[Path] = set()
    for options, wanted, sources in jobs:
        several = min(processes(options.jobs), len(sources))
        with workers(several, wanted) as executor:
            for outcome in every(sources, wanted.replace(taken=frozenset(written)), executor, ahead=4 * several):
                written.update(Path(path).resolve() for path in outcome.written if len(jobs) > 1)
                yield outcome


def told(outcomes: Iterable[Outcome], total: int, options: argparse.Namespace) -> Iterator[Outcome]:
    """Pass on what became of each source, when it has been told."""
    with Progress(total, shown=lively(options, total)) as progress:
        for outcome in outcomes:
            progress.clear()
            _tell(outcome, options)
            progress.step()
            yield outcome


def _tell(outcome: Outcome, options: argparse.Namespace) -> None:
    """Write the diagnostics of a source to stderr, and what was written to stdout."""
    show(outcome.report, options)
    for path in outcome.written:
        print(printable(str(path)))
    if outcome.proven and outcome.written and not options.quiet and options.message_format == "text":
        found = _proven(outcome.proven, outcome.pages, in_order=outcome.in_order)
        gone = sum(diagnostic.code == "CV072" for diagnostic in outcome.report.diagnostics)
        found += f", but for what was left out to fit ({gone} in the PDF)" if gone else ""
        print(printable(f"{outcome.source}: {found}"), file=sys.stderr)
    if options.verbose:
        laps = ", ".join(f"{stage} {seconds * 1000:.0f} ms" for stage, seconds in outcome.seconds.items())
        print(printable(f"{outcome.source}: {laps}"), file=sys.stderr)


def processes(asked: str) -> int:
    """How many processes are meant: a number, or for `auto` and 0 one for each processor that may be used."""
    if asked not in ("auto", "0"):
        return int(asked or 1)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def workers(jobs: int, wanted: Options) -> Iterator[Executor | None]:
    """As many processes as there are jobs, none for one; they end with the block, at once where it is left early."""
    if jobs < 2:
        yield None
        return
    from cvrender.build.workers import Workers

    engines = wanted.engines or ("auto",)
    weasyprint = "pdf" in wanted.formats and not {"auto", "weasyprint"}.isdisjoint(engines)
    executor = Workers(jobs, "cvrender.build.ahead" if weasyprint else "cvrender.build.run")
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
    from cvrender.build.depfile import noted

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
