"""The text of an output as one string to be matched, and the way back from a place in it to its page."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

from cvrender.document.model import Foot
from cvrender.verification.extracted import Output, counts, spaced

Feet = tuple[Foot, Foot, Foot]
"""What stands left, in the middle and right at the foot of a page."""

_MARK = re.compile(r"[•◦▪‣·–—-]|\d{1,3}[.)]")
"""What stands before the items of a list; some PDFs have all marks of a page behind its text."""
SPECIAL = re.compile(
    "[\u00ad\u2010\u2011\ufb00-\ufb4f\ufb50-\ufdff\ufe70-\ufefc\u2e80-\u2fdf\uf900-\ufaff\ue000-\uf8ff\ufffd\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\U000f0000-\U0010ffff]"
)
"""Characters that an extractor may give for others, and that a search does not take for these."""
_STEPS, _STEPS_EACH = 3_000_000, 30
"""Characters compared in search of a text that is not where it should be, in all and for each of the stream's: a
second's work. A page whose every line is damaged takes some 100,000; a text of one letter would take for ever.
"""
_FEW = 8
"""Letters beside the number of a page: `page` and `of`, in most languages."""


class Stream:
    """The text, each run of white space as one space; `lines` is the same with the ends of lines as such.

    `aliens` are the characters of the output, with their places, that stand for others and that no fact has; in the
    text they are what they stand for.
    """

    def __init__(self, output: Output, known: frozenset[str], name: str, feet: Feet = ((), (), ())) -> None:
        self.starts: list[int] = []
        self.feet: dict[int, int] = {}
        self.aliens: list[tuple[int, str]] = []
        parts: list[str] = []
        length = 0
        count = len(output.pages)
        for number, page in enumerate(output.pages, 1):
            self.starts.append(length)
            lines = self._lines(page.text, known, length)
            text = "\n".join(lines)
            parts.append(text)
            if output.kind == "pdf":
                for start, end in _furniture(lines, _Foot(number, count, name, feet)):
                    self.feet[length + start] = length + end
            length += len(text) + 1
        self.lines = "\n".join(parts)
        self.text = self.lines.replace("\n", " ")
        self.steps = _STEPS + _STEPS_EACH * len(self.text)
        """What is left of the search; below 0, nothing more is looked for."""
        self._counted = (0, 0, 0)

    def _lines(self, text: str, known: frozenset[str], offset: int) -> list[str]:
        lines = [line for line in map(spaced, text.splitlines()) if line]
        if text.isascii() or not SPECIAL.search(text):
            return lines
        out: list[str] = []
        for line in lines:
            plain: list[str] = []
            for char in line:
                if char in known or not SPECIAL.match(char):
                    plain.append(char)
                    offset += 1
                    continue
                self.aliens.append((offset, char))
                meant = meant_by(char)
                plain.append(meant)
                offset += len(meant)
            out.append("".join(plain))
            offset += 1
        return out

    def page(self, place: int) -> int:
        """Return the number of the page, from 1."""
        return bisect_right(self.starts, place)

    def counted(self, place: int) -> int:
        """Return how many characters of its page stand before a place, as `output.counts` counts."""
        start, before = self.starts[self.page(place) - 1], 0
        if self._counted[0] == start and self._counted[1] <= place:
            _, start, before = self._counted
        count = before + sum(map(counts, self.text[start:place]))
        self._counted = self.starts[self.page(place) - 1], place, count
        return count


def meant_by(char: str) -> str:
    """Return what an alien character stands for: nothing for an icon, a hyphen for a hyphen of another kind."""
    if char in "\u2010\u2011":
        return "-"
    if char == "\u00ad" or unicodedata.category(char) in ("Co", "Cc"):
        return ""
    return unicodedata.normalize("NFKC", char)


class _Foot:
    """What stands at the foot of a page: of ours all is known, of others what can be guessed."""

    def __init__(self, number: int, count: int, name: str, feet: Feet) -> None:
        self.number = str(number)
        self.count = str(count)
        self.name = name
        # Without white space: Typst sets some between Chinese or Japanese and digits, which are dates here.
        parts = [
            "".join(re.escape("".join(p.split())) if isinstance(p, str) else r"\d+" for p in foot) for foot in feet
        ]
        known = [part for part in parts if part]
        self.known = re.compile("|".join(["".join(known), *known])) if known else None

    def is_in(self, line: str) -> bool:
        """Whether a line is the foot or a part of it."""
        return bool(self.known and self.known.fullmatch("".join(line.split()))) or self.is_number(line)

    def is_number(self, line: str) -> bool:
        """Whether a line is the page's number, with the name or a word or two."""
        rest = line.replace(self.name, "") if self.name else line
        numbers = re.findall(r"\d+", rest)
        if self.number not in numbers or not set(numbers) <= {self.number, self.count}:
            return False
        return len(re.findall(r"[^\W\d]", rest)) <= _FEW


def _furniture(lines: list[str], foot: _Foot) -> list[tuple[int, int]]:
    """The spans of a page's text that belong to the paper: its foot with the number, marks of lists at the end."""
    first, last = 0, len(lines)
    while last > first and (_MARK.fullmatch(lines[last - 1]) or foot.is_in(lines[last - 1])):
        last -= 1
    if first < last and foot.is_number(lines[first]):
        first += 1
    length = [len(line) + 1 for line in lines]
    whole = sum(length)
    spans = [(0, sum(length[:first])), (sum(length[:last]), whole)]
    return [(start, end) for start, end in spans if end > start]
