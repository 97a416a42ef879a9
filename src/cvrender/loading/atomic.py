"""Files written whole or not at all, and the temporary files that a killed process has left behind."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from errno import EEXIST, EISDIR, ENOTDIR
from pathlib import Path

from cvrender.system.paths import confine

_TEMPORARY = re.compile(r"\.cvrender-[0-9a-f]{12}\.tmp")
_ABANDONED = 3600
"""Seconds after which a temporary file is taken for abandoned where folders cannot be locked."""
_PATIENCE = 1.0
"""Seconds to wait for another process that clears a folder, which takes thousandths."""
_swept: set[object] = set()
"""Folders that this process has cleared: to look through thousands of files for each source would be quadratic."""


def write(files: Mapping[Path, bytes], root: Path | None = None, *, follow_links: bool = False) -> None:
    """Write all files or none, each in one step: a reader sees the old one or the new one, whole. What is there already
    is left as it is, with its time; a link at the place of a file is replaced, not followed.

    Raises OSError with the file's name; Outside where a link leads a file's folder out of `root`.
    """
    ready: dict[Path, Path] = {}
    path = Path()
    try:
        folders: dict[Path, Path] = {}
        for path in files:
            folders.setdefault(path.parent, path)
        for folder, path in folders.items():  # noqa: B007  # the error below names it
            if root is not None:
                confine(root, folder, follow_links=follow_links)
            _make(folder)
        with _claimed(folders):
            try:
                for path, content in files.items():
                    if path.is_dir():
                        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
                    if _holds(path, content):
                        continue
                    ready[path] = _temporary(path.parent)  # first, for the user may interrupt right behind
                    _fill(ready[path], content)
                for path, temporary in list(ready.items()):
                    temporary.replace(path)
                    del ready[path]
            finally:
                for temporary in ready.values():  # also where the user interrupts
                    with suppress(OSError):
                        temporary.unlink(missing_ok=True)
    except OSError as error:
        error.filename = str(path)
        raise


def store(path: Path, content: bytes) -> None:
    """Write a file that the user has named, whole or not at all. A device or a pipe gets the bytes as they are. Raises
    OSError.
    """
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except OSError:
        mode = stat.S_IFREG
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        write({path: content})
    else:
        path.write_bytes(content)


def create(path: Path, content: bytes) -> None:
    """Write a new file, whole or not at all. Raises FileExistsError where there is something, be it a link that leads
    nowhere, and OSError.
    """
    if os.path.lexists(path):
        raise FileExistsError(EEXIST, os.strerror(EEXIST), str(path))
    _make(path.parent)
    with _claimed([path.parent]):
        temporary = _temporary(path.parent)
        try:
            _fill(temporary, content)
            _put_new(temporary, path)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _put_new(temporary: Path, path: Path) -> None:
    """Give a file its name, if nothing has it: a new hard link does both in one step."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError as error:  # FAT and some network disks have no hard links
        if os.path.lexists(path):
            raise FileExistsError(EEXIST, os.strerror(EEXIST), str(path)) from error
        temporary.replace(path)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(ENOTDIR, "a file stands where its folder is to be") from error


def _temporary(folder: Path) -> Path:
    """Return a path that nobody can foresee, short enough beside a file's name of any length."""
    return folder / f".cvrender-{os.urandom(6).hex()}.tmp"


def _fill(temporary: Path, content: bytes) -> None:
    temporary.touch(exist_ok=False)  # a link that waits there is not followed
    temporary.write_bytes(content)


def _holds(path: Path, content: bytes) -> bool:
    """Return whether a file has this content; a link to a file elsewhere is to become a file."""
    try:
        about = path.lstat()
        return stat.S_ISREG(about.st_mode) and about.st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


@contextmanager
def _claimed(folders: Iterable[Path]) -> Iterator[None]:
    """Keep other processes from clearing folders of temporary files; clear each of what killed ones have left, once."""
    claims: list[int] = []
    try:
        for folder in folders:
            claims += _claim(folder)
        yield
    finally:
        for claim in claims:
            os.close(claim)


def _claim(folder: Path) -> list[int]:
    """Return the descriptor that holds a shared lock on a folder, in a list that is empty where it cannot be locked.

    Whoever can lock a folder exclusively knows that no other process writes to it: every temporary file is stale.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        _clear_once(folder, os.path.abspath(folder), alone=False)  # noqa: PTH100
        return []
    try:
        claim = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:  # it can be written to, and not be listed
        return []
    try:
        about = os.fstat(claim)
        identity = about.st_dev, about.st_ino
        if identity not in _swept:
            alone = _locked(claim, fcntl.LOCK_EX)
            if alone is False:  # another process writes there now, and may have begun long ago
                _swept.add(identity)
            _clear_once(folder, identity, alone=bool(alone))
        end = time.monotonic() + _PATIENCE
        while _locked(claim, fcntl.LOCK_SH) is False and time.monotonic() < end:
            time.sleep(0.001)
    except BaseException:
        os.close(claim)
        raise
    return [claim]


def _locked(claim: int, kind: int) -> bool | None:
    """Lock without waiting; return whether it is locked, None where there are no such locks, as on NFS."""
    import fcntl

    try:
        fcntl.flock(claim, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _clear_once(folder: Path, identity: object, *, alone: bool) -> None:
    """Remove temporary files that are the user's own and stale: all of them where this process is alone."""
    if identity in _swept:
        return
    _swept.add(identity)
    with suppress(OSError):
        for name in os.listdir(folder):  # noqa: PTH208  # names alone, of thousands of files
            if name.startswith(".cvrender-") and _TEMPORARY.fullmatch(name):
                with suppress(OSError):
                    _remove_stale(os.path.join(folder, name), alone=alone)  # noqa: PTH118


def _remove_stale(path: str, *, alone: bool) -> None:
    about = os.lstat(path)
    own = stat.S_ISREG(about.st_mode) and (not hasattr(os, "geteuid") or about.st_uid == os.geteuid())
    if own and (alone or about.st_mtime < time.time() - _ABANDONED):
        os.unlink(path)  # noqa: PTH108
