"""What of a PDF's text an eye can see.

The objects of a page tell cheaply which text is suspect: off the page, under something that was painted later, clipped,
of the ground's colour. What is suspect is then looked at: the page is painted with it and without it, and text that
makes no difference is not seen. So a suspicion may be too wide, and a finding is not.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from math import hypot
from typing import Any, NamedTuple

from cvrender.proof.output import Flaw, Picture, Why, counts

TINY = 6.0
"""Points. Small print ends at about 6, as on packages; below it, eyes and scanners fail."""

_TEXT, _PATH, _IMAGE, _SHADING, _FORM = range(1, 6)
"""FPDF_PAGEOBJ_TEXT and so on (fpdf_edit.h)."""
_INVISIBLE = (3, 7)
"""Text rendering modes that paint nothing (ISO 32000-1, table 106)."""
_FAINT = 40
"""Steps of grey, of 255, between text and ground that an eye needs: 1.4 : 1 on white, where WCAG asks for 4.5 : 1."""
_SCALE = 2
"""Dots for each point where a page is painted to be looked at."""
_LARGEST = 4000
"""Dots of a side of a page that is painted; a larger page is painted smaller."""
_DEEPEST = 8
"""Forms within forms."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""


class _Text(NamedTuple):
    """A text object: its handle, where it is, its size in points, and why it may be unseen."""

    handle: Any
    box: Box
    size: float
    why: Why | None


def unseen(pdfium: Any, page: Any, textpage: Any, *, closely: bool) -> tuple[tuple[Picture, ...], tuple[Flaw, ...]]:
    """Return the page's pictures, and the runs of its text that an eye does not see or cannot read.

    `closely` looks at all text, and not at suspects only.
    """
    rect = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, rect)
    sheet = (rect.left, rect.bottom, rect.right, rect.top)
    texts, images = _looked_over(pdfium, page, sheet)
    area = max(1.0, (sheet[2] - sheet[0]) * (sheet[3] - sheet[1]))
    pictures = tuple(
        Picture(share=_area(box) / area, alt=alt) for box, alt in zip(images, _alts(pdfium, page, images), strict=True)
    )
    suspects = [text for text in texts if text.why or closely or text.size < TINY]
    if not suspects or pdfium.FPDFPage_GetRotation(page):
        return pictures, ()
    return pictures, tuple(_confirmed(pdfium, page, textpage, sheet, suspects))


def _looked_over(  # noqa: C901  # one pass over the objects, which are many
    pdfium: Any, page: Any, sheet: Box
) -> tuple[list[_Text], list[Box]]:
    """The text objects, suspicions with them, and the pictures, in the order in which they are painted."""
    texts: list[_Text] = []
    images: list[Box] = []
    grounds: list[tuple[Box, float | None]] = []
    bounds = pdfium.FPDFPageObj_GetBounds
    colour = pdfium.FPDFPageObj_GetFillColor
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    for handle, kind, matrix in _objects(pdfium, page):
        bounds(handle, left, bottom, right, top)
        box = left.value, bottom.value, right.value, top.value
        if matrix:
            box = _moved(box, matrix)
        wide, high = box[2] - box[0], box[3] - box[1]
        if kind == _TEXT:
            if not (wide or high):
                continue
            colour(handle, red, green, blue, alpha)
            grey = _grey(red.value, green.value, blue.value)
            why = _suspicion(pdfium, handle, box, sheet, matrix)
            if why is None and (alpha.value < 128 or _is_faint(grey, grounds, box)):
                why = "background"
            size = _size(pdfium, handle, matrix) if high < 1.25 * TINY else 2 * TINY
            texts.append(_Text(handle, box, size, why))
            continue
        if kind == _IMAGE:
            images.append(box)
        elif kind == _PATH and not _fills(pdfium, handle):
            continue
        if wide < 1.5 or high < 1.5:  # a line crosses nothing out
            continue
        for number, text in enumerate(texts):
            b = text.box
            if b[0] < box[2] and b[2] > box[0] and b[1] < box[3] and b[3] > box[1] and text.why is None:
                texts[number] = text._replace(why="covered")
        colour(handle, red, green, blue, alpha)
        grounds.append((box, _grey(red.value, green.value, blue.value) if kind == _PATH else None))
    return texts, images


def _objects(pdfium: Any, page: Any) -> Iterator[tuple[Any, int, tuple[float, ...] | None]]:
    """Every object of a page with its kind, in order; one within a form with the form's matrix."""
    kind_of = pdfium.FPDFPageObj_GetType

    def within(form: Any, matrix: tuple[float, ...] | None, depth: int) -> Iterator[tuple[Any, int, Any]]:
        own = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(form, own)
        whole = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
        for number in range(pdfium.FPDFFormObj_CountObjects(form) if depth < _DEEPEST else 0):
            handle = pdfium.FPDFFormObj_GetObject(form, number)
            kind = kind_of(handle)
            if kind == _FORM:
                yield from within(handle, whole, depth + 1)
            else:
                yield handle, kind, whole

    for number in range(pdfium.FPDFPage_CountObjects(page)):
        handle = pdfium.FPDFPage_GetObject(page, number)
        kind = kind_of(handle)
        if kind == _FORM:
            yield from within(handle, None, 0)
        else:
            yield handle, kind, None


