"""Text that is written from the right, as far as extractors give it back.

They keep the lines in order, and within a line turn words round, each in its own way: `shira@example.org` comes out as
`org.example@shira`, a ligature of two Arabic letters with the two exchanged. So of such a page it is proven that its
lines have the words of the facts, stretch by stretch: as many lines as have the words of as many facts. The letters of
a word that is written from the right have no order in this; other words and numbers are compared as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from cvrender.verification.matching.align import Aligned
from cvrender.verification.matching.match import Hit
from cvrender.verification.matching.text_stream import Stream
from cvrender.verification.matching.unmatched import Lost, Surplus

_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RTL = re.compile(f"[{_RIGHT}]")
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff"
_WORD = re.compile(
    f"(?:(?=[{_RIGHT}])[^\\W\\d_])+|(?=[{_UNSPACED}])[^\\W\\d_]|(?:(?![{_RIGHT}{_UNSPACED}])[^\\W\\d_])+|\\d+"
)
"""A letter alone in scripts that write without spaces, where a line may end behind any."""
_MOST = 15
"""Facts that can share lines with one another; a longer stretch that goes over a heading has something out of order."""
_NUMBER = 3
"""Digits of the number of an item or a page, which no fact has."""

_ITEM = re.compile(r"^\W*(\d{1,3})[.)]|[.()](\d{1,3})\W*$")
"""The number of an item at the beginning of a line, which is its right end where it is read from the right."""

Words = Counter[str]


def words(text: str) -> Words:
    """Return the words of a text and how often each is there, in the form in which extractors agree on them."""
    found: Words = Counter()
    letters = "".join(c for c in unicodedata.normalize("NFKC", text) if not unicodedata.combining(c))
    for word in _WORD.findall(letters):
        # Of Typst's, a letter with a mark above it comes out twice.
        found["".join(sorted(set(word))) if _RTL.match(word) else word.casefold()] += 1
    return found


def held(
    wanted: Sequence[str], headings: frozenset[int], stream: Stream, *, columns: bool
) -> tuple[Aligned, list[Lost], list[Surplus]]:
    """Lay texts beside the lines of a stream; `headings` are the numbers of those that begin a section. With columns,
    the order of stretches is not proven.
    """
    lines = _lines(stream)
    said = [words(text) for text in wanted]
    shown = [words(stream.text[start:end]) for start, end in lines]
    all_said, all_shown = sum(said, Counter[str]()), sum(shown, Counter[str]())
    lacking, beyond = all_said - all_shown, all_shown - all_said
    gone = _taken(said, lacking)
    _taken(shown, _unmarked([stream.text[start:end] for start, end in lines], shown, beyond))
    strange = Counter({word: n for word, n in beyond.items() if not (word.isdigit() and len(word) <= _NUMBER)})
    _settle(lacking, strange, _loose(wanted))
    found = Aligned(len(wanted))
    out: list[Lost] = []
    for (first, start), (fact, line) in pairwise(_stretches(said, shown)):
        begin = lines[min(start, len(lines) - 1)][0] if lines else 0
        span = Hit(begin, max(begin, lines[line - 1][1] if line else 0))
        for number in range(first, fact):
            found.hits[number].append(span)
        inside = [number for number in range(first + 1, fact) if number in headings]
        if inside and fact - first > _MOST and not columns:
            out.append(Lost(inside[0], "moved", span.start))
    if not any(map(str.isascii, (*lacking, *strange))) and _letters(lacking) == _letters(strange):
        return found, out, []  # the same letters, with the spaces between words elsewhere
    left = set(_letters(strange))
    for number, some in _shared(gone, lacking):
        if not any(map(str.isascii, some)) and set(_letters(some)) <= left:  # put together in other words
            continue
        place = found.hits[number][0].start if found.hits[number] else 0
        if +said[number]:
            end = found.hits[number][0].end if found.hits[number] else place
            out.append(Lost(number, "different", place, stream.text[place:end]))
        else:
            found.hits[number].clear()
            out.append(Lost(number, "missing", place, " ".join(some)))
    return found, sorted(out), [Surplus(0, " ".join(strange.elements()))] if strange else []


def _taken(texts: list[Words], them: Words) -> dict[int, Words]:
    """Take words from the texts, from the first that has each; return what was taken of which."""
    rest = them.copy()
    taken = {}
    for number, own in enumerate(texts):
        some = own & rest
        if some:
            taken[number] = some
            rest -= some
            texts[number] = own - some
    return taken


def _unmarked(lines: Sequence[str], shown: list[Words], beyond: Words) -> Words:
    """Take the numbers of items from the lines that begin with them, and return what is beyond the texts but for these:
    the same number may stand in a text before.
    """
    rest = beyond.copy()
    for line, own in zip(lines, shown, strict=True):
        match = _ITEM.search(line)
        number = (match[1] or match[2]) if match else ""
        if rest[number] > 0 and own[number] > 0:
            rest[number] -= 1
            own[number] -= 1
    return +rest


def _shared(gone: dict[int, Words], lacking: Words) -> list[tuple[int, Words]]:
    """What is still lacking, of the texts that it was taken from."""
    rest = lacking.copy()
    out = []
    for number, some in gone.items():
        own = some & rest
        if own:
            out.append((number, own))
            rest -= own
    return out


_LONG = 24
"""Characters of a word that a line can hold in any theme."""


def _loose(texts: Sequence[str]) -> set[str]:
    """Return words that lines may part, since they are long, and such as may need several fonts, between which
    extractors see spaces that are not there, and none that are.
    """
    chunks = (chunk for text in texts for chunk in text.split() if len(chunk) > _LONG or not chunk.isascii())
    return {word for chunk in chunks for word in words(chunk)}


def _settle(lacking: Words, strange: Words, loose: set[str]) -> None:
    """Take loose words that are lacking, and their pieces, from both; so also where several have become one."""
    for whole, pieces, wanted in ((lacking, strange, True), (strange, lacking, False)):
        for word in sorted(whole, key=len, reverse=True):
            for _ in range(whole[word]):
                parts = _composed(word, pieces) if not wanted or word in loose else None
                if parts is None or not (wanted or loose.issuperset(parts)):
                    break
                whole[word] -= 1
                pieces.subtract(parts)
    for them in (lacking, strange):
        for word in [word for word, count in them.items() if count <= 0]:
            del them[word]


def _composed(word: str, pieces: Words) -> list[str] | None:
    """Return pieces that make a word when put together, the longest first at each place; None where none do."""
    at, used = 0, Counter[str]()
    while at < len(word):
        fits = (one for one in pieces if pieces[one] > used[one] and word.startswith(one, at))
        part = max(fits, key=len, default="")
        if not part:
            return None
        used[part] += 1
        at += len(part)
    return list(used.elements())


def _stretches(said: list[Words], shown: list[Words]) -> list[tuple[int, int]]:
    """How many texts and how many lines there are up to each place where the lines have the words of the texts."""
    marks = [(0, 0)]
    fact = line = 0
    need: Words = Counter()
    while fact < len(said) or line < len(shown):
        if +need and line < len(shown):
            need.subtract(shown[line])
            line += 1
        elif fact < len(said):
            need.update(said[fact])
            fact += 1
        else:
            line = len(shown)
        if not +need and not -need:
            marks.append((fact, line))
    if marks[-1] != (fact, line):
        marks.append((fact, line))
    return marks


def _letters(them: Words) -> Words:
    return Counter(letter for word in them.elements() for letter in word)


def _lines(stream: Stream) -> list[tuple[int, int]]:
    """The spans of the lines of the text, without the feet of pages."""
    out: list[tuple[int, int]] = []
    at = 0
    while at < len(stream.lines):
        if at in stream.feet:
            at = stream.feet[at]
            continue
        end = stream.lines.find("\n", at)
        end = end if end >= 0 else len(stream.lines)
        out.append((at, end))
        at = end + 1
    return out
