"""The text of one part of a Word document, as its page shows it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar, NamedTuple

from cvrender.verification.extract.docx_package import Element, Relations
from cvrender.verification.extracted import Anchor, Picture

_UNSEEN = frozenset(
    """
    w:del w:moveFrom w:instrText w:delText w:delInstrText w:pPrChange w:rPrChange w:sectPrChange w:sdtPr w:tblPr w:trPr
    w:tcPr w:tblGrid w:sectPr w:rt w:pPr w:rPr
    """.split()  # noqa: SIM905  # a list of words is easier to read so
)
"""What the page does not show: deletions, field codes, properties; glosses stand beside the words, not among them."""
_SAID = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_HYPERLINK = re.compile(r'\s*HYPERLINK\s+(?:"([^"]*)"|([^\s"\\]+))', re.IGNORECASE)
"""The code of a field that is a link (ECMA-376, part 1, section 17.16.5.25); one with `\\l` alone stays in the file."""
_LONGEST_CODE = 8192
_DRAWN_WORDS = ("wordprocessingShape", "wordprocessingGroup", "wordprocessingCanvas")
"""Drawings that hold text boxes and shapes, and are no pictures."""


class Piece(NamedTuple):
    """A piece of text, and whether it is hidden."""

    text: str
    hidden: bool = False


class _Field:
    """A field that is open: its code, and the pieces before its result, -1 while the code goes on."""

    def __init__(self) -> None:
        self.code = ""
        self.result = -1


class Story:
    """Gathers pieces of text, links, pictures, and the notes that are referred to, each with its kind and number.

    `hiding` are the styles whose text is hidden.
    """

    def __init__(self, relations: Relations, hiding: dict[str, bool]) -> None:
        self.relations = relations
        self.hiding = hiding
        self.pieces: list[Piece] = []
        self.boxes: list[Piece] = []
        self.links: list[Anchor] = []
        self.pictures: list[Picture] = []
        self.notes: list[tuple[str, str]] = []
        self.fields: list[_Field] = []
        self.hides = False
        """Whether the style of the paragraph hides."""

    def walk(self, element: Element) -> None:
        """Add what is in an element; paragraphs end lines."""
        tag = element.tag
        if tag in _UNSEEN:
            self.code(element)
        elif tag in ("w:t", "m:t"):
            self.say(element.text)
        elif tag in _SAID:
            self.say(_SAID[tag])
        elif tag in self.SPECIAL:
            self.SPECIAL[tag](self, element)
        else:
            self.inside(element)

    def say(self, words: str) -> None:
        """Add words, unless they belong to the code of a field."""
        if words and all(field.result >= 0 for field in self.fields):
            self.pieces.append(Piece(words))

    def inside(self, element: Element) -> None:
        """Add what is in the children of an element."""
        for child in element.children:
            self.walk(child)

    def words(self, first: int) -> str:
        """Return the text from a piece on."""
        return "".join(piece.text for piece in self.pieces[first:])

    def code(self, element: Element) -> None:
        """Take in a part of a field's code."""
        if element.tag == "w:instrText" and self.fields and self.fields[-1].result < 0:
            self.fields[-1].code = (self.fields[-1].code + element.text)[:_LONGEST_CODE]

    def paragraph(self, element: Element) -> None:
        """Add a paragraph as a line, and behind it the text boxes that are fixed to it."""
        style = element.find("w:pPr", "w:pStyle")
        outer = self.hides, self.boxes
        self.hides, self.boxes = style is not None and style.get("w:val") in self.hiding, []
        self.inside(element)
        self.pieces += [Piece("\n"), *self.boxes]
        self.hides, self.boxes = outer

    def run(self, element: Element) -> None:
        """Add a run of text, and mark it where it is hidden."""
        first = len(self.pieces)
        self.inside(element)
        style, mark = element.find("w:rPr", "w:rStyle"), element.find("w:rPr", "w:vanish")
        by_style = self.hides or (style is not None and style.get("w:val") in self.hiding)
        if mark.is_on() if mark is not None else by_style:
            self.pieces[first:] = [piece._replace(hidden=True) for piece in self.pieces[first:]]

    def symbol(self, element: Element) -> None:
        """Add a character of a symbol font; those in the private use area are drawings without a meaning of theirs."""
        try:
            code = int(element.get("w:char"), 16)
        except ValueError:
            return
        private = 0xE000 <= code <= 0xF8FF
        self.say(" " if private or not 0x20 <= code <= 0xD7FF else chr(code))

    def link(self, element: Element) -> None:
        """Add a link."""
        first = len(self.pieces)
        self.inside(element)
        self.linked(self.relations.url(element.get("r:id")), first)

    def simple_field(self, element: Element) -> None:
        """Add the result of a field that has its code as an attribute."""
        first = len(self.pieces)
        self.inside(element)
        self.linked(_address(element.get("w:instr")), first)

    def field(self, element: Element) -> None:
        """Open a field, go on from its code to its result, or close it."""
        kind = element.get("w:fldCharType")
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].result = len(self.pieces)
        elif kind == "end" and self.fields:
            field = self.fields.pop()
            if field.result >= 0:
                self.linked(_address(field.code), field.result)

    def linked(self, url: str, first: int) -> None:
        """Add a link that the pieces from one on are the words of, where it leads anywhere."""
        if url:
            self.links.append(Anchor(self.words(first), url))

    def box(self, element: Element) -> None:
        """Keep the text of a box for the end of the paragraph: it stands beside the words around it, not among them."""
        fields, self.fields = self.fields, []
        first = len(self.pieces)
        self.inside(element)
        self.boxes += self.pieces[first:]
        del self.pieces[first:]
        self.fields = fields

    def alternative(self, element: Element) -> None:
        """Add the first of several forms of one content, which is what Word shows (ECMA-376, part 3, section 7.6)."""
        forms = [child for child in element.children if child.tag == "mc:Choice"] or element.children
        for form in forms[:1]:
            self.inside(form)

    def drawing(self, element: Element) -> None:
        """Add a picture, unless the drawing is a shape; text boxes within it are read in either case."""
        properties = next(element.all("wp:docPr"), None)
        data = next(element.all("a:graphicData"), None)
        if properties is not None and not (data and data.get("uri").endswith(_DRAWN_WORDS)):
            self.pictures.append(Picture(share=0.0, alt=properties.get("descr") or None))
        self.inside(element)

    def note(self, element: Element) -> None:
        """Keep which note is referred to."""
        kind = element.tag.removeprefix("w:").removesuffix("Reference")
        self.notes.append((kind, element.get("w:id")))

    SPECIAL: ClassVar[dict[str, Callable[[Story, Element], None]]] = {
        "w:p": paragraph,
        "w:r": run,
        "w:sym": symbol,
        "w:hyperlink": link,
        "w:fldSimple": simple_field,
        "w:fldChar": field,
        "w:txbxContent": box,
        "mc:AlternateContent": alternative,
        "w:drawing": drawing,
        "w:footnoteReference": note,
        "w:endnoteReference": note,
    }


def _address(code: str) -> str:
    """The address that the code of a field links to, or an empty string."""
    found = _HYPERLINK.match(code)
    return (found[1] or found[2] or "") if found else ""
