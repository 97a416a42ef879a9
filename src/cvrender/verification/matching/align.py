"""The facts of a document laid beside the text of an output: where each stands, and what is left of either.

In a good output each fact stands right behind the one before it, with nothing but punctuation between, so that one pass
proves that all are there, whole, in order and once. Where that fails, the next place is looked for where it goes on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from cvrender.verification.matching.match import Hit, Miss, begin, fit, skip
from cvrender.verification.matching.text_stream import Stream

_AHEAD = 60
"""Facts beyond a lost one of which the first that is found tells where to go on."""
_SURE = 10
"""Letters of a text that is not found by chance."""
_FOUND_AT_ONCE = 64
"""Characters that `str.find` looks at while `fit` compares one."""


class Aligned:
    """What was found: the hits of each fact, several where a page's end or a column cuts it; what is left; and, for
    each page on which columns are read across, the first fact that shows it.
    """

    def __init__(self, count: int) -> None:
        self.hits: list[list[Hit]] = [[] for _ in range(count)]
        self.left: list[tuple[int, int]] = []
        self.crossed: dict[int, int] = {}


def align(wanted: Sequence[tuple[str, ...]], regions: Sequence[str], stream: Stream, urls: frozenset[str]) -> Aligned:
    """Lay texts, each in all forms that it may have, beside the stream.

    Each region is in order and, on each page, in one piece; there, regions follow one another as `regions` has them.
    """
    return _Aligner(wanted, regions, stream, urls).run()


class _Way(NamedTuple):
    """A way to go on: the characters of facts and text that it leaves out, where it goes on, and with which fact."""

    cost: int
    place: int
    region: str
    leave: int


class _Aligner:
    def __init__(
        self, wanted: Sequence[tuple[str, ...]], regions: Sequence[str], stream: Stream, urls: frozenset[str]
    ) -> None:
        self.wanted = wanted
        self.stream = stream
        self.urls = urls
        self.found = Aligned(len(wanted))
        self.queues: dict[str, list[int]] = {}
        for number, region in enumerate(regions):
            self.queues.setdefault(region, []).append(number)
        self.order = list(self.queues)
        self.next = dict.fromkeys(self.order, 0)
        self.rest: dict[str, str] = {}  # of a fact that a page's end or a column has cut
        self.page = 1
        self.rank = 0
        """The least region that may still come on this page."""
        self.squashed: tuple[str, list[int]] | None = None
        self.gaps: dict[int, int] = {}
        """Where a gap ends, by each place in it that was passed."""

    def run(self) -> Aligned:
        place = 0
        while place < len(self.stream.text) and any(self.pending(region) for region in self.order):
            on = self.step(place)
            place = self.resync(place) if on is None else on
            if place < 0:
                break
        covered = sorted((hit.start, hit.end) for hits in self.found.hits for hit in hits)
        at = 0
        for start, end in [*covered, (len(self.stream.text), len(self.stream.text))]:
            if start > at:
                self.found.left.append((at, start))
            at = max(at, end)
        return self.found

    def pending(self, region: str) -> bool:
        return self.next[region] < len(self.queues[region])

    def forms(self, region: str) -> tuple[str, ...]:
        if region in self.rest:
            return (self.rest[region],)
        return self.wanted[self.queues[region][self.next[region]]]

    def step(self, place: int) -> int | None:
        """Find the next fact of a region at a place; return the place behind it."""
        partly: tuple[str, Miss] | None = None
        for region in self.allowed(place):
            found = begin(self.forms(region), self.stream, place, self.urls)
            if isinstance(found, Hit):
                return self.take(region, found)
            if found and (partly is None or found.length > partly[1].length):
                partly = region, found
        if partly and len(self.order) > 1:
            return self.suspended(place, *partly)
        return None

    def allowed(self, place: int) -> list[str]:
        """The regions whose next fact may stand here, the present one first."""
        page = self.stream.page(self.after_gap(place))
        if page != self.page:
            self.page, self.rank = page, 0
        return [region for region in self.order[self.rank :] if self.pending(region)]

    def after_gap(self, place: int) -> int:
        passed: list[int] = []
        while place not in self.gaps:
            passed.append(place)
            on = skip(self.stream, place, self.urls)
            if on < 0:
                self.gaps[place] = min(place, len(self.stream.text))
            else:
                place = on
        end = self.gaps[place]
        self.gaps.update(dict.fromkeys(passed, end))
        return end

    def take(self, region: str, hit: Hit) -> int:
        self.found.hits[self.queues[region][self.next[region]]].append(hit)
        self.next[region] += 1
        self.rest.pop(region, None)
        self.rank = max(self.rank, self.order.index(region))
        self.page = max(self.page, self.stream.page(max(hit.start, hit.end - 1)))
        return hit.end

    def suspended(self, place: int, region: str, miss: Miss) -> int | None:
        """A fact that goes on behind another region's text, on the next page: note its first part and go on there."""
        forms = self.forms(region)
        form = max(forms, key=lambda one: miss.length if len(one) > miss.length else 0)
        first = form[: miss.length].rstrip()
        hit = next(
            (hit for at in range(place, miss.place) if isinstance(hit := fit(first, self.stream, at), Hit)), None
        )
        page = self.stream.page(miss.place)
        fresh = page != self.stream.page(place)
        others = [
            other
            for other in self.order[0 if fresh else self.order.index(region) + 1 :]
            if other != region and self.pending(other)
        ]
        for other in others:
            if hit and isinstance(begin(self.forms(other), self.stream, miss.place, self.urls), Hit):
                self.found.hits[self.queues[region][self.next[region]]].append(hit)
                self.rest[region] = form[miss.length :].lstrip()
                self.page, self.rank = page, self.order.index(other)
                return miss.place
        return None

    def resync(self, place: int) -> int:
        """Find where the facts go on with the least that is left out, of facts and of text; -1 where they do not."""
        best: _Way | None = None
        for region in self.order:
            best = self.way(region, place, best)
        if best is None:
            return -1
        at, region = best.place, best.region
        if best.leave:
            self.rest.pop(region, None)
        self.next[region] += best.leave
        page = self.stream.page(at)
        if page != self.page:
            self.page, self.rank = page, 0
        elif self.order.index(region) < self.rank:
            self.found.crossed.setdefault(page, self.queues[region][self.next[region]])
        found = begin(self.forms(region), self.stream, at, self.urls)
        assert isinstance(found, Hit)
        return self.take(region, found)

    def way(self, region: str, place: int, best: _Way | None) -> _Way | None:
        """Return the way on by a region's next facts where it costs less than the best that is known."""
        squashed, places = self.squash()
        start = bisect_left(places, place)
        queue = self.queues[region]
        skipped = 0
        for step in range(self.next[region], min(len(queue), self.next[region] + _AHEAD)):
            forms = self.forms(region) if step == self.next[region] else self.wanted[queue[step]]
            for form in forms:
                if self.stream.steps < 0:
                    return best
                key = "".join(form.split())
                at = squashed.find(key, start)
                self.stream.steps -= 1 + ((at if at >= 0 else len(squashed)) - start + len(form)) // _FOUND_AT_ONCE
                while at >= 0 and (best is None or skipped + at - start < best.cost):
                    if self.holds(form, places[at], queue, step):
                        best = _Way(skipped + at - start, places[at], region, step - self.next[region])
                        break
                    at = squashed.find(key, at + 1)
            skipped += len("".join(forms[0].split()))
            if best and skipped >= best.cost:
                break
        return best

    def holds(self, form: str, place: int, queue: list[int], step: int) -> bool:
        """Whether a text that was found is no chance: long enough, or followed by the next one."""
        text = self.stream.text
        if place and text[place - 1].isalnum() and text[place].isalnum() and len(form) < _SURE:
            return False
        found = fit(form, self.stream, place)
        if not isinstance(found, Hit):
            return False
        if len(form) >= _SURE:
            return True
        if text[found.end : found.end + 1].isalnum():
            return False
        if step + 1 >= len(queue):
            return True
        return isinstance(begin(self.wanted[queue[step + 1]], self.stream, found.end, self.urls), Hit)

    def squash(self) -> tuple[str, list[int]]:
        """The text without white space, and the place of each of its characters."""
        if self.squashed is None:
            places = [place for place, char in enumerate(self.stream.text) if char != " "]
            self.squashed = "".join(self.stream.text.split(" ")), places
        return self.squashed
