"""The `cvrender` command, and `python -m cvrender`."""

from __future__ import annotations

import gc
import signal
import sys

TYPE_CHECKING = False  # `typing` takes 3 ms to load
if TYPE_CHECKING:
    from cvrender.process.journal import Journal

# Until `main` can say more, Ctrl-C ends the process without a traceback.
signal.signal(signal.SIGINT, signal.SIG_DFL)
# Nothing that is loaded becomes garbage; `main` looks for some again, seldom.
gc.disable()


_READING = ("build", "check", "diff", "extract", "themes", "variants", "verify")
"""Commands that read strangers' files, and so work in a process of their own."""


def command() -> None:
    """Run the command that is called, and end this process with its status."""
    from cvrender.process import SUPERVISED

    if SUPERVISED and sys.argv[1:2] and sys.argv[1] in _READING:
        from cvrender.process.supervisor import supervise

        supervise(_work, _explain)
    sys.exit(_work())


def _work(journal: Journal | None = None) -> int:
    from cvrender.cli import main

    return main(own_process=True, journal=journal)


def _explain(number: int, journal: Journal) -> int:
    from cvrender.cli.crash import explain

    return explain(number, journal.limits())


if __name__ == "__main__":
    command()
