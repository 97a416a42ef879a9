"""The files of a run: what a source may name, in its own folder, and outputs written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from errno import EISDIR
from pathlib import Path

from cvrender.build.names import SUFFIXES, WRITERS
from cvrender.diagnostics import Report, closest
from cvrender.document.model import Photo
from cvrender.document.photo import LARGEST, Unfit, photo
from cvrender.resume.links import scheme
from cvrender.resume.model import Resume
from cvrender.source.parse import Opener, Refused

SOURCES = Path("resumes")
"""Where sources are, unless others are named."""


def find(arguments: Iterable[Path], report: Report) -> list[Path]:
    """Return the sources that are meant: files as they are, and in folders every file with one of SUFFIXES."""
    found: list[Path] = []
    for path in arguments:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file())
            if not inside:
                report.error("CV001", "the folder holds no resume (.yaml, .yml or .json)", file=str(path))
            found += inside
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def endangered(sources: list[Path], built: list[Path]) -> frozenset[Path]:
    """Return the resolved paths of sources that an output of another one could overwrite: such as would have the same
    name and are not built, and such as stand in a folder that is named as those of outputs are.
    """
    kept = set(built)
    bundles = tuple(f"-{name}" for name in WRITERS)
    return frozenset(path.resolve() for path in sources if path not in kept or path.parent.name.endswith(bundles))


def clashes(sources: list[Path], report: Report) -> list[Path]:
    """Return the sources that may be built: of two with the same stem the first, and an error for the other."""
    by_stem: dict[str, Path] = {}
    for source in sources:
        first = by_stem.setdefault(source.stem, source)
        if first is not source:
            report.error(
                "CV071", f"`{source}` and `{first}` would be written to the same files", file=str(source),
                hint="rename one, or build them with different --output",
            )  # fmt: skip
    return list(by_stem.values())


_LARGEST_INCLUDED = 2**20
"""Bytes; a list of 3,000 publications has less."""


def opener(source: Path, report: Report) -> Opener:
    """What finds the files that a source includes: in its folder or below, wherever a link may lead."""
    folder = source.parent.resolve()

    def find_and_read(including: str, name: str) -> tuple[str, bytes]:
        hint = "an included file lies in the folder of the source, or below it"
        if Path(name).is_absolute():
            raise Refused("it is named by its whole path", hint)
        path = Path(os.path.normpath(Path(including).parent / name))
        try:
            if not path.resolve().is_relative_to(folder):
                raise Refused("it lies outside the source's folder", hint)
            if not path.exists():
                report.sought[str(path)] = None
                near = closest(path.name, [other.name for other in path.parent.glob("*")])
                raise Refused("there is no such file", f"did you mean `{near}`?" if near else "")
            if not path.is_file():
                raise Refused("it is no file")
            if path.stat().st_size > _LARGEST_INCLUDED:
                raise Refused(f"it is larger than {_LARGEST_INCLUDED >> 20} MB")
            report.read[str(path)] = None
            return str(path), path.read_bytes()
        except (OSError, ValueError, RuntimeError) as error:  # also a link to itself, and a name with a zero in it
            raise Refused(f"it cannot be read ({getattr(error, 'strerror', None) or error})") from error

    return find_and_read


def picture(resume: Resume, source: Path, report: Report) -> Photo | None:
    """The picture that the resume names: from the folder of its source or below, wherever a link may lead."""
    image = resume.basics.image
    if not image:
        return None
    hint = "name a PNG, JPEG or SVG file beside the source"
    if len(scheme(image)) > 1:  # one letter is a drive's
        report.warning("CV027", "a picture is not fetched from the network: it is left out", image.at, hint)
        return None
    try:
        folder = source.parent.resolve()
        path = (folder / image).resolve()
        if scheme(image) or not path.is_relative_to(folder):
            report.warning("CV027", f"`{image}` lies outside the source's folder: it is left out", image.at, hint)
            return None
        if path.exists() and not (path.is_file() or path.is_dir()):
            report.warning("CV027", f"`{image}` is no file: it is left out", image.at, hint)
            return None
        if not path.exists():
            report.sought[str(path)] = None
        if path.stat().st_size > LARGEST:
            report.warning("CV027", f"`{image}` is larger than {LARGEST >> 20} MB: it is left out", image.at, hint)
            return None
        report.read[str(source.parent / image)] = None
        return photo(path.read_bytes())
    except Unfit as error:
        report.warning("CV027", f"`{image}` {error}: it is left out", image.at, error.hint)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        report.warning("CV027", f"`{image}` cannot be read ({why}): it is left out", image.at, hint)
    return None


def save(files: dict[Path, bytes], report: Report) -> tuple[Path, ...]:
    """Write all files or none, each in one step: a reader sees the old one or the new one, whole. What is there already
    is left as it is, with its time; all files are returned.
    """
    ready: dict[Path, Path] = {}
    path, done = Path(), False
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
            if _holds(path, content):
                continue
            # A name that nobody can know before, and a file that is new: a link that waits there is not followed.
            temporary = path.with_name(f".{path.name}.{os.urandom(6).hex()}.tmp")
            ready[path] = temporary  # first, for the user may interrupt right behind
            temporary.touch(exist_ok=False)
            temporary.write_bytes(content)
        for path, temporary in ready.items():
            temporary.replace(path)
        done = True
    except FileExistsError:
        report.error("CV070", "cannot be written: a file stands where its folder is to be", file=str(path))
    except OSError as error:
        report.error("CV070", f"cannot be written: {error.strerror}", file=str(path))
    finally:
        for temporary in () if done else ready.values():  # also where the user interrupts
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    return tuple(files) if done else ()


def _holds(path: Path, content: bytes) -> bool:
    """Whether this is what the file holds; a link to a file elsewhere is to become a file."""
    try:
        return path.stat().st_size == len(content) and not path.is_symlink() and path.read_bytes() == content
    except OSError:
        return False
