"""Two outputs, two sources, or one of each, held against one another: which facts came, went, changed or moved."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from cvrender.diagnostics.report import Report
from cvrender.document.layout import arrange
from cvrender.document.model import Document
from cvrender.loading.options import Options
from cvrender.loading.prepare import prepare
from cvrender.loading.registry import SUFFIXES
from cvrender.record import Record
from cvrender.theming.theme import Theme
from cvrender.verification.diffing.compare import Difference, Kind, compare, led, marked
from cvrender.verification.diffing.segments import Letters, Piece, cut, letters, locate, of, shared
from cvrender.verification.extracted import Anchor, Output, spaced
from cvrender.verification.facts import Fact, facts
from cvrender.verification.findings import Proof
from cvrender.verification.matching.expected_forms import forms
from cvrender.verification.matching.links import links
from cvrender.verification.matching.text_stream import Feet, Stream
from cvrender.verification.output_files import closest, opened, others, source_of

EXIT_SAME, EXIT_DIFFERENT = 0, 1
"""As those of diff(1); what cannot be read is 2, wrong usage."""
_SIGNS: dict[Kind, str] = {"came": "+", "went": "-", "changed": "~", "moved": ">"}
_OTHER_WORDS = frozenset(("CV080", "CV081", "CV083", "CV084", "CV086", "CV087", "CV091", "CV093"))
"""Diagnostics of an output that does not say, word for word and in order, what its source says."""
_ADDRESS = re.compile(r"(?<!\s)\s*<((?:https?://|mailto:|tel:)[^\s<>]+)>")
"""How plain text has a link: behind its words."""
_LONGEST = 160
_LONGEST_FOOT = 80
_BY_WORDS = ("mailto:", "tel:")
"""Links that plain text does not have: their address is their words."""


class _Side(Record):
    """One of the two: a source, or an output with what is known of the source of its name.

    `settled` tells that it says what `document` says: it is a source, or an output that is proven.
    """

    path: Path
    document: Document | None = None
    theme: Theme | None = None
    content: bytes = b""
    output: Output | None = None
    proof: Proof | None = None

    @property
    def settled(self) -> bool:
        if self.output is None:
            return True
        return self.proof is not None and not any(one.code in _OTHER_WORDS for one in self.proof.findings)


class Diff(Record):
    """What came of it: the differences in the order of the new file, the pieces that are as before, and whether these
    are counted as `facts` or, where no source is known, as `words`.
    """

    old: Path
    new: Path
    differences: tuple[Difference, ...]
    same: int
    unit: str
    contents: tuple[bytes, bytes] = (b"", b"")
    streams: tuple[Stream | None, Stream | None] = (None, None)


def diff(old: Path, new: Path, report: Report, today: datetime.date, *, follow_links: bool = False) -> Diff | None:
    """Hold two files against one another. None, with the reason reported, where one cannot be read."""
    options = Options(today=today, follow_links=follow_links)
    sides = [_side(path, report, options) for path in (old, new)]
    one, other = sides
    if one is None or other is None:
        return None
    streams: tuple[Stream | None, Stream | None]
    if one.document is None and other.document is None:
        assert one.output is not None and other.output is not None
        texts = _plain(one.output, other.output), _plain(other.output, one.output)
        streams, pieces = texts, _uncharted(one.output, other.output, *texts)
    elif one.settled and other.settled:
        streams = _proven(one), _proven(other)
        assert one.document is not None and other.document is not None
        pieces = _settled(one, facts(one.document)), _settled(other, facts(other.document))
    else:
        first, second = _charted(one, other, options), _charted(other, one, options)
        streams = first[1], second[1]
        pieces = first[0], second[0]
    differences, same = compare(*pieces)
    unit = "words" if one.document is None and other.document is None else "facts"
    count = sum(len(piece.text.split()) for piece, _ in same) if unit == "words" else len(same)
    return Diff(old, new, differences, count, unit, (one.content, other.content), streams)


def _side(path: Path, report: Report, options: Options) -> _Side | None:
    if path.suffix.lower() in SUFFIXES:
        found = Report()
        prepared = prepare(path, options, found)
        if prepared is None:
            report.diagnostics += found.diagnostics
            report.lines |= found.lines
            return None
        return _Side(path, prepared[1], prepared[2][0])
    read = opened(path, report)
    if read is None:
        return None
    content, output = read
    source = source_of(path, follow_links=options.follow_links)
    known = prepare(source, options, Report()) if source else None
    if known is None:
        return _Side(path, content=content, output=output)
    theme, proof = closest(output, content, known[1], [*known[2], *others(path, options)])
    return _Side(path, known[1], theme, content, output, proof)


def _said(document: Document, theme: Theme, output: Output) -> tuple[Fact, ...]:
    """The facts in the order in which an output in this theme has them."""
    with_looks = output.kind in ("pdf", "html")
    return facts(arrange(document, theme), theme.tokens["date-place"] if with_looks else "end")


def _proven(side: _Side) -> Stream | None:
    return side.proof.stream if side.proof else None


def _settled(side: _Side, said: Sequence[Fact]) -> list[Piece]:
    """The facts of a source, or those of a proven output with their places in it, in the order given."""
    if side.proof is None or side.proof.found is None or side.proof.stream is None:
        return [of(fact) for fact in said]
    assert side.document is not None and side.theme is not None and side.output is not None
    stream = side.proof.stream
    spans: dict[tuple[object, ...], list[tuple[tuple[int, int], ...]]] = {}
    arranged = _said(side.document, side.theme, side.output)
    for fact, hits in zip(arranged, side.proof.found.hits, strict=False):
        spans.setdefault(_name(fact), []).append(tuple((hit.start, hit.end) for hit in hits))
    out = []
    for fact in said:
        here = spans.get(_name(fact), [])
        where = here.pop(0) if here else ()
        out.append(of(fact, stream.page(where[0][0]) if where else 0, where))
    return out


def _name(fact: Fact) -> tuple[object, ...]:
    """What is the same of a fact in any theme."""
    return fact.text, fact.part, fact.section, fact.at


def _stream(output: Output, known: Sequence[Fact], feet: Feet) -> Stream:
    output = _without_addresses(_without_feet(output))
    name = next((fact.text for fact in known if fact.part == "name"), "")
    said = frozenset("".join(form for fact in known for form in forms(fact, output.kind)))
    return Stream(output, said, name, feet)


def _without_feet(output: Output) -> Output:
    """A PDF without the last lines of its pages that tell the page: `Robin · 2 / 3`, and lines that are the same on
    each page but for its number.
    """
    count = len(output.pages)
    if output.kind != "pdf" or count < 2:
        return output
    pages = [page.text.rstrip().splitlines() for page in output.pages]
    for number, own in enumerate(pages, 1):
        if own and len(own[-1]) < _LONGEST_FOOT and re.search(rf"\b{number} ?/ ?{count}$", spaced(own[-1])):
            own.pop()
    depth = numbered = 0
    while depth < min(map(len, pages)):
        last = [spaced(own[-1 - depth]) for own in pages]
        same = len(set(last)) == 1
        alike = len({re.sub(r"\d+", "#", line) for line in last}) == 1
        if not same and not (alike and all(re.search(rf"\b{n}\b", line) for n, line in enumerate(last, 1))):
            break
        depth += 1
        numbered = numbered if same else depth
    texts = ("\n".join(own[: len(own) - numbered]) for own in pages)
    return output.replace(pages=tuple(page.replace(text=text) for page, text in zip(output.pages, texts, strict=True)))


def _without_addresses(output: Output) -> Output:
    """Plain text without the addresses behind the words of links: they are links and not text."""
    if output.kind != "text":
        return output
    pages = [page.replace(text=_ADDRESS.sub("", page.text)) for page in output.pages]
    return output.replace(pages=tuple(pages))


def _with_words(output: Output, anchors: Iterable[Anchor]) -> Output:
    """Plain text with the words of links in place of addresses that stand there instead, and without addresses that
    stand there beside the words.
    """
    if output.kind != "text":
        return output
    text = _without_addresses(output).pages[0].text
    for anchor in sorted(anchors, key=lambda one: -len(one.url)):
        said = spaced(anchor.words).split()  # before a profile's name that of its network may be a part of the link
        words = next((tail for n in range(len(said)) if (tail := " ".join(said[n:])) in anchor.url), "")
        parts = re.split(rf"(?<!\S){re.escape(anchor.url)}(?=[,.;]?(?!\S))", text) if anchor.url else [text]
        for number, part in enumerate(parts[:-1]):
            beside = spaced(part).rstrip(" :(").endswith(words or " ")
            parts[number] = part if beside else part + words
        text = "".join(parts)
    return output.replace(pages=(output.pages[0].replace(text=text),))


def _charted(side: _Side, other: _Side, options: Options) -> tuple[list[Piece], Stream | None]:
    """The pieces of a side where one of the two is an output of which not all is known, in the order of that output."""
    if side.settled:
        assert other.output is not None and side.document is not None and side.theme is not None
        theme, _ = closest(other.output, other.content, side.document, [side.theme, *others(other.path, options)])
        inside = _settled(side, _said(side.document, theme, other.output))
        return [piece for piece in inside if letters(piece.text).text], _proven(side)
    assert side.output is not None
    known, feet = _known(side, side.output, other, options)
    anchors = [Anchor(words, url) for some in known for fact in some for words, url in fact.links]
    stream = _stream(_with_words(side.output, anchors), [fact for some in known for fact in some], feet)
    said = letters(stream.text, stream.feet)
    found: list[tuple[tuple[int, int], Fact | None, tuple[str, ...]]] = []
    rest = said
    for some in known:
        wanted = [tuple(_ADDRESS.sub("", form) for form in forms(fact, side.output.kind)) for fact in some]
        at, live = locate(rest, wanted), _live(some, side.output)
        found += [(span, live[number], wanted[number]) for number, span in at.items()]
        struck = list(rest.text)
        for start, end in at.values():
            struck[start:end] = "\0" * (end - start)
        rest = rest._replace(text="".join(struck))
    pieces = cut(stream, said, found, lines=side.output.kind != "pdf", known=True)
    urls = {url.rstrip("/") for some in known for fact in some for _, url in fact.links}
    foreign = [(page, anchor) for page, anchor in _anchors(side.output) if anchor.url.rstrip("/") not in urls]
    loose = _linked([piece for piece in pieces if piece.loose], stream, said, foreign)
    linked = {piece.spans: piece for piece in loose}
    pieces = [linked.get(piece.spans, piece) for piece in pieces]
    regions = {said.places[start]: fact.region for (start, _), fact, _ in found if fact}
    return _by_region(pieces, regions, [fact.region for some in known for fact in some]), stream


def _known(side: _Side, output: Output, other: _Side, options: Options) -> tuple[list[tuple[Fact, ...]], Feet]:
    """The facts that may stand in an output, those of its own source first, and what is at the foot of its pages."""
    known: list[tuple[Fact, ...]] = []
    feet: Feet = ((), (), ())
    if other.document is not None and other.theme is not None:
        theme, _ = closest(output, side.content, other.document, [other.theme, *others(side.path, options)])
        known, feet = [_said(other.document, theme, output)], arrange(other.document, theme).foot
    if side.document is not None and side.theme is not None:
        own = _said(side.document, side.theme, output)
        known, feet = [own, *(_beyond(some, own) for some in known)], arrange(side.document, side.theme).foot
    return known, feet


def _by_region(pieces: list[Piece], regions: Mapping[int, str], order: Sequence[str]) -> list[Piece]:
    """The pieces by region, in the order of the facts: a column at the side goes on over pages, in an order of its own.

    `regions` are those of pieces, by their place; one that has none belongs to what stands before it.
    """
    rank = {region: number for number, region in enumerate(dict.fromkeys(order))}
    ranked, now = [], 0
    for piece in pieces:
        now = rank.get(regions.get(piece.spans[0][0], ""), now)
        ranked.append((now, piece))
    return [piece for _, piece in sorted(ranked, key=lambda one: one[0])]


def _beyond(some: Sequence[Fact], own: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts that are not among others, each counted as often as it is there."""
    rest = Counter(fact.text for fact in own)
    out = []
    for fact in some:
        rest[fact.text] -= 1
        out += [fact] if rest[fact.text] < 0 else []
    return tuple(out)


