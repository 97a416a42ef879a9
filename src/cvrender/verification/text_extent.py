"""How far the text of a PDF reaches, and where on its pages each fact stands."""

from __future__ import annotations

from typing import NamedTuple

from cvrender.verification.extract.pdf import Glyph, glyphs, opened
from cvrender.verification.findings import Proof


class Place(NamedTuple):
    """A page, from 1, and how high above its lower edge a fact ends and begins there, in points."""

    page: int
    bottom: float
    top: float


def reach(content: bytes, margin: float, top: float) -> list[float]:
    """Return how high above its lower edge the text of each page ends, in points; `top` where there is none.

    What stands in the lower margin is the page's foot. Raises Unreadable.
    """
    with opened(content) as (pdfium, document):
        count = int(pdfium.FPDF_GetPageCount(document))
    pages = (glyphs(content, page) for page in range(1, count + 1))
    return [min((sign.box[1] for sign in page if sign.box[3] > margin), default=top) for page in pages]


def places(content: bytes, proof: Proof, count: int) -> list[list[Place]]:
    """Return where each of the first `count` facts stands, once for each page that it is on. Raises Unreadable."""
    found, stream = proof.found, proof.stream
    if found is None or stream is None:
        return [[] for _ in range(count)]
    signs: dict[int, list[Glyph]] = {page: glyphs(content, page) for page in range(1, proof.pages + 1)}
    out: list[list[Place]] = []
    for hits in found.hits[:count]:
        here: dict[int, list[Glyph]] = {}
        for hit in hits:
            first, last = stream.page(hit.start), stream.page(max(hit.start, hit.end - 1))
            for page in range(first, last + 1):
                start = stream.counted(hit.start) if page == first else 0
                end = stream.counted(hit.end - 1) + 1 if page == last else len(signs[page])
                here.setdefault(page, []).extend(signs[page][start:end])
        boxes = {page: [sign.box for sign in some] for page, some in here.items() if some}
        out.append(
            [Place(page, min(box[1] for box in some), max(box[3] for box in some)) for page, some in boxes.items()]
        )
    return out
