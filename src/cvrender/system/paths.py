"""Paths that a stranger may have chosen: where they lead, and what is read of them."""

from __future__ import annotations

import errno
import os
import stat
from os import PathLike

LARGEST = 16 * 2**20
"""Bytes of a source, a theme's file or a setting; the text of a thousand resumes has less."""

_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
"""A named pipe would otherwise be waited for until something is written to it."""


class Outside(OSError):
    """A path leads out of the folder that it must stay in; `strerror` says so, `hint` names the way out."""

    strerror: str
    hint = "name where it leads on the command line, or add --follow-links"


def confine(root: str | PathLike[str], path: str | PathLike[str], *, follow_links: bool = False) -> None:
    """Raise Outside unless a path stays in `root`, wherever its links lead; `root` itself may be reached by links.

    With `follow_links`, links may lead anywhere, and only `..` and absolute paths are refused. Raises ValueError for
    a name with a null character. Hard links are files like any other.
    """
    base, name = os.fspath(root), os.fspath(path)
    steps = _steps(base, name)
    # Most paths have no link in them; asking each component costs a tenth of resolving the path and its root.
    if steps is not None and (follow_links or not any(map(_is_link, steps))):
        return
    if follow_links and _contains(os.path.abspath(base), os.path.abspath(name)):  # noqa: PTH100  # links stay
        return
    real = os.path.realpath(name)
    if not _contains(os.path.realpath(base), real):
        where = "the working folder" if base in ("", os.curdir) else f"`{base}`"
        raise Outside(errno.EPERM, f"a link leads out of {where}, to `{real}`", name)


def stays(root: str | PathLike[str], path: str | PathLike[str], *, follow_links: bool = False) -> bool:
    """Return whether `confine` accepts a path."""
    try:
        confine(root, path, follow_links=follow_links)
    except (OSError, ValueError):
        return False
    return True


def read(path: str | PathLike[str], largest: int = LARGEST, *, regular: bool = True) -> bytes:
    """Return the content of a file. Raises OSError, also for a file larger than `largest`, and, where it must be
    `regular`, for a device, a pipe or a socket, none of which is waited for.
    """
    file = os.open(path, _READING | _WITHOUT_WAITING if regular else _READING)
    try:
        about = os.fstat(file)
        if regular and not (stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode)):
            raise OSError(errno.EINVAL, "it is a device or a pipe", os.fspath(path))
        content = _content(file, about.st_size or largest + 1) if about.st_size <= largest else b""
    finally:
        os.close(file)
    if max(about.st_size, len(content)) > largest:
        size = f"{largest >> 20} MB" if largest >> 20 else f"{largest >> 10} kB"
        raise OSError(errno.EFBIG, f"it is larger than {size}", os.fspath(path))
    return content


def _content(file: int, wanted: int) -> bytes:
    """Read up to so many bytes; a pipe gives them in pieces, and tells no size before."""
    first = os.read(file, wanted)
    if len(first) == wanted or not first:
        return first
    whole = bytearray(first)
    while len(whole) < wanted and (more := os.read(file, wanted - len(whole))):
        whole += more
    return bytes(whole)


def _steps(base: str, name: str) -> list[str] | None:
    """Return the paths of all components between a folder and a path below it; None where these names do not tell."""
    if base in ("", os.curdir):
        if os.path.isabs(name) or os.path.splitdrive(name)[0]:  # noqa: PTH117
            return None
        before, rest = "", name
    elif name.startswith(base):
        before, rest = base, name[len(base) :]
        if rest and not rest.startswith(os.sep) and not base.endswith(os.sep):
            return None
    else:
        return None
    steps = []
    for part in rest.split(os.sep):  # noqa: PTH206  # as below
        if part in ("", os.curdir):
            continue
        if part == os.pardir:
            return None
        before = os.path.join(before, part)  # noqa: PTH118  # a Path takes ten times as long
        steps.append(before)
    return steps


def _is_link(path: str) -> bool:
    """Return whether a path is a symbolic link, or on Windows a junction or another reparse point."""
    try:
        about = os.lstat(path)
    except OSError:
        return False  # nothing can be opened below it either
    if stat.S_ISLNK(about.st_mode):
        return True
    attributes: int = getattr(about, "st_file_attributes", 0)
    return bool(attributes & stat.FILE_ATTRIBUTE_REPARSE_POINT)


def _contains(root: str, path: str) -> bool:
    """Return whether a resolved path is a resolved folder or lies below it."""
    if path == root or path.startswith(root if root.endswith(os.sep) else root + os.sep):
        return True
    # Where case does not count, one folder can be spelled in several ways.
    try:
        wanted = os.stat(root)  # noqa: PTH116
    except OSError:
        return False
    while True:
        try:
            if os.path.samestat(os.stat(path), wanted):  # noqa: PTH116
                return True
        except OSError:
            pass  # it is yet to be made
        above = os.path.dirname(path)  # noqa: PTH120
        if above == path:
            return False
        path = above
