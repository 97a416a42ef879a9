"""`cvrender check`: look for errors in resumes and write nothing."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from cvrender.cli.show import show, today
from cvrender.diagnostics.report import Report, printable
from cvrender.loading.files import SOURCES, find
from cvrender.loading.options import Options
from cvrender.loading.prepare import examine
from cvrender.loading.registry import EXIT_SOURCE


def run(options: argparse.Namespace) -> int:
    """Look at every resume of every source; return the exit status."""
    report = Report()
    root = None if options.sources else Path()
    sources = find(options.sources or [SOURCES], report, root, follow_links=options.follow_links)
    wanted = Options(strict=options.strict, today=today(), follow_links=options.follow_links)
    show(report, options)
    failed = report.failed()
    counts: Counter[str] = Counter(report.severities())
    for source in sources:
        found, start = Report(), time.perf_counter()
        examine(source, wanted, found)
        show(found, options)
        failed = failed or found.failed(strict=options.strict)
        counts.update(found.severities())
        if options.verbose:
            print(f"{printable(str(source))}: {(time.perf_counter() - start) * 1000:.0f} ms", file=sys.stderr)
    if not options.quiet and options.message_format == "text":
        severities = ("error", "warning", "note")
        told = ", ".join(f"{counts[s]} {s}{'' if counts[s] == 1 else 's'}" for s in severities if counts[s])
        told = told or "no problems"
        print(f"{len(sources)} file{'' if len(sources) == 1 else 's'} checked: {told}")
    return EXIT_SOURCE if failed else 0
