"""`cvrender explain`: explain a diagnostic at length."""

from __future__ import annotations

import argparse

from cvrender.cli.usage import usage
from cvrender.diagnostics.catalog import CODES


def run(options: argparse.Namespace) -> int:
    """Write the long text of one code; return the exit status."""
    code = options.code.upper()
    if code not in CODES:
        from cvrender.diagnostics.report import closest

        near = closest(code, list(CODES))
        return usage(f"there is no diagnostic `{options.code}`" + (f"; did you mean `{near}`?" if near else ""))
    print(CODES[code].text(code))
    return 0
