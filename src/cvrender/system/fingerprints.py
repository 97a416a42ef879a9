"""What tells one installation from another, without loading or running it: a PDF that is kept holds for one only."""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder
from pathlib import Path

_DATABASES = (
    "/var/lib/dpkg/status",
    "/usr/lib/sysimage/rpm/rpmdb.sqlite",
    "/var/lib/rpm/rpmdb.sqlite",
    "/var/lib/pacman/local",
    "/lib/apk/db/installed",
    "/usr/lib/apk/db/installed",
    "/opt/homebrew/Cellar",
    "/usr/local/Cellar",
    "C:/msys64/var/lib/pacman/local",
    f"{sys.prefix}/conda-meta",
)
"""Where package managers keep what is installed; each is written when a package comes, goes or changes."""


def stamp(path: Path | str) -> str:
    """Return path, size and time of a file or folder, as one line; empty where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116  # a name is as good as a Path here, and 100 of them are asked
    except OSError:
        return ""
    return f"{path} {found.st_size} {found.st_mtime_ns}\n"


def system() -> str:
    """Return what tells one state of the system's packages from another; empty where none keeps a list of them."""
    return "".join(map(stamp, _DATABASES))


def package(name: str) -> str:
    """Return what tells one state of a Python package, and of all that is installed beside it, from another."""
    spec = PathFinder.find_spec(name)
    if spec is None or spec.origin is None:
        return ""
    here = Path(spec.origin).parent
    names = os.listdir(here.parent)  # noqa: PTH208  # names are wanted
    installed = (entry for entry in names if entry.endswith((".dist-info", ".egg-info")))
    return stamp(spec.origin) + "\n".join(sorted(installed))