def _live(said: Sequence[Fact], output: Output) -> list[Fact]:
    """The facts, with the links that they have in an output."""
    broken, _ = links(said, output, turned=False)
    text = " ".join(spaced(page.text) for page in output.pages)
    out = list(said)
    for number, words, url, leads in broken:
        behind = re.search(re.escape(words) + _ADDRESS.pattern, text) if output.kind == "text" else None
        instead = behind[1] if behind else leads
        rest = tuple(link for link in out[number].links if link != (words, url))
        out[number] = out[number].replace(links=(*rest, (words, instead)) if instead else rest)
    return out


def _anchors(output: Output) -> list[tuple[int, Anchor]]:
    if output.kind == "text":
        text = "".join(page.text for page in output.pages)
        return [(1, Anchor(" ".join(text[: m.start()].split()[-1:]), m[1])) for m in _ADDRESS.finditer(text)]
    return [(number, anchor) for number, page in enumerate(output.pages, 1) for anchor in page.links]


def _linked(
    pieces: Sequence[Piece], stream: Stream, said: Letters, anchors: Sequence[tuple[int, Anchor]]
) -> list[Piece]:
    """The pieces with the links that stand in them, as far as the words of these are found."""
    own: dict[int, list[tuple[str, str]]] = {}
    for page, anchor in anchors:
        key = letters(anchor.words).text
        low, _ = said.between(stream.starts[page - 1], stream.starts[page - 1])
        at = said.text.find(key, low)
        if not key or at < 0:
            continue
        place = said.places[at]
        number = next((n for n, p in enumerate(pieces) if any(s <= place < e for s, e in p.spans)), None)
        link = spaced(anchor.words), anchor.url
        if number is not None and link not in own.setdefault(number, []):
            own[number].append(link)
    return [piece.replace(links=tuple(own.get(number, ()))) for number, piece in enumerate(pieces)]


