"""Whether the links of an output are live, and lead where the source says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from cvrender.verification.extracted import Anchor, Output
from cvrender.verification.facts import Fact


class Broken(NamedTuple):
    """A link that is not as it should be: whose fact, its words, where it should lead, and where it does instead."""

    number: int
    words: str
    url: str
    instead: str


class Foreign(NamedTuple):
    """A link that the source does not have, with its page."""

    anchor: Anchor
    page: int


def links(facts: Sequence[Fact], output: Output, *, turned: bool) -> tuple[list[Broken], list[Foreign]]:
    """Return the links of the facts that are dead or lead elsewhere, and those that no fact has. In text that is
    `turned`, written from the right, letters have no order.
    """
    if output.kind == "text":
        return _in_words(facts, output), []
    by_url: dict[str, list[str]] = {}
    for page in output.pages:
        for anchor in page.links:
            by_url.setdefault(_folded(anchor.url), []).append(_letters(anchor.words))
    expected = {_folded(url) for fact in facts for _, url in fact.links}
    broken = []
    for number, fact in enumerate(facts):
        for words, url in fact.links:
            here = by_url.get(_folded(url), [])
            if not any(_overlap(words, letters, turned=turned) for letters in here):
                instead = (a for a in _anchors(output) if _folded(a.url) != _folded(url))
                leads = (a.url for a in instead if _overlap(words, _letters(a.words), turned=turned))
                broken.append(Broken(number, words, url, next(leads, "")))
    foreign = [
        Foreign(anchor, number)
        for number, page in enumerate(output.pages, 1)
        for anchor in page.links
        if _folded(anchor.url) not in expected and not any(anchor.url == one.instead for one in broken)
    ]
    return broken, foreign


def _in_words(facts: Sequence[Fact], output: Output) -> list[Broken]:
    """Plain text has addresses in words; those of mail and telephone are the words."""
    text = "".join("".join(page.text.split()) for page in output.pages)
    return [
        Broken(number, words, url, "")
        for number, fact in enumerate(facts)
        for words, url in fact.links
        if url not in text and not url.startswith(("mailto:", "tel:"))
    ]


def _anchors(output: Output) -> Iterator[Anchor]:
    for page in output.pages:
        yield from page.links


def _overlap(words: str, letters: str, *, turned: bool) -> bool:
    """Whether words and what can be clicked on are the same, or one a part of the other: lines cut links in pieces."""
    own = _letters(words)
    if not own or not letters:
        return not own
    if not turned:
        return letters in own or own in letters
    small, large = sorted((own, letters), key=len)
    return all(small.count(char) <= large.count(char) for char in set(small))


def _letters(text: str) -> str:
    """Letters and digits; a low line stands below what of a link's height is looked at."""
    return "".join(re.findall(r"[^\W_]", text)).casefold()


def _folded(url: str) -> str:
    """An address as it is compared: engines may encode characters of it, also those of its host (RFC 3492), and viewers
    add a final slash.
    """
    return _PUNYCODE.sub(_decoded, unquote(url)).rstrip("/")


_PUNYCODE = re.compile(r"(?<![A-Za-z0-9-])xn--([A-Za-z0-9-]+)")


def _decoded(label: re.Match[str]) -> str:
    try:
        return label[1].encode().decode("punycode")
    except UnicodeError:  # it only looks so
        return label[0]
