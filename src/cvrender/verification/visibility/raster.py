"""A page that is painted with some of its text and without it: text that makes no difference is not seen."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from ctypes import byref
from typing import Any, NamedTuple

from cvrender.pdf.pdfium import BITMAP_GREY, PAINT_GREY
from cvrender.verification.extracted import Flaw, Why, counts

TINY = 6.0
"""Points. Small print ends at about 6, as on packages; below it, eyes and scanners fail."""
FAINT = 40
"""Steps of grey, of 255, between text and ground that an eye needs: 1.4 : 1 on white, where WCAG asks for 4.5 : 1."""
_SCALE = 2
"""Dots for each point where a page is painted to be looked at."""
_LARGEST = 4000
"""Dots of a side of a page that is painted; a larger page is painted smaller."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""


class Suspect(NamedTuple):
    """A text object: its handle, where it is, its size in points, and why it may be unseen."""

    handle: int
    box: Box
    size: float
    why: Why | None


def confirmed(pdfium: Any, page: Any, textpage: Any, sheet: Box, suspects: list[Suspect]) -> Iterator[Flaw]:
    """Look at the page with and without the suspects; yield the runs of them that are not seen, or too small."""
    longest = max(sheet[2] - sheet[0], sheet[3] - sheet[1], 1.0)
    scale = min(_SCALE, _LARGEST / longest)
    before = _painted(pdfium, page, sheet, scale)
    for text in suspects:
        pdfium.FPDFPageObj_SetIsActive(text.handle, False)
    after = _painted(pdfium, page, sheet, scale)
    for text in suspects:
        pdfium.FPDFPageObj_SetIsActive(text.handle, True)
    known = {text.handle: text for text in suspects}
    look = _Look(before, after, sheet, scale)
    left, bottom, right, top = (ctypes.c_double() for _ in range(4))
    place = 0
    run: list[Any] = []  # why, words, start, end, size of the run that is being gathered
    for index in range(pdfium.FPDFText_CountChars(textpage)):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        char = chr(code) if code <= sys.maxunicode else "\ufffd"
        if not counts(char):
            if run and char in " \u00a0":
                run[1] += " "
            continue
        place += 1
        suspect = known.get(pdfium.FPDFText_GetTextObject(textpage, index))
        why: Why | None = None
        if suspect:
            pdfium.FPDFText_GetCharBox(textpage, index, byref(left), byref(right), byref(bottom), byref(top))
            why = look.verdict((left.value, bottom.value, right.value, top.value), suspect)
        if run and why != run[0]:
            yield Flaw(run[0], run[1].strip(), run[2], run[3], run[4])
            run = []
        if why and suspect:
            run = run or [why, "", place - 1, place, suspect.size]
            run[1] += char
            run[3] = place
    if run:
        yield Flaw(run[0], run[1].strip(), run[2], run[3], run[4])


class _Look:
    """A page as it is painted, and as it is painted without the suspects."""

    def __init__(self, before: _Painting, after: _Painting, sheet: Box, scale: float) -> None:
        self.before = before
        self.after = after
        self.sheet = sheet
        self.scale = scale
        self.contrasts: dict[int, int] = {}

    def verdict(self, box: Box, suspect: Suspect) -> Why | None:
        """Return why a character is not seen or cannot be read, or None."""
        sheet = self.sheet
        if box[2] - box[0] < 0.3 or box[3] - box[1] < 0.3:  # it has no shape
            return None
        if box[2] < sheet[0] or box[0] > sheet[2] or box[3] < sheet[1] or box[1] > sheet[3]:
            return "off"
        rows = self.changed(box)
        reason = suspect.why or "invisible"
        if not rows:
            return reason
        high = (box[3] - box[1]) * self.scale
        if reason in ("clipped", "covered", "off") and rows[-1] - rows[0] + 1 < 0.6 * (high - 1):
            return reason
        if self.contrast(suspect) < FAINT:
            return "background"
        return "tiny" if suspect.size < TINY else None

    def dots(self, box: Box) -> tuple[int, int, range]:
        """Return the columns from and to, and the rows, of the dots that a box touches."""
        # A dot more to each side, since a thin letter is painted beside its box where both are rounded.
        x0, x1 = int((box[0] - self.sheet[0]) * self.scale) - 1, int((box[2] - self.sheet[0]) * self.scale) + 2
        y0, y1 = int((self.sheet[3] - box[3]) * self.scale), int((self.sheet[3] - box[1]) * self.scale) + 1
        return max(0, x0), min(x1, self.before.width), range(max(0, y0), min(self.before.height, y1))

    def changed(self, box: Box) -> list[int]:
        """Return the rows of a box in which the suspects make a difference."""
        x0, x1, rows = self.dots(box)
        return [row for row in rows if self.before.row(row, x0, x1) != self.after.row(row, x0, x1)]

    def contrast(self, suspect: Suspect) -> int:
        """Return the greatest difference that a text makes to a dot, in steps of grey."""
        known = id(suspect)
        if known not in self.contrasts:
            x0, x1, rows = self.dots(suspect.box)
            pairs = ((self.before.row(row, x0, x1), self.after.row(row, x0, x1)) for row in rows)
            strongest = (max(map(abs, map(int.__sub__, one, other)), default=0) for one, other in pairs if one != other)
            self.contrasts[known] = max(strongest, default=0)
        return self.contrasts[known]


class _Painting(NamedTuple):
    """A page in greys, a byte for each dot, row by row from the top."""

    dots: bytes
    stride: int
    width: int
    height: int

    def row(self, number: int, start: int, end: int) -> bytes:
        """Return a part of a row."""
        return self.dots[number * self.stride + start : number * self.stride + end]


def _painted(pdfium: Any, page: Any, sheet: Box, scale: float) -> _Painting:
    width, height = max(1, round((sheet[2] - sheet[0]) * scale)), max(1, round((sheet[3] - sheet[1]) * scale))
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, BITMAP_GREY, None, 0)
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, PAINT_GREY)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        return _Painting(ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height), stride, width, height)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