def _plain(output: Output, other: Output) -> Stream:
    """The text of an output of which no source is known."""
    return _stream(_with_words(output, [anchor for _, anchor in _anchors(other)]), (), ((), (), ()))


def _uncharted(one: Output, other: Output, first: Stream, second: Stream) -> tuple[list[Piece], list[Piece]]:
    """The pieces of two outputs of which no source is known: what they share, and what is left of either."""
    said = letters(first.text, first.feet), letters(second.text, second.feet)
    runs = shared(*said)
    out = []
    for number, (side, stream, own, against) in enumerate(
        ((one, first, said[0], other), (other, second, said[1], one))
    ):
        spans = [(run[number], None, (f"\0{position}",)) for position, run in enumerate(runs)]
        has = _has(against)
        anchors = [(page, anchor) for page, anchor in _anchors(side) if not has(anchor.url)]
        pieces = cut(stream, own, spans, lines=False, known=False)
        out.append(_linked(pieces, stream, own, anchors))
    return out[0], out[1]


def _has(output: Output) -> Callable[[str], bool]:
    """What tells whether an output leads to an address, or has it in its text."""
    text = "".join("".join(page.text.split()) for page in output.pages)
    urls = {anchor.url.rstrip("/") for _, anchor in _anchors(output)}
    plain = output.kind == "text"
    return lambda url: (
        url.rstrip("/") in urls
        or (plain and (url in text or url.partition("//")[2].rstrip("/") in text or url.startswith(_BY_WORDS)))
    )


