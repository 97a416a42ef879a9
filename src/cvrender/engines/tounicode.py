"""What the shapes in xdvipdfmx's PDFs stand for, set right.

Of the characters that share a shape in a font, xdvipdfmx (20211117) names the last: U+2011 for a hyphen, U+2126 for an
Omega. Programs that pass over /ActualText, such as pdf.js and pdfminer, copy that.
"""

from __future__ import annotations

import re
import unicodedata
import zlib

_STREAM = re.compile(rb"\n(\d+) 0 obj\n<</Filter/FlateDecode/Length (\d+)>>\nstream\n")
_CHARACTER = re.compile(r"<([0-9A-F]+)> <([0-9A-F]+)>\n")
_RANGE = re.compile(r"<([0-9A-F]+)> <([0-9A-F]+)> <([0-9A-F]+)>\n")
_BLOCK = re.compile(r"\d+ beginbf(char|range)\n(.*?)endbf\1\n", re.DOTALL)
_MOST = 100
"""Lines of a block (Adobe Technical Note 5014, CMap and CIDFont files, 5.2)."""
_TRAILER = re.compile(rb"/Type/XRef(/ID\[.*?\])?/Root\s+(\d+ 0 R)/Info (\d+ 0 R)/Size (\d+)/W", re.DOTALL)
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
    for match in _STREAM.finditer(pdf):
        content = zlib.decompressobj().decompress(pdf[match.end() : match.end() + int(match[2])])
        if b"begincmap" in content:
            before = content.decode("ascii")
            after = _rewritten(before, known)
            if after != before:
                changed[int(match[1])] = after.encode("ascii")
    return _updated(pdf, changed) if changed else pdf


def _rewritten(cmap: str, known: frozenset[str]) -> str:
    """Return a CMap with what its shapes stand for, or as it is where that is right."""
    shapes: dict[str, str] = {}
    for block in _BLOCK.finditer(cmap):
        if block[1] == "char":
            shapes |= {shape: _decoded(code) for shape, code in _CHARACTER.findall(block[2])}
        else:
            for first, last, code in _RANGE.findall(block[2]):
                start = ord(_decoded(code)[-1])
                for step in range(int(last, 16) - int(first, 16) + 1):
                    shapes[f"{int(first, 16) + step:0{len(first)}X}"] = _decoded(code)[:-1] + chr(start + step)
    right = {shape: _likely(said, known) for shape, said in shapes.items()}
    if right == shapes:
        return cmap
    lines = [f"<{shape}> <{said.encode('utf-16-be').hex().upper()}>\n" for shape, said in sorted(right.items())]
    blocks = [lines[at : at + _MOST] for at in range(0, len(lines), _MOST)]
    written = "".join(f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n" for block in blocks)
    first = _BLOCK.search(cmap)
    assert first is not None  # there were shapes
    return cmap[: first.start()] + written + _BLOCK.sub("", cmap[first.start() :])


def _decoded(code: str) -> str:
    return bytes.fromhex(code).decode("utf-16-be", "surrogatepass")


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
