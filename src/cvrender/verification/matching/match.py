"""Whether a text stands at a place of a stream, and what lies between two texts that may lie there."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from cvrender.verification.matching.text_stream import SPECIAL, Stream, meant_by

Fault = Literal["glued", "torn", "broken", "hyphenated"]

_NUMBER = re.compile(r"\d{1,3}[.)](?=\s|$)")
"""The number of an item of a list."""
_UNSPACED = ((0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0xD7FF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF))
"""Scripts that write without spaces: Thai, Lao, Tibetan, Burmese, Khmer, and all of East Asia."""
_BREAKS_AFTER = "\u00ad-/—–‒…@.,;:&=?_+~#%|\\)]}>!*"
"""Characters behind which an end of a line cuts no word in two."""
_BREAKS_BEFORE = "/([{<@#&=?%_~+.$\\"
_MARKS = "•◦▪‣"
_LIST_MARKS = re.compile(r"(?:(?:[•◦▪‣–]|\d{1,3}[.)]) )+")
_TRY = 10
"""Characters that `fit` compares in the time of a call."""
_LONGEST_WHOLE = 24
"""Characters of a word that a line can hold in any theme; a longer one may have to be broken."""


class Hit(NamedTuple):
    """Where a text stands, and what is wrong with how: the kind of fault, and its place."""

    start: int
    end: int
    faults: tuple[tuple[Fault, int], ...] = ()


class Miss(NamedTuple):
    """How far a text was found: so many of its characters, up to a place in the stream."""

    length: int
    place: int


def fit(wanted: str, stream: Stream, place: int) -> Hit | Miss:  # noqa: C901, PLR0912  # a flat list of cases
    """Match a text at a place, white space being of no matter but for the faults that it makes."""
    text = stream.text
    if text.startswith(wanted, place):
        return Hit(place, place + len(wanted))
    if stream.steps < 0:
        return Miss(0, place)
    faults: list[tuple[Fault, int]] = []
    i, j, size, end = 0, place, len(wanted), len(text)
    while i < size:
        if j < end and text[j] == wanted[i]:
            i, j = i + 1, j + 1
        elif wanted[i] == "\u00ad" and (i or text[j : j + 1] == wanted[1:2] != " "):
            # A hyphen at the end of a line, and nothing elsewhere.
            i, j = i + 1, j + text.startswith("-", j)
        elif text.startswith("\u00ad", j) and i:
            j += 1
        elif j in stream.feet and i:
            j = stream.feet[j]
        elif j < end and text[j] == " " and i and j + 1 in stream.feet:
            j += 1
        elif j < end and text[j] == " " and i:
            if wanted[i - 1] != " ":
                fault = _break(wanted, i, stream.lines[j])
                if fault:
                    faults.append((fault, j))
            j += 1
        elif wanted[i] == " " and i:
            if j < end and not (_is_unspaced(wanted[i - 1]) or _is_unspaced(text[j])):
                faults.append(("glued", j))
            i += 1
        elif i and (on := _marks(stream, j)):
            j = on
        elif (on := _other(wanted[i], stream, j)) >= 0:
            i, j = i + 1, on
        elif text[j - 2 : j + 1] == "- -" and stream.lines[j - 1] == "\n" and wanted[i - 1] == "-" and i:
            j += (
                1  # in Czech, Polish, Portuguese and others a line begins with the hyphen that has ended the one before
            )
        elif j + 2 < end and text[j] == "-" and stream.lines[j + 1] == "\n" and text[j + 2] == wanted[i] and i:
            faults.append(("hyphenated", j))
            j += 2
        else:
            stream.steps -= i + _TRY
            return Miss(i, j)
    stream.steps -= i
    return Hit(place, j, tuple(faults))


def _other(char: str, stream: Stream, place: int) -> int:
    """Return the place behind what a typed character has become, or -1: fonts have one shape for `ﬁ` and `fi`."""
    if char.isascii() or not SPECIAL.match(char):
        return -1
    meant = meant_by(char)
    return place + len(meant) if meant and stream.text.startswith(meant, place) else -1


def _marks(stream: Stream, place: int) -> int:
    """Where the text goes on behind marks of lists at the beginning of a page's last line, or 0.

    Where an engine paints the marks of a page last, pdfium brings those that stand beside its last line into that line.
    """
    if place and stream.lines[place - 1 : place] != "\n":
        return 0
    match = _LIST_MARKS.match(stream.text, place)
    end = stream.lines.find("\n", place)
    return match.end() if match and (end < 0 or end + 1 in stream.feet) else 0


def _break(wanted: str, at: int, white: str) -> Fault | None:
    """What white space within a word is: an end of a line may stand where words can be parted, or in a long one."""
    before, after = wanted[at - 1], wanted[at]
    if _is_unspaced(before) or _is_unspaced(after):
        return None
    start, end = wanted.rfind(" ", 0, at) + 1, wanted.find(" ", at)
    long = (end if end >= 0 else len(wanted)) - start > _LONGEST_WHOLE
    if white == "\n":
        return None if long or before in _BREAKS_AFTER or after in _BREAKS_BEFORE else "broken"
    return None if long else "torn"


def begin(wanted: tuple[str, ...], stream: Stream, place: int, urls: frozenset[str]) -> Hit | Miss | None:
    """Match one of some texts behind what may lie between two facts. A Miss is of a text that was found in part.

    A text of dashes or dots is taken for a bullet or a rule of the writer only where it stands nowhere as a whole.
    """
    missed: Miss | None = None
    mark: tuple[tuple[bool, bool, bool, bool], Hit] | None = None
    while place >= 0:
        address = _address(stream, place, urls)
        for one in wanted:
            found = fit(one, stream, place)
            if isinstance(found, Hit):
                if found.end < address:  # how an address begins is no text of its own
                    continue
                if not one[:1].isalnum() and _is_mark(one) and any(doubts := _doubts(one, found, stream)):
                    mark = min(mark or (doubts, found), (doubts, found))
                    continue
                return found
            if found.length > (missed.length if missed else 0):
                missed = found
        if stream.steps < 0:
            break
        place = skip(stream, place, urls)
    return mark[1] if mark else missed


def _is_mark(text: str) -> bool:
    """Whether a text has neither letter nor digit."""
    return not any(map(str.isalnum, text))


def _doubts(text: str, hit: Hit, stream: Stream) -> tuple[bool, bool, bool, bool]:
    """What speaks against a text of marks being meant where it was found, the gravest first: faults, white space in
    it, no white space before it, and none behind it.
    """
    before, behind = stream.text[hit.start - 1 : hit.start], stream.text[hit.end : hit.end + 1]
    return bool(hit.faults), hit.end - hit.start != len(text), before not in ("", " "), behind not in ("", " ")


def skip(stream: Stream, place: int, urls: frozenset[str]) -> int:
    """Return the place behind one thing that writers put between facts, or -1 where there is none."""
    if place in stream.feet:
        return stream.feet[place]
    text = stream.text
    if place >= len(text):
        return -1
    char = text[place]
    if not char.isalnum():
        return place + 1
    number = _NUMBER.match(text, place)
    if number and (place == 0 or text[place - 1] == " "):
        return number.end()
    return _address(stream, place, urls) or -1


def _address(stream: Stream, place: int, urls: frozenset[str]) -> int:
    """Return where the address of a link ends that stands at a place, or 0 where none does."""
    if not urls or stream.text[place : place + 1] not in "hmtHMT":
        return 0
    end = stream.text.find(" ", place)
    word = stream.text[place : end if end >= 0 else len(stream.text)].partition(">")[0]
    return place + len(word) if word in urls else 0


def glued(stream: Stream, before: int, hit: Hit) -> bool:
    """Whether nothing parts a text from the end of what stands before it, or from the mark of its item."""
    gap = stream.text[before : hit.start]
    if gap or not before:
        return gap[-1:] in _MARKS and bool(gap)
    return not (_is_unspaced(stream.text[before - 1]) or _is_unspaced(stream.text[hit.start]))


def _is_unspaced(char: str) -> bool:
    """Whether a character is of a script without spaces. A pattern of these ranges takes 5 ms to compile."""
    code = ord(char)
    return code >= 0x0E00 and (any(first <= code <= last for first, last in _UNSPACED) or 0x20000 <= code < 0x40000)
