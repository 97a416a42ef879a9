"""A PDF as pdfium reads it: Chrome's engine, and another one than any that cvrender makes PDFs with."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref
from typing import Any, NamedTuple

from cvrender.pdf.pdfium import Quad, Rect, library
from cvrender.verification.extract.cmaps import ligatures
from cvrender.verification.extracted import Anchor, Output, Page, Unreadable, counts

_ERRORS = {
    3: "it is no PDF, or damaged",
    4: "it is locked with a password: save a copy of it without one",
    5: "its encryption is not known: save a copy of it without a password",
}
"""What FPDF_GetLastError tells (fpdfview.h)."""
_LONGEST_URL = 4096
_EDGE = 0.25
"""The part of a link's height, at its top and its bottom, into which letters of other lines may reach."""
_MOST_PAGES = 2000
"""A file of 4 kB can say that it has 20,000; 3,000 publications take some hundred."""


def read(content: bytes, *, closely: bool = False) -> Output:
    """Return what a reader gets; `closely` looks at each piece of text on the painted page, and not only at suspects.

    Raises Unreadable.
    """
    with opened(content) as (pdfium, document):
        count = pdfium.FPDF_GetPageCount(document)
        if count < 1:
            raise Unreadable("it has no pages")
        if count > _MOST_PAGES:
            raise Unreadable(f"it has {count:,} pages, more than the {_MOST_PAGES:,} that are read")
        pages = tuple(_page(pdfium, document, number, closely=closely) for number in range(count))
        return Output("pdf", pages, bool(pdfium.FPDFCatalog_IsTagged(document)), ligatures(content))


@contextmanager
def opened(content: bytes) -> Iterator[tuple[Any, Any]]:
    """Yield pdfium and the document. Raises Unreadable."""
    try:
        pdfium = library()
    except (ImportError, OSError) as error:
        raise Unreadable(f"pypdfium2 cannot be loaded: {error}") from error
    document = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
    if not document:
        fault = pdfium.FPDF_GetLastError()
        raise Unreadable(_ERRORS.get(fault, f"pdfium cannot open it (error {fault})"))
    try:
        yield pdfium, document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _page(pdfium: Any, document: Any, number: int, *, closely: bool) -> Page:
    from cvrender.verification.visibility.suspects import unseen

    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        raise Unreadable(f"page {number + 1} cannot be opened")
    textpage = pdfium.FPDFText_LoadPage(page)
    try:
        count = pdfium.FPDFText_CountChars(textpage)
        if count < 0:
            raise Unreadable(f"the text of page {number + 1} cannot be read")
        buffer = (ctypes.c_ushort * (count + 1))()
        length = pdfium.FPDFText_GetText(textpage, 0, count, buffer)
        # pdfium has U+FFFE for a hyphen at the end of a line, and leaves the line's end out.
        text = _text(buffer, length - 1).replace("\ufffe", "-\n")
        pictures, flaws = unseen(pdfium, page, textpage, closely=closely)
        return Page(text, _links(pdfium, document, page, textpage), pictures, flaws)
    finally:
        pdfium.FPDFText_ClosePage(textpage)
        pdfium.FPDF_ClosePage(page)


def _text(buffer: Any, length: int) -> str:
    return bytes(buffer)[: 2 * length].decode("utf-16-le", "replace")


class Glyph(NamedTuple):
    """A character on a page, its box in points from the lower left (left, bottom, right, top), and the height of its
    line, which is a little more than the size of its font.
    """

    char: str
    box: tuple[float, float, float, float]
    height: float


def glyphs(content: bytes, number: int) -> list[Glyph]:
    """Return the characters of a page, from 1, that `output.counts` counts. Raises Unreadable."""
    found = []
    left, bottom, right, top = (ctypes.c_double() for _ in range(4))
    with opened(content) as (pdfium, document):
        loose = Rect()
        page = pdfium.FPDF_LoadPage(document, number - 1)
        if not page:
            raise Unreadable(f"page {number} cannot be opened")
        textpage = pdfium.FPDFText_LoadPage(page)
        for index in range(pdfium.FPDFText_CountChars(textpage)):
            char = character(pdfium, textpage, index)
            if counts(char):
                pdfium.FPDFText_GetCharBox(textpage, index, byref(left), byref(right), byref(bottom), byref(top))
                pdfium.FPDFText_GetLooseCharBox(textpage, index, byref(loose))
                box = left.value, bottom.value, right.value, top.value
                found.append(Glyph(char, box, loose.top - loose.bottom))
        pdfium.FPDFText_ClosePage(textpage)
        pdfium.FPDF_ClosePage(page)
    return found


def character(pdfium: Any, textpage: Any, index: int) -> str:
    """Return a character of a page; a damaged font can give numbers that are none."""
    code = pdfium.FPDFText_GetUnicode(textpage, index)
    return chr(code) if code <= sys.maxunicode else "\ufffd"


def _links(pdfium: Any, document: Any, page: Any, textpage: Any) -> tuple[Anchor, ...]:
    """The links that lead out of the file, each with the words under it."""
    place, link = ctypes.c_int(0), ctypes.c_void_p()
    address = ctypes.create_string_buffer(_LONGEST_URL)
    found = []
    while pdfium.FPDFLink_Enumerate(page, byref(place), byref(link)):
        action = pdfium.FPDFLink_GetAction(link)
        if not action or not pdfium.FPDFAction_GetURIPath(document, action, address, _LONGEST_URL):
            continue
        words = "\n".join(_under(pdfium, textpage, box) for box in _boxes(pdfium, link))
        found.append(Anchor(words.replace("\ufffe", "-"), address.value.decode("utf-8", "replace")))
    return tuple(found)


def _boxes(pdfium: Any, link: Any) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of a link, line by line where it says them: one that goes on in a line below has the
    ends of both lines in its box.
    """
    rect, quad = Rect(), Quad()
    lines: dict[tuple[float, float], list[float]] = {}
    for number in range(pdfium.FPDFLink_CountQuadPoints(link)):
        pdfium.FPDFLink_GetQuadPoints(link, number, byref(quad))
        x, y = (sorted(getattr(quad, f"{axis}{corner}") for corner in range(4)) for axis in "xy")
        lines.setdefault((round(y[-1], 1), round(y[0], 1)), []).extend((x[0], x[-1]))
    if lines:
        return [(min(sides), top, max(sides), bottom) for (top, bottom), sides in lines.items()]
    pdfium.FPDFLink_GetAnnotRect(link, byref(rect))
    return [(rect.left, rect.top, rect.right, rect.bottom)]


def _under(pdfium: Any, textpage: Any, box: tuple[float, float, float, float]) -> str:
    left, top, right, bottom = box
    edge = _EDGE * (top - bottom)
    sides = left, top - edge, right, bottom + edge
    length = pdfium.FPDFText_GetBoundedText(textpage, *sides, None, 0)
    buffer = (ctypes.c_ushort * (length + 1))()
    pdfium.FPDFText_GetBoundedText(textpage, *sides, buffer, length)
    return _text(buffer, length)
