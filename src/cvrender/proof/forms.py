"""The forms that a fact may have in an output."""

from __future__ import annotations

from cvrender.proof.facts import Fact
from cvrender.proof.output import Kind


def forms(fact: Fact, kind: Kind) -> tuple[str, ...]:
    """Return the texts of which one should stand in an output of this kind, the likeliest first.

    A theme may set headings in capitals. Plain text has no links: the address stands there in words, behind the words
    that lead to it or, where these are the address, in their place.
    """
    found = [fact.text]
    if kind == "text" and fact.links:
        found.append(_addressed(fact))
        words, url = fact.links[0]
        if len(fact.links) == 1 and words == fact.text and words in url:
            found.append(url)
    if fact.loud and kind in ("pdf", "docx"):
        found.append(fact.text.upper())
    return tuple(dict.fromkeys(found))


def _addressed(fact: Fact) -> str:
    """The text with the address behind the words of each link, or in place of words that are the address."""
    out, at = "", 0
    for words, url in fact.links:
        start = fact.text.find(words, at)
        if start < 0:
            continue
        bare = words in (url, url.partition("//")[2].rstrip("/"))
        shown = words if words == url.partition(":")[2] else url if bare else f"{words} <{url}>"
        out += fact.text[at:start] + shown
        at = start + len(words)
    return out + fact.text[at:]
