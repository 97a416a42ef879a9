"""`cvrender build`: render resumes."""

from __future__ import annotations

import argparse
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cvrender.cli.build_options import plans
from cvrender.cli.jobs import limits, processes, workers
from cvrender.cli.outcomes import Replayed, told
from cvrender.cli.show import show
from cvrender.cli.usage import usage
from cvrender.diagnostics.report import Report
from cvrender.loading.files import SOURCES, clashes, endangered, find
from cvrender.loading.options import Options, Outcome
from cvrender.loading.registry import EXIT_SOURCE
from cvrender.pipeline.run import every, lost
from cvrender.pipeline.run import outcome as built
from cvrender.process.limits import Limits, died, impose

if TYPE_CHECKING:
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
        return outcome if fresh else Replayed(**vars(outcome))
    status, written = entry
    return Replayed(source, Report(), tuple(map(Path, written)), status=status)


def _noted(outcomes: Iterator[Outcome], jobs: list[_Job], depfile: Path | None) -> Iterator[Outcome]:
    """The outcomes; where a file for Make is wanted, what they were made of is written behind the last."""
    if not depfile:
        return outcomes
    from cvrender.pipeline.incremental.depfile import noted

    each = [job.options for job in jobs]
    files = {place.file: None for one in each for place in one.places.values()}
    settings = [*map(Path, files), *(Path(text.partition("=")[2]) for one in each for text in one.setting_files)]
    return noted(outcomes, depfile, settings, [source for one in each for source in one.sources or [SOURCES]])
