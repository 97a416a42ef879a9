"""The files of a run: what a source may name, in its own folder, and outputs written whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from cvrender.diagnostics.report import Report, closest
from cvrender.document.model import Photo
from cvrender.document.photo import LARGEST, Unfit, photo
from cvrender.loading.atomic import write
from cvrender.loading.registry import SUFFIXES, WRITERS
from cvrender.resume.links import scheme
from cvrender.resume.model import Resume
from cvrender.source.parse import Opener, Refused
from cvrender.system.paths import Outside, confine, read, stays

SOURCES = Path("resumes")
"""Where sources are, unless others are named."""


def find(
    arguments: Iterable[Path], report: Report, root: Path | None = None, *, follow_links: bool = False
) -> list[Path]:
    """Return the sources that are meant: files as they are, and in folders every file with one of SUFFIXES.

    Names that the user has not typed must stay in `root`. Without one they are the user's own: a file may be a link or
    a device, and a folder is the root of the files in it.
    """
    found: list[Path] = []
    for path in arguments:
        before = len(report.diagnostics)
        try:
            if root is not None:
                confine(root, path, follow_links=follow_links)
            if path.is_dir():
                inside = sorted(_within(path, root or path, report, follow_links=follow_links))
                if not inside and len(report.diagnostics) == before:
                    report.error("CV001", "the folder holds no resume (.yaml, .yml or .json)", file=str(path))
                found += inside
            elif root is not None and path.exists() and not path.is_file():
                report.error("CV001", "cannot be read: it is a device or a pipe", file=str(path))
            else:
                found.append(path)
        except Outside as error:
            report.error("CV074", error.strerror, hint=error.hint, file=str(path))
        except OSError as error:
            report.error("CV001", f"cannot be read: {error.strerror}", file=str(path))
    return list(dict.fromkeys(found))


def _within(folder: Path, root: Path, report: Report, *, follow_links: bool) -> Iterator[Path]:
    """The files of a folder that are sources by their names; an error for each link that leads out of the root."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if os.path.splitext(entry.name)[1].lower() not in SUFFIXES or not entry.is_file():  # noqa: PTH122
                continue
            path = folder / entry.name
            try:
                if entry.is_symlink():
                    confine(root, path, follow_links=follow_links)
                yield path
            except Outside as error:
                report.error("CV074", error.strerror, hint=error.hint, file=str(path))


def endangered(sources: list[Path], built: list[Path]) -> frozenset[Path]:
    """Return the resolved paths of sources that an output of another one could overwrite: such as would have the same
    name and are not built, and such as stand in a folder that is named as those of outputs are.
    """
    kept = set(built)
    bundles = tuple(f"-{name}" for name in WRITERS)
    return frozenset(path.resolve() for path in sources if path not in kept or path.parent.name.endswith(bundles))


def clashes(sources: list[Path], report: Report) -> list[Path]:
    """Return the sources that may be built: of two with the same stem the first, and an error for the other. The disks
    of Windows and macOS take `Jane` and `jane` for one name.
    """
    by_stem: dict[str, Path] = {}
    for source in sources:
        stem = source.stem.casefold() if sys.platform in ("win32", "darwin") else source.stem
        first = by_stem.setdefault(stem, source)
        if first is not source:
            report.error(
                "CV071", f"`{source}` and `{first}` would be written to the same files", file=str(source),
                hint="rename one, or build them with different --output",
            )  # fmt: skip
    return list(by_stem.values())


_LARGEST_INCLUDED = 2**20
"""Bytes; a list of 3,000 publications has less."""


def opener(source: Path, report: Report, *, follow_links: bool = False) -> Opener:
    """What finds the files that a source includes: in its folder or below, wherever a link may lead."""

    def find_and_read(including: str, name: str) -> tuple[str, bytes]:
        hint = "an included file lies in the folder of the source, or below it"
        if Path(name).is_absolute():
            raise Refused("it is named by its whole path", hint)
        path = Path(os.path.normpath(Path(including).parent / name))
        try:
            if not stays(source.parent, path, follow_links=follow_links):
                raise Refused("it lies outside the source's folder", hint + _way_out(source, path))
            if not path.exists():
                report.sought[str(path)] = None
                near = closest(path.name, [other.name for other in path.parent.glob("*")])
                raise Refused("there is no such file", f"did you mean `{near}`?" if near else "")
            if not path.is_file():
                raise Refused("it is no file")
            if path.stat().st_size > _LARGEST_INCLUDED:
                raise Refused(f"it is larger than {_LARGEST_INCLUDED >> 20} MB")
            report.read[str(path)] = None
            return str(path), read(path, _LARGEST_INCLUDED)
        except (OSError, ValueError, RuntimeError) as error:  # also a link to itself, and a name with a zero in it
            raise Refused(f"it cannot be read ({getattr(error, 'strerror', None) or error})") from error

    return find_and_read


def _way_out(source: Path, path: Path) -> str:
    """What to add to a hint where it is a link that leads out of the source's folder."""
    return "; --follow-links follows links out of it" if stays(source.parent, path, follow_links=True) else ""


def picture(resume: Resume, source: Path, report: Report, *, follow_links: bool = False) -> Photo | None:
    """The picture that the resume names: from the folder of its source or below, wherever a link may lead."""
    image = resume.basics.image
    if not image:
        return None
    hint = "name a PNG, JPEG or SVG file beside the source"
    if len(scheme(image)) > 1:  # one letter is a drive's
        report.warning("CV027", "a picture is not fetched from the network: it is left out", image.at, hint)
        return None
    try:
        path = source.parent / image
        if scheme(image) or not stays(source.parent, path, follow_links=follow_links):
            hint += _way_out(source, path)
            report.warning("CV027", f"`{image}` lies outside the source's folder: it is left out", image.at, hint)
            return None
        path = path.resolve()
        if path.exists() and not (path.is_file() or path.is_dir()):
            report.warning("CV027", f"`{image}` is no file: it is left out", image.at, hint)
            return None
        if not path.exists():
            report.sought[str(path)] = None
        if path.stat().st_size > LARGEST:
            report.warning("CV027", f"`{image}` is larger than {LARGEST >> 20} MB: it is left out", image.at, hint)
            return None
        report.read[str(source.parent / image)] = None
        return photo(read(path, LARGEST))
    except Unfit as error:
        report.warning("CV027", f"`{image}` {error}: it is left out", image.at, error.hint)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        report.warning("CV027", f"`{image}` cannot be read ({why}): it is left out", image.at, hint)
    return None


def save(
    files: dict[Path, bytes], report: Report, root: Path | None = None, *, follow_links: bool = False
) -> tuple[Path, ...]:
    """Write all files or none, each in one step, and none out of `root`. Return all of them, also those that were as
    they should be; none, with the reason reported, where one cannot be written.
    """
    try:
        write(files, root, follow_links=follow_links)
    except Outside as error:
        report.error("CV074", f"cannot be written: {error.strerror}", hint=error.hint, file=str(error.filename))
    except OSError as error:
        report.error("CV070", f"cannot be written: {error.strerror}", file=str(error.filename))
    else:
        return tuple(files)
    return ()
