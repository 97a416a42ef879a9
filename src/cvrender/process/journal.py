"""What a command has done of its work, so that another process can go on where the first was ended."""

from __future__ import annotations

import marshal
import os
from contextlib import suppress

TYPE_CHECKING = False  # `typing` takes 3 ms to load
if TYPE_CHECKING:
    from typing import Any

    Entry = tuple[Any, ...]
    """Values that marshal can write, which is loaded with Python and takes microseconds."""


class Journal:
    """A file of entries: what each job has come to, and which job has been begun.

    Without a folder to write in, nothing is kept, and nothing can be gone on with.
    """

    def __init__(self, folder: str) -> None:
        self._path = f"{folder}/journal" if folder else ""
        self._file = -1

    def limited(self, seconds: int, megabytes: int) -> None:
        """Note the limits of the process."""
        self._write("limits", (seconds, megabytes))

    def limits(self) -> tuple[int, int] | None:
        """Return what was noted of the limits."""
        return next((entry for kind, entry in self._read() if kind == "limits"), None)

    def begin(self) -> None:
        """Note that a job has begun."""
        self._write("begin", ())

    def done(self, *entry: Any) -> None:
        """Note what the job that was begun last has come to."""
        self._write("done", entry)

    def blame(self, status: int) -> bool:
        """Note that the process has ended in the middle of a job; return whether there was one."""
        entries = self._read()
        if not entries or entries[-1][0] != "begin":
            return False
        self._write("died", (status,))
        return True

    def entries(self) -> list[tuple[str, Entry]]:
        """Return what has become of each job so far: `done` with what was noted, or `died` with a status."""
        return [(kind, entry) for kind, entry in self._read() if kind in ("done", "died")]

    def _write(self, kind: str, entry: Entry) -> None:
        if not self._path:
            return
        with suppress(OSError, ValueError):
            if self._file < 0:
                self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.write(self._file, marshal.dumps((kind, entry)))  # in one call, which a signal does not part

    def _read(self) -> list[tuple[str, Entry]]:
        found = []
        with suppress(OSError, EOFError, ValueError, TypeError), open(self._path, "rb") as file:  # noqa: PTH123
            while True:
                found.append(marshal.load(file))  # noqa: S302  # our own process wrote it
        return found
