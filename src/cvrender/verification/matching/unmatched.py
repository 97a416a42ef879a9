"""What became of facts that do not stand where they should, and what an output says beyond them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from cvrender.verification.matching.align import Aligned
from cvrender.verification.matching.match import Hit, fit, skip
from cvrender.verification.matching.text_stream import Stream

Fate = Literal["missing", "cut", "moved", "different"]

_ALIKE = 0.75
"""The share of letters that a text has in common with what it came out as; below it, it is another text."""
_HALF = 0.4
"""The share of a short text that its rest has."""
_LEAST = 4
"""Letters of a text that is a second time there; shorter ones, `C` or `2`, stand in others."""
_SURE = 10
"""Characters of a text that is no part of another by chance."""
_SHOWN = 60
_PAIRS = 4 * 10**7
"""Pairs of characters that are compared in search of what became of lost facts, in all; beyond, they are missing."""
_WINDOWS = 30
"""Ends of a text that is tried as what became of another."""


class Lost(NamedTuple):
    """A fact that is not where it should be: what became of it, where that is, and what stands there."""

    number: int
    fate: Fate
    place: int
    instead: str = ""


class Surplus(NamedTuple):
    """Text beyond the facts. `again` are the facts that it repeats; none where it is in no source."""

    place: int
    text: str
    again: tuple[int, ...] = ()


def losses(wanted: Sequence[tuple[str, ...]], found: Aligned, stream: Stream) -> list[Lost]:
    """Return what became of each fact that was not found in its place; what they take of the rest is taken from it."""
    out: list[Lost] = []
    lost = [number for number, hits in enumerate(found.hits) if not hits]
    moved: dict[int, Hit] = {}
    room = [_PAIRS]
    nowhere: set[tuple[str, ...]] = set()
    ends = [0]  # for each fact, where what was found before it ends
    for hits in found.hits:
        ends.append(hits[-1].end if hits else ends[-1])
    for number in sorted(lost, key=lambda n: -len(wanted[n][0])):  # a long text is found in one place only
        if wanted[number] in nowhere:
            continue
        hit = next(filter(None, (_elsewhere(form, found, stream) for form in wanted[number])), None)
        if not hit:
            nowhere.add(wanted[number])  # less is left for the next one
        else:
            moved[number] = hit
            _take(found, hit.start, hit.end)
    for number in lost:
        if number in moved:
            found.hits[number].append(moved[number])
            out.append(Lost(number, "moved", moved[number].start))
        else:
            out.append(_damaged(number, wanted[number][0], found, stream, ends[number], room))
    return out


def surplus(
    wanted: Sequence[tuple[str, ...]], found: Aligned, stream: Stream, urls: frozenset[str], alt: str
) -> list[Surplus]:
    """Return the runs of text that belong to no fact, but for what writers put between facts, and for the words that
    stand in place of the photo where it cannot be drawn.
    """
    out: list[Surplus] = []
    by_start: dict[str, list[tuple[int, str]]] = {}
    seen: set[str] = set()  # the first fact of a text stands for the others
    for number, forms in enumerate(wanted):
        if sum(map(str.isalnum, forms[0])) >= _LEAST:
            for form in forms:
                if form not in seen:
                    seen.add(form)
                    by_start.setdefault(form[0], []).append((number, form))
    if alt:
        by_start.setdefault(alt[0], []).insert(0, (-1, alt))
    for start, end in found.left:
        again, extra = _read_over(by_start, stream, (start, end), urls)
        if again:
            numbers = tuple(number for number, _ in again)
            out.append(Surplus(again[0][1], wanted[numbers[0]][0], numbers))
        if extra:
            words = stream.text[extra[0][0] : extra[-1][1]]
            out.append(Surplus(extra[0][0], words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"))
    return out


_Spans = list[tuple[int, int]]


def _read_over(
    by_start: dict[str, list[tuple[int, str]]], stream: Stream, span: tuple[int, int], urls: frozenset[str]
) -> tuple[_Spans, _Spans]:
    """What a span that is left says: the facts that it repeats, with their places, and the words that are no fact's."""
    place, end = span
    again: _Spans = []
    extra: _Spans = []
    while place < end:
        on = skip(stream, place, urls)
        if on < 0:
            number, on = _repeated(by_start, stream, place, end)
            if on and number >= 0:
                again.append((number, place))
            elif not on:
                space = stream.text.find(" ", place, end)
                on = space if space >= 0 else end
                extra.append((place, on))
        place = on
    return again, extra


