"""`cvrender cache`: what is kept for the next build."""

from __future__ import annotations

import argparse

from cvrender.cli.usage import usage
from cvrender.diagnostics.report import printable
from cvrender.pipeline.incremental import cache


def run(options: argparse.Namespace) -> int:
    """Tell what is kept, or remove it; return the exit status."""
    place = cache.folder()
    if place is None:
        print("nothing is kept: there is no home folder")
    elif cache.shared(place):
        return usage(
            f"`{place}` is a link, or not yours alone: nothing is kept in it or removed; "
            "remove it, or set CVRENDER_CACHE to a folder that nobody else can write to",
            status=1,
        )
    elif options.action == "clear":
        print(f"{_megabytes(cache.clear(place))} removed from {printable(str(place))}")
    else:
        number, size = cache.info(place)
        print(f"{printable(str(place))}: {number} result{'' if number == 1 else 's'}, {_megabytes(size)}", end="")
        print(f" of at most {_megabytes(cache.LARGEST)}")
    return 0


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.1f} MB"
