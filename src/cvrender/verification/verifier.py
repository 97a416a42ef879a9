"""An output of this run, held against the document that it was made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cvrender.diagnostics.report import Report
from cvrender.document.model import Document
from cvrender.resume.model import Date, Node, Text
from cvrender.theming.theme import Sheet, Theme
from cvrender.verification.extracted import Output
from cvrender.verification.facts import Fact, facts
from cvrender.verification.findings import Finding, Proof, prove

_WITH_LOOKS = ("pdf", "html")
"""Kinds that a theme lays out; the others have one order."""
_SPACE = 0.12
"""Heights of a line between the shapes of two letters that are not of one word; spaces have 0.2 to 0.28 em."""
_LEAST_SEEN = 1.5
"""The contrast below which colours of a theme's tokens are looked at on the page."""
_HINT = "`--no-verify` writes the files all the same; `cvrender explain {code}` tells more"


def read(content: bytes, kind: str, *, closely: bool = False, theme: Theme | None = None) -> Output:
    """Return what a reader gets from an output of one of KINDS but `json`; `theme` is the one that this run made it
    with. Raises Unreadable.
    """
    if kind == "pdf":
        from cvrender.verification.extract import pdf

        return pdf.read(content, closely=closely)
    if kind == "html":
        from cvrender.verification.extract import html

        if theme is None:
            return html.read(content)
        return html.read(content, sheets=_sheets(theme), plain=not html.is_foreign(theme.sheets["html.j2"]))
    if kind == "docx":
        from cvrender.verification.extract import docx

        return docx.read(content)
    from cvrender.verification.extract import text

    return text.read_markdown(content) if kind == "markdown" else text.read(content)


class Holder:
    """Holds the outputs of one document against it. `date_place` is the theme's token, `lacking` as in `prove`; `theme`
    is the one that the outputs were made with in this run, None where that is not known; `known` are the facts with
    dates in that place, where they have been collected before.
    """

    def __init__(
        self,
        document: Document,
        date_place: str = "end",
        lacking: frozenset[str] = frozenset(),
        theme: Theme | None = None,
        known: tuple[Fact, ...] | None = None,
    ) -> None:
        self.document = document
        self.date_place = date_place
        self.lacking = lacking
        self.theme = theme
        self.known: dict[str, tuple[Fact, ...]] = {} if known is None else {date_place: known}

    def facts(self, kind: str) -> tuple[Fact, ...]:
        """Return the facts in the order in which an output of a kind has them."""
        place = self.date_place if kind in _WITH_LOOKS else "end"
        if place not in self.known:
            self.known[place] = facts(self.document, place)
        return self.known[place]

    def hold(self, content: bytes, kind: str) -> Proof:
        """Return the proof of an output of one of KINDS. Raises Unreadable."""
        if kind == "json":
            return _hold_data(content, self.document)
        return self.against(read(content, kind, theme=self.theme), content)

    def against(self, output: Output, content: bytes, pages: int = 0) -> Proof:
        """Return the proof of an output that was read, of this content; `pages` is how many it may have, 0 for any."""
        document = self.document
        proof = prove(
            output,
            self.facts(output.kind),
            feet=document.foot,
            lacking=self.lacking,
            photo=document.photo.alt if document.photo else None,
            pages=pages,
        )
        if output.kind == "pdf" and any(one.gap is not None for one in proof.findings):
            return _parted(proof, content)
        doubts = doubtful(output)
        return proof.replace(findings=(*proof.findings, *doubts)) if doubts else proof


def hold(content: bytes, kind: str, document: Document, date_place: str, lacking: frozenset[str]) -> Proof:
    """Return the proof of an output of one of KINDS; see Holder. Raises Unreadable."""
    return Holder(document, date_place, lacking).hold(content, kind)


def against(
    output: Output,
    content: bytes,
    document: Document,
    date_place: str,
    *,
    lacking: frozenset[str] = frozenset(),
    pages: int = 0,
) -> Proof:
    """Return the proof of an output that was read, of this content; see Holder."""
    return Holder(document, date_place, lacking).against(output, content, pages)


def doubtful(output: Output) -> tuple[Finding, ...]:
    """Return what the style of an output says that cannot be judged, or that adds words."""
    return tuple(
        Finding("CV097" if one.adds else "CV099", one.severity, one.message, at=one.place)
        for page in output.pages
        for one in page.doubts
    )


def _sheets(theme: Theme) -> tuple[Sheet, ...]:
    """The theme's style sheets; where its tokens hide words by their colours, none of them is taken on trust."""
    sheets = theme.sheets["html.css"]
    hides = any(pair.ratio < _LEAST_SEEN for pair in theme.faint())
    return (*sheets, Sheet("", "", shipped=False)) if hides else sheets


def _parted(proof: Proof, content: bytes) -> Proof:
    """The proof without the words that pdfium glues together although there is a space or a line's end between them.

    It looks for a fourth of the wider of two letters, but for half as much again where that comes to 1.488 or 1.39
    points (`CPDF_TextPage::ProcessInsertObject`): in Source Sans at 9.2 pt before each N.
    """
    from cvrender.verification.extract.pdf import glyphs

    pages = {one.page: glyphs(content, one.page) for one in proof.findings if one.gap is not None}

    def is_parted(one: Finding) -> bool:
        if one.gap is None or not 0 < one.gap < len(pages[one.page]):
            return False
        before, after = pages[one.page][one.gap - 1 : one.gap + 1]
        above = after.box[3] < before.box[1] or after.box[1] > before.box[3]
        return above or after.box[0] - before.box[2] > _SPACE * after.height

    return proof.replace(findings=tuple(one for one in proof.findings if not is_parted(one)))


def _hold_data(content: bytes, document: Document) -> Proof:
    """The proof of JSON: its facts are the texts and dates of the source, which have no order."""
    import json

    told: Counter[str] = Counter()

    def walk(value: Any) -> None:
        if isinstance(value, (str, int)):
            told[str(value)] += 1
        elif isinstance(value, (list, dict)):
            for item in value.values() if isinstance(value, dict) else value:
                walk(item)

    walk(json.loads(content))
    missing = []
    values = list(_values(document.resume))
    for value, at in values:
        told[value] -= 1
        if told[value] < 0:
            missing.append(Finding("CV080", "error", f"`{value}` is missing", at=at))
    return Proof(len(values), 0, tuple(missing))


def _values(node: Node) -> Iterator[tuple[str, Any]]:
    """Every text and date of a node and of the nodes within it."""
    for key in node.SPECS:
        value = getattr(node, key)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Node):
                yield from _values(item)
            elif isinstance(item, Text):
                yield str(item), item.at
            elif isinstance(item, Date):
                yield item.isoformat(), item.at


def tell(findings: tuple[Finding, ...], path: Path, source: str, report: Report, *, hint: bool = True) -> None:
    """Report findings about a file: at their places in the source, and with the page; `hint` tells how to write it all
    the same.
    """
    for one in findings:
        page = f"page {one.page}" if one.page and path.suffix == ".pdf" else ""
        where = ", ".join(filter(None, ("" if one.at is None and source == str(path) else str(path), page)))
        add = {"error": report.error, "warning": report.warning, "note": report.note}[one.severity]
        way = _HINT.format(code=one.code) if hint and one.severity == "error" else ""
        add(one.code, f"{where}: {one.message}" if where else one.message, one.at, way, file="" if one.at else source)
