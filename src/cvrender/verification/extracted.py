"""What a reader gets from an output: text by pages, links, pictures, and text that eyes do not see."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Literal

from cvrender.diagnostics.report import Position, Severity
from cvrender.record import Record

Kind = Literal["pdf", "html", "text", "markdown", "docx"]
Why = Literal["off", "invisible", "covered", "clipped", "background", "tiny"]

_SHAPELESS = [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), *range(0xFE00, 0xFE10)]
IGNORED = dict.fromkeys([*_SHAPELESS, 0x061C, 0xFEFF])
"""What has no shape of its own: marks of direction, joiners, selectors of variants, places where a line may end."""


class Unreadable(Exception):
    """The output cannot be read at all; the message says why."""


class Anchor(Record):
    """A live link: the words that can be clicked on, and where they lead."""

    words: str
    url: str


class Picture(Record):
    """A picture: the share of the page that it takes, and its alternative text; None where it has none."""

    share: float
    alt: str | None


class Flaw(Record):
    """A run of text that a machine reads and an eye does not. `start` and `end` count as `counted` does.

    In HTML, `said` says more than `why`, `rule` is the rule of the style sheet that does it, with the environment in
    which it does, and `place` where that stands.
    """

    why: Why
    text: str
    start: int
    end: int
    size: float = 0.0
    said: str = ""
    rule: str = ""
    place: Position | None = None


class Doubt(Record):
    """What a page's style says that cannot be judged, or must not be. `adds` tells of words that it adds."""

    message: str
    place: Position | None = None
    adds: bool = False
    severity: Severity = "error"


class Page(Record):
    """One page, or all of an output that has none."""

    text: str
    links: tuple[Anchor, ...] = ()
    pictures: tuple[Picture, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class Output(Record):
    """An output as it was read. `pages` of a PDF are its sheets; all else is one. An untagged PDF has no
    alternative texts at all. `ligatures` are in its fonts, and not in the text as its reader gives it.
    """

    kind: Kind
    pages: tuple[Page, ...]
    tagged: bool = True
    ligatures: frozenset[str] = frozenset()


def spaced(text: str) -> str:
    """Return a text in the form in which texts are compared: composed, without what has no shape, single spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(IGNORED))
    return " ".join(text.split())


def is_turned(text: str) -> bool:
    """Whether some of a text is written from the right."""
    return not text.isascii() and any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def counts(char: str) -> bool:
    """Whether a character counts for places in a text: what readers differ in, such as white space, does not."""
    return not (char.isspace() or char in "\0\ufffe" or ord(char) in IGNORED or unicodedata.combining(char))


def hidden(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Flaw, ...]:
    """Return a flaw for each span of a text that is hidden and not blank; the spans are in order."""
    found: list[Flaw] = []
    at = place = 0
    for start, end in spans:
        words = text[start:end]
        if words.strip():
            place += sum(map(counts, text[at:start]))
            at, first = start, place
            found.append(Flaw("invisible", " ".join(words.split()), first, first + sum(map(counts, words))))
    return tuple(found)
