"""Draw the README's pictures: the first page of the invented person's resume in every theme (`make pictures`)."""

from __future__ import annotations

import datetime
from pathlib import Path

import pypdfium2

from cvrender.build import Options, build
from cvrender.theme import available

ROOT = Path(__file__).parents[1]
WIDTH = 900
"""Pixels: sharp at half that size on a page."""


def main() -> None:
    """Write docs/THEME.png for every theme."""
    for name in available():
        options = Options(formats=("pdf",), themes=(name,), output=ROOT / "output", today=datetime.date(2026, 11, 21))
        (pdf,) = build(ROOT / "resumes/example.yaml", options).written
        document = pypdfium2.PdfDocument(pdf)
        page = document[0]
        picture = page.render(scale=WIDTH / page.get_width()).to_pil()
        picture.quantize(64).save(ROOT / f"docs/{name}.png", optimize=True)


if __name__ == "__main__":
    main()
