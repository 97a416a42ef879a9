"""`cvrender extract`: take the resume out of a PDF."""

from __future__ import annotations

import argparse

from cvrender.attach import NoAttachment, extract
from cvrender.build.atomic import create
from cvrender.cli.usage import usage


def run(options: argparse.Namespace) -> int:
    """Write the attached resume; return the exit status."""
    try:
        content = extract(options.file.read_bytes())
    except OSError as error:
        return usage(f"`{options.file}` cannot be read: {error.strerror}")
    except NoAttachment as error:
        return usage(f"there is no resume in `{options.file}`: {error}", status=1)
    if options.output is None:
        print(content.decode("utf-8", "backslashreplace"), end="")
        return 0
    try:
        create(options.output, content)
    except FileExistsError:
        return usage(f"`{options.output}` is there already; it is left as it is")
    except OSError as error:
        return usage(f"`{options.output}` cannot be written: {error.strerror}")
    print(options.output)
    return 0
