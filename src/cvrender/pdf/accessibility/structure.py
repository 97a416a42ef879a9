"""The structure tree: what it holds, in order, and whether its elements stand as the standard has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cvrender.pdf.accessibility.matterhorn import UNTAGGED, Finding
from cvrender.record import Record

if TYPE_CHECKING:
    import pikepdf

_GROUPS = "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private"
_BLOCKS = "P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot"
_INLINES = "Span Quote Note Reference BibEntry Code Link Annot Ruby Warichu RB RT RP WT WP Figure Formula Form"
STANDARD = frozenset(f"{_GROUPS} {_BLOCKS} {_INLINES}".split())
"""The standard structure types (ISO 32000-1, 14.8.4)."""

_KIDS = {
    "Table": ("09-004", "TR THead TBody TFoot Caption"),
    "THead": ("09-004", "TR"),
    "TBody": ("09-004", "TR"),
    "TFoot": ("09-004", "TR"),
    "TR": ("09-004", "TH TD"),
    "L": ("09-005", "L LI Caption"),
    "LI": ("09-005", "Lbl LBody"),
    "TOC": ("09-006", "TOC TOCI Caption"),
    "Ruby": ("09-007", "RB RT RP"),
    "Warichu": ("09-008", "WT WP"),
}
"""What may stand in an element, and under which condition anything else is told."""
_PARENTS = {
    "THead": ("09-004", "Table"),
    "TBody": ("09-004", "Table"),
    "TFoot": ("09-004", "Table"),
    "TR": ("09-004", "Table THead TBody TFoot"),
    "TH": ("09-004", "TR"),
    "TD": ("09-004", "TR"),
    "LI": ("09-005", "L"),
    "LBody": ("09-005", "LI"),
    "TOCI": ("09-006", "TOC"),
    **dict.fromkeys(("RB", "RT", "RP"), ("09-007", "Ruby")),
    **dict.fromkeys(("WT", "WP"), ("09-008", "Warichu")),
}
"""What an element may stand in, and under which condition anything else is told."""
_AT_MOST_ONE = {"Table": ("THead", "TFoot", "Caption"), "L": ("Caption",), "TOC": ("Caption",)}
_HEADING = re.compile(r"H([1-9][0-9]*)")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
"""A language tag (RFC 3066, 2.1)."""
_MOST_MAPPINGS = 100


class Marked(Record):
    """Marked content that an element holds: the page from 1, the number, the object of the stream that it stands in."""

    page: int
    mcid: int
    stream: tuple[int, int]


class Held(Record):
    """An annotation that an element holds, by the number of its object."""

    object: tuple[int, int]


class Element:
    """A structure element: its own type, the standard one that this is mapped to, what is around and in it."""

    def __init__(self, dictionary: pikepdf.Object, tag: str, role: str, parent: Element | None, page: int) -> None:
        self.dictionary = dictionary
        self.tag = tag
        self.role = role
        self.parent = parent
        self.page = page
        self.kids: list[Element | Marked | Held] = []

    def described(self) -> bool:
        """Whether it has an alternative text, or a text to be read in its place."""
        return bool(text(self.dictionary, "/Alt")) or "/ActualText" in self.dictionary

    def language(self) -> str:
        """Return the language that it or one around it is in, or an empty string."""
        element: Element | None = self
        while element is not None:
            if language := tag_of_language(element.dictionary):
                return language
            element = element.parent
        return ""

    def within(self, role: str) -> bool:
        """Whether it, or one around it, has this standard type."""
        element: Element | None = self
        while element is not None and element.role != role:
            element = element.parent
        return element is not None

    def first_page(self) -> int:
        """Return the page of the first thing in it, or its own, or 0."""
        for element in walk([self]):
            for kid in element.kids:
                if isinstance(kid, Marked):
                    return kid.page
        return self.page


class Tree(Record):
    """A structure tree: its topmost elements, which element holds what, and what was wrong with it."""

    top: tuple[Element, ...]
    contents: dict[tuple[tuple[int, int], int], Element]
    annotations: dict[tuple[int, int], Element]
    findings: tuple[Finding, ...]

    def elements(self) -> Iterator[Element]:
        """Every element in reading order."""
        return walk(list(self.top))


def walk(elements: list[Element]) -> Iterator[Element]:
    """These elements and those in them, in reading order."""
    waiting = elements[::-1]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += [kid for kid in reversed(element.kids) if isinstance(kid, Element)]


def text(dictionary: pikepdf.Object, key: str) -> str:
    """Return the string at a key, or an empty one."""
    import pikepdf

    found = dictionary.get(key)
    return str(found) if isinstance(found, pikepdf.String) else ""


def value(holder: pikepdf.Object, key: str) -> object:
    """Return what is at a key, or None."""
    found: object = holder.get(key)
    return found


def below(holder: pikepdf.Object, key: str) -> pikepdf.Object:
    """Return the dictionary or stream at a key, or an empty dictionary."""
    import pikepdf

    found = holder.get(key)
    return found if isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)) else pikepdf.Dictionary()


def items(holder: pikepdf.Object, key: str) -> list[pikepdf.Object]:
    """Return what is in the array at a key, or nothing."""
    import pikepdf

    found = holder.get(key)
    return list(found) if isinstance(found, pikepdf.Array) else []


def integer(holder: pikepdf.Object, key: str, otherwise: int = 0) -> int:
    """Return the integer at a key, or another."""
    found = value(holder, key)
    return found if isinstance(found, int) else otherwise


def tag_of_language(dictionary: pikepdf.Object) -> str:
    """Return what its Lang says, where that is a language tag; an empty string otherwise."""
    language = text(dictionary, "/Lang")
    return language if _LANGUAGE.fullmatch(language) else ""


def name(found: object) -> str:
    """Return a name without its slash."""
    return str(found).removeprefix("/") if found is not None else ""


def read(pdf: pikepdf.Pdf) -> Tree:
    """Return the file's structure tree; an empty one where it has none."""
    import pikepdf

    root = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary):
        return Tree((), {}, {}, (Finding(UNTAGGED[0], 0, UNTAGGED[1]),))
    reader = _Reader(pdf, root)
    reader.findings += _marking(pdf)
    # Not by recursion: a stranger's tree may be deep, and its elements may hold each other.
    waiting: list[tuple[Element | None, pikepdf.Object]] = [(None, root)]
    while waiting:
        parent, holder = waiting.pop()
        kids = holder.get("/K")
        inside = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        new = [element for kid in inside if (element := reader.take(kid, parent))]
        waiting += [(element, element.dictionary) for element in reversed(new)]
    return Tree(tuple(reader.top), reader.contents, reader.annotations, tuple(reader.findings))


