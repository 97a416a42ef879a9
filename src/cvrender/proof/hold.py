"""An output of this run, held against the document that it was made of."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cvrender.diagnostics import Report
from cvrender.document.model import Document
from cvrender.proof.facts import facts
from cvrender.proof.output import Output
from cvrender.proof.prove import Finding, Proof, prove
from cvrender.resume.model import Date, Node, Text

KINDS = {
    ".pdf": "pdf",
    ".html": "html",
    ".txt": "text",
    ".md": "markdown",
    ".docx": "docx",
    ".json": "json",
}
"""What is read back, by the suffix of its name."""
_WITH_LOOKS = ("pdf", "html")
"""Kinds that a theme lays out; the others have one order."""
_NOT_IN_ORDER = re.compile("[\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff]")
"""Scripts of India, Tibetan, Burmese, Khmer: a vowel may stand before the letter that it is read after."""
_HINT = "`--no-verify` writes the files all the same; `cvrender explain {code}` tells more"


def read(content: bytes, kind: str, *, closely: bool = False) -> Output:
    """Return what a reader gets from an output of one of KINDS but `json`. Raises Unreadable."""
    if kind == "pdf":
        from cvrender.proof import pdf

        return pdf.read(content, closely=closely)
    if kind == "html":
        from cvrender.proof import html

        return html.read(content)
    if kind == "docx":
        from cvrender.proof import docx

        return docx.read(content)
    from cvrender.proof import plain

    return plain.read_markdown(content) if kind == "markdown" else plain.read(content)


def hold(
    content: bytes, kind: str, document: Document, date_place: str, lacking: frozenset[str], *, pages: int = 0
) -> Proof:
    """Return the proof of an output of one of KINDS. Raises Unreadable."""
    if kind == "json":
        return _hold_data(content, document)
    said = facts(document, date_place if kind in _WITH_LOOKS else "end")
    if kind == "pdf" and (document.direction == "rtl" or any(_NOT_IN_ORDER.search(fact.text) for fact in said)):
        from cvrender.proof.turned import prove_turned

        return prove_turned(read(content, kind), said, lacking=lacking, pages=pages)
    photo = document.photo.alt if document.photo else None
    return prove(read(content, kind), said, feet=document.foot, lacking=lacking, photo=photo, pages=pages)


def _hold_data(content: bytes, document: Document) -> Proof:
    """The proof of JSON: its facts are the texts and dates of the source, which have no order."""
    told: Counter[str] = Counter()

    def walk(value: Any) -> None:
        if isinstance(value, str):
            told[value] += 1
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


def tell(findings: tuple[Finding, ...], path: Path, source: str, report: Report) -> None:
    """Report findings about a file: at their places in the source, and with the page."""
    for one in findings:
        where = f"{path}, page {one.page}" if one.page and path.suffix == ".pdf" else str(path)
        add = report.error if one.severity == "error" else report.warning
        hint = _HINT.format(code=one.code) if one.severity == "error" else ""
        add(one.code, f"{where}: {one.message}", one.at, hint, file="" if one.at else source)
