"""A PDF's actions and active features, judged object by object.

Loading pikepdf takes 40 ms, so that only files are judged here which `scan` has not cleared.
"""

from __future__ import annotations

import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

import pikepdf

from cvrender.pdf.actions import scan
from cvrender.pdf.actions.finding import Active
from cvrender.pdf.actions.scan import ACTIONS, ANNOTATIONS, FEATURES, NotUnderstood, names_in
from cvrender.pdf.actions.tokens import outside_texts
from cvrender.resume.links import SCHEMES

_PLAIN_URL = re.compile(r"(?i:https?://|mailto:|tel:)[^\s\x00-\x20\x7f]+")
_IN_DOCUMENT = "/GoTo"
_LINK = "/URI"
_MILD = frozenset(f"/{name}" for name in ("GoToR", "Named", "Thread", "Trans", "SetOCGState", "Hide", "ResetForm"))
"""Actions that run, send and load nothing, though a resume needs none of them."""
_ACTIVE_ANNOTATIONS = frozenset(
    f"/{name}" for name in ("Screen", "RichMedia", "Movie", "Sound", "3D", "FileAttachment")
)
_KEYS_OF_ACTIONS = ("/A", "/PA", "/NA", "/OpenAction", "/Next", "/Dest")
_MILD_FEATURES = frozenset(f"/{name}" for name in ("AcroForm", "EmbeddedFiles", "EF", "Perms", "Legal", "SpiderInfo"))
_ACTIONS, _ANNOTATIONS, _FEATURES = (
    frozenset(f"/{name.decode()}" for name in names) for names in (ACTIONS, ANNOTATIONS, FEATURES)
)
_HIDDEN = ACTIONS | FEATURES | {b"ObjStm"}
"""Names that are counted; a text of the resume may be a stream's, but no name of it is one of these by chance."""
_HEAD = 512
"""Bytes of a packed stream that tell the first byte of its content."""

_ANY_STREAM = re.compile(rb">>[\x00\t\n\x0c\r ]*+stream\r?\n?")
_PAIRS = re.compile(
    rb"(?:[\x00\t\n\x0c\r ]*+[0-9]++[\x00\t\n\x0c\r ]++[0-9]++)++[\x00\t\n\x0c\r ]*+[<\[(/]|[\x00\t\n\x0c\r ]*+%"
)
"""The numbers and places of objects, and the first object."""
_LONGEST = 60
_DEEPEST = 100
_MOST = 20
"""Findings that are listed."""


def judge(pdf: bytes, embedded: bytes | None = None, *, foreign: bool = False) -> tuple[Active, ...]:
    """Return what in a PDF is no link with an allowed scheme and no inner destination; see `active`."""
    try:
        parts = [pdf, *object_streams(pdf)]
    except NotUnderstood as error:
        return (Active(f"the file cannot be judged: {error}"),)
    try:
        with pikepdf.open(io.BytesIO(pdf), suppress_warnings=True) as opened:
            judged = _Judge(opened, embedded)
            found = [*judged.whole(), *_hidden(parts, judged.names)]
            if not foreign:
                found += _damages(opened, judged.packed)
    except pikepdf.PasswordError:
        found = [Active("the file is locked with a password")]
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError) as error:
        found = [Active(f"the file cannot be judged: {str(error)[:_LONGEST]}")]
    return tuple(dict.fromkeys(found))[:_MOST]


def object_streams(pdf: bytes) -> list[bytes]:
    """Return the content of each stream that may hold objects, packed as usual. Raises NotUnderstood if they are
    larger than scan.LARGEST.
    """
    room = scan.LARGEST
    parts = []
    for match in _ANY_STREAM.finditer(pdf):
        end = pdf.find(b"endstream", match.end())
        packed = memoryview(pdf)[match.end() : end if end > 0 else len(pdf)]
        with suppress(zlib.error):
            if zlib.decompressobj().decompress(packed[:_HEAD], 1).strip(b"0123456789+-.% \x00\t\n\x0c\r"):
                continue
            content = zlib.decompressobj().decompress(packed, room + 1)
            room -= len(content)
            if room < 0:
                raise NotUnderstood(f"its streams unpack to more than {scan.LARGEST >> 20} MB")
            if _PAIRS.match(content):
                parts.append(content)
    return parts


