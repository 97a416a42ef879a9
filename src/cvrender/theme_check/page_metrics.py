"""How the pages of a PDF look: what stands where, how large, in which colour."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from ctypes import byref
from math import hypot
from typing import Any, NamedTuple

from cvrender.pdf.pdfium import Matrix
from cvrender.theming.contrast import LEAST, ratio
from cvrender.verification.extract.pdf import opened
from cvrender.verification.extracted import counts

_OVERHANG = 6.0
"""Points by which an italic letter, or the dot behind a broken word, may stand in the margin."""
_ROUNDED = 1.0
"""Points that engines may differ in where a line ends."""
_RISE = 0.25
"""The part of its size by which an accent on a capital may stand above the first line's top."""
_SMALLEST = 9.0
_SCALE = 2
"""Dots for each point where a page is painted to be looked at."""
_AROUND = 1.5
"""Points around a letter in which its ground is looked for."""
_SAMPLES = 24
"""Letters of a colour, spread over a page, that are looked at."""
_SHOWN = 40


class Sign(NamedTuple):
    """A letter on a page: its box in points from the lower left corner, its size in points, its colour as `#1f4e79`."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    colour: str


class Page(NamedTuple):
    """A page, its size in points and what can be seen on it."""

    width: float
    height: float
    signs: tuple[Sign, ...]


class Margins(NamedTuple):
    """The margins of a theme's pages, in points, and on which pages something stands below the lower one."""

    left: float
    right: float
    top: float
    bottom: float
    first_foot: int


def pages(pdf: bytes) -> list[Page]:
    """Return the pages of a PDF. Raises proof's Unreadable."""
    found = []
    with opened(pdf) as (pdfium, document):
        for number in range(pdfium.FPDF_GetPageCount(document)):
            page = pdfium.FPDF_LoadPage(document, number)
            textpage = pdfium.FPDFText_LoadPage(page)
            size = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
            found.append(Page(*size, tuple(_signs(pdfium, textpage))))
            pdfium.FPDFText_ClosePage(textpage)
            pdfium.FPDF_ClosePage(page)
    return found


def _signs(pdfium: Any, textpage: Any) -> Iterator[Sign]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    matrix = Matrix()
    for index in range(pdfium.FPDFText_CountChars(textpage)):
        char = chr(pdfium.FPDFText_GetUnicode(textpage, index))
        if pdfium.FPDFText_IsGenerated(textpage, index) or not counts(char):
            continue
        pdfium.FPDFText_GetCharBox(textpage, index, byref(left), byref(right), byref(bottom), byref(top))
        pdfium.FPDFText_GetMatrix(textpage, index, byref(matrix))
        pdfium.FPDFText_GetFillColor(textpage, index, byref(red), byref(green), byref(blue), byref(alpha))
        size = pdfium.FPDFText_GetFontSize(textpage, index) * hypot(matrix.c, matrix.d)
        colour = f"#{red.value:02x}{green.value:02x}{blue.value:02x}"
        yield Sign(char, left.value, bottom.value, right.value, top.value, size, colour)


def outside(page: Page, number: int, margins: Margins) -> str:
    """Return what stands beyond the margins of a page, cut short; the foot of a page may."""
    out = ""
    for sign in page.signs:
        if number >= margins.first_foot and sign.top < margins.bottom:
            continue
        sideways = sign.left < margins.left - _OVERHANG or sign.right > page.width - margins.right + _OVERHANG
        above = sign.top > page.height - margins.top + _ROUNDED + _RISE * sign.size
        if sideways or above or sign.bottom < margins.bottom - _ROUNDED:
            out += sign.text
    return _short(out)


def small(page: Page) -> tuple[str, float]:
    """Return what is set smaller than 9 points, cut short, and its least size."""
    found = [sign for sign in page.signs if sign.size < _SMALLEST - 0.05]
    return _short("".join(sign.text for sign in found)), min((sign.size for sign in found), default=0.0)


def faint(pdf: bytes, number: int, page: Page) -> list[tuple[str, str, float, str]]:
    """Return colours of a page's text with their grounds, where their contrast is too little, and some of the text.

    The page is painted, and the ground of a letter is what there is most of around it.
    """
    picture = drawn(pdf, number, _SCALE)
    by_colour: dict[str, list[Sign]] = {}
    for sign in page.signs:
        if sign.text.isalnum():
            by_colour.setdefault(sign.colour, []).append(sign)
    found = []
    for colour, signs in by_colour.items():
        some = signs[:: max(1, len(signs) // _SAMPLES)]
        grounds: dict[str, list[Sign]] = {}
        for sign in some:
            grounds.setdefault(_ground(picture, page, sign), []).append(sign)
        for ground, them in grounds.items():
            if ratio(colour, ground) < LEAST:
                said = "".join(sign.text for sign in signs) if len(grounds) == 1 else "".join(s.text for s in them)
                found.append((colour, ground, ratio(colour, ground), _short(said)))
    return found


def drawn(pdf: bytes, number: int, scale: float) -> Any:
    """Return a page, counted from 1, as a picture of Pillow; `scale` is dots for each point."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[number - 1].render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()


def _ground(picture: Any, page: Page, sign: Sign) -> str:
    box = (
        max(0, round((sign.left - _AROUND) * _SCALE)),
        max(0, round((page.height - sign.top - _AROUND) * _SCALE)),
        min(picture.width, round((sign.right + _AROUND) * _SCALE)),
        min(picture.height, round((page.height - sign.bottom + _AROUND) * _SCALE)),
    )
    if box[0] >= box[2] or box[1] >= box[3]:  # off the page
        return "#ffffff" if ratio(sign.colour, "#ffffff") >= LEAST else "#000000"
    part = picture.crop(box)
    dots = sorted(part.getcolors(part.width * part.height), reverse=True)
    shades = [f"#{red:02x}{green:02x}{blue:02x}" for _, (red, green, blue) in dots]
    return next((shade for shade in shades if shade != sign.colour), sign.colour)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
