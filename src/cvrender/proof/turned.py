"""A PDF whose letters do not stand in the order in which they are read, held against facts without regard to it.

No reader gives lines from the right back as they were typed: pdfium turns the words of some round, and of others the
letters, by rules of its own that differ with the engine that made the file. In scripts of India, vowels and letters
that are joined come out at another place of their syllable, and spaces are lost. What can be held is that each letter
is there as often as the facts have it, and that links lead where they should.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from cvrender.proof.facts import Fact, counted
from cvrender.proof.links import links
from cvrender.proof.output import Output
from cvrender.proof.prove import Finding, Proof, without

_SAME = str.maketrans({"\u0649": "\u064a", "\u06cc": "\u064a"})
"""Letters that share their drawing at the end of a word."""
_LONGEST = 70


def prove_turned(
    output: Output, facts: Sequence[Fact], *, lacking: frozenset[str] = frozenset(), pages: int = 0
) -> Proof:
    """Return the proof; what the arguments are stands with `prove`."""
    facts, output = without(facts, output, lacking)
    findings = [*_missing(facts, output), *_links(facts, output)]
    if pages and len(output.pages) > pages:
        message = f"there are {len(output.pages)} pages, and {pages} were asked for"
        findings.append(Finding("CV092", "error", message, pages + 1))
    return Proof(counted(facts), len(output.pages), tuple(findings), in_order=False)


def _missing(facts: Sequence[Fact], output: Output) -> Iterator[Finding]:
    text = " ".join(page.text for page in output.pages)
    short = Counter(_letters("".join(fact.text for fact in facts))) - Counter(_letters(text))
    if not short:
        return
    there = set(_words(text))
    told = False
    for fact in facts:
        if any(word not in there and short.keys() & set(word) for word in _words(fact.text)):
            told = True
            shown = fact.text if len(fact.text) <= _LONGEST else f"{fact.text[: _LONGEST - 1]}…"
            where = f"{fact.part}, {fact.section}" if fact.section else fact.part
            yield Finding("CV080", "error", f"`{shown}` ({where}) is missing, or a word of it", 0, fact.at)
    if not told:
        yield Finding("CV080", "error", f"letters are missing: {' '.join(sorted(short))}")


def _links(facts: Sequence[Fact], output: Output) -> Iterator[Finding]:
    broken, foreign = links(facts, output, ordered=False)
    for one in broken:
        does = f"leads to {one.instead}" if one.instead else "is not live"
        yield Finding("CV087", "error", f"the link on `{one.words}` to {one.url} {does}", 0, facts[one.number].at)
    for anchor, page in foreign:
        words = " ".join(anchor.words.split())
        yield Finding("CV087", "warning", f"`{words}` leads to {anchor.url}, which no source has", page)


def _words(text: str) -> Iterator[str]:
    """The words, the letters of each in the order of the alphabet, since a reader may have turned them round."""
    return ("".join(sorted(_letters(word))) for word in re.findall(r"[^\W\d]+|\d+", _plain(text)))


def _letters(text: str) -> str:
    return "".join(re.findall(r"\w", _plain(text)))


def _plain(text: str) -> str:
    """The text without points and vowel signs, letters in their plain form."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).translate(_SAME)
    return "".join(char for char in plain if unicodedata.category(char) not in ("Mn", "Mc", "Cf")).casefold()
