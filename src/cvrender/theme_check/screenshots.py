"""Pages as pictures, for people to look at."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from cvrender.loading.atomic import store
from cvrender.theme_check.page_metrics import drawn

_SCALE = 100 / 72
"""Dots for each point: 100 to the inch, at which a page can be read and seen as a whole."""
_GAP = 12
_AROUND = (128, 128, 128)


def every(pdf: bytes, count: int, folder: Path, stem: str) -> None:
    """Write each page as `STEM-1.png` into a folder, which is made where it is not there. Raises OSError."""
    for number in range(1, count + 1):
        store(folder / f"{stem}-{number}.png", _png(drawn(pdf, number, _SCALE)))


def sheet(pdf: bytes, count: int, path: Path) -> None:
    """Write all pages side by side as one PNG. Raises OSError."""
    store(path, _png(beside([drawn(pdf, number, _SCALE) for number in range(1, count + 1)])))


def _png(picture: Any) -> bytes:
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def beside(pictures: list[Any], columns: int = 0) -> Any:
    """Return pictures of Pillow as one, in rows of so many on a grey ground; 0 is all in one row."""
    from PIL import Image

    columns = columns or len(pictures)
    rows = -(-len(pictures) // columns)
    wide, high = max(one.width for one in pictures), max(one.height for one in pictures)
    size = columns * (wide + _GAP) + _GAP, rows * (high + _GAP) + _GAP
    whole = Image.new("RGB", size, _AROUND)
    for number, one in enumerate(pictures):
        row, column = divmod(number, columns)
        whole.paste(one, (_GAP + column * (wide + _GAP), _GAP + row * (high + _GAP)))
    return whole
