"""The pages of two PDFs side by side, with what came, went, changed and moved marked where it stands."""

from __future__ import annotations

import io
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from cvrender.verification.diffing.compare import Difference, Kind
from cvrender.verification.diffing.segments import Piece
from cvrender.verification.drawing.annotated_pages import font, lines
from cvrender.verification.extract.pdf import Glyph, glyphs
from cvrender.verification.extracted import Unreadable
from cvrender.verification.matching.text_stream import Stream

_SCALE = 1.4
"""Dots for each point: two pages of A4 are 1,700 dots wide."""
_MOST_PAGES = 12
_GAP = 16
_LINE = 28
COLOURS: dict[Kind, tuple[int, int, int]] = {
    "came": (46, 160, 67),
    "went": (218, 54, 51),
    "changed": (240, 190, 0),
    "moved": (31, 111, 235),
}
_THICK = 70
_PAPER = (226, 228, 232)
_INK = (29, 33, 38)


def picture(
    names: tuple[str, str],
    contents: tuple[bytes, bytes],
    streams: tuple[Stream, Stream],
    differences: Sequence[Difference],
    told: str,
) -> bytes:
    """Return a PNG: a row for each number of a page, the old page on the left; a page that is not there is blank.

    Red went, green came, yellow changed, blue moved. Of long files the first twelve pages are shown. Raises Unreadable.
    """
    import pypdfium2
    from PIL import Image, ImageDraw

    columns: list[list[Any]] = []
    for side, content in enumerate(contents):
        marks = [(one.kind, piece) for one in differences if (piece := (one.before, one.after)[side])]
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise Unreadable(f"pdfium cannot draw it: {error}") from error
        count = min(len(document), _MOST_PAGES)
        columns.append([_page(document[n], n + 1, glyphs(content, n + 1), streams[side], marks) for n in range(count)])
        document.close()
    blank = Image.new("RGB", columns[0][0].size if columns[0] else columns[1][0].size, "white")
    rows = max(map(len, columns))
    columns = [[*column, *[blank] * (rows - len(column))] for column in columns]
    widths = [max(page.width for page in column) for column in columns]
    heights = [max(column[row].height for column in columns) for row in range(rows)]
    top = _GAP + _LINE
    size = sum(widths) + 3 * _GAP, top + sum(heights) + _GAP * rows + 2 * _LINE
    whole = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(whole)
    for left, name, column in zip((_GAP, widths[0] + 2 * _GAP), names, columns, strict=True):
        draw.text((left, _GAP // 2), name, fill=_INK, font=font(name))
        at = top
        for page, height in zip(column, heights, strict=True):
            whole.paste(page, (left, at))
            at += height + _GAP
    at = _GAP
    for kind, colour in COLOURS.items():
        draw.rectangle((at, size[1] - 2 * _LINE, at + 18, size[1] - 2 * _LINE + 18), fill=colour)
        draw.text((at + 26, size[1] - 2 * _LINE - 2), kind, fill=_INK, font=font(kind))
        at += 120
    draw.text((at, size[1] - 2 * _LINE - 2), told, fill=_INK, font=font(told))
    out = io.BytesIO()
    whole.save(out, "PNG")
    return out.getvalue()


def _page(page: Any, number: int, signs: list[Glyph], stream: Stream, marks: Sequence[tuple[Kind, Piece]]) -> Any:
    """A page with its marks, drawn."""
    from PIL import Image, ImageDraw

    image = page.render(scale=_SCALE).to_pil().convert("RGBA")
    over = Image.new("RGBA", image.size)
    draw = ImageDraw.Draw(over)
    tall = page.get_height() * _SCALE
    # Letters are counted on both ways, for readers differ in all else: hyphens, spaces, icons.
    shapes = [sign for sign in signs for _ in range(_letters(sign.char))]
    start = stream.starts[number - 1]
    end = stream.starts[number] if number < len(stream.starts) else len(stream.text)
    places = [place for place in range(start, end) for _ in range(_letters(stream.text[place]))]
    for kind, piece in marks:
        for first, last in piece.spans:
            for left, bottom, right, upper in lines(shapes[bisect_left(places, first) : bisect_left(places, last)]):
                box = left * _SCALE - 2, tall - upper * _SCALE - 2, right * _SCALE + 2, tall - bottom * _SCALE + 2
                draw.rectangle(box, fill=(*COLOURS[kind], _THICK), outline=(*COLOURS[kind], 255))
    page.close()
    return Image.alpha_composite(image, over).convert("RGB")


def _letters(char: str) -> int:
    return sum(c.isalnum() for c in unicodedata.normalize("NFKC", char))
