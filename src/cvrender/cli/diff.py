"""`cvrender diff`: tell what differs between two files."""

from __future__ import annotations

import argparse
import json

from cvrender.cli.show import show, today
from cvrender.cli.usage import EXIT_USAGE, usage
from cvrender.diagnostics.report import Report, printable
from cvrender.loading.atomic import store
from cvrender.verification.diffing import diff
from cvrender.verification.extracted import Unreadable


def run(options: argparse.Namespace) -> int:
    """Compare two files; return the exit status."""
    if options.picture and {options.old.suffix.lower(), options.new.suffix.lower()} != {".pdf"}:
        return usage("--picture takes two PDFs")
    report = Report()
    found = diff.diff(options.old, options.new, report, today(), follow_links=options.follow_links)
    show(report, options)
    if found is None:
        return EXIT_USAGE
    if options.picture:
        try:
            store(options.picture, diff.picture(found))
        except Unreadable as error:
            return usage(f"the pages cannot be drawn: {error}")
        except OSError as error:
            return usage(f"`{options.picture}` cannot be written: {error.strerror}")
    if options.message_format == "json" and not options.quiet:
        print(json.dumps(diff.as_json(found), ensure_ascii=True))
    elif not options.quiet:
        print(*map(printable, [*diff.lines(found), diff.told(found)]), sep="\n")
    return diff.EXIT_DIFFERENT if found.differences else diff.EXIT_SAME
