"""A page of HTML as a browser gives it to a person: its words in order, and which of them its style hides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from cvrender.theming.discovery import folders
from cvrender.theming.theme import Sheet
from cvrender.verification.extract.decode import page as decoded
from cvrender.verification.extracted import Anchor, Doubt, Flaw, Kind, Output, Page, Picture, counts

if TYPE_CHECKING:
    from cvrender.verification.css.environments import Seen
    from cvrender.verification.css.sheet import Piece

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
_GENERATED = re.compile(
    r"\.d\d+ \{ width: [\d.]+em \}|:root \{--[^{}]*\}|@page(?: :first)? \{[^{}]*(?:\{[^{}]*\} )?\}"
    r"|\.contacts (?:li|\.icon-[\w-]+)::before \{[^{}]*\}"
)
"""Lines that `writers.html.stylesheet` makes of tokens."""
_ALL = 10**9


def read(content: bytes, kind: Kind = "html", *, sheets: Sequence[Sheet] | None = None, plain: bool = False) -> Output:
    """Return what a reader gets from a page of HTML.

    `sheets` are those of the theme that the page was made with by this run, None for any other page: all of its style
    is a stranger's then, and what cannot be judged is a warning. A `plain` page has a body by cvrender's own writer.
    The style of a plain page whose sheets all came with cvrender is not evaluated: tests do that.
    """
    page = decoded(content)
    reader = _Reader()
    if kind == "markdown" or (plain and sheets is not None and all(sheet.shipped for sheet in sheets)):
        parser = _Parser(reader)
        parser.feed(page)
        parser.close()
        return reader.output(kind)
    from cvrender.verification.css.tree import parsed

    root = parsed(page, plain=plain)
    seen = _looked(root, sheets)
    _walk(root, reader, seen)
    severity = "warning" if sheets is None else "error"
    doubts = [doubt.replace(severity=severity) for doubt in seen.doubts]
    if sheets is None:
        doubts += _unjudged(root)
    return reader.output(kind, tuple(doubts))


def is_foreign(sheets: Sequence[Sheet]) -> bool:
    """Whether one of a theme's sheets did not come with cvrender."""
    return not all(sheet.shipped for sheet in sheets)


class _Reader:
    """Gathers text, links, pictures, and the spans of the text that are not seen."""

    def __init__(self) -> None:
        self.silent = 0
        self.said: list[str] = []
        self.length = 0
        self.links: list[Anchor] = []
        self.pictures: list[Picture] = []
        self.href: tuple[str, int] | None = None
        self.flaws: list[tuple[int, int, Flaw]] = []
        self.words_since = False
        """Whether words that are seen stand behind the last that are not."""

    def say(self, words: str) -> None:
        """Add words to the text."""
        self.said.append(words)
        self.length += len(words)
        self.words_since = self.words_since or not words.isspace()

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        self.silent += tag in _SILENT
        if tag not in _INLINE:
            self.say("\n")
        if tag == "img" and not self.silent:
            self.pictures.append(Picture(share=0.0, alt=given.get("alt")))
        if tag == "a" and given.get("href"):
            self.href = given["href"], len(self.said)

    def end(self, tag: str) -> None:
        """An element ends."""
        self.silent -= self.silent > 0 and tag in _SILENT
        if tag == "a" and self.href:
            self.links.append(Anchor("".join(self.said[self.href[1] :]), self.href[0]))
            self.href = None
        if tag not in _INLINE:
            self.say("\n")

    def data(self, words: str, flaw: Flaw | None = None) -> None:
        """Text; `flaw` says why it is not seen."""
        if self.silent:
            return
        if flaw is not None:
            last = self.flaws[-1] if self.flaws else None
            if last and last[2] == flaw and not self.words_since:
                self.flaws[-1] = last[0], self.length + len(words), flaw
            else:
                self.flaws.append((self.length, self.length + len(words), flaw))
        self.say(words)
        if flaw is not None:
            self.words_since = False

    def output(self, kind: Kind, doubts: tuple[Doubt, ...] = ()) -> Output:
        """Return what was gathered."""
        text = "".join(self.said)
        flaws = tuple(_placed(text, *one) for one in self.flaws if text[one[0] : one[1]].strip())
        return Output(kind, (Page(text, tuple(self.links), tuple(self.pictures), flaws, doubts),))


def _placed(text: str, start: int, end: int, flaw: Flaw) -> Flaw:
    place = sum(map(counts, text[:start]))
    words = text[start:end]
    return flaw.replace(text=" ".join(words.split()), start=place, end=place + sum(map(counts, words)))


class _Parser(HTMLParser):
    """Feeds a reader with a page whose style needs no look; only the attribute `hidden` hides there."""

    def __init__(self, reader: _Reader) -> None:
        super().__init__()
        self.reader = reader
        self.open: list[tuple[str, bool]] = []
        self.names: Counter[str] = Counter()
        self.hiding = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.reader.start(tag, given)
        if tag not in _VOID:
            self.open.append((tag, "hidden" in given))
            self.names[tag] += 1
            self.hiding += "hidden" in given

    def handle_endtag(self, tag: str) -> None:
        while self.names[tag]:
            name, hides = self.open.pop()
            self.names[name] -= 1
            self.hiding -= hides
            if name == tag:
                break
        self.reader.end(tag)

    def handle_data(self, data: str) -> None:
        self.reader.data(data, _HIDDEN if self.hiding else None)


