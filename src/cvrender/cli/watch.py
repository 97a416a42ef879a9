"""`cvrender build --watch`: build again whatever concerns a file that is saved."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cvrender.cli.build_options import asked, plans
from cvrender.cli.jobs import processes, workers
from cvrender.cli.outcomes import told
from cvrender.cli.show import counted, show
from cvrender.cli.usage import usage
from cvrender.diagnostics.report import Diagnostic, Report
from cvrender.loading.files import SOURCES, find
from cvrender.loading.options import Outcome
from cvrender.loading.registry import EXIT_MISSING, EXIT_SOURCE
from cvrender.pipeline.incremental.watch import Watch
from cvrender.pipeline.run import every

if TYPE_CHECKING:
    from concurrent.futures import Executor


def watch(options: argparse.Namespace) -> int:
    """Build all, and then what is concerned by each file that is saved, until the user interrupts; return the exit
    status, which is 0, as that is how it ends.
    """
    try:
        import watchfiles  # noqa: F401
    except ImportError:
        return usage(f"--watch needs watchfiles: {sys.executable} -m pip install watchfiles", EXIT_MISSING)
    planned = plans(options)
    if isinstance(planned, int):
        return planned
    named = [path for one, _ in planned for path in one.sources or [SOURCES]]
    for path in named:
        if not path.exists():
            return usage(f"there is no `{path}` to be watched", EXIT_SOURCE)
    files = [Path(text.partition("=")[2]) for one, _ in planned for text in one.setting_files]
    seen = Watch(named, files, lambda report: _found([one for one, _ in planned], report))
    jobs = max(1, *(processes(one.jobs) for one, _ in planned))
    try:
        with workers(jobs, planned[0][1], options, always=options.own_process) as executor:
            complaints: list[Diagnostic] = []
            for sources in seen.rounds():
                begun = time.perf_counter()
                if seen.report.ordered() != complaints:
                    complaints = seen.report.ordered()
                    show(seen.report, options)
                outcomes = [
                    outcome for one, _ in planned for outcome in _built(one, sources, seen.endangered, executor, jobs)
                ]
                for outcome in _by_source(outcomes):
                    seen.learn(outcome)
                if not options.quiet and options.message_format == "text":
                    _sum_up(outcomes, time.perf_counter() - begun)
                sys.stdout.flush()
    except KeyboardInterrupt:
        return 0
    return 0


def _built(
    options: argparse.Namespace, sources: list[Path], endangered: frozenset[Path], executor: Executor | None, jobs: int
) -> Iterator[Outcome]:
    """Build those of the sources that a build is for."""
    meant = set(find(options.sources or [SOURCES], Report(), options.root, follow_links=options.follow_links))
    mine = [source for source in sources if source in meant]
    wanted = asked(options)  # once more: a file with a setting may have changed
    if isinstance(wanted, int):
        yield from (Outcome(source, Report(), status=wanted) for source in mine)
    else:
        built = every(mine, wanted.replace(sources=endangered), executor, ahead=4 * jobs)
        yield from told(built, len(mine), options)


def _found(builds: Iterable[argparse.Namespace], report: Report) -> list[Path]:
    """The sources of all builds."""
    found: dict[Path, None] = {}
    for one in builds:
        found |= dict.fromkeys(find(one.sources or [SOURCES], report, one.root, follow_links=one.follow_links))
    return list(found)


def _by_source(outcomes: list[Outcome]) -> Iterator[Outcome]:
    """One outcome for each source, which knows what all builds of it have read."""
    first: dict[Path, Outcome] = {}
    for outcome in outcomes:
        report = first.setdefault(Path(outcome.source), outcome).report
        report.read |= outcome.report.read
        report.sought |= outcome.report.sought
    yield from first.values()


def _sum_up(outcomes: list[Outcome], seconds: float) -> None:
    """Say on stderr how it went: `12:03:04 built in 0.21 s; Ctrl-C ends the watch`."""
    failed = sum(outcome.status != 0 for outcome in outcomes)
    kept = f", but for {counted(failed, 'source')}, of which the last output stays" if failed else ""
    clock = time.strftime("%H:%M:%S")
    print(f"{clock} built in {seconds:.2f} s{kept}; Ctrl-C ends the watch", file=sys.stderr)