def _hidden(parts: list[bytes], known: Counter[bytes]) -> Iterator[Active]:
    """What stands outside of texts and streams more often than in the objects of the file: older versions of objects,
    and those that no table lists, which viewers find all the same when they repair a file.
    """
    there = Counter(name for part in parts for name in names_in(outside_texts(part)) if name in _HIDDEN)
    for name, count in sorted(there.items()):
        if count > known[name]:
            yield Active(f"/{name.decode()} in an object that the file does not use", grave=name in ACTIONS)


def _damages(pdf: pikepdf.Pdf, packed: list[pikepdf.Object]) -> Iterator[Active]:
    """What other readers may take otherwise than pikepdf does, in a file that no engine should have written."""
    for one in packed:
        if "/DecodeParms" in one or one.get("/Filter", "/FlateDecode") not in ("/FlateDecode", ["/FlateDecode"]):
            yield Active(f"object {one.objgen[0]} holds objects that are packed in an unusual way")
    for warning in pdf.get_warnings():
        yield Active(f"the file is damaged: {str(warning).rpartition('>')[2].strip()[:_LONGEST]}")


class _Judge:
    def __init__(self, pdf: pikepdf.Pdf, embedded: bytes | None) -> None:
        self.pdf = pdf
        self.embedded = embedded
        self.names: Counter[bytes] = Counter()
        self.packed: list[pikepdf.Object] = []
        self.pages: dict[tuple[int, int], int] = {}
        self.annotations: set[tuple[int, int]] = set()

    def whole(self) -> Iterator[Active]:
        """What is found in all objects, whether or not anything leads to them."""
        if self.pdf.is_encrypted:
            yield Active("the file is encrypted", grave=False)
        for number, page in enumerate(self.pdf.pages, 1):
            self.pages[page.obj.objgen] = number
            annotations = page.obj.get("/Annots")
            for annotation in annotations if isinstance(annotations, pikepdf.Array) else ():
                if isinstance(annotation, pikepdf.Dictionary):
                    self.annotations.add(annotation.objgen)
                    self.pages.setdefault(annotation.objgen, number)
                    action = annotation.get("/A")
                    if isinstance(action, pikepdf.Dictionary) and action.is_indirect:
                        self.pages.setdefault(action.objgen, number)
        yield from self.below(self.pdf.trailer, 0, "the trailer", 0)
        for one in self.pdf.objects:
            if isinstance(one, pikepdf.Object):  # a number, a switch or null holds nothing
                yield from self.below(one, self.pages.get(one.objgen, 0), f"object {one.objgen[0]}", 0)

    def below(self, value: pikepdf.Object, page: int, place: str, depth: int) -> Iterator[Active]:
        """What is found in an object, and in what stands directly in it."""
        if depth > _DEEPEST:
            yield Active(f"{place} is nested too deeply to be judged", page)
            return
        if isinstance(value, pikepdf.Name):
            self.names[bytes(value)[1:]] += 1
            return
        if isinstance(value, pikepdf.Array):
            inner = list(value)
        elif isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
            place = _called(value, place)
            yield from self.dictionary(value, page, place)
            if isinstance(value, pikepdf.Stream):
                yield from _of_stream(value, page, place)
                if value.get("/Type") == "/ObjStm" or ("/N" in value and "/First" in value):
                    self.packed.append(value)
            inner = [value[key] for key in value.keys()]  # noqa: SIM118  # a Stream has no iterator
            self.names.update(key[1:].encode("utf-8", "surrogateescape") for key in value.keys())  # noqa: SIM118
        else:
            return
        for one in inner:
            if isinstance(one, pikepdf.Name) or (isinstance(one, pikepdf.Object) and not one.is_indirect):
                yield from self.below(one, page, place, depth + 1)

    def dictionary(self, value: pikepdf.Object, page: int, place: str) -> Iterator[Active]:
        """What a dictionary itself says."""
        kind = value.get("/S")
        if isinstance(kind, pikepdf.Name) and str(kind) in _ACTIONS and not _is_element(value):
            yield Active(f"{place} has the action {kind}", page, grave=str(kind) not in _MILD)
        for key in _KEYS_OF_ACTIONS:
            yield from _action(value.get(key), key, page, place)
        if _LINK in value:
            yield from _url(value[_LINK], page, place)
        for key in sorted(_FEATURES.intersection(value.keys())):
            if key == "/EF" and self.is_ours(value):
                continue
            if key == "/EmbeddedFiles" and self.embedded is not None:
                continue  # each file that it names is judged by itself
            yield Active(f"{place} has {key}", page, grave=key not in _MILD_FEATURES)
        if "/JavaScript" in value:
            yield Active(f"{place} has /JavaScript", page)
        subtype = value.get("/Subtype")
        if not isinstance(value, pikepdf.Stream) and isinstance(subtype, pikepdf.Name):
            is_annotation = value.objgen in self.annotations or value.get("/Type") == "/Annot"
            if str(subtype) in _ANNOTATIONS or (is_annotation and subtype != "/Link"):
                yield Active(f"an annotation of type {subtype}", page, grave=str(subtype) in _ACTIVE_ANNOTATIONS)

    def is_ours(self, specification: pikepdf.Object) -> bool:
        """Whether a file specification is that of the file that was attached."""
        if self.embedded is None:
            return False
        files = specification["/EF"]
        return isinstance(files, pikepdf.Dictionary) and all(
            isinstance(file, pikepdf.Stream) and file.read_bytes() == self.embedded for file in files.values()
        )


