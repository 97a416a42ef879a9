"""Fonts as a file holds them: which glyph and which Unicode value a code has, and whether font and file agree."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cvrender.pdf.accessibility.matterhorn import NOT_EXAMINED, Finding
from cvrender.pdf.accessibility.structure import below, integer, items, name, text

if TYPE_CHECKING:
    import pikepdf

_PREDEFINED = re.compile(
    r"Identity-[HV]|(GB-EUC|GBpc-EUC|GBK-EUC|GBKp-EUC|GBK2K|UniGB-UCS2|UniGB-UTF16|B5pc|HKscs-B5|ETen-B5|ETenms-B5"
    r"|CNS-EUC|UniCNS-UCS2|UniCNS-UTF16|83pv-RKSJ|90ms-RKSJ|90msp-RKSJ|90pv-RKSJ|Add-RKSJ|EUC|Ext-RKSJ|UniJIS-UCS2"
    r"|UniJIS-UCS2-HW|UniJIS-UTF16|KSC-EUC|KSCms-UHC|KSCms-UHC-HW|KSCpc-EUC|UniKS-UCS2|UniKS-UTF16)-[HV]|[HV]"
)
"""The CMaps that a reader brings itself (ISO 32000-1, table 118)."""
_COLLECTIONS = ("GB1", "CNS1", "Japan1", "Korea1")
_ENCODINGS = ("MacRomanEncoding", "MacExpertEncoding", "WinAnsiEncoding")
_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])|/([^\s<>\[\]/()]+)|\(([^)]*)(?:\)|\Z)|([^\s<>\[\]/()]+)")
_CODES = 2**17
"""Codes that the ranges of one table may name in all: there are 65,536, each of which a sound table names once."""
_LONGEST_SAID = 512
"""Bytes that one code stands for (Adobe Technical Note 5411, 1.4.1)."""
_WIDEST_DIFFERENCE = 1
"""Thousandths of an em (ISO 14289-1, 7.21.5)."""


class Font:
    """A font of a file, and the codes that the pages use of it."""

    def __init__(self, dictionary: pikepdf.Object) -> None:
        self.dictionary = dictionary
        self.kind = name(dictionary.get("/Subtype"))
        self.name = name(dictionary.get("/BaseFont")) or "a font without a name"
        self.wide = self.kind == "Type0"
        self.unicode = _to_unicode(dictionary)
        self.used: dict[int, int] = {}
        """Code to the page that shows it first."""
        self.below = dictionary["/DescendantFonts"][0] if self.wide else dictionary
        encoding = dictionary.get("/Encoding")
        self.cmap = _CMap(encoding) if self.wide and encoding is not None and not _is_name(encoding) else None

    def codes(self, data: bytes) -> list[int]:
        """The character codes of a shown string."""
        if not self.wide:
            return list(data)
        return [int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2)]

    def said(self, code: int) -> str:
        """The Unicode text of a code; empty where it has none."""
        if code in self.unicode:
            return self.unicode[code]
        if not self.wide and name(self.dictionary.get("/Encoding")) in _ENCODINGS:
            return bytes([code]).decode("mac-roman" if "Mac" in str(self.dictionary.Encoding) else "cp1252", "ignore")
        return ""

    def examine(self) -> Iterator[Finding]:
        """What is wrong with the font, as far as it is used to show text."""
        page = min(self.used.values(), default=0)
        yield from self._values(page)
        if self.kind == "Type3":
            return
        if not self.wide:
            yield Finding(NOT_EXAMINED, page, f"{self.name} is a simple font, which is not looked into")
        descriptor = below(self.below, "/FontDescriptor")
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
            yield Finding("31-009", page, f"{self.name} is not embedded")
        elif self.wide:
            program = _Program(descriptor)
            yield from self._composite(page)
            yield from self._glyphs(program)
            if "/CIDSet" in descriptor:
                yield from self._listed(descriptor["/CIDSet"].read_bytes(), program, page)

    def _values(self, page: int) -> Iterator[Finding]:
        if "/ToUnicode" not in self.dictionary:
            ordering = text(below(self.below, "/CIDSystemInfo"), "/Ordering") if self.wide else ""
            if ordering not in _COLLECTIONS and name(self.dictionary.get("/Encoding")) not in _ENCODINGS:
                yield Finding("31-027", page, f"{self.name} has no ToUnicode")
        for value, rule in (("\0", "31-028"), ("\ufeff", "31-029"), ("\ufffe", "31-029")):
            if any(value in said for said in self.unicode.values()):
                yield Finding(rule, page, f"ToUnicode of {self.name} has U+{ord(value):04X}")

    def _composite(self, page: int) -> Iterator[Finding]:
        """CMap, CIDSystemInfo and CIDToGIDMap."""
        encoding = self.dictionary.get("/Encoding")
        if _is_name(encoding):
            if not _PREDEFINED.fullmatch(name(encoding)):
                yield Finding("31-006", page, f"{self.name} uses the CMap {name(encoding)}, which is not in the file")
        elif self.cmap is not None:
            own, other = below(self.below, "/CIDSystemInfo"), below(self.cmap.dictionary, "/CIDSystemInfo")
            for key, rule in (("/Registry", "31-001"), ("/Ordering", "31-002")):
                if text(own, key) != text(other, key):
                    yield Finding(rule, page, f"{self.name} and its CMap differ in {key[1:]}")
            if integer(own, "/Supplement") > integer(other, "/Supplement"):
                yield Finding("31-003", page, f"the CMap of {self.name} is of an earlier Supplement")
            if integer(self.cmap.dictionary, "/WMode") != self.cmap.writing_mode:
                yield Finding("31-007", page, f"WMode of the CMap of {self.name} and of its dictionary differ")
            if self.cmap.uses and not _PREDEFINED.fullmatch(self.cmap.uses):
                yield Finding("31-008", page, f"the CMap of {self.name} uses {self.cmap.uses}")
        if name(self.below.get("/Subtype")) == "CIDFontType2":
            mapping = self.below.get("/CIDToGIDMap")
            if mapping is None:
                yield Finding("31-005", page, f"{self.name} has no CIDToGIDMap")
            elif _is_name(mapping) and name(mapping) != "Identity":
                yield Finding("31-004", page, f"CIDToGIDMap of {self.name} is {name(mapping)}")

    def _listed(self, bits: bytes, program: _Program, page: int) -> Iterator[Finding]:
        """Whether CIDSet lists the glyphs of the font program, and no other (bit 7 of the first byte is CID 0)."""
        listed = {8 * at + bit for at, byte in enumerate(bits) for bit in range(8) if byte & 0x80 >> bit}
        present = set(program.by_cid) if program.cids else set(range(program.count))
        if present - listed:
            yield Finding("31-014", page, f"CIDSet of {self.name} lacks {len(present - listed)} glyphs of the font")
        if listed - present:
            yield Finding("31-015", page, f"CIDSet of {self.name} lists {len(listed - present)} glyphs too many")

    def _glyphs(self, program: _Program) -> Iterator[Finding]:
        """Whether the glyphs that are shown are in the font, are no .notdef, and are as wide as the file says."""
        mapping = self.below.get("/CIDToGIDMap")
        glyphs = None if mapping is None or _is_name(mapping) else bytes(mapping.read_bytes())
        widths = _widths(self.below)
        usual = float(self.below.get("/DW", 1000))
        told: set[str] = set()
        for code, page in sorted(self.used.items()):
            cid = code if self.cmap is None else self.cmap.cids.get(code, 0)
            glyph = program.glyph(cid if glyphs is None else int.from_bytes(glyphs[2 * cid : 2 * cid + 2]))
            width = program.width(glyph)
            if glyph == 0:
                rule, what = "31-030", "shows .notdef"
            elif width is None:
                rule, what = "31-011", "is not in the font"
            elif abs(width - widths.get(cid, usual)) > _WIDEST_DIFFERENCE:
                rule, what = "31-016", f"is {width:.0f} wide in the font and {widths.get(cid, usual):.0f} in the file"
            else:
                continue
            if rule not in told:  # one for a font is enough
                told.add(rule)
                yield Finding(rule, page, f"code {code:04X} of {self.name} {what}")


def _is_name(value: object) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Name) or value is None


class _Program:
    """The font program in a file: which glyphs it has, and how wide they are."""

    def __init__(self, descriptor: pikepdf.Object) -> None:
        from fontTools.cffLib import CFFFontSet
        from fontTools.ttLib import TTFont

        data = bytes(below(descriptor, "/FontFile2" if "/FontFile2" in descriptor else "/FontFile3").read_bytes())
        self.sfnt: Any = None
        self.cff: Any = None
        if data[:4] in (b"\0\1\0\0", b"true", b"OTTO"):
            self.sfnt = TTFont(io.BytesIO(data), lazy=True)
            self.count = int(self.sfnt["maxp"].numGlyphs)
            if "CFF " in self.sfnt:
                self.cff = self.sfnt["CFF "].cff[0]
        else:
            fonts = CFFFontSet()
            fonts.decompile(io.BytesIO(data), None)
            self.cff = fonts[0]
            self.count = len(self.cff.CharStrings)
        # A CFF font with a ROS counts in CIDs, which its charset turns into glyphs.
        self.cids = self.cff is not None and hasattr(self.cff, "ROS")
        order = self.cff.getGlyphOrder() if self.cff is not None else []
        self.order: list[str] = list(order)
        self.by_cid = (
            {0 if n == ".notdef" else int(n.removeprefix("cid")): at for at, n in enumerate(order)} if self.cids else {}
        )

    def glyph(self, cid: int) -> int:
        """The glyph of a CID; -1 where there is none."""
        return self.by_cid.get(cid, -1) if self.cids else cid

    def width(self, glyph: int) -> float | None:
        """The width in thousandths of an em; None where there is no such glyph."""
        if not 0 <= glyph < self.count:
            return None
        if self.sfnt is not None and "hmtx" in self.sfnt:
            advance = self.sfnt["hmtx"].metrics[self.sfnt.getGlyphName(glyph)][0]
            return float(advance * 1000 / self.sfnt["head"].unitsPerEm)
        from fontTools.pens.basePen import NullPen

        drawing = self.cff.CharStrings[self.order[glyph]]
        drawing.draw(NullPen())
        matrix = getattr(self.cff, "FontMatrix", [0.001])
        return float(drawing.width * matrix[0] * 1000)


def _widths(font: pikepdf.Object) -> dict[int, float]:
    """W of a CID font: `first [w w w]` or `first last w` (ISO 32000-1, 9.7.4.3)."""
    import pikepdf

    found: dict[int, float] = {}
    values = items(font, "/W")
    at, room = 0, _CODES
    while at + 1 < len(values):
        first, second = int(values[at]), values[at + 1]
        if isinstance(second, pikepdf.Array):
            found.update({first + number: float(width) for number, width in enumerate(second)})
            at += 2
        else:
            codes, room = _within(range(first, min(int(second), 0xFFFF) + 1), room)
            found.update(dict.fromkeys(codes, float(values[at + 2])))
            at += 3
    return found


def _tokens(data: bytes) -> list[bytes | str | int]:
    """A CMap's tokens: bytes for hexadecimal strings, `[`, `]`, `/name`, numbers, and words."""
    found: list[bytes | str | int] = []
    for match in _TOKEN.finditer(data):
        digits, opening, closing, named, _, word = match.groups()
        if digits is not None:
            found.append(bytes.fromhex((b"".join(digits.split())).decode()))
        elif opening or closing:
            found.append("[" if opening else "]")
        elif named is not None:
            found.append(f"/{named.decode('latin-1')}")
        elif word is not None:
            plain = word.decode("latin-1")
            found.append(int(plain) if plain.lstrip("-").isdecimal() else plain)
    return found


