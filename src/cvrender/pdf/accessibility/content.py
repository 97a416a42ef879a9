"""What the pages show: every piece of it is tagged or an artifact, and has its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cvrender.pdf.accessibility.fonts import Font
from cvrender.pdf.accessibility.matterhorn import Finding
from cvrender.pdf.accessibility.structure import Element, Marked, Tree, below, integer, items, text
from cvrender.record import Record

if TYPE_CHECKING:
    import pikepdf

_PAINTING = frozenset(["S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Tj", "TJ", "'", '"', "INLINE", "IMAGE"])
"""Operators that put something on the page."""
_COLOURS = {
    "g": "DeviceGray",
    "G": "DeviceGray",
    "rg": "DeviceRGB",
    "RG": "DeviceRGB",
    "k": "DeviceCMYK",
    "K": "DeviceCMYK",
}
_DEEPEST = 20
"""Form XObjects within each other."""

_ARTIFACT, _TAGGED, _OTHER = "artifact", "tagged", "other"


class _Mark(Record):
    """A marked-content sequence that is open: its kind, its number and stream where tagged, its text and language."""

    kind: str
    key: tuple[tuple[int, int], int] | None
    actual: bool
    language: str


class Content:
    """What was found on the pages: fonts by object, text by stream and number, how often each form is drawn, and the
    colours of devices by page.
    """

    def __init__(self, pdf: pikepdf.Pdf, tree: Tree, language: str) -> None:
        self.pdf = pdf
        self.tree = tree
        self.language = language
        self.parents = _Parents(pdf)
        self.fonts: dict[object, Font] = {}
        self.said: dict[tuple[tuple[int, int], int], str] = {}
        self.drawn: dict[tuple[int, int], int] = {}
        self.tagged_forms: dict[tuple[int, int], int] = {}
        self.colours: set[tuple[int, str]] = set()
        self.findings: dict[tuple[str, int, str], None] = {}

    def tell(self, rule: str, page: int, message: str) -> None:
        """Note a finding; one of a kind for each page is enough."""
        self.findings.setdefault((rule, page, message))

    def read(self) -> list[Finding]:
        """Go through all pages."""
        for number, sheet in enumerate(self.pdf.pages, 1):
            self.stream(number, sheet.obj, sheet.obj, [], 0)
        for form, times in self.drawn.items():
            if form in self.tagged_forms and times > 1:
                self.tell("30-002", self.tagged_forms[form], "a form XObject with tagged content is drawn twice")
        for (stream, mcid), element in self.tree.contents.items():
            holder = self.parents.of(stream, mcid)
            if holder != element.dictionary.objgen:
                page = element.first_page()
                self.tell("01-005", page, f"the parent tree takes content {mcid} to another element than {element.tag}")
        return [Finding(*key) for key in self.findings]

    def stream(
        self, page: int, owner: pikepdf.Object, resources: pikepdf.Object, around: list[_Mark], deep: int
    ) -> None:
        """Go through one content stream: a page's, or a form's."""
        import pikepdf

        reading = _Reading(self, page, owner, _resources(resources), list(around), deep)
        for instruction in pikepdf.parse_content_stream(owner):
            reading.step(str(instruction.operator), list(instruction.operands))
        if len(reading.marks) != len(around):
            self.tell("01-005", page, "marked content is not ended in its stream")


def _resources(owner: pikepdf.Object) -> pikepdf.Object:
    """The resources of a page or a form; those of a page may stand above it."""
    import pikepdf

    holder: pikepdf.Object | None = owner
    for _ in range(_DEEPEST):
        if holder is None:
            break
        if "/Resources" in holder:
            return holder["/Resources"]
        holder = holder.get("/Parent")
    return pikepdf.Dictionary()


class _Reading:
    """The state of reading one stream."""

    def __init__(
        self,
        content: Content,
        page: int,
        owner: pikepdf.Object,
        resources: pikepdf.Object,
        marks: list[_Mark],
        deep: int,
    ) -> None:
        self.content = content
        self.page = page
        self.owner = owner
        self.resources = resources
        self.marks = marks
        self.deep = deep
        self.font: Font | None = None
        self.invisible = False
        self.saved: list[tuple[Font | None, bool]] = []

    def step(self, operator: str, operands: list[object]) -> None:
        """Do what one operator says."""
        if operator in ("BDC", "BMC"):
            self.begin(operands)
        elif operator == "EMC" and self.marks:
            self.marks.pop()
        elif operator == "q":
            self.saved.append((self.font, self.invisible))
        elif operator == "Q" and self.saved:
            self.font, self.invisible = self.saved.pop()
        elif operator == "Tf":
            self.font = self.find(str(operands[0]))
        elif operator == "Tr":
            self.invisible = operands[0] == 3
        elif operator in ("Tj", "'", '"', "TJ"):
            self.show(operands[-1])
        elif operator == "Do":
            self.draw(str(operands[0]))
        elif operator in _PAINTING:
            self.paint("a graphic")
        elif operator in _COLOURS:
            self.content.colours.add((self.page, _COLOURS[operator]))
        elif operator in ("cs", "CS") and str(operands[0])[1:] in _COLOURS.values():
            self.content.colours.add((self.page, str(operands[0])[1:]))

    def begin(self, operands: list[object]) -> None:
        """Enter a marked-content sequence."""
        import pikepdf

        tag = str(operands[0])
        properties = operands[1] if len(operands) > 1 else None
        if isinstance(properties, pikepdf.Name):  # of one that stands in the resources
            properties = below(below(self.resources, "/Properties"), str(properties))
        if not isinstance(properties, pikepdf.Dictionary):
            properties = pikepdf.Dictionary()
        key = None
        kind = _OTHER
        if tag == "/Artifact":
            kind = _ARTIFACT
        elif "/MCID" in properties:
            key = (self.owner.objgen, integer(properties, "/MCID"))
            if self.deep:
                self.content.tagged_forms.setdefault(self.owner.objgen, self.page)
            kind = _TAGGED if key in self.content.tree.contents else _OTHER
        inside = {mark.kind for mark in self.marks}
        if kind == _ARTIFACT and _TAGGED in inside:
            self.content.tell("01-003", self.page, "an artifact stands inside tagged content")
        if kind == _TAGGED and _ARTIFACT in inside:
            self.content.tell("01-004", self.page, "tagged content stands inside an artifact")
        language = text(properties, "/Lang")
        actual = "/ActualText" in properties
        if actual and key:
            self.content.said[key] = self.content.said.get(key, "") + text(properties, "/ActualText")
        if not (self.content.language or language or (key and self.language(key))):
            for entry in ("/Alt", "/ActualText", "/E"):
                if entry in properties and kind != _ARTIFACT:
                    self.content.tell("11-002", self.page, f"the language of {entry} in content is not known")
        self.marks.append(_Mark(kind, key, actual, language))

    def language(self, key: tuple[tuple[int, int], int]) -> str:
        element: Element | None = self.content.tree.contents.get(key)
        return element.language() if element else ""

    def tagged(self) -> _Mark | None:
        """The innermost tagged sequence that is open."""
        return next((mark for mark in reversed(self.marks) if mark.kind == _TAGGED), None)

    def paint(self, what: str) -> bool:
        """Something is put on the page; return whether it is tagged, and not an artifact."""
        if any(mark.kind == _ARTIFACT for mark in self.marks):
            return False
        if self.tagged() is None:
            self.content.tell("01-005", self.page, f"{what} is neither tagged nor an artifact")
            return False
        return True

    def find(self, name: str) -> Font | None:
        dictionary = below(self.resources, "/Font").get(name)
        if dictionary is None:
            return None
        key: object = dictionary.objgen if dictionary.objgen != (0, 0) else (self.owner.objgen, name)
        if key not in self.content.fonts:
            self.content.fonts[key] = Font(dictionary)
        return self.content.fonts[key]

    def show(self, operand: object) -> None:
        """Text is shown: its codes are used, its words belong to the tagged content around it."""
        import pikepdf

        pieces = list(operand) if isinstance(operand, pikepdf.Array) else [operand]
        data = [bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String)]
        if not any(data):
            return
        real = self.paint("text")
        if self.font is None:
            return
        mark = self.tagged()
        actual = any(other.actual for other in self.marks)
        for piece in data:
            for code in self.font.codes(piece):
                if not self.invisible:
                    self.font.used.setdefault(code, self.page)
                said = self.font.said(code)
                if not said and real and not actual:
                    self.content.tell("10-001", self.page, f"code {code:04X} of {self.font.name} has no Unicode value")
                if real and mark is not None and mark.key and not actual:
                    self.content.said[mark.key] = self.content.said.get(mark.key, "") + said
        if real and mark is not None and mark.key and not self.content.language:
            declared = any(other.language for other in self.marks) or self.language(mark.key)
            if not declared:
                self.content.tell("11-001", self.page, "the language of text is not known")

    def draw(self, name: str) -> None:
        """An image, or a form with a stream of its own."""
        drawing = below(self.resources, "/XObject").get(name)
        if drawing is None:
            return
        if drawing.get("/Subtype") != "/Form":
            self.paint("an image")
            space = str(drawing.get("/ColorSpace"))[1:]
            if space in _COLOURS.values():
                self.content.colours.add((self.page, space))
            return
        if "/Ref" in drawing:
            self.content.tell("30-001", self.page, "there is a reference XObject")
        self.content.drawn[drawing.objgen] = self.content.drawn.get(drawing.objgen, 0) + 1
        if self.deep < _DEEPEST:
            inside = drawing if "/Resources" in drawing else self.owner
            self.content.stream(self.page, drawing, inside, self.marks, self.deep + 1)


class _Parents:
    """The parent tree: the element of each piece of content and of each annotation, as a reader looks it up."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.table = dict(_numbers(below(pdf.Root, "/StructTreeRoot").get("/ParentTree")))
        self.rows: dict[tuple[int, int], object] = {}
        for page in pdf.pages:
            self.rows[page.obj.objgen] = self.table.get(integer(page.obj, "/StructParents", -1))

    def of(self, stream: tuple[int, int], mcid: int) -> tuple[int, int]:
        """The object of the element that content belongs to; (0, 0) where the tree leads nowhere."""
        import pikepdf

        if stream not in self.rows:
            owner = self.pdf.get_object(stream)
            self.rows[stream] = self.table.get(integer(owner, "/StructParents", -1))
        row = self.rows[stream]
        if not isinstance(row, pikepdf.Array) or not 0 <= mcid < len(row):
            return (0, 0)
        return getattr(row[mcid], "objgen", (0, 0))

    def annotation(self, annotation: pikepdf.Object) -> tuple[int, int] | None:
        """The object of the element that an annotation belongs to; None where the tree leads nowhere."""
        element = self.table.get(integer(annotation, "/StructParent", -1))
        return getattr(element, "objgen", None)