def is_allowed(url: bytes) -> bool:
    """Return whether the text of a URI action is absolute, has one of SCHEMES, and no control characters."""
    try:
        text = url.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return text.isprintable() and _PLAIN_URL.fullmatch(text) is not None and text.partition(":")[0].lower() in SCHEMES


def _action(value: object, key: str, page: int, place: str) -> Iterator[Active]:
    """What is wrong with the type of an action, or of each in a list; those of ACTIONS are found anywhere."""
    for one in value if isinstance(value, pikepdf.Array) else (value,):
        if not isinstance(one, pikepdf.Dictionary):
            continue
        kind = one.get("/S")
        if kind is None or str(kind) in _ACTIONS or (key == "/A" and _is_attribute(one)):
            continue
        if key == "/OpenAction" and kind == _LINK:
            yield Active(f"{place} has a link that is followed as the file is opened", page)
        elif kind not in (_IN_DOCUMENT, _LINK) and not _is_element(one):
            yield Active(f"{place} has an action of unknown type, {str(kind)[:_LONGEST]}", page)


def _is_attribute(value: pikepdf.Object) -> bool:
    """Whether a dictionary has the owner of attributes of the structure (ISO 32000-1, table 327) and is no action."""
    return "/O" in value and value.get("/Type") != "/Action"


def _is_element(value: pikepdf.Object) -> bool:
    """Whether a dictionary is an element of the structure, whose type may be called like an action."""
    return value.get("/Type") == "/StructElem"


def _url(value: pikepdf.Object, page: int, place: str) -> Iterator[Active]:
    if isinstance(value, pikepdf.String):
        url = bytes(value)
        if not is_allowed(url):
            yield Active(f"{place} links to `{url[:_LONGEST].decode('utf-8', 'replace')}`", page, grave=False)
    else:
        yield Active(f"{place} has /URI, which is no text", page, grave=False)


def _of_stream(value: pikepdf.Object, page: int, place: str) -> Iterator[Active]:
    """What a stream says of contents that are elsewhere, or that are a program."""
    for key in ("/F", "/Ref"):
        if key in value:
            yield Active(f"{place} has its content in another file ({key})", page)
    if value.get("/Subtype") == "/PS" or value.get("/Subtype2") == "/PS":
        yield Active(f"{place} is a PostScript program", page)


def _called(value: pikepdf.Object, place: str) -> str:
    """Return the name of a place that tells the reader more than a number."""
    kind = value.get("/Type")
    if kind == "/Catalog":
        return "the document"
    if kind == "/Page":
        return "the page"
    if "/Title" in value and "/Parent" in value:
        return "a bookmark"
    if "/Rect" in value and "/Subtype" in value:
        return "a link" if value.get("/Subtype") == "/Link" else "an annotation"
    return place
