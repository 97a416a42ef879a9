"""What the file says of itself, and its annotations, attachments and the like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cvrender.pdf.accessibility.content import Content
from cvrender.pdf.accessibility.matterhorn import NOT_EXAMINED, Finding
from cvrender.pdf.accessibility.structure import Element, Tree, below, integer, items, name, text, value

if TYPE_CHECKING:
    import pikepdf

_HIDDEN = 1 << 1
_FOR_ASSISTIVE_TECHNOLOGY = 1 << 9
"""The tenth bit of P (ISO 32000-1, table 22)."""
_SUBTYPES = (
    *("Text", "Link", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Highlight", "Underline"),
    *("Squiggly", "StrikeOut", "Stamp", "Caret", "Ink", "Popup", "FileAttachment", "Sound", "Movie", "Widget"),
    *("Screen", "PrinterMark", "TrapNet", "Watermark", "3D", "Redact"),
)
"""The subtypes of annotations (ISO 32000-1, table 169)."""
_MEDIA = ("Sound", "Movie", "Screen", "3D")


def examine(pdf: pikepdf.Pdf, tree: Tree, content: Content, language: str) -> Iterator[Finding]:
    """What is wrong with the file as a whole and with its annotations; `language` is the file's, or empty."""
    if pdf.pdf_version not in tuple(f"1.{minor}" for minor in range(8)):
        yield Finding("ISO 14289-1 6.1", 0, f"the file is PDF {pdf.pdf_version}, not 1.0 to 1.7")
    yield from _metadata(pdf, language)
    yield from _catalog(pdf, language)
    yield from _optional_content(pdf)
    yield from _files(pdf)
    yield from _encryption(pdf)
    for number, page in enumerate(pdf.pages, 1):
        annotations = items(page.obj, "/Annots")
        if annotations and "/Tabs" not in page:
            yield Finding("28-008", number, "the page has annotations and no order of tabs")
        elif annotations and page["/Tabs"] != "/S":
            yield Finding("28-009", number, f"the order of tabs is {name(page['/Tabs'])}, not that of the structure")
        for annotation in annotations:
            yield from _annotation(annotation, number, page, tree, content, language)


def _catalog(pdf: pikepdf.Pdf, language: str) -> Iterator[Finding]:
    preferences = below(pdf.Root, "/ViewerPreferences")
    if "/DisplayDocTitle" not in preferences:
        yield Finding("07-001", 0, "the viewer is not told to show the title")
    elif value(preferences, "/DisplayDocTitle") is not True:
        yield Finding("07-002", 0, "the viewer is told not to show the title")
    if text(pdf.Root, "/Lang") and not language:
        yield Finding("ISO 14289-1 7.2", 0, f"Lang is `{text(pdf.Root, '/Lang')}`, which is no language tag")
    if not language and "/First" in below(pdf.Root, "/Outlines"):
        yield Finding("11-003", 0, "the language of the outline is not known")
    form = below(pdf.Root, "/AcroForm").get("/XFA")
    if form is not None and any(b"required" in part for part in _xfa(form)):
        yield Finding("25-001", 0, "the form is dynamic XFA")


