"""Results that a later build need not make again, in a folder of the user's own.

Nothing here is ever an error: what cannot be kept is made anew, and so is what is found damaged.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cvrender.system.user_dirs import cache, make, own, users

LARGEST = 256 * 2**20
"""Bytes of all that is kept: some thousand PDFs."""
_PARTS = "0123456789abcdef"
"""Folders, by the first digit of a key. Each has a sixteenth of LARGEST, so that to keep something takes a look into
one of them, and the bound holds without anything that processes would have to share.
"""
_STEPS = 32
"""A process looks into a part again when it has added so small a part of that one's room."""
_PROCESSES = 4
"""How many processes can do so at once without that the bound is passed."""
_added: dict[Path, int] = {}
"""Bytes that this process has added to a part since it looked into it."""
_BLOCK = 4096
"""Bytes that the smallest file takes on most disks."""
_ABANDONED = 3600
"""Seconds after which an unfinished file is one whose process was ended."""
_DIGEST = 20
_WRITTEN = re.compile(r"[0-9a-f]{39}|\.[0-9a-f]{39}\.\d+\.\d+")
"""Names of results in a part, which are keys without the first digit, and of unfinished ones."""


def folder() -> Path | None:
    """Return where results are kept; None for who has no home."""
    kept = cache()
    return kept / "results" if kept else None


def key(*parts: bytes | str) -> str:
    """Return the name of the result of these parts, other ones than of any others."""
    from hashlib import blake2b

    digest = blake2b(digest_size=_DIGEST)
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        digest.update(b"%d:" % len(content))
        digest.update(content)
    return digest.hexdigest()


def get(place: Path | None, name: str) -> bytes | None:
    """Return what is kept under a key, as it was put there; None where there is nothing or it is damaged."""
    if place is None:
        return None
    path = _path(place, name)
    if not (own(place) and own(path.parent)):
        return None
    try:
        written = _read(path)
    except OSError:
        return None
    checked, content = written[:_DIGEST], written[_DIGEST:]
    if checked != _checksum(name, content):
        return None
    with suppress(OSError):
        os.utime(path)  # it was used last now
    return content


def put(place: Path | None, name: str, content: bytes) -> None:
    """Keep a result under its key, readable for its owner only; what was used longest ago gives way."""
    if place is None or len(content) > LARGEST // len(_PARTS) // 2:
        return
    path = _path(place, name)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}")
    with suppress(OSError):
        make(place)
        path.parent.mkdir(0o700, exist_ok=True)
        if not (own(place) and own(path.parent)):
            return
        _make_room(path.parent, len(content))
        try:
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(_checksum(name, content) + content)
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


def shared(place: Path) -> bool:
    """Return whether something is at the place that others may have written to: nothing is then kept in it, read from
    it or removed.
    """
    return os.path.lexists(place) and not own(place)


def info(place: Path) -> tuple[int, int]:
    """Return how many results are kept, and how many bytes they take."""
    sizes = [size for part in _PARTS for _, size, _ in _entries(place / part)]
    return len(sizes), sum(sizes)


def clear(place: Path) -> int:
    """Remove all that is kept, and return how many bytes that was."""
    gone = 0
    for part in _PARTS:
        for _, size, path in _entries(place / part):
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108
                gone += size
    return gone


def _make_room(part: Path, size: int) -> None:
    """Remove what was used longest ago, until so much more fits, and what other processes left unfinished; not each
    time, as that means to look at each file.
    """
    most = LARGEST // len(_PARTS)
    step = most // _STEPS
    added = _added.get(part, most) + max(size, _BLOCK)
    _added[part] = added if added <= step else 0
    if added <= step:
        return
    entries = sorted(_entries(part))
    total = sum(taken for _, taken, _ in entries) + size
    for used, taken, path in entries:
        abandoned = os.path.basename(path).startswith(".") and used < time.time() - _ABANDONED  # noqa: PTH119
        if total > most - _PROCESSES * step or abandoned:
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108
            total -= taken


def _entries(part: Path) -> Iterator[tuple[float, int, str]]:
    """When each result of a part was used last, the bytes it takes, and where it is; unfinished ones as well."""
    if not (own(part.parent) and own(part)):
        return
    with suppress(OSError), os.scandir(part) as found:
        for entry in found:
            with suppress(OSError):  # another process has just removed it
                if _WRITTEN.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                    about = entry.stat(follow_symlinks=False)
                    yield about.st_mtime, max(about.st_size, _BLOCK), entry.path


def _read(path: Path) -> bytes:
    """What a file of the user's holds; nothing of what is none, such as a link, or a FIFO, which would never end."""
    file = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        about = os.fstat(file)
        if not stat.S_ISREG(about.st_mode) or not users(about):
            return b""
        with os.fdopen(file, "rb", closefd=False) as opened:
            return opened.read()
    finally:
        os.close(file)


def _path(place: Path, name: str) -> Path:
    return place / name[0] / name[1:]


def _checksum(name: str, content: bytes) -> bytes:
    from hashlib import blake2b

    return blake2b(content, digest_size=_DIGEST, key=name.encode()).digest()
