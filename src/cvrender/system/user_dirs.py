"""The user's own folders, where each system has them."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path


def config() -> Path | None:
    """Return where the user sets up cvrender; None for who has no home. A relative XDG_CONFIG_HOME counts for nothing
    (XDG Base Directory Specification).
    """
    return _within("XDG_CONFIG_HOME", ".config", "Library/Application Support", "APPDATA", "AppData/Roaming")


def cache() -> Path | None:
    """Return where cvrender keeps what it could make anew; None for who has no home. CVRENDER_CACHE names another, and
    counts for nothing where it is relative: what lies in the current folder may be anyone's.
    """
    given = os.environ.get("CVRENDER_CACHE", "")
    if os.path.isabs(given):  # noqa: PTH117  # an empty one is none
        return Path(given)
    return _within("XDG_CACHE_HOME", ".cache", "Library/Caches", "LOCALAPPDATA", "AppData/Local")


def make(place: Path) -> None:
    """Make a folder of the cache, and the cache's own, for nobody but the user. Raises OSError."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.mkdir(mode=0o700, exist_ok=True)


def own(place: Path) -> bool:
    """Whether it is a folder of the user's and no link, and nobody else can have put anything into it."""
    try:
        about = place.lstat()
    except OSError:
        return False
    return place.is_absolute() and stat.S_ISDIR(about.st_mode) and users(about)


def users(about: os.stat_result) -> bool:
    """Whether a file or folder is the user's, and nobody else can write to it; on Windows, always."""
    return not hasattr(os, "geteuid") or (about.st_uid == os.geteuid() and not about.st_mode & 0o022)


def _within(variable: str, usual: str, mac: str, windows_variable: str, windows: str) -> Path | None:
    given = os.environ.get(variable, "")
    if os.path.isabs(given):  # noqa: PTH117  # an empty one is none
        return Path(given, "cvrender")
    if sys.platform == "win32" and os.environ.get(windows_variable):
        return Path(os.environ[windows_variable], "cvrender")
    try:
        return Path.home() / {"darwin": mac, "win32": windows}.get(sys.platform, usual) / "cvrender"
    except RuntimeError:  # who runs this has no home
        return None
