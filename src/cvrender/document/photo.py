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
_BEFORE_SVG = re.compile(rb"<\?xml[^>]*>|<!DOCTYPE[^>\[]*>")


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
    if len(content) <= _LARGEST_SVG and _is_svg(content.removeprefix(b"\xef\xbb\xbf")):
        return Photo(content, "image/svg+xml", "")
    return None


def _is_svg(content: bytes) -> bool:
    """Whether the root element is `svg`, after a declaration, comments and a document type without entities."""
    rest = content.lstrip()
    while not rest.startswith(b"<svg"):
        if rest.startswith(b"<!--"):
            end = rest.find(b"-->") + 3
            if end < 3:
                return False
        elif match := _BEFORE_SVG.match(rest):
            end = match.end()
        else:
            return False
        rest = rest[end:].lstrip()
    return rest[4:5] in (b" ", b"\t", b"\r", b"\n", b"/", b">")
