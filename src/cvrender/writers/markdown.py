"""Markdown (CommonMark) that reads well as it is and parses back to the same words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from cvrender.diagnostics.report import Report
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
from cvrender.theming.theme import Theme

EXTENSION = "md"
NAME = "resume.md"

_SPECIAL = re.compile(r"[\\`*_\[\]<>&~|]|!(?=\[)")
_AT_START = re.compile(r"^(\s*)(?:([-+=#>:])|(\d+)([.)]))")
_ENTITY = re.compile(r"&(?=#?\w+;)")
"""What CommonMark reads as a character in addresses, too."""
_CLOSING = re.compile(r"(?<!\S)#+$")
_ESCAPE = r"\\\g<0>"
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
        yield _heading("#", _text(document.name))
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


def _heading(level: str, text: str) -> str:
    """Return a heading; a `#` at its end, which would close it, is escaped."""
    return f"{level} {_CLOSING.sub(_ESCAPE, text)}"


def _section(section: Section, punctuation: Punctuation, numbered: bool) -> Iterator[str]:
    if section.title:
        yield _heading("##", _text(section.title))
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
        lines = [_inlines((Strong(block.source),))] if block.source else []
        lines += [_inlines(detail) for detail in block.details]
        lines += map(_inline, block.links)
        if lines:
            yield _paragraph(_BREAK.join(lines))
    else:
        yield from _prose((block,))


def _entry(entry: Entry, punctuation: Punctuation, level: str) -> Iterator[str]:
    if entry.title:
        yield _heading(level, _inlines(entry.title))
    parts = (_inlines(entry.subtitle), _inlines(entry.place), _inlines(entry.note), *map(_inline, entry.links))
    under = " \\| ".join(filter(None, parts))
    lines = [line for line in (under, _inlines(entry.date)) if line]
    if lines:
        yield _paragraph(_BREAK.join(lines))
    yield from _details(entry.prose, entry.highlights, entry.groups, punctuation)
    for part in entry.parts:
        yield from _entry(part, punctuation, "####")


def _citation(citation: Citation, punctuation: Punctuation) -> Iterator[str]:
    venue = _inlines((Emph(citation.venue),)) if citation.venue else ""
    source = _text(punctuation.list).join(filter(None, (venue, _inlines(citation.date))))
    facts = " \\| ".join(filter(None, (source, *map(_inlines, citation.notes), *map(_inline, citation.links))))
    title = _inlines((Strong(citation.title),)) if citation.title else ""
    authors = _text(punctuation.list).join(map(_inlines, citation.authors))
    lines = [line for line in (title, authors, facts) if line]
    if lines:
        yield _paragraph(_BREAK.join(lines))
    yield from _details(citation.prose, citation.highlights, (), punctuation)


def _group(group: Group, punctuation: Punctuation) -> Iterator[str]:
    label = str(_inlines((Strong(group.label),))) if group.label else ""
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


def _inlines(inlines: Inlines, within: frozenset[type[Inline]] = frozenset()) -> Markdown:
    """Return inlines as Markdown; `within` are the kinds of emphasis around them, which are not marked again."""
    joined, marked, low = "", False, False
    for inline in _merged(inlines, within):
        if isinstance(inline, (Strong, Emph)):
            own = within | {type(inline)}
            nested = any(isinstance(one, (Strong, Emph)) for one in _merged(inline.content, own))
            low = not low if marked else nested
            # With the other mark on both sides there is none left for emphasis within.
            piece = _emphasized(inline, own if low or not nested else frozenset((Strong, Emph)), low=low)
            if not marked:
                joined = joined[:-1] + _apart(joined[-1:], "" if low else piece.lstrip("*_")[:1])
            marked = True
        else:
            piece = _inline(inline)
            if joined.endswith("!") and piece.startswith("["):
                joined = f"{joined[:-1]}\\!"
            if marked:
                piece = Markdown(_apart(piece[:1], "" if low else joined.rstrip("*")[-1:]) + piece[1:])
            marked = low = False
        joined += piece
    return Markdown(joined)


def _emphasized(inline: Strong | Emph, within: frozenset[type[Inline]], *, low: bool) -> Markdown:
    """Return emphasis; white space at its ends, where CommonMark takes no mark, stands outside. Beside other emphasis
    and around it, where marks would run into one another, it has the `low` ones.
    """
    mark = ("_" if low else "*") * (2 if isinstance(inline, Strong) else 1)
    content = _inlines(inline.content, within)
    inner = content.strip()
    if not inner:
        return content
    before, _, after = content.partition(inner)
    return Markdown(f"{before}{mark}{inner}{mark}{after}")


def _merged(inlines: Inlines, within: frozenset[type[Inline]]) -> list[Inline]:
    """Return inlines without what Markdown does not mark, each of another kind than its neighbours but for links."""
    out: list[Inline] = []
    for inline in inlines:
        plain = isinstance(inline, (Foreign, Ltr)) or (isinstance(inline, Link) and not inline.url)
        if plain or type(inline) in within:
            new = _merged(getattr(inline, "content", ()), within)
        else:
            new = [inline.text if isinstance(inline, Date) else inline]
        for one in new:
            last = out[-1] if out else None
            if isinstance(one, str) and isinstance(last, str):
                out[-1] = last + one
            elif isinstance(one, (Strong, Emph)) and type(one) is type(last):
                out[-1] = one.replace(content=(*last.content, *one.content))
            elif isinstance(one, Code) and isinstance(last, Code):
                out[-1] = Code(last.text + one.text)
            elif one not in ("", Code("")):
                out.append(one)
    return out


def _apart(char: str, edge: str) -> str:
    """Return a character beside emphasis, as an entity where a letter there would keep the mark from being one.

    That is so where emphasis begins or ends with punctuation, its `edge` (CommonMark 0.31, 6.2); no edge is a low mark.
    """
    if not char or char.isspace() or _is_punctuation(char) or (edge and unicodedata.category(edge)[0] not in "PS"):
        return char
    return f"&#{ord(char)};"


def _is_punctuation(char: str) -> bool:
    """Whether every version of CommonMark counts the character as punctuation; 0.31 has added symbols."""
    return unicodedata.category(char)[0] == "P" or (char.isascii() and not char.isalnum())


def _inline(inline: Inline) -> Markdown:
    if isinstance(inline, str):
        return _text(inline)
    if isinstance(inline, Code):
        fence = "`" * (max(map(len, re.findall("`+", inline.text)), default=0) + 1)
        pad = " " if inline.text[:1] in "` " or inline.text[-1:] in "` " else ""
        return Markdown(f"{fence}{pad}{inline.text}{pad}{fence}")
    if isinstance(inline, Link) and inline.url:
        return Markdown(f"[{_inlines(inline.content)}]({_target(inline.url)})")
    return _inlines((inline,))


def _target(url: str) -> str:
    url = _ENTITY.sub(r"\\&", url)
    return "<" + url.replace("<", "%3C").replace(">", "%3E") + ">" if re.search(r"[()\s]", url) else url


def _text(text: str) -> Markdown:
    return Markdown(_SPECIAL.sub(lambda m: "\\" + m[0], text))
