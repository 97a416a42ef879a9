"""Processes that work on a stranger's files: what they may take, what they leave behind, and who ends them."""

from __future__ import annotations

import sys
from contextlib import suppress

SUPERVISED = sys.platform == "linux"
"""Whether commands fork. The system libraries of macOS do not take that, and Windows has no fork."""


def unwind_in_silence() -> None:
    """Say nothing where the exception that unwinds a process comes up in a place that Python does not let it leave."""
    sys.unraisablehook = lambda _: None


def clear_up() -> None:
    """Do what libraries do at the end of a process, such as removing temporary files; then flush what is printed."""
    import atexit

    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