def _sections(tokens: list[bytes | str | int], kind: str) -> Iterator[list[bytes | str | int]]:
    """What stands between `begin...` and `end...` of a kind."""
    at = 0
    while at < len(tokens):
        try:
            start = tokens.index(f"begin{kind}", at) + 1
        except ValueError:
            return
        try:
            at = tokens.index(f"end{kind}", start)
        except ValueError:
            at = len(tokens)
        yield tokens[start:at]


def _within(codes: range, room: int) -> tuple[range, int]:
    """Return as many of the codes as there is room for, and what room is left."""
    kept = codes[:room]
    return kept, room - len(kept)


def _to_unicode(font: pikepdf.Object) -> dict[int, str]:
    """ToUnicode as a table (ISO 32000-1, 9.10.3)."""
    import pikepdf

    stream = font.get("/ToUnicode")
    if not isinstance(stream, pikepdf.Stream):
        return {}
    tokens = _tokens(stream.read_bytes())
    found: dict[int, str] = {}
    room = _CODES
    for section in _sections(tokens, "bfchar"):
        strings = [token for token in section if isinstance(token, bytes)]
        for code, value in zip(strings[::2], strings[1::2], strict=False):
            found[int.from_bytes(code)] = value.decode("utf-16-be", "surrogatepass")
    for section in _sections(tokens, "bfrange"):
        rest = iter(section)
        for low, high, said in zip(rest, rest, rest, strict=False):
            if not isinstance(low, bytes) or not isinstance(high, bytes):
                break
            codes, room = _within(range(int.from_bytes(low), min(int.from_bytes(high), 0xFFFF) + 1), room)
            if said == "[":
                each = itertools.takewhile(lambda word: word != "]", rest)
                found.update(
                    {
                        code: one.decode("utf-16-be", "surrogatepass")
                        for code, one in zip(codes, list(each), strict=False)
                        if isinstance(one, bytes)
                    }
                )
            elif isinstance(said, bytes) and len(said) <= _LONGEST_SAID:
                last = int.from_bytes(said[-2:]) - codes.start
                for here in codes:
                    value = said[:-2] + ((last + here) & 0xFFFF).to_bytes(2)
                    found[here] = value.decode("utf-16-be", "surrogatepass")
    return found


