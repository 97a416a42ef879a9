"""Where themes stand: in the project, in the user's own folder, with cvrender, and in packages that are installed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cvrender.record import Record
from cvrender.system.user_dirs import config

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "cvrender.themes"
"""The group of entry points by which a package tells of its themes."""
THEME = "theme.yaml"
"""The file that makes a folder a theme."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


class Place(Record):
    """A theme's folder, and whose it is: `themes/`, the user's `own`, `cvrender`, or the name of a package."""

    folder: Path
    origin: str

    @property
    def whose(self) -> str:
        """The theme in words: your own, or cvrender's."""
        return "your own" if self.origin == "own" else "cvrender's"


def is_name(text: str) -> bool:
    """Whether a theme can have this name: small letters, digits, `-` and `_`."""
    return bool(_NAME.fullmatch(text))


def is_theme(folder: Path) -> bool:
    """Whether this is the folder of a theme; what cannot be looked into is none."""
    return os.path.isfile(folder / THEME)  # noqa: PTH113  # Path's raises where it may not look


def folders() -> tuple[Path, ...]:
    """Return where named themes are looked for first: `themes/` in the current folder, the user's own, cvrender's."""
    return tuple(place.folder for place in _shelves())


def _shelves() -> tuple[Place, ...]:
    package = Path(__file__).parents[1]
    shipped = package / "themes"
    ours = shipped if shipped.is_dir() else package.parents[1] / "themes"
    own = _own()
    return (Place(Path("themes"), "themes/"), *([Place(own, "own")] if own else []), Place(ours, "cvrender"))


def _own() -> Path | None:
    folder = config()
    return folder / "themes" if folder else None


def find(name: str) -> Path | None:
    """Return the folder of the theme of this name. Packages are asked last: to read what each of them says of itself
    takes longer than all else of a start, and none can put itself in the place of a theme of yours or of cvrender's.
    """
    if not is_name(name):
        return None
    for folder in folders():
        if is_theme(folder / name):
            return folder / name
    return next((place.folder for known, place in _packaged() if known == name), None)


def replaced(name: str, folder: Path) -> Place | None:
    """Return the theme of the user's own or cvrender's whose place one of the working folder takes, or None.

    Themes of packages are not asked for: that takes longer than all else of a start.
    """
    if folder.is_absolute():
        return None
    for shelf in _shelves()[1:]:
        other = shelf.folder / name
        if is_theme(other) and not other.samefile(folder):
            return shelf.replace(folder=other)
    return None


def standing() -> dict[str, Place]:
    """Return all themes that can be named, by name."""
    found: dict[str, Place] = {}
    for shelf in _shelves():
        for name, path in _within(shelf.folder):
            found.setdefault(name, shelf.replace(folder=path))
    for name, place in _packaged():
        found.setdefault(name, place)
    return dict(sorted(found.items()))


def available() -> dict[str, Path]:
    """Return the themes that can be named, and their folders."""
    return {name: place.folder for name, place in standing().items()}


def _within(folder: Path) -> Iterator[tuple[str, Path]]:
    """The themes in a folder; what cannot be looked into has none."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return
    yield from ((path.name, path) for path in paths if is_name(path.name) and is_theme(path))


def _packaged() -> Iterator[tuple[str, Place]]:
    """The themes of packages: the folder of the module that an entry point names is one theme, of the entry point's
    name, or holds some. No package is imported for it: only where the topmost one lies is asked, and the rest is paths.
    """
    for entry in _entry_points():
        origin = entry.dist.name if entry.dist else GROUP
        for folder in _module_folders(entry):
            if is_theme(folder):
                if is_name(entry.name):
                    yield entry.name, Place(folder, origin)
            else:
                yield from ((name, Place(path, origin)) for name, path in _within(folder))


def _entry_points() -> Iterator[EntryPoint]:
    """The entry points of the group; of two packages of one name the one that an import would find. A package whose
    description is damaged has none.
    """
    from importlib import metadata

    seen: set[str] = set()
    for package in metadata.distributions():
        try:
            found = [entry for entry in package.entry_points if entry.group == GROUP]
            name = package.name.lower() if found else ""
        except Exception:  # noqa: BLE001, S112  # what a damaged file of a stranger's raises is not known
            continue
        if found and name not in seen:
            seen.add(name)
            yield from found


def _module_folders(entry: EntryPoint) -> Iterator[Path]:
    """Where the package, or the module within one, of an entry point lies, by its dotted name."""
    from importlib.util import find_spec

    top, *rest = entry.value.partition(":")[0].strip().split(".")
    if not all(part.isidentifier() for part in (top, *rest)):
        return
    try:
        spec = find_spec(top)  # of a name without dots, which imports nothing
    except (ImportError, ValueError):
        return
    for location in (spec and spec.submodule_search_locations) or ():
        folder = Path(location, *rest)
        if folder.is_dir():
            yield folder
        elif folder.with_suffix(".py").is_file():
            yield folder.parent
