"""What of a PDF's text an eye can see.

The objects of a page tell cheaply which text is suspect: off the page, under something that was painted later, clipped,
of the ground's colour. Only what is suspect is looked at, since painting a page takes ten times as long. So a suspicion
may be too wide, and a finding is not.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from ctypes import byref
from math import hypot
from typing import Any

from cvrender.pdf.pdfium import Matrix, Rect
from cvrender.verification.extracted import Flaw, Picture, Unreadable, Why
from cvrender.verification.visibility.raster import FAINT, TINY, Box, Suspect, confirmed

_TEXT, _PATH, _IMAGE, _SHADING, _FORM = range(1, 6)
"""FPDF_PAGEOBJ_TEXT and so on (fpdf_edit.h)."""
_INVISIBLE = (3, 7)
"""Text rendering modes that paint nothing (ISO 32000-1, table 106)."""
_THIN = 1.5
"""Points of a line, which covers no text."""
_DEEPEST = 8
"""Forms within forms."""
_MOST_OBJECTS = 50_000
"""Objects of a page, those of a form counted as often as it is drawn; resumes have a thousand."""
_MOST_ELEMENTS = 100_000
"""Structure elements of a page: one that is its own descendant would have no end."""

Transform = tuple[float, ...]


def unseen(pdfium: Any, page: Any, textpage: Any, *, closely: bool) -> tuple[tuple[Picture, ...], tuple[Flaw, ...]]:
    """Return the page's pictures, and the runs of its text that an eye does not see or cannot read.

    `closely` looks at all text, and not at suspects only.
    """
    rect = Rect()
    pdfium.FPDF_GetPageBoundingBox(page, byref(rect))
    sheet = (rect.left, rect.bottom, rect.right, rect.top)
    over = _Overview(pdfium, sheet)
    for number, (handle, kind, matrix, through) in enumerate(_objects(pdfium, page)):
        if number >= _MOST_OBJECTS:
            raise Unreadable(f"a page draws more than {_MOST_OBJECTS:,} objects")
        if kind == _TEXT:
            over.text(handle, matrix, through=through)
        else:
            over.other(handle, kind, matrix)
    area = max(1.0, (sheet[2] - sheet[0]) * (sheet[3] - sheet[1]))
    alts = _alts(pdfium, page, len(over.images))
    pictures = tuple(Picture(_area(box) / area, alt) for box, alt in zip(over.images, alts, strict=True))
    suspects = [text for text in over.texts if text.why or closely or text.size < TINY]
    if not suspects or pdfium.FPDFPage_GetRotation(page):
        return pictures, ()
    return pictures, tuple(confirmed(pdfium, page, textpage, sheet, suspects))


class _Overview:
    """The text objects of a page, suspicions with them, and its pictures, gathered in the order of painting."""

    def __init__(self, pdfium: Any, sheet: Box) -> None:
        self.pdfium = pdfium
        self.sheet = sheet
        self.texts: list[Suspect] = []
        self.images: list[Box] = []
        self.grounds: list[tuple[Box, float | None]] = []
        self.alike: dict[float, list[Box]] = {}
        """By the grey of a text: the boxes of grounds that may have the same."""
        self.sides, self.shade = (ctypes.c_float * 4)(), (ctypes.c_uint * 4)()
        self.to_sides, self.to_shade = (
            [ctypes.addressof(of) + 4 * number for number in range(4)] for of in (self.sides, self.shade)
        )
        # Looked up once, since a page has a thousand objects.
        self.bounds = pdfium.FPDFPageObj_GetBounds
        self.colour = pdfium.FPDFPageObj_GetFillColor
        self.mode = pdfium.FPDFTextObj_GetTextRenderMode
        self.clip = pdfium.FPDFPageObj_GetClipPath
        self.clips = pdfium.FPDFClipPath_CountPaths

    def box(self, handle: int, matrix: Transform | None) -> Box:
        self.bounds(handle, *self.to_sides)
        left, bottom, right, top = self.sides
        return _moved((left, bottom, right, top), matrix) if matrix else (left, bottom, right, top)

    def text(self, handle: int, matrix: Transform | None, *, through: bool) -> None:
        box = self.box(handle, matrix)
        if box[0] == box[2]:
            return
        why = self.suspicion(handle, box, matrix) or ("invisible" if through else None)
        size = _size(self.pdfium, handle, matrix) if box[3] - box[1] < 1.25 * TINY else 2 * TINY
        self.texts.append(Suspect(handle, box, size, why))

    def suspicion(self, handle: int, box: Box, matrix: Transform | None) -> Why | None:
        """Return why a text may be unseen by what it is itself, and by what was painted before it."""
        sheet = self.sheet
        if box[0] < sheet[0] - 1 or box[1] < sheet[1] - 1 or box[2] > sheet[2] + 1 or box[3] > sheet[3] + 1:
            return "off"
        if self.mode(handle) in _INVISIBLE:
            return "invisible"
        clip = self.clip(handle)
        if self.clips(clip) > 0:
            window = _window(self.pdfium, clip)
            if not _is_within(box, _moved(window, matrix) if matrix else window, 1):
                return "clipped"
        self.colour(handle, *self.to_shade)
        red, green, blue, alpha = self.shade
        grey = _grey(red, green, blue)
        alike = self.alike.get(grey)
        if alike is None:
            # What a picture or a gradient looks like is not known, so that text on one is always looked at.
            alike = [around for around, other in self.grounds if other is None or abs(grey - other) < FAINT]
            self.alike[grey] = alike
        if alpha < 128 or 255 - grey < FAINT or any(_is_within(box, around, 0) for around in alike):
            return "background"
        return None

    def other(self, handle: int, kind: int, matrix: Transform | None) -> None:
        box = self.box(handle, matrix)
        if kind == _IMAGE:
            self.images.append(box)
        elif kind == _PATH and not _fills(self.pdfium, handle):
            return
        left, bottom, right, top = box
        if right - left < _THIN or top - bottom < _THIN:
            return
        for number, text in enumerate(self.texts):
            own = text.box
            if own[0] < right and own[2] > left and own[1] < top and own[3] > bottom and text.why is None:
                self.texts[number] = text._replace(why="covered")
        self.colour(handle, *self.to_shade)
        self.grounds.append((box, _grey(*self.shade[:3]) if kind == _PATH else None))
        self.alike.clear()


def _objects(pdfium: Any, page: Any) -> Iterator[tuple[int, int, Transform | None, bool]]:
    """Every object of a page with its kind, in order; one within a form with the form's matrix, and whether the form
    can be looked through, as what has an opacity in CSS.
    """
    get, kind_of = pdfium.FPDFPage_GetObject, pdfium.FPDFPageObj_GetType
    for number in range(pdfium.FPDFPage_CountObjects(page)):
        handle = get(page, number)
        kind = kind_of(handle)
        if kind == _FORM:
            yield from _within(pdfium, handle, None, 0, through=False)
        else:
            yield handle, kind, None, False


def _within(
    pdfium: Any, form: int, matrix: Transform | None, depth: int, *, through: bool
) -> Iterator[tuple[int, int, Transform, bool]]:
    through = through or bool(pdfium.FPDFPageObj_HasTransparency(form))
    own = Matrix()
    pdfium.FPDFPageObj_GetMatrix(form, byref(own))
    whole = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
    for number in range(pdfium.FPDFFormObj_CountObjects(form) if depth < _DEEPEST else 0):
        handle = pdfium.FPDFFormObj_GetObject(form, number)
        kind = pdfium.FPDFPageObj_GetType(handle)
        if kind == _FORM:
            yield from _within(pdfium, handle, whole, depth + 1, through=through)
        else:
            yield handle, kind, whole, through


def _window(pdfium: Any, clip: Any) -> Box:
    """The box within all of an object's clip paths."""
    x, y = ctypes.c_float(), ctypes.c_float()
    boxes = []
    for path in range(pdfium.FPDFClipPath_CountPaths(clip)):
        points = []
        for number in range(pdfium.FPDFClipPath_CountPathSegments(clip, path)):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, number)
            pdfium.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
            points.append((x.value, y.value))
        if points:
            xs, ys = zip(*points, strict=True)
            boxes.append((min(xs), min(ys), max(xs), max(ys)))
    if not boxes:
        return (0.0, 0.0, 0.0, 0.0)
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return max(lefts), max(bottoms), min(rights), min(tops)


