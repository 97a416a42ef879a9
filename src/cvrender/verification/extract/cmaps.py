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
_MOST = 2**23
"""Bytes of all CMaps of a file, unpacked, that are looked at; one of all of Chinese has 500 kB."""
_CODE = re.compile(rb"<([0-9A-Fa-f\s]*)>")


def ligatures(content: bytes) -> frozenset[str]:
    """Return the ligatures and presentation forms that the file's fonts give as the meaning of a shape."""
    found: set[str] = set()
    left = _MOST
    match = _STREAM.search(content)
    while match and left > 0:
        table = _unpacked(content, match.end())
        left -= len(table)
        for part in table.split(b"beginbf")[1:]:
            block = part.partition(b"endbf")[0]
            digits = [b"".join(code.split()) for code in _CODE.findall(block)]
            codes = [bytes.fromhex(code.decode("ascii")) for code in digits if len(code) % 2 == 0]
            step = 2 if block.startswith(b"char") else 3
            for code in codes[step - 1 :: step]:
                found.update(_LIGATURE.findall(code.decode("utf-16-be", "ignore")))
        # A table that is not packed may hold the word itself.
        match = _STREAM.search(content, match.end() + (len(table) if content.startswith(table, match.end()) else 0))
    return frozenset(found)


def _unpacked(content: bytes, at: int) -> bytes:
    """A stream that is a CMap, unpacked; nothing for any other, of which the beginning is enough."""
    first = content[at : at + _HEAD]
    if b"begincmap" in first:
        end = content.find(b"endstream", at, at + _LARGEST)
        return content[at : end if end >= 0 else at + _LARGEST]
    unpacker = zlib.decompressobj()
    try:
        head = unpacker.decompress(first, _HEAD)
        if b"begincmap" not in head:
            return b""
        rest = unpacker.unconsumed_tail + content[at + _HEAD : at + _LARGEST]
        return head + unpacker.decompress(rest, _LARGEST)
    except zlib.error:
        return b""
