"""`cvrender doctor`: tell what works on this machine."""

from __future__ import annotations

import argparse

from cvrender.cli.health import examine
from cvrender.cli.usage import say


def run(options: argparse.Namespace) -> int:
    """Write what works and what does not; return the exit status."""
    status, lines = examine()
    say(*lines)
    return status
