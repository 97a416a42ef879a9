"""Draw the gallery: the first page of the example in every theme, and all on one sheet (`make gallery`)."""

from __future__ import annotations

import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from cvrender.loading.options import Options
from cvrender.pipeline.run import build
from cvrender.theme_check.page_metrics import drawn, pages
from cvrender.theme_check.stress_resumes import example

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "docs/gallery"
ORDER = ("plain", "ledger", "scholar", "marquee", "profile", "catalog", "compact", "duo")
WIDTH = 900
"""Pixels: sharp at half that size on a page."""
COLUMNS, GAP, GROUND = 4, 24, "#9aa3ad"
COLOURS = 256
"""Of a picture, chosen so that those of few dots are among them, as the accents are."""


def main() -> None:
    """Write docs/gallery/THEME.png for every theme, and docs/gallery/all.png."""
    GALLERY.mkdir(parents=True, exist_ok=True)
    first = [page(name) for name in ORDER]
    for name, picture in zip(ORDER, first, strict=True):
        picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(GALLERY / f"{name}.png", optimize=True)
    small = [picture.resize((WIDTH // 2, picture.height * WIDTH // 2 // picture.width)) for picture in first]
    wide, high = small[0].width + GAP, small[0].height + GAP
    rows = -(-len(small) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * wide + GAP, rows * high + GAP), GROUND)
    for number, picture in enumerate(small):
        sheet.paste(picture, (GAP + number % COLUMNS * wide, GAP + number // COLUMNS * high))
    sheet.quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(GALLERY / "all.png", optimize=True)


def page(name: str) -> Image.Image:
    """Return the first page in a theme, in the theme's own colours and order of sections, not those of the example."""
    with TemporaryDirectory() as folder:
        options = Options(
            formats=("pdf",), themes=(name,), output=Path(folder) / "output", today=datetime.date(2026, 11, 21)
        )
        (path,) = build(example(Path(folder)), options).written
        pdf = path.read_bytes()
    return drawn(pdf, 1, WIDTH / pages(pdf)[0].width)


if __name__ == "__main__":
    main()
