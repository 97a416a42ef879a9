"""The picture of the person, told by its content and not by its name."""

from __future__ import annotations

import re

from cvrender.document.model import Photo

LARGEST = 10 * 2**20
"""Bytes; a photo straight from a camera is smaller."""

_SVG = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE[^>\[]*>\s*)?<svg[\s>]", re.DOTALL)


def photo(content: bytes) -> Photo | None:
    """Return the picture, or None where it is neither PNG nor JPEG nor SVG. Its alternative text is not yet known."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Photo(content, "image/png", "")
    if content.startswith(b"\xff\xd8\xff"):
        return Photo(content, "image/jpeg", "")
    if _SVG.match(content.removeprefix(b"\xef\xbb\xbf")):
        return Photo(content, "image/svg+xml", "")
    return None
