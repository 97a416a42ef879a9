"""What is said of a command whose process was ended by a signal."""

from __future__ import annotations

from cvrender.cli.usage import usage
from cvrender.loading.registry import EXIT_ENGINE
from cvrender.process.limits import Limits, died


def explain(number: int, limits: tuple[int, int] | None) -> int:
    """Say on stderr what the signal means, and return the exit status."""
    error = died(-number, Limits(*limits or ()))
    return usage(f"cannot go on: {error}; {error.hint}", EXIT_ENGINE)
