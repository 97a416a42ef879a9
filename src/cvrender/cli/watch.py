"""`cvrender build --watch`: build again whatever concerns a file that is saved."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from cvrender.build.files import SOURCES
from cvrender.build.names import EXIT_MISSING
from cvrender.build.options import Outcome
from cvrender.build.run import every
from cvrender.build.watch import Watch
from cvrender.cli.build import asked, processes, told, workers
from cvrender.cli.show import counted, show
from cvrender.cli.usage import usage
from cvrender.diagnostics import Diagnostic, Report


def watch(options: argparse.Namespace) -> int:
    """Build all, and then what is concerned by each file that is saved, until the user interrupts; return the exit
    status, which is 0, as that is how it ends.
    """
    try:
        import watchfiles  # noqa: F401
    except ImportError:
        return usage(f"--watch needs watchfiles: {sys.executable} -m pip install watchfiles", EXIT_MISSING)
    wanted = asked(options)
    if isinstance(wanted, int):
        return wanted
    seen = Watch(options.sources or [SOURCES], [Path(text.partition("=")[2]) for text in options.setting_files])
    jobs = processes(options.jobs)
    try:
        with workers(jobs, wanted) as executor:
            complaints: list[Diagnostic] = []
            for sources in seen.rounds():
                begun = time.perf_counter()
                if seen.report.ordered() != complaints:
                    complaints = seen.report.ordered()
                    show(seen.report, options)
                wanted = asked(options)
                if isinstance(wanted, int):
                    outcomes = [Outcome(source, Report(), status=wanted) for source in sources]
                else:
                    wanted = wanted.replace(sources=seen.endangered)
                    built = every(sources, wanted, executor, ahead=4 * jobs)
                    outcomes = list(told(built, len(sources), options))
                for outcome in outcomes:
                    seen.learn(outcome)
                if not options.quiet and options.message_format == "text":
                    _sum_up(outcomes, time.perf_counter() - begun)
                sys.stdout.flush()
    except KeyboardInterrupt:
        return 0
    return 0


def _sum_up(outcomes: list[Outcome], seconds: float) -> None:
    """Say on stderr how it went: `12:03:04 built in 0.21 s; Ctrl-C ends the watch`."""
    failed = sum(outcome.status != 0 for outcome in outcomes)
    kept = f", but for {counted(failed, 'source')}, of which the last output stays" if failed else ""
    clock = time.strftime("%H:%M:%S")
    print(f"{clock} built in {seconds:.2f} s{kept}; Ctrl-C ends the watch", file=sys.stderr)
