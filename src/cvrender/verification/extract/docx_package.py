"""The ZIP file and the XML of an Office document, read within bounds (ECMA-376, part 2: Open Packaging Conventions)."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from cvrender.verification.extracted import Unreadable

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of a compound file: an old Word document, or an encrypted one (MS-OFFCRYPTO, 2.3)."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCKED = "the document is locked with a password: remove the password in Word and save it again"
_DAMAGED = "it is no Word document, or damaged"
_LARGEST = 50 * 2**20
"""Bytes of all parts together when they are unpacked: a resume of 3,000 publications has 3 MB."""
_MOST_PARTS = 10_000
_MOST_ELEMENTS = 500_000
_DEEPEST = 128
"""Elements within elements: a text box in a table of a text box is some 40 deep."""
_WITH_TEXT = ("w:t", "m:t", "w:instrText")
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The compression methods that Open Packaging Conventions allow."""
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, LookupError)
"""What zipfile raises on damaged files; NotImplementedError, a RuntimeError, on what it does not know."""
_SPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
}
"""Namespaces in their transitional and their strict form, by the prefixes that Word gives them."""


class Element:
    """An XML element: its name with Word's usual prefix, attributes, the text within it, and its children."""

    __slots__ = ("attributes", "children", "parts", "tag")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parts: list[str] = []
        self.children: list[Element] = []

    @property
    def text(self) -> str:
        """The text that stands in the element itself; only elements that have text on the page keep it."""
        return "".join(self.parts)

    def get(self, name: str) -> str:
        """Return an attribute, or an empty string."""
        return self.attributes.get(name, "")

    def find(self, *path: str) -> Element | None:
        """Return the first element at a path of children's names."""
        found: Element | None = self
        for tag in path:
            found = next((child for child in found.children if child.tag == tag), None) if found else None
        return found

    def all(self, tag: str) -> Iterator[Element]:
        """Yield all elements of a name within this one, in document order."""
        waiting = self.children[::-1]
        while waiting:
            element = waiting.pop()
            if element.tag == tag:
                yield element
            waiting += reversed(element.children)

    def is_on(self) -> bool:
        """Return whether a property that is on or off is on (ECMA-376, part 1, section 17.17.4)."""
        return self.get("w:val") not in ("0", "false", "off")


class Relations:
    """What a part refers to: other parts, and addresses."""

    def __init__(self, part: str, root: Element | None) -> None:
        self.folder = posixpath.dirname(part)
        self.all = [child for child in root.children if child.tag == "rel:Relationship"] if root else []
        self.by_id = {relation.get("Id"): relation for relation in self.all}

    def part(self, key: str) -> str:
        """Return the name of the part with this identifier, or an empty string."""
        relation = self.by_id.get(key)
        if relation is None or relation.get("TargetMode") == "External":
            return ""
        return posixpath.normpath(posixpath.join("/", self.folder, relation.get("Target"))).lstrip("/")

    def url(self, key: str) -> str:
        """Return the address with this identifier, or an empty string."""
        relation = self.by_id.get(key)
        return relation.get("Target") if relation and relation.get("TargetMode") == "External" else ""

    def of_type(self, name: str) -> str:
        """Return the name of the first part of a type such as `styles`, or an empty string."""
        keys = (one.get("Id") for one in self.all if one.get("Type").endswith(f"/{name}"))
        return next((self.part(key) for key in keys), "")


class Package:
    """The parts of an Office document. Raises Unreadable."""

    def __init__(self, content: bytes) -> None:
        if content.startswith(_OLE):
            if _ENCRYPTED in content:
                raise Unreadable(_LOCKED)
            raise Unreadable("it is a document of an old Word (.doc): save it in Word as .docx")
        if content.count(b"PK\x01\x02") > _MOST_PARTS:
            raise Unreadable(f"{_DAMAGED}: it has more than {_MOST_PARTS:,} parts")
        try:
            self.packed = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN as error:
            raise Unreadable(f"{_DAMAGED}: {error}") from error
        self.left = _LARGEST
        self.elements = 0
        self.known: dict[str, Relations] = {}

    def main(self) -> str:
        """Return the name of the part that holds the body."""
        return self.relations("").of_type("officeDocument") or "word/document.xml"

    def relations(self, part: str) -> Relations:
        """Return what a part refers to; the empty name stands for the package as a whole."""
        if part not in self.known:
            folder, name = posixpath.split(part)
            self.known[part] = Relations(part, self.part(posixpath.join(folder, "_rels", f"{name}.rels")))
        return self.known[part]

    def part(self, name: str) -> Element | None:
        """Return the root of a part, or None where there is no such part: Word, too, passes over references to none."""
        try:
            info = self.packed.getinfo(name)
        except KeyError:
            return None
        if info.flag_bits & 1:
            raise Unreadable(_LOCKED)
        if info.compress_type not in _PACKED:
            raise Unreadable(f"{_DAMAGED}: `{name}` is packed in a way that Word does not know")
        self.left -= info.file_size
        if self.left < 0:
            raise Unreadable(f"its parts are larger than {_LARGEST >> 20} MB when they are unpacked")
        try:
            return self._parsed(self.packed.read(info), name)
        except expat.ExpatError as error:
            raise Unreadable(f"{_DAMAGED}: `{name}` is not XML: {error}") from error
        except _BROKEN as error:
            raise Unreadable(f"{_DAMAGED}: `{name}`: {error}") from error

    def _parsed(self, content: bytes, name: str) -> Element:
        """The elements of XML. Raises ExpatError, and ValueError or LookupError for encodings that are not known."""
        top = Element("", {})
        stack = [top]

        def start(tag: str, attributes: dict[str, str]) -> None:
            self.elements += 1
            if len(stack) > _DEEPEST:
                raise Unreadable(f"`{name}` has elements more than {_DEEPEST} deep within one another")
            if self.elements > _MOST_ELEMENTS:
                raise Unreadable(f"it has more than {_MOST_ELEMENTS:,} elements")
            element = Element(_short(tag), {_short(key): value for key, value in attributes.items()})
            stack[-1].children.append(element)
            stack.append(element)

        def end(_: str) -> None:
            stack.pop()

        def text(words: str) -> None:
            if stack[-1].tag in _WITH_TEXT:
                stack[-1].parts.append(words)

        def doctype(*_: Any) -> None:
            # Open Packaging Conventions forbid it (section 8.1.4), and entities could fill the memory.
            raise Unreadable(f"{_DAMAGED}: `{name}` has a document type, which Word does not write")

        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = doctype
        parser.Parse(content, True)
        return top.children[0]


def _short(name: str) -> str:
    """A name with Word's usual prefix; one of another namespace without any."""
    space, _, local = name.rpartition(" ")
    return f"{_SPACES[space]}:{local}" if space in _SPACES else f"?:{local}" if space else local
