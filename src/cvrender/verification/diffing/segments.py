"""The text of an output cut into pieces that do not depend on how an engine breaks lines and pages.

Where facts are known that may stand in it, the pieces are those facts and what is left between them. They are looked
for letter by letter, so that neither the ends of lines nor what a theme sets between facts matter. Two texts of which
nothing is known are cut where they begin to differ.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from cvrender.diagnostics.report import Position
from cvrender.record import Record
from cvrender.verification.facts import Fact
from cvrender.verification.matching.text_stream import Stream

_SYMBOLS = frozenset("+#%€$£¥@&°")
"""What tells one text from another as letters do: `C`, `C++` and `C#`."""
_LONG = 30
"""Letters of a text that hardly stands within another one, as the name of a school may in a summary."""
_UNSPACED = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")
"""Scripts that write without spaces, where each letter may begin a word."""
_SURE = 10
"""Letters of a text that is not found by chance."""
_FEWEST = 3
"""Words that two texts share between two differences and that hold these apart."""
_ELSEWHERE = 4
"""Words in a row that are taken for the same ones in another place."""
_MOST_MOVES = 100
_AROUND = 3
"""Words of the text around a piece that are shown with it."""
_NUMBER = re.compile(r"\d{1,3}[.)]\s")
"""What stands before an item of an ordered list: text in some formats, and a mark in others."""


class Piece(Record):
    """What is compared as one: a fact, or a run of an output's text that is no fact (`loose`).

    Two pieces say the same when their `key` is the same. `spans` are where it stands in its stream; `around` is what
    stands before and behind a loose one.
    """

    key: str
    text: str
    part: str = ""
    section: str = ""
    links: tuple[tuple[str, str], ...] = ()
    at: Position | None = None
    page: int = 0
    spans: tuple[tuple[int, int], ...] = ()
    around: tuple[str, str] = ("", "")
    loose: bool = False


class Letters(NamedTuple):
    """The letters of a text, folded, with their places in it; `begins` tells of each whether a word may begin there."""

    text: str
    places: list[int]
    begins: list[bool]

    def between(self, start: int, end: int) -> tuple[int, int]:
        """Return the first and the last letter, exclusive, of a span of the text."""
        return bisect_left(self.places, start), bisect_left(self.places, end)


def letters(text: str, feet: dict[int, int] | None = None) -> Letters:
    """Return the letters of a text without what stands in `feet`, spans by their start."""
    folded: list[str] = []
    places: list[int] = []
    begins: list[bool] = []
    fresh, at = True, 0
    while at < len(text):
        if feet and at in feet:
            at, fresh = max(feet[at], at + 1), True
            continue
        char = text[at]
        numeric = char in ".,:" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
        said = [char] if numeric or char in _SYMBOLS else _folded(char)
        if said:
            folded += said
            places += [at] * len(said)
            begins += [fresh or bool(_UNSPACED.match(char)), *[False] * (len(said) - 1)]
        fresh = not said and not unicodedata.combining(char)
        at += 1
    return Letters("".join(folded), places, begins)


def _folded(char: str) -> list[str]:
    return [c for c in unicodedata.normalize("NFKC", char).casefold() if c.isalnum()]


def locate(said: Letters, wanted: Sequence[Sequence[str]]) -> dict[int, tuple[int, int]]:
    """Return where each of some texts stands, by its number, as a span of letters; each letter is given once.

    A text may have several forms. Long ones are found wherever they are, the longest first; short ones beside or
    between those that stand beside them in the order given.
    """
    search = _Search(said, [[key for form in forms if (key := letters(form).text)] for forms in wanted])
    for least in (_LONG, _SURE):
        search.anywhere(least)
        for way in (1, -1, 1):
            search.beside(way)
    search.between()
    return search.found


class _Search:
    def __init__(self, said: Letters, keys: list[list[str]]) -> None:
        self.said = said
        self.keys = keys
        self.taken = bytearray(len(said.text))
        self.found: dict[int, tuple[int, int]] = {}

    def missing(self) -> list[int]:
        return [number for number in range(len(self.keys)) if number not in self.found]

    def fits(self, key: str, at: int) -> bool:
        end, text = at + len(key), self.said.text
        if at < 0 or not text.startswith(key, at) or any(self.taken[at:end]):
            return False
        return self.said.begins[at] and (end == len(text) or self.said.begins[end])

    def take(self, number: int, key: str, at: int) -> None:
        self.found[number] = at, at + len(key)
        self.taken[at : at + len(key)] = b"\1" * len(key)

    def places(self, key: str, start: int, end: int) -> list[int]:
        out, at = [], self.said.text.find(key, start, end)
        while at >= 0:
            out += [at] if self.fits(key, at) else []
            at = self.said.text.find(key, at + 1, end)
        return out

    def end_before(self, number: int) -> int:
        return next((self.found[n][1] for n in range(number - 1, -1, -1) if n in self.found), 0)

    def start_behind(self, number: int) -> int:
        end = len(self.said.text)
        return next((self.found[n][0] for n in range(number + 1, len(self.keys)) if n in self.found), end)

    def anywhere(self, least: int) -> None:
        """Texts of so many letters, nearest to what stands before them in the order given, better behind it."""
        for number in sorted(self.missing(), key=lambda n: (-max(map(len, self.keys[n]), default=0), n)):
            near = self.end_before(number)
            for key in (key for key in self.keys[number] if len(key) >= least):
                here = self.places(key, 0, len(self.said.text))
                if here:
                    self.take(number, key, min(here, key=lambda at: (at < near, abs(at - near))))
                    break

    def beside(self, way: int) -> None:
        """Texts right behind one that was found, or right before it where `way` is -1."""
        for number in self.missing()[::way]:
            beside = self.found.get(number - way, (0, 0) if number == 0 else None)
            if beside is None:
                continue
            for key in self.keys[number]:
                at = beside[1] if way > 0 else beside[0] - len(key)
                if self.fits(key, at):
                    self.take(number, key, at)
                    break

    def between(self) -> None:
        """Texts between those that were found before and behind them in the order given."""
        for number in self.missing():
            for key in self.keys[number]:
                here = self.places(key, self.end_before(number), self.start_behind(number))
                if here:
                    self.take(number, key, here[0])
                    break


def cut(
    stream: Stream,
    said: Letters,
    found: Sequence[tuple[tuple[int, int], Fact | None, tuple[str, ...]]],
    *,
    lines: bool,
    known: bool,
) -> list[Piece]:
    """Return the pieces of a text in its order: what was found and what is left. What was found is a fact, with
    the forms that it may have, or a run that another text has, too, with its key.

    `lines` tells that the ends of lines part what is left, as they do where no page had to be filled; `known` that
    facts were looked for.
    """
    pieces: list[Piece] = []
    at = 0
    for (start, end), fact, forms in [*sorted(found, key=lambda one: one[0]), ((len(said.text),) * 2, None, ())]:
        if start > at:
            pieces += _left(stream, said, at, start, lines=lines, known=known)
        if end > start:
            span = said.places[start], said.places[end - 1] + 1
            page, raw = stream.page(span[0]), stream.text[span[0] : span[1]]
            if fact and any(same(raw, form) for form in forms):
                pieces.append(of(fact, page, (span,)))
            else:
                pieces.append(_loose(stream, span, raw if fact else forms[0]))
        at = max(at, end)
    return pieces


def of(fact: Fact, page: int = 0, spans: tuple[tuple[int, int], ...] = ()) -> Piece:
    """Return the piece that a fact is."""
    return Piece(fact.text, fact.text, fact.part, fact.section, fact.links, fact.at, page, spans)


def _left(stream: Stream, said: Letters, start: int, end: int, *, lines: bool, known: bool) -> list[Piece]:
    """What stands between facts, parted where marks of a list and, if asked for, ends of lines part it."""
    first, last = said.places[start], said.places[end - 1] + 1
    parting = re.compile("[•◦▪‣\n]" if lines else "[•◦▪‣]")
    text = stream.lines[first:last]
    bounds = [0, *(match.end() for match in parting.finditer(text)), len(text)]
    out = []
    for begin, stop in pairwise(bounds):
        low, high = said.between(first + begin, first + stop)
        if low == high:
            continue
        span = said.places[low], said.places[high - 1] + 1
        # Between two facts it is a mark; within text it may be the end of a sentence.
        begins = span[0] == 0 or stream.lines[span[0] - 1] == "\n" or (known and stream.text[span[0] - 1] == " ")
        if not (begins and _NUMBER.fullmatch(stream.text[span[0] : span[1] + 2])):
            out.append(_loose(stream, span, f"\0{said.text[low:high]}"))
    return out


def _loose(stream: Stream, span: tuple[int, int], key: str) -> Piece:
    before, behind = stream.text[: span[0]].split()[-_AROUND:], stream.text[span[1] :].split(maxsplit=_AROUND)
    # What clings to its last letter, a full stop or a bracket, is shown with it.
    tail = re.match(r"[^\w\s]*", stream.text[span[1] :])
    text = stream.text[span[0] : span[1]] + (tail[0] if tail else "")
    around = " ".join(before), " ".join(behind[:_AROUND])
    return Piece(key, text.strip(), page=stream.page(span[0]), spans=(span,), around=around, loose=True)


def same(raw: str, text: str) -> bool:
    """Whether a text that has the letters of another is that one, and not one with other capitals or marks in it."""
    one, other = (_bare(each) for each in (raw, text))
    return one in (other, other.upper())


def _bare(text: str) -> str:
    """A text without spaces, hyphens that an end of a line may bring, and what is not of its letters at either end."""
    inside = re.sub(r"[\s\u00ad-]", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^(?:_|[^\w+#%€$£¥@&°])+|(?:_|[^\w+#%€$£¥@&°])+$", "", inside)


Run = tuple[int, int]


def shared(one: Letters, other: Letters) -> list[tuple[Run, Run]]:
    """Return the spans of letters that two texts share, in the order of the first; those that moved are among them."""
    words = [_words(one), _words(other)]
    texts = [[text.text[start:end] for start, end in own] for text, own in zip((one, other), words, strict=True)]
    runs: list[tuple[int, int, int, int]] = []  # where in either, and how many words in either
    for a, b, size in SequenceMatcher(None, texts[0], texts[1], autojunk=False).get_matching_blocks():
        first, last = (a, b) == (0, 0), (a + size, b + size) == (len(texts[0]), len(texts[1]))
        if size >= _FEWEST or (size and (first or last)):
            runs.append((a, b, size, size))
    runs += _torn(texts, runs)
    rest: list[list[object]] = [list(texts[0]), list(texts[1])]
    for a, b, n, m in runs:
        _strike(rest, a, b, n, m)
    for _ in range(_MOST_MOVES):
        a, b, size = SequenceMatcher(None, rest[0], rest[1], autojunk=False).find_longest_match()
        if size < _ELSEWHERE:
            break
        runs.append((a, b, size, size))
        _strike(rest, a, b, size, size)
    return [
        ((words[0][a][0], words[0][a + n - 1][1]), (words[1][b][0], words[1][b + m - 1][1]))
        for a, b, n, m in sorted(runs)
    ]


def _torn(texts: list[list[str]], runs: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Runs between two others, in both texts, that have the same letters and are parted into words differently."""
    ends = [(0, 0, 0, 0), *runs, (len(texts[0]), len(texts[1]), 0, 0)]
    out = []
    for (a, b, n, m), (c, d, *_) in pairwise(ends):
        one, other = texts[0][a + n : c], texts[1][b + m : d]
        if one and "".join(one) == "".join(other):
            out.append((a + n, b + m, len(one), len(other)))
    return out


def _strike(rest: list[list[object]], a: int, b: int, n: int, m: int) -> None:
    """Put in the place of words something that is equal to nothing else."""
    rest[0][a : a + n] = [object() for _ in range(n)]
    rest[1][b : b + m] = [object() for _ in range(m)]


def _words(said: Letters) -> list[Run]:
    starts = [at for at, begins in enumerate(said.begins) if begins]
    return list(zip(starts, [*starts[1:], len(said.text)], strict=True))
