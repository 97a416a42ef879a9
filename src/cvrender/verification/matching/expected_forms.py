"""The forms that a fact may have in an output."""

from __future__ import annotations

from cvrender.verification.extracted import Kind
from cvrender.verification.facts import Fact


def forms(fact: Fact, kind: Kind) -> tuple[str, ...]:
    """Return the texts of which one should stand in an output of this kind, the likeliest first.

    A theme may set headings in capitals. Plain text has no links: the address stands there in words, behind the words
    that lead to it or, where these are the address, in their place.
    """
    found = [fact.text]
    if kind == "text" and fact.links:
        # First, since the text alone may be how this one begins.
        found.insert(0, fact.addressed or fact.text)
        words, url = fact.links[0]
        if len(fact.links) == 1 and words == fact.text and words in url and words != url.partition(":")[2]:
            found.append(url)
    if fact.loud and kind in ("pdf", "docx"):
        found.append(fact.text.upper())
    return tuple(dict.fromkeys(found))
