"""Markdown (CommonMark) that reads well as it is and parses back to the same words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cvrender.diagnostics import Report
from cvrender.document.model import (
    Block,
    Citation,
    Code,
    Date,
    Document,
    Emph,
    Entry,
    Foreign,
    Group,
    Inline,
    Inlines,
    Link,
    Ltr,
    Paragraph,
    Prose,
    Punctuation,
    Quote,
    Section,
    Strong,
)
from cvrender.theme import Theme

EXTENSION = "md"
NAME = "resume.md"

_SPECIAL = re.compile(r"[\\`*_\[\]<>&~|]|!(?=\[)")
_AT_START = re.compile(r"^(\s*)(?:([-+=#>:])|(\d+)([.)]))")
_BREAK = "\\\n"


class Markdown(str):
    """Text that is Markdown already. Only `_inline` makes it of text."""

    __slots__ = ()


def write(document: Document, theme: Theme, report: Report) -> dict[str, bytes]:
    """Return the bundle of one file, NAME."""
    numbered = theme.tokens["citation-numbers"] == "decimal"
    blocks = [*_header(document)]
    for section in document.sections:
        blocks += _section(section, document.punctuation, numbered)
    if document.updated:
        blocks.append(_paragraph(_inlines(document.updated)))
    return {NAME: ("\n\n".join(blocks) + "\n").encode()}


def _header(document: Document) -> Iterator[str]:
    if document.name:
        yield "# " + _text(document.name)
    if document.headline:
        yield _paragraph(_inlines(document.headline))
    contacts = []
    for contact in document.contacts:
        network = (
            f"{_text(contact.label)} " if contact.kind == "profile" and contact.label not in ("", contact.text) else ""
        )
        shown = network + _text(contact.text)
        contacts.append(f"[{shown}]({_target(contact.url)})" if contact.url else shown)
    if contacts:
        yield _paragraph(_BREAK.join(contacts))


def _section(section: Section, punctuation: Punctuation, numbered: bool) -> Iterator[str]:
    if section.title:
        yield "## " + _text(section.title)
    citations: list[str] = []
    for block in section.body:
        if isinstance(block, Citation):
            mark = f"{len(citations) + 1}. " if numbered else "- "
            # CommonMark counts up from the first number of a list, whatever the others say.
            before = f"{block.number}\\. " if block.number else ""
            citations.append(_item(mark, before + "\n\n".join(_citation(block, punctuation))))
            continue
        yield from citations
        citations = []
        yield from _block(block, punctuation)
    yield from citations
    for note in section.footnotes:
        yield _paragraph(_inlines(note))


def _block(block: Block, punctuation: Punctuation) -> Iterator[str]:
    if isinstance(block, Entry):
        yield from _entry(block, punctuation, "###")
    elif isinstance(block, Citation):
        yield from _citation(block, punctuation)
    elif isinstance(block, Group):
        yield from _group(block, punctuation)
    elif isinstance(block, Quote):
        if block.text:
            yield "\n".join(f"> {line}".rstrip() for line in "\n\n".join(_prose(block.text)).split("\n"))
        lines = [f"**{_inlines(block.source)}**"] if block.source else []
        lines += [_inlines(detail) for detail in block.details]
        lines += map(_inline, block.links)
        if lines:
            yield _paragraph(_BREAK.join(lines))
    else:
        yield from _prose((block,))


def _entry(entry: Entry, punctuation: Punctuation, level: str) -> Iterator[str]:
    if entry.title:
        yield f"{level} {_inlines(entry.title)}"
    parts = (_inlines(entry.subtitle), _inlines(entry.place), _inlines(entry.note), *map(_inline, entry.links))
    under = " \\| ".join(filter(None, parts))
    lines = [line for line in (under, _inlines(entry.date)) if line]
    if lines:
        yield _paragraph(_BREAK.join(lines))
    yield from _details(entry.prose, entry.highlights, entry.groups, punctuation)
    for part in entry.parts:
        yield from _entry(part, punctuation, "####")


def _citation(citation: Citation, punctuation: Punctuation) -> Iterator[str]:
    venue = f"*{_inlines(citation.venue)}*" if citation.venue else ""
    source = _text(punctuation.list).join(filter(None, (venue, _inlines(citation.date))))
    facts = " \\| ".join(filter(None, (source, *map(_inlines, citation.notes), *map(_inline, citation.links))))
    title = f"**{_inlines(citation.title)}**" if citation.title else ""
    authors = _text(punctuation.list).join(map(_inlines, citation.authors))
    lines = [line for line in (title, authors, facts) if line]
    if lines:
        yield _paragraph(_BREAK.join(lines))
    yield from _details(citation.prose, citation.highlights, (), punctuation)


def _group(group: Group, punctuation: Punctuation) -> Iterator[str]:
    label = f"**{_inlines(group.label)}**" if group.label else ""
    if group.detail:
        label += f" ({_inlines(group.detail)})"
    items = _text(punctuation.list).join(map(_inlines, group.items))
    prose = group.prose
    if not items and prose and isinstance(first := prose[0], Paragraph):
        items, prose = _inlines(first.text), prose[1:]
    joined = f"{label}{_text(punctuation.label)}{items}" if label and items else label or items
    line = " \\| ".join(filter(None, (joined, *map(_inline, group.links))))
    if line:
        yield _paragraph(line)
    yield from _prose(prose)


def _details(
    prose: Prose,
    highlights: tuple[Inlines, ...],
    groups: tuple[Group, ...],
    punctuation: Punctuation,
) -> Iterator[str]:
    yield from _prose(prose)
    if highlights:
        yield _list(highlights)
    for group in groups:
        yield from _group(group, punctuation)


def _prose(prose: Prose) -> Iterator[str]:
    for block in prose:
        yield _paragraph(_inlines(block.text)) if isinstance(block, Paragraph) else _list(block.items, block.start)


def _list(items: Iterable[Inlines], start: int = 0) -> str:
    marked = ((f"{number}. " if start else "- ", item) for number, item in enumerate(items, start))
    return "\n".join(_item(mark, _paragraph(_inlines(item))) for mark, item in marked)


def _item(mark: str, text: str) -> str:
    return mark + text.replace("\n", "\n" + " " * len(mark)).replace("\n" + " " * len(mark) + "\n", "\n\n")


def _paragraph(text: str) -> str:
    """A paragraph whose lines do not begin like a list, a heading or a quotation."""
    return "\n".join(
        _AT_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4]}", line)
        for line in text.split("\n")
    )


def _inlines(inlines: Inlines) -> Markdown:
    joined = ""
    for inline in inlines:
        piece = _inline(inline)
        image = joined.endswith("!") and piece.startswith("[")
        joined = f"{joined[:-1]}\\!{piece}" if image else joined + piece
    return Markdown(joined)


def _inline(inline: Inline) -> Markdown:
    if isinstance(inline, str):
        return _text(inline)
    if isinstance(inline, Date):
        return _text(inline.text)
    if isinstance(inline, Code):
        fence = "`" * (max(map(len, re.findall("`+", inline.text)), default=0) + 1)
        pad = " " if inline.text[:1] in "` " or inline.text[-1:] in "` " else ""
        return Markdown(f"{fence}{pad}{inline.text}{pad}{fence}")
    content = _inlines(inline.content)
    if isinstance(inline, Link):
        return Markdown(f"[{content}]({_target(inline.url)})") if inline.url else content
    if isinstance(inline, (Foreign, Ltr)):
        return content
    mark = "**" if isinstance(inline, Strong) else "*"
    assert isinstance(inline, (Strong, Emph))
    return Markdown(f"{mark}{content}{mark}")


def _target(url: str) -> str:
    return "<" + url.replace("<", "%3C").replace(">", "%3E") + ">" if re.search(r"[()\s]", url) else url


def _text(text: str) -> Markdown:
    return Markdown(_SPECIAL.sub(lambda m: "\\" + m[0], text))
