"""The picture of the person, told by its content and not by its name."""

from __future__ import annotations

import re

from cvrender.document.model import Photo

LARGEST = 10 * 2**20
"""Bytes; a photo straight from a camera is smaller."""
_LARGEST_SVG = 2**20
"""Bytes; a drawing of a person has some kilobytes, and each element of it is drawn by Python code."""
_MOST_PIXELS = 50_000_000
"""More than the sensor of a camera has; an image of ten times that fills the memory when it is unpacked."""

_SVG = re.compile(
    rb"\s*+(?:<\?xml[^>]*>\s*+)?(?:<!--(?:(?!-->).)*+-->\s*+)*+(?:<!DOCTYPE[^>\[]*>\s*+)?<svg[\s/>]", re.DOTALL
)


def photo(content: bytes) -> Photo | None:
    """Return the picture, or None where it is neither PNG nor JPEG nor SVG, or too large to be drawn.

    Its alternative text is not yet known.
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        # Width and height stand at the same place in every PNG (PNG 3, section 11.2.1).
        width, height = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
        return Photo(content, "image/png", "") if 0 < width * height <= _MOST_PIXELS else None
    if content.startswith(b"\xff\xd8\xff"):
        return Photo(content, "image/jpeg", "")
    if len(content) <= _LARGEST_SVG and _SVG.match(content.removeprefix(b"\xef\xbb\xbf")):
        return Photo(content, "image/svg+xml", "")
    return None
