"""What programs read out of WeasyPrint's PDF in scripts that are more than a row of letters.

WeasyPrint 70 says of each glyph which text stood in its syllable when it was first drawn; of several glyphs of a
syllable the last has all of it and the others have nothing, for which readers show the glyph's number.
"""

from __future__ import annotations

import functools
import re
from io import BytesIO
from typing import Any
from unicodedata import decomposition, normalize

_ENTRY = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")
_FIRST_COMPLEX = "\u0590"
_NOTHING = "\u200b"
_KEPT = "\u00a0"


def mend(pdf: Any) -> None:
    """Correct the tables of a document that WeasyPrint is about to write; this belongs into its `finisher`.

    A no-break space is a space, since programs look for words with plain ones between them. A glyph that the font has
    for a character is that character. One of two Arabic letters is the one character that Unicode has for it: readers
    turn a line from the right round, and two letters with it, so that `لا` becomes `ال`.
    """
    by_reference: dict[bytes, Any] = {}
    for item in pdf.objects:
        if getattr(item, "number", None):
            by_reference[item.reference] = item
    for font in by_reference.values():
        if not isinstance(font, dict) or font.get("Type") != "/Font" or "DescendantFonts" not in font:
            continue
        table = by_reference[font["ToUnicode"]].stream
        entries = {number: entry for number, line in enumerate(table) if (entry := _entry(line))}
        for number, (glyph, text) in entries.items():
            if text == _KEPT:
                table[number] = _line(glyph, " ")
        if not any(not text or (len(text) > 1 and max(text) >= _FIRST_COMPLEX) for _, text in entries.values()):
            continue
        own = _characters(font, by_reference)
        for number, (glyph, text) in entries.items():
            character = own.get(glyph, "")
            is_own = character and (not text or (len(text) > 1 and character in normalize("NFKD", text)))
            shown = character if is_own else _ligatures().get(text, text) or _NOTHING
            table[number] = _line(glyph, shown)


def _line(glyph: int, text: str) -> bytes:
    return f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>".encode()


def _entry(line: bytes) -> tuple[int, str] | None:
    """A glyph and its text, as a line of the table has them; None for the lines around."""
    found = _ENTRY.fullmatch(line)
    return (int(found[1], 16), bytes.fromhex(found[2].decode()).decode("utf-16-be")) if found else None


def _characters(font: dict[str, Any], by_reference: dict[bytes, Any]) -> dict[int, str]:
    """The character that each glyph of the embedded font is for."""
    from fontTools.ttLib import TTFont

    descendant = by_reference[font["DescendantFonts"][0]]
    descriptor = by_reference[descendant["FontDescriptor"]]
    file = next(by_reference[value] for key, value in descriptor.items() if key.startswith("FontFile"))
    opened = TTFont(BytesIO(b"".join(file.stream)), lazy=True)
    if "cmap" not in opened:
        return {}
    return {opened.getGlyphID(name): chr(code) for code, name in (opened.getBestCmap() or {}).items()}


@functools.cache
def _ligatures() -> dict[str, str]:
    """Two Arabic letters and the presentation form that decomposes into them."""
    found: dict[str, str] = {}
    for code in (*range(0xFE70, 0xFEFD), *range(0xFB50, 0xFE00)):
        _, *letters = decomposition(chr(code)).split() or [""]
        if len(letters) == 2 and "0020" not in letters:
            found.setdefault("".join(chr(int(letter, 16)) for letter in letters), chr(code))
    return found
