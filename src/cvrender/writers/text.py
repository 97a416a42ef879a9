"""Plain text: wrapped at 78 columns, good to read as it is and to paste into a form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cvrender.diagnostics.report import Report
from cvrender.document.layout import columns
from cvrender.document.model import (
    Block,
    Citation,
    Code,
    Date,
    Document,
    Entry,
    Group,
    Inline,
    Inlines,
    Link,
    List,
    Paragraph,
    Prose,
    Punctuation,
    Quote,
    Section,
)
from cvrender.theming.theme import Theme

EXTENSION = "txt"
NAME = "resume.txt"
WIDTH = 78

_WIDE_BREAK = r"(?<=[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef])(?![、。，．）」』】：；！？])"
"""Compiled where it is first needed: the ranges take 5 ms."""
_FIRST_WIDE = "\u2e80"


def write(document: Document, theme: Theme, report: Report) -> dict[str, bytes]:
    """Return the bundle of one file, NAME."""
    numbered = theme.tokens["citation-numbers"] != "none"
    parts = ["\n".join(_header(document))]
    parts += ["\n".join(_section(section, document.punctuation, numbered)) for section in document.sections]
    if document.updated:
        parts.append(_words(document.updated))
    return {NAME: ("\n\n".join(part for part in parts if part) + "\n").encode()}


def _header(document: Document) -> Iterator[str]:
    if document.name:
        yield from _wrap(document.name)
    yield from _wrap(_words(document.headline))
    if document.contacts:
        yield ""
    for contact in document.contacts:
        label = f"{contact.label}: " if contact.kind == "profile" and contact.label not in ("", contact.text) else ""
        address = contact.url if contact.kind in ("url", "profile") else ""
        shown = contact.text if contact.text not in address else ""
        yield from _wrap(label + " ".join(filter(None, (shown, address))))


def _section(section: Section, punctuation: Punctuation, numbered: bool) -> Iterator[str]:
    if section.title:
        yield from _wrap(section.title)
        yield "-" * min(WIDTH, max(3, columns(section.title)))
        yield ""
    number = 0
    before: Block | None = None
    for block in section.body:
        if isinstance(block, Citation):
            number += 1
        tight = isinstance(block, Group) and isinstance(before, Group)
        tight = tight or (isinstance(block, Entry) and isinstance(before, Entry) and block.brief and before.brief)
        if before is not None and not (tight and not isinstance(block, Entry)):
            yield ""
        shown = (block.number or number) if numbered and isinstance(block, Citation) else 0
        yield from _block(block, punctuation, f"{shown}. " if shown else "")
        before = block
    if section.footnotes:
        yield ""
    for note in section.footnotes:
        yield from _wrap(_words(note))


def _block(block: Block, punctuation: Punctuation, number: str = "") -> Iterator[str]:
    if isinstance(block, Entry):
        yield from _entry(block, punctuation)
    elif isinstance(block, Citation):
        yield from _hang(number, _citation(block, punctuation, len(number)))
    elif isinstance(block, Group):
        yield from _group(block, punctuation)
    elif isinstance(block, Quote):
        yield from _quote(block)
    else:
        yield from _prose((block,))


def _entry(entry: Entry, punctuation: Punctuation, width: int = WIDTH) -> Iterator[str]:
    title, addresses = _titled(entry.title)
    own = [
        *_wrap(title, width=width),
        *addresses,
        *_wrap(" | ".join(filter(None, map(_words, (entry.subtitle, entry.place, entry.note)))), width=width),
        *_links(entry.links, width),
        *_wrap(_words(entry.date), width=width),
        *_details(entry.prose, entry.highlights, entry.groups, punctuation, width),
    ]
    yield from own
    for number, part in enumerate(entry.parts):
        if own or number:
            yield ""
        yield from _indent("  ", _entry(part, punctuation, width - 2))


def _citation(citation: Citation, punctuation: Punctuation, indent: int) -> Iterator[str]:
    width = WIDTH - indent
    title, addresses = _titled(citation.title)
    yield from _wrap(title, width=width)
    yield from addresses
    yield from _wrap(punctuation.list.join(map(_words, citation.authors)), width=width)
    source = punctuation.list.join(filter(None, (_words(citation.venue), _words(citation.date))))
    yield from _wrap(" | ".join(filter(None, (source, *map(_words, citation.notes)))), width=width)
    yield from _links(citation.links, width)
    yield from _details(citation.prose, citation.highlights, (), punctuation, width=width)


def _group(group: Group, punctuation: Punctuation, width: int = WIDTH) -> Iterator[str]:
    label = _words(group.label)
    if group.detail:
        label += f" ({_words(group.detail)})"
    items = punctuation.list.join(map(_words, group.items))
    prose = group.prose
    if not items and prose and isinstance(first := prose[0], Paragraph):
        items, prose = _words(first.text), prose[1:]
    joined = f"{label}{punctuation.label}{items}" if label and items else label or items
    yield from _wrap(joined.replace("\u00a0", " "), hanging="  " if label else "", width=width)
    yield from _indent("  ", _links(group.links, width - 2))
    yield from _indent("  ", _prose(prose, width - 2))


def _quote(quote: Quote) -> Iterator[str]:
    yield from _prose(quote.text)
    source, addresses = _titled(quote.source)
    yield from _wrap(source)
    for detail in quote.details:
        yield from _wrap(_words(detail))
    yield from addresses
    yield from _links(quote.links)


def _details(
    prose: Prose,
    highlights: tuple[Inlines, ...],
    groups: tuple[Group, ...],
    punctuation: Punctuation,
    width: int = WIDTH,
) -> Iterator[str]:
    yield from _prose(prose, width)
    for item in highlights:
        yield from _wrap("- " + _words(item), hanging="  ", width=width)
    for group in groups:
        yield from _group(group, punctuation, width)


def _links(links: tuple[Link, ...], width: int = WIDTH) -> Iterator[str]:
    for link in links:
        label = _words(link.content)
        yield from _wrap(_addressed(label, link.url, f"{label}: {link.url}"), width=width)


def _prose(prose: Prose, width: int = WIDTH) -> Iterator[str]:
    before: Paragraph | List | None = None
    for block in prose:
        if isinstance(before, Paragraph) and isinstance(block, Paragraph):
            yield ""
        if isinstance(block, Paragraph):
            yield from _wrap(_words(block.text), width=width)
        else:
            for number, item in enumerate(block.items, block.start):
                mark = f"{number}. " if block.start else "- "
                yield from _wrap(mark + _words(item), hanging=" " * len(mark), width=width)
        before = block


def _titled(title: Inlines) -> tuple[str, list[str]]:
    """A title that is a link as its words, and the address for a line of its own; within a text it stays in place."""
    if len(title) == 1 and isinstance(link := title[0], Link):
        words = _words(link.content)
        shown = _addressed(words, link.url, "")
        return (shown, []) if shown else (words, [link.url])
    return _words(title), []


def _addressed(words: str, url: str, otherwise: str) -> str:
    """Words that are the address itself are said once: a web address whole, any other as the words have it."""
    if not url or words == url.partition(":")[2]:
        return words
    return url if words in (url, url.partition("//")[2].rstrip("/")) else otherwise


def _words(inlines: Inlines) -> str:
    return "".join(map(_inline, inlines))


def _inline(inline: Inline) -> str:
    if isinstance(inline, str):
        return inline
    if isinstance(inline, (Code, Date)):
        return inline.text
    words = _words(inline.content)
    return _addressed(words, inline.url, f"{words} <{inline.url}>") if isinstance(inline, Link) else words


# Lines.


def _wrap(text: str, *, indent: str = "", hanging: str = "", width: int = WIDTH) -> Iterator[str]:
    """Break a text at spaces, and anywhere in Chinese and Japanese; a word that is longer than a line stays whole."""
    line = indent
    filled = False
    for word in text.split():
        pieces = [word] if max(word) < _FIRST_WIDE else _wide_pieces(word)
        for number, piece in enumerate(pieces):
            gap = " " if filled and number == 0 else ""
            if filled and columns(line) + len(gap) + columns(piece) > width:
                yield line
                line, gap = indent + hanging, ""
            line += gap + piece
            filled = True
    if filled:
        yield line


def _wide_pieces(word: str) -> list[str]:
    """The parts of a word with wide characters, which lines may part; an address stays whole."""
    pieces = [piece for piece in re.split(_WIDE_BREAK, word) if piece]
    for number, piece in enumerate(pieces):
        if "://" in piece:
            return [*pieces[:number], "".join(pieces[number:])]
    return pieces


def _hang(mark: str, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield (mark if number == 0 else " " * len(mark)) + line if line else ""


def _indent(by: str, lines: Iterable[str]) -> Iterator[str]:
    return (by + line if line else "" for line in lines)