def _repeated(by_start: dict[str, list[tuple[int, str]]], stream: Stream, place: int, end: int) -> tuple[int, int]:
    """The text that stands once more at a place, and where it ends; 0 where none does."""
    for number, form in by_start.get(stream.text[place], ()):
        if stream.steps < 0:
            break
        hit = fit(form, stream, place)
        if isinstance(hit, Hit) and hit.end <= end and not _within_word(stream.text, hit):
            return number, hit.end
    return 0, 0


def _elsewhere(form: str, found: Aligned, stream: Stream) -> Hit | None:
    """Where a text stands whole among what is left; a short one with no letter at its sides."""
    key = form.split(" ", 1)[0]
    stream.steps -= len(found.left)
    for start, end in found.left:
        at = stream.text.find(key, start, end)
        while at >= 0 and stream.steps >= 0:
            hit = fit(form, stream, at)
            if isinstance(hit, Hit) and hit.end <= end and (len(form) >= _SURE or not _within_word(stream.text, hit)):
                return hit
            at = stream.text.find(key, at + 1, end)
    return None


def _within_word(text: str, hit: Hit) -> bool:
    before, after = text[max(0, hit.start - 1) : hit.start], text[hit.end : hit.end + 1]
    return (before.isalnum() and text[hit.start].isalnum()) or (after.isalnum() and text[hit.end - 1].isalnum())


def _damaged(number: int, form: str, found: Aligned, stream: Stream, before: int, room: list[int]) -> Lost:
    """Look for the most alike among what is left: a part of it, or all of it with other characters. `before` is where
    the fact before it ends, `room` how many pairs of characters may still be compared.
    """
    from difflib import SequenceMatcher

    best: tuple[float, Fate, int, int] | None = None
    size = len(form)
    for start, end in found.left:
        room[0] -= (end - start) * size
        if room[0] < 0:
            break
        rest = stream.text[start:end]
        if not any(map(str.isalnum, rest)):
            continue
        matcher = SequenceMatcher(None, rest, form, autojunk=False)
        match = matcher.find_longest_match()
        if match.size < min(3, size):
            continue
        window, first, ratio = _window(rest, form, max(0, match.a - match.b), room)
        if ratio >= _ALIKE and (best is None or ratio > best[0]):
            best = ratio, "different", start + first, start + first + len(window)
        whole = match.size / size
        begins, ends = match.b == 0, match.b + match.size == size
        enough = match.size >= _SURE or (whole >= _HALF and match.size >= _LEAST)
        if (begins or ends) and enough and whole > (best[0] if best else 0):
            best = whole, "cut", start + match.a, start + match.a + match.size
    if best is None:
        return Lost(number, "missing", before)
    _, fate, at, stop = best
    _take(found, at, stop)
    found.hits[number].append(Hit(at, stop))
    return Lost(number, fate, at, stream.text[at:stop].strip())


def _window(rest: str, form: str, guess: int, room: list[int]) -> tuple[str, int, float]:
    """The words about a place that are most like a text, where they begin, and how alike they are."""
    from difflib import SequenceMatcher

    first = rest.rfind(" ", 0, guess + 1) + 1
    best = "", first, 0.0
    end = first + int(0.7 * len(form))
    step = 1 + int(0.7 * len(form)) // _WINDOWS
    while end < min(len(rest), first + int(1.4 * len(form)) + 4):
        room[0] -= (end - first) * len(form)
        if room[0] < 0:
            break
        space = rest.find(" ", end)
        end = space if space >= 0 else len(rest)
        ratio = SequenceMatcher(None, rest[first:end], form, autojunk=False).ratio()
        if ratio > best[2]:
            best = rest[first:end], first, ratio
        end += step
    return best


def _take(found: Aligned, start: int, end: int) -> None:
    """Take a span from what is left."""
    out = []
    for first, last in found.left:
        if end <= first or start >= last:
            out.append((first, last))
            continue
        if first < start:
            out.append((first, start))
        if end < last:
            out.append((end, last))
    found.left = out