class _Reader:
    """What has been read of a tree."""

    def __init__(self, pdf: pikepdf.Pdf, root: pikepdf.Object) -> None:
        self.pdf = pdf
        self.root = root
        self.findings: list[Finding] = []
        self.roles = _Roles(root, self.findings)
        self.pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        self.top: list[Element] = []
        self.contents: dict[tuple[tuple[int, int], int], Element] = {}
        self.annotations: dict[tuple[int, int], Element] = {}
        self.seen: set[tuple[int, int]] = set()

    def take(self, kid: object, parent: Element | None) -> Element | None:
        """Put a kid into its parent, or at the top; return it where it is an element."""
        import pikepdf

        if isinstance(kid, int):
            if parent is not None and parent.page:
                self.hold(parent, Marked(parent.page, kid, self.pdf.pages[parent.page - 1].obj.objgen))
        elif isinstance(kid, pikepdf.Dictionary):
            kind = value(kid, "/Type")
            if kind == "/MCR" and parent is not None:
                page = self.page(kid, parent)
                stream = kid["/Stm"] if "/Stm" in kid else self.pdf.pages[page - 1].obj if page else None
                if stream is not None:
                    self.hold(parent, Marked(page, integer(kid, "/MCID", -1), stream.objgen))
            elif kind == "/OBJR" and parent is not None:
                parent.kids.append(Held(below(kid, "/Obj").objgen))
                self.annotations.setdefault(below(kid, "/Obj").objgen, parent)
            elif kid.objgen not in self.seen:
                self.seen |= {kid.objgen} - {(0, 0)}
                element = self.element(kid, parent)
                (parent.kids if parent is not None else self.top).append(element)
                return element
        return None

    def page(self, dictionary: pikepdf.Object, parent: Element | None) -> int:
        """The page that it names, or its parent's."""
        if "/Pg" in dictionary:
            return self.pages.get(dictionary["/Pg"].objgen, 0)
        return parent.page if parent else 0

    def hold(self, parent: Element, item: Marked) -> None:
        """Content belongs to the first element that holds it."""
        parent.kids.append(item)
        self.contents.setdefault((item.stream, item.mcid), parent)

    def element(self, dictionary: pikepdf.Object, parent: Element | None) -> Element:
        """An element, without what is in it."""
        tag, page = name(value(dictionary, "/S")), self.page(dictionary, parent)
        expected = parent.dictionary if parent else self.root
        if below(dictionary, "/P").objgen != expected.objgen:
            message = f"the parent of {tag} is not the element that holds it"
            self.findings.append(Finding("ISO 14289-1 7.1", page, message))
        return Element(dictionary, tag, self.roles.standard(tag, page), parent, page)


