"""What a PDF's fonts say that their shapes mean.

pdfium and poppler give the letters of a ligature even where the file has the ligature as such; other readers do
not. So the tables that tell (ToUnicode CMaps, ISO 32000-1, section 9.10.3) are looked through as well.
"""

from __future__ import annotations

import re
import zlib

_LIGATURE = re.compile("[\ufb00-\ufb4f]")
"""Ligatures and presentation forms (Unicode 15, 23.8), but for Arabic: there an engine gives two letters as one,
so that readers do not turn them round.
"""
_STREAM = re.compile(rb"stream\r?\n")
_HEAD = 400
"""Bytes in which a CMap has said that it is one."""
_LARGEST = 2**20
_LARGEST_TOGETHER = 64 * 2**20
"""Bytes that are looked at in all CMaps of a file."""
_DESTINATIONS = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_CODE = re.compile(rb"<([0-9A-Fa-f\s]*)>")


def ligatures(content: bytes) -> frozenset[str]:
    """Return the ligatures and presentation forms that the file's fonts give as the meaning of a shape."""
    found: set[str] = set()
    view, left = memoryview(content), _LARGEST_TOGETHER
    for match in _STREAM.finditer(content):
        table = _unpacked(view[match.end() :])
        left -= len(table)
        if left < 0:
            break
        if table:
            for kind, block in _DESTINATIONS.findall(table):
                digits = [b"".join(code.split()) for code in _CODE.findall(block)]
                codes = [bytes.fromhex(code.decode("ascii")) for code in digits if len(code) % 2 == 0]
                step = 2 if kind == b"char" else 3
                for code in codes[step - 1 :: step]:
                    found.update(_LIGATURE.findall(code.decode("utf-16-be", "ignore")))
    return frozenset(found)


def _unpacked(rest: memoryview) -> bytes:
    """A stream that is a CMap, unpacked; nothing for any other, of which the beginning is enough."""
    if bytes(rest[:_HEAD]).find(b"begincmap") >= 0:
        return bytes(rest[:_LARGEST]).partition(b"endstream")[0]
    unpacker = zlib.decompressobj()
    try:
        head = unpacker.decompress(rest[:_HEAD], _HEAD)
        if b"begincmap" not in head:
            return b""
        return head + unpacker.decompress(unpacker.unconsumed_tail + bytes(rest[_HEAD:_LARGEST]), _LARGEST)
    except zlib.error:
        return b""