_HIDDEN = Flaw("invisible", "", 0, 0)
_UNSPOKEN = Flaw("invisible", "", 0, 0, said="is hidden from screen readers", rule="the attribute aria-hidden")


def _walk(root: Element, reader: _Reader, seen: Seen) -> None:
    """Feed a reader with a tree that was looked at."""
    stack: list[tuple[str, Any, Any]] = [("start", root, False)]
    while stack:
        event, one, more = stack.pop()
        if event == "end":
            reader.end(one.tag)
        elif event == "tail":
            reader.data(one, more)
        elif isinstance(one.tag, str):  # all but a comment
            unspoken = more or one.get("aria-hidden") == "true"
            flaw = _flaw(one, seen) or (_UNSPOKEN if unspoken else None)
            reader.start(one.tag, dict(one.attrib))
            reader.data(one.text or "", flaw)
            if one.tag not in _VOID:
                stack.append(("end", one, None))
            for child in reversed(one):
                stack += [("tail", child.tail or "", flaw), ("start", child, unspoken)]


def _flaw(element: Element, seen: Seen) -> Flaw | None:
    unseen = seen.unseen.get(element)
    if unseen is None:
        return None
    by = unseen.by
    rule = f"`{by}` {unseen.where}" if by is not None else ""
    at = by.at if by is not None and by.foreign else None
    return Flaw(
        "background" if unseen.why == "background" else "invisible", "", 0, 0, said=unseen.said, rule=rule, place=at
    )


def _looked(root: Element, sheets: Sequence[Sheet] | None) -> Seen:
    """What its style makes of a page."""
    from cvrender.verification.css.environments import look
    from cvrender.verification.css.sheet import Sheets

    read = Sheets()
    for element in root.iter("style"):
        css = _lines(element.text or "")
        read.add(css, _pieces(css, sheets), element.get("media") or "")
    return look(root, read, foreign_attributes=sheets is None)


def _pieces(css: str, sheets: Sequence[Sheet] | None) -> list[Piece]:
    """Where the parts of a style element come from."""
    from cvrender.verification.css.sheet import Piece

    if sheets is not None:
        return _of_theme(css, sheets)
    known = ((css.find(text), text) for text in _shipped())
    pieces = [
        Piece(css.count("\n", 0, start) + 1, text.count("\n"), "", 1, shipped=True)
        for start, text in known
        if start >= 0
    ]
    if pieces:
        lines = enumerate(css.split("\n"), 1)
        pieces += [Piece(number, 1, "", 1, shipped=True) for number, line in lines if _GENERATED.fullmatch(line)]
    return [*pieces, Piece(1, _ALL, "", 1)]


def _of_theme(css: str, sheets: Sequence[Sheet]) -> list[Piece]:
    """The parts of the style of a page that was made with these sheets, which stand last in it."""
    from cvrender.verification.css.sheet import Piece

    foreign: list[Piece] = []
    end = len(css)
    for sheet in reversed(sheets):
        text = _lines(sheet.text.replace("</", "<\\/"))
        start = css.rfind(text, 0, end)
        if start < 0:
            return [Piece(1, _ALL, "")]  # which is never to be; nothing is taken on trust then
        foreign.append(Piece(css.count("\n", 0, start) + 1, text.count("\n") + 1, sheet.path, 1, sheet.shipped))
        end = start
    foreign.reverse()
    while foreign and foreign[0].shipped:
        foreign.pop(0)
    if not foreign:
        return [Piece(1, _ALL, "", 1, shipped=True)]
    # A sheet that ends within a block or a comment takes what follows into it.
    own = [piece._replace(shipped=False) for piece in foreign]
    return [Piece(1, own[0].start - 1, "", 1, shipped=True), *own, Piece(own[0].start, _ALL, "")]


def _lines(css: str) -> str:
    """A style with its lines ended as its parser does it (CSS Syntax 3, section 3.3)."""
    return re.sub("\r\n?|\f", "\n", css).replace("\0", "\ufffd")


def _shipped() -> list[str]:
    """The style sheets that come with cvrender, the base first."""
    import cvrender.writers.html

    base = Path(cvrender.writers.html.__file__).with_name("base.css")
    themes = sorted(folders()[-1].glob("*/html.css"))
    return [path.read_text("utf-8") for path in (base, *themes)]


def _unjudged(root: Element) -> list[Doubt]:
    """What else may change how a page looks."""
    scripts = any(script.get("src") or (script.text or "").strip() for script in root.iter("script"))
    sheets = any("stylesheet" in (link.get("rel") or "").lower().split() for link in root.iter("link"))
    found = []
    if scripts:
        found.append("a script may change the page, which cannot be judged")
    if sheets:
        found.append("a style sheet in a file of its own cannot be judged")
    return [Doubt(message, severity="warning") for message in found]