def _fills(pdfium: Any, path: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(path, byref(mode), byref(stroke)) and mode.value)


def _size(pdfium: Any, handle: Any, matrix: Transform | None) -> float:
    """The size of a text in points on the page."""
    size, own = ctypes.c_float(), Matrix()
    pdfium.FPDFTextObj_GetFontSize(handle, byref(size))
    pdfium.FPDFPageObj_GetMatrix(handle, byref(own))
    whole = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
    return float(size.value * hypot(whole[2], whole[3]))


def _alts(pdfium: Any, page: Any, count: int) -> list[str | None]:
    """The alternative texts of the page's figures, one for each picture; None where there is none."""
    tree = pdfium.FPDF_StructTree_GetForPage(page) if count else None
    if not tree:
        return [None] * count
    alts: list[str] = []
    buffer = ctypes.create_string_buffer(2048)
    seen = itertools.count()

    def walk(element: Any, depth: int) -> None:
        length = pdfium.FPDF_StructElement_GetType(element, buffer, 2048)
        if buffer.raw[: max(0, length - 2)].decode("utf-16-le", "replace") == "Figure":
            length = pdfium.FPDF_StructElement_GetAltText(element, buffer, 2048)
            alts.append(buffer.raw[: max(0, length - 2)].decode("utf-16-le", "replace"))
        for number in range(pdfium.FPDF_StructElement_CountChildren(element) if depth < 100 else 0):
            if next(seen) > _MOST_ELEMENTS:
                return
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, number)
            if child:
                walk(child, depth + 1)

    for number in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, number), 0)
    pdfium.FPDF_StructTree_Close(tree)
    return [alt or None for alt in [*alts, *([""] * count)][:count]]


def _is_within(box: Box, around: Box, by: float) -> bool:
    """Whether a box is within another, or beyond it by no more than so many points."""
    return (
        box[0] >= around[0] - by and box[1] >= around[1] - by and box[2] <= around[2] + by and box[3] <= around[3] + by
    )


def _grey(red: int, green: int, blue: int) -> float:
    """Luma as ITU-R BT.601 weighs it, which is what pdfium paints greys by."""
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _times(first: Transform, then: Transform | None) -> Transform:
    """The product of two matrices (ISO 32000-1, section 8.3.4)."""
    if then is None:
        return first
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _moved(box: Box, matrix: Transform) -> Box:
    """The box around a box that a matrix has moved."""
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)