def _numbers(root: pikepdf.Object | None) -> Iterator[tuple[int, pikepdf.Object]]:
    """The entries of a number tree (ISO 32000-1, 7.9.7)."""
    waiting: list[pikepdf.Object] = [root] if root is not None else []
    seen: set[tuple[int, int]] = set()
    while waiting:
        node = waiting.pop()
        if node.objgen in seen and node.objgen != (0, 0):
            continue
        seen.add(node.objgen)
        numbers = items(node, "/Nums")
        yield from ((int(key), value) for key, value in zip(numbers[::2], numbers[1::2], strict=False))
        waiting += items(node, "/Kids")


def reading_order(tree: Tree, content: Content) -> list[tuple[Element, str]]:
    """The text of each piece of content in the order of the structure tree, with the element that holds it."""
    found: list[tuple[Element, str]] = []
    waiting: list[Element | tuple[Element, str]] = list(reversed(tree.top))
    while waiting:
        item = waiting.pop()
        if isinstance(item, tuple):
            found.append(item)
            continue
        replaced = text(item.dictionary, "/ActualText")
        if replaced:
            found.append((item, replaced))
            continue
        inside: list[Element | tuple[Element, str]] = []
        for kid in item.kids:
            if isinstance(kid, Element):
                inside.append(kid)
            elif isinstance(kid, Marked):
                inside.append((item, content.said.get((kid.stream, kid.mcid), "")))
        waiting += reversed(inside)
    return found
