"""A folder for the temporary files of one process, which goes with it, however it ends."""

from __future__ import annotations

import fcntl
import os
import signal
import stat
import sys
from contextlib import suppress

_PREFIX = "cvrender-run-"
_RANDOM = 16
"""Hexadecimal digits behind the prefix; a folder that the user has named is none of ours."""


class Scratch:
    """A folder that nobody else may read, in the system's folder for temporary files.

    Temporary files hold the resume, so they must not outlive a process that is killed. Whoever made this folder removes
    it when the process that works in it has ended. Where both were killed, the next command does: a lock says whether
    anybody still uses the folder, and the kernel gives it up with the last process that holds it.
    """

    def __init__(self) -> None:
        self.path = ""
        """Empty where there can be none."""
        self._lock = -1
        given = os.environ.get("TMPDIR", "")
        usable = os.access(given, os.W_OK | os.X_OK) if given else False
        base = os.path.realpath(given if usable else "/tmp")  # noqa: S108  # as tempfile, which takes 3 ms to load
        with suppress(OSError):
            _sweep(base)
            while self._lock < 0:
                path = os.path.join(base, _PREFIX + os.urandom(8).hex())  # noqa: PTH118  # pathlib is ten times as slow
                os.mkdir(path, 0o700)  # noqa: PTH102  # as above
                lock = _locked(path)
                if lock is None:  # another command is just sweeping it away
                    continue
                self.path, self._lock = path, lock

    def enter(self) -> None:
        """Have this process, and the programs that it starts, put their temporary files there."""
        os.environ.update(self.environment())
        if self.path and "tempfile" in sys.modules:
            import tempfile

            tempfile.tempdir = None

    def environment(self) -> dict[str, str]:
        """Return the variables of the environment that name the folder."""
        return {"TMPDIR": self.path} if self.path else {}

    def end_programs(self) -> None:
        """End the programs that still work in the folder: who started them was killed, and nobody waits for them."""
        if self.path and os.listdir(self.path):  # noqa: PTH208  # as above
            _end_programs(self.path)

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        if self.path:
            self.end_programs()
            _remove(self.path)
            os.close(self._lock)
            self.path = ""


def _end_programs(folder: str) -> None:
    for process in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208  # as above
        with suppress(OSError):
            if f"{os.readlink(f'/proc/{process}/cwd')}/".startswith(f"{folder}/"):  # noqa: PTH115  # as above
                os.kill(int(process), signal.SIGKILL)


def _remove(folder: str) -> None:
    try:
        os.rmdir(folder)  # noqa: PTH106  # as above
    except OSError:
        import shutil

        shutil.rmtree(folder, ignore_errors=True)


def _is_ours(name: str) -> bool:
    digits = name.removeprefix(_PREFIX)
    return name.startswith(_PREFIX) and len(digits) == _RANDOM and not digits.strip("0123456789abcdef")


def _sweep(base: str) -> None:
    """Remove the folders of this user's whose processes have all been killed."""
    with os.scandir(base) as entries:
        left = [entry.path for entry in entries if _is_ours(entry.name)]
    for path in left:
        lock = _locked(path)
        if lock is not None:
            _end_programs(path)
            _remove(path)
            os.close(lock)


def _locked(path: str) -> int | None:
    """Return an open folder of the user's own, locked; None where it is another's, in use, a link, or gone."""
    try:
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        about = os.fstat(folder)
        if about.st_uid == os.geteuid() and about.st_nlink and stat.S_ISDIR(about.st_mode):
            return folder
    except OSError:
        pass
    os.close(folder)
    return None
