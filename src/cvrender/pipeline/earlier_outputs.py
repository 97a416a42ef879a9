"""Files of a person that an earlier build has left where a public copy is to be written."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from cvrender.diagnostics.report import Report
from cvrender.document.model import Photo
from cvrender.loading.registry import WRITERS
from cvrender.resume.model import Resume
from cvrender.resume.select import open_texts, secrets, unknown_texts
from cvrender.verification.privacy_scan import Needle, leaks, needles

_BUNDLES = tuple(f"-{name}" for name in WRITERS)
_FORMATS = {".pdf": "pdf", ".html": "html", ".txt": "text", ".md": "markdown", ".json": "json"}
_DEEPEST = 5
"""Folders below the output folder: of another build, a theme, an engine, a variant and a language."""
_LARGEST = 50 * 2**20
"""Bytes of a file that is searched; outputs with a photo have some 100 kB."""
_MOST = 20
"""Files that are named; behind them stands how many there are."""
_PICTURES = {".html": re.compile(rb"<img\s[^<>]*\bsrc=.?data:"), ".pdf": re.compile(rb"/Subtype\s*/Image\b")}
"""What tells that a file shows a picture."""
_PHOTO = re.compile(r"photo\.\w+")
"""What the photo is called in the bundles of Typst and LaTeX."""

Usual = Callable[[list[Needle], tuple[str, ...]], set[str]]
"""From what is looked for, and formats: what stands in the outputs of an empty resume in these formats."""


def leftovers(source: Path, output: Path, written: Iterable[Path], spared: Iterable[Path]) -> list[Path]:
    """Return the files that are named as outputs of the source are and that its build does not write.

    They are looked for in the folders that are written to, and in all folders below the output folder, unless that is
    one to work in. `spared` are files that are no outputs, whatever they are called.
    """
    known = set(written)
    kept = {path.resolve() for path in spared}
    stem = re.escape(source.stem)
    suffixes = "|".join((*_FORMATS, ".typ", ".tex")).replace(".", r"\.")
    name = re.compile(rf"{stem}(?:{suffixes})|\.{stem}(?:{suffixes})\.\w+\.tmp")
    folders = {path.parent.parent if path.parent.name.endswith(_BUNDLES) else path.parent for path in known}
    if not _is_worked_in(output, source):
        folders.update(_below(output, _DEEPEST))
    found = (path for folder in sorted(folders) for path in _outputs(folder, name, source.stem))
    return [path for path in found if path not in known and path.resolve() not in kept]


def tell_leftovers(found: list[Path], whole: Resume, photos: set[Photo | None], usual: Usual, report: Report) -> None:
    """Report each of these files that holds something private, or that cannot be searched, as pictures cannot.

    Nothing is removed: a file of that name may be a text of the person's own, or a bundle that they have compiled. Nor
    is a file refused that holds nothing private, since it may be from another build of public copies.
    """
    private = secrets(whole)
    shown = list(open_texts(whole))
    wanted = needles([*private, *unknown_texts(whole)], shown)
    hides_photo = any(secret.text == whole.basics.image for secret in private)
    pictures = {photo.content for photo in photos if photo}
    told: list[tuple[Path, str]] = []
    ordinary: set[str] | None = None
    for path in found:
        try:
            content = _content(path)
            held = [needle.text for _, needle in leaks({path.name: content}, wanted)]
        except Exception as error:  # noqa: BLE001  # a damaged file, by each library's own exception
            told.append((path, f"cannot be searched: {getattr(error, 'strerror', None) or error}"))
            continue
        if held and ordinary is None:
            ordinary = usual(wanted, tuple(dict.fromkeys(filter(None, map(_format, found)))))
        held = [text for text in held if text not in (ordinary or ())]
        if held:
            told.append((path, f"holds `{held[0]}`, which is private"))
        elif _is_photo(path) and content not in pictures:
            told.append((path, "is a picture that is not the one of this copy"))
        elif hides_photo and (pattern := _PICTURES.get(path.suffix)) and pattern.search(content):
            told.append((path, "shows a picture, and the photo is private"))
    more = f" (one of {len(told)} such files)" if len(told) > _MOST else ""
    for path, why in told[:_MOST]:
        hint = "remove it, or name another --output; nothing is written"
        report.error("CV079", f"left from an earlier build, it {why}{more}", hint=hint, file=str(path))


def _is_worked_in(output: Path, source: Path) -> bool:
    """Whether the folder has the source or the working folder in it, and so other files than outputs."""
    folder = output.resolve()
    return Path.cwd().is_relative_to(folder) or source.resolve().is_relative_to(folder)


def _below(folder: Path, deepest: int) -> Iterator[Path]:
    """The folder and those below it that are neither hidden nor bundles; links are not followed."""
    yield folder
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries if deepest else ():
            outside = entry.name.startswith(".") or entry.name.endswith(_BUNDLES)
            if entry.is_dir(follow_symlinks=False) and not outside:
                yield from _below(folder / entry.name, deepest - 1)


def _outputs(folder: Path, name: re.Pattern[str], stem: str) -> Iterator[Path]:
    """What is called as an output is in a folder, with all files of bundles."""
    bundles = [f"{stem}{end}" for end in _BUNDLES]
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if name.fullmatch(entry.name) and not entry.is_dir():
                yield folder / entry.name
            elif entry.name in bundles and entry.is_dir():
                for parent, _, files in os.walk(folder / entry.name):
                    yield from (Path(parent, file) for file in sorted(files))


def _content(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise ValueError("it is no file")
    if path.stat().st_size > _LARGEST:
        raise ValueError(f"it is larger than {_LARGEST >> 20} MB")
    return path.read_bytes()


def _format(path: Path) -> str:
    """The format of an output, by its name or by that of its bundle."""
    bundle = next((part for part in path.parts if part.endswith(_BUNDLES)), "")
    return bundle.rpartition("-")[2] or _FORMATS.get(path.suffix, "")


def _is_photo(path: Path) -> bool:
    return bool(_PHOTO.fullmatch(path.name)) and path.parent.name.endswith(_BUNDLES)