def _encryption(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    if pdf.is_encrypted and not integer(below(pdf.trailer, "/Encrypt"), "/P") & _FOR_ASSISTIVE_TECHNOLOGY:
        yield Finding("26-002", 0, "the file is encrypted, and assistive technology may not read it")


def _metadata(pdf: pikepdf.Pdf, language: str) -> Iterator[Finding]:
    if "/Metadata" not in pdf.Root:
        yield Finding("06-001", 0, "the file has no XMP metadata")
        return
    metadata = pdf.open_metadata()
    if str(metadata.get("pdfuaid:part", "")) != "1":
        yield Finding("06-002", 0, "the metadata does not say that this is PDF/UA-1")
    if not str(metadata.get("dc:title", "")).strip():
        yield Finding("06-003", 0, "the metadata has no title")
    elif not language and b'"x-default"' in pdf.Root.Metadata.read_bytes():
        yield Finding("11-006", 0, "the language of the metadata is not known")


def _optional_content(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    properties = below(pdf.Root, "/OCProperties")
    configurations = [("20-001", one) for one in items(properties, "/Configs")]
    if "/D" in properties:
        configurations.append(("20-002", properties["/D"]))
    for rule, configuration in configurations:
        if not text(configuration, "/Name"):
            yield Finding(rule, 0, "an optional content configuration has no Name")
        if "/AS" in configuration:
            yield Finding("20-003", 0, "an optional content configuration has AS")


def files(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """The file specifications of the files that are in the file."""
    import pikepdf

    embedded = below(pdf.Root, "/Names").get("/EmbeddedFiles")
    if embedded is not None:
        yield from (value for value in pikepdf.NameTree(embedded).values() if "/EF" in value)


def _files(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    for file in files(pdf):
        if not (text(file, "/F") and text(file, "/UF")):
            yield Finding("21-001", 0, "an attached file lacks F or UF")


def _xfa(form: pikepdf.Object) -> Iterator[bytes]:
    import pikepdf

    parts = list(form) if isinstance(form, pikepdf.Array) else [form]
    yield from (part.read_bytes() for part in parts if isinstance(part, pikepdf.Stream))


def _annotation(
    annotation: pikepdf.Object, number: int, page: pikepdf.Page, tree: Tree, content: Content, language: str
) -> Iterator[Finding]:
    kind = name(value(annotation, "/Subtype"))
    if integer(annotation, "/F") & _HIDDEN or _is_outside(annotation, page):
        return
    element = tree.annotations.get(annotation.objgen)
    if element is not None and content.parents.annotation(annotation) != element.dictionary.objgen:
        yield Finding("01-005", number, f"the parent tree takes an annotation to another element than {element.tag}")
    if kind in _MEDIA:
        yield Finding(NOT_EXAMINED, number, f"there is a {kind} annotation, which is not looked into")
    if kind == "PrinterMark":
        if element is not None or "/StructParent" in annotation:
            yield Finding("28-017", number, "a printer's mark is part of the structure")
        yield Finding(NOT_EXAMINED, number, "there is a printer's mark, which is not looked into")
        return
    spoken = language or (element.language() if element else "")
    if text(annotation, "/Contents") and not spoken:
        yield Finding("11-004", number, "the language of the Contents of an annotation is not known")
    if kind == "Widget":
        yield from _widget(annotation, number, element, spoken)
    elif kind == "Link":
        yield from _link(annotation, number, element)
    elif kind != "Popup":
        yield from _other(annotation, number, element, kind)


def _link(annotation: pikepdf.Object, number: int, element: Element | None) -> Iterator[Finding]:
    if element is None or element.role != "Link":
        yield Finding("28-011", number, f"a link is in {element.role if element else 'no element'}, not in Link")
    if not text(annotation, "/Contents"):
        yield Finding("28-012", number, "a link has no Contents")
        if not (element and text(element.dictionary, "/Alt")):
            yield Finding("28-004", number, "a link has neither Contents nor Alt")


def _other(annotation: pikepdf.Object, number: int, element: Element | None, kind: str) -> Iterator[Finding]:
    if kind == "TrapNet":
        yield Finding("28-007", number, "there is a TrapNet annotation")
    known = kind in _SUBTYPES
    if element is None or element.role != "Annot":
        yield Finding("28-002" if known else "28-006", number, f"an annotation ({kind}) is not in an Annot element")
    if not text(annotation, "/Contents") and not (element and text(element.dictionary, "/Alt")):
        yield Finding("28-004" if known else "28-006", number, f"an annotation ({kind}) has neither Contents nor Alt")
    file = below(annotation, "/FS")
    if kind == "FileAttachment" and not (text(file, "/F") and text(file, "/UF")):
        yield Finding("28-016", number, "the file of a file attachment lacks F or UF")


def _is_outside(annotation: pikepdf.Object, page: pikepdf.Page) -> bool:
    """Whether it lies beside the page."""
    left, bottom, right, top = (float(value) for value in page.cropbox)
    across = sorted((float(annotation["/Rect"][0]), float(annotation["/Rect"][2])))
    up = sorted((float(annotation["/Rect"][1]), float(annotation["/Rect"][3])))
    return across[1] < left or across[0] > right or up[1] < bottom or up[0] > top


def _widget(annotation: pikepdf.Object, number: int, element: Element | None, spoken: str) -> Iterator[Finding]:
    if element is None or not element.within("Form"):
        yield Finding("28-010", number, "a form field is not in a Form element")
    told = text(annotation, "/TU") or text(below(annotation, "/Parent"), "/TU")
    if not told and not (element and text(element.dictionary, "/Alt")):
        yield Finding("28-005", number, "a form field has neither TU nor Alt")
    if told and not spoken:
        yield Finding("11-005", number, "the language of TU of a form field is not known")
