"""Hold an output against facts: is each there, once, whole, in order, seen, and do its links lead where they should?"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from cvrender.diagnostics.report import Position, Severity
from cvrender.record import Record
from cvrender.verification.extracted import Flaw, Output, Picture, Why, is_turned, spaced
from cvrender.verification.facts import Fact, counted
from cvrender.verification.matching.align import Aligned, align
from cvrender.verification.matching.expected_forms import forms
from cvrender.verification.matching.links import Broken, Foreign, links
from cvrender.verification.matching.match import Fault, glued
from cvrender.verification.matching.text_stream import Feet, Stream, meant_by
from cvrender.verification.matching.unmatched import Fate, Lost, Surplus, losses, surplus

_SHAPED = re.compile("[\u0900-\u109f\u1780-\u17ff]")
"""Scripts whose letters take other shapes and places beside one another: engines say what a shape stands for as well as
PDF allows, and extractors put letters together again each in its own way. What the eye sees is right.
"""
_CODES = {"missing": "CV080", "cut": "CV081", "moved": "CV083", "different": "CV086"}
_FAULTS: dict[Fault, tuple[Severity, str]] = {
    "glued": ("error", "has words that nothing parts"),
    "torn": ("error", "has a word that is torn apart"),
    "hyphenated": ("error", "has a word that a hyphen parts at the end of a line"),
    "broken": ("warning", "has a word that the end of a line cuts in two"),
}
_WHY: dict[Why, str] = {
    "off": "lies off the page",
    "invisible": "is hidden",
    "covered": "is covered by something that is painted over it",
    "clipped": "is clipped",
    "background": "has the colour of its ground",
    "tiny": "is too small to read",
}
_BIG = 0.002
"""The share of a page that a picture of a line of text takes at least; what is smaller is an icon."""
_MOST_OF = 0.25
"""The share of a page that a scan of its text takes at least."""
_LONGEST = 70


class Finding(Record):
    """What is wrong: a diagnostic's code, its words, the fact's place in the source, and the page; 0 is none.

    `gap` is the number, on its page, of the character before which there is no space.
    """

    code: str
    severity: Severity
    message: str
    page: int = 0
    at: Position | None = None
    gap: int | None = None


class Proof(Record):
    """What came of it. `facts` are counted as `facts.counted` does; `pages` of an output that has none is 0.

    `fates` are those of facts that are not as they should be, by their number; `found` and `stream` say where each
    stands in text.
    """

    facts: int
    pages: int
    findings: tuple[Finding, ...]
    fates: tuple[tuple[int, Fate], ...] = ()
    found: Aligned | None = None
    stream: Stream | None = None

    @property
    def lost(self) -> bool:
        """Whether a fact is not there as it should be."""
        return any(finding.severity == "error" for finding in self.findings)


_OF_SHAPES = ("CV086", "CV087", "CV088", "CV089")
"""Findings that a missing shape may make: spaces where it was, and what is clipped, covered or a link."""


def prove(
    output: Output,
    facts: Sequence[Fact],
    *,
    feet: Feet = ((), (), ()),
    lacking: frozenset[str] = frozenset(),
    photo: str | None = None,
    pages: int = 0,
) -> Proof:
    """Return the proof. `feet` is what stands at the foot of pages; `lacking` are characters that no font has, of which
    the reader has been told; `photo` is the alternative text of the person's picture, None where there is none;
    `pages` is how many there may be, 0 for any number.
    """
    wanted = [forms(fact, output.kind) for fact in facts]
    turned = output.kind == "pdf" and any(is_turned(fact.text) for fact in facts)
    damaged = {fact.at for fact in facts if not lacking.isdisjoint(fact.text)}
    if lacking:
        # Of a shape that is not there poppler has U+FFFD in xelatex's PDFs.
        gone = dict.fromkeys(map(ord, (*lacking, "\ufffd")))
        facts = [fact for fact in facts if fact.text.translate(gone).strip()]
        wanted = [tuple(" ".join(form.translate(gone).split()) for form in forms(fact, output.kind)) for fact in facts]
        output = output.replace(pages=tuple(page.replace(text=page.text.translate(gone)) for page in output.pages))
    known = frozenset("".join(form for each in wanted for form in each))
    name = next((fact.text for fact in facts if fact.part == "name"), "")
    stream = Stream(output, known, name, feet)
    urls = frozenset(url for fact in facts for _, url in fact.links) if output.kind == "text" else frozenset()
    regions = _regions(facts, output)
    found = align(wanted, regions, stream, urls)
    lost = losses(wanted, found, stream)
    more = surplus(wanted, found, stream, urls, spaced(photo or ""))
    faults = list(_faults(facts, lost, found, stream))
    if turned and (lost or more or faults):
        from cvrender.verification.matching.rtl import held

        faults = []  # where lines are compared, nothing is known of what stands beside what
        headings = frozenset(number for number, fact in enumerate(facts) if fact.part == "heading")
        found, lost, more = held([form for form, *_ in wanted], headings, stream, columns="side" in regions)
    findings = [
        *_lost(facts, lost, stream, _pictures(output, photo=photo is not None)),
        *(
            Finding(
                "CV083",
                "error",
                f"{_named(facts[number])} stands behind another column: lines are read across",
                page,
                facts[number].at,
            )
            for page, number in found.crossed.items()
        ),
        *faults,
        *_aliens(facts, found, stream),
        *(_in_fonts(char, wanted, facts, found, stream) for char in sorted(output.ligatures - known)),
        *_surplus(facts, more, stream),
        *_links(facts, found, stream, links(facts, output, turned=turned), lost),
        *_unseen(facts, found, stream, output),
        *_without_words(output),
    ]
    # Where a text lacks shapes, nothing is known of the room that they take and of what can be clicked on.
    findings = [one for one in findings if one.at not in damaged or one.code not in _OF_SHAPES]
    if stream.steps < 0 and lost:
        message = "its texts are so many or so much alike that the search for some was given up"
        findings.append(Finding("CV094", "warning", message))
    count = len(output.pages) if output.kind == "pdf" else 0
    if pages and count > pages:
        findings.append(Finding("CV092", "error", f"there are {count} pages, and {pages} were asked for", pages + 1))
    fates = tuple((one.number, one.fate) for one in lost)
    return Proof(counted(facts), count, tuple(findings), fates, found, stream)


def survey(output: Output) -> tuple[Finding, ...]:
    """Return what can be said of an output without a source: characters, text that is not seen, pictures."""
    stream = Stream(output, frozenset(), "")
    nothing = Aligned(0)
    drawn = [
        Finding("CV091", "error", "the page has a picture and no text: no machine can read it", number)
        for number, page in enumerate(output.pages, 1)
        if not page.text.strip() and any(picture.share > _MOST_OF for picture in page.pictures)
    ]
    fonts = [
        Finding("CV085", "warning", f"{_alien(char)} is in a font of the file") for char in sorted(output.ligatures)
    ]
    return (
        *drawn,
        *_aliens((), nothing, stream),
        *fonts,
        *_unseen((), nothing, stream, output),
        *_without_words(output),
    )


def _regions(facts: Sequence[Fact], output: Output) -> list[str]:
    """The region of each fact; without a column at the side, all is one."""
    aside = output.kind == "pdf" and any(fact.region == "side" for fact in facts)
    return [fact.region if aside else "main" for fact in facts]


def _pictures(output: Output, *, photo: bool) -> list[tuple[int, Picture]]:
    """The pictures, with their pages, in which there may be text."""
    found = [(number, one) for number, page in enumerate(output.pages, 1) for one in page.pictures]
    return [one for one in found if output.kind != "pdf" or one[1].share > _BIG][1 if photo else 0 :]


def _lost(
    facts: Sequence[Fact], lost: list[Lost], stream: Stream, pictures: list[tuple[int, Picture]]
) -> Iterator[Finding]:
    """Facts that are missing, cut, different or moved; neighbours of one section with one fate are one finding."""
    sizes: dict[str, int] = {}
    for fact in facts:
        sizes[fact.section] = sizes.get(fact.section, 0) + 1

    def run(one: tuple[int, Lost]) -> tuple[object, ...]:
        index, each = one
        alone = each.fate in ("cut", "different")
        return each.fate, facts[each.number].section, each.number - index, index if alone else 0

    for _, group in groupby(enumerate(lost), run):
        them = [one for _, one in group]
        first, fact = them[0], facts[them[0].number]
        page = stream.page(first.place)
        what = _named(fact)
        if first.fate == "cut":
            message = f"{what} is cut: there is only `{_short(first.instead)}`"
        elif first.fate == "different":
            message = f"{what} came out as `{_short(first.instead)}`"
        else:
            fate = "is missing" if first.fate == "missing" else "stands out of order"
            if fact.section and len(them) == sizes[fact.section]:
                many = f", with its {len(them)} facts" if len(them) > 1 else ""
                message = f"the section `{fact.section}` {fate}{many}"
            elif len(them) > 1:
                message = (
                    f"{what} {fate}, and {len(them) - 1} more behind it, to `{_short(facts[them[-1].number].text)}`"
                )
            else:
                message = f"{what} {fate}"
        code = _CODES[first.fate]
        if first.fate == "missing" and pictures:
            code, page = "CV091", pictures[0][0]
            message += ": a picture may show it, which no machine can read"
        severity: Severity = "error"
        if first.fate == "different" and _SHAPED.search(fact.text):
            severity, message = "warning", f"{message}: programs that read it get its letters so"
        yield Finding(code, severity, message, page, fact.at)


def _faults(facts: Sequence[Fact], lost: list[Lost], found: Aligned, stream: Stream) -> Iterator[Finding]:
    """Words that are glued together or torn apart, within a fact and between two."""
    elsewhere = {one.number for one in lost}
    ends = sorted(hit.end for hits in found.hits for hit in hits)
    for number, (fact, hits) in enumerate(zip(facts, found.hits, strict=True)):
        for fault, place in (one for hit in hits for one in hit.faults):
            severity, words = _FAULTS[fault]
            message = f"{_named(fact)} {words}: `{_around(stream, place)}`"
            gap = stream.counted(place) if fault == "glued" else None
            yield Finding("CV082", severity, message, stream.page(place), fact.at, gap)
        if hits and number not in elsewhere:
            first = hits[0]
            behind = bisect_right(ends, first.start)
            if glued(stream, ends[behind - 1] if behind else 0, first):
                message = f"{_named(fact)} is glued to what stands before it: `{_around(stream, first.start)}`"
                gap = stream.counted(first.start)
                yield Finding("CV082", "error", message, stream.page(first.start), fact.at, gap)


def _aliens(facts: Sequence[Fact], found: Aligned, stream: Stream) -> Iterator[Finding]:
    """Characters that came out as others, each told once."""
    by_char: dict[str, list[int]] = {}
    for place, char in stream.aliens:
        by_char.setdefault(char, []).append(place)
    for char, places in by_char.items():
        inside = [(place, fact) for place in places if (fact := _fact_at(facts, found, place))]
        place, fact = inside[0] if inside else (places[0], None)
        times = f", {len(places)} times" if len(places) > 1 else ""
        where = f"in {_named(fact)}" if fact else f"near `{_around(stream, place)}`"
        message = f"{_alien(char)} stands {where}{times}"
        yield Finding("CV085", "error" if fact else "warning", message, stream.page(place), fact.at if fact else None)


def _in_fonts(
    char: str, wanted: Sequence[tuple[str, ...]], facts: Sequence[Fact], found: Aligned, stream: Stream
) -> Finding:
    """A ligature that some readers give as such: it stands in the first fact that has its letters, or a later one."""
    number = next((number for number, forms in enumerate(wanted) if meant_by(char) in forms[0]), None)
    hits = found.hits[number] if number is not None else []
    first = f", first perhaps in {_named(facts[number])}" if number is not None else ""
    page = stream.page(hits[0].start) if hits else 0
    return Finding(
        "CV085",
        "error",
        f"{_alien(char)} is in a font of the file{first}",
        page,
        facts[number].at if number is not None else None,
    )


def _alien(char: str) -> str:
    code = f"U+{ord(char):04X}"
    if "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000":
        return f"a character without meaning ({code}, of the private use area, as icon fonts have them)"
    if char == "\ufffd":
        return f"a sign for a character that is not known ({code})"
    if char == "\u00ad":
        return f"a soft hyphen ({code})"
    if char < " " or "\x7f" <= char <= "\x9f":
        return f"a control character ({code})"
    return f"`{char}` ({code}) for `{meant_by(char)}`"


def _surplus(facts: Sequence[Fact], them: list[Surplus], stream: Stream) -> Iterator[Finding]:
    for one in them:
        page = stream.page(one.place)
        if not one.again:
            message = f"there is text that no source has: `{one.text}`"
            yield Finding("CV093", "warning", message, page)
            continue
        fact = facts[one.again[0]]
        more = f", and {len(one.again) - 1} more behind it" if len(one.again) > 1 else ""
        yield Finding("CV084", "error", f"{_named(fact)} stands twice{more}", page, fact.at)


def _links(
    facts: Sequence[Fact],
    found: Aligned,
    stream: Stream,
    wrong: tuple[list[Broken], list[Foreign]],
    lost: list[Lost],
) -> Iterator[Finding]:
    missing = {one.number for one in lost if one.fate == "missing"}
    broken, foreign = wrong
    for one in broken:
        if one.number in missing:
            continue
        fact, hits = facts[one.number], found.hits[one.number]
        does = f"leads to {_short(one.instead)}" if one.instead else "is not live"
        what = f"the link on `{_short(one.words)}` to {_short(one.url)}"
        yield Finding("CV087", "error", f"{what} {does}", stream.page(hits[0].start) if hits else 0, fact.at)
    for anchor, page in foreign:
        words = " ".join(anchor.words.split())
        yield Finding("CV087", "warning", f"`{_short(words)}` leads to {_short(anchor.url)}, which no source has", page)


def _unseen(facts: Sequence[Fact], found: Aligned, stream: Stream, output: Output) -> Iterator[Finding]:
    """Text that a machine reads and an eye does not."""
    for number, page in enumerate(output.pages, 1):
        if not page.flaws:
            continue
        spans = [
            (stream.counted(hit.start), stream.counted(hit.end - 1) + 1, fact)
            for fact, hits in zip(facts, found.hits, strict=True)
            for hit in hits
            if stream.page(hit.start) <= number <= stream.page(hit.end - 1)
        ]
        for why, flaws in _by_cause(flaw for flaw in page.flaws if any(map(str.isalnum, flaw.text))):
            touched = [fact for start, end, fact in spans if any(f.start < end and f.end > start for f in flaws)]
            what = _named(touched[0]) if touched else f"`{_short(flaws[0].text)}`, which no source has,"
            others = len(touched) - 1
            more = (
                f", and so do{'es' if others == 1 else ''} {others} more fact{'s' * (others > 1)}" if others > 0 else ""
            )
            part = f" (`{_short(flaws[0].text)}`)" if touched and flaws[0].text != touched[0].text else ""
            small = f", {min(f.size for f in flaws):.1f} pt" if why == "tiny" else ""
            code, severity = ("CV089", "warning") if why == "tiny" or not touched else ("CV088", "error")
            if not touched and why != "tiny":
                code = "CV088"
            at = flaws[0].place or (touched[0].at if touched else None)
            by = f", by {flaws[0].rule}" if flaws[0].rule else ""
            message = f"{what} {flaws[0].said or _WHY[why]}{small}{part}{more}{by}"
            yield Finding(code, severity, message, number, at)  # type: ignore[arg-type]  # as above


def _by_cause(flaws: Iterable[Flaw]) -> Iterator[tuple[Why, list[Flaw]]]:
    """The flaws by why text is not seen, and by the rule of a style sheet that makes it so."""
    causes: dict[tuple[Why, str, str, Position | None], list[Flaw]] = {}
    for flaw in flaws:
        causes.setdefault((flaw.why, flaw.said, flaw.rule, flaw.place), []).append(flaw)
    for (why, *_), found in causes.items():
        yield why, found


def _without_words(output: Output) -> Iterator[Finding]:
    """Pictures without alternative text, in files that can have them."""
    for number, page in enumerate(output.pages, 1):
        if output.tagged and any(one.alt is None for one in page.pictures):
            yield Finding("CV090", "warning", "a picture has no alternative text", number)


def _fact_at(facts: Sequence[Fact], found: Aligned, place: int) -> Fact | None:
    for fact, hits in zip(facts, found.hits, strict=True):
        if any(hit.start <= place < hit.end for hit in hits):
            return fact
    return None


def _named(fact: Fact) -> str:
    where = f"{fact.part}, {fact.section}" if fact.section and fact.part != "heading" else fact.part
    return f"`{_short(fact.text)}` ({where})"


def _around(stream: Stream, place: int) -> str:
    """The words on both sides of a place."""
    start = max(0, stream.text.rfind(" ", 0, max(0, place - 1)) + 1, place - _LONGEST // 2)
    end = stream.text.find(" ", place + 1)
    return stream.lines[start : min(end if end >= 0 else len(stream.text), place + _LONGEST // 2)].replace("\n", "⏎")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
