"""What commands tell: diagnostics and complaints on stderr."""

from __future__ import annotations

import argparse
import datetime
import os
import sys
from typing import TextIO

from cvrender.diagnostics import Report, printable, render_github, render_json, render_text


def say(*lines: str) -> None:
    """Write lines to stdout, without what steers a terminal; where nobody reads them, as after `| head`, go on."""
    _write(sys.stdout, "".join(f"{printable(line)}\n" for line in lines))


def tell(*lines: str) -> None:
    """Write lines to stderr, likewise."""
    _write(sys.stderr, "".join(f"{printable(line)}\n" for line in lines))


def flush() -> None:
    """Write out what `say` has been given."""
    _write(sys.stdout, "", flush=True)


def hush(stream: TextIO) -> None:
    """Have a stream that nobody reads go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _write(stream: TextIO | None, text: str, *, flush: bool = False) -> None:
    if stream is None:
        return
    try:
        stream.write(text)
        if flush:
            stream.flush()
    except BrokenPipeError:
        hush(stream)


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
    _write(sys.stderr, text)


def show_all(report: Report) -> None:
    """Write all diagnostics to stderr, as text."""
    sys.stderr.write(render_text(report.ordered(), report.lines, colour=_colour()))


def _colour() -> bool:
    """Colours are for terminals whose user has not said no (no-color.org)."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def today() -> datetime.date:
    """The day by the user's own calendar: what is in the future is so for them."""
    return datetime.datetime.now().astimezone().date()


def counted(number: int, what: str) -> str:
    """Return a number with its noun: `1 page`, `2 pages`."""
    return f"{number} {what}{'' if number == 1 else 's'}"
