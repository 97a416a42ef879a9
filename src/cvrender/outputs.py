"""An output as a file: how it is read, which source it has, and in the order of which theme it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from cvrender.build.names import SUFFIXES
from cvrender.build.options import Options
from cvrender.diagnostics import Report
from cvrender.document.arrange import arrange
from cvrender.document.model import Document
from cvrender.paths import stays
from cvrender.proof import KINDS
from cvrender.proof.hold import against, read
from cvrender.proof.output import Output, Unreadable
from cvrender.proof.prove import Proof
from cvrender.shelves import available
from cvrender.theme import Theme, load

_SOURCES = Path("resumes")
_AS = {".htm": "html", ".markdown": "markdown", **KINDS}


def kind_of(file: Path, report: Report) -> str | None:
    """Return which of KINDS a file is by its name, `json` not being one; None, with the reason reported, for others."""
    kind = _AS.get(file.suffix.lower())
    if kind is None or kind == "json":
        report.error("CV094", f"only {', '.join(k for k in KINDS if k != '.json')} can be read back", file=str(file))
        return None
    return kind


def opened(file: Path, report: Report, *, closely: bool = False) -> tuple[bytes, Output] | None:
    """Return the content of a file and what a reader gets of it; None, with the reason reported, where that fails."""
    kind = kind_of(file, report)
    if kind is None:
        return None
    try:
        content = file.read_bytes()
        return content, read(content, kind, closely=closely)
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
        if not proof.findings:
            break
    assert best is not None
    return best
