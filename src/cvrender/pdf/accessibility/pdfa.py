"""What PDF/A-2 and PDF/A-3 (ISO 19005-2 and -3, level U) ask for beyond `conditions`, as far as software can tell.

Left out are what these files cannot go against (limits of numbers and names, how streams are packed, halftones, what a
colour profile says) and what the conditions of fonts say already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cvrender.pdf.accessibility.content import Content
from cvrender.pdf.accessibility.document import files
from cvrender.pdf.accessibility.matterhorn import Finding
from cvrender.pdf.accessibility.structure import below, integer, items, name, text, value

if TYPE_CHECKING:
    import pikepdf

_HEADER = re.compile(rb"%PDF-1\.[0-7][\r\n]+%[\x80-\xff]{4}")
_HIDING = (1 << 0) | (1 << 1) | (1 << 5) | (1 << 8)
"""Invisible, Hidden, NoView, ToggleNoView."""
_PRINT = 1 << 2
_ANNOTATIONS = ("3D", "Sound", "Screen", "Movie")
_ACTIONS = ("GoTo", "GoToR", "GoToE", "Thread", "URI", "Named", "SubmitForm")
_BLENDING = (
    *("Normal", "Compatible", "Multiply", "Screen", "Overlay", "Darken", "Lighten", "ColorDodge", "ColorBurn"),
    *("HardLight", "SoftLight", "Difference", "Exclusion", "Hue", "Saturation", "Color", "Luminosity"),
)
_DESCRIBED = re.compile(rb"namespaceURI>\s*http://www\.aiim\.org/pdfua/ns/id/")


def examine(data: bytes, pdf: pikepdf.Pdf, content: Content) -> Iterator[Finding]:
    """What is wrong with the file as PDF/A of the part that it says it is of; nothing where it says none."""
    metadata = pdf.open_metadata() if "/Metadata" in pdf.Root else {}
    part = str(metadata.get("pdfaid:part", ""))
    if part:
        found = [(0, *one) for one in _file(data, pdf, metadata, part)]
        found += [(0, *one) for one in (*_objects(pdf), *_attached(pdf, part))]
        for page, colour in sorted(content.colours):
            if not _suits(pdf, colour):
                found.append((page, "6.2.4.3", f"{colour} is used, and no output intent says what it means"))
        for number, sheet in enumerate(pdf.pages, 1):
            found += [(number, *one) for one in _page(sheet.obj)]
        for page, clause, message in found:
            yield Finding(f"ISO 19005-{part} {clause}", page, message)


def _file(data: bytes, pdf: pikepdf.Pdf, metadata: Mapping[str, Any], part: str) -> Iterator[tuple[str, str]]:
    """What the file says of itself: clause and message of each fault."""
    if part not in ("2", "3") or str(metadata.get("pdfaid:conformance", "")) not in ("A", "U"):
        yield "6.6.4", "the file is not of PDF/A-2 or 3, level A or U"
    if metadata.get("pdfuaid:part") and not _DESCRIBED.search(pdf.Root.Metadata.read_bytes()):
        yield "6.6.2.3", "the metadata uses pdfuaid and does not describe it"
    if not _HEADER.match(data):
        yield "6.1.2", "the file does not begin as it must"
    if len(items(pdf.trailer, "/ID")) != 2:
        yield "6.1.3", "the file has no ID"
    if pdf.is_encrypted:
        yield "6.1.3", "the file is encrypted"
    for key in ("/AA", "/Requirements", "/NeedsRendering"):
        if key in pdf.Root:
            yield "6.5.2", f"the catalog has {key[1:]}"


def _page(page: pikepdf.Object) -> Iterator[tuple[str, str]]:
    if "/AA" in page:
        yield "6.5.2", "the page has additional actions"
    for annotation in items(page, "/Annots"):
        yield from _annotation(annotation)


def _suits(pdf: pikepdf.Pdf, colour: str) -> bool:
    """Whether there is an output intent whose profile says what a device's colour is."""
    for intent in items(pdf.Root, "/OutputIntents"):
        profile = below(intent, "/DestOutputProfile")
        if value(intent, "/S") == "/GTS_PDFA1" and "/N" in profile:
            if colour == "DeviceGray":
                return True
            # The profile's own colour space is in bytes 16 to 19 of its header (ICC.1, 7.2.6).
            space = bytes(profile.read_bytes())[16:20]
            if {"DeviceRGB": (3, b"RGB "), "DeviceCMYK": (4, b"CMYK")}[colour] == (integer(profile, "/N"), space):
                return True
    return False


