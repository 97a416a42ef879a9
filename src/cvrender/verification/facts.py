"""The facts of a document: every string that a reader should see, in order, and where it stands in the source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from cvrender.diagnostics.report import Position
from cvrender.document.layout import head_order
from cvrender.document.model import (
    Block,
    Citation,
    Code,
    Contact,
    Date,
    Document,
    Entry,
    Group,
    Inlines,
    Link,
    Paragraph,
    Prose,
    Quote,
)
from cvrender.record import Record
from cvrender.resume.model import Text
from cvrender.verification.extracted import spaced

Region = Literal["header", "main", "side", "footer"]


class Fact(Record):
    """One string, its white space as single spaces. `part` is what it is, `section` the section's title.

    `links` are the words in it that lead somewhere, and where; `addressed` is the text of a fact with links as plain
    text has it, with the addresses in it. `loud` tells that a theme may set it in capitals.
    """

    text: str
    part: str
    section: str = ""
    region: Region = "main"
    links: tuple[tuple[str, str], ...] = ()
    loud: bool = False
    at: Position | None = None
    addressed: str = ""


def facts(document: Document, date_place: str = "end") -> tuple[Fact, ...]:
    """Return the facts in the order in which they are read; `date_place` is the theme's token of that name."""
    found = list(_header(document))
    for section in document.sections:
        own = [_said(section.title, "heading", loud=True), *_blocks(section.body, date_place)]
        own += [_fact(note, "footnote") for note in section.footnotes]
        found += [fact.replace(section=section.title, region=section.region) for fact in _placed(own)]
    found.append(_fact(document.updated, "date of the last change").replace(region="footer"))
    return tuple(fact for fact in found if fact.text.strip("\u00ad "))  # a soft hyphen alone is nothing to be seen


def counted(found: Iterable[Fact]) -> int:
    """Return how many facts these are; where a link leads is one, too."""
    return sum(1 + len(fact.links) for fact in found)


def _header(document: Document) -> Iterator[Fact]:
    yield _said(document.name, "name", loud=True).replace(region="header")
    yield _fact(document.headline, "headline", loud=True).replace(region="header")
    for contact in document.contacts:
        for fact in _contact(contact):
            yield fact.replace(region="header")


def _contact(contact: Contact) -> Iterator[Fact]:
    if contact.kind == "profile" and contact.label != contact.text:
        yield _said(contact.label, "network")
    fact = _said(contact.text, contact.label or "contact")
    yield fact.replace(links=((fact.text, contact.url),)) if contact.url else fact


def _placed(found: list[Fact]) -> list[Fact]:
    """The facts of a section, all with a place: words of cvrender's own, a heading say, have that of what follows."""
    at: Position | None = next((fact.at for fact in reversed(found) if fact.at), None)
    out = []
    for fact in reversed(found):
        at = fact.at or at
        out.append(fact if fact.at else fact.replace(at=at))
    return out[::-1]


def _blocks(blocks: Iterable[Block], date_place: str) -> Iterator[Fact]:
    for block in blocks:
        if isinstance(block, Entry):
            yield from _entry(block, date_place)
        elif isinstance(block, Citation):
            yield from _citation(block)
        elif isinstance(block, Group):
            yield from _group(block)
        elif isinstance(block, Quote):
            yield from _quote(block)
        else:
            yield from _prose((block,))


def _entry(entry: Entry, date_place: str) -> Iterator[Fact]:
    for part in head_order(entry, date_place):
        if part == "links":
            yield from _links(entry.links)
        else:
            yield _fact(getattr(entry, part), part, loud=part == "title")
    yield from _prose(entry.prose)
    yield from _facts("highlight", entry.highlights)
    for group in entry.groups:
        yield from _group(group)
    for role in entry.parts:
        yield from _entry(role, date_place)


def _citation(citation: Citation) -> Iterator[Fact]:
    yield _fact(citation.title, "title", loud=True)
    yield from _facts("author", citation.authors)
    yield _fact(citation.venue, "venue")
    yield _fact(citation.date, "date")
    yield from _facts("note", citation.notes)
    yield from _links(citation.links)
    yield from _prose(citation.prose)
    yield from _facts("highlight", citation.highlights)


def _group(group: Group) -> Iterator[Fact]:
    yield _fact(group.label, "label", loud=True)
    yield _fact(group.detail, "detail")
    yield from _facts("item", group.items)
    first = 1 if not group.items and group.prose and isinstance(group.prose[0], Paragraph) else 0
    yield from _prose(group.prose[:first])  # it stands where the items would
    yield from _links(group.links)
    yield from _prose(group.prose[first:])


def _quote(quote: Quote) -> Iterator[Fact]:
    yield from _prose(quote.text)
    yield _fact(quote.source, "source")
    yield from _facts("detail", quote.details)
    yield from _links(quote.links)


def _prose(prose: Prose) -> Iterator[Fact]:
    for block in prose:
        if isinstance(block, Paragraph):
            yield _fact(block.text, "text")
        else:
            yield from _facts("item", block.items)


def _facts(part: str, them: tuple[Inlines, ...]) -> Iterator[Fact]:
    return (_fact(inlines, part) for inlines in them)


def _links(links: tuple[Link, ...]) -> Iterator[Fact]:
    return (_fact((link,), "link") for link in links)


def _fact(inlines: Inlines, part: str, *, loud: bool = False) -> Fact:
    words: list[str] = []
    links: list[tuple[str, str]] = []
    at = _collect(inlines, words.append, links)
    addressed: list[str] = []
    if links:
        _collect(inlines, addressed.append, [], addressed=True)
    return Fact(spaced("".join(words)), part, "", "main", tuple(links), loud, at, spaced("".join(addressed)))


def _said(words: str, part: str, *, loud: bool = False) -> Fact:
    return Fact(spaced(words), part, loud=loud, at=words.at if isinstance(words, Text) else None)


def _collect(
    inlines: Inlines, say: Callable[[str], None], links: list[tuple[str, str]], *, addressed: bool = False
) -> Position | None:
    """Say the words and gather the links of inlines; return where the first of them stands in the source. `addressed`
    says the address of each link behind its words, or in place of words that are the address.
    """
    at: Position | None = None
    for inline in inlines:
        if isinstance(inline, (str, Code, Date)):
            words = inline if isinstance(inline, str) else inline.text
            say(words)
            at = at or (words.at if isinstance(words, Text) else None)
        elif isinstance(inline, Link) and inline.url:
            said: list[str] = []
            found = _collect(inline.content, said.append, links)
            at = at or found
            shown = "".join(said)
            say(_addressed(shown, inline.url) if addressed else shown)
            links.append((spaced(shown), inline.url))
        else:
            found = _collect(inline.content, say, links, addressed=addressed)
            at = at or found
    return at


def _addressed(words: str, url: str) -> str:
    if words == url.partition(":")[2]:
        return words
    return url if words in (url, url.partition("//")[2].rstrip("/")) else f"{words} <{url}>"