def told(found: Diff) -> str:
    """Return in a line what came of it: `3 came, 1 went, 2 changed, 1 moved; 240 facts as before`."""
    counts = Counter(one.kind for one in found.differences)
    parts = ", ".join(f"{counts[kind]} {kind}" for kind in _SIGNS if counts[kind])
    unit = found.unit[:-1] if found.same == 1 else found.unit
    return f"{parts or 'no differences'}; {found.same} {unit} as before"


def lines(found: Diff) -> list[str]:
    """Return what a terminal shows: a line for each difference; those that moved together share one."""
    out: list[str] = []
    moved: list[Difference] = []
    for one in [*found.differences, None]:
        if one and one.kind == "moved":
            moved.append(one)
            continue
        if moved:
            out.append(_line(found, moved[0], f" and {len(moved) - 1} more" if len(moved) > 1 else ""))
            moved = []
        if one:
            out.append(_line(found, one))
    return out


def _line(found: Diff, one: Difference, more: str = "") -> str:
    places = [_place(path, piece) for path, piece in ((found.old, one.before), (found.new, one.after)) if piece]
    return f"{_SIGNS[one.kind]} {' -> '.join(places)}: {_words(one)}{more}"


def _place(path: Path, piece: Piece) -> str:
    if piece.at and not piece.page:
        return str(piece.at)
    return f"{path}, page {piece.page}" if path.suffix.lower() == ".pdf" and piece.page else str(path)