def _marking(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    marking = below(pdf.Root, "/MarkInfo")
    if value(marking, "/Marked") is not True:
        yield Finding("ISO 14289-1 6.2", 0, "the file does not say that it is tagged: MarkInfo has no Marked")
    if value(marking, "/Suspects") is True:
        yield Finding("01-007", 0, "MarkInfo says that some tags are suspect")


class _Roles:
    """The role map; what is wrong with it is told once."""

    def __init__(self, root: pikepdf.Object, findings: list[Finding]) -> None:
        self.map = {name(key): name(value) for key, value in below(root, "/RoleMap").items()}
        self.findings = findings
        self.known: dict[str, str] = {}
        for tag in sorted(STANDARD & set(self.map)):
            findings += [Finding("02-004", 0, f"the standard type {tag} is mapped to {self.map[tag]}")]

    def standard(self, tag: str, page: int) -> str:
        """The standard type that a type stands for; itself where there is none."""
        if tag not in self.known:
            role, steps = tag, 0
            while role not in STANDARD and role in self.map and steps < _MOST_MAPPINGS:
                role, steps = self.map[role], steps + 1
            if steps == _MOST_MAPPINGS:
                self.findings.append(Finding("02-003", page, f"the role map leads from {tag} back to it"))
            elif role not in STANDARD:
                self.findings.append(Finding("02-001", page, f"the type {tag} is mapped to no standard type"))
            self.known[tag] = role
        return self.known[tag]


def examine(tree: Tree, language: str) -> Iterator[Finding]:
    """What is wrong with the elements; `language` is the file's, or empty."""
    yield from tree.findings
    for element in tree.elements():
        yield from _nesting(element)
        if element.role in ("Figure", "Formula") and not element.described():
            rule = "13-004" if element.role == "Figure" else "17-002"
            yield Finding(rule, element.first_page(), f"a {element.role} has no alternative text")
        if not language and not element.language():
            for key in ("/Alt", "/ActualText", "/E"):
                if text(element.dictionary, key):
                    message = f"the language of {key} in {element.tag} is not known"
                    yield Finding("11-002", element.first_page(), message)
        if text(element.dictionary, "/Lang") and not tag_of_language(element.dictionary):
            yield Finding("ISO 14289-1 7.2", element.first_page(), f"Lang of {element.tag} is no language tag")
        if element.role == "Table":
            yield from _headers(element)
    yield from _headings(tree)
    yield from _notes(tree)


def _nesting(element: Element) -> Iterator[Finding]:
    """Whether it stands in, and holds, what it may."""
    role, page = element.role, element.first_page()
    above = element.parent.role if element.parent else "the root"
    if role in _PARENTS:
        rule, allowed = _PARENTS[role]
        if above not in allowed.split():
            yield Finding(rule, page, f"{role} stands in {above}, not in {allowed.replace(' ', ' or ')}")
    if role in _KIDS:
        yield from _inside(element)
    if sum(isinstance(kid, Element) and kid.role == "H" for kid in element.kids) > 1:
        yield Finding("14-006", page, f"{role} holds more than one H")


def _inside(element: Element) -> Iterator[Finding]:
    """Whether what it holds may stand in it, so often and in this order."""
    role, page = element.role, element.first_page()
    rule, allowed = _KIDS[role]
    for kid in element.kids:
        if not isinstance(kid, Element):
            yield Finding(rule, page, f"{role} holds content itself")
        elif kid.role not in allowed.split():
            yield Finding(rule, kid.first_page(), f"{kid.role} stands in {role}")
    roles = [kid.role for kid in element.kids if isinstance(kid, Element)]
    for single in _AT_MOST_ONE.get(role, ()):
        if roles.count(single) > 1:
            yield Finding(rule, page, f"{role} holds more than one {single}")
    last = len(roles) - 1 if role == "Table" else 0
    if "Caption" in roles and roles.index("Caption") not in (0, last):
        yield Finding(rule, page, f"the Caption of {role} is not at its head")
    if role == "Table" and {"THead", "TFoot"} & set(roles) and "TBody" not in roles:
        yield Finding(rule, page, "a table with head or foot has no TBody")


def _headings(tree: Tree) -> Iterator[Finding]:
    level = 0
    plain, numbered = False, False
    for element in tree.elements():
        match = _HEADING.fullmatch(element.tag) or _HEADING.fullmatch(element.role)
        plain = plain or element.role == "H"
        if not match:
            continue
        here = int(match[1])
        if not numbered and here != 1:
            yield Finding("14-002", element.first_page(), f"the first heading is H{here}")
        elif numbered and here > level + 1:
            yield Finding("14-003", element.first_page(), f"H{here} follows H{level}")
        numbered, level = True, here
    if plain and numbered:
        yield Finding("14-007", 0, "there are both H and numbered headings")


def _headers(table: Element) -> Iterator[Finding]:
    cells = [element for element in walk([table]) if element.role in ("TH", "TD")]
    if any(_attribute(cell, "/Headers") is not None for cell in cells):
        return
    for cell in cells:
        if cell.role == "TH" and _attribute(cell, "/Scope") is None:
            yield Finding("15-003", cell.first_page(), "a header cell has no Scope")


def _attribute(element: Element, key: str) -> object:
    import pikepdf

    owners = element.dictionary.get("/A")
    for owner in owners if isinstance(owners, pikepdf.Array) else [owners]:
        if isinstance(owner, pikepdf.Dictionary) and key in owner:
            return owner[key]
    return None


def _notes(tree: Tree) -> Iterator[Finding]:
    seen: set[str] = set()
    for element in tree.elements():
        if element.role == "Note":
            identity = text(element.dictionary, "/ID")
            if not identity:
                yield Finding("19-003", element.first_page(), "a Note has no ID")
            elif identity in seen:
                yield Finding("19-004", element.first_page(), f"two Notes have the ID {identity}")
            seen.add(identity)