def _objects(pdf: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    """Streams, graphics states, images and actions, wherever they stand."""
    import pikepdf

    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream):
            yield from _stream(found)
        if isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
            for state in (found, *_states(found)):
                yield from _state(state)
            actions = [below(found, "/A"), below(found, "/OpenAction")]
            if value(found, "/Type") == "/Action":
                actions.append(found)
            for action in actions:
                if "/S" in action and name(value(action, "/S")) not in _ACTIONS:
                    yield "6.5.1", f"there is an action {name(value(action, '/S'))}"


def _stream(found: pikepdf.Object) -> Iterator[tuple[str, str]]:
    keys = set(found.keys())
    kind = value(found, "/Subtype")
    if kind == "/Image" and value(found, "/Interpolate") is True:
        yield "6.2.8.1", "an image is interpolated"
    if kind == "/Image" and {"/Alternates", "/OPI"} & keys:
        yield "6.2.8.1", "an image has alternatives"
    if kind == "/Form" and {"/OPI", "/PS", "/Ref"} & keys:
        yield "6.2.9", "a form XObject is not complete in itself"


def _states(holder: pikepdf.Object) -> list[pikepdf.Object]:
    """The graphics states in resources."""
    states = below(below(holder, "/Resources") if "/Resources" in holder else holder, "/ExtGState")
    return [below(states, key) for key in states.keys()]  # noqa: SIM118  # pikepdf's dictionaries are not iterable


def _state(state: pikepdf.Object) -> Iterator[tuple[str, str]]:
    if value(state, "/Type") != "/ExtGState" and "/ca" not in state and "/BM" not in state:
        return
    if "/TR" in state or "/HTP" in state or name(value(state, "/TR2")) not in ("", "Default"):
        yield "6.2.5", "a graphics state has a transfer function"
    if "/BM" in state and name(value(state, "/BM")) not in _BLENDING:
        yield "6.2.10", f"colours are blended by {name(value(state, '/BM'))}"


def _annotation(annotation: pikepdf.Object) -> Iterator[tuple[str, str]]:
    kind = name(value(annotation, "/Subtype"))
    if kind in _ANNOTATIONS:
        yield "6.3.1", f"there is an annotation {kind}"
    if kind == "Popup":
        return
    flags = integer(annotation, "/F")
    if flags & _HIDING or not flags & _PRINT:
        yield "6.3.2", f"an annotation ({kind}) is hidden or not printed"
    if kind != "Link" and "/AP" not in annotation:
        yield "6.3.3", f"an annotation ({kind}) has no appearance"


def _attached(pdf: pikepdf.Pdf, part: str) -> Iterator[tuple[str, str]]:
    """Attached files: PDF/A-2 takes PDF/A only, PDF/A-3 takes any that says what it is to the document."""
    associated = {file.objgen for file in items(pdf.Root, "/AF")}
    for file in files(pdf):
        named = text(file, "/UF") or text(file, "/F")
        content = below(below(file, "/EF"), "/F")
        if not (text(file, "/F") and text(file, "/UF")):
            yield "6.8", f"the attached file {named} lacks F or UF"
        if part == "2":
            if name(value(content, "/Subtype")) != "application/pdf":
                yield "6.8", f"the attached file {named} is no PDF/A"
            continue
        if "/Subtype" not in content:
            yield "6.8", f"the attached file {named} does not say its media type"
        if "/AFRelationship" not in file:
            yield "6.8", f"the attached file {named} does not say what it is to the document"
        if file.objgen not in associated:
            yield "6.8", f"the attached file {named} is not associated with the document"
