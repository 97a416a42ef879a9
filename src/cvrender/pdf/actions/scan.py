"""A quick search of a PDF's bytes for the names that actions and active features need.

A name can be written in two ways only, as it is or with `#xx` (ISO 32000-1, 7.3.5), and stands either in the file or in
an object stream. So all bytes are searched, whatever they seem to be (texts, comments, packed streams, objects that no
table lists), and no trick of syntax hides anything. A name that happens to stand in a text costs a closer look.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from cvrender.resume.links import SCHEMES

ACTIONS = frozenset(
    b"GoToR GoToE GoToDp Launch Thread Sound Movie Hide Named NOP NoOp SubmitForm ResetForm ImportData SetState "
    b"SetOCGState Rendition Trans GoTo3DView JavaScript RichMediaExecute".split()
)
"""Action types other than GoTo and URI (ISO 32000-2, table 201; NOP and SetState are PDF 1.2's)."""
ANNOTATIONS = frozenset(
    b"Text FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Caret Stamp Ink Popup "
    b"FileAttachment Sound Movie Screen Widget PrinterMark TrapNet Watermark 3D Redact Projection RichMedia".split()
)
"""Annotation types other than Link (ISO 32000-2, table 171)."""
FEATURES = frozenset(
    b"AA JS AcroForm XFA EmbeddedFiles EF Collection PresSteps Requirements Renditions AlternatePresentations "
    b"Templates URLS IDS SpiderInfo Perms Legal NeedsRendering OPI FFilter FDecodeParms RichMediaContent "
    b"RichMediaSettings".split()
)
"""Keys of dictionaries that hold actions, forms, files, media or what is fetched from elsewhere."""
_COMMON = frozenset(b"Text Line Square Circle Polygon Underline Caret Stamp Ink Watermark".split())
"""Annotation types whose names also stand for something else; `_KINDS` finds these."""
NAMES = (ACTIONS | ANNOTATIONS | FEATURES | {b"EmbeddedFile", b"PS", b"Ref", b"Encrypt"}) - _COMMON
"""Names of which none stands in a file without actions and active features."""

LARGEST = 64 * 2**20
"""Bytes that the object streams of a file may unpack to; those of a resume of 30 pages come to one million."""

_NAME = re.compile(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]++)")
_SPACE = rb"[\x00\t\n\x0c\r ]*+"
"""White space. Comments, which count as such, are in no file of ours: where one stands, pikepdf looks."""
_URL = b"|".join(scheme.encode() + (b"://" if scheme.startswith("http") else b":") for scheme in SCHEMES)
_UNUSUAL = frozenset(
    b"DecodeParms DP LZWDecode LZW ASCIIHexDecode AHx ASCII85Decode A85 RunLengthDecode RL CCITTFaxDecode "
    b"CCF DCTDecode DCT JPXDecode JBIG2Decode Crypt Fl".split()
)
"""Ways to pack a stream that no object stream of an engine has, and short names of the usual one."""
_STRUCTURAL = _UNUSUAL | {b"N", b"F", b"S", b"Subtype", b"URI", b"OpenAction", b"Filter", b"FlateDecode"}
"""Names that are looked for as they are; no engine writes them with `#xx`."""

_DOUBTFUL = re.compile(
    rb"/URI(?!" + _SPACE + rb"(?:[/>]|\((?:" + _URL + rb")(?:[!-'*-\[\]-~]|\\[()\\])++\)))"
    rb"|/OpenAction(?!" + _SPACE + rb"\[)"
    rb"|/Subtype(?!" + _SPACE + rb"/(?:Link|Image|Form|XML|Type[013]C?|CIDFontType[02]C?|TrueType|OpenType|MMType1)\b)"
)
"""A link without an allowed scheme or in an unusual form; an action on opening; an annotation that is no link."""
_FILE = re.compile(rb"/F" + _SPACE + rb"(?:[(<%]|[0-9]++" + _SPACE + rb"(?:%|[0-9]++" + _SPACE + rb"[R%]))")
"""The file that a stream or an action names; fonts are `/F1`, and the flags of an annotation are a number."""
_KINDS = re.compile(rb"/S(?<!/Tabs/S)(?<!/Tabs /S)" + _SPACE + rb"(%|/[^\x00\t\n\x0c\r ()<>\[\]{}/%]++)")
"""The type of an action or of an element of the structure; `/Tabs /S` is a page's order of tabs."""
_KNOWN_KINDS = frozenset(
    b"URI GoTo Transparency Alpha Luminosity D R r A a S B I U GTS_PDFA1 GTS_PDFX "
    # Structure types (ISO 32000-1, 14.8.4; ISO 32000-2, 14.8.4)
    b"Document DocumentFragment Part Art Sect Div Aside BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 "
    b"H3 H4 H5 H6 H7 Title FENote Sub L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference "
    b"BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form Artifact Em Strong".split()
)

