"""A page of HTML as its parser reads it: what is hidden is told apart, elements of their own line stand in one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from cvrender.proof.decode import page as decoded
from cvrender.proof.output import Anchor, Kind, Output, Page, Picture, hidden

_SILENT = frozenset(("head", "script", "style", "template", "noscript", "svg", "math", "iframe", "object"))
_VOID = frozenset(
    ("br", "hr", "img", "input", "link", "meta", "wbr", "col", "area", "base", "embed", "source", "track")
)
_INLINE = frozenset(
    """
    a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark q ruby rb rp rt s samp small span strike
    strong sub sup time tt u var wbr img
    """.split()  # noqa: SIM905  # a list of words is easier to read so
)
"""Elements that stand in a line of text (HTML, section 4.5); every other one begins a line."""
_HIDES = re.compile(
    r"(?:^|[;{\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:opacity|font-size)\s*:\s*0(?![.\d]*[1-9]))",
    re.IGNORECASE,
)
_PIECES = re.compile(r"[{}]|[^{}]+")
_COMMENT = re.compile(r"/\*(?:.*?\*/|.*)", re.DOTALL)
_STYLE_BEGINS, _STYLE_ENDS = re.compile(r"<style[\s>/]", re.IGNORECASE), re.compile(r"</style", re.IGNORECASE)
_DEEPEST = 512
"""Elements around one that selectors look at; browsers nest no deeper."""
_COMPOUND = re.compile(r"([a-z][\w-]*|\*)?((?:[.#][\w-]+)*)", re.IGNORECASE)


class _Compound(NamedTuple):
    """A part of a selector: an element's name, or an empty string, and its classes and identifiers."""

    name: str
    marks: frozenset[str]


class _Element(NamedTuple):
    """An open element: what selectors look at, and whether it is the outermost that is hidden."""

    name: str
    marks: frozenset[str]
    hides: bool = False


def read(content: bytes, kind: Kind = "html") -> Output:
    """Return what a reader gets from a page of HTML."""
    page = decoded(content)
    reader = _Reader(_hiding(page))
    reader.feed(page)
    reader.close()
    text = "".join(reader.said)
    return Output(kind, (Page(text, tuple(reader.links), tuple(reader.pictures), hidden(text, reader.hidden)),))


class _Reader(HTMLParser):
    """Gathers text, links, pictures, and the spans of the text that are hidden."""

    def __init__(self, hiding: list[tuple[_Compound, ...]]) -> None:
        super().__init__()
        self.hiding = hiding
        self.open: list[_Element] = []
        self.names: Counter[str] = Counter()
        self.silent = 0
        self.said: list[str] = []
        self.length = 0
        self.links: list[Anchor] = []
        self.pictures: list[Picture] = []
        self.href: tuple[str, int] | None = None
        self.hidden: list[tuple[int, int]] = []
        self.hidden_from = -1

    def say(self, words: str) -> None:
        self.said.append(words)
        self.length += len(words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.silent += tag in _SILENT
        if tag not in _INLINE:
            self.say("\n")
        if tag == "img" and not self.silent:
            self.pictures.append(Picture(share=0.0, alt=given.get("alt")))
        if tag in _VOID:
            return
        marks = [f".{name}" for name in given.get("class", "").split()] + [f"#{given.get('id', '')}"]
        self.open.append(_Element(tag, frozenset(marks)))
        self.names[tag] += 1
        hides = "hidden" in given or given.get("aria-hidden") == "true" or _HIDES.search(given.get("style", ""))
        path = self.open[-_DEEPEST:] if self.hiding else []
        if self.hidden_from < 0 and (hides or any(_matches(selector, path) for selector in self.hiding)):
            self.hidden_from = self.length
            self.open[-1] = self.open[-1]._replace(hides=True)
        if tag == "a" and given.get("href"):
            self.href = given["href"], len(self.said)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= self.silent > 0 and tag in _SILENT
        if tag == "a" and self.href:
            self.links.append(Anchor("".join(self.said[self.href[1] :]), self.href[0]))
            self.href = None
        while self.names[tag]:
            closed = self.open.pop()
            self.names[closed.name] -= 1
            if closed.hides:
                self.hidden.append((self.hidden_from, self.length))
                self.hidden_from = -1
            if closed.name == tag:
                break
        if tag not in _INLINE:
            self.say("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.say(data)


def _hiding(page: str) -> list[tuple[_Compound, ...]]:
    """The selectors of the page's own style whose rules hide what they select, as far as they are plain ones."""
    found: list[tuple[_Compound, ...]] = []
    for sheet in _sheets(page):
        if not _HIDES.search(sheet):
            continue
        preludes: list[str] = []
        words = ""
        for piece in _PIECES.findall(_COMMENT.sub("", sheet)):
            if piece == "{":
                preludes.append(words.rpartition(";")[2].strip())
            elif piece == "}" and preludes:
                selectors = preludes.pop()
                media = " ".join(prelude for prelude in preludes if prelude.startswith("@"))
                if _HIDES.search(words) and "print" not in media and "width" not in media:
                    found += filter(None, map(_selector, selectors.split(",")))
            words = piece if piece not in "{}" else ""
    return found


def _sheets(page: str) -> Iterator[str]:
    """The contents of style elements, in a time that does not grow faster than the page."""
    at = 0
    while begins := _STYLE_BEGINS.search(page, at):
        start = page.find(">", begins.end() - 1) + 1
        ends = _STYLE_ENDS.search(page, start) if start else None
        if ends is None:
            return
        yield page[start : ends.start()]
        at = ends.end()


def _selector(text: str) -> tuple[_Compound, ...]:
    """The compounds of a selector, outermost first; nothing for one that looks at more than names and classes."""
    compounds = []
    for part in re.split(r"[\s>]+", text.strip()):
        match = _COMPOUND.fullmatch(part)
        if not match or not part:
            return ()
        name = "" if match[1] in (None, "*") else match[1].lower()
        compounds.append(_Compound(name, frozenset(re.findall(r"[.#][\w-]+", match[2]))))
    return tuple(compounds)


def _matches(selector: tuple[_Compound, ...], path: list[_Element]) -> bool:
    """Whether the innermost element of a path is what a selector means."""

    def fits(compound: _Compound, element: _Element) -> bool:
        return compound.name in ("", element.name) and compound.marks <= element.marks

    if not fits(selector[-1], path[-1]):
        return False
    wanted = list(selector[:-1])
    for element in reversed(path[:-1]):
        if wanted and fits(wanted[-1], element):
            wanted.pop()
    return not wanted