def _words(one: Difference) -> str:
    """What a difference is, in words."""
    if one.kind != "changed" or one.before is None or one.after is None:
        piece = one.after or one.before
        assert piece is not None
        return piece.text if len(piece.text) <= _LONGEST else f"{piece.text[: _LONGEST - 1]}…"
    parts = [f"{words} (link: {a or 'none'} -> {b or 'none'})" for words, a, b in led(one)]
    if one.before.key == one.after.key and parts:
        return "; ".join(parts)
    text = marked(one.before.text, one.after.text)
    if one.before.loose and one.after.loose:
        text = " ".join(filter(None, (one.after.around[0], text, one.after.around[1])))
    return "; ".join([text, *parts])


def as_json(found: Diff) -> dict[str, object]:
    """Return what came of it, for programs."""
    counts = Counter(one.kind for one in found.differences)
    return {
        "old": str(found.old),
        "new": str(found.new),
        **{kind: counts[kind] for kind in _SIGNS},
        "same": found.same,
        "unit": found.unit,
        "differences": [
            {
                "kind": one.kind,
                "old": _as_data(one.before),
                "new": _as_data(one.after),
                "links": [{"words": words, "old": old or None, "new": new or None} for words, old, new in led(one)],
            }
            for one in found.differences
        ],
    }


def _as_data(piece: Piece | None) -> dict[str, object] | None:
    if piece is None:
        return None
    return {
        "text": piece.text,
        "part": piece.part or None,
        "section": piece.section or None,
        "page": piece.page or None,
        "file": piece.at.file if piece.at else None,
        "line": piece.at.line if piece.at else None,
        "column": piece.at.column if piece.at else None,
    }


def picture(found: Diff) -> bytes:
    """Return the pages of two PDFs side by side with the differences marked, as PNG. Raises Unreadable."""
    from cvrender.verification.diffing.side_by_side import picture

    assert found.streams[0] is not None and found.streams[1] is not None
    names = str(found.old), str(found.new)
    return picture(names, found.contents, (found.streams[0], found.streams[1]), found.differences, told(found))