_COUNTED = re.compile(rb"/N(?![^\x00\t\n\x0c\r %])" + _SPACE + rb"[-+.0-9%]")
_STREAM = re.compile(rb"\n[0-9]++ [0-9]++ obj[\x00\t\n\x0c\r ]*+<<([^<>()%#]*+)>>[\x00\t\n\x0c\r ]*+stream\r?\n")
"""A stream with a flat dictionary, free of texts and comments. Where its beginning is inside a text, so is its end."""
_FILTER = re.compile(rb"/Filter(?![\x00\t\n\x0c\r ]*+(?:/\w++|\[[\x00\t\n\x0c\r ]*+/\w++[\x00\t\n\x0c\r ]*+\]))")
"""Filters that are not one name."""
_TO_ITS_END = (
    rb"/(?:%b)(?![^\x00\t\n\x0c\r ()<>\[\]{}/%%])"
    rb"(?=(?:[^<>()%%]++|<<[^<>()%%]*+>>|<[0-9A-Fa-f]*+>)*+>>[\x00\t\n\x0c\r ]*+stream\r?\n)"
)
"""An unusual way to pack, and the rest of the stream's dictionary: what comes after it is not in this dictionary."""
_KEYS = frozenset(
    b"Type ObjStm N First Length Filter FlateDecode Extends Alternate DeviceRGB DeviceGray DeviceCMYK Range".split()
)


class NotUnderstood(Exception):
    """The object streams are too large, or not in the plain form that is read here; the message says why."""


def is_plain(pdf: bytes) -> bool:
    """Return whether it is certain that a PDF has no actions and no links other than allowed ones.

    False means that this is not known.
    """
    names = _NAME.findall(pdf)
    try:
        return not suspects(pdf, names) and not any(
            suspects(part, _NAME.findall(part)) for part in _object_streams(pdf, names)
        )
    except NotUnderstood:
        return False


def _object_streams(pdf: bytes, names: list[bytes]) -> Iterator[bytes]:
    """Yield the content of each object stream of a PDF, if it is certain that these are all.

    Each has the key N, which stands in the file itself and has a number (ISO 32000-1, table 16): if all of these are in
    streams that are read here, no object stream is missing. Some readers pass over what is wrong in a dictionary and so
    take two for one; therefore whatever else says how a stream is packed must stand in a dictionary that ends before
    the next one begins. Raises NotUnderstood, also beyond LARGEST bytes.
    """
    _require_usual_filters(pdf, names)
    room = LARGEST
    for counted in _COUNTED.finditer(pdf) if b"N" in names else ():
        start = pdf.rfind(b"\n", 0, max(pdf.rfind(b" obj", 0, counted.start()), 0))
        match = _STREAM.match(pdf, max(start, 0))
        if match is None or not match.start(1) <= counted.start() < match.end(1):
            raise NotUnderstood("an object stream has an unusual form")
        own = _NAME.findall(match[1])
        if not _KEYS.issuperset(own) or len(set(own)) < len(own) or b"FlateDecode" not in own:
            raise NotUnderstood("an object stream is packed in an unusual way")
        end = pdf.find(b"endstream", match.end())
        unpacker = zlib.decompressobj()
        try:
            content = unpacker.decompress(memoryview(pdf)[match.end() : end if end > 0 else len(pdf)], room + 1)
        except zlib.error as error:
            raise NotUnderstood("an object stream is damaged") from error
        room -= len(content)
        if room < 0:
            raise NotUnderstood(f"the object streams unpack to more than {LARGEST >> 20} MB")
        if not unpacker.eof:
            raise NotUnderstood("an object stream is damaged")
        yield content


def _require_usual_filters(pdf: bytes, names: list[bytes]) -> None:
    unusual = _UNUSUAL.intersection(names)
    if unusual:
        ended = sum(1 for _ in re.finditer(_TO_ITS_END % b"|".join(sorted(unusual)), pdf))
        if ended != sum(names.count(name) for name in unusual):
            raise NotUnderstood("a stream is packed in an unusual way")
    if _FILTER.search(pdf):
        raise NotUnderstood("a stream is packed in an unusual way")


def active_names(tokens: bytes) -> list[bytes]:
    """Return the names in bytes of a PDF that stand in no file without actions and active features."""
    return sorted(NAMES.intersection(names_in(tokens)))


def names_in(tokens: bytes) -> Iterator[bytes]:
    """Yield each name in bytes of a PDF without its slash, escapes decoded."""
    for name in _NAME.findall(tokens):
        yield decoded(name) if b"#" in name else name


def decoded(name: bytes) -> bytes:
    """Return a name with its `#xx` replaced by the bytes that they stand for."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes((int(match[1], 16),)), name)


def suspects(part: bytes, names: list[bytes]) -> list[bytes]:
    """Return what in some bytes of a PDF may belong to an action or an active feature: names, links, files.

    `names` are all of these bytes.
    """
    found = set(names)
    wrong = sorted(found & NAMES)
    if b"#" in part:
        wrong += [name for name in found if b"#" in name and decoded(name) in NAMES | _COMMON | _STRUCTURAL]
    wrong += [match[0] for pattern in (_DOUBTFUL, _FILE) for match in pattern.finditer(part)]
    return wrong + [kind for kind in set(_KINDS.findall(part)) if kind.removeprefix(b"/") not in _KNOWN_KINDS]
