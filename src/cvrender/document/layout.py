"""A document as a theme lays it out: the order of its sections, which of them stand at the side, the foot of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import combining, east_asian_width

from cvrender.document.model import Block, Citation, Counter, Document, Entry, Foot, Inlines, Section, plain
from cvrender.theming.theme import Theme

_HEAD = ("title", "subtitle", "place", "note", "links", "date")
_LINE = 60
"""Characters of a text that may have more than one line."""
_LEAST, _MOST = 12, 20
"""Characters of a last line below which it looks like a slip, and those that are kept together at most."""
_WORDS = re.compile(r"[\u0020-\u058f\u2010-\u2026]+")
"""Words that are parted by spaces and read from the left."""
_LAST_NAME = re.compile(r"(.+? )(\S+(?:,? (?:Jr|Sr|Ph\.?D|M\.?D|[IVX]+)\.?)?)")
_FROM_RIGHT = re.compile(r"[\u0590-\u08ff]")
_COUNTERS = {"{page}": Counter("page"), "{pages}": Counter("pages")}


def arrange(document: Document, theme: Theme) -> Document:
    """Return the document with its sections in the order in which every format has them, and with its foot.

    Sections that the person has put in order come first; then those that the theme names; then the others, as the file
    has them. Side sections follow the main ones, or go before them where the header stands at the side with them.
    """
    layout = theme.layout
    rank = {name: number for number, name in enumerate(layout.sections)}
    ordered = sorted(document.sections, key=lambda s: (not s.chosen, 0 if s.chosen else rank.get(s.key, len(rank))))
    main = _on_pages(section for section in ordered if section.key not in layout.side)
    side = _on_pages(section.replace(region="side") for section in ordered if section.key in layout.side)
    sections = [*side, *main] if layout.header == "side" else [*main, *side]
    if theme.tokens["citation-numbers"] == "reverse":
        sections = [_counted_down(section) for section in sections]
    return document.replace(sections=tuple(sections), foot=_foot(document, theme.tokens["footer"]))


def _on_pages(sections: Iterable[Section]) -> list[Section]:
    """The sections of a column, of which the first begins where the column does. Where the first block of a section
    begins a page, its heading does.
    """
    out: list[Section] = []
    for section in sections:
        # Key figures stand in one line.
        at_once = len(section.body) if section.key == "metrics" else 1
        first, rest = section.body[:at_once], section.body[at_once:]
        lifted = any(getattr(block, "new_page", False) for block in first)
        body = (*(block.replace(new_page=False) for block in first), *rest) if lifted else section.body
        out.append(section.replace(body=body, new_page=bool(out) and (section.new_page or lifted)))
    return out


def _counted_down(section: Section) -> Section:
    """The section with its citations numbered so that the last has 1."""
    number = sum(isinstance(block, Citation) for block in section.body)
    body: list[Block] = []
    for block in section.body:
        body.append(block.replace(number=number) if isinstance(block, Citation) else block)
        number -= isinstance(block, Citation)
    return section.replace(body=tuple(body))


def head_order(entry: Entry, date_place: str) -> tuple[str, ...]:
    """Return the fields of an entry's first lines in the order in which they are read."""
    if date_place == "start":
        return ("date", *_HEAD[:-1])
    if date_place == "end-place" and not entry.run_in:
        return tuple(sorted(_HEAD, key=lambda name: name in ("place", "date")))
    return _HEAD


def name_parts(name: str) -> tuple[str, str]:
    """Return a name without its last word, and that word with a `Jr.` behind it: all of a name that is one word, or
    reads from the right.
    """
    match = None if _FROM_RIGHT.search(name) else _LAST_NAME.fullmatch(name)
    return (match[1], match[2]) if match else ("", name)


def running(inlines: Inlines) -> Inlines:
    """Return a text that may have several lines with its last words kept together, by no-break spaces: else its last
    line might be one short word. A text that is short, or ends with a long word or a mark-up, stays as it is.
    """
    last = inlines[-1] if inlines else ""
    if not isinstance(last, str) or len(said := plain(inlines)) < _LINE or _FROM_RIGHT.search(said):
        return inlines
    at = last.rfind(" ", 1)
    while at > 0 and len(last) - at <= _LEAST:
        at = last.rfind(" ", 1, at)
    words = last[at + 1 :]
    if at < 1 or len(words) > _MOST or not _WORDS.fullmatch(words):
        return inlines
    return (*inlines[:-1], last[: at + 1] + words.replace(" ", "\u00a0"))


def columns(text: str) -> int:
    """Return the columns that a terminal gives a text (Unicode Standard Annex 11)."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def _foot(document: Document, footer: str) -> tuple[Foot, Foot, Foot]:
    """Left, middle, right. What ` · ` parts is left out where it would tell nothing."""
    known = {"{name}": document.name, "{modified}": document.modified}
    parts: list[Foot] = []
    for part in footer.split("|"):
        pieces: list[str | Counter] = []
        for segment in part.strip().split(" · "):
            fields = re.split(r"(\{[a-z]+\})", segment)
            if any(known.get(field) == "" for field in fields):
                continue
            pieces += [" · "] if pieces else []
            pieces += [_COUNTERS.get(field, known.get(field, field)) for field in fields if field]
        parts.append(tuple(pieces))
    left, middle, right = {1: [(), *parts, ()], 2: [parts[0], (), parts[-1]]}.get(len(parts), parts)
    return (left, middle, right)
