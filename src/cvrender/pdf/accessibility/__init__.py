"""Whether a PDF is accessible and fit for archives, as far as software can tell.

`examine` goes through the Matterhorn protocol 1.1 for PDF/UA-1 (see `conditions`), and, where a file says that it is
PDF/A-2 or 3, through what that asks beyond it (see `archive`). It takes the file as any reader gets it, and knows
nothing of what made it. It wants pikepdf and fontTools, which the command line itself does without.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cvrender.pdf.accessibility.matterhorn import NOT_EXAMINED, Finding

if TYPE_CHECKING:
    import pikepdf

__all__ = ["Finding", "examine", "reading_order"]


def examine(pdf: bytes) -> list[Finding]:
    """Return what is wrong with a PDF, the file's own faults first, then page by page; nothing where it conforms.

    Raises ValueError where the bytes are no PDF, or one that needs a password.
    """
    with _open(pdf) as opened, _quiet():
        found: list[Finding] = []
        try:
            found += _examine(pdf, opened)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  # a file may hold anything, and pikepdf and fontTools raise anything
            found.append(Finding(NOT_EXAMINED, 0, f"the file is malformed: {type(error).__name__}: {error}"))
    return sorted(dict.fromkeys(found), key=lambda finding: finding.page)


def _examine(pdf: bytes, opened: pikepdf.Pdf) -> Iterator[Finding]:
    from cvrender.pdf.accessibility import content, document, pdfa, structure

    language = structure.tag_of_language(opened.Root)
    tree = structure.read(opened)
    pages = content.Content(opened, tree, language)
    yield from pages.read()
    yield from structure.examine(tree, language)
    yield from document.examine(opened, tree, pages, language)
    for font in pages.fonts.values():
        if font.used:
            yield from font.examine()
    yield from pdfa.examine(pdf, opened, pages)


def reading_order(pdf: bytes) -> list[tuple[str, str]]:
    """Return what a screen reader gets, in its order: the standard type of the element, and the text in it.

    Raises ValueError as `examine` does.
    """
    from cvrender.pdf.accessibility import content, structure

    with _open(pdf) as opened:
        language = structure.tag_of_language(opened.Root)
        tree = structure.read(opened)
        pages = content.Content(opened, tree, language)
        pages.read()
        return [(element.role, said) for element, said in content.reading_order(tree, pages)]


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep fontTools from writing to stderr what it thinks of fonts; what is wrong with them is a finding."""
    logger = logging.getLogger("fontTools")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _open(pdf: bytes) -> pikepdf.Pdf:
    import pikepdf

    try:
        return pikepdf.open(io.BytesIO(pdf))
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        raise ValueError(f"the PDF cannot be read: {error}") from error
