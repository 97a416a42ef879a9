"""A Word document: a ZIP file of XML, of which the body's paragraphs are read in order (ECMA-376, part 1)."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

from cvrender.proof.output import Anchor, Flaw, Output, Page, Picture, Unreadable, counts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_RELATIONS = "word/_rels/document.xml.rels"
_OFF = ("0", "false", "off")
_LARGEST = 50 * 2**20
"""Bytes of a part when it is unpacked."""


def read(content: bytes) -> Output:
    """Return what a reader gets. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            body = _part(packed, "word/document.xml")
            relations = _part(packed, _RELATIONS) if _RELATIONS in packed.namelist() else ()
        targets = {r.get("Id", ""): r.get("Target", "") for r in relations if r.get("TargetMode") == "External"}
        reader = _Reader(targets)
        reader.walk(body)
    except (
        zipfile.BadZipFile,
        KeyError,
        ElementTree.ParseError,
        ValueError,
        NotImplementedError,
        RecursionError,
    ) as error:
        raise Unreadable(f"it is no Word document, or damaged: {error}") from error
    text = "".join(reader.said)
    flaws = []
    for start, end in reader.hidden:
        place = sum(map(counts, text[:start]))
        flaws.append(Flaw("invisible", text[start:end], place, place + sum(map(counts, text[start:end]))))
    return Output("docx", (Page(text, tuple(reader.links), tuple(reader.pictures), tuple(flaws)),))


def _part(packed: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if packed.getinfo(name).file_size > _LARGEST:
        raise ValueError(f"{name} is too large")
    content = packed.read(name)
    if b"<!DOCTYPE" in content:  # Word writes none, and entities could be made to fill the memory
        raise ValueError(f"{name} has a document type")
    return ElementTree.fromstring(content)  # noqa: S314  # without a document type there are no entities


class _Reader:
    def __init__(self, targets: dict[str, str]) -> None:
        self.targets = targets
        self.said: list[str] = []
        self.length = 0
        self.links: list[Anchor] = []
        self.pictures: list[Picture] = []
        self.hidden: list[tuple[int, int]] = []

    def say(self, words: str) -> None:
        self.said.append(words)
        self.length += len(words)

    def walk(self, element: ElementTree.Element) -> None:
        """Gather what is in an element; paragraphs end lines."""
        tag, start, first = element.tag, self.length, len(self.said)
        if tag == f"{_W}t":
            self.say(element.text or "")
        elif tag == f"{_W}tab":
            self.say("\t")
        elif tag in (f"{_W}br", f"{_W}cr"):
            self.say("\n")
        elif tag == f"{_W}noBreakHyphen":
            self.say("-")
        elif tag == _DRAWING:
            self.pictures.append(Picture(share=0.0, alt=element.get("descr") or None))
        for child in element:
            self.walk(child)
        if tag == f"{_W}r" and _vanishes(element) and self.length > start:
            self.hidden.append((start, self.length))
        elif tag == f"{_W}hyperlink" and element.get(f"{_R}id") in self.targets:
            self.links.append(Anchor("".join(self.said[first:]), self.targets[element.get(f"{_R}id", "")]))
        elif tag == f"{_W}p":
            self.say("\n")


def _vanishes(run: ElementTree.Element) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val", "true") not in _OFF
