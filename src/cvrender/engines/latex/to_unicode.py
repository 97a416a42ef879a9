"""What the shapes in xdvipdfmx's PDFs stand for, set right.

Of the characters that share a shape in a font, xdvipdfmx (20211117) names the last: U+2011 for a hyphen, U+2126 for an
Omega. Programs that pass over /ActualText, such as pdf.js and pdfminer, copy that.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import suppress

_STREAM = re.compile(rb"\n(\d{1,9}) 0 obj\n<</Filter/FlateDecode/Length (\d{1,9})>>\nstream\n")
_BEGIN = b"/CIDInit"
_HEAD = 512
"""Bytes of a stream that surely tell what it begins with: deflate's own tables take 300 at most."""
_BLOCK = re.compile(r"^\d{1,3} beginbf(char|range)\n((?:<.*\n)*+)endbf\1\n", re.MULTILINE)
_LINE = re.compile(r"<([0-9A-F]{2,8})> (?:<([0-9A-F]{2,8})> )?<([0-9A-F]{4,128})>")
"""Shape, last shape of a range, and what the first stands for: U+FDFA is the longest, with 72 digits."""
_SHAPES = 65_536
_BYTES = 2**20
"""Of all CMaps of a PDF, so many are looked at: a stranger's theme can bring along its own."""
_MOST = 100
"""Lines of a block (Adobe Technical Note 5014, CMap and CIDFont files, 5.2)."""
_TRAILER = re.compile(rb"/Type/XRef(/ID\[[^\[\]]*\])?/Root\s+(\d+ 0 R)/Info (\d+ 0 R)/Size (\d+)/W")
_TWINS = {
    "\u00a0": " ",
    "\u00ad": "-",
    "\u2010": "-",
    "\u2011": "-\u2010\u00ad",
    "\u2013": "\u2012",
    "\u2206": "Δ",
    "\u2215": "/\u2044",
    "\u2219": "·",
    "\u22ef": "…",
    "\u03bc": "µ",
    "\u00b5": "μ",
}
"""Characters that share a shape in open fonts, with what else the shape may stand for, the likeliest first."""

_JOINED = re.compile("[\ufb50-\ufdff\ufe70-\ufeff]")
"""Shapes of Arabic letters in a word; readers know them, and turn the word round."""


def mended(pdf: bytes, text: str) -> bytes:
    """Return a PDF of xdvipdfmx in which no shape stands for a character that the text has not, where it has another of
    this shape. What is changed is written behind the file, as an incremental update (ISO 32000-1, 7.5.6).
    """
    known = frozenset(text)
    changed: dict[int, bytes] = {}
    room = _SHAPES
    for number, content in _cmaps(pdf):
        with suppress(ValueError):  # xdvipdfmx did not write this one
            before = content.decode("ascii")
            ranges = _ranges(before)
            count = sum(size for _, size, _ in ranges)
            if count <= room:
                room -= count
                after = _rewritten(before, ranges, known)
                if after != before:
                    changed[number] = after.encode("ascii")
    return _updated(pdf, changed) if changed else pdf


def _cmaps(pdf: bytes) -> Iterator[tuple[int, bytes]]:
    """The number and the content of each CMap, until there were _BYTES of them."""
    room = _BYTES
    for match in _STREAM.finditer(pdf):
        size = int(match[2])
        packed = memoryview(pdf)[match.end() : match.end() + size]
        with suppress(zlib.error):
            if size < room and zlib.decompressobj().decompress(packed[:_HEAD], len(_BEGIN)) == _BEGIN:
                unpacker = zlib.decompressobj()
                left, room = room, 0  # a damaged one is the last
                content = unpacker.decompress(packed, left)
                room = left - max(size, len(content))
                if unpacker.eof:
                    yield int(match[1]), content


def _ranges(cmap: str) -> list[tuple[str, int, str]]:
    """The first shape of each range, how many it has, and what the first stands for, in hexadecimal. Raises ValueError
    for what xdvipdfmx does not write.
    """
    found: list[tuple[str, int, str]] = []
    for block in _BLOCK.finditer(cmap):
        for text in block[2].split("\n")[:-1]:
            line = _LINE.fullmatch(text)
            if line is None or (line[2] is None) != (block[1] == "char"):
                raise ValueError(text)
            size = int(line[2] or line[1], 16) - int(line[1], 16) + 1
            if size < 1:
                raise ValueError(text)
            found.append((line[1], size, line[3]))
    return found


def _rewritten(cmap: str, ranges: list[tuple[str, int, str]], known: frozenset[str]) -> str:
    """Return a CMap with what its shapes stand for, or as it is where that is right. Raises ValueError for what are no
    characters.
    """
    shapes: dict[str, str] = {}
    for first, size, code in ranges:
        said = bytes.fromhex(code).decode("utf-16-be")
        for step in range(size):
            shapes[f"{int(first, 16) + step:0{len(first)}X}"] = said[:-1] + chr(ord(said[-1]) + step)
    right = {shape: _likely(said, known) for shape, said in shapes.items()}
    if right == shapes:
        return cmap
    lines = [f"<{shape}> <{said.encode('utf-16-be').hex().upper()}>\n" for shape, said in sorted(right.items())]
    blocks = [lines[at : at + _MOST] for at in range(0, len(lines), _MOST)]
    written = "".join(f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n" for block in blocks)
    start = _BLOCK.search(cmap)
    assert start is not None  # there were shapes
    return cmap[: start.start()] + written + _BLOCK.sub("", cmap[start.start() :])


def _likely(said: str, known: frozenset[str]) -> str:
    """Return the character of the text that a shape stands for."""
    if len(said) != 1 or said in known or _JOINED.match(said):
        return said
    return next((twin for twin in (*_TWINS.get(said, ""), unicodedata.normalize("NFKC", said)) if twin in known), said)


def _updated(pdf: bytes, changed: dict[int, bytes]) -> bytes:
    """Return the file with objects put in the place of others, each a stream."""
    trailer = _TRAILER.search(pdf, pdf.rfind(b"/Type/XRef"))
    start = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", pdf)
    if trailer is None or start is None:
        return pdf
    out = bytearray(pdf)
    size = int(trailer[4])
    rows: list[tuple[int, int]] = []
    for number, content in sorted(changed.items()):
        rows.append((number, len(out)))
        packed = zlib.compress(content, 9)
        stream = b"<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(packed), packed)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, stream)
    rows.append((size, len(out)))
    at = len(out)
    table = b"".join(b"\x01" + offset.to_bytes(4, "big") + b"\x00\x00" for _, offset in rows)
    index = " ".join(f"{number} 1" for number, _ in rows).encode()
    entries = b"/Type/XRef%b/Root %b/Info %b/Size %d/Prev %b/Index[%b]/W[1 4 2]/Length %d" % (
        trailer[1] or b"", trailer[2], trailer[3], size + 1, start[1], index, len(table),
    )  # fmt: skip
    out += b"%d 0 obj\n<<%b>>\nstream\n%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (size, entries, table, at)
    return bytes(out)
