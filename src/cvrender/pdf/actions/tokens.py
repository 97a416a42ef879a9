"""The bytes of a PDF without its texts, comments and the contents of streams."""

from __future__ import annotations

import re

_NEXT = re.compile(rb"[(%]|>>[\x00\t\n\x0c\r ]*+stream\r?\n")
_IN_TEXT = re.compile(rb"[()\\]")
_LINE_END = re.compile(rb"[\r\n]")


def outside_texts(content: bytes) -> bytes:
    """Return what stands outside of literal texts, comments and streams (ISO 32000-1, 7.3.4.2, 7.2.3 and 7.3.8).

    Where a text or a stream has no end, the rest of the bytes is returned as it is: nothing shall hide behind it.
    """
    kept = []
    at = 0
    while match := _NEXT.search(content, at):
        kept.append(content[at : match.start()])
        opening = match[0]
        if opening == b"(":
            end = _end_of_text(content, match.end())
        elif opening == b"%":
            line_end = _LINE_END.search(content, match.end())
            end = line_end.start() if line_end else len(content)
        else:
            kept.append(b">>")
            end = content.find(b"endstream", match.end())
        if end < 0:
            at = match.end()
            break
        kept.append(b" ")
        at = end
    kept.append(content[at:])
    return b"".join(kept)


def _end_of_text(content: bytes, at: int) -> int:
    """Return the position after the parenthesis that closes a text, or -1."""
    depth = 1
    while match := _IN_TEXT.search(content, at):
        at = match.end() + (match[0] == b"\\")
        depth += {b"(": 1, b")": -1, b"\\": 0}[match[0]]
        if not depth:
            return at
    return -1
