"""The command line. It parses, calls one function of the pipeline, and shows what came of it."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper

from cvrender.cli.parser import parser

TYPE_CHECKING = False  # `typing` takes 3 ms to load
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from cvrender.process.journal import Journal

_RARELY = 10_000, 20, 50
"""How often Python looks for garbage that is in circles. By its own measure it looks 14 times as often, which takes a
tenth of the time of a PDF by WeasyPrint, and saves no memory; looking more seldom than so lets workers grow by a half.
"""
_LIMITED = ("check", "diff", "extract", "themes", "variants", "verify")
"""Commands that read strangers' files in this process. `build` sees to its limits by itself."""
_PRINTING = ("doctor", "explain", "schema", "variants")
"""Commands that do nothing but print."""
_EXIT_PIPE = 141
"""What a shell says of a program that nobody listens to: 128 and the number of SIGPIPE."""
_SIGINT = 2


def main(arguments: Sequence[str] | None = None, *, own_process: bool = False, journal: Journal | None = None) -> int:
    """Run one command and return its exit status: 0 fine, 1 a source has errors, 2 wrong usage, 3 an engine or tool is
    missing, 4 an engine failed, an output lost a fact or a public copy held something private; as for any program, 130
    after Ctrl-C, 141 where nobody reads what it prints, 143 after SIGTERM.

    In a process of its own it handles signals and has limits; the journal is that of its supervisor, if there is one.
    """
    try:
        if own_process:
            _unwind_on_signals()
        gc.set_threshold(*_RARELY)
        gc.enable()
        _escape_what_the_terminal_lacks()
        arguments = sys.argv[1:] if arguments is None else arguments
        arguments_of = parser(*arguments[:1])
        options = arguments_of.parse_args(arguments)
        options.own_process, options.journal = own_process, journal
        if options.command is None:
            arguments_of.print_help()
            return 0
        if sys.stdout is None and options.command in _PRINTING:
            from cvrender.cli.usage import usage

            return usage("stdout is closed, and there is nowhere else to write to", 1)
        if own_process and options.command in _LIMITED:
            _limit(options.time_limit, options.memory_limit, journal)
        status: int = import_module(f"cvrender.cli.{options.command}").run(options)
        if sys.stdout:
            sys.stdout.flush()
    except BrokenPipeError:
        from cvrender.cli.usage import hush

        hush(sys.stdout)
        return _EXIT_PIPE
    except (OSError, RecursionError, MemoryError) as error:
        # What no stage foresaw: a full disk, a folder without permission, a name that is too long.
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        name = getattr(error, "filename", None)
        with suppress(OSError, ValueError):
            from cvrender.cli.usage import usage

            usage(f"{name}: {why}" if name else f"cannot go on: {why}")
        return 1
    except KeyboardInterrupt as error:
        number: int = error.args[0] if error.args else _SIGINT
        with suppress(OSError, ValueError):
            what = "interrupted" if number == _SIGINT else "terminated"
            print(f"{what}; files that were written are whole", file=sys.stderr)
        return 128 + number
    return status


def _escape_what_the_terminal_lacks() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _limit(seconds: int, megabytes: int, journal: Journal | None) -> None:
    from cvrender.process.limits import Limits, impose

    if journal:
        journal.limited(seconds, megabytes)
    impose(Limits(seconds, megabytes))


def _unwind_on_signals() -> None:
    """Have the signals that end a command raise KeyboardInterrupt with their number, once.

    So everything that was started ends, and nothing stays half-written.
    """
    import signal

    ending = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

    from cvrender.process import unwind_in_silence

    def end(number: int, _: object) -> NoReturn:
        unwind_in_silence()
        for other in ending:
            signal.signal(other, signal.SIG_IGN)
        raise KeyboardInterrupt(number)

    for number in ending:
        if signal.getsignal(number) != signal.SIG_IGN:  # as `nohup` has it
            signal.signal(number, end)
