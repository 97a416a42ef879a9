"""Lines that commands write, and what they say of wrong usage."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # `typing` takes 3 ms to load
if TYPE_CHECKING:
    from typing import TextIO

EXIT_USAGE = 2


def usage(message: str, status: int = EXIT_USAGE) -> int:
    """Write a complaint to stderr and return the exit status."""
    tell(f"cvrender: {message}")
    return status


def say(*lines: str) -> None:
    """Write lines to stdout, without what steers a terminal; where nobody reads them, as after `| head`, go on."""
    write(sys.stdout, _joined(lines))


def tell(*lines: str) -> None:
    """Write lines to stderr, likewise."""
    write(sys.stderr, _joined(lines))


def flush() -> None:
    """Write out what `say` has been given."""
    write(sys.stdout, "", flush=True)


def write(stream: TextIO | None, text: str, *, flush: bool = False) -> None:
    """Write a text that may steer a terminal, as colours do; where nobody reads it, go on."""
    if stream is None:
        return
    try:
        stream.write(text)
        if flush:
            stream.flush()
    except BrokenPipeError:
        hush(stream)


def hush(stream: TextIO) -> None:
    """Have a stream that nobody reads go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _joined(lines: tuple[str, ...]) -> str:
    if not all(line.isprintable() for line in lines):
        from cvrender.diagnostics.report import printable

        lines = tuple(map(printable, lines))
    return "".join(f"{line}\n" for line in lines)
