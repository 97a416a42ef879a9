"""What is said of wrong usage."""

from __future__ import annotations

import sys

EXIT_USAGE = 2


def usage(message: str, status: int = EXIT_USAGE) -> int:
    """Write a complaint to stderr and return the exit status."""
    from cvrender.diagnostics import printable

    print(f"cvrender: {printable(message)}", file=sys.stderr)
    return status
