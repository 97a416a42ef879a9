"""`cvrender extract`: take the resume out of a PDF."""

from __future__ import annotations

import argparse
import sys

from cvrender.cli.usage import say, usage
from cvrender.diagnostics.report import lossless
from cvrender.loading.atomic import create
from cvrender.pdf.attachments import NoAttachment, extract
from cvrender.verification.output_files import content_of


def run(options: argparse.Namespace) -> int:
    """Write the attached resume; return the exit status."""
    try:
        content = extract(content_of(options.file))
    except OSError as error:
        return usage(f"`{options.file}` cannot be read: {error.strerror}")
    except NoAttachment as error:
        return usage(f"there is no resume in `{options.file}`: {error}", status=1)
    if options.output is None and sys.stdout is None:
        return usage("stdout is closed: name a file, `-o FILE`", status=1)
    if options.output is None:
        _show(content)
        return 0
    try:
        create(options.output, content)
    except FileExistsError:
        return usage(f"`{options.output}` is there already; it is left as it is")
    except OSError as error:
        return usage(f"`{options.output}` cannot be written: {error.strerror}")
    say(str(options.output))
    return 0


def _show(content: bytes) -> None:
    """Write the resume to stdout: as it is, or, for a terminal, so that nothing in it steers that."""
    out = getattr(sys.stdout, "buffer", None)
    if out is None or sys.stdout.isatty():
        text = content.decode("utf-8-sig", "replace")
        print(lossless(text) if sys.stdout.isatty() else text, end="")
    else:
        sys.stdout.flush()
        out.write(content)
        out.flush()
