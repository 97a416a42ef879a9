"""What commands tell: diagnostics and complaints on stderr."""

from __future__ import annotations

import argparse
import datetime
import os
import sys

from cvrender.cli.usage import write
from cvrender.diagnostics.report import Report, render_github, render_json, render_text


def show(report: Report, options: argparse.Namespace) -> None:
    """Write the diagnostics to stderr in the form that was asked for; `--quiet` leaves errors."""
    found = [d for d in report.ordered() if not options.quiet or d.severity == "error"]
    if not found:
        return
    if options.message_format == "json":
        text = render_json(found)
    elif options.message_format == "github":
        text = render_github(found)
    else:
        text = render_text(found, report.lines, colour=_colour(), logs=options.verbose)
    write(sys.stderr, text)


def show_all(report: Report) -> None:
    """Write all diagnostics to stderr, as text."""
    write(sys.stderr, render_text(report.ordered(), report.lines, colour=_colour()))


def _colour() -> bool:
    """Colours are for terminals whose user has not said no (no-color.org)."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def today() -> datetime.date:
    """The day by the user's own calendar: what is in the future is so for them."""
    return datetime.datetime.now().astimezone().date()


def counted(number: int, what: str) -> str:
    """Return a number with its noun: `1 page`, `2 pages`."""
    return f"{number} {what}{'' if number == 1 else 's'}"
