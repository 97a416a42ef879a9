"""A page of HTML as the tree that a browser builds of it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder

VOID = frozenset(("br", "hr", "img", "input", "link", "meta", "wbr", "col", "area", "base", "embed", "source", "track"))


def parsed(page: str, *, plain: bool) -> Element:
    """Return the root. A `plain` page is one that cvrender has written itself: each element closed where it ends; any
    other is parsed as browsers do, which takes eight times as long.
    """
    if plain:
        builder = _Builder()
        builder.feed(page)
        builder.close()
        return builder.root()
    import tinyhtml5

    root = tinyhtml5.parse(page, namespace_html_elements=False)
    assert isinstance(root, Element)
    return root


class _Builder(HTMLParser):
    """Builds the tree of a page whose elements are all closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tree: Any = TreeBuilder()
        self.open: list[str] = []
        self.started = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.open and self.started:
            return
        self.started = True
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.tree.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open:
                closed = self.open.pop()
                self.tree.end(closed)
                if closed == tag:
                    break

    def handle_data(self, data: str) -> None:
        if self.open:
            self.tree.data(data)

    def root(self) -> Element:
        while self.open:
            self.tree.end(self.open.pop())
        if not self.started:
            self.tree.start("html", {})
            self.tree.end("html")
        root = self.tree.close()
        assert isinstance(root, Element)
        return root


SILENT = frozenset(("head", "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "title"))
"""Elements whose text is not shown, or not text."""
_DEEPEST = 120


class Facts(NamedTuple):
    """What the tree says of an element: letters in it, those that are its own, and its longest line."""

    letters: int
    own: int
    longest: int


def measured(root: Element) -> dict[Element, Facts]:
    """Return what the tree says of each element. Raises RecursionError where elements are nested too deeply."""
    found: dict[Element, Facts] = {}

    def measure(element: Element, depth: int) -> Facts:
        if depth > _DEEPEST:
            raise RecursionError
        inner = [measure(child, depth + 1) for child in element]
        if element.tag in SILENT or not isinstance(element.tag, str):
            found[element] = Facts(0, 0, 0)
        else:
            words = "".join([element.text or "", *(child.tail or "" for child in element)])
            own = sum(map(str.isalnum, words))
            lines = (len(" ".join(words.split())), *(one.longest for one in inner))
            found[element] = Facts(own + sum(one.letters for one in inner), own, max(lines))
        return found[element]

    measure(root, 0)
    return found
