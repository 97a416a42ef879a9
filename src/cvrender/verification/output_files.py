"""An output as a file: how it is read, which source it has, and in the order of which theme it is."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from cvrender.diagnostics.report import Report
from cvrender.document.layout import arrange
from cvrender.document.model import Document
from cvrender.loading.options import Options
from cvrender.loading.registry import SUFFIXES
from cvrender.system.paths import stays
from cvrender.theming.discovery import available
from cvrender.theming.theme import Theme, load
from cvrender.verification import KINDS
from cvrender.verification.extracted import Output, Unreadable
from cvrender.verification.findings import Proof
from cvrender.verification.verifier import against, read

_SOURCES = Path("resumes")
_AS = {".htm": "html", ".markdown": "markdown", **KINDS}


_LARGEST = 100 * 2**20
"""Bytes of a file that is read; a resume with a photo has some hundred thousand."""
_NAMES = {"pdf": "a PDF", "docx": "a Word document", "html": "HTML", "text": "plain text", "markdown": "Markdown"}
_PDF = b"%PDF-"
_PDF_HEAD = 1024
"""Bytes in which readers look for the first words of a PDF (ISO 32000-1, annex H.3, note 13)."""
_WORD = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""The first bytes of a ZIP file, and of the container that Word puts a locked document into."""
_HTML = (b"<!doctype html", b"<html")


def kind_of(file: Path, content: bytes, report: Report) -> str | None:
    """Return which of KINDS a file is, `json` not being one; None, with the reason reported, for others.

    The content decides where it is plain; a note says so where the name says something else.
    """
    named = _AS.get(file.suffix.lower())
    kind = _kind_by(content, named) or named
    if kind is None or kind == "json":
        report.error("CV094", f"only {', '.join(k for k in KINDS if k != '.json')} can be read back", file=str(file))
        return None
    if kind != named:
        message = f"it is read as {_NAMES[kind]}, which it is by its content"
        report.note("CV098", message, hint=f"name it `{file.stem or 'resume'}{_suffix(kind)}`", file=str(file))
    return kind


def _kind_by(content: bytes, named: str | None) -> str | None:
    """The kind that a content has plainly; text may be of any kind that it is named."""
    if content.lstrip()[: len(_PDF)] == _PDF or (named != "pdf" and _PDF in content[:_PDF_HEAD] and b"\0" in content):
        return "pdf"
    if content.startswith(_WORD):
        return "docx"
    if named in (None, "text") and content.lstrip()[:_PDF_HEAD].lower().startswith(_HTML):
        return "html"
    return None


def _suffix(kind: str) -> str:
    return next(suffix for suffix, known in KINDS.items() if known == kind)


def content_of(file: Path) -> bytes:
    """Return what a file holds. Raises OSError, also for what is no regular file larger than any output, or empty."""
    with open(file, "rb", opener=_without_waiting) as opened:  # pathlib has no opener
        state = os.fstat(opened.fileno())
        if not stat.S_ISREG(state.st_mode):
            raise OSError(errno.EINVAL, "it is a device or a pipe, and no file", str(file))
        if state.st_size > _LARGEST:
            raise OSError(errno.EFBIG, f"it is larger than {_LARGEST >> 20} MB", str(file))
        if not state.st_size:
            raise OSError(errno.ENODATA, "it is empty", str(file))
        return opened.read(_LARGEST)


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a named pipe without a writer would be waited for without end."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def opened(file: Path, report: Report, *, closely: bool = False) -> tuple[bytes, Output] | None:
    """Return the content of a file and what a reader gets of it; None, with the reason reported, where that fails."""
    try:
        content = content_of(file)
        kind = kind_of(file, content, report)
        return (content, read(content, kind, closely=closely)) if kind else None
    except OSError as error:
        report.error("CV094", f"cannot be read: {error.strerror}", file=str(file))
    except Unreadable as error:
        report.error("CV094", f"cannot be read back: {error}", file=str(file))
    return None


def source_of(file: Path, *, follow_links: bool = False) -> Path | None:
    """Return the source of this name: beside the file, in `resumes/` here, here, or in `resumes/` of a folder above the
    file. JSON beside the file comes last, since it may be an output as well. A link that leads out of the folder of the
    file, out of the working folder, or out of that folder above, is none.
    """
    above = [(parent, parent / _SOURCES) for parent in file.resolve().parents]
    folders = [(file.parent, file.parent), (Path(), _SOURCES), (Path(), Path()), *above]
    candidates = [(root, folder / f"{file.stem}{suffix}") for root, folder in folders for suffix in SUFFIXES]
    candidates.sort(key=lambda found: found[1].parent == file.parent and found[1].suffix == ".json")
    found = ((root, path) for root, path in candidates if path.is_file() and path != file)
    return next((path for root, path in found if stays(root, path, follow_links=follow_links)), None)


def others(file: Path, options: Options) -> Iterator[Theme]:
    """The themes that may have been used besides the source's own: one that a folder is named after, then the rest."""
    if options.themes:
        return
    named = [part for part in file.parts[:-1] if part in available()]
    for name in dict.fromkeys([*named, *available()]):
        theme = load(name, Report(), follow_links=options.follow_links)
        if theme:
            yield theme


_HOPELESS = 0.5
"""The part of the facts that is nowhere in a file whatever the order: it is another file, or damaged."""


def closest(
    output: Output, content: bytes, document: Document, themes: Iterable[Theme], pages: int = 0
) -> tuple[Theme, Proof]:
    """Return the theme in whose order most is there, since a file does not tell by which it was made; and the proof."""
    best: tuple[Theme, Proof] | None = None
    tried: set[object] = set()
    for theme in themes:
        arranged = arrange(document, theme)
        date_place = theme.tokens["date-place"]
        key = (date_place, tuple((section.id, section.region) for section in arranged.sections), arranged.foot)
        if key in tried:
            continue
        tried.add(key)
        proof = against(output, content, arranged, date_place, pages=pages)
        if best is None or len(proof.findings) < len(best[1].findings):
            best = theme, proof
        missing = sum(fate == "missing" for _, fate in proof.fates)
        if not proof.findings or missing > proof.facts * _HOPELESS:
            break
    assert best is not None
    return best
