"""The document: what the page says. Five shapes and seven inlines; whatever is absent is simply not there."""

from __future__ import annotations

from typing import Literal, TypeAlias

from cvrender.record import Record
from cvrender.resume.model import Resume


class Strong(Record):
    content: Inlines


class Emph(Record):
    content: Inlines


class Code(Record):
    text: str


class Link(Record):
    """`url` has one of the schemes that may be linked to; see resume.links."""

    url: str
    content: Inlines


class Date(Record):
    """A date in words, and as ISO 8601 for machines."""

    text: str
    iso: str


class Foreign(Record):
    """Words in another language than the document's, as where a text is missing in that."""

    lang: str
    direction: Literal["ltr", "rtl"]
    content: Inlines


class Ltr(Record):
    """What reads from the left, in a document that reads from the right."""

    content: Inlines


_LINE = 20
_ITEM = 60
"""Characters that an item of a list counts for, however short it is: it has a line of its own."""
_WHOLE = 900
"""Characters: about a sixth of a page of 9.8 pt."""

Inline: TypeAlias = str | Strong | Emph | Code | Link | Date | Foreign | Ltr
Inlines: TypeAlias = tuple[Inline, ...]


class Paragraph(Record):
    text: Inlines


class List(Record):
    """A simple list within prose. An ordered one counts from `start`; 0 means that it is not ordered."""

    items: tuple[Inlines, ...]
    start: int = 0


Prose: TypeAlias = tuple[Paragraph | List, ...]


class Group(Record):
    """A label and what belongs to it: `Languages (good): Python, Rust`."""

    label: Inlines = ()
    detail: Inlines = ()
    items: tuple[Inlines, ...] = ()
    links: tuple[Link, ...] = ()
    prose: Prose = ()
    new_page: bool = False


class Entry(Record):
    """Something that was done or had, with when and where. `parts` are roles under one employer.

    `run_in` tells that what stands under the title goes on where it ends, as the giver of an award does; `keep` that
    the person wants it on one page, however long it is; `new_page`, here and elsewhere, that it begins one.
    """

    title: Inlines = ()
    subtitle: Inlines = ()
    place: Inlines = ()
    note: Inlines = ()
    links: tuple[Link, ...] = ()
    date: Inlines = ()
    prose: Prose = ()
    highlights: tuple[Inlines, ...] = ()
    groups: tuple[Group, ...] = ()
    parts: tuple[Entry, ...] = ()
    run_in: bool = False
    keep: bool = False
    new_page: bool = False

    @property
    def whole(self) -> bool:
        """Whether it is short enough to be kept on one page without leaving much of another white."""
        return not self.parts and _size((self.title, self.prose, List(self.highlights), self.groups)) < _WHOLE

    @property
    def brief(self) -> bool:
        """Whether there is nothing below its first lines."""
        return not (self.prose or self.highlights or self.groups or self.parts)


def _size(value: object) -> int:
    """About how many characters a reader sees; what begins a line counts for some more."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, tuple):
        return sum(map(_size, value))
    if isinstance(value, Link):
        return _size(value.content)
    if isinstance(value, List):
        return sum(max(_ITEM, _size(item)) for item in value.items)
    return _LINE + sum(_size(getattr(value, name)) for name in value.FIELDS) if isinstance(value, Record) else 0


class Citation(Record):
    """`number` is set where it is another than that of its place in the list."""

    title: Inlines = ()
    authors: tuple[Inlines, ...] = ()
    venue: Inlines = ()
    date: Inlines = ()
    notes: tuple[Inlines, ...] = ()
    links: tuple[Link, ...] = ()
    prose: Prose = ()
    highlights: tuple[Inlines, ...] = ()
    number: int = 0
    new_page: bool = False


class Quote(Record):
    """What somebody says, or may be asked: `source` is who, `details` are what they are and how to reach them."""

    text: Prose = ()
    source: Inlines = ()
    details: tuple[Inlines, ...] = ()
    links: tuple[Link, ...] = ()
    new_page: bool = False


Block: TypeAlias = Entry | Citation | Group | Quote | Paragraph | List


class Section(Record):
    """`key` is its name in the source, with `sections` for one of the person's own; `role` is what a machine may take
    it for; `footnotes` explain marks that stand in it; `chosen` tells that the person has put it in order, `keep` and
    `new_page` what they want as to pages.
    """

    id: str
    key: str
    title: str
    chosen: bool = False
    role: Literal["", "summary", "experience", "education", "skill", "publication", "reference"] = ""
    region: Literal["main", "side"] = "main"
    body: tuple[Block, ...] = ()
    footnotes: tuple[Inlines, ...] = ()
    keep: bool = False
    new_page: bool = False


class Contact(Record):
    """One way to reach the person. `label` says what it is, in the document's language or as the network's name."""

    kind: Literal["email", "phone", "url", "location", "profile"]
    label: str
    text: str
    url: str = ""


class Photo(Record):
    """A picture that every engine can draw as it is."""

    content: bytes
    mime: Literal["image/png", "image/jpeg"]
    alt: str


class Counter(Record):
    """The number of a page, or how many there are: what only the engine knows."""

    of: Literal["page", "pages"]


Foot: TypeAlias = tuple[str | Counter, ...]


class Punctuation(Record):
    """What stands between the items of a list and behind a label, in the document's language."""

    list: str = ", "
    label: str = ": "


class Document(Record):
    """`resume` is what the document was composed from, for outputs that are data and not a page; `updated` says when it
    was last modified, `modified` is that day; `foot` is what stands left, in the middle and right at a page's foot;
    `fonts` are families that are asked for, for characters which the theme's lack.
    """

    resume: Resume
    lang: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"
    fonts: tuple[str, ...] = ()
    name: str = ""
    headline: Inlines = ()
    photo: Photo | None = None
    contacts: tuple[Contact, ...] = ()
    sections: tuple[Section, ...] = ()
    updated: Inlines = ()
    modified: str = ""
    foot: tuple[Foot, Foot, Foot] = ((), (), ())
    punctuation: Punctuation = Punctuation()


def plain(inlines: Inlines) -> str:
    """Return the words of the inlines, without marks."""
    out = []
    for inline in inlines:
        if isinstance(inline, str):
            out.append(inline)
        elif isinstance(inline, (Code, Date)):
            out.append(inline.text)
        else:
            out.append(plain(inline.content))
    return "".join(out)
