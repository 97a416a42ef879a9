"""`cvrender explain`: explain a diagnostic at length, or list all of them."""

from __future__ import annotations

import argparse

from cvrender.cli.usage import say, usage
from cvrender.diagnostics.catalog import codes, explanation


def run(options: argparse.Namespace) -> int:
    """Write the long text of one code, or without one a line for each; return the exit status."""
    if options.code is None:
        say(*(f"{one.code}  {one.severity:7}  {one.title}" for one in map(explanation, codes())))
        return 0
    code = options.code.upper()
    try:
        found = explanation(code)
    except KeyError:
        from cvrender.diagnostics.report import closest

        near = closest(code, codes())
        return usage(f"there is no diagnostic `{options.code}`" + (f"; did you mean `{near}`?" if near else ""))
    say(*found.text().split("\n"))
    return 0
