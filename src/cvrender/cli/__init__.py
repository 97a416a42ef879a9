"""The command line. It parses, calls one function of the pipeline, and shows what came of it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper

from cvrender.cli.parser import parser

_RARELY = 10_000, 20, 50
"""How often Python looks for garbage that is in circles. By its own measure it looks 14 times as often, which takes a
tenth of the time of a PDF by WeasyPrint, and saves no memory; looking more seldom than so lets workers grow by a half.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 fine, 1 a source has errors, 2 wrong usage, 3 an engine or tool is
    missing, 4 an engine failed, an output lost a fact or a public copy held something private.
    """
    gc.set_threshold(*_RARELY)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # names and values that the terminal's encoding lacks are shown escaped
            stream.reconfigure(errors="backslashreplace")
    arguments_of = parser()
    options = arguments_of.parse_args(arguments)
    if options.command is None:
        arguments_of.print_help()
        return 0
    try:
        status: int = import_module(f"cvrender.cli.{options.command}").run(options)
        if sys.stdout:
            sys.stdout.flush()
    except BrokenPipeError:  # the reader of a pipe has gone, as after `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (OSError, RecursionError, MemoryError) as error:
        # What no stage foresaw: a full disk, a folder without permission, a name that is too long.
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        name = getattr(error, "filename", None)
        with suppress(OSError, ValueError):
            from cvrender.cli.usage import usage

            usage(f"{name}: {why}" if name else f"cannot go on: {why}")
        return 1
    except KeyboardInterrupt:
        print("interrupted; files that were written are whole", file=sys.stderr)
        return 130
    return status