def _suspicion(pdfium: Any, handle: Any, box: Box, sheet: Box, matrix: tuple[float, ...] | None) -> Why | None:
    """Why a text may be unseen by what it is itself."""
    if box[0] < sheet[0] - 1 or box[1] < sheet[1] - 1 or box[2] > sheet[2] + 1 or box[3] > sheet[3] + 1:
        return "off"
    if pdfium.FPDFTextObj_GetTextRenderMode(handle) in _INVISIBLE:
        return "invisible"
    clip = pdfium.FPDFPageObj_GetClipPath(handle)
    if clip and pdfium.FPDFClipPath_CountPaths(clip) > 0:
        window = _window(pdfium, clip)
        if matrix:
            window = _moved(window, matrix)
        if box[0] < window[0] - 1 or box[1] < window[1] - 1 or box[2] > window[2] + 1 or box[3] > window[3] + 1:
            return "clipped"
    return None


def _window(pdfium: Any, clip: Any) -> Box:
    """The box within all of an object's clip paths."""
    x, y = ctypes.c_float(), ctypes.c_float()
    boxes = []
    for path in range(pdfium.FPDFClipPath_CountPaths(clip)):
        points = []
        for number in range(pdfium.FPDFClipPath_CountPathSegments(clip, path)):
            pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(clip, path, number), x, y)
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
    return bool(pdfium.FPDFPath_GetDrawMode(path, mode, stroke) and mode.value)


def _is_faint(grey: float, grounds: list[tuple[Box, float | None]], box: Box) -> bool:
    """Whether a text may have the colour of its ground: of white paper, or of what was painted around it before.

    What a picture or a gradient looks like is not known, so that text on one is always looked at.
    """
    if 255 - grey < _FAINT:
        return True
    return any(
        (ground is None or abs(grey - ground) < _FAINT)
        and around[0] <= box[0]
        and around[1] <= box[1]
        and around[2] >= box[2]
        and around[3] >= box[3]
        for around, ground in grounds
    )


def _size(pdfium: Any, handle: Any, matrix: tuple[float, ...] | None) -> float:
    """The size of a text in points on the page."""
    size, own = ctypes.c_float(), pdfium.FS_MATRIX()
    pdfium.FPDFTextObj_GetFontSize(handle, size)
    pdfium.FPDFPageObj_GetMatrix(handle, own)
    whole = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
    return float(size.value * hypot(whole[2], whole[3]))


def _alts(pdfium: Any, page: Any, images: list[Box]) -> list[str | None]:
    """The alternative texts of the page's figures, one for each picture; None where there is none."""
    tree = pdfium.FPDF_StructTree_GetForPage(page) if images else None
    if not tree:
        return [None] * len(images)
    alts: list[str] = []
    buffer = ctypes.create_string_buffer(2048)

    def walk(element: Any, depth: int) -> None:
        length = pdfium.FPDF_StructElement_GetType(element, buffer, 2048)
        if buffer.raw[: max(0, length - 2)].decode("utf-16-le", "replace") == "Figure":
            length = pdfium.FPDF_StructElement_GetAltText(element, buffer, 2048)
            alts.append(buffer.raw[: max(0, length - 2)].decode("utf-16-le", "replace"))
        for number in range(pdfium.FPDF_StructElement_CountChildren(element) if depth < 100 else 0):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, number)
            if child:
                walk(child, depth + 1)

    for number in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, number), 0)
    pdfium.FPDF_StructTree_Close(tree)
    return [alt or None for alt in [*alts, *([""] * len(images))][: len(images)]]


def _confirmed(pdfium: Any, page: Any, textpage: Any, sheet: Box, suspects: list[_Text]) -> Iterator[Flaw]:
    """Look at the page with and without the suspects; the runs of them that are really not seen, or too small."""
    longest = max(sheet[2] - sheet[0], sheet[3] - sheet[1], 1.0)
    scale = min(_SCALE, _LARGEST / longest)
    before = _painted(pdfium, page, sheet, scale)
    for text in suspects:
        pdfium.FPDFPageObj_SetIsActive(text.handle, False)
    after = _painted(pdfium, page, sheet, scale)
    for text in suspects:
        pdfium.FPDFPageObj_SetIsActive(text.handle, True)
    known = {ctypes.cast(text.handle, ctypes.c_void_p).value: text for text in suspects}
    look = _Look(before, after, sheet, scale)
    left, bottom, right, top = (ctypes.c_double() for _ in range(4))
    place = 0
    run: list[Any] = []  # why, words, start, end, size of the run that is being gathered
    for index in range(pdfium.FPDFText_CountChars(textpage)):
        char = chr(pdfium.FPDFText_GetUnicode(textpage, index))
        if not counts(char):
            if run and char in " \u00a0":
                run[1] += " "
            continue
        place += 1
        handle = pdfium.FPDFText_GetTextObject(textpage, index)
        suspect = known.get(ctypes.cast(handle, ctypes.c_void_p).value) if handle else None
        why: Why | None = None
        if suspect:
            pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
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

    def verdict(self, box: Box, suspect: _Text) -> Why | None:
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
        if self.contrast(suspect) < _FAINT:
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

    def contrast(self, suspect: _Text) -> int:
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
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, None, 0)
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_GRAYSCALE)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        return _Painting(ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height), stride, width, height)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def _grey(red: int, green: int, blue: int) -> float:
    """Luma as ITU-R BT.601 weighs it, which is what pdfium paints greys by."""
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _times(first: tuple[float, ...], then: tuple[float, ...] | None) -> tuple[float, ...]:
    """The product of two matrices (ISO 32000-1, section 8.3.4)."""
    if then is None:
        return first
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _moved(box: Box, matrix: tuple[float, ...]) -> Box:
    """The box around a box that a matrix has moved."""
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)