class _CMap:
    """An embedded CMap: CIDs by code, its writing mode, the CMap that it builds on."""

    def __init__(self, stream: pikepdf.Object) -> None:
        self.dictionary = stream
        tokens = _tokens(stream.read_bytes())
        self.uses = ""
        if "usecmap" in tokens:
            self.uses = str(tokens[tokens.index("usecmap") - 1]).removeprefix("/")
        if "/UseCMap" in stream:
            self.uses = self.uses or name(stream["/UseCMap"])
        at = tokens.index("/WMode") + 1 if "/WMode" in tokens else len(tokens)
        mode = tokens[at] if at < len(tokens) else 0
        self.writing_mode = mode if isinstance(mode, int) else 0
        self.cids: dict[int, int] = {}
        for section in _sections(tokens, "cidchar"):
            for code, cid in zip(section[::2], section[1::2], strict=False):
                if isinstance(code, bytes) and isinstance(cid, int):
                    self.cids[int.from_bytes(code)] = cid
        room = _CODES
        for section in _sections(tokens, "cidrange"):
            for low, high, cid in zip(section[::3], section[1::3], section[2::3], strict=False):
                if isinstance(low, bytes) and isinstance(high, bytes) and isinstance(cid, int):
                    first = int.from_bytes(low)
                    codes, room = _within(range(first, min(int.from_bytes(high), 0xFFFF) + 1), room)
                    for offset in range(len(codes)):
                        self.cids[first + offset] = cid + offset
