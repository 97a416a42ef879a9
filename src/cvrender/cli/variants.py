"""`cvrender variants`: tell which resumes a source holds."""

from __future__ import annotations

import argparse

from cvrender.cli.show import show_all, today
from cvrender.diagnostics.report import Report, printable
from cvrender.loading.files import find
from cvrender.loading.options import Options
from cvrender.loading.prepare import load_resume
from cvrender.loading.registry import EXIT_SOURCE
from cvrender.resume.variant_table import overview


def run(options: argparse.Namespace) -> int:
    """Write a table for each source; return the exit status."""
    report = Report()
    wanted = Options(today=today(), follow_links=options.follow_links)
    for source in find(options.sources, report, follow_links=options.follow_links):
        whole = load_resume(source, wanted, report)
        if whole is None:
            continue
        table = overview(whole, str(source))
        first, *others = (max(map(len, column)) for column in zip(*table, strict=True))
        for name, *cells in table:
            row = "  ".join(f"{cell:>{width}}" for cell, width in zip(cells, others, strict=True))
            print(printable(f"{name:{first}}  {row}"))
        if whole.meta.cvrender.languages:
            print(printable(f"languages: {', '.join(whole.meta.cvrender.languages)}"))
    show_all(report)
    return EXIT_SOURCE if report.failed() else 0
