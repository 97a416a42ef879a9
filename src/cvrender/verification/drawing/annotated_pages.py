"""The pages of a PDF with each fact marked where it stands, and beneath them what was not found."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from cvrender.system.fonts import fallbacks, families
from cvrender.verification.extract.pdf import Glyph, glyphs
from cvrender.verification.extracted import Unreadable
from cvrender.verification.facts import Fact
from cvrender.verification.findings import Finding, Proof

_SCALE = 1.6
"""Dots for each point: letters of 9 points can be read."""
_MOST_PAGES = 12
_GAP = 16
_COLOURS = {
    "there": (46, 160, 67, 70),
    "moved": (255, 160, 0, 110),
    "cut": (255, 160, 0, 110),
    "different": (255, 160, 0, 110),
}
_LOST = (180, 20, 30)
_PAPER = (226, 228, 232)
_INK = (29, 33, 38)
_LINE = 24
_LONGEST = 160
Box = tuple[float, float, float, float]


def picture(content: bytes, proof: Proof, facts: Sequence[Fact], findings: Sequence[Finding]) -> bytes:
    """Return a PNG: green where a fact is as it should be, orange where it is not; a line for each finding beneath.

    Of a long file the first twelve pages are shown. Raises Unreadable.
    """
    import pypdfium2
    from PIL import Image, ImageDraw

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"pdfium cannot draw it: {error}") from error
    shown = []
    for number in range(min(len(document), _MOST_PAGES)):
        page = document[number]
        image = page.render(scale=_SCALE).to_pil().convert("RGBA")
        marks = Image.new("RGBA", image.size)
        draw = ImageDraw.Draw(marks)
        height = page.get_height()
        for colour, box in _marks(glyphs(content, number + 1), number + 1, proof, facts):
            left, bottom, right, top = (side * _SCALE for side in box)
            tall = height * _SCALE
            draw.rectangle((left - 1, tall - top - 1, right + 1, tall - bottom + 1), fill=colour)
        shown.append(Image.alpha_composite(image, marks).convert("RGB"))
        page.close()
    document.close()
    width = sum(image.width for image in shown) + _GAP * (len(shown) + 1)
    said = [*_legend(proof), *(f"{one.code}  {one.message}" for one in findings)]
    top = max(image.height for image in shown) + 2 * _GAP
    whole = Image.new("RGB", (width, top + _LINE * len(said) + _GAP), _PAPER)
    at = _GAP
    for image in shown:
        whole.paste(image, (at, _GAP))
        at += image.width + _GAP
    draw = ImageDraw.Draw(whole)
    for number, line in enumerate(said):
        text = line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
        draw.text((_GAP, top + _LINE * number), text, fill=_LOST if number else _INK, font=font(text))
    out = io.BytesIO()
    whole.save(out, "PNG")
    return out.getvalue()


def _legend(proof: Proof) -> list[str]:
    lost = len(proof.fates)
    return [f"{proof.facts} facts and links: " + (f"{lost} not as they should be" if lost else "all there, in order")]


def font(text: str) -> Any:
    """A bundled face that has the letters of a line."""
    from PIL import ImageFont

    name = next((name for name in fallbacks(text, "") if name != "Noto Sans"), "Source Sans 3")
    face = next(face for face in families()[name] if (face.weight, face.style) == (400, "normal"))
    return ImageFont.truetype(str(face.path), 17)


def _marks(signs: list[Glyph], page: int, proof: Proof, facts: Sequence[Fact]) -> Iterator[tuple[Any, Box]]:
    """A colour and a box for each line of each fact on a page."""
    found, stream = proof.found, proof.stream
    if found is None or stream is None:
        return
    fates = dict(proof.fates)
    for number, hits in enumerate(found.hits[: len(facts)]):
        colour = _COLOURS[fates.get(number, "there")] if fates.get(number) != "missing" else None
        for hit in hits if colour else ():
            first, last = stream.page(hit.start), stream.page(max(hit.start, hit.end - 1))
            if not first <= page <= last:
                continue
            start = stream.counted(hit.start) if first == page else 0
            end = stream.counted(hit.end - 1) + 1 if last == page else len(signs)
            for box in lines(signs[start:end]):
                yield colour, box


def lines(signs: list[Glyph]) -> Iterator[Box]:
    """The boxes around characters that stand beside one another in a line."""
    box: Box | None = None
    for sign in signs:
        left, bottom, right, top = sign.box
        if box and bottom < box[3] and top > box[1] and -1 < left - box[2] < sign.height:
            box = min(box[0], left), min(box[1], bottom), max(box[2], right), max(box[3], top)
            continue
        if box:
            yield box
        box = sign.box
    if box:
        yield box
